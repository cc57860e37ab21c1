"""Findings and the summary of a quotient: what groups hold of a period, and one count or sum over another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl

from sla_dsl.findings import levels
from sla_dsl.findings.clauses import Counts, of_periods, unmet
from sla_dsl.findings.models import ClauseSummary, Finding
from sla_dsl.findings.numbers import amount
from sla_dsl.findings.variants import in_force
from sla_dsl.model.forms import Below, Quotient


def summary(form: Quotient, settled: pl.DataFrame, shown: int, left_out: Counts) -> ClauseSummary:
    """The clause's summary. `observed` is the value of its one instance, or that of the judged one which is worst."""
    return of_periods(form, settled, shown, left_out, levels.worst(form, settled), partial(levels.why, form, settled))


def findings(form: Quotient, settled: pl.DataFrame, most: int) -> list[Finding]:
    """At most `most` findings, breaches first, then in the order of the periods."""
    return [finding(form, row) for row in unmet(settled, most)]


def finding(form: Quotient, row: Mapping[str, Any]) -> Finding:
    """The record of one settled period and group, with its numerator and denominator."""
    own, said = in_force(form, row), _said(form, row)
    told = f"{said}; nothing is promised yet"
    if own:
        told = levels.reason(own, row, said, doubted=False, until=levels.NOT_OVER)
    part, of = (amount(int(row[side]), summed=_summed(form)) for side in ("numerator", "denominator"))
    return levels.record(form, row, told, part, of)


def _summed(form: Quotient) -> bool:
    """Whether the two sides are told in millionths."""
    return form.amount is not None or (isinstance(form.below, Below) and form.below.amount is not None)


def _said(form: Quotient, row: Mapping[str, Any]) -> str:
    part, of = (amount(int(row[side]), summed=_summed(form)) for side in ("numerator", "denominator"))
    match form.below:
        case "all":
            return f"{part:,} of {of:,} {form.value_name}"
        case "median":
            return f"{part:,} {form.value_name}, and the median of the groups is {of:,}"
        case Below():
            return f"{part:,} over {of:,}, as the {form.value_name}"
