"""Periods and groups under both policies: which verdicts flip, and how far inside or outside of the promise each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from sla_dsl.findings.exact import dumps
from sla_dsl.findings.models import Finding, Number, Part, Scalar, Target, Verdict
from sla_dsl.replay.causes import Try, cancelled, cause
from sla_dsl.replay.grounds import OWNER
from sla_dsl.replay.models import NONE, Cause, Flip, Flips, Margin, Measured, Turn, Words, turn
from sla_dsl.replay.tally import WHENEVER, in_order

Instance = tuple[object, ...]
"""What tells a period and group from others: its bounds and the values of its group."""
Found = Mapping[Instance, Finding]


def by_instance(findings: Iterable[Finding]) -> dict[Instance, Finding]:
    """The records of periods and groups by what they are about."""
    return {_instance(f): f for f in findings}


def _instance(of: Finding) -> Instance:
    period = of.period
    when = (None, None, None) if period is None else (period.start, period.end, period.kind == "rolling")
    return (*when, dumps(dict(of.group)))


def margins(old: Found, new: Found) -> list[tuple[Instance, Margin]]:
    """Every period and group that either policy has, in the order of time and groups."""
    there = {**old, **new}
    order = sorted(there, key=lambda i: _when(there[i]))
    return [(i, _margin(there[i], old.get(i), new.get(i))) for i in order]


def _when(of: Finding) -> tuple[str, ...]:
    period = of.period
    when = ("", "") if period is None else (period.start.isoformat(), period.end.isoformat())
    return (*when, dumps(dict(of.group)))


def _margin(one: Finding, old: Finding | None, new: Finding | None) -> Margin:
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
    told: Sequence[tuple[Instance, Margin]], made: Sequence[Found], tries: Sequence[Try], untried: int, shown: int
) -> Flips:
    """The flips among periods and groups; `made` is what the tries come to."""
    counts: Counter[Words] = Counter()
    causes: Counter[Cause] = Counter()
    undone: Counter[int] = Counter()
    owners: dict[Scalar, Counter[Turn]] = {}
    periods: dict[str, Counter[Turn]] = {}
    found: dict[Turn, list[Flip]] = {t: [] for t in Turn}
    for instance, margin in told:
        old, new = margin.old.verdict, margin.new.verdict
        bits = sum((_word(f.get(instance)) == new) << n for n, f in enumerate(made))
        if old == new:
            undone.update(cancelled(bits, tries))
            continue
        why, where = cause(bits, tries, untried), turn(old, new)
        counts[old, new] += 1
        causes[why] += 1
        periods.setdefault(margin.period, Counter())[where] += 1
        if OWNER in margin.group:
            owners.setdefault(margin.group[OWNER], Counter())[where] += 1
        found[where].append(Flip(old, new, why, owner=margin.group.get(OWNER), margin=margin))
    return Flips(
        counts=dict(sorted(counts.items())),
        shown=tuple(f for flips in found.values() for f in flips[:shown]),
        by_owner=dict(sorted(owners.items(), key=lambda o: (o[0] is None, str(o[0])))),
        by_period=periods,
        causes=in_order(causes),
        cancelled=dict(sorted(undone.items())),
    )


def _word(of: Finding | None) -> str:
    return NONE if of is None else of.verdict
