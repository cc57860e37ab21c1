"""What flips between two policies, on every engine: hand-made rows, and the verdicts that the language page gives."""

from __future__ import annotations

import polars as pl

from sla_dsl.findings.models import Verdict
from tests.engines.judging import leads
from tests.replay.replaying import Turn, clause, keys, replayed, words

# Answered after 1, 3 and 5 hours, and never.
ANSWERED = leads(
    created_at=["2026-07-01 09:00", "2026-07-02 09:00", "2026-08-03 09:00", "2026-08-04 09:00"],
    first_touch_at=["2026-07-01 10:00", "2026-07-02 12:00", "2026-08-03 14:00", None],
    owner=["ana", "ben", "ben", None],
    score=[90, 80, 70, 60],
)
HOT = "clause hot: sales first-touch within {}\n"


def test_a_shorter_limit_makes_late_what_was_met(engine: str) -> None:
    found = clause(replayed(HOT.format("4h"), HOT.format("2h"), {"leads": ANSWERED}, engine), "hot")
    assert words(found.subjects) == {"met -> late": 1}
    assert found.subjects.turns == {Turn.WORSE: 1}
    assert keys(found.subjects, Turn.WORSE) == [2]
    (flip,) = found.subjects.shown
    assert (flip.owner, flip.start and flip.start.isoformat()) == ("ben", "2026-07-02T13:00:00+00:00")
    assert found.subjects.by_owner == {"ben": {Turn.WORSE: 1}}
    assert found.subjects.by_period == {"2026-07": {Turn.WORSE: 1}}


def test_the_way_back_is_the_mirror(engine: str) -> None:
    found = clause(replayed(HOT.format("2h"), HOT.format("4h"), {"leads": ANSWERED}, engine), "hot")
    assert words(found.subjects) == {"late -> met": 1}
    assert keys(found.subjects, Turn.BETTER) == [2]


def test_compliance_is_told_of_both(engine: str) -> None:
    found = clause(replayed(HOT.format("4h"), HOT.format("2h"), {"leads": ANSWERED}, engine), "hot")
    assert found.old is not None
    assert found.new is not None
    assert (found.old.counts[Verdict.MET], found.new.counts[Verdict.MET]) == (2, 1)
    kept = {owner: tuple((k.met, k.judged) for k in both) for owner, both in found.by_owner.items()}
    assert kept == {"ana": ((1, 1), (1, 1)), "ben": ((1, 2), (0, 2)), None: ((0, 1), (0, 1))}
    months = {month: tuple((k.met, k.judged) for k in both) for month, both in found.by_period.items()}
    assert months == {"2026-07": ((2, 2), (1, 2)), "2026-08": ((0, 2), (0, 2))}


def test_a_wider_scope_brings_rows_in(engine: str) -> None:
    old, new = HOT.format("2h for score >= 85"), HOT.format("2h for score >= 65")
    found = clause(replayed(old, new, {"leads": ANSWERED}, engine), "hot")
    assert words(found.subjects) == {"none -> late": 2}
    assert keys(found.subjects, Turn.WORSE) == [2, 3]


def test_groups_that_are_named_in_another_order_are_the_same(engine: str) -> None:
    shares = "clause hot: sales first-touch within 4h on >= 60% per month by {}\n"
    found = replayed(shares.format("owner, score"), shares.format("score, owner"), {"leads": ANSWERED}, engine)
    assert clause(found, "hot").flips == 0
    # and where something flips, it is the group of both: the answer after three hours, of ben with 80, is late in two
    shorter = shares.replace("4h", "2h").format("score, owner")
    found = replayed(shares.format("owner, score"), shorter, {"leads": ANSWERED}, engine)
    assert words(clause(found, "hot").periods) == {"met -> breached": 1}


def test_a_new_clause_and_one_that_is_gone(engine: str) -> None:
    gone, come = "clause gone: sales first-touch within 2h\n", "clause come: marketing ensures score >= 70\n"
    both = replayed(gone + HOT.format("1h"), HOT.format("1h") + come, {"leads": ANSWERED}, engine)
    assert [c.id for c in both.clauses] == ["hot", "come", "gone"]
    assert words(clause(both, "gone").subjects) == {"late -> none": 2, "met -> none": 1, "missed -> none": 1}
    assert words(clause(both, "come").subjects) == {"none -> breached": 1, "none -> met": 3}
    assert clause(both, "come").old is None
    assert clause(both, "gone").new is None
    assert clause(both, "hot").flips == 0


def test_what_says_the_same_is_judged_once(engine: str) -> None:
    old = HOT.format("120 min")
    new = 'clause hot "Hot leads": sales first-touch within 2h severity critical because "they ask"\n'
    found = clause(replayed(old, new, {"leads": ANSWERED}, engine), "hot")
    assert not found.judged_anew
    assert found.flips == 0
    assert found.old is not None
    assert found.new is not None
    assert found.old.counts == found.new.counts
    assert (found.old.severity.value, found.new.severity.value) == ("major", "critical")


def test_neither_better_nor_worse(engine: str) -> None:
    """Due at 12:00 or 14:00 of the day of the as-of, which is 11:00 and 13:00: pending turns into missed, and met
    stays met; a start that has not come is of no clause."""
    rows = leads(created_at=["2026-09-01 09:00"], first_touch_at=[None])
    old, new = HOT.format("6h"), HOT.format("3h")
    at_eleven = clause(replayed(old, new, {"leads": rows}, engine, "2026-09-01 11:00"), "hot")
    assert at_eleven.flips == 0
    at_one = clause(replayed(old, new, {"leads": rows}, engine, "2026-09-01 13:00"), "hot")
    assert words(at_one.subjects) == {"pending -> missed": 1}
    waived = new + 'waive hot from 2026-09-01 to 2026-09-01 because "fair" approved by "VP"\n'
    relieved = clause(replayed(old, waived, {"leads": rows}, engine, "2026-09-01 13:00"), "hot")
    assert words(relieved.subjects) == {"pending -> waived": 1}
    assert relieved.subjects.turns == {Turn.OTHER: 1}


def test_the_shown_flips_are_the_first_by_key_and_all_are_counted(engine: str) -> None:
    many = leads(created_at=["2026-07-01 09:00"] * 40, first_touch_at=["2026-07-01 12:00"] * 40)
    shuffled = many.sample(fraction=1, shuffle=True, seed=7)
    found = clause(replayed(HOT.format("4h"), HOT.format("2h"), {"leads": shuffled}, engine, max_evidence=3), "hot")
    assert keys(found.subjects, Turn.WORSE) == [1, 2, 3]
    assert found.subjects.total == 40


def test_rows_of_two_tables_are_none_of_one_another(engine: str) -> None:
    """The clause speaks of leads first and of calls then: a lead is no call, whatever its key."""
    calls = pl.DataFrame({"call_id": [1, 2], "length": [10, 20], "at": ANSWERED["created_at"][:2]})
    head = "table calls\n  key call_id\nstage called in calls at at when length > 0\n"
    old = head + "clause good: sales ensures owner is known\n"
    new = head + "clause good: sales ensures length > 10 on 100% of called\n"
    found = clause(replayed(old, new, {"leads": ANSWERED, "calls": calls}, engine), "good")
    assert words(found.subjects) == {"breached -> none": 1, "met -> none": 3, "none -> breached": 1, "none -> met": 1}


def test_the_latest_instant_of_what_both_read_is_the_as_of(engine: str) -> None:
    """The demo of the second lead, 3 July, is read by the new policy alone."""
    rows = leads(created_at=["2026-07-01 09:00", "2026-07-02 09:00"], demo_at=[None, "2026-07-03 10:00"])
    new = "event demo = demo_at\nclause shown: sales demo within 1d\n"
    found = replayed(HOT.format("1d"), new, {"leads": rows}, engine, None)
    assert (found.as_of.isoformat(), found.as_of_source) == ("2026-07-03T14:00:00+00:00", "data")
