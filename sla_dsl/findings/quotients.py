"""Findings and the summary of a quotient: what groups hold of a period, and one count or sum over another."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

import polars as pl

from sla_dsl.compile.previous import PRIOR, goal
from sla_dsl.findings.clauses import Counts, of_periods, period_of, place, unmet
from sla_dsl.findings.fingerprint import fingerprint
from sla_dsl.findings.models import ClauseSummary, Evidence, Finding, Number, Severity, Verdict
from sla_dsl.findings.numbers import amount, ratio, target
from sla_dsl.findings.relief import waived
from sla_dsl.findings.variants import group_of, in_force
from sla_dsl.model.forms import Below, Quotient


def summary(form: Quotient, settled: pl.DataFrame, shown: int, left_out: Counts) -> ClauseSummary:
    """The clause's summary. `observed` is the value of its one instance, or that of the judged one which is worst."""
    return of_periods(form, settled, shown, left_out, _worst(form, settled), partial(_why, form, settled))


def _worst(form: Quotient, settled: pl.DataFrame) -> Number | None:
    """The value that speaks for the clause: of a band the one that is farthest from its middle."""
    if form.target.previous:  # every period has a target of its own
        return None
    there = settled.filter(pl.col("denominator") > 0)
    judged = there.filter(pl.col("verdict").is_in(["met", "breached"]))
    rows = (judged if judged.height else there.tail(1)).select("numerator", "denominator").iter_rows()
    values = [(Fraction(int(part), int(of)), int(part), int(of)) for part, of in rows]
    if not values:
        return None
    goal = form.target
    if goal.high is not None:
        middle = (goal.value + goal.high) / 2
        _, part, of = max(values, key=lambda v: (abs(v[0] - middle), v[0]))
    else:
        _, part, of = max(values) if goal.op in ("<=", "<") else min(values)
    return ratio(part, of)


def _why(form: Quotient, settled: pl.DataFrame, verdict: Verdict) -> str:
    match verdict:
        case Verdict.NOT_APPLICABLE if not settled.height:
            return f"no period has begun, or no {form.noun} is in the data to say when the first one does"
        case Verdict.NOT_APPLICABLE if (settled["period_state"] == "partial").all():
            return "every period is only partly covered by the data or the term"
        case Verdict.NOT_APPLICABLE:
            return "no period has enough to judge"
        case Verdict.UNKNOWN:
            return "values or rows that are not known could turn the verdict"
        case Verdict.PENDING:
            return "no period has closed yet"
        case _:
            return ""


def findings(form: Quotient, settled: pl.DataFrame, most: int) -> list[Finding]:
    """At most `most` findings, breaches first, then in the order of the periods."""
    return [finding(form, row) for row in unmet(settled, most)]


def finding(form: Quotient, row: Mapping[str, Any]) -> Finding:
    """The record of one settled period and group, with its numerator and denominator."""
    period, group = period_of(row), group_of(row, form)
    own = in_force(form, row)
    part, of = int(row["numerator"]), int(row["denominator"])
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
        observed=ratio(part, of) if of > 0 else None,
        target=None if own is None else target(goal(own.target, row)),
        numerator=amount(part, summed=_summed(form)),
        denominator=amount(of, summed=_summed(form)),
        at_risk=bool(row["at_risk"]),
        evidence=Evidence(int(row["size"]), 0),
    )
    return waived(found, form, row)


def _summed(form: Quotient) -> bool:
    """Whether the two sides are told in millionths."""
    return form.amount is not None or (isinstance(form.below, Below) and form.below.amount is not None)


def _reason(form: Quotient, row: Mapping[str, Any]) -> str:
    said = _said(form, row)
    if row["period_state"] == "partial":
        return f"{said}; only a part of the period is covered"
    match row["verdict"]:
        case "not_applicable" if form.target.previous and row["size"] and row[PRIOR] is None:
            return f"{said}; there is no whole period before to compare with"
        case "not_applicable":
            return f"{said}; too few to judge" if row["size"] else "nothing to judge"
        case "unknown" if None in group_of(row, form).values():
            return f"{said}; the group is not known"
        case "unknown":
            return f"{said}; rows with an unknown value could turn the verdict"
        case "pending":
            return f"{said} so far; the period is not over"
        case _:
            return said


def _said(form: Quotient, row: Mapping[str, Any]) -> str:
    part, of = (amount(int(row[side]), summed=_summed(form)) for side in ("numerator", "denominator"))
    match form.below:
        case "all":
            return f"{part:,} of {of:,} {form.value_name}"
        case "median":
            return f"{part:,} {form.value_name}, and the median of the groups is {of:,}"
        case Below():
            return f"{part:,} over {of:,}, as the {form.value_name}"
