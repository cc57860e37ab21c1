"""What is judged once for both policies: rows of forms that differ only in what is settled later, and rows that do not
flip; on every engine."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sla_dsl.policy import bound
from sla_dsl.replay.models import Kept
from sla_dsl.replay.union import Union, bare
from tests.engines.judging import leads
from tests.replay.replaying import clause, files, replayed

SHARE = "clause share: sales first-touch within {} on {} per month by owner\n"
# Of ana, in June: 1 h, 3 h, never; in July: 3 h. Of ben, in July: 1 h, 5 h. Of nobody, in June: 3 h.
CREATED = ["2026-06-02", "2026-06-10", "2026-06-30", "2026-07-06", "2026-07-07", "2026-07-08", "2026-06-11"]
HOURS = [1, 3, None, 3, 1, 5, 3]
OWNERS = ["ana", "ana", "ana", "ana", "ben", "ben", None]
LEADS = leads(
    created_at=[f"{day} 12:00" for day in CREATED],
    first_touch_at=[h and f"{day} {12 + h}:00" for day, h in zip(CREATED, HOURS, strict=True)],
    owner=OWNERS,
)


def test_a_stricter_limit_counts_what_is_kept_by_owner_and_month(engine: str) -> None:
    """Within 4 h ana has 2 of 3 in June and 1 of 1 in July, ben 1 of 2, nobody 1 of 1; within 2 h ana has 1 of 3 and 0
    of 1, ben 1 of 2 as before, nobody 0 of 1."""
    found = clause(replayed(SHARE.format("4h", "60%"), SHARE.format("2h", "60%"), {"leads": LEADS}, engine), "share")
    assert found.by_owner == {
        "ana": (Kept(3, 4), Kept(1, 4)),
        "ben": (Kept(1, 2), Kept(1, 2)),
        None: (Kept(1, 1), Kept(0, 1)),
    }
    assert found.by_period == {"2026-06": (Kept(3, 4), Kept(1, 4)), "2026-07": (Kept(2, 3), Kept(1, 3))}


def test_and_what_the_periods_and_groups_of_either_policy_held(engine: str) -> None:
    found = clause(replayed(SHARE.format("4h", "60%"), SHARE.format("2h", "60%"), {"leads": LEADS}, engine), "share")
    there = {(m.period, m.group["owner"]): (m.old.observed, m.new.observed) for m in found.margins}
    assert there == {
        ("2026-06", "ana"): (Fraction(2, 3), Fraction(1, 3)),
        ("2026-06", None): (1, 0),
        ("2026-07", "ana"): (1, 0),
        ("2026-07", "ben"): (Fraction(1, 2), Fraction(1, 2)),
    }


def test_another_share_alone_flips_no_row(engine: str) -> None:
    """Ben's July is 1 of 2 either way: it meets 50 % and misses 60 %."""
    found = clause(replayed(SHARE.format("4h", "50%"), SHARE.format("4h", "60%"), {"leads": LEADS}, engine), "share")
    assert not found.subjects.total
    assert dict(found.periods.counts) == {("met", "breached"): 1}
    assert found.by_owner["ben"] == (Kept(1, 2), Kept(1, 2))


def test_what_is_counted_by_owners_for_one_clause_tells_of_the_others(engine: str) -> None:
    """The counts of `share` by day and owner count `quick` too; `full` and `known` have no day to be counted by."""
    beside = "clause quick: sales first-touch within {}\nclause full: marketing ensures first_touch_at is known{}\n"
    known = "clause known: marketing ensures owner is known on 50% by owner\n"
    old = SHARE.format("4h", "60%") + known + beside.format("4h", "")
    new = SHARE.format("4h", "60%") + known + beside.format("2h", " for owner is known")
    found = replayed(old, new, {"leads": LEADS}, engine)
    quick, full = clause(found, "quick"), clause(found, "full")
    assert quick.by_owner == {
        "ana": (Kept(3, 4), Kept(1, 4)),
        "ben": (Kept(1, 2), Kept(1, 2)),
        None: (Kept(1, 1), Kept(0, 1)),
    }
    assert quick.by_period == {"2026-06": (Kept(3, 4), Kept(1, 4)), "2026-07": (Kept(2, 3), Kept(1, 3))}
    assert full.by_owner == {
        "ana": (Kept(3, 4), Kept(3, 4)),
        "ben": (Kept(2, 2), Kept(2, 2)),
        None: (Kept(1, 1), Kept(0, 0)),
    }
    assert full.by_period == {"whenever": (Kept(6, 7), Kept(5, 6))}


_VOLUME, _FAST = "marketing delivers >= 3 MQL per month", "sales first-touch within 4h on 90% per month"
PLACES = {
    "target": (_VOLUME, "marketing delivers between 2 and 5 MQL per quarter", True),
    "pace": (_VOLUME, "marketing delivers >= 3 MQL per month paced <= 40% per week", True),
    "share": (_FAST, "sales first-touch within 4h on 80% per week min 5", True),
    "stage": (_VOLUME, "marketing delivers >= 3 SQL per month", False),
    "group": (_VOLUME, "marketing delivers >= 3 MQL per month by owner", False),
    "limit": (_FAST, "sales first-touch within 2h on 90% per month", False),
    "rows": ("sales first-touch within 4h", "sales first-touch within 4h on 90% per month", False),
    "rate": ("marketing keeps share of MQL where score >= 70 >= 40% per month",
             "marketing keeps share of MQL where score >= 70 >= 30% per month", False),
}  # fmt: skip
"""Two clauses, and whether a pass over the rows judges both at once."""


@pytest.mark.parametrize(("old", "new", "once"), PLACES.values(), ids=PLACES)
def test_forms_are_one_where_they_say_the_same_of_every_row(old: str, new: str, once: bool) -> None:
    union = Union()
    forms = [bound(files(f"clause it: {text}\n"))[0].forms[0] for text in (old, new)]
    places = {union.place(bare(form, (None, None))) for form in forms}
    assert len(places) == (1 if once else 2)
