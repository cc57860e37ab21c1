"""Numbers, percentages, durations and instants as people read them: the words all report rooms share.

Rounding never crosses a line that matters: a share just under its target is shown with as many digits as it takes to
stay under it, and only a full share is shown as 100%.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from zoneinfo import ZoneInfo

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import Limit, Number, Scalar, Target
from sla_dsl.model.times import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from sla_dsl.text.nouns import several

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MAX_DIGITS = 20
_EXACT = Context(prec=200, rounding=ROUND_HALF_EVEN)

_OP_WORDS = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than", "=": "exactly"}
_US = {"d": DAY_US, "h": HOUR_US, "m": MINUTE_US, "s": SECOND_US}
_ALONE = {"d": ("day", "days"), "h": ("h", "h"), "m": ("min", "min"), "s": ("s", "s")}
_TIMES = {"seconds": "elapsed", "business_seconds": "business_time"}
"""The units of targets that are lengths of time, and the clocks they run on."""
_DAYS = {"calendar_days": "day", "business_days": "business day", "calendar_months": "month"}

_DAY_TIMES = {
    "day_end": "day", "day_time": "day", "business_day_end": "business day", "business_day_time": "business day",
}  # fmt: skip
"""The clocks of limits by the end or a time of a day."""


def count(n: int, singular: str, plural: str | None = None) -> str:
    """`1 finding`, `1,204 findings`."""
    return f"{n:,} {singular if n == 1 else plural or singular + 's'}"


def number(value: Number, target: Target | None = None, digits: int = 2) -> str:
    """A number with thousands separators and up to `digits` decimals, more where it takes more to stay on its side."""
    return _grouped(_rounded(Decimal(value), (Decimal(0), *_bounds(target, 1)), digits))


def percent(share: Number, target: Target | None = None) -> str:
    """A share as a percentage with at most one decimal, more where it takes more to stay on its side of the target."""
    lines = (Decimal(0), Decimal(100), *_bounds(target, 100))
    return f"{_grouped(_rounded(_EXACT.multiply(Decimal(share), Decimal(100)), lines, 1))}%"


def quantity(value: Number, target: Target | None, digits: int = 2) -> str:
    """An observed value in its target's unit: `94.9%`, `87 MQL`, `212,400.50 USD`."""
    if target is None:
        return number(value, digits=digits)
    if target.unit == "share":
        return percent(value, target)
    if target.unit in _TIMES:
        return _time(value, target)
    return f"{_amount(value, target, digits)} {noun(target.unit, value)}".strip()


def noun(unit: str, value: Number) -> str:
    """What is counted, as it is said of so many: `12 leads`."""
    return visible(unit if value == 1 else several(unit))


def amount(value: Number, target: Target | None) -> str:
    """As `quantity`, without the noun or currency."""
    if target is not None and target.unit in _TIMES:
        return _time(value, target)
    if target is None:
        return number(value)
    return percent(value, target) if target.unit == "share" else _amount(value, target)


def _amount(value: Number, target: Target, digits: int = 2) -> str:
    """A number; what has a unit and a fraction is money, which is never said with one decimal."""
    said = number(value, target, digits)
    return f"{said}0" if target.unit not in ("", "previous") and said[-2:-1] == "." else said


def bound(target: Target, words: bool = False) -> str:
    """A target: `>= 100 MQL`, or `at least 100 MQL` in words; a full share is `100%` in both."""
    unit = "" if target.unit in ("", "share", *_TIMES) else f" {noun(target.unit, target.high or target.value)}"
    if target.unit == "previous":
        unit = " of the period before" if words else " of previous"
    low = stated(target.value, target)
    if target.high is not None:
        high = stated(target.high, target)
        return f"between {low} and {high}{unit}" if words else f"{low} to {high}{unit}"
    if target.unit == "share" and target.value == 1 and target.op in (">=", "="):
        return low
    return f"{_OP_WORDS[target.op] if words else target.op} {low}{unit}"


def stated(value: Number, target: Target) -> str:
    """What was promised, without its unit and with all of its digits: `40%`, `250,000`; times are `4 h`."""
    if target.unit in _TIMES:
        return _limit(value, _TIMES[target.unit])
    part = target.unit in ("share", "previous")
    shown = _EXACT.multiply(Decimal(value), Decimal(100)) if part else Decimal(value)
    return _grouped(shown) + ("%" if part else "")


def duration(us: int) -> str:
    """A length of time in its two largest units: `2d 4h`, `3h 12m`, `25 min`, `under 1 s`."""
    if us < _US["s"]:
        return "under 1 s" if us > 0 else "0 s"
    units = list(_US)
    first = next(unit for unit in units if us >= _US[unit])
    whole, rest = divmod(us, _US[first])
    second = units[units.index(first) + 1] if first != "s" else None
    if second and rest >= _US[second]:
        return f"{whole:,}{first} {rest // _US[second]}{second}"
    return f"{whole:,} {_ALONE[first][whole != 1]}"


def _time(value: Number, target: Target) -> str:
    """An observed time in its two largest units, or with all of its digits where these would look like a bound."""
    clock = _TIMES[target.unit]
    shown = _limit(value, clock)
    alike = any(value != bound and shown == _limit(bound, clock) for bound in _bounds(target, 1))
    if not alike:
        return shown
    return f"{number(value, target)} s{' of open time' if clock == 'business_time' else ''}"


def limit(value: Limit) -> str:
    """A duty's limit: `4 h`, `2 business days`, `2 h to 1 day`, `end of next business day`."""
    if value.clock in _DAY_TIMES:
        return f"{value.time or 'end'} of {_day(int(value.value), _DAY_TIMES[value.clock])}"
    top = _limit(value.value, value.clock)
    return top if value.low is None else f"{_limit(value.low, value.low_clock or value.clock)} to {top}"


def _day(after: int, word: str) -> str:
    """`business day`, `next business day`, `3 business days`."""
    return f"{after} {word}s" if after > 1 else f"next {word}" if after else word


def instant(value: datetime, zone: ZoneInfo, year: int) -> str:
    """A local time to the minute: `1 Sep 09:12`; with its year when that is not `year`, and with the zone's
    abbreviation in the hour that occurs twice when clocks go back."""
    local = value.astimezone(zone)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    parts = [str(local.day), _MONTHS[local.month - 1], *([str(local.year)] if local.year != year else [])]
    return " ".join([*parts, f"{local:%H:%M}", *([local.tzname() or ""] if twice else [])])


def full_instant(value: datetime, zone: ZoneInfo) -> str:
    """A local time with everything that can be asked about it: `2 Sep 2026 09:00:30 EDT`."""
    local = value.astimezone(zone)
    fraction = f".{local.microsecond:06d}" if local.microsecond else ""
    seconds = f":{local:%S}{fraction}" if local.second or local.microsecond else ""
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year} {local:%H:%M}{seconds} {local.tzname()}"


def scalar(value: Scalar, width: int | None = None) -> str:
    """A value of the user's data, on one line and safe to print; an empty one is `(none)`."""
    match value:
        case None:
            return "(none)"
        case bool():
            return "true" if value else "false"
        case str():
            return visible(value, width) or '""'
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case _:
            return str(value)


def pairs(values: Mapping[str, Scalar], width: int | None = None) -> str:
    """Key columns or a group in words: `lead_id 1042, region EMEA`."""
    return ", ".join(f"{visible(name, width)} {scalar(value, width)}" for name, value in values.items())


def _bounds(target: Target | None, scale: int) -> tuple[Decimal, ...]:
    if target is None:
        return ()
    ends = (target.value, target.high) if target.high is not None else (target.value,)
    return tuple(_EXACT.multiply(Decimal(end), Decimal(scale)) for end in ends)


def _rounded(value: Decimal, lines: Iterable[Decimal], digits: int) -> Decimal:
    lines = tuple(lines)
    for places in range(digits, _MAX_DIGITS):
        shown = value.quantize(Decimal(1).scaleb(-places), context=_EXACT)
        if all(_side(shown, line) == _side(value, line) for line in lines):
            return shown
    return value


def _side(value: Decimal, line: Decimal) -> int:
    return (value > line) - (value < line)


def _grouped(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _limit(value: Number, clock: str) -> str:
    if clock == "elapsed":
        return duration(int(value * SECOND_US))
    if clock == "business_time" and 0 < value < 3600 and value % 60 == 0:
        return count(int(value // 60), "business minute")
    # A day of open time is not a day: business time is said in hours.
    amount, word = (Decimal(value) / 3600, "business hour") if clock == "business_time" else (value, _DAYS[clock])
    return f"{number(amount)} {word if amount == 1 else word + 's'}"
