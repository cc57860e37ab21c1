"""Whose promise it is about: which rows a clause judges, leaves out, or can not place (fine print 5 and 6)."""

from __future__ import annotations

from datetime import date, timedelta

from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import FIRST_US, LAST_US, Expr, Kit
from sla_dsl.compile.rows import Rests
from sla_dsl.compile.zone import Zone
from sla_dsl.model.forms import Meta, Population
from sla_dsl.text.record import record


@record
class Members:
    """Boolean expressions over a row: `judged`, `unknown`, `excluded`, `excused` are disjoint; null counts as false.

    `start` is the instant (us) at which the row enters the population, None where all rows are meant.
    """

    start: Expr | None
    judged: Expr
    unknown: Expr | None
    excluded: Expr | None
    excused: Expr | None = None


def in_force(term: tuple[date | None, date | None], meta: Meta) -> tuple[date | None, date | None]:
    """First and last local day (both included) on which the clause is in force: its own dates within the term."""
    starts = [d for d in (term[0], meta.in_force[0]) if d is not None]
    ends = [d for d in (term[1], meta.in_force[1]) if d is not None]
    return max(starts, default=None), min(ends, default=None)


def window(zone: Zone, days: tuple[date | None, date | None]) -> tuple[int | None, int | None]:
    """The UTC bounds (`low <= t < high`, us) of local days, both included; None is unbounded."""
    low = None if days[0] is None else zone.day_start(days[0])
    high = None if days[1] is None or days[1] == date.max else zone.day_start(days[1] + timedelta(days=1))
    return low, high


def placed(kit: Kit, start: Expr | None, bounds: tuple[int | None, int | None]) -> Expr:
    """Whether a row's start is known and lies within the bounds; every row where there is no start."""
    if start is None:
        return kit.xp.lit(True)
    within = ~start.is_null()
    low, high = bounds
    if low is not None and low > FIRST_US:
        within = within & (start >= low)
    if high is not None and high <= LAST_US:
        within = within & (start < high)
    return within


def members(kit: Kit, population: Population, bounds: tuple[int | None, int | None]) -> Members:
    """The members of a population among the rows of its table, starting within `bounds`."""
    start = None if population.start is None else compile_expr(kit, population.start)
    there = placed(kit, start, bounds)
    scope = None if population.scope is None else compile_expr(kit, population.scope)
    left_out = None if population.excluded is None else compile_expr(kit, population.excluded)
    if scope is None:
        if left_out is None:
            return Members(start, there, None, None)
        hit = left_out.fill_null(False)
        return Members(start, there & ~left_out, there & left_out.is_null(), there & hit)
    wanted = there & scope
    if left_out is None:
        return Members(start, wanted, there & scope.is_null(), None)
    hit = left_out.fill_null(False)
    maybe = there & scope.fill_null(True)
    unclear = left_out.is_null() | scope.is_null()
    return Members(start, wanted & ~left_out, maybe & ~hit & unclear, maybe & hit)


def resting(kit: Kit, population: Population, bounds: tuple[int | None, int | None], rests: Rests) -> Members:
    """The members of a population as columns on which verdicts rest."""
    who = members(kit, population, bounds)

    def column(word: str, e: Expr | None) -> Expr | None:
        return None if e is None else rests((word, population, bounds), lambda: e)

    # Of many clauses most masks are made of this one: without nulls each of them is made in less time.
    known = who.judged if who.unknown is None else who.judged.fill_null(False)
    judged = rests(("judged", population, bounds), lambda: known)
    return Members(who.start, judged, column("unknown", who.unknown), column("excluded", who.excluded))


def excused(who: Members, excuse: Expr | None) -> Members:
    """The members without those that a clause excuses; of whom that is not known, nobody knows the membership."""
    if excuse is None:
        return who
    yes, judged = excuse.fill_null(False), who.judged.fill_null(False)
    unknown = judged & excuse.is_null()
    there = judged
    if who.unknown is not None:
        loose = who.unknown.fill_null(False)
        unknown, there = unknown | (loose & ~yes), judged | loose
    return Members(who.start, judged & ~excuse, unknown, who.excluded, there & yes)
