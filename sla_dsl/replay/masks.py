"""The masks of forms in a pass, by which their verdicts of a row are told apart: one Boolean a word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from operator import add, or_

from sla_dsl.compile.kit import Expr
from sla_dsl.compile.naming import prefix
from sla_dsl.compile.plan import TablePlan
from sla_dsl.replay.models import WORDS

Place = int | None
"""The place of a form in a pass; None where there is none, so that no row is an instance."""


class Masks:
    """The masks of some forms of a plan, in which they are never null."""

    def __init__(self, plan: TablePlan, places: Iterable[int]) -> None:
        names = {prefix(place) + word for place in places for word in WORDS}
        known: dict[int, Expr] = {}

        def filled(e: Expr) -> Expr:
            # What forms have in common is one expression, and stays one.
            return known.setdefault(id(e), e.fill_null(False))

        stages = [{n: filled(e) if n in names else e for n, e in stage.items()} for stage in plan.masks]
        self.plan = replace(plan, masks=tuple(stages))
        self._made = {n: e for stage in stages for n, e in stage.items() if n in names}
        self._xp = plan.kit.xp

    def columns(self, place: Place) -> dict[str, str]:
        """The columns of a form by their words; none without a form."""
        names = {} if place is None else {word: prefix(place) + word for word in WORDS}
        return {word: name for word, name in names.items() if name in self._made}

    def apart(self, place: Place, other: Place) -> dict[str, str]:
        """The columns of a form without those that another one shares, of which no row is told apart."""
        theirs = self.columns(other)
        return {
            word: name
            for word, name in self.columns(place).items()
            if word not in theirs or self._made[name] is not self._made[theirs[word]]
        }

    def any(self, place: Place, words: Iterable[str]) -> Expr | None:
        """Whether a row has one of some words under a form; None where no row can."""
        there = self.columns(place)
        return _either([self._xp.col(there[word]) for word in words if word in there])

    def differ(self, one: Place, other: Place) -> Expr | None:
        """Whether a row has one word under a form and another one under another; None where no row can."""
        mine, theirs = self.apart(one, other), self.apart(other, one)
        col = self._xp.col
        both = [col(name) != col(theirs[word]) for word, name in mine.items() if word in theirs]
        alone = [col(name) for word, name in (mine | theirs).items() if (word in mine) is not (word in theirs)]
        return None if one == other else _either([*both, *alone])

    def code(self, place: Place) -> Expr:
        """The place of a row's word in `WORDS` (Int8): 0 where it is no instance. A row has one verdict at most."""
        int8, lit = self._xp.Int8, self._xp.lit
        columns = self.columns(place).items()
        each = [self._xp.col(name).cast(int8) * lit(WORDS.index(word)).cast(int8) for word, name in columns]
        return reduce(add, each) if each else lit(0).cast(int8)


def _either(conditions: list[Expr]) -> Expr | None:
    return reduce(or_, conditions) if conditions else None
