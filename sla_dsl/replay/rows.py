"""Rows whose verdict flips, found in the row pass itself: columns beside the verdicts, counted, and the first kept.

A row flips where the masks of two forms differ in any word; of the rows that do, and of no others, each form says a
code, the place of its word in `WORDS`. A clause whose old and new rows are not of the same table, or not read the same
way, is looked at elsewhere (`joined`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, reduce
from operator import add, or_

import polars as pl

from sla_dsl.compile.kit import Expr, LookUp
from sla_dsl.compile.naming import day_source, group_column, key_column, prefix, rollup_name, sources
from sla_dsl.compile.plan import Evidence, Rollup, TablePlan
from sla_dsl.compile.rows import BREACHES, Columns
from sla_dsl.findings.instances import subject_row
from sla_dsl.model.cycles import Rows
from sla_dsl.model.forms import Duty, Form, Invariant
from sla_dsl.model.schema import OWNER
from sla_dsl.replay.flipped import Left, Pair, spared
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

    @property
    def may_flip(self) -> bool:
        """Whether any two of them could say something else of a row."""
        return len(set(self.places)) > 1


def asking(
    plan: TablePlan, mine: Sequence[RowCase], sides: Sequence[int], forms: Sequence[Form], *, keep: bool
) -> tuple[TablePlan, tuple[Left, ...]]:
    """The plan of some rows with what is asked of their flips, and without the evidence of single clauses, nor what
    the flips tell of old forms: that is left for `restored`. With `keep` every flip is a row of what it gives.

    Of the forms at the places `sides` it is counted how many rows they keep. `forms` are those of the pass.
    """
    asked = [_Asked(plan, case, f"flip{n}.") for n, case in enumerate(mine) if case.may_flip]
    plan = replace(plan, masks=(*plan.masks, {name: e for a in asked for name, e in a.masks.items()}))
    plan, left = spared(plan, [p for a in asked for p in a.pair()])
    rollups = [*(a.counted() for a in asked), *(a.kept() for a in asked if keep), *_shares(plan, sides, forms)]
    evidence = tuple(e for a in asked for e in a.first())
    return replace(plan, rollups=(*plan.rollups, *rollups), evidence=evidence), left


def _masks(plan: TablePlan, place: Place) -> Columns:
    """The masks of a form by their words, never null: none without a form."""
    if place is None:
        return {}
    there = {name for stage in plan.masks for name in stage}
    names = {word: prefix(place) + word for word in WORDS}
    return {word: plan.kit.xp.col(name).fill_null(False) for word, name in names.items() if name in there}


def code(plan: TablePlan, place: int) -> Expr:
    """The code of a row in a clause of a plan (Int8): 0 where it is no instance. A row has one verdict at most."""
    xp = plan.kit.xp
    each = [mask.cast(xp.Int8) * xp.lit(WORDS.index(w)).cast(xp.Int8) for w, mask in _masks(plan, place).items()]
    return reduce(add, each)


def _differ(one: Columns, other: Columns, never: Expr) -> Expr:
    """Whether a row has one word by some masks and another, or none, by others; `never` is false of every row."""
    both = [one[w] != other[w] for w in one if w in other]
    return reduce(or_, [*both, *(m for w, m in (one | other).items() if (w in one) is not (w in other))], never)


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


_FLIPPED, _TOUCHED = "flipped", "touched"


class _Asked:
    """What is asked of the flips of one case."""

    def __init__(self, plan: TablePlan, case: RowCase, name: str) -> None:
        self.plan, self.case, self.xp, self._name = plan, case, plan.kit.xp, name
        self._sides = {p: _masks(plan, p) for p in case.places}
        one = next(mask for masks in self._sides.values() for mask in masks.values())
        self._never = one & ~one  # of the rows: a literal is no condition on them for every engine
        flipped = self._differ(case.old, case.new)
        was, now = (self._any(p, BREACHED) for p in (case.old, case.new))
        self.masks: Columns = {
            name + _FLIPPED: flipped,
            name + Turn.WORSE: ~was & now,
            name + Turn.BETTER: was & ~now,
        }
        """One Boolean of a row for whether it flips, and for where that leads; and, where a try says something that
        neither policy does, for whether it flips there or in the whole."""
        others = [p for p in dict.fromkeys(case.tries) if p not in (case.old, case.new)]
        if others:
            self.masks[name + _TOUCHED] = reduce(or_, (self._differ(p, case.old) for p in others), flipped)
        self._touched = self._is(_TOUCHED if others else _FLIPPED)
        """What flips in the whole or in a try: of these the causes are told."""
        self._turns: dict[Turn, Expr] = {t: self._is(t) for t in (Turn.WORSE, Turn.BETTER)}
        self._turns[Turn.OTHER] = self._is(_FLIPPED) & ~self._is(Turn.WORSE) & ~self._is(Turn.BETTER)
        sides = [told(plan, p) for p in (case.new, case.old) if p is not None]
        self.columns = dict(sides[0])
        for column in ("start", "day") if len(sides) == 2 else ():
            if all(column in side for side in sides):
                # A row that only the old policy speaks of starts where that one says.
                there = self._any(case.new, WORDS)
                self.columns[column] = self.xp.when(there).then(sides[0][column]).otherwise(sides[1][column])
        self.words: Columns = {"old": self._code(case.old), "new": self._code(case.new), "made": self._made()}

    def _is(self, word: str) -> Expr:
        """The column of one of the masks."""
        return self.xp.col(self._name + word)

    def _code(self, place: Place) -> Expr:
        return self.xp.lit(0) if place is None else code(self.plan, place)

    def _any(self, place: Place, words: Iterable[str]) -> Expr:
        """Whether a row has one of some words under a form."""
        return reduce(or_, (m for w, m in self._sides[place].items() if w in words), self._never)

    def _differ(self, one: Place, other: Place) -> Expr:
        return self._never if one == other else _differ(self._sides[one], self._sides[other], self._never)

    def _made(self) -> Expr:
        """One bit for each try that comes to what the whole comes to."""
        same = [(~self._differ(p, self.case.new)).cast(self.xp.Int64) * (1 << n) for n, p in enumerate(self.case.tries)]
        return reduce(add, same, self.xp.lit(0).cast(self.xp.Int64))

    def pair(self) -> list[Pair]:
        """The old form and the new one, where both are there."""
        old, new = self.case.old, self.case.new
        return [] if old is None or new is None or old == new else [Pair(old, new, self._is(_FLIPPED))]

    def counted(self) -> Rollup:
        """How many flip, by day, owner, words and what makes them."""
        keys = {n: e for n, e in self.columns.items() if n in ("day", OWNER)}
        return Rollup(self.case.name, {**keys, **self.words}, {"count": self.xp.len()}, self._touched)

    def kept(self) -> Rollup:
        """All that flip."""
        return Rollup(kept_name(self.case.name), {**self.columns, **self.words}, {}, self._is(_FLIPPED))

    def first(self) -> list[Evidence]:
        """The first of each turn in the order of their keys."""
        order = tuple((n, False) for n in self.columns if n.startswith(key_column("")) or n == "cycle")
        columns = {**{n: e for n, e in self.columns.items() if n != "day"}, **self.words}
        return [Evidence(first_name(self.case.name, t), self._turns[t], columns, order) for t in Turn]


def kept_name(case: str) -> str:
    """The name of the roll-up that keeps every flip of a case."""
    return f"{case} all"


def first_name(case: str, where: Turn) -> str:
    """The name of the first flips of a case that lead somewhere."""
    return f"{case} {where}"


def _shares(plan: TablePlan, places: Sequence[int], forms: Sequence[Form]) -> list[Rollup]:
    """How many rows of each form are met and judged, by month and owner; forms of one start share the counting.

    What is rolled up by owners anyway tells it.
    """
    found: dict[str, Rollup] = {}
    there = {name for stage in plan.masks for name in stage}
    for place in places:
        if own_days(forms[place]):
            continue
        row, name = told(plan, place), share_name(forms[place])
        keys = {n: e for n, e in row.items() if n in ("day", OWNER)}
        rollup = found.setdefault(name, Rollup(name, keys, {}))
        masks = [plan.kit.xp.col(m) for w in ("met", *BREACHES) if (m := prefix(place) + w) in there]
        rollup.sums.update({prefix(place) + "met": masks[0].sum(), prefix(place) + "judged": reduce(or_, masks).sum()})
    return list(found.values())


def own_days(form: Form) -> bool:
    """Whether the days and groups of a form itself tell what its rows' owners kept."""
    return (
        isinstance(form, Duty | Invariant) and form.grouped and OWNER in form.by and form.population.start is not None
    )


def share_name(form: Form) -> str:
    """The name of the roll-up in which the rows of a form are counted."""
    return f"shares {day_source(form)}"


def shares_of(form: Form, place: int, rollups: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The rows `met` and `judged` of a form at a place of a pass, by `day` (the first of a month) and maybe owner."""
    name = prefix(place)
    if not own_days(form):
        frame = rollups[share_name(form)]
        there = [c for c in ("day", OWNER) if c in frame.columns]
        return frame.select(*there, met=name + "met", judged=name + "judged")
    frame = rollups[rollup_name(day_source(form), sources(name, form.by))]
    judged = [pl.col(name + w).cast(pl.Int64) for w in ("met", *BREACHES) if name + w in frame.columns]
    month = pl.from_epoch(pl.col("day"), "d").dt.month_start().to_physical().cast(pl.Int64)
    owner = pl.col(group_column(OWNER)).alias(OWNER)
    return frame.select(month.alias("day"), owner, met=judged[0], judged=pl.sum_horizontal(judged))
