"""Any tree prints to a text that reads back as the same tree."""

from __future__ import annotations

import re
from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.lang import ast
from sla_dsl.lang.parser import parse
from sla_dsl.lang.printer import format, formatted
from sla_dsl.text.source import Source

WORDS = (
    "score",
    "source",
    "owner",
    "MQL",
    "first-touch",
    "at",
    "to",
    "first",
    "count",
    "of",
    "and",
    "not",
    "within",
    "per",
)
ODD = ("Lead Source", "größe", "a.b", "2nd", "x-")
parts = st.sampled_from(WORDS + ODD)
names = st.builds(lambda part: ast.Name((part,)), parts)
dotted = st.lists(parts, min_size=1, max_size=2).map(lambda found: ast.Name(tuple(found)))
columns = st.builds(lambda part: ast.Name(("touches", part)), parts)

decimals = st.decimals(0, 10_000_000, places=2, allow_nan=False).map(lambda d: d.normalize() + 0)
numbers = st.builds(ast.Number, decimals)
percents = st.builds(ast.Percent, decimals)
units = st.sampled_from(("second", "minute", "hour", "day", "week", "month", "quarter", "year"))
durations = st.builds(ast.Duration, decimals, units, st.booleans())
texts = st.builds(
    ast.Text,
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(' "\\\n\t|#'), max_size=8),
)
days = st.builds(ast.Date, st.dates(date(1970, 1, 1), date(2099, 12, 31)))
times = st.builds(ast.Date, st.dates(date(1970, 1, 1), date(2099, 12, 31)), st.times(time(0), time(23, 59, 59)))
money = st.builds(ast.Money, decimals, st.sampled_from(("$", "€", "USD", "EUR")))
values = numbers | percents | money | durations | texts | st.builds(ast.Bool, st.booleans()) | days | times
literals = st.builds(ast.Lit, values)
refs = st.builds(ast.Ref, dotted)


def _sums(inside: st.SearchStrategy[ast.Expr]) -> st.SearchStrategy[ast.Expr]:
    return (
        st.builds(ast.Arith, st.sampled_from(("+", "-", "*", "/")), inside, inside)
        | st.builds(ast.Neg, inside)
        | st.builds(
            ast.Call, st.sampled_from(("ceil", "min", "max")), st.lists(inside, min_size=1, max_size=3).map(tuple)
        )
        | st.builds(ast.At, refs, refs)
    )


sums = st.recursive(literals | refs | st.builds(ast.CountOf, names), _sums, max_leaves=5)
bare_picks = st.builds(ast.Pick, st.sampled_from(("first", "last")), columns)
nth_picks = st.builds(ast.Pick, st.just("nth"), columns, nth=st.integers(1, 999))
atoms = (
    sums
    | st.builds(ast.Compare, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), sums, sums)
    | st.builds(ast.Between, sums, sums, sums)
    | st.builds(ast.In, sums, st.lists(sums, min_size=1, max_size=3).map(tuple), st.booleans())
    | st.builds(ast.Known, sums, st.booleans())
    | bare_picks
    | nth_picks
)


def _conditions(inside: st.SearchStrategy[ast.Expr]) -> st.SearchStrategy[ast.Expr]:
    several = st.lists(inside, min_size=2, max_size=3).map(tuple)
    return (
        st.builds(ast.And, several)
        | st.builds(ast.Or, several)
        | st.builds(ast.Not, inside)
        | st.builds(ast.AtLeastOf, numbers, several)
        | st.builds(ast.Pick, st.sampled_from(("first", "last")), columns, inside)
        | st.builds(ast.CountOf, names, inside)
        | st.builds(ast.Compare, st.sampled_from(("=", ">=")), sums, inside)
    )


def _day(date: ast.Date) -> object:
    return date.day


conditions = st.recursive(atoms, _conditions, max_leaves=8)

# the limits, shares and targets of a clause have their units: a plain number there is a mistake, and told so
spans = st.builds(ast.Lit, durations)
shares = st.builds(ast.Lit, percents) | refs
_changes = st.lists(days, min_size=1, max_size=2, unique_by=lambda d: d.day).map(lambda ds: sorted(ds, key=_day))
dated = st.builds(
    lambda first, changes, spans: ast.Dated(((first, None), *zip(spans, changes, strict=False))),
    spans,
    _changes,
    st.lists(spans, min_size=2, max_size=2),
) | st.builds(
    lambda spans, changes: ast.Dated(tuple(zip(spans, changes, strict=True))),
    st.lists(spans, min_size=2, max_size=2),
    st.lists(days, min_size=2, max_size=2, unique_by=lambda d: d.day).map(lambda ds: sorted(ds, key=_day)),
)
from_day = st.builds(lambda value, day: ast.Dated(((value, day),)), spans, days)
limits = spans | refs | dated
by_days = st.builds(ast.ByDay, st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59)), durations)
bounds = st.builds(ast.Bound, st.sampled_from((">=", "<=", ">", "<", "=")), sums) | st.builds(
    ast.Bound, st.just("between"), sums, sums
)
share_bounds = st.builds(ast.Bound, st.sampled_from((">=", "<=", "=")), shares, previous=st.booleans())
periods = (
    st.builds(ast.Period, st.sampled_from(("day", "week", "month", "quarter", "half", "year")), fiscal=st.booleans())
    | st.builds(ast.Period, rolling=durations)
)  # fmt: skip
event_names = st.builds(ast.Ref, names)
events = event_names | st.lists(event_names, min_size=2, max_size=3).map(lambda refs: ast.Or(tuple(refs)))
needs = st.builds(ast.Need, st.sampled_from((">=", "<=", "=")), sums, names)
statistics = st.sampled_from(("average", "median", "min", "max", "sum", "p90"))
counted = st.builds(ast.Counted, names, sums | st.none())
measures = st.one_of(
    st.builds(ast.Keeps, st.builds(ast.Conversion, names, names, limits | by_days | st.none()), share_bounds),
    st.builds(ast.Keeps, st.builds(ast.Share, refs | st.none(), names, conditions), share_bounds),
    st.builds(ast.Keeps, st.builds(ast.PartOfAll, counted), share_bounds),
    st.builds(ast.Keeps, st.builds(ast.Balance, counted, shares), st.none()),
    st.builds(ast.Keeps, st.builds(ast.QuotientOf, counted, counted), bounds),
    st.builds(ast.Keeps, st.builds(ast.Statistic, statistics, sums, names), bounds),
    st.builds(
        ast.Keeps,
        st.builds(ast.TimeStatistic, statistics, refs, refs),
        st.builds(ast.Bound, st.sampled_from(("<=", "<")), spans),
    ),
)
promises = st.one_of(
    st.builds(ast.Delivers, bounds, names, sums | st.none()),
    st.builds(ast.Within, events, names | st.none(), limits | by_days),
    st.builds(ast.Makes, st.tuples(needs), st.none(), st.none(), spans | refs),
    st.builds(
        ast.Makes, st.lists(needs, min_size=1, max_size=2).map(tuple), needs | st.none(), limits | by_days | st.none()
    ),
    measures,
    st.builds(
        ast.Fills, st.lists(st.lists(names, min_size=1, max_size=2).map(tuple), min_size=1, max_size=2).map(tuple)
    ),
    st.builds(ast.Ensures, conditions),
    st.builds(ast.Never, conditions),
)
in_force = st.tuples(days, days | st.none()).map(
    lambda found: ast.InForce(*(sorted(found, key=lambda d: d.day) if found[1] else found))
)
options = st.one_of(
    st.builds(ast.For, conditions),
    st.builds(ast.Unless, conditions),
    st.builds(ast.Per, periods),
    st.builds(ast.By, st.lists(names, min_size=1, max_size=2).map(tuple)),
    st.builds(ast.On, st.sampled_from((">=", "=")), shares, names),
    st.builds(ast.MinSize, sums),
    st.builds(ast.Of, conditions),
    st.builds(ast.Using, names) | st.builds(ast.Using, column=names),
    st.builds(ast.Paced, shares, periods, st.booleans()),
    st.builds(ast.PacedEvenly, periods, shares | st.none(), st.booleans()),
    st.builds(ast.Maturing, spans),
    st.builds(ast.ExcusedBy, names),
    st.builds(ast.WarnAt, shares),
    st.builds(ast.SeverityOption, st.sampled_from(("critical", "major", "minor", "info"))),
    st.builds(ast.To, names),
    st.builds(ast.Owner, texts),
    st.builds(ast.Because, texts),
    in_force,
    st.builds(ast.Before, conditions),
    st.builds(ast.Paused, conditions, spans | refs | st.none()),
    st.builds(ast.Flag, st.sampled_from(("prorated", "only finished", "first only", "each"))),
)
parties = st.sampled_from(("marketing", "sales", "partner team")).map(lambda word: ast.Name((word,)))
clauses = st.builds(
    ast.Clause,
    names,
    texts | st.none(),
    st.lists(parties, min_size=1, max_size=2).map(tuple),
    promises,
    st.lists(options, max_size=4, unique_by=type).map(tuple),
)
definitions = st.one_of(
    st.builds(ast.Event, names, conditions, names | st.none()),
    st.builds(ast.Stage, names, conditions, conditions | st.none(), names | st.none()),
    st.builds(ast.Define, names, conditions, names | st.none()),
    st.builds(ast.Let, names, sums | dated | from_day),
    st.builds(ast.Exclude, conditions, texts | st.none()),
    st.builds(
        ast.Table, names, dotted | st.none(),
        st.lists(st.builds(ast.Link, names, names | st.none()), max_size=2).map(tuple),
        key=st.lists(names, max_size=2).map(tuple),
        columns=st.lists(st.builds(ast.ColumnMap, names, conditions), max_size=3).map(tuple),
    ),
)  # fmt: skip
cells = st.builds(
    ast.Cell,
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from(' "|#'), max_size=8)
    .map(str.strip)
    .map(lambda text: text.replace("\\", "/")),
)


@st.composite
def blocks(draw: st.DrawFn) -> ast.Test:
    header = draw(st.lists(names, min_size=1, max_size=3, unique_by=lambda name: name.parts))
    rows = draw(st.lists(st.tuples(*[cells] * len(header)), max_size=3))
    given_rows = ast.Given(draw(names), ast.Rows(tuple(header), tuple(rows)))
    expects = draw(
        st.lists(
            st.builds(ast.Expect, names, st.sampled_from(("met", "late")), st.lists(values, max_size=2).map(tuple))
        )
    )
    return ast.Test(draw(texts), (given_rows,), draw(times | st.none()), tuple(expects))


def round_trip(statement: ast.Statement) -> None:
    text = format(ast.File(Source("", ""), (statement,)))
    file, mistakes = parse(Source("policy.sla", text))
    assert [(d.code, d.message) for d in mistakes] == [], text
    assert file.statements == (statement,), text
    assert formatted(Source("policy.sla", text)) == text


@given(clauses)
def test_clauses(clause: ast.Clause) -> None:
    round_trip(clause)


@given(definitions)
def test_definitions(definition: ast.Statement) -> None:
    round_trip(definition)


@given(blocks())
def test_tests(test: ast.Test) -> None:
    round_trip(test)


COMMENTED = """agreement "A" version "1"
  between marketing and sales
  term 2026-01-01 to 2026-12-31
calendar office
  open mon-fri 09:00-12:00, 13:00-17:30
  holidays US
table leads
  key lead_id
  at = "At"
event e = first touches.at where kind in ("call", "email") and not automated
clause speed "Speed": sales first-touch by tier for score >= 70 and icp or hot unless partner
  | source | within |
  | web    | 4h     |
when speed breached in 2 of the last 6 months then escalate "VP" and terminate
waive speed for owner = "jane" from 2026-08-01 to 2026-08-14 because "leave"
test "t"
  given leads
    | lead_id |
    | 1       |
  expect speed met for 1
"""
# a comment can stand at any blank, except in a row of a table, a date with a time, and between a number and its unit
KEPT = re.compile(r"\|.*\||6 months")
INSIDE = {i for match in KEPT.finditer(COMMENTED) for i in range(*match.span())}
BLANKS = [i for i, sign in enumerate(COMMENTED) if sign in " \n" and i not in INSIDE]
PLACES = st.lists(st.tuples(st.sampled_from(BLANKS), st.booleans()), max_size=6, unique_by=lambda place: place[0])


@given(PLACES)
def test_comments_anywhere_are_kept(places: list[tuple[int, bool]]) -> None:
    """A comment put at any blank, on a line of its own or not, is in the canonical text, which is final."""
    text = COMMENTED
    for number, (at, alone) in enumerate(sorted(places, reverse=True)):
        before, after = "\n  " if alone else " ", "  " if text[at] == " " else ""
        text = f"{text[:at]}{before}# {number}\n{after}{text[at + 1 :]}"
    file, mistakes = parse(Source("policy.sla", text))
    assert not mistakes, text
    once = formatted(Source("policy.sla", text))
    assert [c.text for c in parse(Source("policy.sla", once))[0].comments] == [c.text for c in file.comments]
    assert formatted(Source("policy.sla", once)) == once
