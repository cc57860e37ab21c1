"""Kleene's logic, exact arithmetic and the functions of the language, for the reference evaluator."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from sla_dsl.lang import ast
from tests.support.reference_policy import Value
from tests.support.reference_time import ONE_DAY, WEEKDAYS, Limit, at_local, day_start, wall_time

COMPARE: dict[str, Callable[..., bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def all_of(truths: Iterable[bool | None]) -> bool | None:
    """False if one is false, else unknown if one is unknown, else true."""
    seen = list(truths)
    return False if False in seen else None if None in seen else True


def any_of(truths: Iterable[bool | None]) -> bool | None:
    """True if one is true, else unknown if one is unknown, else false."""
    seen = list(truths)
    return True if True in seen else None if None in seen else False


def negate(truth: bool | None) -> bool | None:
    """The opposite; unknown stays unknown."""
    return None if truth is None else not truth


def compare(op: str, left: Value, right: Value, zone: ZoneInfo) -> bool | None:
    """The truth of a comparison; unknown when a side is null; a bare date is its whole local day (rule 24)."""
    if left is None or right is None:
        return None
    if isinstance(left, Limit) and isinstance(right, Limit):
        return COMPARE[op](left.length(), right.length())
    if isinstance(left, datetime) and is_day(right):
        return _beside_a_day(op, left, right, zone)
    if is_day(left) and isinstance(right, datetime):
        return _beside_a_day(MIRRORED[op], right, left, zone)
    left, right = settled(left, right), settled(right, left)
    if type(left) is not type(right):
        raise TypeError(f"{left!r} {op} {right!r}")
    return COMPARE[op](left, right)


def is_day(value: Value) -> bool:
    """Whether a value is a date without a time of day."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _beside_a_day(op: str, t: datetime, day: Value, zone: ZoneInfo) -> bool:
    assert isinstance(day, date)
    begin, end = day_start(zone, day), day_start(zone, day + ONE_DAY)
    return {
        "=": begin <= t < end, "!=": not begin <= t < end,
        "<": t < begin, "<=": t < end, ">": t >= end, ">=": t >= begin,
    }[op]  # fmt: skip


def number(value: Value) -> Fraction:
    """A value that must be a number."""
    if not isinstance(value, Fraction):
        raise TypeError(f"not a number: {value!r}")
    return value


class Reckoned(Fraction):
    """A number that comes of arithmetic: it counts in whole millionths, halves up, where it is compared (rule 211)."""


def settled(value: Value, other: Value = None) -> Value:
    """A number in whole millionths where it, or what it is compared with, was reckoned."""
    if not isinstance(value, Fraction) or (not isinstance(value, Reckoned) and not isinstance(other, Reckoned)):
        return value
    return Fraction(math.floor(value * 1_000_000 + Fraction(1, 2)), 1_000_000)


def arithmetic(op: ast.ArithOp, left: Value, right: Value, zone: ZoneInfo) -> Value:
    """`left op right` of numbers, lengths of time and instants; null where a side is, or where it divides by zero."""
    if left is None or right is None:
        return None
    left, right = (at_local(zone, datetime.combine(v, time(0))) if is_day(v) else v for v in (left, right))  # type: ignore[arg-type]
    if isinstance(left, datetime) and isinstance(right, datetime):
        return Limit(Fraction((left - right) // timedelta(microseconds=1), 1_000_000), "second")
    if isinstance(left, datetime) and isinstance(right, Limit):
        us = int(right.length() * 1_000_000)
        return left + timedelta(microseconds=us if op == "+" else -us)
    if isinstance(left, Limit) and isinstance(right, Limit):
        return Limit(number(arithmetic(op, left.length(), right.length(), zone)), "second")
    if isinstance(left, Limit) and isinstance(right, Fraction):
        return Limit(number(arithmetic(op, left.amount, right, zone)), left.unit, left.business)
    if isinstance(left, Fraction) and isinstance(right, Limit):
        return Limit(left * right.amount, right.unit, right.business)
    if op == "/":
        return None if right == 0 else Reckoned(number(left) / number(right))
    plain: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
        "+": operator.add, "-": operator.sub, "*": operator.mul,
    }  # fmt: skip
    return Reckoned(plain[op](number(left), number(right)))


def called(function: str, values: list[Value], zone: ZoneInfo) -> Value:
    """A function of the language (rule 102); null where what it is given is."""
    if None in values:
        return None
    first = values[0]
    match function:
        case "lower" | "trim" | "domain":
            assert isinstance(first, str)
            return _text(function, first) or None
        case "day" | "month" | "hour" | "weekday":
            assert isinstance(first, datetime)
            return _part(function, wall_time(zone, first))
        case "min" | "max":
            size = (lambda v: v.length()) if isinstance(first, Limit) else (lambda v: v)
            return (min if function == "min" else max)(values, key=size)
        case "abs" if isinstance(first, Limit):
            return Limit(abs(first.amount), first.unit, first.business)
        case "abs":
            return type(first)(abs(number(first)))  # type: ignore[arg-type, call-arg]
        case "ceil":
            return Fraction(math.ceil(number(settled(first))))
        case "floor":
            return Fraction(math.floor(number(settled(first))))
        case "round":
            near = number(settled(first))
            size_of = Fraction(math.floor(abs(near) + Fraction(1, 2)))
            return size_of if near >= 0 else -size_of
        case _:
            raise NotImplementedError(function)


def _text(function: str, text: str) -> str:
    if function == "trim":
        return text.strip()
    if function == "domain":
        text = text.rpartition("@")[2].strip() if "@" in text else ""
    return "".join(letter.lower() for letter in text)


def _part(function: str, wall: datetime) -> Value:
    if function == "weekday":
        return WEEKDAYS[wall.weekday()][:3]
    return Fraction({"day": wall.day, "month": wall.month, "hour": wall.hour}[function])
