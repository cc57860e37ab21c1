"""Which edits make a flip: alone, each of several, two together, or more; and what the whole takes back."""

from __future__ import annotations

from tests.engines.judging import leads
from tests.replay.replaying import because, clause, replayed, unit_name, words

# All score 75; answered after 3 and 7 hours.
ROWS = leads(
    created_at=["2026-07-01 09:00", "2026-07-02 09:00"],
    first_touch_at=["2026-07-01 12:00", "2026-07-02 16:00"],
    score=[75, 75],
)
TEXT = "let limit = {}\ndefine hot = score >= {}\nclause fast: sales first-touch within limit for hot\n"


def test_one_edit_alone(engine: str) -> None:
    found = replayed(TEXT.format("8h", 70), TEXT.format("4h", 70), {"leads": ROWS}, engine)
    fast = clause(found, "fast")
    assert words(fast.subjects) == {"met -> late": 1}
    assert because(found, fast.subjects) == {("alone", "limit"): 1}


def test_two_edits_that_only_together_flip(engine: str) -> None:
    """With a lower score only, both leads come in as met; with the limit only, none is in scope: late takes both."""
    found = replayed(TEXT.format("8h", 90), TEXT.format("4h", 70), {"leads": ROWS}, engine)
    fast = clause(found, "fast")
    assert words(fast.subjects) == {"none -> late": 1, "none -> met": 1}
    # The first lead, 3 hours, is met under either limit once it is in scope: the definition alone does that.
    assert because(found, fast.subjects) == {("alone", "hot"): 1, ("pair", "limit + hot"): 1}


def test_an_edit_that_comes_to_another_verdict_is_not_the_cause(engine: str) -> None:
    """The exclusion alone would leave the leads out as excluded; the whole has none of them in scope."""
    old = 'clause fast: sales first-touch within 8h\nexclude score > 90 because "tests"\n'
    new = 'clause fast: sales first-touch within 8h for score > 80\nexclude score > 70 because "tests"\n'
    found = replayed(old, new, {"leads": ROWS}, engine)
    fast = clause(found, "fast")
    assert words(fast.subjects) == {"met -> none": 2}
    assert because(found, fast.subjects) == {("alone", "fast"): 2}


def test_several_each_alone(engine: str) -> None:
    """Either of two definitions leaves the leads out."""
    text = (
        "define big = score >= {}\ndefine old = score >= {}\nclause fast: sales first-touch within 8h for big and old\n"
    )
    found = replayed(text.format(70, 70), text.format(80, 80), {"leads": ROWS}, engine)
    fast = clause(found, "fast")
    assert words(fast.subjects) == {"met -> none": 2}
    assert because(found, fast.subjects) == {("several", "big", "old"): 2}


def test_what_the_whole_takes_back_is_told(engine: str) -> None:
    """A limit of 4 hours makes the second lead late, and a higher score leaves both out; two halves, 8h or 2 in 4."""
    text = "let a = {}\nlet b = {}\nclause fast: sales first-touch within a + b\n"
    found = replayed(text.format("4h", "4h"), text.format("2h", "6h"), {"leads": ROWS}, engine)
    fast = clause(found, "fast")
    assert fast.flips == 0
    assert not fast.judged_anew
    found = replayed(text.format("4h", "4h"), text.format("1h", "6.5h"), {"leads": ROWS}, engine)
    fast = clause(found, "fast")
    # 7.5 hours in all: nothing flips. With a alone it would be 5 hours, late for the second lead.
    assert fast.flips == 0
    assert {unit_name(found, unit): n for unit, n in fast.subjects.cancelled.items()} == {"a": 1}


def test_an_edit_goes_with_what_it_needs(engine: str) -> None:
    old = "clause fast: sales first-touch within 8h for score >= 90\n"
    new = "define hot = score >= 70\nclause fast: sales first-touch within 8h for hot\n"
    found = replayed(old, new, {"leads": ROWS}, engine)
    fast = clause(found, "fast")
    assert words(fast.subjects) == {"none -> met": 2}
    assert because(found, fast.subjects) == {("alone", "fast with hot"): 2}


def test_a_name_that_is_another_one_is_no_edit_to_try(engine: str) -> None:
    old = TEXT.format("8h", 70)
    new = TEXT.format("4h", 70).replace("hot", "warm").replace("fast", "quick")
    found = replayed(old, new, {"leads": ROWS}, engine)
    quick = clause(found, "quick")
    assert [c.id for c in found.clauses] == ["quick"]
    assert words(quick.subjects) == {"met -> late": 1}
    assert because(found, quick.subjects) == {("alone", "limit"): 1}


def test_periods_have_causes_too(engine: str) -> None:
    text = "let goal = {}\nclause volume: marketing delivers >= goal MQL per month for score >= {}\n"
    rows = leads(
        mql_at=["2026-06-30 12:00", *[f"2026-07-0{d} 12:00" for d in range(1, 6)]], score=[80, 80, 80, 80, 60, 60]
    )
    # July has five, three of them of 70 or more. Four are asked: five do, three do not; three are asked: both do.
    found = replayed(text.format(3, 50), text.format(4, 70), {"leads": rows}, engine, "2026-08-01")
    volume = clause(found, "volume")
    assert words(volume.periods) == {"met -> breached": 1}
    assert because(found, volume.periods) == {("pair", "goal + volume"): 1}


def test_three_together(engine: str) -> None:
    """8 hours are 3 + 3 + 2: any two of the three cuts leave the limit above 3 hours, and the lead in time."""
    text = "let a = {}\nlet b = {}\nlet c = {}\nclause fast: sales first-touch within a + b + c\n"
    one = ROWS[:1]
    found = replayed(text.format("3h", "3h", "2h"), text.format("1h", "1h", "0.5h"), {"leads": one}, engine)
    fast = clause(found, "fast")
    # 8 hours before, 2.5 after; with two cuts 4 (a and b), 4.5 (a and c), 4.5 (b and c): met.
    assert words(fast.subjects) == {"met -> late": 1}
    assert because(found, fast.subjects) == {("more",): 1}
