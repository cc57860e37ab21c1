"""Periods and groups under two policies: what flips, and by how much each misses or has to spare; on every engine."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl

from sla_dsl.replay.models import ClauseReplay, Margin
from tests.engines.judging import leads
from tests.replay.replaying import HEAD, clause, replayed, words

VOLUME = "clause volume: marketing delivers {} MQL per month\n"
# 3 MQL in June (whole, since May has one), 5 in July, 2 in August.
DAYS = [
    "2026-05-31", "2026-06-02", "2026-06-10", "2026-06-30", "2026-07-01", "2026-07-02", "2026-07-03", "2026-07-04",
    "2026-07-31", "2026-08-01", "2026-08-31",
]  # fmt: skip
MQL = leads(mql_at=[f"{day} 12:00" for day in DAYS], source=["web", "event"] * 5 + ["web"], score=list(range(11)))
MAY = "2026-05-01"


def by_period(found: ClauseReplay) -> dict[Any, Margin]:
    return {(m.period, *m.group.values()) if m.group else m.period: m for m in found.margins}


def numbers(margin: Margin) -> tuple[Any, ...]:
    """Observed, and for both sides target, spare and verdict."""
    old, new = ((m.target and m.target.value, m.spare, str(m.verdict)) for m in (margin.old, margin.new))
    return (margin.new.observed, old, new)


def test_a_higher_target_misses_by_so_much(engine: str) -> None:
    found = clause(replayed(VOLUME.format(">= 3"), VOLUME.format(">= 5"), {"leads": MQL}, engine), "volume")
    assert words(found.periods) == {"met -> breached": 1}
    margins = by_period(found)
    assert numbers(margins["2026-06"]) == (3, (3, 0, "met"), (5, -2, "breached"))
    assert numbers(margins["2026-07"]) == (5, (3, 2, "met"), (5, 0, "met"))
    assert numbers(margins["2026-08"]) == (2, (3, -1, "breached"), (5, -3, "breached"))
    (flip,) = found.periods.shown
    assert flip.margin == margins["2026-06"]
    assert found.periods.by_period == {"2026-06": {"worse": 1}}


def test_a_ceiling_and_a_band(engine: str) -> None:
    old, new = VOLUME.format("<= 4"), VOLUME.format("between 2 and 4")
    margins = by_period(clause(replayed(old, new, {"leads": MQL}, engine), "volume"))
    assert numbers(margins["2026-07"])[1:] == ((4, -1, "breached"), (2, -1, "breached"))
    assert numbers(margins["2026-06"])[1:] == ((4, 1, "met"), (2, 1, "met"))
    assert numbers(margins["2026-08"])[1:] == ((4, 2, "met"), (2, 0, "met"))


def test_a_share_misses_by_points(engine: str) -> None:
    """Of two leads in July one is touched within two hours: a half; of the two in August both."""
    rows = leads(
        created_at=["2026-06-30 09:00", "2026-07-01 09:00", "2026-07-02 09:00", "2026-08-03 09:00", "2026-08-04 09:00"],
        first_touch_at=[None, "2026-07-01 10:00", "2026-07-02 12:00", "2026-08-03 10:00", "2026-08-04 10:00"],
        owner=["ana"] * 5,
    )
    text = "clause hot: sales first-touch within {} on {} per month by owner\n"
    found = clause(replayed(text.format("4h", "90%"), text.format("2h", "80%"), {"leads": rows}, engine), "hot")
    assert words(found.subjects) == {"met -> late": 1}
    assert words(found.periods) == {"met -> breached": 1}
    july = by_period(found)["2026-07", "ana"]
    assert (july.old.spare, july.new.spare) == (Fraction(1, 10), Fraction(-3, 10))
    assert found.periods.by_owner == {"ana": {"worse": 1}}


def test_other_periods_are_other_instances(engine: str) -> None:
    """June, July and August are gone, and the second and third quarter come."""
    old, new = VOLUME.format(">= 3"), VOLUME.format(">= 3").replace("month", "quarter")
    found = clause(replayed(old, new, {"leads": MQL}, engine, "2026-10-01"), "volume")
    gone = {m.period: str(m.old.verdict) for m in found.margins if m.new.verdict == "none"}
    come = {m.period: str(m.new.verdict) for m in found.margins if m.old.verdict == "none"}
    assert gone["2026-06"] == "met"
    assert gone["2026-08"] == "breached"
    assert come["2026-Q3"] == "met"
    assert set(come) == {"2026-Q2", "2026-Q3"}


def test_the_part_that_is_breached_is_told(engine: str) -> None:
    """July 1 to 5 is one week of it: four of five leads, more than the half that the new policy allows."""
    old = VOLUME.format(">= 5")
    new = old.rstrip() + " paced <= 50% per week\n"
    found = clause(replayed(old, new, {"leads": MQL}, engine), "volume")
    july = by_period(found)["2026-07"].new
    assert (july.part, july.detail, july.observed, july.spare) == ("pace", "2026-W27", Fraction(4, 5), Fraction(-3, 10))


def test_a_year_that_begins_elsewhere_moves_the_quarters(engine: str) -> None:
    """The sentence stays; what a fiscal quarter is does not: that is a change of its periods, and of nothing else."""
    year = HEAD + "  fiscal year starts {}\n"
    text = (
        VOLUME.format(">= 3").replace("per month", "per fiscal quarter")
        + "clause scored: marketing ensures score >= 5\n"
    )
    old, new = (year.format(m) + text for m in ("january", "february"))
    found = replayed(old, new, {"leads": MQL}, engine, "2026-12-01")
    assert clause(found, "volume").flips > 0
    assert clause(found, "scored").flips == 0
    assert found.passes == 1


def test_another_term_takes_no_second_reading(engine: str) -> None:
    """Nobody touches the three leads of June; in the new term they are no instances."""
    head = HEAD + "  term 2026-{}-01 to 2026-08-31\n"
    text = head + VOLUME.format(">= 3") + "clause hot: sales first-touch within 4h of MQL\n"
    rows = MQL.with_columns(first_touch_at=pl.col("mql_at") + pl.duration(hours=5))
    found = replayed(text.format("06"), text.format("07"), {"leads": rows}, engine)
    assert words(clause(found, "hot").subjects) == {"late -> none": 3}
    assert words(clause(found, "volume").periods) == {"met -> none": 1}
    assert found.passes == 1


def test_policies_that_are_equal_flip_nothing(engine: str) -> None:
    text = VOLUME.format(">= 3")
    found = replayed(text, text, {"leads": MQL}, engine)
    assert (found.flips, found.edits, found.passes) == (0, (), 1)


def test_what_can_not_be_judged_is_no_flip() -> None:
    """Nobody knows when a lead was won: the clause has no verdict under the new policy, and so no flip."""
    rows = pl.DataFrame({"lead_id": [1], "created_at": MQL["mql_at"][:1]})
    old, new = "clause known: sales ensures lead_id > 0\n", "clause known: sales ensures score > 0\n"
    found = clause(replayed(old, new, {"leads": rows}), "known")
    assert found.new is not None
    assert not found.new.evaluable
    assert found.flips == 0
