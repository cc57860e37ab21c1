"""One run, looked at clause by clause and span by span: its rows by day, and its periods and groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sla_dsl.check import collected, judged, report_of
from sla_dsl.compile.kit import FIRST_US
from sla_dsl.compile.naming import prefix
from sla_dsl.compile.plan import instants
from sla_dsl.compile.zone import zone
from sla_dsl.engines.base import PassResult
from sla_dsl.findings.clauses import clause_verdict
from sla_dsl.findings.instances import period_rows, record_of
from sla_dsl.findings.models import Finding, PeriodRef, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.lang import ast
from sla_dsl.model.cycles import Rows
from sla_dsl.model.forms import Form, Per, PeriodForm
from sla_dsl.model.halves import halves
from sla_dsl.model.measured import Measurement
from sla_dsl.model.policy import CheckedPolicy, Years
from sla_dsl.model.schema import OWNER
from sla_dsl.pack import tally
from sla_dsl.pack.ledger import PERIODS, ROWS, Entry, Line, entry
from sla_dsl.pack.models import Counts, InPeriod, Kept
from sla_dsl.pack.spans import ONE, Span, span_of, whole
from sla_dsl.policy import bound
from sla_dsl.ready import Options, Prepared, opened, prepared, schema_of
from sla_dsl.replay.owners import with_column
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.record import record

_REMEMBERED = (Per("week"), Per("month"))


@record
class Judged:
    """A clause of a run: its rows by day and owner (None where it is judged by periods alone), and its periods and
    groups, the met ones too.

    `reached` is the first local day of which the data tell at all, `counted` that of the first row that a clause judged
    by periods alone could count, whatever is asked of it.
    """

    form: Form
    daily: pl.DataFrame | None
    instances: tuple[Finding, ...]
    timezone: ZoneInfo
    years: Years
    reached: date | None = None
    counted: date | None = None

    def first(self) -> date | None:
        """The first local day of which the run has seen anything of the clause.

        A term says of days before the data that nothing came; but nobody has seen them.
        """
        return self.counted if self.daily is None else tally.first_day(self.daily)

    def seen(self, of: Finding) -> bool:
        """Whether the data reach back to any day of a period."""
        return self.reached is None or self.end_of(of) > self.reached

    def last(self) -> date | None:
        """The last one."""
        if self.daily is not None:
            return tally.last_day(self.daily)
        return max((self.end_of(f) - ONE for f in self.instances if not _of_term(f)), default=None)

    def start_of(self, of: Finding) -> date:
        """The first local day of a period."""
        assert of.period is not None
        return of.period.start.astimezone(self.timezone).date()

    def end_of(self, of: Finding) -> date:
        """The local day after the last one of a period."""
        assert of.period is not None
        return of.period.end.astimezone(self.timezone).date()

    def ended(self, span: Span) -> list[Finding]:
        """The periods and groups that end in a span, so that each is looked at in one period of reviews."""
        return [f for f in self.instances if not _of_term(f) and self.end_of(f) - ONE in span]

    def of_term(self) -> list[Finding]:
        """What is judged over all days at once, and so belongs to no period of reviews."""
        return [f for f in self.instances if _of_term(f)]

    def within(self, span: Span, *, term: bool = False) -> InPeriod:
        """How it came out in a span: by its periods and groups, where it has them, else by its rows.

        With `term` also by what is judged over all days at once.
        """
        rows = None if self.daily is None else Kept(tally.counts(tally.within(self.daily, span)))
        found = [*self.ended(span), *(self.of_term() if term else [])]
        periods = Kept(_counted(found)) if self.by_periods else None
        judging = rows if periods is None else periods
        return InPeriod(span, clause_verdict((judging or Kept()).counts), rows, periods)

    @property
    def by_periods(self) -> bool:
        """Whether periods and groups are judged, and not single rows."""
        return isinstance(self.form, PeriodForm) or self.form.grouped

    def lines(self) -> list[Line]:
        """What a ledger remembers of it: its rows by week and month, its periods one by one."""
        out: list[Line] = []
        first, last = self.first(), self.last()
        if self.daily is not None and first is not None and last is not None:
            out += [line for per in _REMEMBERED for line in self._rows(self.daily, per, first, last)]
        periods: dict[PeriodRef, list[Finding]] = {}
        for one in self.instances:
            if one.period is not None:
                periods.setdefault(one.period, []).append(one)
        return [*out, *(self._line(period, mine) for period, mine in periods.items())]

    def _rows(self, daily: pl.DataFrame, per: Per, first: date, last: date) -> Iterator[Line]:
        span = span_of(per, first, self.years)
        while span.start <= last:
            counts = tally.counts(tally.within(daily, span))
            if counts:
                yield Line(ROWS, span.kind, span.label, span.start, span.end, counts)
            span = span_of(per, span.end, self.years)

    def _line(self, period: PeriodRef, mine: Sequence[Finding]) -> Line:
        days = self.start_of(mine[0]), self.end_of(mine[0])
        alone = (mine[0].observed, mine[0].target) if len(mine) == 1 else (None, None)
        return Line(PERIODS, period.kind, period.label, *days, _counted(mine), *alone)


def _of_term(of: Finding) -> bool:
    return of.period is None or of.period.kind == "term"


def _counted(found: Sequence[Finding]) -> Counts:
    return {w: n for w in Verdict if (n := sum(f.verdict is w for f in found))}


@record
class Looked:
    """A run with what is needed to look at any span of it; `clauses` are those that could be judged, by their ids."""

    files: tuple[ast.File, ...]
    ready: Prepared
    options: Options
    report: Report
    clauses: Mapping[str, Judged]

    @property
    def today(self) -> date:
        """The local day of the as-of."""
        return zone(self.ready.policy.timezone).day_of(self.ready.as_of)

    def covered(self, made: Callable[[Report], Report], hidden: Callable[[str], str | None]) -> Looked:
        """The run as it may be shown: `made` covers findings, `hidden` owners."""
        clauses = {
            name: replace(
                clause,
                instances=made(replace(self.report, findings=clause.instances)).findings,
                daily=None if clause.daily is None else tally.with_owners(clause.daily, hidden),
            )
            for name, clause in self.clauses.items()
        }
        return replace(self, report=made(self.report), clauses=clauses)

    def entries(self) -> list[Entry]:
        """What a ledger remembers of the run."""
        found = []
        for summary in self.report.clauses:
            one = self.clauses.get(summary.id)
            if one is None:
                found.append(entry(self.report.run, self.today, summary, ROWS, None, ()))
                continue
            judged = PERIODS if one.by_periods else ROWS
            found.append(entry(self.report.run, self.today, summary, judged, one.first(), one.lines()))
        return found


def ready_for(
    files: Sequence[ast.File], given: Mapping[str, object], options: Options, by: str | None = None
) -> Prepared:
    """As `check.get_ready`, with the column `by` (None: that of owners) among those that are read.

    Raises `UsageError` too where a column is asked for that no table of rows that are judged has.
    """
    raws = opened(given, options)
    schema = schema_of(raws)

    def bind(told: Mapping[str, Measurement] | None) -> tuple[CheckedPolicy, tuple[Diagnostic, ...]]:
        policy, diagnostics = bound(files, schema, options.only, told)
        return with_column(policy, files, schema, by or OWNER), diagnostics

    ready = prepared(bind, raws, options)
    if by is not None and all(c.name != by for use in ready.policy.tables.values() for c in use.columns):
        hint = 'name it as the policy does, or map it: `table leads` with `region = "Header"`'
        raise UsageError(Diagnostic("SLA523", f"no table whose rows are judged has a column `{by}`", hint=hint))
    return ready


def days_of(ready: Prepared) -> Span | None:
    """The days of which the data tell: from the first instant of the tables to the last one up to the as-of."""
    seen = list(_days_of_tables(ready).values())
    return whole(min(first for first, _ in seen), max(last for _, last in seen)) if seen else None


def _days_of_tables(ready: Prepared) -> dict[str, tuple[date, date]]:
    """The first and the last local day of which each table tells whose rows are judged; one without any is left out."""
    z = zone(ready.policy.timezone)
    out: dict[str, tuple[date, date]] = {}
    for name in dict.fromkeys(half.population.table for form in ready.policy.forms for half in halves(form)):
        known = dict(_instants(ready, name))
        seen = [v for v in ready.engine.totals(ready.frames[name], known).values() if v is not None] if known else []
        if seen:
            out[name] = z.day_of(min(seen)), z.day_of(max(seen))
    return out


def _instants(ready: Prepared, table: str) -> Iterator[tuple[str, Any]]:
    xp = ready.engine.xp
    for name in instants(ready.policy.tables[table]):
        told = xp.when((xp.col(name) >= FIRST_US) & (xp.col(name) <= ready.as_of)).then(xp.col(name))
        yield f"{name} first", told.min()
        yield f"{name} last", told.max()


def looked(
    files: Sequence[ast.File], ready: Prepared, options: Options, by: str = OWNER, span: Span | None = None
) -> Looked:
    """One pass over the data; with a span, the findings about rows are those of rows that begin in it."""
    results = judged(ready, options, tally.counting(ready, by, span))
    return Looked(tuple(files), ready, options, report_of(files, ready, results, options), clauses(ready, results))


def clauses(ready: Prepared, results: Mapping[Rows, PassResult]) -> dict[str, Judged]:
    """The clauses of a run that was counted (`tally.counting`), by their ids."""
    there, policy, days = collected(ready, results), ready.policy, _days_of_tables(ready)
    z = zone(policy.timezone)
    out: dict[str, Judged] = {}
    for index, form in enumerate(policy.forms):
        daily = None if isinstance(form, PeriodForm) else tally.daily(form, index, results)
        rows = period_rows(policy, form, index, there, ready.as_of)
        found = tuple(map(record_of(form), rows.iter_rows(named=True)))
        sides = [(prefix(index, n), half.population) for n, half in enumerate(halves(form))]
        reached = max((days[p.table][0] for _, p in sides if p.table in days), default=None)
        firsts = [results[p.rows].totals.get(f"{name}first") for name, p in sides]
        counted = max((z.day_of(us) for us in firsts if us is not None), default=None)
        out[form.meta.id] = Judged(form, daily, found, ZoneInfo(policy.timezone), policy.years, reached, counted)
    return out
