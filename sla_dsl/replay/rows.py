"""Rows whose verdict flips, found in the row pass itself: columns beside the verdicts, counted, and the first kept.

Of every row each form says a code, the place of its word in `WORDS`; a flip is two codes that differ. A clause whose
old and new rows are not of the same table, or not read the same way, is looked at elsewhere (`joined`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, reduce
from operator import add, or_

import polars as pl

from sla_dsl.compile.kit import Expr, LookUp
from sla_dsl.compile.plan import Evidence, Rollup, TablePlan, day_source, key_column, prefix
from sla_dsl.compile.rows import BREACHES, Columns
from sla_dsl.findings.instances import subject_row
from sla_dsl.model.cycles import Rows
from sla_dsl.model.forms import Form
from sla_dsl.model.schema import OWNER
from sla_dsl.replay.models import BREACHED, WORDS, Turn
from sla_dsl.text.record import record

NO_DAY = -1
"""In the place of the local day of rows that nothing places in time: before all days there are."""

Place = int | None
"""The place of a form in a pass; None where there is none, so that no row is an instance."""

_BREACHED = [code for code, word in enumerate(WORDS) if word in BREACHED]  # one behind the other: see `breached`
_FIRST, _LAST = -2, 47_500  # local days around 1970 to 2099


@record
class RowCase:
    """The rows of one sort of which a clause speaks: places of its old form, its new one and those of the tries.

    `name` tells it from all others.
    """

    name: str
    rows: Rows
    old: Place
    new: Place
    tries: tuple[Place, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """All of them, the old and the new one first."""
        return self.old, self.new, *self.tries


def asking(
    plan: TablePlan, mine: Sequence[RowCase], sides: Sequence[int], forms: Sequence[Form], *, keep: bool
) -> TablePlan:
    """The plan of some rows with what is asked of their flips, and without the evidence of single clauses; with `keep`
    every flip is a row of what it gives.

    Of the forms at the places `sides` it is counted how many rows they keep. `forms` are those of the pass.
    """
    there = dict.fromkeys(p for c in mine for p in c.places if p is not None)
    codes = {_code(p): code(plan, p) for p in there}
    plan = replace(plan, masks=(*plan.masks, codes))
    asked = [_Asked(plan, case) for case in mine]
    rollups = [*(a.counted() for a in asked), *(a.kept() for a in asked if keep), *_shares(plan, sides, forms)]
    return replace(
        plan,
        rollups=(*plan.rollups, *rollups),
        evidence=tuple(e for a in asked for e in a.first()),
    )


def _code(place: int) -> str:
    return f"{prefix(place)}code"


def code(plan: TablePlan, place: int) -> Expr:
    """The code of a row in a clause of a plan (Int8): 0 where it is no instance. A row has one verdict at most."""
    xp, there = plan.kit.xp, {name for stage in plan.masks for name in stage}
    masks = {n: prefix(place) + word for n, word in enumerate(WORDS) if prefix(place) + word in there}
    each = [xp.col(mask).fill_null(False).cast(xp.Int8) * xp.lit(n).cast(xp.Int8) for n, mask in masks.items()]
    return reduce(add, each)


def told(plan: TablePlan, place: int) -> Columns:
    """What tells a row of a clause: its key and owner, its start (us), and the first local day of the month in which it
    starts, `NO_DAY` where nothing places it in time."""
    xp, row = plan.kit.xp, subject_row(plan, place)
    keys = {n: e for n, e in row.items() if n.startswith(key_column("")) or n == "cycle"}
    return {
        **keys,
        **({"start": row["start"]} if "start" in row else {}),
        "day": plan.kit.look(_months(), row["day"]).cast(xp.Int64) if "day" in row else xp.lit(NO_DAY).cast(xp.Int64),
        **({OWNER: xp.col(OWNER)} if OWNER in plan.reads else {}),
    }


@cache
def _months() -> LookUp:
    """The first day of its month for every local day; by months there are few rows to count flips in."""
    days = pl.int_range(_FIRST, _LAST, dtype=pl.Int32, eager=True).cast(pl.Date)
    return LookUp("first of month", days.dt.month_start().to_physical().cast(pl.Int64), _FIRST, 1)


def breached(code: Expr) -> Expr:
    """Whether the code of a row is that of a breach."""
    return (code >= _BREACHED[0]) & (code <= _BREACHED[-1])


class _Asked:
    """What is asked of the flips of one case."""

    def __init__(self, plan: TablePlan, case: RowCase) -> None:
        self.plan, self.case, self.xp = plan, case, plan.kit.xp
        self.old, self.new = self._of(case.old), self._of(case.new)
        self.flipped = self.old != self.new
        sides = [told(plan, p) for p in (case.new, case.old) if p is not None]
        self.columns = dict(sides[0])
        for name in ("start", "day") if len(sides) == 2 else ():
            if all(name in side for side in sides):
                # A row that only the old policy speaks of starts where that one says.
                self.columns[name] = self.xp.when(self.new != 0).then(sides[0][name]).otherwise(sides[1][name])
        self.words: Columns = {"old": self.old, "new": self.new, "made": self._made()}

    def _of(self, place: Place) -> Expr:
        return self.xp.lit(0) if place is None else self.xp.col(_code(place))

    def _made(self) -> Expr:
        """One bit for each try that comes to what the whole comes to."""
        same = [(self._of(p) == self.new).cast(self.xp.Int64) * (1 << n) for n, p in enumerate(self.case.tries)]
        return reduce(add, same, self.xp.lit(0).cast(self.xp.Int64))

    def _touched(self) -> Expr:
        """What flips in the whole or in a try: of these the causes are told."""
        places = dict.fromkeys(p for p in self.case.tries if p not in (self.case.old, self.case.new))
        return reduce(or_, (self._of(p) != self.old for p in places), self.flipped)

    def counted(self) -> Rollup:
        """How many flip, by day, owner, words and what makes them."""
        keys = {n: e for n, e in self.columns.items() if n in ("day", OWNER)}
        return Rollup(self.case.name, {**keys, **self.words}, {"count": self.xp.len()}, self._touched())

    def kept(self) -> Rollup:
        """All that flip."""
        return Rollup(kept_name(self.case.name), {**self.columns, **self.words}, {}, self.flipped)

    def first(self) -> list[Evidence]:
        """The first of each turn in the order of their keys."""
        was, now = breached(self.old), breached(self.new)
        where = {Turn.WORSE: ~was & now, Turn.BETTER: was & ~now, Turn.OTHER: self.flipped & (was == now)}
        order = tuple((n, False) for n in self.columns if n.startswith(key_column("")) or n == "cycle")
        columns = {**self.columns, **self.words}
        return [Evidence(first_name(self.case.name, t), e, columns, order) for t, e in where.items()]


def kept_name(case: str) -> str:
    """The name of the roll-up that keeps every flip of a case."""
    return f"{case} all"


def first_name(case: str, where: Turn) -> str:
    """The name of the first flips of a case that lead somewhere."""
    return f"{case} {where}"


def _shares(plan: TablePlan, places: Sequence[int], forms: Sequence[Form]) -> list[Rollup]:
    """How many rows of each form are met and judged, by month and owner; forms of one start share the counting."""
    found: dict[str, Rollup] = {}
    there = {name for stage in plan.masks for name in stage}
    for place in places:
        row, name = told(plan, place), share_name(forms[place])
        keys = {n: e for n, e in row.items() if n in ("day", OWNER)}
        rollup = found.setdefault(name, Rollup(name, keys, {}))
        masks = [plan.kit.xp.col(m).fill_null(False) for w in ("met", *BREACHES) if (m := prefix(place) + w) in there]
        rollup.sums.update({prefix(place) + "met": masks[0].sum(), prefix(place) + "judged": reduce(or_, masks).sum()})
    return list(found.values())


def share_name(form: Form) -> str:
    """The name of the roll-up in which the rows of a form are counted."""
    return f"shares {day_source(form)}"
