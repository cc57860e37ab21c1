"""Findings and the summary of a measure: its periods and groups against the target and the pace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import polars as pl

from sla_dsl.compile.carry import MOST
from sla_dsl.compile.millionths import SCALE
from sla_dsl.findings.clauses import NOT_CLOSED, Counts, of_periods, period_of, place, plural, unmet
from sla_dsl.findings.fingerprint import fingerprint
from sla_dsl.findings.models import ClauseSummary, Evidence, Finding, Part, Severity, Target, Verdict
from sla_dsl.findings.numbers import amount, exact, ratio, target
from sla_dsl.findings.relief import waived
from sla_dsl.findings.variants import group_of, in_force
from sla_dsl.model import forms
from sla_dsl.model.forms import Measure
from sla_dsl.promises.plain import SIGNS
from sla_dsl.text.nouns import several


def summary(measure: Measure, settled: pl.DataFrame, shown: int, left_out: Counts) -> ClauseSummary:
    """The clause's summary. `observed` is the value of its one instance, or the worst judged one's."""
    why = partial(_why, measure, settled)
    return of_periods(measure, settled, shown, left_out, _observed(measure, settled), why)


def _observed(measure: Measure, settled: pl.DataFrame) -> Any:
    """The value that speaks for the clause: the worst of the judged instances, the latest of the others; none where
    every period has a target of its own."""
    if measure.target.previous:
        return None
    values = settled["value"].filter((settled["verdict"] == "met") | (settled["verdict"] == "breached"))
    if values.is_empty():
        return amount(settled["value"].last(), summed=measure.amount is not None) if settled.height else None  # type: ignore[arg-type]
    worst = values.max() if measure.target.op in ("<=", "<") else values.min()
    return amount(worst, summed=measure.amount is not None)  # type: ignore[arg-type]


def _why(measure: Measure, settled: pl.DataFrame, verdict: Verdict) -> str:
    if verdict is Verdict.NOT_APPLICABLE:
        if not settled.height:
            return f"no period has begun, or no {measure.noun} is in the data to say when the first one does"
        return "every period is only partly covered by the data or the term"
    if verdict is Verdict.UNKNOWN:
        return "rows that can not be placed could turn the verdict"
    return NOT_CLOSED if verdict is Verdict.PENDING else ""


def findings(measure: Measure, settled: pl.DataFrame, most: int) -> list[Finding]:
    """At most `most` findings, breaches first, then in the order of the periods."""
    return [finding(measure, row) for row in unmet(settled, most)]


def finding(measure: Measure, row: Mapping[str, Any]) -> Finding:
    """The record of one settled period and group."""
    summed = measure.amount is not None
    period, group = period_of(row), group_of(row, measure)
    own = in_force(measure, row)
    whole = own is not None and bool(own.variants)  # of no tier, so that nothing is promised to it
    value = amount(row["value"], summed=summed)
    found = Finding(
        id=fingerprint(measure.meta.id, period=period, group=group),
        clause=measure.meta.id,
        verdict=Verdict(row["verdict"]),
        severity=Severity(measure.meta.severity),
        place=place(measure.meta),
        reason=_reason(own, row) if own else f"{_delivered(measure, row)}; nothing is promised yet",
        table=measure.population.table,
        period=period,
        group=group,
        observed=value,
        target=None if own is None or whole else target(promised(own, row)),
        numerator=value,
        projection=amount(row["projection"], summed=summed),
        at_risk=bool(row["at_risk"]),
        parts=() if own is None or whole else tuple(_parts(own, row)),
        evidence=Evidence(int(row["delivered"]), 0),
    )
    return waived(found, measure, row)


def promised(measure: Measure, row: Mapping[str, Any]) -> forms.Target:
    """What was promised for the row's period: the target, or the part of it that a partial period is judged against,
    and what the period before has missed."""
    factor, of = Fraction(int(row["goal"]), int(row["goal_of"])), measure.target
    if of.previous:
        if row["baseless"]:
            return of
        factor, of = factor / (1 if measure.amount is None else SCALE), replace(of, previous=False)
    high = None if of.high is None else of.high * factor
    return replace(of, value=of.value * factor + owed(measure, row), high=high)


def owed(measure: Measure, row: Mapping[str, Any]) -> Fraction:
    """What the period before has passed on, in the target's unit."""
    return Fraction(int(row[MOST]), int(row["owed_of"]) * (1 if measure.amount is None else SCALE))


def _parts(measure: Measure, row: Mapping[str, Any]) -> list[Part]:
    summed = measure.amount is not None
    goal = promised(measure, row)
    volume = Part("volume", _word(row, "volume"), amount(row["value"], summed=summed), target(goal))
    return [volume, *_pace(measure, row, goal), *_even(measure, row)]


def _pace(measure: Measure, row: Mapping[str, Any], goal: forms.Target) -> list[Part]:
    if measure.pace is None:
        return []
    summed = measure.amount is not None
    base = goal.value - owed(measure, row) if measure.pace.of_target else amount(row["value"], summed=summed)
    of = int(base * (SCALE if summed else 1)) if base is not None else 0
    most = None if row["sub_value"] is None else ratio(int(row["sub_value"]), of)
    verdict = Verdict.NOT_APPLICABLE if row["pace"] is None else _word(row, "pace")
    cap = Target("<=", exact(measure.pace.share), "share")
    return [Part("pace", verdict, most, cap, row["sub_label"] or "")]


def _even(measure: Measure, row: Mapping[str, Any]) -> list[Part]:
    """The point of an even pace that decides it; without numbers before the first one."""
    if measure.evenly is None:
        return []
    verdict, summed = _word(row, "even"), measure.amount is not None
    if row["even_label"] is None:
        return [Part("even", verdict, None, None)]
    due = Fraction(int(row["even_due"]), int(row["even_of"]) or 1) / (SCALE if summed else 1)
    wanted = Target(">=", exact(due), measure.target.unit)
    return [Part("even", verdict, amount(int(row["even_value"]), summed=summed), wanted, row["even_label"])]


def _word(row: Mapping[str, Any], part: str) -> Verdict:
    """A part's own verdict; in a period that is not judged no part is."""
    return Verdict.NOT_APPLICABLE if row["judged"] == "partial" else Verdict(row[part])


def _delivered(measure: Measure, row: Mapping[str, Any]) -> str:
    value = amount(row["value"], summed=measure.amount is not None)
    unit = measure.target.unit
    return f"{value:,} {unit if value == 1 else several(unit)} delivered"


def _reason(measure: Measure, row: Mapping[str, Any]) -> str:
    said = _delivered(measure, row)
    if row["judged"] == "partial":
        return f"{said}; only a part of the period is covered"
    match row["verdict"]:
        case "not_applicable" if row["baseless"]:
            return f"{said}; there is no whole period before to compare with"
        case "not_applicable":
            return f"{said}; too few to judge"
        case "unknown" if row["shaky"]:
            return f"{said}; what the period before delivered is not known for sure"
        case "unknown" if not row["unknown"] and not row["unpriced"]:
            nameless = None in group_of(row, measure).values()
            return f"{said}; " + (
                "the group is not known" if nameless else "what is carried over is not known for sure"
            )
        case "unknown":
            rows = plural(int(row["unknown"] + row["unpriced"]), "row")
            return f"{said}; {rows} with an unknown value could turn the verdict"
        case "pending":
            return f"{said} so far; the period is not over"
    reasons = [said]
    if row["volume"] == "breached":
        over = owed(measure, row)
        carried = f", {exact(over):,} of it carried over" if over else ""
        reasons.append(f"promised {_side(promised(measure, row))}{carried}")
    if row["pace"] == "breached":
        reasons.append(f"{row['sub_label']} holds too much of it")
    if measure.evenly is not None and row["even"] == "breached":
        reasons.append(f"too far behind at the end of {row['even_label']}")
    return "; ".join(reasons)


def _side(goal: forms.Target) -> str:
    of = target(goal)
    if of.high is not None:
        return f"between {of.value:,} and {of.high:,}"
    return f"{SIGNS[of.op]} {of.value:,}"
