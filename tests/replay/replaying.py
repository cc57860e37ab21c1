"""Short ways to replay two small policies, for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sla_dsl.lang import ast
from sla_dsl.policy import parse_all
from sla_dsl.ready import Options
from sla_dsl.replay.models import Cause, ClauseReplay, Flip, Flips, Heading, Replay, Turn
from sla_dsl.replay.run import replay
from sla_dsl.text.source import Source

HEAD = 'agreement "Small" between marketing and sales\n  timezone "America/New_York"\n'
LATER = "2026-09-01"


def files(text: str, name: str = "policy.sla") -> tuple[ast.File, ...]:
    """The files of a policy in one text; the agreement is added where it has none."""
    return parse_all([Source(name, text if text.startswith("agreement") else HEAD + text)])


def replayed(
    old: str, new: str, tables: Mapping[str, Any], engine: str = "polars", as_of: str | None = LATER, **said: Any
) -> Replay:
    """Two policies over some tables."""
    return replay(files(old, "old.sla"), files(new, "new.sla"), tables, Options(as_of=as_of, engine=engine, **said))


def clause(found: Replay, name: str) -> ClauseReplay:
    """A clause of a replay."""
    (one,) = (c for c in found.clauses if c.id == name)
    return one


def words(flips: Flips) -> dict[str, int]:
    """`met -> late` and how many flip so."""
    return {f"{old} -> {new}": n for (old, new), n in flips.counts.items()}


def keys(flips: Flips, where: Turn) -> list[Any]:
    """The keys of what is shown of one turn."""
    return [next(iter(f.key.values())) for f in flips.shown if f.turn is where and f.key is not None]


def because(found: Replay, flips: Flips) -> dict[tuple[str, ...], int]:
    """By its heading and the edits' names (sorted, a way a text) how many flips have a cause."""
    return {_said(found, cause): n for cause, n in flips.causes.items()}


def _said(found: Replay, cause: Cause) -> tuple[str, ...]:
    ways = sorted(" + ".join(unit_name(found, u) for u in way) for way in cause.units)
    return (cause.heading.value, *ways)


def unit_name(found: Replay, unit: int) -> str:
    """The names of the edits of a unit, the leading one first."""
    of = found.units[unit]
    rest = [e for e in of.edits if e != of.leads]
    return " with ".join(found.edits[e].name for e in (of.leads, *rest))


__all__ = [
    "HEAD", "LATER", "Cause", "Flip", "Heading", "Turn", "because", "clause", "files", "keys", "replayed", "unit_name",
    "words",
]  # fmt: skip
