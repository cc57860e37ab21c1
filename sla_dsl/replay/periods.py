"""Periods and groups under both policies: which verdicts flip, and how far inside or outside of the promise each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import repeat
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
        self._form, self._frame, self._told = form, frame, told
        there = list(_instances(form, frame)) if frame.width else []
        self._rows: dict[Instance, int] = {instance: n for n, instance in enumerate(there)}
        self.verdicts: dict[Instance, str] = dict(zip(there, frame["verdict"], strict=True)) if there else {}

    def finding(self, of: Instance) -> Finding | None:
        """The record of a period and group; None where it has none."""
        row = self._rows.get(of)
        return None if row is None else self._told(self._frame.row(row, named=True))

    def placed(self, of: Instance) -> tuple[str, Mapping[str, Scalar]]:
        """The label of the period, and the group."""
        row = self._frame.row(self._rows[of], named=True)
        return WHENEVER if of[0] is None else row["period_label"], group_of(row, self._form)


def _instances(form: Form, frame: pl.DataFrame) -> Iterator[Instance]:
    """What tells the rows of a settled frame from one another."""
    columns = [group_column(b) for b in form.by]
    values = zip(*(frame[c] for c in columns), strict=True) if columns else repeat((), frame.height)
    known: dict[tuple[Scalar, ...], tuple[object, ...]] = {}
    whole = isinstance(form, Duty | Invariant)
    for begins, ends, kind, own in zip(frame["begins"], frame["ends"], frame["period_kind"], values, strict=True):
        group = known.get(own)
        if group is None:
            group = known[own] = _group(form, dict(zip(columns, own, strict=True)))
        if whole and kind == "term":
            yield None, None, False, group  # one period holds all that there is, whenever it is
        else:
            yield begins, ends, kind == "rolling", group


def _group(form: Form, row: Mapping[str, Any]) -> tuple[object, ...]:
    found = sorted(group_of(row, form).items(), key=lambda one: one[0])  # in whichever order `by` names them
    return tuple((n, "NaN" if v != v else v) for n, v in found)


@record
class Told:
    """The periods and groups of a clause under both policies, by their verdicts, in the order of time and groups."""

    old: Settled | None
    new: Settled | None

    def instances(self) -> list[tuple[Instance, str, str]]:
        """Every period and group that either policy has, with its words."""
        old, new = ({} if s is None else s.verdicts for s in (self.old, self.new))
        spelled = cache(lambda *rest: str(list(rest)))

        def when(of: Instance) -> tuple[object, ...]:
            begins, ends, *rest = of
            return (-1, -1, spelled(*rest)) if begins is None else (begins, ends, spelled(*rest))

        order = sorted({**old, **new}, key=when)
        return [(i, old.get(i, NONE), new.get(i, NONE)) for i in order]

    def placed(self, of: Instance) -> tuple[str, Mapping[str, Scalar]]:
        """The label of a period, and the group, as the new policy calls them if it has them."""
        side = self.new if self.new is not None and of in self.new.verdicts else self.old
        assert side is not None
        return side.placed(of)

    def margin(self, of: Instance) -> Margin:
        """How far inside or outside of both promises a period and group is."""
        old, new = (None if s is None else s.finding(of) for s in (self.old, self.new))
        one = new or old
        assert one is not None
        period = one.period
        label = WHENEVER if period is None else period.label
        return Margin(label, None if period is None else period.start, one.group, measured(old), measured(new))


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
    told: Told, made: Sequence[Mapping[Instance, str]], tries: Sequence[Try], untried: int, shown: int, *, keep: bool
) -> tuple[Flips, tuple[Margin, ...], tuple[Flip, ...]]:
    """The flips among periods and groups, so many margins, of those that flip first, and the flips by their turns: all
    of them with `keep`, else those that are shown.

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
        why, where, (period, group) = cause(bits, tries, untried), turn(old, new), told.placed(instance)
        counts[old, new] += 1
        causes[why] += 1
        periods.setdefault(period, Counter())[where] += 1
        if OWNER in group:
            owners.setdefault(group[OWNER], Counter())[where] += 1
        if keep or len(found[where]) < shown:
            found[where].append(Flip(old, new, why, owner=group.get(OWNER), margin=told.margin(instance)))
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
