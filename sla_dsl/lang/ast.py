"""The syntax tree of a policy: what was written, with the place it was written at, and nothing decided yet.

Nodes are frozen and compare by what they say: spans and the spelling of numbers do not count (`240 min` and `4h`
are different nodes, since they say different words; `1_000` and `1000` are equal). Names are kept as written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, fields
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from sla_dsl.text.record import record
from sla_dsl.text.source import NOWHERE, Source, Span


@record
class Node:
    """Anything with a place."""

    span: Span = field(default=NOWHERE, compare=False, repr=False, kw_only=True)


# ---------------------------------------------------------------------------------------------- words and values


@record
class Name(Node):
    """An identifier, maybe dotted: `score`, `touches.at`, `` `Lead Source` ``. `parts` are without backquotes."""

    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        return ".".join(self.parts)


@record
class Number(Node):
    """`100`, `1_000`, `12.5`, `100k`, `1.5M`: the exact value; `text` is the spelling."""

    value: Decimal
    text: str = field(default="", compare=False)


@record
class Percent(Node):
    """`40%`: `value` is 40."""

    value: Decimal
    text: str = field(default="", compare=False)


@record
class Money(Node):
    """`$250k`, `250_000 USD`: amount in whole currency units; `currency` an ISO code or the sign as written."""

    amount: Decimal
    currency: str
    text: str = field(default="", compare=False)


Unit = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]


@record
class Duration(Node):
    """`4h`, `30 min`, `2 days`, `4 business hours`: an amount of a unit, on open time when `business`."""

    amount: Decimal
    unit: Unit
    business: bool = False
    text: str = field(default="", compare=False)


@record
class Text(Node):
    """A quoted string; `value` is unescaped."""

    value: str


@record
class Bool(Node):
    """`true` or `false`."""

    value: bool


@record
class Date(Node):
    """A date, with a time of day when one was written (`2026-07-01`, `2026-07-01 09:00`), maybe with an offset."""

    day: date
    time: time | None = None


Value = Number | Percent | Money | Duration | Text | Bool | Date

# ---------------------------------------------------------------------------------------------- expressions


@record
class Ref(Node):
    """A name used as a value, a condition, an event, a stage, a definition: binding decides which."""

    name: Name


@record
class Lit(Node):
    """A value."""

    value: Value


ArithOp = Literal["+", "-", "*", "/"]
CompareOp = Literal["=", "!=", "<", "<=", ">", ">="]


@record
class Arith(Node):
    """`left op right` on numbers, amounts, durations, instants."""

    op: ArithOp
    left: Expr
    right: Expr


@record
class Neg(Node):
    """`-operand`."""

    operand: Expr


@record
class Compare(Node):
    """`left op right`; two-sided bounds are `Between`."""

    op: CompareOp
    left: Expr
    right: Expr


@record
class Between(Node):
    """`operand between low and high`, both ends included."""

    operand: Expr
    low: Expr
    high: Expr


@record
class In(Node):
    """`operand in (a, b)`, or `operand not in (a, b)` when `negated`."""

    operand: Expr
    items: tuple[Expr, ...]
    negated: bool = False


@record
class Known(Node):
    """`operand is known`, or `is unknown` when `known` is False."""

    operand: Expr
    known: bool = True


@record
class And(Node):
    """All hold."""

    items: tuple[Expr, ...]


@record
class Or(Node):
    """At least one holds; between events, the earlier one."""

    items: tuple[Expr, ...]


@record
class Not(Node):
    """Does not hold."""

    operand: Expr


@record
class AtLeastOf(Node):
    """`at least 2 of (a, b, c)`: k of n conditions."""

    count: Number
    items: tuple[Expr, ...]


@record
class Call(Node):
    """`ceil(x)`, `min(a, b)`: a function of the language."""

    function: str
    arguments: tuple[Expr, ...]


@record
class At(Node):
    """`score at MQL`: the value in force at an event's instant."""

    operand: Expr
    event: Expr


@record
class Pick(Node):
    """`first touches.at where COND`, `last ...`, `3rd ...` (`nth`): an instant of a child table."""

    which: Literal["first", "last", "nth"]
    column: Name
    where: Expr | None = None
    nth: int | None = None


@record
class CountOf(Node):
    """`count of touches where COND`: how many child rows satisfy a condition."""

    table: Name
    where: Expr | None = None


@record
class Measured(Node):
    """`conversion MQL -> won within 90 days`, `average amount in won`, `count of reps where active`: an amount that is
    measured from the data. It stands alone behind a `let`."""

    of: Conversion | Statistic | CountOf


Expr = (
    Ref
    | Lit
    | Arith
    | Neg
    | Compare
    | Between
    | In
    | Known
    | And
    | Or
    | Not
    | AtLeastOf
    | Call
    | At
    | Pick
    | CountOf
    | Measured
)


@record
class Dated(Node):
    """`8h from 2026-01-01, 4h from 2026-04-01`: an amount that changes on dates. The first one may have no date.

    One with a date may stand alone: before its day there is none.
    """

    steps: tuple[tuple[Expr, Date | None], ...]


Amount = Expr | Dated
"""Where a target, a limit or a `let` stands."""


@record
class ByDay(Node):
    """`by end of next business day`, `by 10:00 of 3 days`: a time of the day `after` the start's; its end without.

    `after` is none, one or more days; `day` is none of them, `next day` one.
    """

    time: time | None
    after: Duration


Time = Amount | ByDay
"""Where a limit of time stands."""


@record
class Bound(Node):
    """A target: `>= 100`, `<= 25`, `= 5`, or `between 100 and 130` (then `op` is "between" and `high` is set).

    `>= 110% of previous` is of the value of the period before.
    """

    op: Literal[">=", "<=", ">", "<", "=", "between"]
    value: Amount
    high: Amount | None = None
    previous: bool = False


@record
class Period(Node):
    """`month`, `week`, ... or, when `rolling`, `rolling 30 days`. `fiscal quarter` sets `fiscal`."""

    unit: Literal["day", "week", "month", "quarter", "half", "year"] | None = None
    rolling: Duration | None = None
    fiscal: bool = False


# ---------------------------------------------------------------------------------------------- clause options


@record
class For(Node):
    """`for COND`: scope."""

    condition: Expr


@record
class Unless(Node):
    """`unless COND`: excluded, and counted."""

    condition: Expr


@record
class Per(Node):
    """`per month`, `per rolling 30 days`."""

    period: Period


@record
class By(Node):
    """`by owner, region`: one instance a group."""

    fields: tuple[Name, ...]


@record
class On(Node):
    """`on >= 90%`, `on 100% of MQL`: the share that must hold; `of` names the population."""

    op: Literal[">=", "="]
    share: Expr
    of: Name | None = None


@record
class MinSize(Node):
    """`min 10`: smaller groups are not judged."""

    size: Expr


@record
class Of(Node):
    """`of assigned`: the event the clock starts at."""

    event: Expr


@record
class Using(Node):
    """`using office`: the calendar; `using calendar of region` sets `column`."""

    calendar: Name | None = None
    column: Name | None = None


@record
class Paced(Node):
    """`paced <= 40% per week`, `paced <= 40% of target per week`."""

    share: Expr
    period: Period
    of_target: bool = False


@record
class PacedEvenly(Node):
    """`paced evenly over business days within 10% per week`: `behind` is how far behind is near enough.

    Looked at is the end of every `period`, which is a day unless one is written.
    """

    period: Period
    behind: Expr | None = None
    business: bool = False


@record
class Spaced(Node):
    """`spaced <= 5 days`, `spaced between 1 day and 5 days`: the time between two that are made."""

    bound: Bound


@record
class Maturing(Node):
    """`maturing after 30 days`."""

    after: Expr


@record
class ExcusedBy(Node):
    """`excused by CLAUSE`: subjects breached there are not judged here."""

    clause: Name


@record
class WarnAt(Node):
    """`warn at 80%`."""

    share: Expr


@record
class SeverityOption(Node):
    """`severity critical|major|minor|info`."""

    severity: Literal["critical", "major", "minor", "info"]


@record
class To(Node):
    """`to sales`: the party that is promised something."""

    party: Name


@record
class Owner(Node):
    """`owner "VP Sales"`: the role that answers for the clause."""

    role: Text


@record
class Because(Node):
    """`because "reason"`."""

    reason: Text


@record
class InForce(Node):
    """`from DATE [to DATE]`: when the clause is in force; both days included."""

    start: Date
    end: Date | None = None


@record
class Before(Node):
    """`before disqualified`: what is promised happens before that event."""

    event: Expr


@record
class Paused(Node):
    """`paused while status = "waiting" at most 5 days`: the clock stands still; `most` is None without an end."""

    condition: Expr
    most: Expr | None = None


@record
class Flag(Node):
    """A bare word: `prorated`, `only finished`, `first only`, `each`."""

    word: Literal["prorated", "only finished", "first only", "each"]


Option = (
    For | Unless | Per | By | On | MinSize | Of | Using | Paced | PacedEvenly | Maturing | ExcusedBy | WarnAt
    | SeverityOption | To | Owner | Because | InForce | Before | Paused | Spaced | Flag
)  # fmt: skip

# ---------------------------------------------------------------------------------------------- promises


@record
class Delivers(Node):
    """`delivers >= 100 MQL`; `delivers >= $250k of pipeline_value in MQL`: `amount` is summed over the stage."""

    target: Bound | None
    stage: Name
    amount: Expr | None = None


@record
class Within(Node):
    """`first-touch within 4h`, `accepts or rejects MQL within 24h`, `first-touch between 2h and 24h`.

    `limit` is None when a tier table carries it, or when only `before` ends the time; `low` is set by `between`.
    """

    event: Expr
    stage: Name | None
    limit: Time | None
    low: Amount | None = None


@record
class Need(Node):
    """One need of `makes`: `>= 3 calls`."""

    op: Literal[">=", "<=", ">", "<", "="]
    count: Amount
    noun: Name


@record
class Makes(Node):
    """`makes >= 3 calls, >= 4 emails across >= 2 channels within 10 business days of MQL`.

    `makes >= 1 touch every 90 days` has `every` in the place of `within`.
    """

    needs: tuple[Need, ...]
    across: Need | None
    within: Time | None
    every: Expr | None = None


@record
class Conversion(Node):
    """`conversion MQL -> SQL within 30 days`."""

    origin: Name
    goal: Name
    within: Time | None = None


@record
class Share(Node):
    """`share of amount in won where COND`; `share of won where COND` counts (then `amount` is None)."""

    amount: Expr | None
    stage: Name
    where: Expr


@record
class Statistic(Node):
    """`average score in MQL`, `p90 score in MQL`: `function` is average, median, min, max, sum, count or pNN."""

    function: str
    operand: Expr
    stage: Name


@record
class TimeStatistic(Node):
    """`median time from created to first-touch`."""

    function: str
    start: Expr
    end: Expr


@record
class Counted(Node):
    """`opportunity`: the rows of a stage; `amount in opportunity`: the sum of an amount over them."""

    stage: Name
    amount: Expr | None = None


@record
class PartOfAll(Node):
    """`share of won`, `share of amount in won`: what a group holds of what all groups hold."""

    of: Counted


@record
class Balance(Node):
    """`balance of opportunity within 15%`: how far a group may be from the median of the groups."""

    of: Counted
    within: Expr


@record
class QuotientOf(Node):
    """`ratio of amount in opportunity to cost in spend`: one sum or count over another."""

    of: Counted
    to: Counted


MeasureOf = Conversion | Share | PartOfAll | Balance | QuotientOf | Statistic | TimeStatistic


@record
class Keeps(Node):
    """`keeps MEASURE TARGET`; a balance has no target of its own."""

    measure: MeasureOf
    target: Bound | None


@record
class Fills(Node):
    """`fills email, company, phone or mobile`: every entry is one need, with its alternatives."""

    fields: tuple[tuple[Name, ...], ...]


@record
class Ensures(Node):
    """`ensures COND`."""

    condition: Expr


@record
class Never(Node):
    """`never COND`."""

    condition: Expr


Promise = Delivers | Within | Makes | Keeps | Fills | Ensures | Never

# ---------------------------------------------------------------------------------------------- tables in the text


@record
class Cell(Node):
    """One cell of a decision or test table: its raw text, stripped. Empty cells hold ''."""

    text: str


@record
class CellBound(Node):
    """A tier cell that is a condition on its column (`demo,pricing`, `>= 70`, `any`) or an amount (`15 min`, `>= 25`).

    `kind` is "any", "values" (each a `Lit` or a bare word as a `Lit(Text)`), "bound" (a `Bound`), or "amount".
    """

    kind: Literal["any", "values", "bound", "amount"]
    values: tuple[Expr, ...] = ()
    bound: Bound | None = None


@record
class Tiers(Node):
    """A decision table under a clause: header names, then rows of parsed cells; first match wins."""

    header: tuple[Name, ...]
    rows: tuple[tuple[CellBound, ...], ...]


@record
class Rows(Node):
    """A table of test data: header names, then rows of cells as written."""

    header: tuple[Name, ...]
    rows: tuple[tuple[Cell, ...], ...]


# ---------------------------------------------------------------------------------------------- statements


@record
class Acceptance(Node):
    """`accepted by marketing "CMO" on 2026-06-28`."""

    party: Name
    role: Text
    on: Date


@record
class FiscalWeeks(Node):
    """`in 4-4-5 weeks`: how many weeks the three months of every fiscal quarter have."""

    months: tuple[int, int, int]


@record
class Agreement(Node):
    """`agreement "TITLE"` and its lines; a line that is absent is None or empty."""

    title: Text | None
    version: Text | None = None
    parties: tuple[Name, ...] = ()
    purpose: Text | None = None
    term: tuple[Date, Date | None] | None = None
    review: Period | None = None
    timezone: Text | None = None
    currency: Name | None = None
    fiscal_start: Name | None = None
    weeks_start: Name | None = None
    acceptances: tuple[Acceptance, ...] = ()
    fiscal_weeks: FiscalWeeks | None = None


@record
class Use(Node):
    """`use "b2b_saas.sla" with mql_target = 120`."""

    path: Text
    overrides: tuple[tuple[Name, Amount], ...] = ()


@record
class Opening(Node):
    """`open mon-fri 09:00-12:00, 13:00-17:30`: weekdays 0 (Monday) to 6, and spans of local time."""

    weekdays: tuple[int, ...]
    hours: tuple[tuple[time, time], ...]


@record
class Closure(Node):
    """`closed 2026-12-24 to 2026-12-26 "shutdown"`; with `hours`, a half day: `open 2026-12-24 09:00-13:00`."""

    start: Date
    end: Date | None = None
    reason: Text | None = None
    hours: tuple[tuple[time, time], ...] = ()


@record
class Calendar(Node):
    """`calendar office` and its lines; `holidays_span` is the place of the first `holidays` line."""

    name: Name
    openings: tuple[Opening, ...] = ()
    holidays: tuple[str, ...] = ()
    closures: tuple[Closure, ...] = ()
    timezone: Text | None = None
    holidays_span: Span = field(default=NOWHERE, compare=False, repr=False)


@record
class ColumnMap(Node):
    """`mql_at = "Header"` under a table: canonical name, then a header or an expression over the columns."""

    name: Name
    source: Expr


@record
class Link(Node):
    """`of leads by lead_id`: rows belong to a row of `parent`, the one whose key is their column `by`."""

    parent: Name
    by: Name | None = None


@record
class Table(Node):
    """`table touches of leads by lead_id`: `links` to what it belongs to, `mapping` for `from hubspot.contacts`.

    `planned` are columns with instants that are plans.
    """

    name: Name
    mapping: Name | None = None
    links: tuple[Link, ...] = ()
    key: tuple[Name, ...] = ()
    columns: tuple[ColumnMap, ...] = ()
    nulls: tuple[Text, ...] = ()
    planned: tuple[Name, ...] = ()


@record
class Event(Node):
    """`event NAME [in TABLE] = DEFINITION`."""

    name: Name
    definition: Expr
    table: Name | None = None


@record
class Stage(Node):
    """`stage NAME [in TABLE] at EVENT [when COND]`."""

    name: Name
    at: Expr
    when: Expr | None = None
    table: Name | None = None


@record
class Define(Node):
    """`define NAME [in TABLE] = EXPR`."""

    name: Name
    definition: Expr
    table: Name | None = None


@record
class Let(Node):
    """`let NAME = AMOUNT`."""

    name: Name
    value: Amount


@record
class Exclude(Node):
    """`exclude COND because "reason"`."""

    condition: Expr
    reason: Text | None = None


@record
class Clause(Node):
    """One party's promise. `id` is None when unnamed; `options` keep the order written."""

    id: Name | None
    title: Text | None
    parties: tuple[Name, ...]
    promise: Promise
    options: tuple[Option, ...] = ()
    tiers: Tiers | None = None


@record
class Action(Node):
    """A consequence: `terminate`, `escalate "VP Sales"`, `credit 5% of mql_target to sales`, `carry over`."""

    verb: str
    role: Text | None = None
    amount: Amount | None = None
    of: Expr | None = None
    to: Name | None = None


@record
class When(Node):
    """`when CLAUSE breached [in 3 consecutive months | in 2 of the last 6 months] then ACTION and ACTION`."""

    clause: Name
    actions: tuple[Action, ...]
    times: int | None = None
    of_last: int | None = None
    period: Period | None = None


@record
class Waive(Node):
    """`waive CLAUSE for COND from DATE to DATE because "..." approved by "..."`."""

    clause: Name
    condition: Expr | None
    start: Date
    end: Date | None
    reason: Text | None = None
    approved_by: Text | None = None


@record
class Given(Node):
    """`given leads` and its rows."""

    table: Name
    rows: Rows


@record
class Expect(Node):
    """`expect hot missed for 1`: verdict word, then the keys or groups it is expected for (empty: the clause)."""

    clause: Name
    verdict: str
    subjects: tuple[Value, ...] = ()


@record
class Test(Node):
    """`test "NAME"` with its given tables, as-of and expectations."""

    name: Text
    given: tuple[Given, ...]
    as_of: Date | None
    expects: tuple[Expect, ...]


Statement = (
    Agreement | Use | Calendar | Table | Event | Stage | Define | Let | Exclude | Clause | When | Waive | Test
)  # fmt: skip


class Placement(StrEnum):
    """Where a comment stands: on a line of its own, or behind text."""

    OWN_LINE = "own line"
    TRAILING = "trailing"


@record
class Comment(Node):
    """A `#` comment; `text` is without the mark and without trailing blanks."""

    text: str
    placement: Placement


@record
class File:
    """A parsed policy file: its statements in order and every comment in it.

    `bases` are the names of the sources that its `use` statements stand for, in their order, once they have been read.
    """

    source: Source = field(compare=False)
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...] = ()
    bases: tuple[str, ...] = field(default=(), compare=False)


def nodes(part: object) -> Iterator[Node]:
    """Every node of a tree, or of a tuple of trees, outermost first and in the order written."""
    if isinstance(part, tuple):
        for item in part:
            yield from nodes(item)
    elif isinstance(part, Node):
        yield part
        for f in fields(part):
            yield from nodes(getattr(part, f.name))
