"""What tests are to show of a clause: both outcomes, and both sides of each of its edges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any

from sla_dsl.findings.models import Verdict
from sla_dsl.model import expr as m
from sla_dsl.model.forms import (
    Duty,
    Form,
    Invariant,
    Measure,
    Per,
    PeriodForm,
    Quotient,
    Ratio,
    Statistic,
    Target,
    row_expressions,
)
from sla_dsl.model.kinds import Kind
from sla_dsl.text.nouns import several
from sla_dsl.text.record import record

JUST_AFTER = timedelta(minutes=1)
"""How far behind the due instant is still "just after" it."""
_MOST_DIGITS = 6

Row = Mapping[str, Any]
"""An instance, by the columns of `sla_dsl.findings.frame.SCHEMA`."""


@record
class Seen:
    """What one test shows of a clause: its instances, the values of its subjects' columns, and the as-of."""

    rows: Sequence[Row]
    values: Mapping[str, frozenset[Fraction]]
    as_of: datetime


@record
class Point:
    """One thing to show: `name` tells it from the clause's others whatever the numbers, `said` and `why` are for
    people ("no test shows ...", and what it would be good for), and `shows` says whether a test does."""

    name: str
    said: str
    why: str
    shows: Callable[[Seen], bool]


def points(form: Form) -> list[Point]:
    """All that tests are to show of a clause."""
    return [*_outcomes(), *_of_form(form), *_thresholds(form)]


def columns(form: Form) -> set[str]:
    """The columns whose values `points` asks for."""
    return {column for column, _, _ in _compared(form)}


def _outcomes() -> list[Point]:
    def breach(row: Row) -> bool:
        return Verdict(row["verdict"]).is_breach

    return [
        Point("met", "that it is met", "a promise that nobody can keep would not be seen", _any(_is_met)),
        Point("breached", "that it is breached", "a promise that nobody can break looks kept", _any(breach)),
    ]


def _of_form(form: Form) -> list[Point]:
    if isinstance(form, PeriodForm) and form.target.previous:
        return []  # the number that is promised is another one in every period
    match form:
        case Duty():
            limits = _limits(form) if form.limit is not None else []
            return [*limits, *(_shares(Target(">=", form.share, None, "share"), form.per) if form.grouped else [])]
        case Invariant():
            return _shares(Target(">=", form.share, None, "share"), form.per) if form.grouped else []
        case Measure():
            return [*_amounts(form), *([_pace(form)] if form.pace is not None else [])]
        case Ratio():
            return _shares(form.target, form.per, whole=form.amount is None)
        case Statistic() | Quotient():
            return _statistic(form)


# ---------------------------------------------------------------------------------------------- limits


def _limits(form: Duty) -> list[Point]:
    def at(seen: Seen) -> bool:
        due = [r for r in seen.rows if r["due"] is not None]
        return any(r["done"] == r["due"] or (r["verdict"] == "pending" and r["due"] == seen.as_of) for r in due)

    def after(seen: Seen) -> bool:
        breached = [r for r in seen.rows if r["verdict"] in ("late", "missed") and r["due"] is not None]
        return any((r["done"] or seen.as_of) - r["due"] <= JUST_AFTER for r in breached)

    what = form.done_name
    return [
        Point("limit.at", f"{what} exactly when it is due", "the last moment is to be in time", at),
        Point("limit.after", f"{what} just after it was due", "a minute later is to be too late", after),
    ]


# ---------------------------------------------------------------------------------------------- targets


def _amounts(form: Measure) -> list[Point]:
    """The last amount that is enough and the first that is not; counts are whole, and amounts of money step by one."""
    found = []
    for name, which, edge, inside, outward in _ends(form.target):
        whole = edge if form.amount is not None else Fraction(ceil(edge) if outward < 0 else floor(edge))
        for part, reach, it in (("at", 0, which), ("beyond", outward, "one short" if outward < 0 else "one more")):
            unit = form.target.unit if whole + reach == 1 else several(form.target.unit)
            said = f"{_number(whole + reach)} {unit}".rstrip() + f" in {_period(form.per)}"
            why = f"{it} is to be {_result(inside == (reach == 0))}"
            found.append(Point(f"{name}.{part}", said, why, _any(_judged_near(_observed, whole, reach))))
    return found


def _pace(form: Measure) -> Point:
    def alone(row: Row) -> bool:
        value = _observed(row)
        return row["verdict"] == "breached" and value is not None and _reached(form.target, value)

    return Point("pace", "the number kept, and the pace broken", "the pace is a promise of its own", _any(alone))


def _shares(target: Target, per: Per | None, *, whole: bool = True) -> list[Point]:
    """The share itself and, where `whole` rows are counted, the one that one row more or less makes.

    Of 0 % and 100 % the outcomes say it all.
    """
    found = []
    for name, which, edge, inside, outward in _ends(target):
        if edge in (0, 1):
            continue
        share, side = f"{_number(edge * 100)}%", "short of" if outward < 0 else "above"
        at, beyond = _judged_near(_share, edge, 0), _a_row_from(edge, outward)
        why = f"{which} is to be {_result(inside)}"
        found.append(Point(f"{name}.at", f"exactly {share} in {_period(per)}", why, _any(at)))
        if whole:
            why = f"one row is to make it {_result(not inside)}"
            found.append(Point(f"{name}.beyond", f"one row {side} {share}", why, _any(beyond)))
    return found


def _statistic(form: Statistic | Quotient) -> list[Point]:
    return [
        Point(
            f"{name}.at",
            f"exactly {which.removesuffix(' itself')} in {_period(form.per)}",
            f"{which} is to be {_result(inside)}",
            _any(_judged_near(_observed, Fraction(float(edge)), 0)),
        )
        for name, which, edge, inside, _ in _ends(form.target)
    ]


def _ends(target: Target) -> Iterator[tuple[str, str, Fraction, bool, int]]:
    """The ends of a target: name, words, value, whether the value itself is enough, and where its other side lies."""
    if target.op in _SIDES:
        yield ("target", "the target itself", target.value, *_SIDES[target.op])
        return
    high = target.value if target.high is None else target.high
    yield "low", "the target itself" if high == target.value else "the lower end", target.value, True, -1
    yield "high", "the target itself" if high == target.value else "the upper end", high, True, 1


_SIDES = {">=": (True, -1), "<=": (True, 1), ">": (False, 1), "<": (False, -1)}
"""For a comparison with an edge: whether it holds at the edge itself, and on which side of the edge it turns."""
_FLIPPED = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}


def _reached(target: Target, value: Fraction) -> bool:
    return all(
        inside if value == edge else ((value - edge) * outward > 0) != inside
        for _, _, edge, inside, outward in _ends(target)
    )


def _result(enough: bool) -> str:
    return "enough" if enough else "a breach"


# ---------------------------------------------------------------------------------------------- thresholds


def _thresholds(form: Form) -> list[Point]:
    """Both sides of every number that a column is compared with: `score >= 70` asks for 70 and for 69."""
    found: list[Point] = []
    for column, op, edge in _compared(form):
        step, (inside, outward) = _step(edge), _SIDES[op]
        if step is None:
            continue
        said = f"`{column} {op} {_number(edge)}`"
        number = sum(1 for point in found if point.name.startswith(f"{column} {op} ")) // 2
        for part, value, holds in (("at", edge, inside), ("beyond", edge + outward * step, not inside)):
            near = _near(edge, outward * step if part == "beyond" else 0)
            why = f"{said} {'is to' if holds else 'is not to'} hold there"
            shows = _valued(column, near)
            found.append(Point(f"{column} {op} {number}.{part}", f"{column} of {_number(value)}", why, shows))
    return found


def _compared(form: Form) -> list[tuple[str, str, Fraction]]:
    """Column, comparison and number of every condition of a row that compares the two, once each."""
    found: dict[tuple[str, str, Fraction], None] = {}
    for e in (e for top in row_expressions(form) for e in m.walk(top)):
        match e:
            case m.Test(op, m.Column(name=name), m.Const(value=value, kind=Kind.NUMBER)) if op in _SIDES:
                found[(name, op, Fraction(value))] = None
            case m.Test(op, m.Const(value=value, kind=Kind.NUMBER), m.Column(name=name)) if op in _SIDES:
                found[(name, _FLIPPED[op], Fraction(value))] = None
    return list(found)


def _step(edge: Fraction) -> Fraction | None:
    """One of the last digit of a number: 1 of 70, 0.1 of 0.5; None of one that has no end."""
    scales = (Fraction(1, 10**digits) for digits in range(_MOST_DIGITS + 1))
    return next((s for s in scales if (edge / s).denominator == 1), None)


# ---------------------------------------------------------------------------------------------- pieces


def _any(holds: Callable[[Row], bool]) -> Callable[[Seen], bool]:
    return lambda seen: any(map(holds, seen.rows))


def _judged_near(
    value: Callable[[Row], Fraction | None], edge: Fraction, reach: Fraction | int
) -> Callable[[Row], bool]:
    near = _near(edge, reach)
    return lambda row: row["verdict"] in ("met", "breached") and near(value(row))


def _a_row_from(edge: Fraction, outward: int) -> Callable[[Row], bool]:
    """Whether a judged share lies beside the edge, and one row more or less would bring it there."""

    def holds(row: Row) -> bool:
        share = _share(row)
        judged = row["verdict"] in ("met", "breached") and share is not None
        return judged and _near(edge, outward / Fraction(row["denominator"]))(share)

    return holds


def _valued(column: str, near: Callable[[Fraction | None], bool]) -> Callable[[Seen], bool]:
    return lambda seen: any(map(near, seen.values.get(column, ())))


def _is_met(row: Row) -> bool:
    return bool(row["verdict"] == Verdict.MET)


def _observed(row: Row) -> Fraction | None:
    return None if row["observed"] is None else Fraction(row["observed"])


def _share(row: Row) -> Fraction | None:
    part, of = row["numerator"], row["denominator"]
    return Fraction(part) / Fraction(of) if of else None


def _near(edge: Fraction, reach: Fraction | int) -> Callable[[Fraction | None], bool]:
    """Whether a value is the edge; or, with a `reach`, beside it on that side and no farther away."""
    if not reach:
        return lambda value: value == edge
    return lambda value: value is not None and 0 < (value - edge) / reach <= 1


def _period(per: Per | None) -> str:
    if per is None:
        return "all"
    return f"{per.days} days" if per.kind == "rolling" else f"a {per.kind.replace('_', ' ')}"


def _number(value: Fraction) -> str:
    return f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):,g}"
