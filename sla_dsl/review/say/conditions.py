"""Bound conditions and values in plain English: `score is 70 or more, and source is demo or pricing`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sla_dsl.compile.zone import to_instant
from sla_dsl.findings.exact import visible
from sla_dsl.model import expr as m
from sla_dsl.model.kinds import Kind
from sla_dsl.review.say.numbers import grouped, length

_WORDS = {
    "=": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is {} or less",
    ">": "is more than",
    ">=": "is {} or more",
}
_WHEN = {
    "=": "is at",
    "!=": "is not at",
    "<": "is before",
    "<=": "is no later than",
    ">": "is after",
    ">=": "is no earlier than",
}


def condition(e: m.Expr | None) -> str:
    """A condition as a person says it; `everything` where there is none."""
    match e:
        case None:
            return "everything"
        case m.Both(items):
            return _joined(items, " and ")
        case m.Either(items):
            return _joined(items, " or ")
        case m.IsKnown(operand=m.Where(value=m.Const(), condition=held_if)):
            return condition(held_if)
        case m.Negation(operand=m.IsKnown(operand=operand)):
            return f"{value(operand)} is unknown"
        case m.Negation(operand=m.OneOf(operand=operand, items=items)):
            return f"{value(operand)} is not {_listed(items, ' or ')}"
        case m.Negation(operand=m.Column() | m.ParentColumn() as operand):
            return f"not {value(operand)}"
        case m.Negation(operand=operand):
            return f"not ({condition(operand)})"
        case m.CountTrue(count=count, items=items):
            return f"at least {count} of ({'; '.join(condition(i) for i in items)})"
        case m.IsKnown(operand=operand):
            return f"{value(operand)} is known"
        case m.OneOf(operand=m.Where(value=named, condition=m.OneOf(operand=again)), items=items) if named == again:
            return f"{value(named)} names a calendar, {_listed(items, ' or ')}"
        case m.OneOf(operand=operand, items=items):
            return f"{value(operand)} is {_listed(items, ' or ')}"
        case m.Test(op=op, left=left, right=right):
            return _test(op, left, right)
        case _:
            return value(e)


def value(e: m.Expr) -> str:
    """A value of a row as a person says it."""
    match e:
        case m.Column(name=name):
            return visible(name)
        case m.ParentColumn(name=name, path=path):
            return visible(f"{path[-1].table}.{name}")
        case m.Const(value=held, kind=kind):
            return _constant(held, kind)
        case m.Math(op=op, left=left, right=right):
            return f"{_operand(left, right)} {op} {_operand(right, left)}"
        case m.Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(value, arguments))})"
        case m.ChildCount(table=table, where=where):
            return f"the number of {visible(table)}{_where(where)}"
        case m.ChildPick(table=table, where=where, which=which, nth=nth):
            which_one = {"first": "the first", "last": "the last"}.get(which, f"number {nth}")
            return f"{which_one} of {visible(table)}{_where(where)}"
        case m.Earliest(items):
            return f"the earliest of {_values(items)}"
        case m.Latest(items):
            return f"the latest of {_values(items)}"
        case m.Where(value=inner, condition=held_if):
            return f"{value(inner)} where {condition(held_if)}"
        case m.Happened(value=inner) | m.ParentValue(value=inner):
            return value(inner)
        case m.ValueAt(column=column, at=at):
            return f"{visible(column.name)} at {value(at)}"
        case m.Repeated(operand=operand):
            return f"a repeated {value(operand)}"
        case m.Choice(condition=held_if, value=one, other=other):
            return f"{value(one)} if {condition(held_if)}, else {value(other)}"
        case m.ChildSpread(table=table, column=column, nth=nth):
            return f"{nth} different {visible(column) if column is not None else 'days'} of {visible(table)}"
        case m.ChildGap(table=table) | m.PausedTime(table=table):
            return f"the times between {visible(table)}"
        case m.FirstTrue():
            return "its tier"
        case _:
            return f"({condition(e)})"


def apart(old: m.Expr | None, new: m.Expr | None) -> tuple[str, str]:
    """Two conditions in words, without what they have in common where both say more than that."""
    a, b = _parts(old), _parts(new)
    ours, theirs = [p for p in a if p not in b], [p for p in b if p not in a]
    if not ours or not theirs:
        return condition(old), condition(new)
    return condition(m.both(*ours)), condition(m.both(*theirs))


def _parts(e: m.Expr | None) -> tuple[m.Expr, ...]:
    if isinstance(e, m.Both):
        return tuple(part for item in e.items for part in _parts(item))
    return () if e is None else (e,)


def _test(op: str, left: m.Expr, right: m.Expr) -> str:
    if _instant(left) or _instant(right):
        return f"{value(left)} {_WHEN[op]} {value(right)}"
    word, one, other = _WORDS[op], _beside(left, _length(right)), _beside(right, _length(left))
    return f"{one} {word.format(other) if '{}' in word else f'{word} {other}'}"


def _instant(e: m.Expr) -> bool:
    """Whether a value is an instant."""
    match e:
        case m.Column(kind=kind) | m.ParentColumn(kind=kind) | m.Const(kind=kind):
            return kind is Kind.INSTANT
        case m.Happened(value=inner) | m.ParentValue(value=inner) | m.Where(value=inner):
            return _instant(inner)
        case m.Math(left=left, right=right):
            return _instant(left) is not _instant(right)
        case _:
            return isinstance(e, m.Earliest | m.Latest | m.ChildPick)


def _length(e: m.Expr) -> bool:
    """Whether a value is the time between two instants."""
    return isinstance(e, m.Math) and _instant(e.left) and _instant(e.right)


def _beside(e: m.Expr, time: bool) -> str:
    """A value; a number is a length of `time` where it stands beside one, or is added to an instant."""
    if time and isinstance(e, m.Const) and e.kind is Kind.NUMBER:
        us = Fraction(e.value)
        return length(int(us)) if us.denominator == 1 and us >= 0 else value(e)
    return value(e)


def _where(e: m.Expr | None) -> str:
    return "" if e is None else f" where {condition(e)}"


def _operand(e: m.Expr, other: m.Expr) -> str:
    return f"({value(e)})" if isinstance(e, m.Math) else _beside(e, _instant(other))


def _joined(items: Sequence[m.Expr], word: str) -> str:
    mixed = m.Either if word == " and " else m.Both
    return word.join(f"({condition(i)})" if isinstance(i, mixed) else condition(i) for i in items)


def _values(items: Sequence[m.Expr]) -> str:
    return " and ".join(map(value, items))


def _listed(items: Sequence[m.ConstValue], word: str) -> str:
    said = [_constant(i, None) for i in items]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])}{word}{said[-1]}"


def _constant(held: m.ConstValue, kind: Kind | None) -> str:
    if isinstance(held, bool):
        return "true" if held else "false"
    if isinstance(held, str):
        return f'"{visible(held)}"'
    if kind is Kind.INSTANT and isinstance(held, int):
        return f"{to_instant(held):%Y-%m-%d %H:%M} UTC"
    return grouped(Fraction(held))
