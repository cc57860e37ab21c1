"""What ratios, statistics and quotients tell alike: the value that speaks for a clause, the words, the records."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import polars as pl

from sla_dsl.compile.previous import PRIOR, goal
from sla_dsl.findings.clauses import NOT_CLOSED, period_of, place
from sla_dsl.findings.fingerprint import fingerprint
from sla_dsl.findings.models import Evidence, Finding, Number, Severity, Verdict
from sla_dsl.findings.numbers import ratio, target
from sla_dsl.findings.relief import waived
from sla_dsl.findings.variants import group_of, in_force
from sla_dsl.model.forms import Quotient, RateForm, variants_of

NOT_OVER = "the period is not over"
"""What an open period waits for."""


def worst(form: RateForm | Quotient, settled: pl.DataFrame) -> Number | None:
    """The value that speaks for the clause: the worst of the judged instances, the latest of the others.

    Of a band it is the one that is farthest from its middle.
    """
    if form.target.previous:  # every period has a target of its own
        return None
    there = settled.filter(pl.col("denominator") > 0)
    judged = there.filter(pl.col("verdict").is_in(["met", "breached"]))
    rows = (judged if judged.height else there.tail(1)).select("numerator", "denominator").iter_rows()
    values = [(Fraction(int(part), int(of)), int(part), int(of)) for part, of in rows]
    if not values:
        return None
    promised = form.target
    if promised.high is not None:
        middle = (promised.value + promised.high) / 2
        _, part, of = max(values, key=lambda v: (abs(v[0] - middle), v[0]))
    else:
        _, part, of = max(values) if promised.op in ("<=", "<") else min(values)
    return ratio(part, of)


def why(form: RateForm | Quotient, settled: pl.DataFrame, verdict: Verdict) -> str:
    """Why the clause as a whole is not judged; empty when it is."""
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
            return NOT_CLOSED
        case _:
            return ""


def reason(form: RateForm | Quotient, row: Mapping[str, Any], said: str, *, doubted: bool, until: str) -> str:
    """What a period and group tells: what was seen in it (`said`), and why it is judged so.

    `doubted` tells whether rows of it are not known, `until` what a period that is pending waits for.
    """
    if row["period_state"] == "partial":
        return f"{said}; only a part of the period is covered"
    match row["verdict"]:
        case "not_applicable" if form.target.previous and row["size"] and row[PRIOR] is None:
            return f"{said}; there is no whole period before to compare with"
        case "not_applicable":
            return f"{said}; too few to judge" if row["size"] else "nothing to judge"
        case "unknown" if not doubted and None in group_of(row, form).values():
            return f"{said}; the group is not known"
        case "unknown":
            return f"{said}; rows with an unknown value could turn the verdict"
        case "pending":
            return f"{said} so far; {until}"
        case _:
            return said


def observed(row: Mapping[str, Any]) -> Number | None:
    """The value of a period and group; None where there is nothing to divide by."""
    of = int(row["denominator"])
    return ratio(int(row["numerator"]), of) if of > 0 else None


def record(
    form: RateForm | Quotient, row: Mapping[str, Any], told: str, part: Number | None, of: Number | None
) -> Finding:
    """The record of one settled period and group, told in words and as a part of a whole where it is one."""
    period, group = period_of(row), group_of(row, form)
    own = in_force(form, row)
    promised = own is not None and not variants_of(own)  # to a row of no tier nothing is promised
    found = Finding(
        id=fingerprint(form.meta.id, period=period, group=group),
        clause=form.meta.id,
        verdict=Verdict(row["verdict"]),
        severity=Severity(form.meta.severity),
        place=place(form.meta),
        reason=told,
        table=form.population.table,
        period=period,
        group=group,
        observed=observed(row),
        target=target(goal(own.target, row)) if own is not None and promised else None,
        numerator=part,
        denominator=of,
        at_risk=bool(row["at_risk"]),
        evidence=Evidence(int(row["size"]), 0),
    )
    return waived(found, form, row)
