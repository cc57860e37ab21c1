"""What a pack holds, by the arithmetic of the leads in the fixture."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from sla_dsl.findings.models import Verdict
from sla_dsl.findings.redaction import hashed, redacted
from sla_dsl.pack.models import Kept, Pack
from sla_dsl.pack.said import kept
from sla_dsl.pack.sections import page
from sla_dsl.text.diagnostic import UsageError
from tests.pack.conftest import LEADS, POLICY, Review, clause, leads, run_of

# the second quarter, of which three leads are touched too late or never, and two months bring one MQL
OPEN = """agreement "Pack" between marketing and sales
  timezone "UTC"
clause volume: marketing delivers >= 2 MQL per month
clause hot: sales first-touch within 4h on >= 80% per month
when hot breached in 3 consecutive months then escalate "CRO"
waive hot for owner = "ann" from 2026-05-01 to 2026-05-31 because "leave" approved by "VP Sales"
"""


def met(of: Kept | None) -> tuple[int, int]:
    assert of is not None
    return of.met, of.judged


def test_the_last_whole_review_period_is_reviewed(review: Review) -> None:
    assert review().span.label == "2026-Q2"
    assert review(as_of="2026-06-30 23:59").span.label == "2026-Q1"


def test_before_the_first_whole_period_and_without_reviews_all_days_are(review: Review) -> None:
    # until the middle of the first quarter the data tell nothing of a whole one
    early = review(as_of="2026-02-20").span
    assert (early.kind, early.label) == ("run", "2026-01-12 to 2026-02-12")
    assert review(policy=OPEN).span.label == "2026-01-12 to 2026-06-12"


def test_clauses_in_the_period_and_before(review: Review, engine: str) -> None:
    found = review(engine=engine)
    volume, hot = clause(found, "volume"), clause(found, "hot")
    assert (volume.now.verdict, met(volume.now.periods), volume.now.rows) == (Verdict.BREACHED, (1, 3), None)
    assert (hot.now.verdict, met(hot.now.rows), hot.now.periods) == (Verdict.BREACHED, (2, 4), None)
    assert [(e.span.label, met(e.kept)) for e in volume.earlier] == [("2026-Q1", (2, 3))]
    assert [(e.span.label, met(e.kept)) for e in hot.earlier] == [("2026-Q1", (4, 5))]


def test_parts_of_the_period(review: Review) -> None:
    found = review()
    parts = [(p.span.label, met(p.kept)) for p in clause(found, "hot").parts]
    assert parts == [("2026-04", (1, 1)), ("2026-05", (0, 1)), ("2026-06", (1, 2))]
    verdicts = [p.verdict for p in clause(found, "volume").parts]
    assert verdicts == [Verdict.BREACHED, Verdict.BREACHED, Verdict.MET]


def test_a_week_that_lies_in_two_months_is_one_bar(review: Review) -> None:
    # 30 April is a Thursday, 1 May a Friday: one lead in time, one never touched, in week 18, and one a month before
    days = [
        ("1", "ann", date(2026, 3, 31), 1),
        ("2", "ann", date(2026, 4, 30), 1),
        ("3", "ann", date(2026, 5, 1), None),
    ]
    bars = clause(review(rows=leads(days), period="2026-05", as_of="2026-06-01"), "hot").bars
    assert [(b.label, b.value, b.reviewed) for b in bars] == [
        ("2026-W14", 1, False),
        ("2026-W18", Decimal("0.5"), True),
    ]


def test_owners_now_and_before(review: Review, engine: str) -> None:
    hot = clause(review(engine=engine), "hot")
    assert {name: met(kept) for name, kept in hot.owners.items()} == {"ann": (1, 2), "bob": (1, 2)}
    assert {name: met(kept) for name, kept in hot.owners_before.items()} == {"ann": (1, 2), "bob": (3, 3)}


def test_rows_are_told_by_another_column(review: Review) -> None:
    rows = leads().with_columns(region=leads()["lead_id"].replace_strict({"6": "south", "9": "south"}, default="north"))
    hot = clause(review(rows=rows, by="region"), "hot")
    # of the quarter's leads 6 and 9 were touched in time, 7 and 8 were not
    assert {name: met(kept) for name, kept in hot.owners.items()} == {"north": (0, 2), "south": (2, 2)}


def test_a_column_that_no_table_has_is_refused(review: Review) -> None:
    with pytest.raises(UsageError) as caught:
        review(by="regoin")
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("SLA523", "no table whose rows are judged has a column `regoin`")


def test_only_the_periods_breaches_are_told_the_worst_first(review: Review) -> None:
    found = review()
    # critical before major; April and May miss half of the target alike; lead 8 waits since weeks, lead 7 was 2 h over
    assert [f.clause for f in found.worst] == ["volume", "volume", "hot", "hot"]
    assert {f.period.label for f in found.worst[:2] if f.period} == {"2026-04", "2026-05"}
    assert [f.subject for f in found.worst[2:]] == [{"lead_id": "8"}, {"lead_id": "7"}]


def test_consequences_that_came_in_the_period(review: Review) -> None:
    found = review()
    assert [c.reason for c in found.triggered] == ["breached in 2 consecutive months, 2026-04 to 2026-05"]
    assert review(period="2026-Q1").triggered == ()
    assert found.standing == ()  # June is met: no run goes on


def test_a_run_of_breaches_that_goes_on_is_pending(review: Review) -> None:
    # as of 1 May April is breached; May would be the second month in a row
    (one,) = review(as_of="2026-05-01").standing
    assert (one.clause, one.state, one.why) == ("volume", "pending", "1 of 2 breached months is there")


def test_waivers_used_in_the_period(review: Review) -> None:
    (waiver,) = review(policy=OPEN, period="2026-Q2").waivers
    # lead 7, of ann in May
    assert (waiver.used, waiver.condition, waiver.standing) == (1, 'owner = "ann"', "over")
    assert review(policy=OPEN, period="2026-Q1").waivers[0].used == 0
    (now,) = review(policy=OPEN, as_of="2026-05-20", period="2026-05").waivers
    assert (now.standing, now.days_left) == ("in force", 11)


def test_who_accepted_and_who_did_not(review: Review) -> None:
    agreement = review().agreement
    assert [(a[0], a[1], a[2].isoformat()) for a in agreement.acceptances] == [("marketing", "CMO", "2025-12-01")]
    assert (agreement.missing, agreement.review) == (("sales",), "every quarter")


def test_what_the_data_could_bear(review: Review) -> None:
    found = {(p.clause, p.what): p for p in review(period="2026").proposals}
    limit = found["hot", "limit"]
    # of nine leads six were touched in an hour, one in 5 h, one in 6 h, one never: 6 h is the first with 8 of 9
    assert (limit.present, limit.met, limit.judged) == ("4 h", 6, 9)
    assert [(level.said, level.met) for level in limit.levels] == [("6 h", 8), (None, 8), (None, 8)]
    # 2, 1, 2, 1, 1, 2 MQL: one was there in all months, two in three of six only
    target = found["volume", "target"]
    assert (target.present, target.met, target.judged) == ("2", 3, 6)
    assert [(level.said, level.met) for level in target.levels] == [("1", 6), ("1", 6), ("1", 6)]


def test_each_line_of_a_table_of_limits_is_tried_alone(engine: str) -> None:
    policy = """agreement "Pack" between marketing and sales
  timezone "UTC"
clause speed: sales first-touch by tier
  | owner | within |
  | bob   | 2h     |
  | any   | 4h     |
"""
    more = leads([*LEADS, ("10", "ann", date(2026, 6, 16), 3)])
    found = {p.clause: p for p in review_of(policy, more, engine).proposals}
    # of bob's leads 3, 4, 5 and 9 were touched in 1 h, and 8 never was
    bob = found["speed, tier owner bob"]
    assert (bob.present, bob.met, bob.judged) == ("2 h", 4, 5)
    assert [(level.said, level.met) for level in bob.levels] == [("1 h", 4), (None, 4), (None, 4)]
    # of ann's 1 and 6 in 1 h, 10 in 3 h, 2 in 5 h, 7 in 6 h
    ann = found["speed, tier any"]
    assert (ann.present, ann.met, ann.judged) == ("4 h", 3, 5)
    assert [(level.said, level.met) for level in ann.levels] == [("5 h", 4), ("6 h", 5), ("6 h", 5)]


def review_of(policy: str, rows: object, engine: str) -> Pack:
    return run_of(policy=policy, rows=rows, engine=engine)[1]()


def test_groups_are_counted_as_groups(review: Review) -> None:
    policy = OPEN.replace("on >= 80% per month", "on >= 80% per month by owner").split("when hot")[0]
    # ann in April and May, bob in June: ann's April alone is kept
    hot = clause(review(policy=policy, period="2026-Q2"), "hot")
    assert kept(hot.now, hot) == "2 of 4 leads (50%); 1 of 3 months by owner"


def test_what_neither_keeps_nor_breaks_a_promise_is_said_to_be_so(review: Review) -> None:
    policy = OPEN + 'waive volume from 2026-05-01 to 2026-05-31 because "move" approved by "VP Sales"\n'
    sections = {s.id: s for s in page(review(policy=policy, period="2026-Q2", as_of="2026-06-20")).sections}
    (table,) = sections["periods"].tables
    told = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    # one, one and, up to the 20th of June, two MQL, which is all that was promised
    assert told["volume"] == ["1 MQL", "1 MQL, waived", "2 MQL", "1 of 2 months"]
    # lead 7 is waived; June goes on
    assert told["hot"] == ["100% of 1", "–", "50% of 2, pending", "66.7%"]


def test_few_rows_tell_nothing_of_a_limit(review: Review) -> None:
    assert "hot" not in {p.clause for p in review().proposals}  # four leads


def test_targets_and_how_they_are_worked_out(review: Review) -> None:
    (funnel,) = review().funnel
    assert (funnel.clause, funnel.lets, funnel.brings) == ("volume", ("monthly = 2",), None)
    assert review().steps == ()  # the data know nothing of what is won
    assert funnel.came == "2026-04: 1 MQL, 2026-05: 1 MQL, 2026-06: 2 MQL"


def test_targets_bring_what_the_funnel_tells(review: Review) -> None:
    # leads 1 to 3 became MQL more than 90 days before July and leads 4 to 9 did not; lead 1 was won, for 300
    days = {"1": "2026-02-02"}
    won = leads().with_columns(
        won_at=pl.col("lead_id").replace_strict(days, default=None, return_dtype=pl.String),
        sql_at=pl.col("mql_at"),
        opportunity_at=pl.lit(None, dtype=pl.String),
        amount=pl.when(pl.col("lead_id") == "1").then(300),
    )
    found = review(rows=won, as_of="2026-05-01", period="2026-Q1")
    # as of 1 May leads 1 and 2 have had their 90 days: half of them are won; two MQL a month bring 2 * 50 % * 300
    assert [(f.clause, f.brings) for f in found.funnel] == [("volume", "300 per month")]
    told = {step.what: (step.measured, step.rows, step.few) for step in found.steps}
    assert told == {
        "conversion MQL -> won within 90 days": ("50%", 2, True),
        "average amount in won": ("300", 1, True),
        "conversion MQL -> SQL within 90 days": ("100%", 2, True),
        "conversion SQL -> opportunity within 90 days": ("0%", 2, True),
    }


def test_a_vocabulary_without_such_a_funnel_brings_nothing(review: Review) -> None:
    policy = POLICY + "table deals of leads by lead_id\nstage won in deals at closed_at\n"
    deals = pl.DataFrame({"lead_id": ["1"], "closed_at": ["2026-02-02"], "amount": [300]})
    found = review(policy=policy, names={"deals": deals})
    assert [(f.clause, f.brings) for f in found.funnel] == [("volume", None)]


def test_a_longer_period_belongs_to_the_review_in_which_it_ends(review: Review) -> None:
    policy = POLICY.replace("per month severity", "per half severity").replace("in 2 consecutive months", "")
    # the half year ends with the second quarter: nine MQL, of two that are promised
    assert clause(review(policy=policy), "volume").now.verdict is Verdict.MET
    assert clause(review(policy=policy, period="2026-Q1"), "volume").now.verdict is Verdict.NOT_APPLICABLE


def test_a_clause_that_can_not_be_judged_is_said_to_be_so(review: Review) -> None:
    found = review(policy=POLICY + "clause filled: sales ensures company is known\n")
    one = clause(found, "filled")
    assert (one.now.verdict, one.now.kept.judged, one.summary.evaluable) == (Verdict.UNKNOWN, 0, False)
    assert any("filled" in point and "Not judged" in point for s in page(found).sections for point in s.points)


def test_redacted_packs_hold_no_key_and_no_owner() -> None:
    found, _ = run_of()
    keys = {"leads": {"lead_id"}}
    covered = found.covered(lambda r: redacted(r, b"salt", keys), lambda v: hashed(v, b"salt"))
    assert set(covered.clauses["hot"].daily["owner"]) == {hashed("ann", b"salt"), hashed("bob", b"salt")}  # type: ignore[index]
    assert {f.subject["lead_id"] for f in covered.report.findings if f.subject} == {
        hashed("7", b"salt"),
        hashed("8", b"salt"),
    }


@pytest.mark.parametrize(
    ("label", "first", "end"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-H2", "2026-07-01", "2027-01-01"),
        ("2026-Q3", "2026-07-01", "2026-10-01"),
        ("2026-09", "2026-09-01", "2026-10-01"),
        ("2026-W01", "2025-12-29", "2026-01-05"),  # the week of the year's first Thursday
        ("2026-09-14", "2026-09-14", "2026-09-15"),
    ],
)
def test_periods_by_their_labels(review: Review, label: str, first: str, end: str) -> None:
    span = review(period=label).span
    assert (span.label, span.start.isoformat(), span.end.isoformat()) == (label, first, end)


@pytest.mark.parametrize("label", ["Q3-2026", "2026-Q5", "2026-13", "2026-W60", "1066", "", "FY26"])
def test_what_is_no_period_is_refused(review: Review, label: str) -> None:
    with pytest.raises(UsageError) as caught:
        review(period=label)
    assert [d.code for d in caught.value.diagnostics] == ["SLA560"]
