"""Bound expressions in the words of the language: what was really asked of a row, its definitions taken apart."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import assert_never

from sla_dsl.findings.exact import number
from sla_dsl.findings.numbers import exact
from sla_dsl.lang.printing.expressions import ordinal
from sla_dsl.model import expr as m
from sla_dsl.model.cycles import CYCLE
from sla_dsl.model.kinds import Kind
from sla_dsl.reports.units import duration

At = Callable[[int], str]
"""An instant (us) as the reader's local time."""

_OR, _AND, _TEST, _SUM, _PRODUCT, _VALUE = range(6)


def spoken(e: m.Expr, at: At) -> str:
    """An expression in one line: `score >= 70`."""
    return _said(e, at)[1]


def parts(e: m.Expr | None, of: type[m.Both] | type[m.Either]) -> list[m.Expr]:
    """The conditions that a conjunction or a disjunction is made of, in order; none of None."""
    if e is None:
        return []
    return [p for i in e.items for p in parts(i, of)] if isinstance(e, of) else [e]


def leaves(e: m.Expr) -> list[m.Expr]:
    """What an expression reads of a row: columns, and what is taken from other rows."""
    if isinstance(e, m.ChildPick | m.ChildCount | m.ChildSpread | m.ChildGap):
        return [e]  # what its rows are told of their parent is not read for its own sake
    own = [e] if isinstance(e, m.Column | m.ParentColumn | m.ValueAt) else []
    return list(dict.fromkeys([*own, *(leaf for part in m.children(e) for leaf in leaves(part))]))


def is_instant(e: m.Expr) -> bool:
    """Whether an expression is a point in time."""
    match e:
        case m.Column(kind=kind) | m.ParentColumn(kind=kind) | m.Const(kind=kind):
            return kind is Kind.INSTANT
        case m.ChildPick() | m.ChildSpread() | m.ChildGap() | m.Earliest() | m.Latest() | m.Happened():
            return True
        case m.ValueAt(column=column):
            return is_instant(column)
        case m.Where(value=value) | m.ParentValue(value=value):
            return is_instant(value)
        case m.Math(op=op, left=left, right=right):
            return is_instant(left) is not is_instant(right) and op in "+-"
        case m.Call(function="min" | "max", arguments=arguments):
            return is_instant(arguments[0])
        case m.Choice(value=value):
            return is_instant(value)
        case _:
            return False


def constant(value: m.ConstValue, kind: Kind, at: At) -> str:
    """A value as a policy would write it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + value.replace('"', '\\"') + '"'
        case int() if kind is Kind.INSTANT:
            return at(value)
        case _:
            return number(exact(Fraction(value)))


def _said(e: m.Expr, at: At) -> tuple[int, str]:
    """How strongly an expression binds, and its text."""

    def inside(part: m.Expr, least: int) -> str:
        level, text = _said(part, at)
        return text if level >= least else f"({text})"

    def child(table: str, where: m.Expr | None) -> str:
        return table if where is None else f"{table} where {spoken(where, at)}"

    match e:
        case m.Column(name=name):
            return _VALUE, "cycle" if name == CYCLE else name
        case m.ParentColumn(name=name, path=path):
            return _VALUE, f"{path[-1].table}.{name}"
        case m.Const(value=value, kind=kind):
            return _VALUE, constant(value, kind, at)
        case m.Math(op=op, left=left, right=right):
            level = _SUM if op in "+-" else _PRODUCT
            if is_instant(left) and isinstance(right, m.Const) and not is_instant(right):
                return level, f"{inside(left, level)} {op} {duration(int(Fraction(right.value)))}"
            return level, f"{inside(left, level)} {op} {inside(right, level + 1)}"
        case m.Test(op=op, left=left, right=right):
            return _TEST, f"{inside(left, _SUM)} {op} {inside(right, _SUM)}"
        case m.OneOf(operand=operand, items=items):
            return _TEST, f"{inside(operand, _SUM)} in ({', '.join(constant(i, Kind.TEXT, at) for i in items)})"
        case m.IsKnown(operand=operand):
            return _TEST, f"{inside(operand, _SUM)} is known"
        case m.Negation(operand=m.IsKnown(operand=operand)):
            return _TEST, f"{inside(operand, _SUM)} is unknown"
        case m.Negation(operand=operand):
            return _TEST, f"not {inside(operand, _TEST)}"
        case m.Both(items=items):
            return _AND, " and ".join(inside(i, _TEST) for i in items)
        case m.Either(items=items):
            return _OR, " or ".join(inside(i, _AND) for i in items)
        case m.CountTrue(count=count, items=items):
            return _VALUE, f"at least {count} of ({', '.join(spoken(i, at) for i in items)})"
        case m.FirstTrue(items=items):
            return _VALUE, f"the first line of ({', '.join(spoken(i, at) for i in items)})"
        case m.Earliest(items=items):
            return _OR, " or ".join(inside(i, _AND) for i in items)
        case m.Latest(items=items):
            return _AND, " and ".join(inside(i, _TEST) for i in items)
        case m.Where(value=value, condition=condition):
            return _OR, f"{inside(value, _SUM)} when {inside(condition, _AND)}"
        case m.Happened(value=value) | m.ParentValue(value=value):
            return _said(value, at)
        case m.Call(function=function, arguments=arguments):
            return _VALUE, f"{function}({', '.join(spoken(a, at) for a in arguments)})"
        case m.Choice(condition=condition, value=value, other=other):
            return _VALUE, f"if({', '.join(spoken(part, at) for part in (condition, value, other))})"
        case m.Repeated(operand=operand):
            return _VALUE, f"repeated({spoken(operand, at)})"
        case m.ValueAt(column=column, at=when):
            return _VALUE, f"{column.name} at {inside(when, _VALUE)}"
        case m.ChildPick(table=table, instant=instant, where=where, which=which, nth=nth):
            rank = which if which != "nth" else ordinal(nth)
            return _OR, child(f"{rank} {table}.{spoken(instant, at)}", where)
        case m.ChildCount(table=table, where=where):
            return _OR, f"count of {child(table, where)}"
        case m.ChildSpread(table=table, column=column, where=where, nth=n):
            return _OR, f"{n} different {column or 'days'} of {child(table, where)}"
        case m.ChildGap(table=table, where=where):
            return _OR, f"time between {child(table, where)}"
        case m.PausedTime(table=table, where=where):
            return _OR, f"paused while {spoken(where, at)} of {table}"
        case _:
            assert_never(e)
