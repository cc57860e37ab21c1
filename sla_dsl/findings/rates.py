"""Findings and the summary of a ratio or a statistic: its periods and groups against the target."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl

from sla_dsl.findings import levels
from sla_dsl.findings.clauses import NOT_CLOSED, Counts, of_periods, plural, unmet
from sla_dsl.findings.models import ClauseSummary, Finding, Number, Verdict
from sla_dsl.findings.numbers import amount
from sla_dsl.findings.variants import in_force
from sla_dsl.model.forms import RateForm, Ratio, Reached, Statistic
from sla_dsl.text.nouns import several


def summary(form: RateForm, settled: pl.DataFrame, shown: int, left_out: Counts) -> ClauseSummary:
    """The clause's summary. `observed` is the value of its one instance, or the worst judged one's."""
    return of_periods(form, settled, shown, left_out, levels.worst(form, settled), partial(_why, form, settled))


def _why(form: RateForm, settled: pl.DataFrame, verdict: Verdict) -> str:
    match verdict:
        case Verdict.PENDING if isinstance(form, Ratio) and isinstance(form.part, Reached):
            return "no whole period has closed and matured yet"
        case Verdict.PENDING if isinstance(form, Statistic) and settled["waiting"].sum() > 0:
            return f"{NOT_CLOSED}, or what is still waiting can turn it"
        case _:
            return levels.why(form, settled, verdict)


def findings(form: RateForm, settled: pl.DataFrame, most: int) -> list[Finding]:
    """At most `most` findings, breaches first, then in the order of the periods."""
    return [finding(form, row) for row in unmet(settled, most)]


def finding(form: RateForm, row: Mapping[str, Any]) -> Finding:
    """The record of one settled period and group; a ratio has its numerator and denominator."""
    own, said = in_force(form, row), _said(form, row)
    told = _reason(own, row) if own else f"{said}; nothing is promised yet"
    part, of = (_part_and_whole(form, row)) if isinstance(form, Ratio) else (None, None)
    return levels.record(form, row, told, part, of)


def _part_and_whole(form: Ratio, row: Mapping[str, Any]) -> tuple[Number | None, Number | None]:
    summed = form.amount is not None
    return amount(int(row["numerator"]), summed=summed), amount(int(row["denominator"]), summed=summed)


def _reason(form: RateForm, row: Mapping[str, Any]) -> str:
    if row["period_state"] == "open":
        until = levels.NOT_OVER
    elif row["waiting"]:
        until = f"{plural(int(row['waiting']), 'row')} still waiting could turn the verdict"
    else:
        until = "not all of them have had their time"
    return levels.reason(form, row, _said(form, row), doubted=bool(row["loose"] or row["holes"]), until=until)


def _said(form: RateForm, row: Mapping[str, Any]) -> str:
    """What was seen, without the numbers in a unit: those stand beside it."""
    match form:
        case Ratio():
            part, of = _part_and_whole(form, row)
            verb = "reached" if isinstance(form.part, Reached) else "with"
            return f"{part:,} of {of:,} {form.noun if of == 1 else several(form.noun)} {verb} {form.part_name}"
        case Statistic():
            return f"{form.value_name}, of {plural(int(row['size']), 'row')}"
