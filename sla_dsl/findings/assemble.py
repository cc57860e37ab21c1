"""One pass's numbers to summaries and findings, clause by clause in the policy's order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from sla_dsl.compile import periods as p
from sla_dsl.compile import shares, volumes
from sla_dsl.compile.naming import day_source, group_column, prefix, rollup_name, sources, values_name
from sla_dsl.compile.period_waivers import waived_periods
from sla_dsl.compile.plan import counts_periods
from sla_dsl.compile.rows import BREACHES
from sla_dsl.compile.variants import Sides, settle_all
from sla_dsl.compile.zone import EPOCH_DAY, Zone, zone
from sla_dsl.findings import clauses, consequences, measures, subjects
from sla_dsl.findings.models import ClauseSummary, Consequence, Finding, Verdict
from sla_dsl.model.cycles import Rows
from sla_dsl.model.forms import TIER, Duty, Form, Invariant, Measure, Quotient, RateForm, Ratio, Statistic, SubjectForm
from sla_dsl.model.halves import halves
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.text.record import record

Days = tuple[date | None, date | None]
Reach = tuple[int | None, int | None]


@record
class Collected:
    """What a pass over one table gave: totals by name, roll-ups by name, groups by their columns, evidence by name.

    `reach` tells the first and the last instant (us) among the mapped columns that no clause reads. It is asked only
    when the columns that were read do not settle how far the data reaches, since it reads the table once more.
    """

    totals: Mapping[str, Any]
    rollups: Mapping[str, pl.DataFrame]
    groups: Mapping[tuple[str, ...], pl.DataFrame]
    evidence: Mapping[str, pl.DataFrame]
    reach: Callable[[], Reach]


def assemble(
    policy: CheckedPolicy, tables: Mapping[Rows, Collected], as_of: int, most: int
) -> tuple[tuple[ClauseSummary, ...], tuple[Finding, ...], tuple[Consequence, ...]]:
    """A summary for every clause, at most `most` findings of each, and the consequences that are due."""
    found: list[tuple[int, ClauseSummary, list[Finding]]] = []
    settled: dict[str, consequences.Settled] = {}
    for index, form in enumerate(policy.forms):
        summary, findings, settled[form.meta.id] = clause(policy, form, index, tables, as_of, most)
        found.append((form.meta.position, summary, findings))
    found.extend((u.meta.position, clauses.unjudged(u), []) for u in policy.unjudged)
    found.sort(key=lambda f: f[0])
    due = consequences.due(policy, settled, as_of)
    return tuple(s for _, s, _ in found), tuple(f for _, _, fs in found for f in fs), due


def clause(
    policy: CheckedPolicy, form: Form, index: int, tables: Mapping[Rows, Collected], as_of: int, most: int
) -> tuple[ClauseSummary, list[Finding], consequences.Settled]:
    """The summary of a clause, at most `most` of its findings, and what its consequences rest on; `index` is its place
    in the pass."""
    name, data = prefix(index), tables[form.population.rows]
    match form:
        case Duty() | Invariant():
            rows = subject_rows(policy, form, name, data, as_of)
            listed = subjects.findings(form, rows, most)
            return subjects.summary(form, rows, len(listed)), listed, _settled(policy, form, name, rows, data)
        case Measure():
            settled = measure_rows(policy, form, name, data, as_of)
            listed = measures.findings(form, settled, most)
            summary = measures.summary(form, settled, len(listed), _left_out(name, data))
            return summary, listed, consequences.Settled(form, settled)
        case Ratio() | Statistic():
            from sla_dsl.findings import rates

            settled = rate_rows(policy, form, name, data, as_of)
            listed = rates.findings(form, settled, most)
            summary = rates.summary(form, settled, len(listed), _left_out(name, data))
            return summary, listed, consequences.Settled(form, settled)
        case Quotient():
            from sla_dsl.findings import quotients

            settled = quotient_rows(policy, form, index, tables, as_of)
            listed = quotients.findings(form, settled, most)
            summary = quotients.summary(form, settled, len(listed), _left_out(name, data))
            return summary, listed, consequences.Settled(form, settled)


def _settled(
    policy: CheckedPolicy, form: SubjectForm, name: str, rows: subjects.SubjectRows, data: Collected
) -> consequences.Settled:
    """What the consequences of a clause with an instance a row rest on."""
    breached = sum(int(rows.totals.get(w) or 0) for w in BREACHES)
    counted = not form.grouped and counts_periods(policy, form)
    daily = _own(data.rollups[rollup_name(day_source(form), ())], name, ()) if counted else None
    return consequences.Settled(form, rows.shares, breached, daily)


def _left_out(name: str, data: Collected) -> dict[Verdict, int]:
    """How many rows do not count at all, by the word for it."""
    words = (Verdict.EXCUSED, Verdict.EXCLUDED)
    return {w: n for w in words if (n := int(data.totals.get(f"{name}{w.value}") or 0))}


def subject_rows(
    policy: CheckedPolicy, form: SubjectForm, name: str, data: Collected, as_of: int
) -> subjects.SubjectRows:
    """What the pass found for a clause with an instance a row, its shares settled."""
    totals = {word: data.totals[name + word] for word in subjects.TOTALS if name + word in data.totals}
    settled = None
    if form.grouped:
        daily = _own(data.rollups[rollup_name(day_source(form), sources(name, form.by))], name, form.by)
        rows = periods_of(policy, form, name, data, as_of)
        if form.per is None and rows:  # one period holds every row, whenever it started
            daily = daily.with_columns(day=pl.lit((rows[0].start - EPOCH_DAY).days, dtype=pl.Int64))
        settled = _shares(policy, form, daily, rows)
    empty = pl.DataFrame()
    evidence = {part: data.evidence.get(name + part, empty) for part in subjects.EVIDENCE}
    return subjects.SubjectRows(totals, evidence, settled)


def _shares(policy: CheckedPolicy, form: SubjectForm, daily: pl.DataFrame, rows: list[p.Period]) -> pl.DataFrame:
    def settle(own: SubjectForm, periods: list[p.Period], sides: Sides, groups: pl.DataFrame | None) -> pl.DataFrame:
        return shares.settle(own, sides[0], periods, p.day_frame(periods, None, policy.years))

    if isinstance(form, Invariant):
        return settle(form, rows, [daily], None)
    return settle_all(form, rows, [daily], None, settle)


def measure_rows(policy: CheckedPolicy, measure: Measure, name: str, data: Collected, as_of: int) -> pl.DataFrame:
    """The settled periods and groups of a measure."""
    daily = _counted(measure, name, data)
    rows = periods_of(policy, measure, name, data, as_of)
    groups, z = _groups_of(measure, data), zone(policy.timezone)

    def settle(own: Measure, periods: list[p.Period], sides: Sides, groups: pl.DataFrame | None) -> pl.DataFrame:
        days = p.day_frame(periods, None, policy.years)
        parts = None if own.pace is None else p.day_frame(periods, own.pace.per, policy.years)
        even = None
        if own.evenly is not None:
            from sla_dsl.compile.evenly import line

            even = line(own.evenly, periods, policy.years, z, as_of)
        return volumes.settle(own, sides[0], groups, periods, days, parts, z, as_of, even)

    return waived_periods(measure, settle_all(measure, rows, [daily], groups, settle), z)


def _groups_of(form: Measure | Quotient, *tables: Collected) -> pl.DataFrame | None:
    """The groups that every period has: those of the data, or the lines of the clause's table and no line."""
    if form.by != (TIER,) or form.tiers is None:
        return _groups(form.by, *tables)
    places = [*range(len(form.tiers.groups)), None]
    return pl.DataFrame({group_column(TIER): places}, schema={group_column(TIER): pl.Int64})


def _counted(measure: Measure, name: str, data: Collected) -> pl.DataFrame:
    """The daily rows of a count or a sum, with all columns of `volumes.SUMS`."""
    daily = _own(data.rollups[rollup_name(day_source(measure), sources(name, measure.by))], name, measure.by)
    absent = [c for c in volumes.SUMS if c not in daily.columns]
    daily = daily.with_columns(pl.lit(0, dtype=pl.Int64).alias(c) for c in absent)
    if measure.amount is not None:
        return daily
    return daily.with_columns(value=pl.col("delivered"), more=pl.col("unknown"))


def _groups(by: tuple[str, ...], *tables: Collected) -> pl.DataFrame | None:
    """The groups that tables know, in order; None without groups."""
    if not by:
        return None
    columns = [group_column(b) for b in by]
    known = pl.concat([data.groups[by].select(columns) for data in tables], how="vertical_relaxed")
    return known.unique().sort(columns)


def quotient_rows(
    policy: CheckedPolicy, form: Quotient, index: int, tables: Mapping[Rows, Collected], as_of: int
) -> pl.DataFrame:
    """The settled periods and groups of a quotient."""
    from sla_dsl.compile import compared

    sides = [(prefix(index, n), half, tables[half.population.rows]) for n, half in enumerate(halves(form))]
    counted = [_counted(half, name, data) for name, half, data in sides if isinstance(half, Measure)]
    (name, _, data), *other = sides
    rows = periods_of(policy, form, name, data, as_of, *((n, d) for n, _, d in other))
    z, groups = zone(policy.timezone), _groups_of(form, *(data for _, _, data in sides))

    def settle(own: Quotient, periods: list[p.Period], daily: Sides, groups: pl.DataFrame | None) -> pl.DataFrame:
        return compared.settle(own, daily, groups, periods, p.day_frame(periods, None, policy.years), as_of)

    return waived_periods(form, settle_all(form, rows, counted, groups, settle), z)


def rate_rows(policy: CheckedPolicy, form: RateForm, name: str, data: Collected, as_of: int) -> pl.DataFrame:
    """The settled periods and groups of a ratio or a statistic."""
    from sla_dsl.compile import levels
    from sla_dsl.compile.rates import against

    daily = _own(data.rollups[rollup_name(day_source(form), sources(name, form.by))], name, form.by)
    found = data.rollups.get(values_name(name))
    values = None if found is None else _own(found, name, form.by)
    rows = periods_of(policy, form, name, data, as_of)
    z = zone(policy.timezone)

    def settle(own: RateForm, periods: list[p.Period], sides: Sides, groups: pl.DataFrame | None) -> pl.DataFrame:
        counted, days = against(sides[0], form, own.target), p.day_frame(periods, None, policy.years)
        return levels.settle(own, counted, values, periods, days, z, as_of)

    return waived_periods(form, settle_all(form, rows, [daily], None, settle), z)


def _own(rollup: pl.DataFrame, name: str, by: tuple[str, ...]) -> pl.DataFrame:
    """The columns of a roll-up that belong to one clause, without its prefix; counts as Int64."""
    own = [c for c in rollup.columns if c.startswith(name)]
    wide = (pl.Int128, pl.Decimal)
    kept = [pl.col(c) if isinstance(rollup.schema[c], wide) else pl.col(c).cast(pl.Int64) for c in own]
    named = [e.alias(c.removeprefix(name)) for e, c in zip(kept, own, strict=True)]
    return rollup.select(pl.col("day").cast(pl.Int64), *(group_column(b) for b in by), *named)


def periods_of(
    policy: CheckedPolicy, form: Form, name: str, data: Collected, as_of: int, *others: tuple[str, Collected]
) -> list[p.Period]:
    """The periods of a clause on this data; `others` are further sides of it, with their prefixes."""
    z = zone(policy.timezone)
    termed = policy.term[0] is not None
    if isinstance(form, Duty | Invariant) and form.per is None:
        # fine print 10: one period holds all that there is, whenever it started
        there = form.population.start is None or termed or data.totals[f"{name}first"] is not None
        today = z.day_of(as_of)
        return p.periods(None, p.Range(today, today, today, None), policy.years, z, as_of) if there else []
    term = policy.term
    if form.per is None and form.meta.in_force[1] is not None:
        # fine print 147: days that have a beginning and an end are the period, with and without a term
        termed, term = True, (term[0] or form.meta.in_force[0], term[1] or form.meta.in_force[1])
    span = (
        _termed(term, z, as_of)
        if termed
        else _together([(_seen(form, n, d, policy, z, as_of), d) for n, d in ((name, data), *others)], z)
    )
    cut = None if span is None else _cut(span, form.meta.in_force)
    return [] if cut is None else p.periods(form.per, cut, policy.years, z, as_of)


def _termed(term: Days, z: Zone, as_of: int) -> p.Range | None:
    """The days of the term up to the as-of (fine print 16); None before it begins."""
    start, end = term
    today = z.day_of(as_of)
    if start is None or start > today:
        return None
    return p.Range(start, today if end is None else min(today, end), start, end)


def _together(sides: Sequence[tuple[p.Range | None, Collected]], z: Zone) -> p.Range | None:
    """The days of all sides of a clause, up to the last one of any; they are certain from the day on from which they
    are for every side."""
    there = [s for s, _ in sides if s is not None]
    if not there:
        return None
    spans = [_uncounted(data, z) if s is None else (s.certain_first, s.last) for s, data in sides]
    return p.Range(min(s.first for s in there), max(s[1] for s in spans), max(s[0] for s in spans), None)


_BEHIND_ALL, _BEFORE_ALL = date(2100, 1, 1), date(1900, 1, 1)
"""Behind and before every day on which an instant lies (fine print 3)."""


def _uncounted(data: Collected, z: Zone) -> tuple[date, date]:
    """The first and the last day of a table of which nothing is counted; behind and before all days where it has no
    instant (fine print 178)."""
    spans = [span(data.totals), data.reach()]
    return _days(spans, z) if any(first is not None for first, _ in spans) else (_BEHIND_ALL, _BEFORE_ALL)


def _seen(form: Form, name: str, data: Collected, policy: CheckedPolicy, z: Zone, as_of: int) -> p.Range | None:
    """The days from the first counted instant to the table's last one (fine print 17); None without any."""
    first, last = data.totals[f"{name}first"], data.totals[f"{name}last"]
    if first is None:
        return None
    begin, today = z.day_of(int(first)), z.day_of(as_of)
    reached, until = _days([span(data.totals), (int(first), int(last))], z)
    if _undecided(form, begin, reached, until, today, policy):
        reached, until = _days([span(data.totals), (int(first), int(last)), data.reach()], z)
    rolling = form.per is not None and form.per.kind == "rolling"
    # fine print 20: windows begin with the data, whenever something is first counted
    return p.Range(reached if rolling else begin, until, reached, None)


def span(totals: Mapping[str, Any]) -> Reach:
    """The first and the last instant (us) of the columns that were read."""
    starts = [int(v) for k, v in totals.items() if k.endswith(".min") and v is not None]
    ends = [int(v) for k, v in totals.items() if k.endswith(".max") and v is not None]
    return min(starts, default=None), max(ends, default=None)


def _days(spans: Sequence[Reach], z: Zone) -> tuple[date, date]:
    """The local days of the earliest first and the latest last instant."""
    firsts = [s[0] for s in spans if s[0] is not None]
    lasts = [s[1] for s in spans if s[1] is not None]
    return z.day_of(min(firsts)), z.day_of(max(lasts))


def _undecided(form: Form, begin: date, reached: date, last: date, today: date, policy: CheckedPolicy) -> bool:
    """Whether an earlier or a later instant would add a period or make the first one whole."""
    if form.per is None:
        return False
    if form.per.kind == "rolling":
        return True
    start, _ = p.bounds(form.per, begin, policy.years)
    return reached > start or p.bounds(form.per, last, policy.years) != p.bounds(form.per, today, policy.years)


def _cut(span: p.Range, in_force: Days) -> p.Range | None:
    """The days of a range on which the clause is in force; None when there are none."""
    start, end = in_force
    first = span.first if start is None else max(span.first, start)
    last = span.last if end is None else min(span.last, end)
    certain_first = span.certain_first if start is None else max(span.certain_first, start)
    ends = [d for d in (span.certain_last, end) if d is not None]
    return None if first > last else p.Range(first, last, certain_first, min(ends, default=None))
