"""What a name means: the policy's own words, the data's headers, the standard vocabulary; and what is doubted."""

from __future__ import annotations

import pytest

from sla_dsl.bind.policy import bind
from sla_dsl.lang.parser import parse
from sla_dsl.model import expr as m
from sla_dsl.model.expr import ChildCount, ChildPick, Column, Earliest, Expr, IsKnown, Latest, Where, walk
from sla_dsl.model.forms import Duty, Form, Measure
from sla_dsl.model.kinds import Kind
from sla_dsl.model.schema import Header, TableSchema
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.source import Source
from tests.support.diagnose import bound, header_of


def form(text: str, header: str | None = None) -> Form:
    policy, found = bound(text, None if header is None else header_of(header))
    assert [d.message for d in found] == []
    return policy.forms[-1]


def done(text: str, header: str | None = None) -> Expr:
    found = form(text, header)
    assert isinstance(found, Duty)
    return found.done


def columns(e: Expr | None) -> set[str]:
    return set() if e is None else {c.name for c in walk(e) if isinstance(c, Column)}


def test_standard_words_need_no_definition() -> None:
    assert columns(done("sales first-touch within 4h")) == {"first_touch_at"}
    assert columns(form("sales first-touch within 4h").population.start) == {"created_at"}


def test_policy_says_a_standard_word_anew() -> None:
    found = form("stage MQL at qualified_on when score >= 50\nmarketing delivers >= 5 MQL per month")
    assert columns(found.population.start) == {"qualified_on"}
    assert columns(found.population.scope) == {"score"}


def test_standard_event_said_anew_is_also_the_default_start() -> None:
    assert columns(form("event created = signed_up_at\nsales first-touch within 4h").population.start) == {
        "signed_up_at"
    }


def test_word_of_the_policy_beats_a_column_of_the_same_name() -> None:
    header = "lead_id,created_at,first_touch_at,score,vip"
    found = form("define vip = score > 90\nsales first-touch within 4h for vip", header)
    assert columns(found.population.scope) == {"score"}


def test_full_name_still_means_the_column() -> None:
    header = "lead_id,created_at,first_touch_at,score,vip"
    found = form("define vip = score > 90\nsales first-touch within 4h for leads.vip", header)
    assert columns(found.population.scope) == {"vip"}


def test_header_beats_a_standard_word_in_a_condition() -> None:
    header = "lead_id,created_at,first_touch_at,won,won_at"
    assert columns(form("sales first-touch within 4h for won", header).population.scope) == {"won"}


def test_longer_word_does_not_stand_for_a_column() -> None:
    """Only a verb drops its `s`: `owner` is the column, not the definition `owners`."""
    found = form('define owners = country = "US"\nsales first-touch within 4h for owner = "jane"')
    assert columns(found.population.scope) == {"owner"}


@pytest.mark.parametrize("verb", ["accept", "accepts"])
def test_verb_may_drop_its_s(verb: str) -> None:
    assert columns(done(f"marketing and sales {verb} MQL within 24h")) == {"accepted_at"}


def test_or_is_the_earlier_and_and_the_later() -> None:
    first, last = done("sales accepts or rejects within 4h"), done("sales accepts and wins within 4h")
    assert isinstance(first, Earliest)
    assert columns(first) == {"accepted_at", "rejected_at"}
    assert isinstance(last, Latest)
    assert columns(last) == {"accepted_at", "won_at"}


def test_stage_behind_a_verb_sets_start_and_scope() -> None:
    found = form("stage MQL at mql_at when score >= 50\nsales accepts MQL within 24h")
    assert isinstance(found, Duty)
    assert columns(found.population.start) == {"mql_at"}
    assert columns(found.population.scope) == {"score"}
    assert found.start_name == "MQL"


def test_stage_as_what_is_done_counts_where_its_condition_holds() -> None:
    found = done("stage SAL at accepted_at when score >= 50\nevent moves-on = SAL\nsales moves-on within 4h")
    assert isinstance(found, Where)
    assert columns(found.condition) == {"accepted_at", "score"}


def test_stage_as_a_condition_asks_whether_it_was_entered() -> None:
    scope = form("sales first-touch within 4h for MQL").population.scope
    assert scope == IsKnown(Column("mql_at", Kind.INSTANT))


TOUCHES = "table touches of leads by lead_id\n"


def test_event_picks_a_child_row() -> None:
    found = done(
        TOUCHES + 'event called = 2nd touches.at where kind = "call" and leads.score > 5\nsales called within 4h'
    )
    assert isinstance(found, ChildPick)
    assert (found.table, found.by, found.which, found.nth) == ("touches", "lead_id", "nth", 2)
    assert columns(found.instant) == {"at"}
    assert columns(found.where) == {"kind"}


def test_child_rows_are_counted() -> None:
    scope = form(TOUCHES + "sales first-touch within 4h for count of touches > 3").population.scope
    assert isinstance(scope, m.Test)
    assert isinstance(scope.left, ChildCount)


def test_stage_of_another_table_makes_it_the_subject() -> None:
    found = form("stage deal in opportunities at opened_at when amount > 0\nmarketing delivers >= 5 deal per month")
    assert isinstance(found, Measure)
    assert found.population.table == "opportunities"


def test_event_of_another_table_makes_it_the_subject() -> None:
    text = (
        "event created in opportunities = opened_at\nevent signed in opportunities = signed_at\nsales signed within 4h"
    )
    assert form(text).population.table == "opportunities"


def test_columns_of_another_table_are_its_own() -> None:
    """`created_at` of opportunities is not the standard column of leads: a typed file says what it holds."""
    schema = {
        "opportunities": TableSchema(
            "deals.parquet", {"id": Header(Kind.TEXT, True), "opened": Header(Kind.TEXT, True)}
        )
    }
    _, found = bound("stage deal in opportunities at opened\nmarketing delivers >= 5 deal per month", schema)
    assert [(d.code, d.message) for d in found] == [("SLA210", "`opened` is a text, not an event")]


# ---------------------------------------------------------------------------------------------- while no data is known


@pytest.mark.parametrize(
    ("name", "hint"),
    [("scroe", "did you mean `score`?"), ("mql", "did you mean `MQL`?"), ("acepted_at", "did you mean `accepted_at`?")],
)
def test_name_close_to_a_known_one_is_doubted_without_data(name: str, hint: str) -> None:
    _, found = bound(f"sales first-touch within 4h for {name} is known")
    assert [(d.code, d.level, d.hint) for d in found] == [("SLA101", Level.WARNING, hint)]


@pytest.mark.parametrize("name", ["employees", "utm_campaign", "`Lead Source`"])
def test_other_name_is_taken_for_a_column_without_data(name: str) -> None:
    assert columns(form(f"sales first-touch within 4h for {name} is known").population.scope) == {name.strip("`")}


def test_event_and_its_column_share_a_stem() -> None:
    assert columns(done("event demoed = demoed_at\nsales demoed within 4h")) == {"demoed_at"}


def test_declared_column_is_never_doubted() -> None:
    assert form('table leads\n  scores = "Scores"\nsales first-touch within 4h for scores > 3')


def test_every_unknown_name_is_an_error_with_data() -> None:
    _, found = bound("sales first-touch within 4h for employees > 3", header_of("lead_id,created_at,first_touch_at"))
    assert [(d.code, d.level) for d in found] == [("SLA101", Level.ERROR)]
    assert found[0].notes == ("columns of leads.csv: `lead_id`, `created_at`, `first_touch_at`",)


def test_name_that_is_wrong_in_three_places_is_said_once() -> None:
    _, found = bound("".join(f"marketing delivers >= {n} MLQ per month\n" for n in (1, 2, 3)))
    assert [(d.code, d.notes) for d in found] == [("SLA110", ("it stands also in line 2, line 3",))]


def test_unused_event_that_goes_in_a_circle_ends() -> None:
    _, found = bound("event a = b or c\nevent b = a\nevent c = b\nsales first-touch within 4h")
    assert {d.code for d in found} == {"SLA105"}


@pytest.mark.parametrize(
    ("clause", "step", "last"),
    [
        ("sales first-touch within 4h for a0", "define a{} = not a{}\n", "define a{} = score >= 1\n"),
        ("marketing delivers >= a0 MQL per month", "let a{} = a{} + 1\n", "let a{} = 1\n"),
    ],
)
def test_definitions_use_one_another_a_hundred_times_at_most(clause: str, step: str, last: str) -> None:
    for many, codes in ((100, []), (101, ["SLA027"])):
        chain = "".join(step.format(n, n + 1) for n in range(many - 1))
        assert [d.code for d in bound(f"{clause}\n{chain}{last.format(many - 1)}")[1]] == codes


def test_only_takes_the_clauses_named() -> None:
    text = "clause a: sales never score < 0\nclause b: sales accepts within 4h\nwhen a breached then terminate\n"
    file, _ = parse(Source("p.sla", text))
    policy, found = bind((file,), None, ["b"])
    assert found == ()
    assert [f.meta.id for f in policy.forms] == ["b"]
    _, found = bind((file,), None, ["c"])
    assert [(d.code, d.source, d.hint) for d in found] == [("SLA117", None, "the clauses are `a`, `b`")]


def test_definition_about_another_table_is_refused_here() -> None:
    text = TOUCHES + 'define by_phone in touches = kind = "call"\nsales first-touch within 4h for by_phone'
    _, found = bound(text)
    assert [(d.code, d.message) for d in found] == [
        ("SLA107", "`by_phone` is about `touches`, and this is about `leads`")
    ]


def test_definition_without_a_table_is_about_the_rows_it_is_used_for() -> None:
    """It would be wrong for leads, and is used for touches alone."""
    schema = {
        **header_of("lead_id,created_at,first_touch_at"),
        "touches": header_of("lead_id,at,kind", origin="touches.csv")["leads"],
    }
    text = (
        TOUCHES
        + 'define by_phone = kind = "call"\nevent called = first touches.at where by_phone\nsales called within 4h'
    )
    policy, found = bound(text, schema)
    assert found == ()
    assert {n: {c.name for c in t.columns} for n, t in policy.tables.items()} == {
        "leads": {"lead_id", "created_at", "first_touch_at"},
        "touches": {"lead_id", "at", "kind"},
    }
