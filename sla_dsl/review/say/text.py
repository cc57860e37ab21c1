"""A diff as text for a person: who gains what burden, change by change, at a given width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from sla_dsl.findings.exact import visible
from sla_dsl.review.catalogue import SORTS
from sla_dsl.review.gate import Gate
from sla_dsl.review.models import Change, Direction, PolicyDiff
from sla_dsl.text.record import record

_MARKS = {
    Direction.TIGHTENED: ("▲", "31"),
    Direction.LOOSENED: ("▼", "36"),
    Direction.BOTH: ("◆", "33"),
    Direction.UNDETERMINED: ("?", "33"),
    Direction.EQUIVALENT: ("=", "90"),
}
_LABEL = 15
SAME = "equal in meaning"


@record
class Page:
    """How wide the text is, and whether it is coloured."""

    width: int = 80
    color: bool = False

    def paint(self, text: str, color: str) -> str:
        """The text in a colour, where there are colours."""
        return f"\x1b[{color}m{text}\x1b[0m" if self.color else text

    def wrapped(self, text: str, indent: int) -> list[str]:
        """Lines of the text behind an indent."""
        return textwrap.wrap(
            text, self.width, initial_indent=" " * indent, subsequent_indent=" " * indent, break_on_hyphens=False
        ) or [""]  # fmt: skip


def render(found: PolicyDiff, gate: Gate | None = None, page: Page | None = None, flips: str | None = None) -> str:
    """The whole diff; `flips` is what a replay counted, in a line."""
    page = page or Page()
    lines = [*_head(found, page, flips), ""]
    for title, changes in sections(found):
        lines += [page.paint(visible(title), "1")]
        for i, change in changes:
            lines += _change(change, _passed(gate, i), page)
        lines.append("")
    lines += [line for r in found.remarks for line in _labelled("!", "33", "to settle", r.message, page)]
    if found.remarks:
        lines.append("")
    lines += _gated(gate, page)
    return "\n".join(lines).rstrip() + "\n"


def sections(found: PolicyDiff) -> Iterator[tuple[str, list[tuple[int, Change]]]]:
    """The changes with their places, under what they are about: what several clauses rest on, clauses, agreement."""
    titles: dict[str, list[tuple[int, Change]]] = {}
    for i, change in enumerate(found.changes):
        titles.setdefault(title_of(found, change), []).append((i, change))
    for title in sorted(titles, key=lambda t: _weight([c for _, c in titles[t]])):
        yield title, sorted(titles[title], key=lambda c: _LATER.get(c[1].area, 0))


_LATER = {"waiver": 1, "consequence": 2, "party": 3, "words": 4}
"""What comes behind the promise itself, under one title."""


def _weight(changes: Sequence[Change]) -> int:
    """What touches verdicts comes first, other words for the same next, and the agreement's own lines at the end."""
    if all(c.area == "agreement" for c in changes):
        return 2
    return int(all(c.direction is Direction.EQUIVALENT for c in changes))


def title_of(found: PolicyDiff, change: Change) -> str:
    """What a change is about: the clause, or the statement behind it."""
    if change.clause is not None:
        return f"clause {change.clause}"
    edits = [found.edits[i] for i in change.edits]
    if not edits or edits[0].kind == "agreement":
        return "agreement"
    return ", ".join(f"{e.kind} {e.name}" for e in edits)


def summary(found: PolicyDiff) -> str:
    """`5 changes: 2 tightened, 3 loosened`, or that there is none."""
    if found.equal_in_text:
        return "the same text"
    if found.equal_in_meaning:
        return f"{SAME}, differs in text"
    n = len(found.changes)
    return f"{n:,} {'change' if n == 1 else 'changes'}: {_counted(found.changes)}"


def by_party(found: PolicyDiff) -> list[str]:
    """Whose promises become stricter: `of what sales promises 2 tightened, 1 loosened`; and what reaches back."""
    parties = dict.fromkeys(p for c in found.changes for p in c.parties)
    told = []
    for party in parties:
        mine = [c for c in found.changes if party in c.parties and c.direction is not Direction.EQUIVALENT]
        if mine:
            told.append(f"what {visible(party)} promises: {_counted(mine)}")
    past = sum(c.retroactive for c in found.changes)
    if past:
        told.append(f"{past:,} of them {'reaches' if past == 1 else 'reach'} back into what has begun")
    return told


def _counted(changes: Sequence[Change]) -> str:
    counts = {d: sum(c.direction is d for c in changes) for d in _MARKS}
    return ", ".join(f"{n:,} {d.value}" for d, n in counts.items() if n)


def said(change: Change, arrow: str = "->") -> str:
    """`time limit tightened: 4 hours -> 2 hours`."""
    words = SORTS[change.id].words
    match change.old_said, change.new_said:
        case None, None:
            return words
        case None, str() as new:
            return f"{words}: {new}"
        case str() as old, None:
            return f"{words}: {old}"
        case old, new:
            return f"{words}: {old} {arrow} {new}"


def bears(change: Change) -> str | None:
    """`more for sales, in favour of marketing`; None where nobody has more to bear."""
    if change.direction in (Direction.BOTH, Direction.UNDETERMINED):
        return f"for {_names(change.burden)} it may be more or less" if change.burden else None
    if not change.burden:
        return None
    favour = f", in favour of {_names(change.protected)}" if change.protected else ""
    return f"more for {_names(change.burden)} to bear{favour}"


def where(change: Change) -> str | None:
    """The places of a change: `old.sla:3, new.sla:4`."""
    places = dict.fromkeys(f"{visible(s.file)}:{s.line}" for s in (change.old, change.new) if s is not None)
    return ", ".join(places) or None


def _head(found: PolicyDiff, page: Page, flips: str | None) -> list[str]:
    old, new = found.old, found.new
    title = visible(new.title or old.title or "policy")
    versions = f", version {visible(old.version or 'none')} -> {visible(new.version or 'none')}"
    lines = [page.paint(title + (versions if old.version != new.version else ""), "1")]
    lines += page.wrapped(f"{visible(old.ref)} -> {visible(new.ref)}", 0)
    told = [line for text in (*by_party(found), *([flips] if flips else [])) for line in page.wrapped(text, 2)]
    return [*lines, "", *page.wrapped(summary(found), 0), *told]


def _change(change: Change, passed: str | None, page: Page) -> list[str]:
    lines = marked(change, said(change), page)
    more = [bears(change)]
    if change.reaches and change.clause is None:
        more.append(f"reaches {_names(change.reaches)}")
    if change.retroactive:
        more.append(f"retroactive: {change.begun}")
    more += [change.note, where(change), passed]
    return lines + [line for text in more if text for line in page.wrapped(visible(text), _LABEL + 4)]


def marked(change: Change, text: str, page: Page) -> list[str]:
    """Lines of a text about a change, behind the mark and the word of its direction."""
    mark, color = _MARKS[change.direction]
    return _labelled(mark, color, change.direction.value, text, page)


def _labelled(mark: str, color: str, label: str, text: str, page: Page) -> list[str]:
    first, *rest = page.wrapped(visible(text), _LABEL + 4)
    return [f"  {page.paint(f'{mark} {label:{_LABEL}}', color)}{first[_LABEL + 4 :]}", *rest]


def _passed(gate: Gate | None, place: int) -> str | None:
    one = next((a for i, a in gate.accepted if i == place), None) if gate is not None else None
    if one is None:
        return None
    return f"accepted{f' by {one.by}' if one.by else ''}: {one.because}"


def _gated(gate: Gate | None, page: Page) -> list[str]:
    if gate is None:
        return []
    lines = []
    for one in gate.unused:
        what = one.change + (f" of {one.clause}" if one.clause else "")
        lines += _labelled("!", "33", "not there", f"accepted is `{what}`, and there is no such change", page)
    n = len(gate.failed)
    if n:
        lines += page.wrapped(failed(n), 0)
    return lines


def failed(n: int) -> str:
    """`2 changes do not pass`."""
    return "1 change does not pass" if n == 1 else f"{n:,} changes do not pass"


def _names(names: Sequence[str]) -> str:
    shown = [visible(n) for n in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
