"""Short ways to read a column, for the tests of this room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sla_dsl.data.tables import Need, PreparedTable, ReadOptions, open_table, prepare
from sla_dsl.model.health import HealthNote
from sla_dsl.model.kinds import Kind
from sla_dsl.text.diagnostic import DataError, Diagnostic, UsageError

PLAIN = ReadOptions()


def us(text: str) -> int:
    """Microseconds of an ISO text in UTC."""
    at = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return int((at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000 + at.microsecond


def prepared(given: object, kinds: dict[str, Kind | None], zone: str = "UTC", **said: object) -> PreparedTable:
    """A table with each named column asked for under its own name."""
    options = ReadOptions(**said)  # type: ignore[arg-type]
    return prepare(open_table("leads", given, options), [Need(n, n, k) for n, k in kinds.items()], zone, options)


def column(tmp_path: Path, cells: Sequence[str], kind: Kind | None, zone: str = "UTC", **said: object) -> list[object]:
    """The values of a column `x` of a text file with these cells."""
    return values(as_file(tmp_path, cells), kind, zone, **said)


def as_file(tmp_path: Path, cells: Sequence[str]) -> Path:
    """A file with the columns `id` and `x`, cells quoted."""
    path = tmp_path / "leads.csv"
    rows = [f'{i},"{cell}"' for i, cell in enumerate(cells, 1)]
    path.write_text("\n".join(["id,x", *rows, ""]), encoding="utf-8")
    return path


def values(given: object, kind: Kind | None, zone: str = "UTC", **said: object) -> list[object]:
    """The values of column `x` of whatever is given."""
    return prepared(given, {"x": kind}, zone, **said).frame.collect()["x"].to_list()


def notes(table: PreparedTable, kind: str) -> list[HealthNote]:
    """The notes of a kind."""
    return [note for note in table.notes if note.kind == kind]


def refused(given: object, kinds: dict[str, Kind | None], zone: str = "UTC", **said: object) -> Diagnostic:
    """The one diagnostic with which a table is refused, in words that a user can read."""
    with pytest.raises((DataError, UsageError)) as caught:
        prepared(given, kinds, zone, **said)
    (diagnostic,) = caught.value.diagnostics
    words = " ".join((diagnostic.message, diagnostic.hint or "", *diagnostic.notes))
    assert not diagnostic.message.endswith(".")
    assert not any(word in words for word in ("PolarsError", "Int64", "String", "ComputeError", "Traceback", "dtype"))
    return diagnostic
