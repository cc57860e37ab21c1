"""Ranges such as `1h..24h` or `80%..99%`: their ends, and round values between them."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import takewhile

from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.record import record

_AMOUNT = re.compile(r"[$€£¥]?(\d[\d_]*(?:\.\d+)?)\s*([kM%]|[a-z]+)?", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d\d(:\d\d)?")
_UNITS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), ("time", 1)),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), ("time", 60)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), ("time", 3600)),
    **dict.fromkeys(("d", "day", "days"), ("days", 1)),
    **dict.fromkeys(("w", "week", "weeks"), ("days", 7)),
}
_SCALES = {"k": 1000, "m": 1_000_000}
_MOST = 25
"""How many steps are tried where nobody says which."""
_TOO_MANY = 1000


@record
class Amount:
    """A value with the sort of its unit: `time` (seconds), `days`, `share` (1 is all), or `number`; `unit` is one of
    what it was written in."""

    value: Fraction
    sort: str
    unit: Fraction


def amount(text: str, option: str) -> Amount:
    """The amount that a text says. Raises `UsageError`."""
    match = _AMOUNT.fullmatch(text.strip().replace("business ", ""))
    word = "" if match is None or match[2] is None else match[2]
    if match is None or not (not word or word == "%" or word.lower() in _SCALES or word.lower() in _UNITS):
        hint = "write a range such as `1h..24h`, `50..150` or `80%..99%`"
        if _CLOCK.fullmatch(text.strip()):
            hint = "a time of the day is tried in a copy of the policy: `sla diff POLICY COPY --data TABLE=FILE`"
        raise UsageError(Diagnostic("SLA519", f"`{text}` is no amount for `{option}`", hint=hint))
    number = Fraction(match[1].replace("_", ""))
    if word == "%":
        return Amount(number / 100, "share", Fraction(1, 100))
    if word.lower() in _SCALES and word != "m":
        scale = _SCALES[word.lower()]
        return Amount(number * scale, "number", Fraction(scale))
    if word.lower() in _UNITS:
        sort, seconds = _UNITS[word.lower()]
        return Amount(number * seconds, sort, Fraction(seconds))
    return Amount(number, "number", Fraction(1))


def values(text: str, step: str | None, option: str) -> tuple[str, list[Fraction]]:
    """The sort of a range and the values in it, both ends included; without a `step` they are round ones.

    Raises `UsageError`.
    """
    first, dots, last = text.partition("..")
    low, high = amount(first, option), amount(last if dots else first, option)
    if low.sort != high.sort or low.value > high.value:
        what = "has ends of two sorts" if low.sort != high.sort else "ends before it begins"
        hint = "write the lower end first and both in one unit: `1h..24h`"
        raise UsageError(Diagnostic("SLA519", f"`{text}` {what}", hint=hint))
    width = amount(step, "--step") if step is not None else None
    if width is not None and (width.sort != low.sort or width.value <= 0):
        message = f"`{step}` is no step through `{text}`"
        raise UsageError(Diagnostic("SLA519", message, hint="write it in the unit of the range: `--step 2h`"))
    by = _round((high.value - low.value) / low.unit) * low.unit if width is None else width.value
    if (high.value - low.value) / by > _TOO_MANY:
        raise UsageError(Diagnostic("SLA519", f"`{text}` has too many steps", hint=f"take {_TOO_MANY} at most"))
    multiples = (low.value + by * n for n in range(_TOO_MANY + 1))
    found = list(takewhile(lambda v: v < high.value, multiples))
    return low.sort, [*found, high.value]


def _round(width: Fraction) -> Fraction:
    """The smallest of 1, 2 and 5 times a power of ten that leaves not too many steps in a width."""
    step = Fraction(1)
    while True:
        for times in (1, 2, 5):
            if width / (step * times) < _MOST:
                return step * times
        step *= 10
