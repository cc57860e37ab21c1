"""The reference evaluator on consequences, on what is carried over, and on even paces, by hand."""

from __future__ import annotations

from datetime import date

from tests.support.reference import Consequence, judge
from tests.support.reference_fixtures import Table, first, lead, mql, policy, states, utc

TERM = 'agreement "A"\n  term 2026-01-01 to 2026-12-31\n'
MONTHLY = TERM + "clause volume: marketing delivers >= 2 MQL per month\n"


def due(text: str, leads: Table, as_of: str) -> list[Consequence]:
    return judge(policy(text), {"leads": leads}, utc(as_of))[1]


def first_days(*months: int) -> tuple[date, date]:
    return date(2026, months[0], 1), date(2026, months[1], 1)


def test_every_breached_period_and_every_run_of_them_has_consequences() -> None:
    # January 0, February 2, March 1, April 0, May 1, June open: January, and March to May are breached
    rows = mql("2026-02-01 12:00", "2026-02-02 12:00", "2026-03-01 12:00", "2026-05-01 12:00")
    each = due(MONTHLY + "when volume breached then review\n", rows, "2026-06-10")
    assert [c.period for c in each] == [first_days(n, n + 1) for n in (1, 3, 4, 5)]
    runs = due(MONTHLY + "when volume breached in 2 consecutive months then review\n", rows, "2026-06-10")
    assert runs == [Consequence("volume", first_days(3, 6), (), 3)]
    # of March to June three are breached, of the four months with June; in May and June one is
    last = "when volume breached in {} of the last {} months then review\n"
    assert due(MONTHLY + last.format(3, 4), rows, "2026-06-10") == [Consequence("volume", first_days(3, 7), (), 3)]
    assert due(MONTHLY + last.format(2, 2), rows, "2026-06-10") == []


def test_single_subjects_count_together_and_by_the_month_they_begin_in() -> None:
    text = "clause hot: sales first-touch within 4h\nwhen hot breached{} then review\n"
    rows = [lead(1), lead(2), lead(3, created_at=utc("2026-08-31 23:59:59"))]
    assert due(text.format(""), rows, "2026-10-01") == [Consequence("hot", None, (), 3)]
    run = due(text.format(" in 2 consecutive months"), rows, "2026-10-01")
    assert run == [Consequence("hot", first_days(7, 9), (), 2)]
    assert due(text.format(" in 3 consecutive months"), rows, "2026-10-01") == []


def test_what_a_period_misses_is_added_to_the_next_and_surplus_is_not() -> None:
    text = MONTHLY + "when volume breached then carry over\n"
    # January misses 1 of 2. February has 2 of 3 and misses 1; March 3 of 3; April has 4 of 2; May 1 of 2
    rows = mql(*[f"2026-{month:02}-02 12:00" for month, count in ((1, 1), (2, 2), (3, 3), (4, 4), (5, 1))
                 for _ in range(count)])  # fmt: skip
    found = [said for _, said, _ in states(first(text, rows, utc("2026-06-01")))]
    assert found[:5] == ["closed breached", "closed breached", "closed met", "closed met", "closed breached"]


def test_what_may_have_been_missed_may_be_asked_for() -> None:
    text = TERM + (
        "clause volume: marketing delivers >= 2 MQL per month for score >= 50\nwhen volume breached then carry over\n"
    )
    rows: Table = mql("2026-01-02 12:00", "2026-01-03 12:00", "2026-02-02 12:00", "2026-02-03 12:00")
    for row, score in zip(rows, (60, None, 60, 60), strict=True):
        row["score"] = score
    # January has 1 or 2, and misses 1 or nothing; so February has 2 of 2 or of 3, and misses as much
    found = [said for _, said, _ in states(first(text, rows, utc("2026-03-01")))]
    assert found[:2] == ["closed unknown", "closed unknown"]


def test_a_waived_period_asks_for_what_it_was_given() -> None:
    text = MONTHLY + (
        'when volume breached then carry over\nwaive volume from 2026-02-01 to 2026-02-28 because "a storm"\n'
    )
    # January misses 2, which February does not deliver either; its own 2 are waived, so March owes 4
    three = mql(*["2026-03-02 12:00"] * 3)
    assert [s for _, s, _ in states(first(text, three, utc("2026-04-01")))][:3] == [
        "closed breached", "closed waived", "closed breached",
    ]  # fmt: skip
    four = mql(*["2026-03-02 12:00"] * 4)
    assert [s for _, s, _ in states(first(text, four, utc("2026-04-01")))][2] == "closed met"


def test_a_waived_period_brings_in_its_own_first() -> None:
    text = MONTHLY + (
        'when volume breached then carry over\nwaive volume from 2026-02-01 to 2026-02-28 because "a storm"\n'
    )
    # January misses 2; the one of February is of its own 2, so March owes its 2 and those 2
    for count, expected in ((3, "closed breached"), (4, "closed met")):
        rows = mql("2026-02-10 12:00", *["2026-03-02 12:00"] * count)
        assert [s for _, s, _ in states(first(text, rows, utc("2026-04-01")))][2] == expected


def test_what_would_be_waived_is_not_asked_for() -> None:
    text = TERM + (
        "clause volume: marketing delivers >= 2 MQL per month for score >= 50\nwhen volume breached then carry over\n"
        'waive volume from 2026-01-01 to 2026-01-31 because "a storm"\n'
    )
    rows: Table = mql("2026-01-02 12:00", "2026-01-03 12:00", "2026-02-02 12:00", "2026-02-03 12:00")
    for row, score in zip(rows, (60, None, 60, 60), strict=True):
        row["score"] = score
    # January has 1 or 2 of 2; if 1, that is waived, and February owes its own 2 alone
    assert [said for _, said, _ in states(first(text, rows, utc("2026-03-01")))][:2] == ["closed unknown", "closed met"]


def test_an_even_pace_is_a_line_to_the_target() -> None:
    text = TERM + "marketing delivers >= 4 MQL per month paced evenly{}\n"
    april = [f"2026-04-{day:02} 12:00" for day in (6, 7, 14, 21)]

    def even(option: str, as_of: str) -> str:
        found = first(text.format(option), mql(*april), utc(as_of))
        return next(i.parts["even"] for i in found.instances if i.period and i.period[0] == date(2026, 4, 1))

    # April has 30 days: on its first evening 4/30 of an MQL are asked for, and none is there
    assert even("", "2026-04-01 23:59") == "pending"
    assert even("", "2026-04-02 00:00") == "breached"
    # by weeks the ends are the 5th (5 days, 4 * 5/30 = 2/3), the 12th, 19th, 26th and the 30th
    assert even(" per week", "2026-05-01") == "breached"
    # half a line: on the 5th 1/3 is asked for, and none is there
    assert even(" within 50% per week", "2026-04-05 23:59") == "pending"
    assert even(" within 50% per week", "2026-04-06") == "breached"
    # by months the only end is the period's
    assert even(" per month", "2026-05-01") == "met"


def test_fiscal_months_of_weeks() -> None:
    text = 'agreement "A"\n  fiscal year starts february in 4-4-5 weeks\nmarketing delivers >= 1 MQL per fiscal month\n'
    # 2026-02-01 is a Sunday, and the Monday next to it the 2nd; four weeks later the 2nd of March, then the 30th,
    # and five weeks later the 4th of May. 2027-02-01 is a Monday itself: this year has 52 weeks
    found = first(text, mql("2026-02-02 00:00", "2027-02-01 00:00"), utc("2027-02-02"))
    starts = [i.period[0] for i in found.instances if i.period]
    assert starts[:4] == [date(2026, 2, 2), date(2026, 3, 2), date(2026, 3, 30), date(2026, 5, 4)]
    assert starts[-1] == date(2027, 2, 1)
    assert len(starts) == 13


def test_a_date_in_place_of_a_period() -> None:
    text = "marketing delivers >= 2 MQL from 2026-07-01 to 2026-07-31\n"
    rows = mql("2026-07-01 00:00", "2026-07-31 23:59:59", "2026-08-01 00:00")
    assert [s for _, s, _ in states(first(text, rows[:1], utc("2026-07-31 23:59")))] == ["open pending"]
    assert [s for _, s, _ in states(first(text, rows, utc("2026-08-01")))] == ["closed met"]
    assert first(text, rows, utc("2026-06-30 23:59")).instances == []


def test_a_part_of_a_period_is_asked_for_its_share_of_working_days() -> None:
    text = 'agreement "A"\n  term 2026-07-16 to 2026-12-31\nmarketing delivers >= 23 MQL per month prorated\n'
    # July 2026 has 23 working days, and 12 of them from Thursday the 16th on
    for count, verdict in ((11, "partial breached"), (12, "partial met")):
        rows = mql(*["2026-07-20 12:00"] * count)
        assert states(first(text, rows, utc("2026-08-10")))[0][1] == verdict
