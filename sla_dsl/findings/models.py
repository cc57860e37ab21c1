"""The report as plain frozen records: what every report room renders, and what the JSON structs are made from.

Instants are timezone-aware `datetime` in UTC with microseconds; shares and numbers are exact (`int` or `Decimal`);
durations are microseconds (`_us`). Times are shown in the policy's zone (`Run.timezone`) by the report rooms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sla_dsl.model.health import HealthNote
from sla_dsl.text.record import record

Scalar = str | int | float | bool | Decimal | None
Number = int | Decimal


class Verdict(StrEnum):
    """The words of an instance's or a clause's verdict, in the order in which they are listed."""

    MISSED = "missed"
    LATE = "late"
    BREACHED = "breached"
    UNKNOWN = "unknown"
    PENDING = "pending"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"
    EXCUSED = "excused"
    EXCLUDED = "excluded"
    MET = "met"

    @property
    def is_breach(self) -> bool:
        return self in (Verdict.MISSED, Verdict.LATE, Verdict.BREACHED)


class Severity(StrEnum):
    """How much a breach weighs; `info` is the least."""

    INFO = "info"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


@record
class Target:
    """What is promised: `op` is `>=`, `<=`, `>`, `<`, `=` or `between` (then `high` is set).

    `unit` is `share` (value 1 is 100 %), a stage's noun (`MQL`), a currency code for money, `seconds` or
    `business_seconds` (of open time) for times, `previous` (a share of the value of the period before) where no number
    is known for the period, and empty for plain numbers.
    """

    op: str
    value: Number
    unit: str
    high: Number | None = None


@record
class Limit:
    """A duty's limit: `value` in seconds for the elapsed clock, in days for the calendar clocks, in months for
    `calendar_months`, in open seconds for business hours. `clock` is `elapsed`, `calendar_days`, `calendar_months`,
    `business_time` or `business_days`; or `day_end`, `day_time`, `business_day_end` or `business_day_time` for the end
    or a time of the day that is so many days after the start's, then `time` is that time (`10:00`). `low` is a lower
    bound, on `low_clock`.
    """

    value: Number
    clock: str
    low: Number | None = None
    low_clock: str | None = None
    time: str | None = None


@record
class Variant:
    """What a clause promises to one tier (`group`; empty: to all) from one local day on (None: since ever).

    Only what differs is told: a limit, a target, or both.
    """

    group: Mapping[str, Scalar]
    since: date | None
    limit: Limit | None = None
    target: Target | None = None


@record
class PeriodRef:
    """The period of an instance: local days' bounds as UTC instants (`start <= t < end`).

    `kind` is `day`, `week`, `month`, `quarter`, `half`, `year`, `fiscal_month`, `fiscal_quarter`, `fiscal_half`,
    `fiscal_year`, `rolling` or `term`;
    `state` is `closed`, `open` or `partial`; `label` is short and readable (`2026-08`, `2026-W35`, `2026-Q3`).
    """

    kind: str
    label: str
    start: datetime
    end: datetime
    state: str


@record
class Part:
    """One part of a measure's verdict (`volume`, `pace`, `even`), with what was seen against what was promised.

    `detail` names where it was seen (`week 2026-W32`; for `even` the last day up to then), not the numbers: those are
    `observed` and `target`.
    """

    name: str
    verdict: Verdict
    observed: Number | None
    target: Target | None
    detail: str = ""


@record
class Evidence:
    """The rows behind a finding: how many there are, how many are shown, and the shown ones by column."""

    total: int = 0
    shown: int = 0
    columns: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)

    @property
    def truncated(self) -> bool:
        return self.shown < self.total


@record
class Place:
    """Where the clause stands in the policy; line and column from 1."""

    file: str
    line: int
    column: int


@record
class Finding:
    """One instance that is not met. A duty's has `subject` (key columns and values), a measure's `period` and `group`.

    `cycle` counts from 1 the entries of a subject into a stage that it can enter many times, and is None elsewhere.
    `at_risk` is only true for a pending one. `reason` is one sentence for a person. A waived one tells its `waiver` and
    what it `would_be` without, an excused one the clause it is `excused_by`. `paused_us` is how long the clock of the
    limit stood still, where the clause has `paused while`. `row` is where the subject's row stands in the export, where
    that was asked for and is known; its column is 1. `known` says of a breach whether the baseline holds it, and is
    None without one.
    """

    id: str
    clause: str
    verdict: Verdict
    severity: Severity
    place: Place
    reason: str
    table: str
    subject: Mapping[str, Scalar] | None = None
    cycle: int | None = None
    period: PeriodRef | None = None
    group: Mapping[str, Scalar] = field(default_factory=dict)
    start: datetime | None = None
    done: datetime | None = None
    due: datetime | None = None
    elapsed_us: int | None = None
    paused_us: int | None = None
    limit: Limit | None = None
    observed: Number | None = None
    target: Target | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    projection: Number | None = None
    at_risk: bool = False
    parts: tuple[Part, ...] = ()
    evidence: Evidence = Evidence()
    waiver: str | None = None
    would_be: Verdict | None = None
    excused_by: str | None = None
    row: Place | None = None
    known: bool | None = None


@record
class ClauseSummary:
    """One clause: the promise in its own words and in plain English, the verdict, and the counts behind it.

    `counts` has one entry for every verdict word that applies to the form: subjects for a duty, period and group
    instances for a measure. `shares` counts the period/group instances of a duty with `on`, `per` or `by`, else None.
    `findings_total` counts the instances not met; `findings_shown` those that the report lists. `next_due` is the
    earliest due instant of what is pending; `last_due` the latest. `limit` and `target` are None where they are not the
    same for all: then `variants` has them. `why` explains a verdict that is not met or
    breached. `known` counts the breaches that the baseline holds, and is None without one. `per` is the kind of the
    periods that it is judged by, where it is.
    """

    id: str
    title: str | None
    sentence: str
    english: str
    party: str
    to: str | None
    form: str
    table: str
    severity: Severity
    verdict: Verdict
    counts: Mapping[Verdict, int]
    place: Place
    shares: Mapping[Verdict, int] | None = None
    at_risk: int = 0
    observed: Number | None = None
    target: Target | None = None
    limit: Limit | None = None
    variants: tuple[Variant, ...] = ()
    next_due: datetime | None = None
    last_due: datetime | None = None
    findings_total: int = 0
    findings_shown: int = 0
    why: str = ""
    evaluable: bool = True
    known: Mapping[Verdict, int] | None = None
    per: str | None = None

    @property
    def new(self) -> int:
        """How many of its instances are breached and not known."""
        instances = self.counts if self.shares is None else self.shares
        known = self.known or {}
        return sum(n - known.get(verdict, 0) for verdict, n in instances.items() if verdict.is_breach)


@record
class KnownBreach:
    """One breach that a baseline holds: who is spoken of, and a digest of the data that its verdict rests on.

    `subject` and `cycle` are those of a duty's row; `period` (`month 2026-07-01`: its kind and first local day) and
    `group` those of a period's instance. `id` is the finding's.
    """

    clause: str
    verdict: str
    id: str
    data: str
    subject: Mapping[str, Scalar] | None = None
    cycle: int | None = None
    period: str | None = None
    group: Mapping[str, Scalar] = field(default_factory=dict)


@record
class Stale:
    """A breach of the baseline that holds no longer, and why."""

    breach: KnownBreach
    why: str


@record
class Baseline:
    """What a baseline had to say of a run: its file, how many breaches it knows, and what of it holds no longer."""

    file: str
    known: int
    stale: tuple[Stale, ...] = ()


@record
class Action:
    """One thing that is to happen: `kind` is its word (`escalate`), `text` what it says of whom (`VP Sales`).

    `amount` is what is credited, exactly, in `unit`: a currency code, `share`, `seconds`, or empty for a plain number.
    """

    kind: str
    text: str | None = None
    to: str | None = None
    amount: Number | None = None
    unit: str | None = None


@record
class Consequence:
    """One consequence that is due: `reason` says why (`breached in 3 consecutive months, 2026-07 to 2026-09`).

    `period` and `group` are those that are breached, or of a run the time it spans; `count` is how many breached
    periods, or subjects, bring it. `place` is that of the statement.
    """

    clause: str
    reason: str
    actions: tuple[Action, ...]
    place: Place
    period: PeriodRef | None = None
    group: Mapping[str, Scalar] = field(default_factory=dict)
    count: int = 1


@record
class TableRef:
    """One table that was read: its name in the policy, where it came from, its rows; the digest where one was made."""

    table: str
    source: str
    rows: int
    digest: str


@record
class Run:
    """What was run on what: the policy, the data, and the instant the verdicts hold for.

    `as_of_source` is `option` or `data`. `timezone` is an IANA name. `digest` of the policy is `sha256:...`.
    """

    tool: str
    as_of: datetime
    as_of_source: str
    timezone: str
    policy_title: str | None
    policy_version: str | None
    policy_digest: str
    policy_files: tuple[str, ...]
    data: tuple[TableRef, ...]
    health: tuple[HealthNote, ...]
