"""Statistics by tier and with dated targets, and quotients with dated ones (rules 73 and 74), on every engine."""

from __future__ import annotations

import json
from datetime import UTC

import polars as pl
import pytest

from tests.engines.judging import all_instances, instances, leads, local, periods

JULY, AUGUST = "2026-07-01", "2026-08-01"
SOURCES = ["web", "web", "event", "event", "event", "mail", None]
TIERS = "  | source | target |\n  | web    | {web} |\n  | event  | {event} |"


def rows(scores: list[int | None]) -> object:
    """MQLs of two months: of web with the first two scores in July, of event with the next three, one of no tier."""
    at = ["2026-07-01 00:00", *["2026-07-15 12:00"] * (len(scores) - 1)]
    return leads(mql_at=at, created_at=at, score=scores, source=SOURCES[: len(scores)])


def by_tier(promise: str, web: str, event: str, table: object, engine: str) -> dict[object, tuple[str, float | None]]:
    """The verdicts and values of July by source. The table of tiers stands below the promise."""
    clause = f"clause a: {promise} by source\n{TIERS.format(web=web, event=event)}\n"
    policy = f'agreement "Small"\n  timezone "America/New_York"\n{clause}'
    (found,) = all_instances(policy, {"leads": table}, engine, local("2026-08-05")).values()
    july = found.filter(pl.col("period_start") < local(AUGUST).astimezone(UTC))
    return {json.loads(r["group"])["source"]: (r["verdict"], r["observed"]) for r in july.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("promise", "web", "event", "expected"),
    [
        # web has 40 and 60, event has 10, 20 and 90
        ("average score in MQL", ">= 50", ">= 41", {"web": ("met", 50.0), "event": ("breached", 40.0)}),
        ("average score in MQL", ">= 51", "between 39 and 40", {"web": ("breached", 50.0), "event": ("met", 40.0)}),
        ("median score in MQL", "<= 39", ">= 20", {"web": ("breached", 40.0), "event": ("met", 20.0)}),
        ("p90 score in MQL", "<= 60", "< 90", {"web": ("met", 60.0), "event": ("breached", 90.0)}),
        ("max score in MQL", "<= 59", "<= 90", {"web": ("breached", 60.0), "event": ("met", 90.0)}),
    ],
)
def test_every_tier_has_its_own_target(
    engine: str, promise: str, web: str, event: str, expected: dict[str, tuple[str, float]]
) -> None:
    table = rows([40, 60, 10, 20, 90, 5])
    assert by_tier(f"marketing keeps {promise} per month", web, event, table, engine) == expected


def test_a_row_whose_tier_is_not_known_is_of_the_null_group(engine: str) -> None:
    table = rows([40, 60, 10, 20, 90, 5, 7])
    # with the 7 the web would have 107 / 3 = 35.7 and the event 127 / 4 = 31.75
    for web, event, verdict in (
        (">= 35", ">= 31", "met"),
        (">= 36", ">= 32", "unknown"),
        (">= 51", ">= 41", "breached"),
    ):
        found = by_tier("marketing keeps average score in MQL per month", web, event, table, engine)
        assert {n: v for n, (v, _) in found.items()} == {"web": verdict, "event": verdict, None: "unknown"}


def test_times_by_tier_wait_for_their_own_target(engine: str) -> None:
    # as of 5 August web's lead has waited for 39 hours of 30 July's 9:00 on: less than 200, which event's has not
    policy = "sales keeps max time from created to first-touch per month"
    at = "2026-07-30 09:00"
    table = leads(
        created_at=["2026-07-01 00:00", at, at, at],
        first_touch_at=["2026-07-01 01:00", None, None, None],
        source=["web", "web", "event", "mail"],
    )
    found = by_tier(policy, "<= 200h", "<= 20h", table, engine)
    assert {name: verdict for name, (verdict, _) in found.items()} == {"web": "pending", "event": "breached"}


@pytest.mark.parametrize("target", ["<= 4h, 2h from 2026-08-01", "<= kept"])
def test_the_target_of_a_time_changes_on_a_date(engine: str, target: str) -> None:
    # 3 hours in July, where 4 are promised, and 3 in August, where 2 are
    table = leads(
        created_at=["2026-07-01 00:00", "2026-08-01 09:00"], first_touch_at=["2026-07-01 03:00", "2026-08-01 12:00"]
    )
    policy = (
        f"let kept = 4h, 2h from 2026-08-01\nsales keeps median time from created to first-touch {target} per month"
    )
    assert periods(policy, {"leads": table}, engine, local("2026-09-01")) == {
        (JULY,): ("met", 10_800.0),
        (AUGUST,): ("breached", 10_800.0),
    }


def test_before_its_first_date_nothing_is_promised(engine: str) -> None:
    table = leads(
        created_at=["2026-07-01 00:00", "2026-08-01 09:00"],
        mql_at=["2026-07-01 00:00", "2026-08-01 09:00"],
        score=[50, 50],
    )
    policy = "marketing keeps average score in MQL >= 60 from 2026-08-01, 70 from 2026-09-01 per month"
    assert periods(policy, {"leads": table}, engine, local("2026-09-01")) == {
        (JULY,): ("not_applicable", 50.0),
        (AUGUST,): ("breached", 50.0),
    }
    told = instances(policy, {"leads": table}, engine, local("2026-09-01")).sort("period_start")["reason"].to_list()
    assert [text.endswith("; nothing is promised yet") for text in told] == [True, False]


@pytest.mark.parametrize(
    ("promise", "ann", "bob"),
    [
        # in both months ann has 2 of 5, which is 40 %, and bob 3, which is 60 %
        ("share of MQL >= 40%, 50% from 2026-08-01", ("met", "breached"), ("met", "met")),
        # the median of 2 and 3 by nearest rank is 2: bob is 50 % above it
        ("balance of MQL within near", ("met", "met"), ("met", "breached")),
        # every MQL is one lead
        ("ratio of MQL to lead >= 1, 2 from 2026-08-01", ("met", "breached"), ("met", "breached")),
    ],
)
def test_the_target_of_a_quotient_changes_on_a_date(
    engine: str, promise: str, ann: tuple[str, str], bob: tuple[str, str]
) -> None:
    at = ["2026-07-01 00:00", *["2026-07-02 09:00"] * 4, *["2026-08-02 09:00"] * 5]
    table = leads(created_at=at, mql_at=at, owner=["ann", "ann", "bob", "bob", "bob"] * 2)
    policy = f"let near = 50%, 49% from 2026-08-01\nsales keeps {promise} per month by owner"
    found = periods(policy, {"leads": table}, engine, local("2026-09-01"))
    assert {name: (found[JULY, name][0], found[AUGUST, name][0]) for name in ("ann", "bob")} == {"ann": ann, "bob": bob}


def test_a_tier_may_be_compared_with_the_period_before(engine: str) -> None:
    # event has 50 in July and 55 in August, 110 % of it; web is promised a number
    table = leads(
        created_at=["2026-07-01 00:00", "2026-07-02 09:00", "2026-08-02 09:00", "2026-08-02 09:00"],
        mql_at=["2026-07-01 00:00", "2026-07-02 09:00", "2026-08-02 09:00", "2026-08-02 09:00"],
        score=[60, 50, 55, 59],
        source=["web", "event", "event", "web"],
    )
    tiers = TIERS.format(web=">= 60", event=">= 110% of previous")
    policy = (
        'agreement "Small"\n  timezone "America/New_York"\n'
        f"clause a: marketing keeps average score in MQL per month by source\n{tiers}\n"
    )
    (found,) = all_instances(policy, {"leads": table}, engine, local("2026-09-01")).values()
    told = {
        (r["period_start"].month, json.loads(r["group"])["source"]): (r["verdict"], r["reason"].partition("; ")[2])
        for r in found.iter_rows(named=True)
    }
    assert told == {
        (7, "web"): ("met", ""),
        (7, "event"): ("not_applicable", "there is no whole period before to compare with"),
        (8, "web"): ("breached", ""),
        (8, "event"): ("met", ""),
    }


def test_the_rows_of_unknown_tier_are_told_over_what_all_tiers_hold(engine: str) -> None:
    """Two of web, three of event, one of unknown source, which may be of either; mail is of no tier. Web holds 2/5,
    or 3/6 at most and 2/6 at least; of event 3/5, 4/6, 3/6. The null group surely holds none of the five."""
    clause = f"clause a: marketing keeps share of MQL per month\n{TIERS.format(web='<= 50%', event='> 50%')}\n"
    policy = f'agreement "Small"\n  timezone "America/New_York"\n{clause}'
    (found,) = all_instances(policy, {"leads": rows([1] * 7)}, engine, local("2026-08-01")).values()
    july = {r["group"]: r for r in found.iter_rows(named=True)}
    told = {g: (r["verdict"], r["numerator"], r["denominator"]) for g, r in july.items()}
    assert told == {
        '{"tier": "source web"}': ("met", 2, 5),
        '{"tier": "source event"}': ("unknown", 3, 5),
        '{"tier": null}': ("unknown", 0, 5),
    }
