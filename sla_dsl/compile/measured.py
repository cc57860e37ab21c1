"""Amounts that the data tell: what is added up of all rows up to the as-of, and the exact value that it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil
from typing import Any

from sla_dsl.compile.cases import due
from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.millionths import SCALE
from sla_dsl.compile.naming import prefix
from sla_dsl.compile.plan import Rollup, TablePlan
from sla_dsl.compile.rows import Columns
from sla_dsl.model.cycles import Rows
from sla_dsl.model.forms import Form, Invariant, Measure, Ratio, Reached, Statistic
from sla_dsl.model.measured import Measured, Measurement
from sla_dsl.model.policy import CheckedPolicy


def policy_of(policy: CheckedPolicy) -> CheckedPolicy:
    """The policy whose clauses are the amounts to be measured: over all days, whatever the term."""
    forms = tuple(m.form for m in policy.measured if m.form is not None)
    return replace(policy, forms=forms, unjudged=(), term=(None, None), consequences=(), measured=())


def tables_of(policy: CheckedPolicy) -> list[Rows]:
    """Whose rows are measured."""
    return list(dict.fromkeys(f.population.rows for f in policy.forms))


def measuring(plan: TablePlan, policy: CheckedPolicy, rows: Rows) -> TablePlan:
    """The plan of some rows as the one that adds up what is measured of them, and nothing else.

    A row counts in a conversion from the instant on at which its time has passed.
    """
    ripe: Columns = {}
    for index, form in enumerate(policy.forms):
        if form.population.rows == rows and isinstance(form, Ratio) and isinstance(form.part, Reached):
            start = form.population.start
            if form.part.limit is not None and start is not None:
                ripe[prefix(index) + "ripe"] = due(plan.kit, compile_expr(plan.kit, start), form.part.limit)
    plan = replace(plan, footing=(*plan.footing, ripe), groups=(), evidence=())
    return replace(plan, totals=_totals(plan, policy), rollups=_values(plan, policy))


def _totals(plan: TablePlan, policy: CheckedPolicy) -> Columns:
    """What is added up over the rows of a plan, by the clause's prefix and a word."""
    found: Columns = {}
    there = {name for stage in plan.masks for name in stage}
    for index, form in enumerate(policy.forms):
        name = prefix(index)
        if not any(column.startswith(name) for column in there):
            continue
        ripe = _ripe(plan.kit, name, plan)
        for word in _WORDS[type(form)]:
            if name + word in there:
                column = plan.kit.xp.col(name + word)
                found[name + word] = (column if ripe is None else column & ripe).sum()
    return found


_WORDS: Mapping[type, Sequence[str]] = {
    Ratio: ("size", "loose", "part.least", "part.most"),
    Statistic: ("size", "loose", "total", "known", "holes"),
    Measure: ("delivered", "unknown", "unpriced", "value"),
    Invariant: ("met", "breached", "unknown"),
}


def _ripe(kit: Kit, name: str, plan: TablePlan) -> Expr | None:
    return kit.xp.col(name + "ripe") <= kit.as_of if any(name + "ripe" in stage for stage in plan.footing) else None


def _values(plan: TablePlan, policy: CheckedPolicy) -> tuple[Rollup, ...]:
    """The values (millionths) of which a quantile is measured, as rows under the clause's prefix."""
    there = {name for stage in plan.masks for name in stage}
    xp, found = plan.kit.xp, []
    for index, form in enumerate(policy.forms):
        name = prefix(index)
        if isinstance(form, Statistic) and form.rank is not None and name + "value" in there:
            column = xp.col(name + "value")
            found.append(Rollup(name, {"day": xp.lit(0), "value": column}, {}, ~column.is_null()))
    return tuple(found)


def measurement(form: Form, found: Mapping[str, Any], quantiles: Sequence[int]) -> Measurement:
    """The value of a form from its totals, by word, and its values in ascending order."""
    count = {word: int(v or 0) for word, v in found.items()}
    match form:
        case Ratio():
            rows, unknown = count["size"], count.get("loose", 0) + count["part.most"] - count["part.least"]
            return _settled(rows, unknown, lambda: Fraction(count["part.least"], rows), "row that has had its time")
        case Statistic(rank=None):
            rows, unknown = count["size"], count.get("loose", 0) + count["holes"]
            return _settled(rows, unknown, lambda: Fraction(count["total"], rows * SCALE))
        case Statistic(rank=rank):
            assert rank is not None
            rows = count["size"]
            unknown = count.get("loose", 0) + rows - len(quantiles)
            return _settled(rows, unknown, lambda: Fraction(quantiles[max(ceil(rank * rows), 1) - 1], SCALE))
        case Measure():
            rows, unknown = count["delivered"], count.get("unknown", 0) + count.get("unpriced", 0)
            return _settled(rows, unknown, lambda: Fraction(count["value"], SCALE))
        case Invariant():
            rows = count["met"] + count["breached"]
            unknown = count.get("unknown", 0)
            found_rows = count["met"]
            return Measurement(None, rows, _not_known(unknown)) if unknown else Measurement(Fraction(found_rows), rows)
        case _:
            raise AssertionError("a quotient is not measured")


def _settled(rows: int, unknown: int, value: Any, noun: str = "row") -> Measurement:
    if unknown:
        return Measurement(None, rows, _not_known(unknown))
    return Measurement(value(), rows) if rows else Measurement(None, 0, f"there is no {noun}")


def _not_known(rows: int) -> str:
    return f"{rows:,} row{'s' if rows > 1 else ''} with a value that is not known"


def unmeasured(policy: CheckedPolicy) -> dict[str, Measurement]:
    """Those amounts that this data can not tell."""
    return {m.text: Measurement(None, 0, m.why) for m in policy.measured if m.form is None}


def texts(policy: CheckedPolicy) -> list[Measured]:
    """Those that it can, in the order of `policy_of`."""
    return [m for m in policy.measured if m.form is not None]
