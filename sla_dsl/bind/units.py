"""What may be compared and combined with what, and what to say when it may not; pure rules on types."""

from __future__ import annotations

from sla_dsl.lang import ast
from sla_dsl.model.types import DURATION, INSTANT, NUMBER, Sort, Type

NUMERIC = frozenset({Sort.NUMBER, Sort.SHARE, Sort.MONEY})
FLIPPED: dict[ast.CompareOp, ast.CompareOp] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def comparable(one: Type, two: Type) -> bool:
    """Whether two values have an equality: of one sort and currency, or a plain number with a share or an amount."""
    if one.sort is two.sort:
        return one.currency == two.currency
    return {one.sort, two.sort} <= NUMERIC and Sort.NUMBER in (one.sort, two.sort)


def unlike_hint(one: Type, two: Type, right: str) -> str | None:
    """What to write instead of a comparison of two sorts; `right` is the right side as written."""
    match {one.sort, two.sort}:
        case sorts if sorts == {Sort.DURATION, Sort.NUMBER}:
            if two.sort is Sort.NUMBER and right.isdigit():
                return f"say the unit: `{right}h`, `{right} min`, `{right} days`"
            return "compare a duration with a duration, such as `4h`"
        case sorts if sorts == {Sort.TEXT, Sort.NUMBER}:
            return "a text stands in quotes, a number does not"
        case sorts if sorts == {Sort.INSTANT, Sort.DURATION}:
            return "a point in time minus another one is a duration: `first_touch_at - created_at <= 4h`"
        case sorts if sorts == {Sort.INSTANT, Sort.TEXT}:
            return "a date is written without quotes: `2026-07-01`"
    return None


def combined(op: str, a: Type, b: Type) -> Type | None:
    """The type of `a op b`; None when it has no meaning."""
    if a.sort in NUMERIC and b.sort in NUMERIC:
        return _amount(op, a, b)
    match op, a.sort, b.sort:
        case "-", Sort.INSTANT, Sort.INSTANT:
            return DURATION
        case (("+" | "-"), Sort.INSTANT, Sort.DURATION):
            return INSTANT
        case "+", Sort.DURATION, Sort.INSTANT:
            return INSTANT
        case (("+" | "-"), Sort.DURATION, Sort.DURATION):
            return DURATION
        case (("*" | "/"), Sort.DURATION, (Sort.NUMBER | Sort.SHARE)):
            return DURATION
        case "*", (Sort.NUMBER | Sort.SHARE), Sort.DURATION:
            return DURATION
        case "/", Sort.DURATION, Sort.DURATION:
            return NUMBER
        case _:
            return None


def _amount(op: str, a: Type, b: Type) -> Type | None:
    """Of two numeric types: money keeps its currency unless divided by money."""
    money = [t for t in (a, b) if t.sort is Sort.MONEY]
    if not money:
        return a if a == b and op in "+-" else NUMBER
    if len(money) == 1:
        mixed = op in "+-" and Sort.SHARE in (a.sort, b.sort)
        return None if mixed or (op == "/" and b.sort is Sort.MONEY) else money[0]
    if a != b or op == "*":
        return None
    return NUMBER if op == "/" else a
