"""Findings with the rows behind them: columns of the subject that were asked for, and where its row stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sla_dsl.findings.models import Evidence, Finding, Place, Scalar
from sla_dsl.findings.report import Report
from sla_dsl.text.record import record

Key = tuple[object, ...]


@record
class Behind:
    """The row of one key: the columns to be shown, by name, and its place in the export where that is known."""

    shown: Mapping[str, str | None]
    place: Place | None


def keys_of(report: Report, table: str, key: Sequence[str]) -> list[Key]:
    """The keys of the table that the findings speak of, once each: those of their subjects and their evidence."""
    found: dict[Key, None] = {}
    for finding in report.findings:
        if finding.table == table:
            found.update(dict.fromkeys(_keys(finding, key)))
    return list(found)


def with_rows(report: Report, key: Mapping[str, Sequence[str]], rows: Mapping[str, Mapping[Key, Behind]]) -> Report:
    """The report with what is behind its findings, by table; a key without a row stays as it is."""
    findings = (_with(f, key[f.table], rows[f.table]) if f.table in rows else f for f in report.findings)
    return replace(report, findings=tuple(findings))


def _keys(finding: Finding, key: Sequence[str]) -> Iterable[Key]:
    if finding.subject is not None:
        return [tuple(finding.subject.get(name) for name in key)]
    columns = finding.evidence.columns
    return zip(*(columns[name] for name in key), strict=True) if key and set(key) <= set(columns) else ()


def _with(finding: Finding, key: Sequence[str], rows: Mapping[Key, Behind]) -> Finding:
    behind = [rows.get(k) for k in _keys(finding, key)]
    names = dict.fromkeys(n for row in behind if row is not None for n in row.shown)
    shown: dict[str, tuple[Scalar, ...]] = {
        n: tuple(None if row is None else row.shown.get(n) for row in behind) for n in names
    }
    evidence = finding.evidence
    if shown:
        evidence = Evidence(evidence.total, evidence.shown, {**evidence.columns, **shown})
    place = behind[0].place if finding.subject is not None and behind and behind[0] is not None else None
    return replace(finding, evidence=evidence, row=place)
