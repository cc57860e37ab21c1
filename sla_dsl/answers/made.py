"""What was made for a subject one by one, where a promise asks for several: `5 in time; 8 promised`, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl

from sla_dsl.answers.spoken import leaves
from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Kit
from sla_dsl.compile.zone import Zone
from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import Scalar
from sla_dsl.model import expr as m

Several = m.ChildPick | m.ChildSpread
_MOST = 24
"""So many instants are told; nobody reads more."""


def several(done: m.Expr, subjects: str) -> list[Several]:
    """The parts of what is done that ask for more than one, and compare rows with nothing but their subject."""
    found = [e for e in leaves(done) if isinstance(e, Several) and e.nth > 1]
    own = [e for e in found if all(c.path == (m.Link(subjects, e.by),) for c in m.child_sees(e))]
    return [e for e in own if not any(isinstance(x, m.FromChildren) for top in m.on_child_rows(e) for x in m.walk(top))]


def seen_of_subject(e: Several) -> dict[str, m.Column]:
    """The columns of the subject that its rows are compared with, by the names under which these see them."""
    return {m.parent_column(c): m.Column(c.name, c.kind) for c in m.child_sees(e)}


def counting(kit: Kit, e: Several, subject: Mapping[str, Scalar]) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    """What gives `at` (us), and `value` where different values count, of the child rows that count, by their time."""

    def made(rows: pl.LazyFrame) -> pl.LazyFrame:
        rows = rows.with_columns(**{name: pl.lit(value) for name, value in subject.items()})
        if e.where is not None:
            rows = rows.filter(compile_expr(kit, e.where))
        column = e.column if isinstance(e, m.ChildSpread) else None
        values = {} if column is None else {"value": pl.col(column)}
        return rows.select(at=compile_expr(kit, e.instant), **values).drop_nulls().sort("at")

    return made


def told(e: Several, rows: pl.DataFrame, zone: Zone, due: int | None, say: Callable[[int], str]) -> Iterator[str]:
    """How many there are by the due instant (us), and when each came; of different values the first rows count."""
    at: list[int] = rows["at"].to_list()
    lines, what = [say(instant) for instant in at], ""
    if isinstance(e, m.ChildSpread):
        values = rows["value"].to_list() if e.column is not None else [zone.day_of(instant) for instant in at]
        firsts: dict[object, int] = {}
        for value, instant in zip(values, at, strict=True):
            firsts.setdefault(value, instant)
        at, what = list(firsts.values()), f" {'days' if e.column is None else f'values of {e.column}'}"
        lines = [f"{say(instant)}: {visible(str(value), 60)}" for value, instant in firsts.items()]
    timely = sum(due is None or instant <= due for instant in at)
    yield f"{timely} in time{f', {len(at) - timely} later' if timely < len(at) else ''}; {e.nth}{what} promised"
    yield from lines[:_MOST]
    if len(at) > _MOST:
        yield f"and {len(at) - _MOST} more"
