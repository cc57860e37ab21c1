"""Rows counted in the pass itself, by local day and owner, so that any period and any owner is a sum of a few lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from sla_dsl.check import plans
from sla_dsl.compile.naming import day_source, prefix
from sla_dsl.compile.plan import Rollup, TablePlan
from sla_dsl.compile.relief import WAIVED
from sla_dsl.compile.rows import BREACHES, Columns
from sla_dsl.compile.zone import EPOCH_DAY
from sla_dsl.engines.base import PassResult
from sla_dsl.findings.instances import subject_row
from sla_dsl.findings.models import Verdict
from sla_dsl.model.cycles import Rows
from sla_dsl.model.forms import PeriodForm, SubjectForm
from sla_dsl.pack.models import Counts
from sla_dsl.pack.spans import Span
from sla_dsl.ready import Prepared

WHENEVER = -1
"""In the place of the local day of rows that nothing places in time."""
AT_RISK = "at_risk"


def counting(ready: Prepared, by: str | None = None, span: Span | None = None) -> dict[Rows, TablePlan]:
    """The plans of a run, with the rows of every clause counted by local day and by a column where it is read.

    With a span the rows that are kept as evidence are those that begin in it.
    """
    out: dict[Rows, TablePlan] = {}
    for rows, plan in plans(ready).items():
        mine = [
            (index, form)
            for index, form in enumerate(ready.policy.forms)
            if not isinstance(form, PeriodForm) and form.population.rows == rows
        ]
        counted = _counted(plan, mine, by)
        out[rows] = replace(
            plan,
            rollups=(*plan.rollups, *counted.values()),
            evidence=plan.evidence if span is None else _within(plan, span),
        )
    return out


def _counted(plan: TablePlan, forms: Sequence[tuple[int, SubjectForm]], by: str | None) -> dict[str, Rollup]:
    """Clauses of one start share the counting."""
    xp, found = plan.kit.xp, dict[str, Rollup]()
    masks = {name for stage in plan.masks for name in stage}
    for index, form in forms:
        row, name = subject_row(plan, index), prefix(index)
        day = row["day"].cast(xp.Int64) if "day" in row else xp.lit(WHENEVER).cast(xp.Int64)
        keys: Columns = {"day": day, **({"owner": xp.col(by)} if by is not None and by in plan.reads else {})}
        sums = found.setdefault(_rollup(form), Rollup(_rollup(form), keys, {})).sums
        sums.update({name + w: xp.col(name + w).sum() for w in Verdict if name + w in masks})
        if AT_RISK in row:
            sums[name + AT_RISK] = row[AT_RISK].sum()
        if name + WAIVED in masks:
            for n in range(len(form.meta.waivers)):
                sums[f"{name}waiver {n}"] = (xp.col(name + WAIVED) & (row["waiver"] == n)).sum()
    return found


def _rollup(form: SubjectForm) -> str:
    return f"pack {day_source(form)}"


def _within(plan: TablePlan, span: Span) -> tuple[Any, ...]:
    first, after = ((day - EPOCH_DAY).days for day in (span.start, span.end))
    return tuple(
        replace(e, where=e.where & (e.columns["day"] >= first) & (e.columns["day"] < after))
        if "day" in e.columns
        else e
        for e in plan.evidence
    )


def daily(form: SubjectForm, index: int, results: Mapping[Rows, PassResult]) -> pl.DataFrame:
    """The counted rows of a clause: `day`, a column a word (Int64), and `owner` (String) where its table has one."""
    name = prefix(index)
    frame = results[form.population.rows].rollups[_rollup(form)]
    own = {c: c.removeprefix(name) for c in frame.columns if c.startswith(name)}
    owner = [pl.col("owner").cast(pl.String)] if "owner" in frame.columns else []
    counted = [pl.col(c).cast(pl.Int64).alias(o) for c, o in own.items()]
    found = frame.select(pl.col("day").cast(pl.Int64), *owner, *counted)
    words = [c for c in own.values() if c in list(Verdict)]
    return found.filter(pl.sum_horizontal(words) > 0) if words else found


def within(frame: pl.DataFrame, span: Span) -> pl.DataFrame:
    """The lines of a span; those that nothing places in time belong to every one."""
    first, after = ((day - EPOCH_DAY).days for day in (span.start, span.end))
    return frame.filter(pl.col("day").is_between(first, after, closed="left") | (pl.col("day") == WHENEVER))


def counts(frame: pl.DataFrame) -> Counts:
    """How many rows have each verdict."""
    return {w: n for w in Verdict if w in frame.columns and (n := int(frame[w].sum()))}


def by_owner(frame: pl.DataFrame) -> dict[str | None, Counts]:
    """The same by owner, in the order of their names; None for rows without one."""
    if "owner" not in frame.columns:
        return {}
    parts = {name: part for (name,), part in frame.partition_by("owner", as_dict=True).items()}
    return {name: counts(parts[name]) for name in sorted(parts, key=lambda n: (n is None, n or ""))}


def with_owners(frame: pl.DataFrame, said: Callable[[str], str | None]) -> pl.DataFrame:
    """The lines with other words for owners."""
    if "owner" not in frame.columns:
        return frame
    return frame.with_columns(owner=pl.col("owner").map_elements(said, return_dtype=pl.String))


def first_day(frame: pl.DataFrame) -> date | None:
    """The first local day of which there is a row."""
    days = frame.filter(pl.col("day") != WHENEVER)["day"]
    return None if days.is_empty() else day(int(days.min()))  # type: ignore[arg-type]


def last_day(frame: pl.DataFrame) -> date | None:
    """The last local day of which there is a row."""
    days = frame.filter(pl.col("day") != WHENEVER)["day"]
    return None if days.is_empty() else day(int(days.max()))  # type: ignore[arg-type]


def breached(frame: pl.DataFrame) -> pl.Expr:
    """Whether a line has rows that are breached."""
    return pl.any_horizontal(pl.col(w) > 0 for w in BREACHES if w in frame.columns)


def day(number: int) -> date:
    """The local day of a number of `day`."""
    return EPOCH_DAY + timedelta(days=number)
