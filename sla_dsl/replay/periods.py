"""Periods and groups under both policies: which verdicts flip, and how far inside or outside of the promise each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import polars as pl

from sla_dsl.compile.naming import group_column
from sla_dsl.findings.models import Finding, Number, Part, Scalar, Target, Verdict
from sla_dsl.findings.variants import group_of
from sla_dsl.model.forms import Duty, Form, Invariant
from sla_dsl.model.schema import OWNER
from sla_dsl.replay.causes import Try, cancelled, cause
from sla_dsl.replay.models import NONE, Cause, Flip, Flips, Margin, Measured, Turn, Words, turn
from sla_dsl.replay.tally import WHENEVER, in_order
from sla_dsl.text.record import record

Instance = tuple[object, ...]
"""What tells a period and group from others: its bounds and the values of its group."""


class Settled:
    """The periods and groups of a clause under one policy; the record of one is made when it is asked for."""

    def __init__(self, form: Form, frame: pl.DataFrame, told: Callable[[Mapping[str, Any]], Finding]) -> None:
        self._frame, self._told = frame, told
        self.verdicts: dict[Instance, str] = {}
        self._rows: dict[Instance, int] = {}
        if frame.width:
            groups = [group_column(b) for b in form.by]
            asked = frame.select("begins", "ends", "period_kind", "verdict", *groups)
            for n, row in enumerate(asked.iter_rows(named=True)):
                instance = _instance(form, row)
                self.verdicts[instance], self._rows[instance] = row["verdict"], n

    def finding(self, of: Instance) -> Finding | None:
        """The record of a period and group; None where it has none."""
        row = self._rows.get(of)
        return None if row is None else self._told(self._frame.row(row, named=True))


def _instance(form: Form, row: Mapping[str, Any]) -> Instance:
    found = sorted(group_of(row, form).items(), key=lambda one: one[0])  # in whichever order `by` names them
    group = tuple((n, "NaN" if v != v else v) for n, v in found)
    if row["period_kind"] == "term" and isinstance(form, Duty | Invariant):
        return None, None, False, group  # one period holds all that there is, whenever it is
    return row["begins"], row["ends"], row["period_kind"] == "rolling", group


@record
class Told:
    """The periods and groups of a clause under both policies, by their verdicts, in the order of time and groups."""

    old: Settled | None
    new: Settled | None

    def instances(self) -> list[tuple[Instance, str, str]]:
        """Every period and group that either policy has, with its words."""
        old, new = ({} if s is None else s.verdicts for s in (self.old, self.new))
        order = sorted({**old, **new}, key=_when)
        return [(i, old.get(i, NONE), new.get(i, NONE)) for i in order]

    def margin(self, of: Instance) -> Margin:
        """How far inside or outside of both promises a period and group is."""
        old, new = (None if s is None else s.finding(of) for s in (self.old, self.new))
        one = new or old
        assert one is not None
        period = one.period
        label = WHENEVER if period is None else period.label
        return Margin(label, None if period is None else period.start, one.group, measured(old), measured(new))


def _when(of: Instance) -> tuple[int, int, str]:
    begins, ends, *rest = of
    return (-1, -1, str(rest)) if begins is None else (begins, ends, str(rest))  # type: ignore[return-value]


def measured(of: Finding | None) -> Measured:
    """How far inside its promise a period and group is: by the part that is breached, if its volume is not."""
    if of is None:
        return Measured(NONE)
    bad = [p for p in of.parts if p.verdict.is_breach]
    part = next((p for p in bad if p.name != "volume"), None) if bad and bad[0].name != "volume" else None
    if part is not None:
        return _of_part(of.verdict, part)
    value = _exact(of.observed)
    if of.target is not None and of.target.unit == "share" and of.numerator is not None and of.denominator:
        value = Fraction(of.numerator) / Fraction(of.denominator)  # what was observed is rounded
    return Measured(of.verdict, value, of.target, spare(value, of.target))


def _of_part(verdict: Verdict, part: Part) -> Measured:
    value = _exact(part.observed)
    return Measured(verdict, value, part.target, spare(value, part.target), part.name, part.detail)


def _exact(value: Number | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def spare(value: Fraction | None, target: Target | None) -> Fraction | None:
    """How far inside its target a value is, in the target's unit; negative where it misses.

    None where the target is a share of the period before, of which the value is not told.
    """
    if value is None or target is None or target.unit == "previous":
        return None
    low = Fraction(target.value)
    match target.op:
        case ">=" | ">":
            return value - low
        case "<=" | "<":
            return low - value
        case "=":
            return -abs(value - low)
        case _:
            return min(value - low, Fraction(target.value if target.high is None else target.high) - value)


def flips_of(
    told: Told, made: Sequence[Mapping[Instance, str]], tries: Sequence[Try], untried: int, shown: int
) -> tuple[Flips, tuple[Margin, ...], tuple[Flip, ...]]:
    """The flips among periods and groups, so many margins, of those that flip first, and all flips by their turns.

    `made` is what the tries come to.
    """
    counts: Counter[Words] = Counter()
    causes: Counter[Cause] = Counter()
    undone: Counter[int] = Counter()
    owners: dict[Scalar, Counter[Turn]] = {}
    periods: dict[str, Counter[Turn]] = {}
    found: dict[Turn, list[Flip]] = {t: [] for t in Turn}
    still: list[Instance] = []
    as_before: Counter[int] = Counter()
    for instance, old, new in told.instances():
        bits = sum((words.get(instance, NONE) == new) << n for n, words in enumerate(made))
        if old == new:
            as_before[bits] += 1
            still.append(instance)
            continue
        why, where, margin = cause(bits, tries, untried), turn(old, new), told.margin(instance)
        counts[old, new] += 1
        causes[why] += 1
        periods.setdefault(margin.period, Counter())[where] += 1
        if OWNER in margin.group:
            owners.setdefault(margin.group[OWNER], Counter())[where] += 1
        found[where].append(Flip(old, new, why, owner=margin.group.get(OWNER), margin=margin))
    for bits, n in as_before.items():
        undone.update(dict.fromkeys(cancelled(bits, tries), n))
    flips = tuple(f for some in found.values() for f in some[:shown])
    margins = [f.margin for f in flips if f.margin is not None]
    margins += [told.margin(i) for i in still[: max(shown - len(margins), 0)]]
    told_of = Flips(
        counts=dict(sorted(counts.items())),
        shown=flips,
        by_owner=dict(sorted(owners.items(), key=lambda o: (o[0] is None, str(o[0])))),
        by_period=periods,
        causes=in_order(causes),
        cancelled=dict(sorted(undone.items())),
    )
    return told_of, tuple(margins), tuple(f for some in found.values() for f in some)
