"""What the nouns of `makes` count, how many of it make a need, and when its time ends."""

from __future__ import annotations

import pytest

from sla_dsl.model import expr as m
from sla_dsl.model.forms import CalendarDays, Duty
from sla_dsl.model.kinds import Kind
from sla_dsl.model.schema import Header, Schema, TableSchema
from tests.support.diagnose import bound, header_of

TABLES = """
table touches of leads by lead_id
  at = "Activity date"
  kind = "Activity type"
table demos of leads by lead_id
  at = "Shown"
define human in touches = not automated
stage meeting in touches at ended_at when kind = "meeting"
"""
LINK = m.Link("leads", "lead_id")
AT = m.Column("at", Kind.INSTANT)


def duty(sentence: str, tables: str = TABLES) -> Duty:
    policy, found = bound(tables + sentence)
    assert [d.message for d in found] == []
    (form,) = policy.forms
    assert isinstance(form, Duty)
    return form


def picked(sentence: str) -> tuple[m.ChildPick, m.Expr | None]:
    """The one pick of a sentence, and what its noun asks of a row beside coming at or after the start."""
    done = duty(sentence).done
    assert isinstance(done, m.ChildPick)
    since = m.Test(">=", done.instant, m.ParentColumn("created_at", Kind.INSTANT, (LINK,)))
    if isinstance(done.where, m.Both):
        assert done.where.items[0] == since
        return done, done.where.items[1]
    assert done.where == since
    return done, None


@pytest.mark.parametrize("noun", ["touches", "touch"])
def test_a_child_table_is_all_its_rows(noun: str) -> None:
    pick, condition = picked(f"sales makes >= 6 {noun} within 14 days")
    assert (pick.table, pick.by, pick.instant, pick.nth, condition) == ("touches", "lead_id", AT, 6, None)


@pytest.mark.parametrize(("noun", "kinds"), [("calls", ("calls", "call")), ("call", ("call",)), ("sms", ("sms",))])
def test_another_noun_is_a_kind(noun: str, kinds: tuple[str, ...]) -> None:
    pick, condition = picked(f"sales makes >= 2 {noun} within 14 days")
    assert (pick.table, condition) == ("touches", m.OneOf(m.Column("kind", Kind.TEXT), kinds))


def test_a_definition_about_a_child_table_is_its_rows() -> None:
    pick, condition = picked("sales makes >= 2 human within 14 days")
    assert (pick.table, condition) == ("touches", m.Negation(m.Column("automated", Kind.BOOLEAN)))


def test_a_stage_of_a_child_table_counts_at_its_own_instant() -> None:
    pick, _ = picked("sales makes >= 2 meeting within 14 days")
    assert (pick.table, pick.instant) == ("touches", m.Column("ended_at", Kind.INSTANT))


@pytest.mark.parametrize(("need", "which", "nth"), [(">= 1", "first", 1), ("= 3", "nth", 3), ("> 3", "nth", 4)])
def test_how_many_are_enough(need: str, which: str, nth: int) -> None:
    pick, _ = picked(f"sales makes {need} touches within 14 days")
    assert (pick.which, pick.nth) == (which, nth)


def test_needs_of_several_tables() -> None:
    done = duty("sales makes >= 3 calls, >= 1 demo within 14 days").done
    assert isinstance(done, m.Latest)
    assert [p.table for p in done.items if isinstance(p, m.ChildPick)] == ["touches", "demos"]


def test_spread_counts_what_counts_for_a_need() -> None:
    form = duty("sales makes >= 3 calls, >= 4 human across >= 2 channels within 10 days")
    assert isinstance(form.done, m.Latest)
    spread = form.done.items[-1]
    assert isinstance(spread, m.ChildSpread)
    assert (spread.column, spread.nth) == ("channel", 2)
    assert isinstance(spread.where, m.Both)
    counted = spread.where.items[1]
    assert counted == m.Either(
        (m.OneOf(m.Column("kind", Kind.TEXT), ("calls", "call")), m.Negation(m.Column("automated", Kind.BOOLEAN)))
    )
    of_all = duty("sales makes >= 3 calls, >= 4 touches across >= 2 channels within 10 days").done
    assert "OneOf" not in str(of_all.items[-1] if isinstance(of_all, m.Latest) else None)


def test_days_are_no_column() -> None:
    form = duty("sales makes >= 3 calls across >= 2 days within 10 days")
    assert isinstance(form.done, m.Latest)
    spread = form.done.items[-1]
    assert isinstance(spread, m.ChildSpread)
    assert (spread.column, spread.nth, form.done_name) == (None, 2, "3 calls across 2 days")


def test_what_is_told_of_the_needs() -> None:
    form = duty("sales makes >= 3 calls, >= 1 emails across > 1 channels within 10 days")
    assert (form.done_name, form.counted) == ("3 calls and 1 email across 2 channels", True)


def test_end_of_the_time() -> None:
    both = duty("sales makes >= 6 touches within 14 days of MQL before disqualified")
    assert (both.limit, both.before) == (CalendarDays(14), m.Column("rejected_at", Kind.INSTANT))
    assert both.start_name == "MQL"
    open_ended = duty("sales makes >= 6 touches before meet", TABLES + "stage meet at happened_at when score > 5\n")
    assert open_ended.limit is None
    assert isinstance(open_ended.before, m.Where)


def test_a_definition_sees_the_parent_also_where_nobody_uses_it() -> None:
    _, found = bound(TABLES + "define hot in touches = leads.score >= 70\nsales makes >= 6 touches within 14 days")
    assert [d.message for d in found] == []


def test_an_expression_as_a_child_row_sees_it() -> None:
    kind, score = m.Column("kind", Kind.TEXT), m.Column("score", Kind.NUMBER)
    condition = m.Both((m.OneOf(kind, ("call",)), m.Test(">", score, score)))
    seen = m.ParentColumn("score", Kind.NUMBER, (LINK,))
    expected = m.Both((m.OneOf(m.ParentColumn("kind", Kind.TEXT, (LINK,)), ("call",)), m.Test(">", seen, seen)))
    assert m.seen_from_child(m.Where(AT, condition), LINK) == m.Where(
        m.ParentColumn("at", Kind.INSTANT, (LINK,)), expected
    )


def schema(touches: str) -> Schema:
    names = {name: Header(Kind.TEXT, typed=False) for name in touches.split(", ")}
    return {**header_of("lead_id, created_at"), "touches": TableSchema("touches.csv", names)}


@pytest.mark.parametrize(
    ("touches", "code", "words"),
    [
        ("lead_id, at", "SLA124", "no column of `touches` tells which of its rows are `calls`"),
        ("lead_id, kind", "SLA125", "nothing says when the rows of `touches` happened"),
        ("lead_id, at, kind", "SLA101", "`channel` is neither a word of the policy nor a column of touches.csv"),
    ],
)
def test_columns_that_the_data_do_not_have(touches: str, code: str, words: str) -> None:
    text = "table touches of leads by lead_id\nsales makes >= 3 calls across >= 2 channels within 10 days"
    (found,) = bound(text, schema(touches))[1]
    assert (found.code, found.message) == (code, words)


def test_data_of_a_child_table_that_is_not_declared() -> None:
    (found,) = bound("sales makes >= 3 touches within 10 days", schema("lead_id, at, kind"))[1]
    assert (found.code, found.hint) == (
        "SLA124", "declare the table of what is counted: `table touches of leads by lead_id`",
    )  # fmt: skip


def test_a_column_in_the_plural_is_that_column() -> None:
    text = "table touches of leads by lead_id\nsales makes >= 3 calls across >= 2 channels within 10 days"
    policy, found = bound(text, schema("lead_id, at, kind, channels"))
    assert found == ()
    assert "column='channels'" in str(policy.forms)
