"""The three forms that every promise becomes; nothing else is evaluated.

Amounts are exact: counts and shares are `Fraction`s, durations are integers of microseconds, days are `date`s of the
policy's zone.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

from sla_dsl.model.calendar import Calendar
from sla_dsl.model.cycles import Entries, Rows
from sla_dsl.model.expr import Column, Expr, ParentColumn, PausedTime
from sla_dsl.model.waivers import Waiver
from sla_dsl.text.record import record


@record
class Elapsed:
    """A limit on the UTC line, in microseconds."""

    us: int


@record
class CalendarDays:
    """The same local time a number of days later."""

    days: int


@record
class CalendarMonths:
    """The same local time and day of the month some months later; the month's last day where it has no such day."""

    months: int


@record
class BusinessTime:
    """A limit on the open time of a calendar, in microseconds."""

    us: int
    calendar: Calendar


@record
class BusinessDays:
    """The same local time a number of the calendar's working days later, clipped into its hours."""

    days: int
    calendar: Calendar


@record
class ByDay:
    """By a minute of the local day a number of days later, since its midnight; by its end without a minute (None).

    With a calendar the days are its working days, counted from that of the next opening where it is closed, and a
    day's end is its last closing. A minute that is past on the day of the start is that of the next one.
    """

    days: int
    minute: int | None
    calendar: Calendar | None


Plain = Elapsed | CalendarDays | CalendarMonths | BusinessTime | BusinessDays | ByDay
"""A limit that is the same for every row."""


@record
class Case:
    """One case of a limit: for rows of which `when` is true (None: for all that are left). No limit: no bound.

    `tier` is the line of a table that it is for; `since` the first local day of starts of a limit that changes.
    """

    when: Expr | None
    limit: Limit | None
    tier: int | None = None
    since: date | None = None


@record
class ByCase:
    """The limit of the first case that holds: that of a tier, or the one in force at the start. Where none holds
    nothing is promised."""

    cases: tuple[Case, ...]


@record
class ByCalendar:
    """The limit on the calendar that a column names; not known where it names none of them."""

    column: Column | ParentColumn
    limits: tuple[tuple[str, Limit], ...]


Limit = Plain | ByCase | ByCalendar


@record
class CalendarOf:
    """The calendar that a column names; not known where it names none of them."""

    column: Column | ParentColumn
    calendars: tuple[tuple[str, Calendar], ...]


def calendar_of(limit: Plain | None) -> Calendar | None:
    """The calendar whose hours a limit runs on; None where it runs day and night."""
    return limit.calendar if isinstance(limit, BusinessTime | BusinessDays | ByDay) else None


@record
class Tiers:
    """The lines of a clause's table. `place` is the line of a row, from 0; null where none holds, or it is not known.

    `groups` says of every line what it is called: field and value, as a finding's group shows them.
    """

    place: Expr
    groups: tuple[tuple[tuple[str, str], ...], ...]


TIER = "`tier`"
"""What stands in `by` for the lines of the clause's own table; no column is called so."""


def group_name(by: str) -> str:
    """What a group of a form's `by` is called: its column, and before it the linked table that has it."""
    return ".".join(by.split("`")[-2:]) if by.startswith("parent`") else by.strip("`")


@record
class Variant:
    """What a clause promises to one tier (None: to all) and in the periods that begin on `since` or later and before
    `until` (None: without end): the clause as if that were all of it. `form` is None where nothing is promised yet."""

    tier: int | None
    since: date | None
    until: date | None
    form: Form | None


PeriodKind = Literal[
    "day", "week", "month", "quarter", "half", "year",
    "fiscal_month", "fiscal_quarter", "fiscal_half", "fiscal_year", "rolling",
]  # fmt: skip


@record
class Per:
    """The periods a clause is judged by; `days` is the length of a rolling one."""

    kind: PeriodKind
    days: int = 0


MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How many months the periods of the calendar have."""


@record
class Target:
    """`op value`, or `value <= x <= high` when `op` is "between". `unit` is a noun, a currency code, `share`,
    `seconds`, `business_seconds` or empty. With `previous` the values are shares of the value of the period before."""

    op: Literal[">=", "<=", ">", "<", "=", "between"]
    value: Fraction
    high: Fraction | None
    unit: str
    previous: bool = False


@record
class Pace:
    """No `per` sub-period holds more than `share` of what the period delivered, or of the target."""

    share: Fraction
    per: Per
    of_target: bool


@record
class Evenly:
    """At the end of every `per` the target in proportion to the days so far, and not more than `behind` of it less.

    Days are the working days of `calendar`, or all days without one.
    """

    per: Per
    behind: Fraction
    calendar: Calendar | None


@record
class Prorated:
    """Partial periods are judged by the target for their working days, Monday to Friday without a calendar."""

    calendar: Calendar | None


@record
class Meta:
    """What every clause has, whatever its form.

    `position` is its place among the policy's clauses, `line` and `column` count from 1; `in_force` has both days
    included. `waivers` lift it for some, and `excuses` are the clauses about the same table whose breach excuses a row.
    """

    id: str
    title: str | None
    parties: tuple[str, ...]
    to: str | None
    severity: str
    owner: str | None
    because: str | None
    sentence: str
    english: str
    position: int
    file: str
    line: int
    column: int
    in_force: tuple[date | None, date | None]
    waivers: tuple[Waiver, ...] = ()
    excuses: tuple[SubjectForm, ...] = ()


@record
class Population:
    """Whose promise it is about: rows of `table` whose `start` is known and for which `scope` holds.

    Without a `start` (None) all rows are meant, whenever they came. `excluded` holds for rows that are left out and
    counted (`unless`, `exclude`). None is "no such condition". With `entries` each entry of a row is meant on its own.
    `linked` are those of the clause's groups that are columns of rows that a row belongs to.
    """

    table: str
    start: Expr | None
    scope: Expr | None
    excluded: Expr | None
    entries: Entries | None = None
    linked: tuple[ParentColumn, ...] = ()

    @property
    def rows(self) -> Rows:
        """What the instances are made of."""
        return self.entries or self.table


@record
class Spacing:
    """How far apart what is made may be: `noun` no sooner after the one before than `least`, no later than `most`.

    `early` and `late` are the first that are (None without such a bound), `last` is the latest one.
    """

    noun: str
    least: Plain | None
    most: Plain | None
    early: Expr | None
    late: Expr | None
    last: Expr


@record
class Every:
    """Something is made within `limit` of the start, of what is made then, and so on, up to the duty's `before`.

    `late` is the first that was late, `since` the one before it or the start, `last` the latest one.
    """

    limit: Plain
    late: Expr
    since: Expr
    last: Expr


@record
class Duty:
    """One instance a subject: done within a limit of its start, and before an event if it happens.

    Of `limit` and `before` one is there at least. `done_name` is an amount (`6 touches`) where `counted`. `share` is
    what must be met on time (1 unless `on`); where it is not the same for all, `variants` have it. `paused` is what
    adds to the limit, one for each of its plain ones in order; `rhythm` is about the times between what is made.
    """

    meta: Meta
    population: Population
    start_name: str
    done_name: str
    counted: bool
    done: Expr
    limit: Limit | None
    low: Limit | None
    before: Expr | None
    share: Fraction
    grouped: bool
    per: Per | None
    by: tuple[str, ...]
    minimum: int
    warn: Fraction
    paused: tuple[PausedTime, ...] = ()
    rhythm: Spacing | Every | None = None
    tiers: Tiers | None = None
    variants: tuple[Variant, ...] = ()


@record
class Step:
    """A target of the periods that begin on `since` (None: ever) or later; no value where nothing is promised yet."""

    since: date | None
    value: Fraction | None


@record
class Measure:
    """One instance a period and group: a count, or the sum of `amount`, against a target.

    With `carried`, the steps of the target from the first one on, a period's target is raised by what the period before
    it has missed.
    """

    meta: Meta
    population: Population
    noun: str
    amount: Expr | None
    amount_name: str | None
    target: Target
    per: Per | None
    by: tuple[str, ...]
    pace: Pace | None
    evenly: Evenly | None
    prorated: Prorated | None
    minimum: int
    warn: Fraction
    carried: tuple[Step, ...] = ()
    tiers: Tiers | None = None
    variants: tuple[Variant, ...] = ()


@record
class Invariant:
    """One instance a row: a condition that must hold. `share` is what must hold of all (1 unless `on`)."""

    meta: Meta
    population: Population
    condition: Expr
    condition_name: str
    share: Fraction
    grouped: bool
    per: Per | None
    by: tuple[str, ...]
    minimum: int


@record
class Reached:
    """The part of a cohort that reached `at`, `condition` holding, within `limit` of its start (None: at any time).

    A cohort is judged when `limit` and all of `maturing` have passed since the end of its period.
    """

    at: Expr
    condition: Expr | None
    limit: Limit | None
    maturing: tuple[Plain, ...]


@record
class Ratio:
    """One instance a period and group: a part of what entered, in rows or in `amount`, as a share of all of it.

    `noun` says what entered, `part_name` which part is meant.
    """

    meta: Meta
    population: Population
    noun: str
    part: Reached | Expr
    part_name: str
    amount: Expr | None
    target: Target
    per: Per | None
    by: tuple[str, ...]
    minimum: int
    warn: Fraction
    tiers: Tiers | None = None
    variants: tuple[Variant, ...] = ()


@record
class Lasting:
    """The time from a row's start to `end`, or up to now where that has not come; open time of `calendar`, if any."""

    end: Expr
    calendar: Calendar | CalendarOf | None


@record
class Statistic:
    """One instance a period and group: a statistic of a value of the rows against a target.

    `rank` is the share of the rows that the statistic is not less than: 0 is the minimum, 1 the maximum, 1/2 the
    median; None is the average. A time is told in seconds.
    """

    meta: Meta
    population: Population
    noun: str
    value: Lasting | Expr
    value_name: str
    rank: Fraction | None
    target: Target
    per: Per | None
    by: tuple[str, ...]
    minimum: int
    warn: Fraction
    tiers: Tiers | None = None
    variants: tuple[Variant, ...] = ()


@record
class Below:
    """What another amount is compared with: the rows of a population counted, or their `amount` summed.

    `tiers` are the clause's own lines, as the rows of this population have them.
    """

    population: Population
    noun: str
    amount: Expr | None
    tiers: Tiers | None = None


@record
class Quotient:
    """One instance a period and group: a count, or the sum of `amount`, over another one of the same period.

    That is what all groups hold together (`all`), the `median` of the groups, or another count or sum of the same
    group, maybe of another table. `value_name` says it all.
    """

    meta: Meta
    population: Population
    noun: str
    amount: Expr | None
    value_name: str
    below: Below | Literal["all", "median"]
    target: Target
    per: Per | None
    by: tuple[str, ...]
    minimum: int
    warn: Fraction
    tiers: Tiers | None = None
    variants: tuple[Variant, ...] = ()


SubjectForm = Duty | Invariant
"""The forms with an instance a row."""

RateForm = Ratio | Statistic
"""The forms whose value is neither a count nor a sum."""

PeriodForm = Measure | Ratio | Statistic | Quotient
"""The forms with an instance a period and group only."""

Form = Duty | Measure | Ratio | Statistic | Quotient | Invariant


def form_name(form: Form) -> str:
    """The form's word in reports."""
    match form:
        case Duty():
            return "duty"
        case Measure() | Ratio() | Statistic() | Quotient():
            return "measure"
        case Invariant():
            return "invariant"


def tiers_of(form: Form) -> Tiers | None:
    """The lines of a clause's table, where its form has one."""
    return None if isinstance(form, Invariant) else form.tiers


def variants_of(form: Form) -> tuple[Variant, ...]:
    """What a clause promises where that is not the same for all; nothing where it is."""
    return () if isinstance(form, Invariant) else form.variants


def row_expressions(form: Form) -> list[Expr]:
    """Everything a form reads of a row of its population's table."""
    match form:
        case Duty(done=done, before=before, paused=paused, rhythm=rhythm, limit=limit, low=low):
            own = [done, before, *paused, *_of_rhythm(rhythm), *_read_by(limit), *_read_by(low)]
        case Measure(amount=one) | Quotient(amount=one) | Invariant(condition=one):
            own = [one]
        case Ratio(part=Reached(at=at, condition=condition, limit=limit)):
            own = [at, condition, *_read_by(limit)]
        case Ratio(part=part, amount=one):
            assert not isinstance(part, Reached)
            own = [part, one]
        case Statistic(value=Lasting(end, calendar)):
            own = [end, calendar.column if isinstance(calendar, CalendarOf) else None]
        case Statistic(value=value):
            assert not isinstance(value, Lasting)
            own = [value]
    p, meta, tiers = form.population, form.meta, tiers_of(form)
    lifted = [*(w.condition for w in meta.waivers), *(e for other in meta.excuses for e in row_expressions(other))]
    whole = [p.start, p.scope, p.excluded, *p.linked, *own, *lifted, None if tiers is None else tiers.place]
    return [e for e in whole if e is not None]


def _read_by(limit: Limit | None) -> list[Expr]:
    """What a limit that is not the same for all reads of a row."""
    match limit:
        case ByCase(cases):
            return [e for c in cases for e in (*([] if c.when is None else [c.when]), *_read_by(c.limit))]
        case ByCalendar(column, limits):
            return [column, *(e for _, one in limits for e in _read_by(one))]
        case _:
            return []


def _of_rhythm(rhythm: Spacing | Every | None) -> list[Expr | None]:
    match rhythm:
        case Spacing(early=early, late=late, last=last):
            return [early, late, last]
        case Every(late=late, since=since, last=last):
            return [late, since, last]
        case None:
            return []
