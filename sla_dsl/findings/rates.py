"""Findings and the summary of a ratio or a statistic: its periods and groups against the target."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

import polars as pl

from sla_dsl.compile.previous import PRIOR, goal
from sla_dsl.findings.clauses import Counts, of_periods, period_of, place, plural, unmet
from sla_dsl.findings.fingerprint import fingerprint
from sla_dsl.findings.models import ClauseSummary, Evidence, Finding, Number, Severity, Verdict
from sla_dsl.findings.numbers import amount, ratio, target
from sla_dsl.findings.relief import waived
from sla_dsl.findings.variants import group_of, in_force
from sla_dsl.model.forms import RateForm, Ratio, Reached, Statistic, variants_of
from sla_dsl.text.nouns import several


def summary(form: RateForm, settled: pl.DataFrame, shown: int, left_out: Counts) -> ClauseSummary:
    """The clause's summary. `observed` is the value of its one instance, or the worst judged one's."""
    why = partial(_why, form, settled)
    return of_periods(form, settled, shown, left_out, _worst(form, settled), why)


def _worst(form: RateForm, settled: pl.DataFrame) -> Number | None:
    """The value that speaks for the clause: the worst of the judged instances, the latest of the others."""
    if form.target.previous:  # every period has a target of its own
        return None
    there = settled.filter(pl.col("denominator") > 0)
    judged = there.filter(pl.col("verdict").is_in(["met", "breached"]))
    rows = (judged if judged.height else there.tail(1)).select("numerator", "denominator").iter_rows()
    values = [(Fraction(int(part), int(of)), int(part), int(of)) for part, of in rows]
    if not values:
        return None
    _, part, of = max(values) if form.target.op in ("<=", "<") else min(values)
    return ratio(part, of)


def _why(form: RateForm, settled: pl.DataFrame, verdict: Verdict) -> str:
    match verdict:
        case Verdict.NOT_APPLICABLE if not settled.height:
            return f"no period has begun, or no {form.noun} is in the data to say when the first one does"
        case Verdict.NOT_APPLICABLE if (settled["period_state"] == "partial").all():
            return "every period is only partly covered by the data or the term"
        case Verdict.NOT_APPLICABLE:
            return "no period has enough to judge"
        case Verdict.UNKNOWN:
            return "values or rows that are not known could turn the verdict"
        case Verdict.PENDING if isinstance(form, Ratio) and isinstance(form.part, Reached):
            return "no period has closed and matured yet"
        case Verdict.PENDING if isinstance(form, Statistic) and settled["waiting"].sum() > 0:
            return "no period has closed yet, or what is still waiting can turn it"
        case Verdict.PENDING:
            return "no period has closed yet"
        case _:
            return ""


def findings(form: RateForm, settled: pl.DataFrame, most: int) -> list[Finding]:
    """At most `most` findings, breaches first, then in the order of the periods."""
    return [finding(form, row) for row in unmet(settled, most)]


def finding(form: RateForm, row: Mapping[str, Any]) -> Finding:
    """The record of one settled period and group; a ratio has its numerator and denominator."""
    period, group = period_of(row), group_of(row, form)
    own = in_force(form, row)
    whole = own is not None and bool(variants_of(own))  # of no tier, so that nothing is promised to it
    part, of = (_part_and_whole(form, row)) if isinstance(form, Ratio) else (None, None)
    found = Finding(
        id=fingerprint(form.meta.id, period=period, group=group),
        clause=form.meta.id,
        verdict=Verdict(row["verdict"]),
        severity=Severity(form.meta.severity),
        place=place(form.meta),
        reason=_reason(own, row) if own else f"{_said(form, row)}; nothing is promised yet",
        table=form.population.table,
        period=period,
        group=group,
        observed=_observed(row),
        target=None if own is None or whole else target(goal(own.target, row)),
        numerator=part,
        denominator=of,
        at_risk=bool(row["at_risk"]),
        evidence=Evidence(int(row["size"]), 0),
    )
    return waived(found, form, row)


def _observed(row: Mapping[str, Any]) -> Number | None:
    of = int(row["denominator"])
    return ratio(int(row["numerator"]), of) if of > 0 else None


def _part_and_whole(form: Ratio, row: Mapping[str, Any]) -> tuple[Number | None, Number | None]:
    summed = form.amount is not None
    return amount(int(row["numerator"]), summed=summed), amount(int(row["denominator"]), summed=summed)


def _reason(form: RateForm, row: Mapping[str, Any]) -> str:
    said = _said(form, row)
    if row["period_state"] == "partial":
        return f"{said}; only a part of the period is covered"
    match row["verdict"]:
        case "not_applicable" if form.target.previous and row["size"] and row[PRIOR] is None:
            return f"{said}; there is no whole period before to compare with"
        case "not_applicable":
            return f"{said}; too few to judge" if row["size"] else "nothing to judge"
        case "unknown" if not row["loose"] and not row["holes"] and None in group_of(row, form).values():
            return f"{said}; the group is not known"
        case "unknown":
            return f"{said}; rows with an unknown value could turn the verdict"
        case "pending" if row["period_state"] == "open":
            return f"{said} so far; the period is not over"
        case "pending" if row["waiting"]:
            return f"{said} so far; {plural(int(row['waiting']), 'row')} still waiting could turn the verdict"
        case "pending":
            return f"{said} so far; not all of them have had their time"
        case _:
            return said


def _said(form: RateForm, row: Mapping[str, Any]) -> str:
    """What was seen, without the numbers in a unit: those stand beside it."""
    match form:
        case Ratio():
            part, of = _part_and_whole(form, row)
            verb = "reached" if isinstance(form.part, Reached) else "with"
            return f"{part:,} of {of:,} {form.noun if of == 1 else several(form.noun)} {verb} {form.part_name}"
        case Statistic():
            return f"{form.value_name}, of {plural(int(row['size']), 'row')}"
