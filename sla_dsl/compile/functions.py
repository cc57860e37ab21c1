"""The functions of the language in terms of the kit: what letters, blanks, days and halves are on every engine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import assert_never

from sla_dsl.compile.clock import day_of_month, local_day, month_of_year, to_local
from sla_dsl.compile.kit import FIRST_US, LAST_US, Expr, Kit
from sla_dsl.model.expr import WEEKDAYS, Function
from sla_dsl.model.times import DAY_US, HOUR_US

_BLANKS = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
_EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday


def applied(kit: Kit, function: Function, given: Sequence[Expr]) -> Expr:
    """The function of some values: a text, an instant (us) or a number each; null where one of them is."""
    x = given[0]
    match function:
        case "lower":
            return _lower(x)
        case "trim":
            return _filled(kit, x.str.strip_chars(_BLANKS))
        case "domain":
            behind = _lower(x.str.replace_all("(?s)^.*@", "")).str.strip_chars(_BLANKS)
            return _filled(kit, kit.xp.when(x.str.contains("@", literal=True)).then(behind))
        case "day":
            return day_of_month(kit, local_day(kit, _plausible(kit, x)))
        case "month":
            return month_of_year(kit, local_day(kit, _plausible(kit, x)))
        case "hour":
            local = to_local(kit, _plausible(kit, x))
            return (local - local // DAY_US * DAY_US) // HOUR_US
        case "weekday":
            return _weekday(kit, local_day(kit, _plausible(kit, x)))
        case "abs":
            return x.abs()
        case "ceil":
            return x.ceil()
        case "floor":
            return x.floor()
        case "round":
            return _rounded(kit, x)
        case "min" | "max":
            known = reduce(and_, (~g.is_null() for g in given))
            among = kit.xp.min_horizontal if function == "min" else kit.xp.max_horizontal
            return kit.xp.when(known).then(among(*given))
        case _:
            assert_never(function)


def _lower(text: Expr) -> Expr:
    """Small letters. Engines differ in two: a capital `İ`, and the sigma that ends a word."""
    small = text.str.replace_all("İ", "i\u0307", literal=True).str.to_lowercase()
    return small.str.replace_all("ς", "σ", literal=True)


def _filled(kit: Kit, text: Expr) -> Expr:
    """A text in which there is something; an empty one is null (fine print 22)."""
    return kit.xp.when(text != "").then(text)


def _plausible(kit: Kit, at: Expr) -> Expr:
    """An instant that the tables of time reach; one that was computed may lie anywhere."""
    return kit.xp.when((at >= FIRST_US) & (at <= LAST_US)).then(at)


def _weekday(kit: Kit, day: Expr) -> Expr:
    since = day + _EPOCH_WEEKDAY
    number = since - since // 7 * 7
    names = [kit.xp.when(number == n).then(kit.xp.lit(name)) for n, name in enumerate(WEEKDAYS)]
    return reduce(lambda others, name: name.otherwise(others), names)


def _rounded(kit: Kit, x: Expr) -> Expr:
    """The nearest whole number, halves away from zero. The fraction is exact, and half of it added would not be."""
    size = x.abs()
    whole = size.floor()
    nearest = whole + (size - whole >= 0.5).cast(kit.xp.Int64)
    return kit.xp.when(x < 0).then(-nearest).otherwise(nearest)
