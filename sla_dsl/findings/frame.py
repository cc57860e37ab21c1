"""The findings as a polars frame: one flat, documented schema for notebooks and side files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from sla_dsl.findings.exact import dumps
from sla_dsl.findings.models import Finding, Number
from sla_dsl.model.times import SECOND_US

_INSTANT = pl.Datetime("us", "UTC")

SCHEMA: dict[str, pl.DataType] = {
    "clause": pl.String(),
    "verdict": pl.String(),
    "severity": pl.String(),
    "at_risk": pl.Boolean(),
    "table": pl.String(),
    "key": pl.String(),
    "cycle": pl.Int64(),
    "period_kind": pl.String(),
    "period_start": _INSTANT,
    "period_end": _INSTANT,
    "period_state": pl.String(),
    "group": pl.String(),
    "start": _INSTANT,
    "done": _INSTANT,
    "due": _INSTANT,
    "elapsed_s": pl.Float64(),
    "paused_s": pl.Float64(),
    "observed": pl.Float64(),
    "target": pl.Float64(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "reason": pl.String(),
    "waiver": pl.String(),
    "excused_by": pl.String(),
    "known": pl.Boolean(),
    "id": pl.String(),
    "file": pl.String(),
    "line": pl.Int64(),
    "column": pl.Int64(),
}
"""Column to dtype. `key` and `group` are JSON text, since clauses have different key columns (null where there is
none); instants are UTC, `elapsed_s` and `paused_s` are in seconds; numbers are the nearest Float64 (the JSON report has
them exactly), and `target` is the lower end of a band. `cycle` is null where a row enters once;
`known` is null for what is no breach, and without a baseline."""


def findings_frame(findings: Iterable[Finding]) -> pl.DataFrame:
    """A row a finding, in the order given, with exactly the columns of `SCHEMA` (also when there are no findings)."""
    return pl.DataFrame([_row(finding) for finding in findings], schema=SCHEMA, orient="row")


def with_shown(frame: pl.DataFrame, findings: Sequence[Finding]) -> pl.DataFrame:
    """The frame of these findings with a column `row.NAME` for every column of the rows behind them that was asked for.

    It is null where a finding speaks of more than one row.
    """
    behind = [f.evidence.columns if f.subject is not None else {} for f in findings]
    names = dict.fromkeys(name for columns in behind for name in columns)
    return frame.with_columns(
        pl.Series(f"row.{name}", [columns[name][0] if columns.get(name) else None for columns in behind], pl.String)
        for name in names
    )


def _row(finding: Finding) -> tuple[object, ...]:
    period, place = finding.period, finding.place
    return (
        finding.clause,
        finding.verdict.value,
        finding.severity.value,
        finding.at_risk,
        finding.table,
        None if finding.subject is None else dumps(finding.subject),
        finding.cycle,
        period and period.kind,
        period and period.start,
        period and period.end,
        period and period.state,
        dumps(finding.group) if finding.group else None,
        finding.start,
        finding.done,
        finding.due,
        None if finding.elapsed_us is None else finding.elapsed_us / SECOND_US,
        None if finding.paused_us is None else finding.paused_us / SECOND_US,
        _nearest(finding.observed),
        _nearest(finding.target.value if finding.target else None),
        _nearest(finding.numerator),
        _nearest(finding.denominator),
        finding.reason,
        finding.waiver,
        finding.excused_by,
        finding.known,
        finding.id,
        place.file,
        place.line,
        place.column,
    )


def _nearest(value: Number | None) -> float | None:
    return None if value is None else float(value)
