"""The product beside the slow reference on one scenario: verdicts, counts, and every instance with its numbers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sla_dsl import check as product
from sla_dsl.bases import gather
from sla_dsl.findings.models import ClauseSummary, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.lang import ast
from sla_dsl.lang.parser import parse
from sla_dsl.ready import Options, get_ready
from sla_dsl.text.diagnostic import DataError, Level, PolicyError
from sla_dsl.text.source import Source
from tests.support.reference import ClauseResult, Consequence, Instance, NoInstantError, judge
from tests.support.reference_bases import together
from tests.support.reference_time import day_start
from tests.support.strategies import Scenario

LEADS: dict[str, pl.DataType] = {
    "lead_id": pl.String(), "source": pl.String(), "owner": pl.String(), "country": pl.String(), "score": pl.Int64(),
    "email": pl.String(), "site": pl.String(),
    "icp": pl.Boolean(), "amount": pl.Float64(), "created_at": pl.Datetime("us", "UTC"),
    "assigned_at": pl.Datetime("us", "UTC"), "first_touch_at": pl.Datetime("us", "UTC"),
    "plan_at": pl.Datetime("us", "UTC"), "mql_at": pl.Datetime("us", "UTC"), "accepted_at": pl.Datetime("us", "UTC"),
    "rejected_at": pl.Datetime("us", "UTC"), "sql_at": pl.Datetime("us", "UTC"),
}  # fmt: skip
TOUCHES: dict[str, pl.DataType] = {
    "lead_id": pl.String(), "at": pl.Datetime("us", "UTC"), "kind": pl.String(), "channel": pl.String(),
    "automated": pl.Boolean(),
}  # fmt: skip

CHANGES: dict[str, pl.DataType] = {
    "change_id": pl.String(), "lead_id": pl.String(), "at": pl.Datetime("us", "UTC"), "status": pl.String(),
}  # fmt: skip
SCORES: dict[str, pl.DataType] = {"lead_id": pl.String(), "at": pl.Datetime("us", "UTC"), "score": pl.Int64()}
REPS: dict[str, pl.DataType] = {
    "owner": pl.String(), "region": pl.String(), "quota": pl.Int64(), "started_at": pl.Datetime("us", "UTC"),
}  # fmt: skip
SPEND: dict[str, pl.DataType] = {
    "spend_id": pl.String(), "at": pl.Datetime("us", "UTC"), "cost": pl.Float64(), "source": pl.String(),
    "owner": pl.String(),
}  # fmt: skip
SCHEMAS = {"leads": LEADS, "touches": TOUCHES, "changes": CHANGES, "scores": SCORES, "reps": REPS, "spend": SPEND}

REFUSALS = {"SLA105", "SLA120", "SLA121", "SLA211", "SLA305", "SLA343", "SLA347", "SLA348", "SLA354"}
"""What a random policy may be refused for: a stage defined by itself, no calendar or two, dates outside the term,
a pace as long as its period, an excuse of other entries, a calendar of a column for what is no limit, a waiver shorter
than one, what is measured of what is measured."""

Told = tuple[object, ...]


def frame(rows: list[dict[str, Any]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """The rows with every column of the schema; a column that no row has is all null."""
    plain = [{c: float(v) if isinstance(v := r.get(c), Decimal) else v for c in schema} for r in rows]
    return pl.DataFrame(plain, schema=schema)


def read(scenario: Scenario) -> tuple[ast.File, Sequence[ast.File]]:
    """The policy as the reference takes it, together with its base, and as the product does."""
    file, mistakes = parse(Source("random.sla", scenario.text))
    assert not mistakes, [m.message for m in mistakes]
    if scenario.base is None:
        return file, [file]
    base, mistakes = parse(Source("base.sla", scenario.base))
    assert not mistakes, [m.message for m in mistakes]
    with TemporaryDirectory() as folder:
        Path(folder, "base.sla").write_text(scenario.base, encoding="utf-8")
        files, mistakes = gather([Source("random.sla", scenario.text, Path(folder, "random.sla"))])
    assert not mistakes, [m.message for m in mistakes]
    return together(file, base), files


def compare(scenario: Scenario, engine: str) -> str:
    """Both evaluators on one scenario: every difference is an assertion.

    Says `compared`, or why there was nothing to compare: `no instant` in the data, or the code that refuses the policy.
    What goes wrong inside the reference is an error, never a refusal: the product alone says what is refused.
    """
    file, files = read(scenario)
    tables = {name: frame(rows, SCHEMAS[name]) for name, rows in scenario.tables.items()}
    options = Options(as_of=scenario.as_of, max_evidence=1_000_000, engine=engine)
    try:
        ready = get_ready(files, tables, options)
    except PolicyError as error:
        codes = {d.code for d in error.diagnostics if d.level is Level.ERROR}
        if codes - REFUSALS:
            raise
        return f"refused ({', '.join(sorted(codes))})"
    except DataError as error:
        if [d.code for d in error.diagnostics] != ["SLA420"]:
            raise
        try:
            judge(file, scenario.tables, scenario.as_of)
        except NoInstantError:
            return "no instant"
        raise
    judged, due = judge(file, scenario.tables, scenario.as_of)
    results = product.judged(ready, options)
    report = product.report_of(files, ready, results, options)
    frames = product.instances_of(ready, results)
    for want, clause in zip(judged.values(), report.clauses, strict=True):
        try:
            _same_summary(want, clause)
            if clause.id in frames:
                _same_instances(want, frames[clause.id].collect(), ZoneInfo(report.run.timezone))
            else:
                assert not want.instances, "the product can not judge the clause"
            _same_parts(want, clause, report)
        except AssertionError as error:
            error.add_note(f"{clause.id}: {clause.sentence}")
            error.add_note(f"  product {clause.verdict} {dict(clause.counts)} {dict(clause.shares or {})}")
            error.add_note(f"  reference {want.verdict} {want.counts} {[s.verdict for s in want.shares]}")
            raise
    _same_consequences(due, report)
    return "compared"


def _same_summary(want: ClauseResult, clause: ClauseSummary) -> None:
    assert clause.verdict.value == want.verdict, f"{clause.verdict} in the product, {want.verdict} in the reference"
    for verdict, count in clause.counts.items():
        left_out = verdict in (Verdict.EXCLUDED, Verdict.EXCUSED)  # a measure counts the rows that it leaves out
        if not left_out or clause.form != "measure":
            expected = want.counts.get(verdict.value, 0)
            assert count == expected, f"{clause.id}: {count} {verdict} in the product, {expected} in the reference"
    if clause.shares is not None:
        found, shares = Counter({v.value: n for v, n in clause.shares.items()}), Counter(s.verdict for s in want.shares)
        assert found == shares, f"{clause.id}: shares {found} in the product, {shares} in the reference"


def _same_instances(want: ClauseResult, found: pl.DataFrame, zone: ZoneInfo) -> None:
    """Every instance, the met and the excluded ones too."""
    rows = Counter(_told(row) for row in found.iter_rows(named=True))
    expected = Counter(_expected(i, zone) for i in (*want.instances, *want.shares))
    assert rows == expected, f"only the product: {dict(rows - expected)}; only the reference: {dict(expected - rows)}"


def _told(row: Mapping[str, Any]) -> Told:
    if row["key"] is not None:
        (key,) = json.loads(row["key"]).values()
        return (key, row["cycle"] or 1, row["verdict"], row["start"], row["done"], row["due"], row["at_risk"])
    group = tuple(json.loads(row["group"]).values()) if row["group"] else ()
    period = row["period_kind"] and (row["period_start"], row["period_end"], row["period_state"])
    share = (row["numerator"], row["denominator"]) if row["denominator"] is not None else ()
    return (period, group, row["verdict"], *(share or (row["observed"],)), row["at_risk"])


def _expected(instance: Instance, zone: ZoneInfo) -> Told:
    if instance.key is not None:
        instants = _utc(instance.start, instance.done, instance.due)
        return (instance.key[0], instance.cycle, instance.verdict, *instants, instance.at_risk)
    period = None
    if instance.period is not None:
        first, after = (day_start(zone, day) for day in instance.period)
        period = (first, after, instance.state)
    share: tuple[float, ...] = ()
    if instance.numerator is not None and instance.denominator is not None:
        share = (float(instance.numerator), float(instance.denominator))
    observed = None if instance.observed is None else float(Fraction(round(instance.observed * 10**6), 10**6))
    return (period, instance.group, instance.verdict, *(share or (observed,)), instance.at_risk)


def _utc(*instants: datetime | None) -> tuple[datetime | None, ...]:
    return tuple(t and t.astimezone(UTC) for t in instants)


def _same_parts(want: ClauseResult, clause: ClauseSummary, report: Report) -> None:
    """The parts of a measure's findings that were judged: how much was delivered, and at what pace."""
    if clause.form != "measure":
        return
    zone = ZoneInfo(report.run.timezone)
    expected = {(day_start(zone, i.period[0]), i.group): i.parts for i in want.instances if i.period}
    for finding in report.findings:
        group = tuple(finding.group.values())
        judged = finding.verdict is not Verdict.NOT_APPLICABLE and None not in group and " min " not in clause.sentence
        if finding.clause == clause.id and finding.period and judged:
            found = {p.name: p.verdict.value for p in finding.parts}
            parts = expected[(finding.period.start, group)]
            assert found == parts, f"{finding.period} {group}: {found} in the product, {parts} in the reference"


def _same_consequences(want: list[Consequence], report: Report) -> None:
    zone = ZoneInfo(report.run.timezone)
    expected = Counter(
        (c.clause, c.period and tuple(day_start(zone, day) for day in c.period), c.group, c.count) for c in want
    )
    found = Counter(
        (c.clause, c.period and (c.period.start, c.period.end), tuple(c.group.values()), c.count)
        for c in report.consequences
    )
    assert found == expected, f"consequences {found} in the product, {expected} in the reference"
