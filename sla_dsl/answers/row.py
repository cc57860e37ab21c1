"""What is asked of one subject's row: the columns of the compiled clause, and beside them every part of its conditions.

All of it is one query over the rows of the plan that a check runs, so nothing is judged twice or in another way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sla_dsl.answers.made import Several, seen_of_subject, several
from sla_dsl.answers.models import Asked, Step
from sla_dsl.answers.spoken import is_instant, leaves, parts, spoken
from sla_dsl.check import plans
from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.naming import key_column, prefix
from sla_dsl.compile.plan import TablePlan
from sla_dsl.findings.instances import subject_row
from sla_dsl.findings.models import Scalar
from sla_dsl.findings.numbers import moment
from sla_dsl.model import expr as m
from sla_dsl.model.forms import TIER, Duty, Form, Invariant, Lasting, Measure, Ratio, Reached, Statistic, tiers_of
from sla_dsl.model.halves import halves
from sla_dsl.ready import Prepared
from sla_dsl.reports import units
from sla_dsl.text.diagnostic import DataError, Diagnostic, UsageError
from sla_dsl.text.spell import nearest

_NEAR = 20_000
"""How many keys are compared with one that is not there."""
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def local(at: datetime, timezone: str) -> str:
    """A local time with its weekday: `Wed 1 Jul 2026 09:00 EDT`."""
    place = ZoneInfo(timezone)
    return f"{_WEEKDAYS[at.astimezone(place).weekday()]} {units.full_instant(at, place)}"


class Asker:
    """Asks for the rows of one subject; `row` is the one at hand, whose answers are read by expression."""

    def __init__(self, ready: Prepared, index: int, form: Form) -> None:
        self.ready, self.index, self.form = ready, index, form
        self.half = halves(form)[0]
        self.plan: TablePlan = plans(ready)[self.half.population.rows]
        self.table = self.half.population.table
        self.asked: dict[m.Expr, str] = {}
        self.row: Mapping[str, Any] = {}

    def rows(self, subject: str) -> list[dict[str, Any]]:
        """The rows, or entries, with that key. Raises `UsageError` when there are none."""
        engine, ready, plan = self.ready.engine, self.ready, self.plan
        frame = ready.frames[self.table]
        where = self._is(frame, subject)
        for e in self._wanted():
            self._ask(e)
        xp, kit = plan.kit.xp, plan.kit
        shown: dict[str, Any] = {key_column(k): xp.col(k) for k in plan.key}
        if isinstance(self.form, Duty | Invariant):
            shown |= subject_row(plan, self.index)
        else:
            name = prefix(self.index)
            shown |= {c: xp.col(c) for stage in plan.masks for c in stage if c.startswith(name)}
            shown |= {f"g.{b}": xp.col(b) for b in self.half.by if b != TIER}
            assert self.half.population.start is not None
            shown["start"] = compile_expr(kit, self.half.population.start)
        shown |= {name: compile_expr(kit, e) for e, name in self.asked.items()}
        found = engine.rows(frame, plan, ready.frames).filter(where).select(**shown)
        rows = engine.collect(found).to_dicts()
        if not rows:
            raise UsageError(self._nobody(subject))
        return rows

    def _is(self, frame: pl.LazyFrame, subject: str) -> pl.Expr:
        """The condition that a row has that key."""
        keys, schema = self.plan.key, frame.collect_schema()
        texts = [t.strip() for t in subject.split(",")] if len(keys) > 1 else [subject.strip()]
        if not keys:
            message = f"the rows of `{self.table}` have no key, so none of them can be named"
            hint = f"name the key in the policy: `table {self.table}` with `key COLUMN`"
            raise DataError(Diagnostic("SLA422", message, hint=hint))
        if len(texts) != len(keys):
            raise UsageError(self._nobody(subject))
        same = [_same(k, schema[k], text) for k, text in zip(keys, texts, strict=True)]
        return pl.all_horizontal(same)

    def _nobody(self, subject: str) -> Diagnostic:
        """The diagnostic for a key that no row has, with keys that are near to it."""
        keys, frame = self.plan.key, self.ready.frames[self.table]
        said = ", ".join(f"`{k}`" for k in keys)
        message = f"no row of `{self.table}` has the key `{subject}`"
        if len(keys) > 1 and len(subject.split(",")) != len(keys):
            return Diagnostic("SLA517", message, hint=f"its key has {len(keys)} columns, {said}: write `A,B`")
        text = pl.concat_str([pl.col(k).cast(pl.String) for k in keys], separator=",").alias("key")
        begun = frame.select(text).filter(pl.col("key").str.to_lowercase().str.starts_with(subject[:1].lower()))
        near = nearest(subject, begun.unique().sort("key").head(_NEAR).collect()["key"].drop_nulls().to_list())
        first = frame.select(text).drop_nulls().head(3).collect()["key"].to_list()
        hint = (
            f"did you mean `{near}`?" if near else f"its keys ({said}) are such as {', '.join(f'`{k}`' for k in first)}"
        )
        return Diagnostic("SLA517", message, hint=hint if first else f"`{self.table}` has no rows")

    # ------------------------------------------------------------------------------------------ what is asked

    def conditions(self) -> Iterator[m.Expr]:
        """Every condition that says what the row is to the clause, each part by itself."""
        p = self.half.population
        yield from parts(p.scope, m.Both)
        yield from parts(p.excluded, m.Either)
        for waiver in self.form.meta.waivers:
            yield from parts(waiver.condition, m.Both)
        for line in self.lines():
            yield from parts(line, m.Both)
        match self.half:
            case Invariant(condition=condition):
                yield from parts(condition, m.Both)
            case Ratio():
                part = self.part()
                yield from [] if part is None else [part]
            case _:
                pass

    def part(self) -> m.Expr | None:
        """The condition of the part of a share or a conversion."""
        found = self.half.part if isinstance(self.half, Ratio) else None
        return found.condition if isinstance(found, Reached) else found

    def lines(self) -> list[m.Expr]:
        """The conditions of the lines of a table, in order."""
        tiers = tiers_of(self.half)
        return list(tiers.place.items) if tiers is not None and isinstance(tiers.place, m.FirstTrue) else []

    def _instants(self) -> Iterator[m.Expr]:
        start = self.half.population.start
        yield from [] if start is None else leaves(start)
        yield from self.measured()

    def measured(self) -> Iterator[m.Expr]:
        """What the promise itself reads of a row: what is done, and what is counted."""
        match self.half:
            case Duty(done=done, before=before):
                yield from (e for top in (done, before) if top is not None for e in leaves(top))
            case Ratio(part=Reached(at=at)):
                yield from leaves(at)
            case Statistic(value=value):
                yield from leaves(value.end if isinstance(value, Lasting) else value)
            case Measure(amount=amount) if amount is not None:
                yield from leaves(amount)
            case _:
                pass

    def made(self) -> list[Several]:
        """What of the promise asks for several of a kind."""
        return several(self.half.done, self.table) if isinstance(self.half, Duty) else []

    def _wanted(self) -> Iterator[m.Expr]:
        yield from self._instants()
        for e in self.made():
            yield from seen_of_subject(e).values()
        for condition in self.conditions():
            yield condition
            yield from leaves(condition)

    def _ask(self, e: m.Expr) -> None:
        self.asked.setdefault(e, f"asked {len(self.asked)}")

    # ------------------------------------------------------------------------------------------ answers

    def value(self, e: m.Expr) -> Scalar | datetime:
        value = self.row[self.asked[e]]
        found: Scalar | datetime = moment(value) if is_instant(e) else value
        return found

    def at(self, us: int) -> str:
        found = moment(us)
        assert found is not None
        return local(found, self.ready.policy.timezone)

    def show(self, value: Scalar | datetime) -> str:
        if isinstance(value, datetime):
            return local(value, self.ready.policy.timezone)
        return "not known" if value is None else units.scalar(value, 60)

    def spoken(self, e: m.Expr) -> str:
        return spoken(e, self.at)

    def seen(self, of: Sequence[m.Expr]) -> dict[str, Scalar | datetime]:
        return {self.spoken(e): self.value(e) for e in of}

    def saw(self, of: Sequence[m.Expr]) -> str:
        return ", ".join(f"{name} is {self.show(value)}" for name, value in self.seen(of).items())

    def condition(self, what: str, e: m.Expr) -> Step:
        """A condition, whether it holds and what it saw."""
        holds = self.row[self.asked[e]]
        word = "not known" if holds is None else "holds" if holds else "does not hold"
        saw = self.saw(leaves(e))
        asked = Asked(self.spoken(e), None if holds is None else bool(holds), self.seen(leaves(e)))
        return Step(what, f"{asked.text}: {word}" + (f" ({saw})" if saw else ""), asked=asked)


def _same(column: str, dtype: pl.DataType, text: str) -> pl.Expr:
    """Whether a key column holds what was typed."""
    if dtype.is_float():
        try:
            return pl.col(column) == float(text)
        except ValueError:
            return pl.lit(False)
    return pl.col(column).cast(pl.String) == text
