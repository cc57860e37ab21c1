"""Rows whose verdict flips, found in the row pass itself: columns beside the verdicts, counted, and the first kept.

A row flips where the masks of two forms differ in any word. What flips is counted by these masks, and by what tells
which tries come to the same; the few first ones, and with `keep` all, are put into words where they stand. A clause
whose old and new rows are not of the same table, or not read the same way, is looked at elsewhere (`joined`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_

from sla_dsl.compile.kit import Expr
from sla_dsl.compile.naming import day_source, group_column, key_column
from sla_dsl.compile.plan import Evidence, Rollup, TablePlan
from sla_dsl.compile.rows import Columns
from sla_dsl.engines.base import PassResult
from sla_dsl.model.cycles import Rows
from sla_dsl.model.forms import Form
from sla_dsl.model.schema import OWNER
from sla_dsl.replay.counts import DAILY, MONTHLY, NEVER, Counts
from sla_dsl.replay.days import Days
from sla_dsl.replay.flipped import Left, Pair, restored, spared
from sla_dsl.replay.masks import Masks, Place
from sla_dsl.replay.models import BREACHED, WORDS, Turn
from sla_dsl.replay.shares import with_shares
from sla_dsl.text.record import record


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

    def pair(self) -> list[Pair]:
        """The old form and the new one, where both are there."""
        both = self.old is not None and self.new is not None and self.old != self.new
        return [Pair(self.old, self.new, self.name)] if both else []  # type: ignore[arg-type]


@record
class Telling:
    """What is made of what a pass gives: the sums that are left, and the words of what flips."""

    left: tuple[Left, ...]
    counts: tuple[Counts, ...]

    def of(self, result: PassResult) -> PassResult:
        """What the pass gave."""
        found = restored(result, self.left)
        said = {c.name: c.told(found.rollups[c.name]) for c in self.counts}
        return replace(found, rollups={**found.rollups, **said})


def asking(
    plan: TablePlan, mine: Sequence[RowCase], sides: Sequence[int], forms: Sequence[Form], *, keep: bool
) -> tuple[TablePlan, Telling]:
    """The plan of some rows with what is asked of their flips, and without the evidence of single clauses, nor what
    the flips tell of old forms; and what makes of it what was asked. With `keep` every flip is a row of what it gives.

    Of the forms at the places `sides` it is counted how many rows they keep. `forms` are those of the pass.
    """
    there = [case for case in mine if case.may_flip]
    masks = Masks(plan, {*sides, *(p for case in there for p in case.places if p is not None)})
    plan, left = spared(masks.plan, [p for case in there for p in case.pair()])
    days = Days(plan, forms)
    asked = [_Asked(masks, days, case, f"flip{n}.") for n, case in enumerate(there)]
    rollups = days.placed(plan.rollups, {one.name for one in left})
    daily = {one.counted: rollups[one.name].keys for one in left}
    counted = [a.counted(daily.get(a.case.name)) for a in asked]
    kept = [a.kept() for a in asked if keep]
    shared = with_shares(rollups, masks, days, sides)
    rolled = (*shared.values(), *(rollup for rollup, _ in counted), *kept)
    more = dict(days.columns)
    for a in asked:
        more |= a.masks
    evidence = tuple(e for a in asked for e in a.first())
    plan = replace(plan, masks=(*plan.masks, more), rollups=rolled, evidence=evidence)
    return plan, Telling(left, tuple(counts for _, counts in counted))


_FLIPPED, _TOUCHED, _AS_NEW = "flipped", "touched", "as new {}".format


class _Asked:
    """What is asked of the flips of one case."""

    def __init__(self, masks: Masks, days: Days, case: RowCase, name: str) -> None:
        self.case, self._masks, self._days, self._name = case, masks, days, name
        self.xp = masks.plan.kit.xp
        one = next(c for p in case.places for c in masks.columns(p).values())
        self._never = self.xp.col(one) & ~self.xp.col(one)  # of the rows: a literal is no condition for every engine
        flipped = self._differ(case.old, case.new)
        self.masks: Columns = {name + _FLIPPED: flipped}
        """Whether a row flips; and, where a try says something that neither policy does, whether it flips there or in
        the whole."""
        self._others = [p for p in dict.fromkeys(case.tries) if p not in (case.old, case.new)]
        if self._others:
            self.masks[name + _TOUCHED] = reduce(or_, (self._differ(p, case.old) for p in self._others), flipped)
        self._touched = self._is(_TOUCHED if self._others else _FLIPPED)
        """What flips in the whole or in a try: of these the causes are told."""
        self.columns = self._columns()
        self.words: Columns = {"old": masks.code(case.old), "new": masks.code(case.new), "made": self._made()}

    def _columns(self) -> Columns:
        """What tells a row."""
        case, xp = self.case, self.xp
        sides = [self._days.told(p) for p in (case.new, case.old) if p is not None]
        out = dict(sides[0])
        if len(sides) == 2 and day_source(self._form(case.old)) != day_source(self._form(case.new)):
            for column in (c for c in ("start", "day") if all(c in side for side in sides)):
                # A row that only the old policy speaks of starts where that one says.
                there = self._any(case.new, WORDS)
                out[column] = xp.when(there).then(sides[0][column]).otherwise(sides[1][column])
        return out

    def _form(self, place: Place) -> Form:
        assert place is not None
        return self._days.forms[place]

    def _is(self, word: str) -> Expr:
        """The column of one of the masks."""
        return self.xp.col(self._name + word)

    def _any(self, place: Place, words: Collection[str]) -> Expr:
        found = self._masks.any(place, words)
        return self._never if found is None else found

    def _differ(self, one: Place, other: Place) -> Expr:
        found = self._masks.differ(one, other)
        return self._never if found is None else found

    def _made(self) -> Expr:
        """One bit for each try that comes to what the whole comes to."""
        case, int64 = self.case, self.xp.Int64
        out = self.xp.lit(sum(1 << n for n, p in enumerate(case.tries) if p == case.new)).cast(int64)
        for n, p in enumerate(case.tries):
            if p != case.new:
                same = ~(self._is(_FLIPPED) if p == case.old else self._differ(p, case.new))
                out = out + same.cast(int64) * (1 << n)
        return out

    def counted(self, by: Columns | None) -> tuple[Rollup, Counts]:
        """How many flip, by day, owner, words and what makes them: `by` the days and groups of a roll-up that has to be
        made of them, or else by months."""
        case, own = self.case, {n: e for n, e in self.columns.items() if n in ("day", OWNER)}
        if by is not None:
            own = {**by, **({} if group_column(OWNER) in by else {n: e for n, e in own.items() if n == OWNER})}
        old, new = self._masks.apart(case.old, case.new), self._masks.apart(case.new, case.old)
        masks = {c: self.xp.col(c) for c in (*old.values(), *new.values())}
        as_new = {_AS_NEW(n): ~self._differ(p, case.new) for n, p in enumerate(self._others)}
        tries = (p == case.new if p in (case.old, case.new) else _AS_NEW(self._others.index(p)) for p in case.tries)
        placed = by is None or self._form(case.new).population.start is not None
        day = MONTHLY if by is None else DAILY if placed else NEVER
        rollup = Rollup(case.name, {**own, **masks, **as_new}, {"count": self.xp.len()}, self._touched)
        return rollup, Counts(case.name, old, new, tuple(tries), day)

    def kept(self) -> Rollup:
        """All that flip."""
        return Rollup(kept_name(self.case.name), {**self.columns, **self.words}, {}, self._is(_FLIPPED))

    def first(self) -> list[Evidence]:
        """The first of each turn in the order of their keys."""
        was, now = (self._any(p, BREACHED) for p in (self.case.old, self.case.new))
        turns = {Turn.WORSE: now & ~was, Turn.BETTER: was & ~now, Turn.OTHER: self._is(_FLIPPED) & (was == now)}
        order = tuple((n, False) for n in self.columns if n.startswith(key_column("")) or n == "cycle")
        columns = {**{n: e for n, e in self.columns.items() if n != "day"}, **self.words}
        return [Evidence(first_name(self.case.name, t), where, columns, order) for t, where in turns.items()]


def kept_name(case: str) -> str:
    """The name of the roll-up that keeps every flip of a case."""
    return f"{case} all"


def first_name(case: str, where: Turn) -> str:
    """The name of the first flips of a case that lead somewhere."""
    return f"{case} {where}"
