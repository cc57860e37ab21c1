"""What one calendar has open and another one has not, by hand; and that due instants follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from sla_dsl.compile.clock import due
from sla_dsl.compile.kit import LAST_US
from sla_dsl.compile.zone import zone
from sla_dsl.engines.registry import engine_of
from sla_dsl.logic.relations import Relation
from sla_dsl.model.calendar import Calendar, Hours, SpecialDays
from sla_dsl.model.forms import BusinessDays, BusinessTime, ByDay, Plain
from sla_dsl.review.calendars import OpenTime, open_time

HOUR_US, DAY_US = 3_600_000_000, 86_400_000_000
NINE_TO_FIVE: Hours = ((540, 1020),)
OFFICE = Calendar("office", "Europe/Berlin", (NINE_TO_FIVE,) * 5 + ((), ()), (), ())


def week(hours: Hours, days: int = 5) -> Calendar:
    """Some first days of the week with these hours."""
    return replace(OFFICE, weekly=(hours,) * days + ((),) * (7 - days))


def special(first: str, hours: Hours = (), last: str | None = None) -> Calendar:
    day = date.fromisoformat(first)
    return replace(OFFICE, special=(SpecialDays(day, date.fromisoformat(last) if last else day, hours),))


@pytest.mark.parametrize(
    ("new", "relation", "whole_days"),
    [
        (OFFICE, Relation.EQUAL, True),
        # the same time, in two spans that touch
        (week(((540, 720), (720, 1020))), Relation.EQUAL, False),
        (week(((480, 1080),)), Relation.WIDER, False),  # 08:00-18:00
        (week(((540, 720), (780, 1020))), Relation.NARROWER, False),  # a break at noon
        (week(NINE_TO_FIVE, 6), Relation.WIDER, True),  # Saturdays, too
        (week(NINE_TO_FIVE, 4), Relation.NARROWER, True),
        (week(((600, 1080),)), Relation.OVERLAPPING, False),  # 10:00-18:00
        (week(((1020, 1440),)), Relation.DISJOINT, False),  # 17:00-24:00
        (replace(OFFICE, holidays=("DE",)), Relation.NARROWER, True),
        (special("2026-12-24"), Relation.NARROWER, True),
        (special("2026-12-24", ((540, 720),)), Relation.NARROWER, False),  # a half day
        (special("2026-12-26", NINE_TO_FIVE), Relation.WIDER, True),  # a Saturday
        (replace(OFFICE, weekly=((),) * 7), Relation.NARROWER, True),
        # Berlin and Paris keep the same time since 1980, and did not in the 1970s
        (replace(OFFICE, timezone="Europe/Paris"), Relation.OVERLAPPING, False),
        (replace(OFFICE, timezone="Europe/London"), Relation.OVERLAPPING, False),
    ],
)
def test_by_hand(new: Calendar, relation: Relation, whole_days: bool) -> None:
    mirrored = {Relation.WIDER: Relation.NARROWER, Relation.NARROWER: Relation.WIDER}
    assert open_time(OFFICE, new) == OpenTime(relation, whole_days)
    assert open_time(new, OFFICE) == OpenTime(mirrored.get(relation, relation), whole_days)


def test_only_between_two_instants() -> None:
    """A closed day of 2026 is no difference in the days before it."""
    christmas = 20_811 * DAY_US  # 2026-12-24 UTC: 56 years with 14 leap days are 20,454 days, and 357 more
    assert open_time(OFFICE, special("2026-12-24"), 20_454 * DAY_US, christmas) == OpenTime(Relation.EQUAL, True)
    ends_within = open_time(OFFICE, special("2026-12-24"), 20_454 * DAY_US, christmas + DAY_US)
    assert ends_within == OpenTime(Relation.NARROWER, True)


def test_zones_that_keep_the_same_time_now() -> None:
    paris = replace(OFFICE, timezone="Europe/Paris")
    assert open_time(OFFICE, paris, 20_454 * DAY_US).relation is Relation.EQUAL


STARTS = pl.DataFrame({"at": [20_605 * DAY_US + n * 37 * 60_000_000 for n in range(2000)]})  # 51 days of June and July
KIT = engine_of("polars").kit(zone("UTC"), LAST_US)
LIMITS = [4 * HOUR_US, 7 * HOUR_US + 20 * 60_000_000, 100 * HOUR_US]
WIDER = [week(((480, 1080),)), week(NINE_TO_FIVE, 6), week(NINE_TO_FIVE, 7), special("2026-06-13", ((600, 660),))]


def dues(limit: Plain) -> pl.Series:
    """The due instants of some hundred starts."""
    return STARTS.select(due(KIT, pl.col("at"), limit)).to_series()


@pytest.mark.parametrize("calendar", WIDER)
def test_business_time_is_due_no_later_where_more_is_open(calendar: Calendar) -> None:
    assert open_time(OFFICE, calendar).relation is Relation.WIDER
    for us in LIMITS:
        assert (dues(BusinessTime(us, calendar)) <= dues(BusinessTime(us, OFFICE))).all()


@pytest.mark.parametrize("calendar", WIDER)
def test_business_days_are_due_no_later_where_whole_days_were_added(calendar: Calendar) -> None:
    earlier = [
        (dues(limit(calendar)) <= dues(limit(OFFICE))).all()
        for days in (1, 2, 5)
        for limit in (lambda c, n=days: BusinessDays(n, c), lambda c, n=days: ByDay(n, None, c))
    ]
    assert all(earlier) is open_time(OFFICE, calendar).whole_days
