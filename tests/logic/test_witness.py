"""Rows that satisfy conditions, by hand, and on random conditions by the compiler."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings

from sla_dsl.logic.terms import Facts
from sla_dsl.logic.witness import Parting, Usual, separating, witness
from sla_dsl.model import expr as m
from sla_dsl.model.kinds import Kind
from tests.logic.test_relations import CONDITIONS
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
    truths_on,
)

EMAIL = m.Column("email", Kind.TEXT)
CALL = m.ChildPick(
    "touches", "lead_id", m.Column("at", Kind.INSTANT), is_(m.Column("kind", Kind.TEXT), "=", "call"), "first"
)


@pytest.mark.parametrize(
    ("condition", "row"),
    [
        (is_(SCORE, ">=", 70), {SCORE: 70}),
        (is_(SCORE, "<", 70), {SCORE: 69}),
        (is_(SCORE, ">", 70), {SCORE: 71}),
        (all_(is_(SCORE, ">", 69), is_(SCORE, "<", 70)), {SCORE: Fraction(691, 10)}),
        (not_(m.IsKnown(SCORE)), {SCORE: None}),
        (is_(SOURCE, "!=", "other"), {SOURCE: "other 2"}),
        (any_(is_(SOURCE, "=", "web"), is_(SCORE, ">", 5)), {SOURCE: "web"}),
        (all_(m.OneOf(SOURCE, ("web",)), is_(SOURCE, "=", OWNER)), {SOURCE: "web", OWNER: "web"}),
        (is_(SCORE, "<", SIZE), {SCORE: 1, SIZE: 2}),
        (ICP, {ICP: True}),
        # the minute before noon is the last one before it
        (is_(CREATED, "<", at(12)), {CREATED: 12 * HOUR - 60_000_000}),
        (is_(m.Call("domain", (EMAIL,)), "=", "gmail.com"), {EMAIL: "name@gmail.com"}),
        (is_(CALL, "=", at(3)), {CALL: 3 * HOUR}),
        (all_(is_(SCORE, ">", 1), is_(SCORE, "<", 0)), None),
        # nobody knows which two numbers make a product
        (is_(m.Math("*", SCORE, SIZE), "=", 6), None),
    ],
)
def test_by_hand(condition: m.Expr, row: dict[m.Expr, object] | None) -> None:
    assert witness(condition) == row


def test_the_usual_values() -> None:
    later = is_(TOUCHED, "=", m.Math("+", CREATED, number(HOUR)))
    assert witness(later, usual=Usual(instant=9 * HOUR)) == {CREATED: 9 * HOUR, TOUCHED: 10 * HOUR}


def test_rows_that_part_a_moved_threshold() -> None:
    assert separating(is_(SCORE, ">=", 70), is_(SCORE, ">=", 65)) == (
        Parting({SCORE: 65}, False, True),
        Parting({SCORE: 69}, False, True),
    )
    # above 69 is 70 and more, and 69.1, but nothing of whole numbers
    assert separating(is_(SCORE, ">=", 70), is_(SCORE, ">", 69)) == (
        Parting({SCORE: Fraction(691, 10)}, False, True),
        Parting({SCORE: Fraction(699, 10)}, False, True),
    )
    assert separating(is_(SCORE, ">=", 70), is_(SCORE, ">", 69), Facts(whole=(SCORE,))) == ()


def test_a_row_that_is_not_known_any_more() -> None:
    known = m.IsKnown(SCORE)
    assert separating(known, is_(SCORE, ">=", 0))[-1] == Parting({SCORE: None}, False, None)


@settings(max_examples=60, deadline=None)
@given(CONDITIONS)
def test_random_conditions_hold_on_their_row(condition: m.Expr) -> None:
    row = witness(condition)
    if row is None:
        return
    read = {e: [row.get(e)] for e in m.walk(condition) if isinstance(e, m.Column)}
    grid = {
        c: [float(v) if isinstance(v, Fraction) else v for v in values] for c, values in (read or {ICP: [None]}).items()
    }
    assert truths_on(grid, [condition]) == [(True,)]
