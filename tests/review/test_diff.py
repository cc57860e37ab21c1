"""What is said of two policies that differ in one thing, which way it goes, and that the way back is its mirror."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from sla_dsl.review.catalogue import CATALOGUE, SORTS
from sla_dsl.review.diff import diff
from sla_dsl.review.models import Change, PolicyDiff
from tests.review import pairs, pairs_fine
from tests.review.pairs import HEAD, OFFICE, TOUCH, VOLUME, Expected, Pair, policy

PAIRS = (*pairs.PAIRS, *pairs_fine.PAIRS)


@cache
def between(old: str, new: str, as_of: date | None = None, head: str = HEAD) -> PolicyDiff:
    return diff(policy(old, head=head), policy(new, head=head), as_of)


def told(found: PolicyDiff) -> list[Expected]:
    return [(c.id, c.direction, c.clause or " ".join(c.reaches)) for c in found.changes]


def only(found: PolicyDiff) -> Change:
    (change,) = found.changes
    return change


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_differs_is_said(pair: Pair) -> None:
    found = between(pair.old, pair.new, head=pair.head)
    assert told(found) == list(pair.expected)
    assert found.equal_in_meaning is not bool(pair.expected)
    assert not found.equal_in_text


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_the_way_back_is_the_mirror(pair: Pair) -> None:
    there, back = (between(a, b, head=pair.head) for a, b in ((pair.old, pair.new), (pair.new, pair.old)))
    mirrored = [(SORTS[c.id].mirror, c.direction.mirror, c.new_said, c.old_said) for c in there.changes]
    assert sorted(mirrored, key=str) == sorted(
        ((c.id, c.direction, c.old_said, c.new_said) for c in back.changes), key=str
    )


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_a_policy_does_not_differ_from_itself(pair: Pair) -> None:
    found = between(pair.new, pair.new, head=pair.head)
    assert (found.changes, found.edits, found.equal_in_meaning, found.equal_in_text) == ((), (), True, True)


def test_every_sort_is_shown_by_a_pair() -> None:
    ids = {id for pair in PAIRS for id, *_ in pair.expected}
    assert ids | {SORTS[id].mirror for id in ids} == {sort.id for sort in CATALOGUE}


def test_every_sort_has_its_mirror() -> None:
    assert len(SORTS) == len(CATALOGUE), "an id stands for one sort"
    for sort in CATALOGUE:
        mirror = SORTS[sort.mirror]
        assert (mirror.mirror, mirror.area) == (sort.id, sort.area)


def test_a_change_says_who_bears_it_and_who_is_protected() -> None:
    stricter = only(between(f"clause c: {TOUCH}\n", "clause c: sales first-touch within 2h\n"))
    assert (stricter.burden, stricter.protected) == (("sales",), ("marketing",))
    looser = only(between("clause c: sales first-touch within 2h\n", f"clause c: {TOUCH}\n"))
    assert (looser.burden, looser.protected) == (("marketing",), ("sales",))


def test_a_change_has_both_places_and_both_in_english() -> None:
    found = only(between(f"clause c: {TOUCH}\n", "\nclause c: sales first-touch within 2h\n"))
    assert found.old is not None
    assert found.new is not None
    assert (found.old.line, found.new.line) == (4, 5)  # the head has three lines
    assert found.new.text == "clause c: sales first-touch within 2h"
    assert found.new.english == "Sales must first-touch within 2 hours of created"
    assert (found.old_said, found.new_said) == ("4 hours", "2 hours")


def test_a_waiver_stands_where_it_is_written() -> None:
    waived = 'waive c from 2026-08-01 to 2026-08-14 because "leave" approved by "VP"\n'
    found = only(between(f"clause c: {TOUCH}\n", f"clause c: {TOUCH}\n\n{waived}"))
    assert (found.clause, found.old) == ("c", None)
    assert found.new is not None
    assert found.new.line == 6  # the head has three lines, then the clause and an empty one


def test_a_definition_is_told_once_with_what_it_reaches() -> None:
    rest = f"clause c: {TOUCH} for hot\nclause m: marketing delivers >= 100 MQL for hot per month\n"
    found = only(between(f"define hot = score >= 70\n{rest}", f"define hot = score >= 80\n{rest}"))
    # fewer leads are to be touched, and fewer are delivered: looser here, tighter there
    assert (found.id, found.direction, found.reaches) == ("definition-changed", "both", ("c", "m"))
    assert (found.old_said, found.new_said) == ("score is 70 or more", "score is 80 or more")
    assert found.new is not None
    assert found.new.text == "define hot = score >= 80"


def test_a_definition_that_no_clause_rests_on_changes_nothing() -> None:
    found = between(f"define hot = icp\nclause c: {TOUCH}\n", f"define hot = score >= 80\nclause c: {TOUCH}\n")
    assert found.equal_in_meaning
    assert [e.name for e in found.edits] == ["hot"]


@pytest.mark.parametrize(
    ("as_of", "begun"),
    [
        (date(2025, 12, 31), None),  # the term has not begun
        (date(2026, 1, 1), "2026-01"),
        (date(2026, 3, 15), "2026-01 and what follows, to 2026-03-15"),
    ],
)
def test_what_has_begun_is_changed_after_the_fact(as_of: date, begun: str | None) -> None:
    found = only(between(f"clause c: {VOLUME}\n", "clause c: marketing delivers >= 120 MQL per month\n", as_of))
    assert (found.retroactive, found.begun) == (begun is not None, begun)


@pytest.mark.parametrize(
    ("as_of", "retroactive"),
    # the target of the month that has begun by the 15th is that of its first day
    [(date(2026, 6, 30), False), (date(2026, 7, 31), False), (date(2026, 8, 1), True)],
)
def test_a_target_from_a_day_on_is_that_of_the_months_that_begin_later(as_of: date, retroactive: bool) -> None:
    new = "clause c: marketing delivers >= 100, 120 from 2026-07-15 MQL per month\n"
    found = only(between(f"clause c: {VOLUME}\n", new, as_of))
    assert (found.id, found.retroactive) == ("target-raised", retroactive)


def test_without_an_as_of_nothing_is_said_to_have_begun() -> None:
    assert not only(between(f"clause c: {VOLUME}\n", "clause c: marketing delivers >= 120 MQL per month\n")).retroactive


def remarked(old: str, new: str, as_of: date | None = None, head: str = HEAD, new_head: str | None = None) -> list[str]:
    found = diff(policy(old, head=head), policy(new, head=new_head or head), as_of)
    return [r.id for r in found.remarks]


def test_a_tightening_wants_a_new_version() -> None:
    old, new = f"clause c: {TOUCH}\n", "clause c: sales first-touch within 2h\n"
    assert remarked(old, new) == ["tightened-without-version"]
    assert remarked(new, old) == []
    assert remarked(old, new, new_head=HEAD.replace('"1"', '"2"')) == []


def test_a_removal_wants_notice() -> None:
    kept, clause = f"clause k: {TOUCH}\n", f"clause c: {VOLUME}"
    assert remarked(f"{kept}{clause}\n", kept) == ["removed-without-notice"]
    ends = f"{kept}{clause} from 2026-01-01 to 2026-03-31\n"
    assert remarked(ends, kept) == []
    assert remarked(ends, kept, date(2026, 3, 31)) == ["removed-without-notice"]
    assert remarked(ends, kept, date(2026, 4, 1)) == []


def test_an_acceptance_of_before_is_none_of_what_is_new() -> None:
    head = HEAD + '  accepted by sales "VP" on 2026-01-01\n'
    old, new = "clause c: sales first-touch within 2h\n", f"clause c: {TOUCH}\n"
    assert remarked(old, new, head=head) == ["accepted-before-change"]
    assert remarked(old, new, head=head, new_head=head.replace("on 2026-01-01", "on 2026-02-01")) == []
    assert remarked(old, old, head=head, new_head=head.replace('"1"', '"2"')) == []


def test_hours_that_change_under_another_name_are_found() -> None:
    office = OFFICE + "clause c: sales accepts MQL within 4 business hours\n"
    found = between(office, office.replace("office", "bureau").replace("17:00", "18:00"))
    assert told(found) == [("definitions-changed", "tightened", "c")]


def test_a_clause_that_is_new_is_told_with_the_values_of_its_names() -> None:
    found = only(between("let goal = 100\n", "let goal = 100\nclause c: marketing delivers >= goal MQL per month\n"))
    assert (found.id, found.new_said) == ("clause-added", "Marketing must deliver at least 100 MQL per month")


HOURS = "clause c: sales accepts MQL within {} business hours\n"
HOT = "define hot = score >= {}\nclause c: sales accepts MQL within {} for {}\n"
WAIT = "let wait = {}\nclause c: sales accepts MQL within {}\nclause d: sales rejects MQL within wait\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(  # two hours for four, and a day on which no time passes
            OFFICE + HOURS.format(4),
            OFFICE + "  holidays US\n" + HOURS.format(2),
            [("calendar-holiday-added", "loosened", "c"), ("limit-tightened", "tightened", "c")],
            id="limit and calendar",
        ),
        pytest.param(  # more leads are hot, and of those only some are meant
            HOT.format(80, "4h", "hot"),
            HOT.format(70, "4h", 'hot and country = "US"'),
            [("definition-changed", "tightened", "c"), ("scope-narrowed", "loosened", "c")],
            id="scope and definition",
        ),
        pytest.param(  # 3h for 2h in the one, and 4h in the other
            WAIT.format("2h", "wait"),
            WAIT.format("3h", "wait + 1h"),
            [("amount-changed", "loosened", "c d"), ("limit-loosened", "loosened", "c")],
            id="limit and amount",
        ),
        pytest.param(  # of the holiday alone nothing can be told: the old limit runs on no calendar
            OFFICE + "clause c: sales accepts MQL within 4h\n",
            OFFICE + "  holidays US\n" + HOURS.format(2),
            [("limit-changed", "both", "c")],
            id="another clock",
        ),
        pytest.param(  # the scope is the definition's, the limit the calendar's: each has its own cause
            OFFICE + HOT.format(80, "4 business hours", "hot"),
            OFFICE + "  holidays US\n" + HOT.format(70, "4 business hours", "hot"),
            [("definition-changed", "tightened", "c"), ("calendar-holiday-added", "loosened", "c")],
            id="two causes",
        ),
    ],
)  # fmt: skip
def test_what_a_clause_and_what_it_rests_on_make_is_told_apart(old: str, new: str, expected: list[Expected]) -> None:
    assert sorted(told(between(old, new))) == sorted(expected)
    mirrored = [
        (SORTS[c.id].mirror, c.direction.mirror, c.clause or " ".join(c.reaches)) for c in between(old, new).changes
    ]
    assert sorted(told(between(new, old))) == sorted(mirrored)


def test_a_definition_that_goes_another_way_in_each_clause_says_which() -> None:
    # hotter leads are fewer: of single ones fewer are breached, of a share either
    clauses = "clause c: sales accepts MQL within 4h for hot\nclause d: {} on >= 90% per month\n"
    text = "define hot = score >= {}\n" + clauses.format("sales rejects MQL within 4h for hot")
    change = only(between(text.format(70), text.format(80)))
    assert (change.direction, change.note) == ("both", "c loosened, d both")


def test_a_scope_is_said_whole_where_only_one_side_says_more() -> None:
    change = only(
        between(f"clause c: {TOUCH} for score >= 70\n", f'clause c: {TOUCH} for score >= 70 and country = "US"\n')
    )
    assert change.old_said == "score is 70 or more"
    assert change.new_said == 'score is 70 or more and country is "US"'
