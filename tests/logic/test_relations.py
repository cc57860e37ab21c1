"""How two conditions relate: by hand, and on random conditions against all rows of a grid, by the compiler."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla_dsl.logic.normal import normal
from sla_dsl.logic.relations import NEVER, Relation, Rows, Wanted, always, compare, implies, proved, satisfiable
from sla_dsl.logic.terms import Facts
from sla_dsl.model import expr as m
from sla_dsl.model.kinds import Kind
from tests.support.conditions import (
    CREATED,
    HOUR,
    ICP,
    OWNER,
    SCORE,
    SIZE,
    SOURCE,
    TOUCHED,
    all_,
    any_,
    at,
    is_,
    not_,
    number,
    text,
    truths_on,
)

EQUAL, NARROWER, WIDER = Relation.EQUAL, Relation.NARROWER, Relation.WIDER
OVERLAPPING, DISJOINT, UNDETERMINED = Relation.OVERLAPPING, Relation.DISJOINT, Relation.UNDETERMINED
MIRRORED = {NARROWER: WIDER, WIDER: NARROWER}
WHOLE = Facts(whole=(SCORE,))


def one_of(column: m.Expr, *values: str) -> m.Expr:
    return m.OneOf(column, values)


def between(column: m.Expr, low: int, high: int) -> m.Expr:
    return all_(is_(column, ">=", low), is_(column, "<=", high))


CALLS = m.ChildCount("touches", "lead_id", is_(m.Column("kind", Kind.TEXT), "=", "call"))
TOUCHES = m.ChildCount("touches", "lead_id", None)
TOUCH = m.ChildPick("touches", "lead_id", m.Column("at", Kind.INSTANT), None, "first")
DOMAIN = m.Call("domain", (m.Column("email", Kind.TEXT),))


@pytest.mark.parametrize(
    ("old", "new", "holds", "unknown"),
    [
        # a threshold that is moved: what is unknown, a score that is not there, stays as it is
        (is_(SCORE, ">=", 70), is_(SCORE, ">=", 65), WIDER, EQUAL),
        (is_(SCORE, ">=", 70), is_(SCORE, ">=", 75), NARROWER, EQUAL),
        (is_(SCORE, ">=", 70), is_(SCORE, "<", 70), DISJOINT, EQUAL),
        (is_(SCORE, ">=", 70), is_(SCORE, "<=", 70), OVERLAPPING, EQUAL),
        # 69.5 is more than 69 and less than 70
        (is_(SCORE, ">=", 70), is_(SCORE, ">", 69), WIDER, EQUAL),
        # another order, another way to write it
        (all_(is_(SCORE, ">=", 70), ICP), all_(ICP, is_(SCORE, ">=", 70)), EQUAL, EQUAL),
        (not_(not_(ICP)), ICP, EQUAL, EQUAL),
        (not_(all_(ICP, is_(SCORE, ">", 5))), any_(not_(ICP), is_(SCORE, "<=", 5)), EQUAL, EQUAL),
        (not_(any_(ICP, is_(SCORE, "<", 5))), all_(not_(ICP), is_(SCORE, ">=", 5)), EQUAL, EQUAL),
        (between(SCORE, 10, 20), not_(any_(is_(SCORE, "<", 10), is_(SCORE, ">", 20))), EQUAL, EQUAL),
        (between(SCORE, 10, 20), between(SCORE, 10, 19), NARROWER, EQUAL),
        (between(SCORE, 10, 20), between(SCORE, 20, 30), OVERLAPPING, EQUAL),
        (between(SCORE, 10, 20), between(SCORE, 21, 30), DISJOINT, EQUAL),
        (all_(is_(SCORE, ">=", 70), is_(SCORE, ">=", 60)), is_(SCORE, ">=", 70), EQUAL, EQUAL),
        # distribution
        (
            all_(ICP, any_(is_(SCORE, ">", 5), is_(SIZE, ">", 5))),
            any_(all_(ICP, is_(SCORE, ">", 5)), all_(ICP, is_(SIZE, ">", 5))),
            EQUAL,
            EQUAL,
        ),
        # lists
        (one_of(SOURCE, "web", "event"), one_of(SOURCE, "event", "web"), EQUAL, EQUAL),
        (one_of(SOURCE, "web", "event"), one_of(SOURCE, "web"), NARROWER, EQUAL),
        (one_of(SOURCE, "web"), is_(SOURCE, "=", "web"), EQUAL, EQUAL),
        (one_of(SOURCE, "web"), not_(is_(SOURCE, "=", "web")), DISJOINT, EQUAL),
        (one_of(SOURCE, "web"), is_(SOURCE, "!=", "event"), WIDER, EQUAL),
        (m.OneOf(SCORE, (1, 2)), any_(is_(SCORE, "=", 1), is_(SCORE, "=", 2)), EQUAL, EQUAL),
        # `is known` is never unknown
        (m.IsKnown(SCORE), is_(SCORE, ">=", 0), NARROWER, WIDER),
        (m.IsKnown(SCORE), any_(is_(SCORE, ">=", 0), is_(SCORE, "<", 0)), EQUAL, WIDER),
        (is_(SCORE, ">=", 70), all_(is_(SCORE, ">=", 70), m.IsKnown(SCORE)), EQUAL, NARROWER),
        (is_(SCORE, ">=", 70), all_(is_(SCORE, ">=", 70), ICP), NARROWER, OVERLAPPING),
        # an empty text is null, so nothing is equal to it
        (is_(SOURCE, "=", ""), is_(SOURCE, "!=", SOURCE), EQUAL, EQUAL),
        # two columns; of an owner that is not known and the source x the last one is false
        (is_(SCORE, "<", SIZE), not_(is_(SIZE, "<=", SCORE)), EQUAL, EQUAL),
        (is_(SCORE, "<", SIZE), is_(SCORE, "<=", SIZE), WIDER, EQUAL),
        (is_(SOURCE, "=", OWNER), all_(is_(OWNER, "=", SOURCE), is_(SOURCE, "!=", "x")), NARROWER, NARROWER),
        # instants are whole microseconds
        (is_(CREATED, "<", at(5)), is_(CREATED, "<=", m.Const(5 * HOUR - 1, Kind.INSTANT)), EQUAL, EQUAL),
        # within a day of it; an hour later of both is the same
        (
            is_(TOUCHED, "<=", m.Math("+", CREATED, number(24 * HOUR))),
            is_(m.Math("-", TOUCHED, CREATED), "<=", number(24 * HOUR)),
            EQUAL,
            EQUAL,
        ),
        (
            is_(TOUCHED, "<=", m.Math("+", CREATED, number(24 * HOUR))),
            is_(TOUCHED, "<=", m.Math("+", CREATED, number(4 * HOUR))),
            NARROWER,
            EQUAL,
        ),
        # no more than a day after it, and it no more than an hour before the noon: three lines that bound each other
        (
            all_(is_(m.Math("-", TOUCHED, CREATED), "<=", number(HOUR)), is_(CREATED, "<=", at(12))),
            all_(
                is_(m.Math("-", TOUCHED, CREATED), "<=", number(HOUR)),
                is_(CREATED, "<=", at(12)),
                is_(TOUCHED, "<=", at(13)),
            ),
            EQUAL,
            NARROWER,  # with a touch at 14:00 and no creation the new one is false
        ),
        # counts are whole and not negative
        (is_(TOUCHES, ">=", 3), is_(TOUCHES, ">=", 5), NARROWER, EQUAL),
        (is_(TOUCHES, ">=", 1), is_(TOUCHES, "!=", 0), EQUAL, EQUAL),
        (is_(TOUCHES, ">", 4), is_(TOUCHES, ">=", 5), EQUAL, EQUAL),
        (is_(TOUCHES, ">=", 0), m.Const(True, Kind.BOOLEAN), EQUAL, EQUAL),
        # calls are touches; that there are others is not looked into
        (is_(TOUCHES, ">=", 3), is_(CALLS, ">=", 3), UNDETERMINED, EQUAL),
        (is_(TOUCHES, ">=", 3), any_(is_(CALLS, ">=", 4), is_(TOUCHES, ">=", 3)), EQUAL, EQUAL),
        (is_(TOUCHES, "=", 0), all_(is_(CALLS, "<=", 0), is_(TOUCHES, "=", 0)), EQUAL, EQUAL),
        (is_(TOUCHES, ">=", 3), m.IsKnown(TOUCH), UNDETERMINED, EQUAL),
        (is_(m.Math("*", SCORE, SIZE), ">", 5), is_(m.Math("*", SCORE, SIZE), ">", 7), UNDETERMINED, EQUAL),
        (is_(m.Math("*", SCORE, SIZE), ">", 5), not_(is_(m.Math("*", SCORE, SIZE), "<=", 5)), EQUAL, EQUAL),
        # functions
        (
            is_(m.Call("hour", (CREATED,)), "<", 6),
            m.OneOf(m.Call("hour", (CREATED,)), (0, 1, 2, 3, 4, 5)),
            EQUAL,
            EQUAL,
        ),
        (is_(m.Call("max", (SCORE, SIZE)), ">=", 5), any_(is_(SCORE, ">=", 5), is_(SIZE, ">=", 5)), WIDER, NARROWER),
        (is_(DOMAIN, "=", "Gmail.com"), is_(DOMAIN, "=", "a@b"), EQUAL, EQUAL),
        (is_(DOMAIN, "=", "gmail.com"), one_of(DOMAIN, "gmail.com", "yahoo.com"), WIDER, EQUAL),
        # the earlier of two is before noon if one of them is; where one is not known the other one counts
        (
            is_(m.Earliest((CREATED, TOUCHED)), "<", at(12)),
            any_(is_(CREATED, "<", at(12)), is_(TOUCHED, "<", at(12))),
            EQUAL,
            WIDER,
        ),
        (
            is_(m.Latest((CREATED, TOUCHED)), "<", at(12)),
            all_(is_(CREATED, "<", at(12)), is_(TOUCHED, "<", at(12))),
            EQUAL,
            NARROWER,
        ),
        (is_(m.Choice(ICP, number(5), number(7)), "<", 6), ICP, EQUAL, EQUAL),
        (is_(m.FirstTrue((ICP, is_(SCORE, ">", 1))), "=", 0), ICP, EQUAL, NARROWER),
        (m.CountTrue(2, (ICP, is_(SCORE, ">", 1))), all_(ICP, is_(SCORE, ">", 1)), EQUAL, EQUAL),
        (m.CountTrue(1, (ICP, is_(SCORE, ">", 1))), any_(ICP, is_(SCORE, ">", 1)), EQUAL, EQUAL),
        (is_(SCORE, ">", 1), m.Const(True, Kind.BOOLEAN), WIDER, NARROWER),
    ],
)
def test_by_hand(old: m.Expr, new: m.Expr, holds: Relation, unknown: Relation) -> None:
    found, back = compare(old, new), compare(new, old)
    assert (found.holds, found.unknown) == (holds, unknown)
    assert back.holds == MIRRORED.get(holds, holds)
    assert back.unknown == MIRRORED.get(unknown, unknown)


def test_columns_of_whole_numbers() -> None:
    # there is no whole number above 69 and below 70
    assert compare(is_(SCORE, ">=", 70), is_(SCORE, ">", 69), WHOLE).holds is EQUAL
    assert compare(is_(SCORE, "<", 70), is_(SCORE, "<=", 69), WHOLE).holds is EQUAL
    assert compare(between(SCORE, 1, 3), m.OneOf(SCORE, (1, 2, 3)), WHOLE).holds is EQUAL
    assert compare(between(SCORE, 1, 3), m.OneOf(SCORE, (1, 2, 3))).holds is NARROWER


def test_columns_that_are_never_empty() -> None:
    filled = Facts(filled=(SCORE,))
    assert compare(is_(SCORE, ">=", 0), m.IsKnown(SCORE), filled).unknown is EQUAL
    assert always(m.IsKnown(SCORE), filled) is True


def test_no_condition_is_true_of_all() -> None:
    assert compare(None, None).holds is EQUAL
    narrowed = compare(None, ICP)
    assert (narrowed.holds, narrowed.unknown, narrowed.possible) == (NARROWER, WIDER, NARROWER)
    assert narrowed.no_more
    assert not narrowed.no_fewer


def test_what_is_proved_of_what_is_not_looked_into() -> None:
    """A product above 7 may never come, but then it is no more often so than one above 5."""
    product = m.Math("*", SCORE, SIZE)
    found = compare(is_(product, ">", 5), is_(product, ">", 7))
    assert found.no_more
    assert not found.no_fewer
    assert found.may(lambda old, new: old is True and new is False) is None


def test_satisfiable() -> None:
    assert satisfiable(all_(is_(SCORE, ">", 69), is_(SCORE, "<", 70))) is True
    assert satisfiable(all_(is_(SCORE, ">", 69), is_(SCORE, "<", 70)), WHOLE) is False
    assert satisfiable(all_(is_(SOURCE, "=", "web"), is_(SOURCE, "=", "event"))) is False
    assert satisfiable(all_(m.IsKnown(SCORE), not_(m.IsKnown(SCORE)))) is False
    # a cycle: each before the next one
    a, b, c = (m.Column(name, Kind.INSTANT) for name in "abc")
    assert satisfiable(all_(is_(a, "<", b), is_(b, "<", c), is_(c, "<", a))) is False
    assert satisfiable(all_(is_(a, "<=", b), is_(b, "<=", c), is_(c, "<=", a))) is True
    # three owners that all differ can not be of two
    names = [m.Column(name, Kind.TEXT) for name in "xyz"]
    differ = [is_(one, "!=", two) for one, two in zip(names, names[1:] + names[:1], strict=True)]
    of_two = [one_of(name, "jane", "joe") for name in names]
    assert satisfiable(all_(*of_two, *differ)) is False
    assert satisfiable(all_(*of_two[:2], *differ)) is True
    # no touch at all is both: a call, and an email
    kind = m.Column("kind", Kind.TEXT)
    never = m.ChildCount("touches", "lead_id", all_(is_(kind, "=", "call"), is_(kind, "=", "email")))
    assert satisfiable(is_(never, ">=", 1)) is None
    assert satisfiable(is_(m.Math("*", SCORE, SCORE), "<", 0)) is None


def test_texts_that_functions_give() -> None:
    """A letter beyond ASCII may be a small one or not, and what is worked out elsewhere may be empty."""
    column = m.Column("company", Kind.TEXT)
    for function, never, maybe in (("lower", "ACME", "ÄÖ"), ("trim", " x", "\u2003x"), ("domain", "a@b", "ä")):
        called = m.Call(function, (column,))  # type: ignore[arg-type]
        assert satisfiable(is_(called, "=", never)) is False
        assert satisfiable(is_(called, "=", maybe)) is not False
        assert satisfiable(is_(called, "=", "")) is False
    assert satisfiable(is_(column, "=", "")) is False
    assert satisfiable(is_(m.ParentValue(m.Choice(ICP, text(""), column)), "=", "")) is None


def test_implies_and_always() -> None:
    assert implies(is_(SCORE, ">=", 70), is_(SCORE, ">=", 50)) is True
    assert implies(is_(SCORE, ">=", 50), is_(SCORE, ">=", 70)) is False
    assert implies(is_(SCORE, ">=", 50), ICP) is False
    assert implies(is_(CALLS, ">=", 3), is_(TOUCHES, ">=", 2)) is True
    assert implies(is_(CALLS, ">=", 3), is_(TOUCHES, ">=", 4)) is None  # there might always be another one
    assert always(any_(is_(SCORE, ">=", 70), is_(SCORE, "<", 70))) is False  # not where there is none
    assert always(any_(is_(SCORE, ">=", 70), is_(SCORE, "<", 70), not_(m.IsKnown(SCORE)))) is True
    assert always(None) is True


def test_what_is_proved_is_what_is_implied() -> None:
    assert proved(is_(SCORE, ">=", 70), is_(SCORE, ">=", 50))
    assert not proved(is_(SCORE, ">=", 50), is_(SCORE, ">=", 70))
    assert not proved(is_(CALLS, ">=", 3), is_(TOUCHES, ">=", 4))
    assert not proved(None, ICP)
    assert proved(ICP, None)
    assert proved(between(SCORE, 70, 50), NEVER)
    assert not proved(ICP, NEVER)


def test_the_same_rows_can_be_asked_again_and_again() -> None:
    rows = Rows(all_(is_(SCORE, ">=", 70), any_(is_(SIZE, ">=", 50), is_(SOURCE, "=", "web"))))
    for _ in range(2):
        assert not rows.all_satisfy(Wanted(is_(SIZE, ">=", 50)))
        assert rows.all_satisfy(Wanted(is_(SCORE, ">=", 60)))
        assert not rows.all_satisfy(Wanted(is_(SOURCE, "=", "web")))
        assert rows.all_satisfy(Wanted(any_(is_(SOURCE, "=", "web"), m.IsKnown(SIZE))))


def test_conditions_that_list_other_texts_are_apart() -> None:
    web = Wanted(all_(is_(SOURCE, "=", "web"), is_(SCORE, ">=", 70)))
    assert web.apart(Wanted(m.OneOf(SOURCE, ("event", "demo"))))
    assert not web.apart(Wanted(m.OneOf(SOURCE, ("event", "web"))))
    assert not web.apart(Wanted(is_(OWNER, "=", "ann")))
    assert not web.apart(Wanted(any_(is_(SOURCE, "=", "event"), ICP)))


def test_only_rows_that_are_given_are_looked_at() -> None:
    either = any_(is_(SCORE, ">=", 70), is_(SCORE, "<", 70))
    assert compare(either, None).holds is Relation.WIDER  # of a row without a score it is unknown
    assert compare(either, None, given=m.IsKnown(SCORE)).holds is Relation.EQUAL
    assert compare(is_(SCORE, ">=", 70), is_(SCORE, ">=", 60), given=is_(SCORE, ">=", 80)).holds is Relation.EQUAL


def test_of_rows_of_too_many_kinds_nothing_is_proved_at_any_time() -> None:
    many = [is_(m.Column(f"c{n}", Kind.NUMBER), "=", m.Column(f"d{n}", Kind.NUMBER)) for n in range(20)]
    rows = Rows(all_(m.CountTrue(10, tuple(many)), m.CountTrue(11, tuple(many))))
    for _ in range(2):  # what broke off the first time is not taken for an end the second time
        assert not rows.all_satisfy(Wanted(is_(SCORE, ">=", 70)))
        assert not rows.all_satisfy(Wanted(NEVER))


def test_too_many_cases_are_left_open() -> None:
    many = [is_(m.Column(f"c{n}", Kind.NUMBER), "=", m.Column(f"d{n}", Kind.NUMBER)) for n in range(20)]
    odd = m.CountTrue(10, tuple(many))
    assert compare(odd, m.CountTrue(11, tuple(many))).holds is UNDETERMINED
    assert satisfiable(all_(odd, m.CountTrue(11, tuple(map(not_, many))))) is None


def test_what_is_common_does_not_count_for_the_cases() -> None:
    """A long condition in which one part changes: that it is no wider is proved, whatever the rest is."""
    many = [is_(m.Column(f"c{n}", Kind.NUMBER), "=", m.Column(f"d{n}", Kind.NUMBER)) for n in range(20)]
    found = compare(all_(*many, is_(SCORE, ">=", 50)), all_(*many, is_(SCORE, ">=", 70)))
    assert found.no_more
    assert not found.no_fewer


GRID: dict[m.Column, list[Any]] = {
    SCORE: [None, 3, 4, 5, 5.5, 5.7, 6, 6.5, 6.7, 7, 7.5, 8],  # two values in each gap, for either order
    SIZE: [None, 3, 4, 5, 5.5, 5.7, 6, 6.5, 6.7, 7, 7.5, 8],
    SOURCE: [None, "a", "b", "c"],
    OWNER: [None, "a", "b", "c", "d"],
    CREATED: [None, -2 * HOUR, -HOUR, 0, HOUR // 2, HOUR, 2 * HOUR],
    TOUCHED: [None, -2 * HOUR, 0, HOUR // 2, HOUR, 2 * HOUR, 3 * HOUR],
    ICP: [None, True, False],
}  # fmt: skip


@st.composite
def _tests(draw: st.DrawFn) -> m.Expr:
    op = draw(st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
    values = st.sampled_from([5, 6, 7])
    match draw(st.integers(0, 8)):
        case 0 | 1:
            return is_(SCORE, op, draw(values))
        case 2:
            return is_(SCORE, op, SIZE)
        case 3:
            return is_(SIZE, op, draw(values))
        case 4:
            return m.OneOf(SOURCE, tuple(draw(st.lists(st.sampled_from(["a", "b"]), min_size=1))))
        case 5:
            return is_(SOURCE, draw(st.sampled_from(["=", "!="])), draw(st.sampled_from([OWNER, text("a"), text("b")])))
        case 6:
            return is_(TOUCHED, op, m.Math("+", CREATED, number(draw(st.sampled_from([0, HOUR])))))
        case 7:
            return m.IsKnown(draw(st.sampled_from([SCORE, SOURCE, CREATED])))
        case _:
            return ICP


def _combined(inner: st.SearchStrategy[m.Expr]) -> st.SearchStrategy[m.Expr]:
    items = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        items.map(m.Both),
        items.map(m.Either),
        inner.map(m.Negation),
        inner.map(m.IsKnown),
        items.map(lambda some: m.CountTrue((len(some) + 1) // 2, some)),
        st.tuples(inner, _values()).map(lambda parts: is_(m.Where(parts[1], parts[0]), ">", 5)),
        st.tuples(inner, _values()).map(lambda parts: is_(m.Choice(parts[0], parts[1], number(6)), ">", 5)),
        items.map(lambda some: is_(m.FirstTrue(some), "<", 1)),
    )


def _values() -> st.SearchStrategy[m.Expr]:
    return st.sampled_from([SCORE, SIZE, m.Call("min", (SCORE, SIZE)), m.Call("max", (SIZE, SCORE)), number(5)])


CONDITIONS = st.recursive(_tests(), _combined, max_leaves=4)


@settings(max_examples=60, deadline=None)
@given(CONDITIONS, CONDITIONS)
def test_random_conditions_on_all_rows_of_a_grid(old: m.Expr, new: m.Expr) -> None:
    """What is seen on some row is not denied; of plain columns, what is said to be there is seen."""
    read = {e for top in (old, new) for e in m.walk(top) if isinstance(e, m.Column)}
    grid = {column: values for column, values in GRID.items() if column in read} or {ICP: GRID[ICP]}
    seen = set(truths_on(grid, [old, new]))
    found = compare(old, new)
    assert proved(old, new) == (implies(old, new) is True)
    assert satisfiable(old) in (any(truth is True for truth, _ in seen), None)
    assert seen <= set(found.rows)
    said = {pair for pair, sure in found.rows.items() if sure}
    assert said <= seen
    if normal(old) != normal(new) and TOUCHED not in read:
        assert said == set(found.rows)


def test_a_thousand_parts_are_looked_at_one_after_the_other() -> None:
    """A source that is none of 1,500 texts, and one that is the last of them."""
    names = [is_(SOURCE, "=", f"{n}") for n in range(1500)]
    assert satisfiable(all_(*map(not_, names))) is True
    assert implies(names[-1], any_(*names)) is True
    assert implies(all_(*map(not_, names)), not_(names[-1])) is True
    some = [is_(SCORE, ">=", n) for n in range(1500)]  # three of them hold from 2 on, four from 3 on
    assert implies(m.CountTrue(4, tuple(some)), m.CountTrue(3, tuple(some))) is True
    assert compare(m.CountTrue(3, tuple(some)), is_(SCORE, ">=", 2)).holds is EQUAL
