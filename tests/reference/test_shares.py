"""The reference evaluator on the shares of duties, by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.support.reference import ClauseResult
from tests.support.reference_fixtures import (
    first,
    lead,
    utc,
)


def shared(met: int, missed: int, pending: int, text: str, as_of: str = "2026-08-01 03:00") -> ClauseResult:
    created, fresh = utc("2026-07-10 09:00"), utc("2026-07-31 23:30")
    rows = [lead(n, created_at=created, first_touch_at=created) for n in range(met)]
    rows += [lead(100 + n, created_at=created) for n in range(missed)]
    rows += [lead(200 + n, created_at=fresh) for n in range(pending)]
    rows.append(lead(999, created_at=utc("2026-07-01 00:00"), score=10))
    rows.append(lead(998, created_at=utc("2026-08-01 00:00"), score=10))
    return first(text, rows, utc(as_of))


MONTHLY = "sales first-touch within 4h for score >= 70 on >= 90% per month\n"


def test_a_share_waits_for_pending_subjects_only_while_they_could_turn_it() -> None:
    july = [shared(*n, MONTHLY).shares[0] for n in ((9, 1, 0), (8, 1, 0), (8, 1, 1), (18, 2, 1), (8, 2, 1), (30, 1, 1))]
    assert [s.verdict for s in july] == ["met", "breached", "pending", "pending", "breached", "met"]
    assert (july[0].observed, july[0].numerator, july[0].denominator) == (Fraction(9, 10), 9, 10)
    assert july[0].period == (date(2026, 7, 1), date(2026, 8, 1))


def test_an_open_period_of_a_share_is_pending() -> None:
    result = shared(0, 9, 0, MONTHLY, as_of="2026-07-31 23:59:59")
    assert [(s.verdict, s.state) for s in result.shares] == [("pending", "open")]
    assert result.verdict == "pending"


def test_a_share_without_a_period_is_closed_and_small_groups_are_not_judged() -> None:
    text = "sales first-touch within 4h for score >= 70 on >= 50%"
    assert shared(1, 2, 0, text + "\n").verdict == "breached"
    assert shared(1, 2, 0, text + " min 4\n").verdict == "not_applicable"
    assert shared(0, 0, 0, text + "\n").verdict == "not_applicable"


def test_groups_of_a_share_exist_only_where_they_hold_a_subject() -> None:
    created = utc("2026-07-10 09:00")
    rows = [
        lead(1, owner="ann", created_at=utc("2026-07-01 00:00"), first_touch_at=utc("2026-07-01 00:00")),
        lead(2, owner="bob", created_at=utc("2026-08-02 00:00")),
        lead(3, owner=None, created_at=created),
    ]
    result = first("sales first-touch within 4h per month by owner\n", rows, utc("2026-09-02"))
    found = {(s.period[0].month, s.group[0]): s.verdict for s in result.shares if s.period}
    assert found == {(7, "ann"): "met", (7, None): "unknown", (8, "bob"): "breached"}
