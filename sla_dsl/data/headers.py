"""The headers of a table, made usable: every column gets a name, and no two the same one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from unicodedata import normalize

from sla_dsl.data.complaints import counted, quoted
from sla_dsl.model.health import HealthNote


def clean_headers(table: str, written: Sequence[str | None]) -> tuple[tuple[str, ...], tuple[HealthNote, ...]]:
    """Names for the headers as written, and a note for each kind of thing that had to be done.

    Outer blanks go, letters are composed (`ü` is one, however it is kept), a nameless column is named after its place
    (from 1), and headers that occur more than once are all numbered, so that none of them is taken for the only one.
    """
    bare = [normalize("NFC", " ".join((h or "").split("\n")).strip()) for h in written]
    nameless = [i for i, h in enumerate(bare) if not h]
    names = [h or f"column {i + 1}" for i, h in enumerate(bare)]
    times = Counter(names)
    seen: Counter[str] = Counter()
    unique: list[str] = []
    for name in names:
        seen[name] += 1
        unique.append(f"{name} ({seen[name]})" if times[name] > 1 else name)
    while len(set(unique)) < len(unique):  # `a (1)` may itself be a header
        unique = [f"{n} [{i + 1}]" if unique.index(n) < i else n for i, n in enumerate(unique)]
    notes: list[HealthNote] = []
    if nameless:
        given = quoted(unique[i] for i in nameless[:5])
        message = f"{counted(len(nameless), 'column')} without a header, read as {given}"
        notes.append(HealthNote(table, None, "nameless_column", len(nameless), message))
    twice = sorted(n for n, times_seen in times.items() if times_seen > 1)
    if twice:
        message = f"{counted(len(twice), 'header')} occurs more than once and is numbered: {quoted(twice[:5])}"
        if len(twice) > 1:
            message = f"{counted(len(twice), 'header')} occur more than once and are numbered: {quoted(twice[:5])}"
        notes.append(HealthNote(table, None, "duplicate_header", len(twice), message))
    return tuple(unique), tuple(notes)
