"""The things that a condition asks about: columns, and what is taken whole because nothing more is known of it."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from sla_dsl.model import expr as m
from sla_dsl.model.cycles import CYCLE
from sla_dsl.model.kinds import Kind
from sla_dsl.text.record import record

Number = int | Fraction


@record
class Facts:
    """What is known of the columns beside the policy: which hold whole numbers only, and which are never empty."""

    whole: Collection[m.Expr] = ()
    filled: Collection[m.Expr] = ()


NO_FACTS = Facts()


@record
class Opaque:
    """An operation that is not looked into, on what its operands came to: `*` of two columns, `domain` of one."""

    operation: str
    operands: tuple[Any, ...]


Term = m.Expr | Opaque


class Variable:
    """A term as something that can have any value of its kind; one object a term, so it is compared by identity.

    `low` and `high` bound a number. `rests_on` is what its value is made from, `tied_to` what it depends on in ways
    that are not looked into; `free` says whether it can have each value, whatever the other variables have.
    """

    __slots__ = ("filled", "free", "high", "kind", "low", "rests_on", "term", "tied_to", "whole")

    def __init__(self, term: Term, kind: Kind, facts: Facts) -> None:
        self.term, self.kind = term, kind
        self.low, self.high = _range(term)
        self.whole = kind is Kind.INSTANT or _whole(term) or term in facts.whole
        self.filled = term in facts.filled or _always_there(term)
        self.rests_on, self.tied_to = _roots(term)
        self.free = _free(term)

    @property
    def plain(self) -> bool:
        """Whether it is a column of the row, or of one that the row belongs to."""
        return isinstance(self.term, m.Column | m.ParentColumn)


def kind_of(e: m.Expr) -> Kind:
    """The kind of value of an expression; conditions are boolean."""
    match e:
        case m.Column(kind=kind) | m.ParentColumn(kind=kind) | m.Const(kind=kind):
            return kind
        case m.ValueAt(column=column):
            return column.kind
        case m.ParentValue(value=value) | m.Choice(value=value) | m.Where(value=value):
            return kind_of(value)
        case m.ChildPick() | m.ChildSpread() | m.ChildGap() | m.Earliest() | m.Latest() | m.Happened():
            return Kind.INSTANT
        case m.Math(op, left, right):
            instants = (kind_of(left) is Kind.INSTANT) + (kind_of(right) is Kind.INSTANT)
            return Kind.INSTANT if instants == 1 and op in ("+", "-") else Kind.NUMBER
        case m.Call("lower" | "trim" | "domain" | "weekday"):
            return Kind.TEXT
        case m.Call("min" | "max", arguments):
            return kind_of(arguments[0])
        case m.Call() | m.ChildCount() | m.PausedTime() | m.FirstTrue():
            return Kind.NUMBER
        case _:
            return Kind.BOOLEAN


_RANGES: dict[str, tuple[int | None, int | None]] = {
    "day": (1, 31), "month": (1, 12), "hour": (0, 23), "abs": (0, None),
}  # fmt: skip


def _range(term: Term) -> tuple[int | None, int | None]:
    match term:
        case m.Column(name) if name == CYCLE:
            return 1, None
        case m.ChildCount():
            return 0, None
        case m.PausedTime(most=most):
            return 0, most
        case Opaque(operation):
            return _RANGES.get(operation, (None, None))
        case _:
            return None, None


def _whole(term: Term) -> bool:
    match term:
        case m.Column(name):
            return name == CYCLE
        case m.ChildCount() | m.PausedTime():
            return True
        case Opaque(operation):
            return operation in ("day", "month", "hour", "ceil", "floor", "round", "sum")
        case _:
            return False


def _always_there(term: Term) -> bool:
    match term:
        case m.ChildCount() | m.PausedTime() | m.Repeated():
            return True
        case Opaque(operation):
            return operation not in ("trim", "domain", "/", "day", "month", "hour", "weekday")
        case _:
            return False


_Roots = frozenset[object]


def _roots(term: Term) -> tuple[_Roots, _Roots]:
    """What a value is made from, and what else it depends on."""
    match term:
        case m.ParentColumn(path=path):
            return frozenset({term}), frozenset({m.Column(path[0].by, kind) for kind in Kind})
        case m.ChildCount() | m.ChildPick() | m.ChildSpread() | m.PausedTime() | m.ChildGap() | m.ValueAt():
            told = {part for e in m.children(term) for part in m.walk(e) if isinstance(part, m.Column)}
            return frozenset({(term.table, term.by)}), frozenset(told)
        case Opaque(operands=operands):
            return frozenset(root for one in operands for root in roots_of(one)), frozenset()
        case m.ParentValue() | m.Repeated():
            return frozenset({term}), frozenset()
        case _:
            return frozenset(e for e in m.walk(term) if isinstance(e, m.Column | m.ParentColumn)), frozenset()


def roots_of(value: object) -> _Roots:
    """What a value that an operation was given is made from."""
    variables = getattr(value, "variables", ())
    return frozenset(root for x in variables for root in x.rests_on)


_ANY_VALUE = frozenset({"day", "month", "hour", "weekday", "ceil", "floor", "round", "abs", "lower", "trim", "domain"})


def _free(term: Term) -> bool:
    match term:
        case m.Column() | m.ParentColumn() | m.ValueAt() | m.Repeated():
            return True
        case m.ChildPick(where=where) | m.ChildCount(where=where):
            return where is None or not any(isinstance(e, m.ParentColumn | m.ParentValue) for e in m.walk(where))
        case Opaque(operation):
            return operation in _ANY_VALUE
        case _:
            return False


def can_be(term: Term, text: str) -> bool:
    """Whether a term may ever be a text: an empty cell is null, and some functions only give texts of a shape.

    Of letters and blanks beyond ASCII nothing is said.
    """
    match term:
        case Opaque("weekday"):
            return text in m.WEEKDAYS
        case Opaque("lower"):
            return text != "" and text == _small(text)
        case Opaque("trim"):
            return text != "" and text == text.strip(_BLANKS)
        case Opaque("domain"):
            return text != "" and text == _small(text).strip(_BLANKS) and "@" not in text
        case m.Column() | m.ParentColumn() | m.ValueAt():
            return text != ""
        case _:
            return True


_BLANKS = " \t\n\r"


def _small(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)
