"""The types of the language: what may be compared with what, and in which unit."""

from __future__ import annotations

from enum import StrEnum

from sla_dsl.model.kinds import Kind
from sla_dsl.text.record import record


class Sort(StrEnum):
    """What a value is, in the user's words."""

    NUMBER = "number"
    SHARE = "percentage"
    MONEY = "amount of money"
    DURATION = "duration"
    INSTANT = "point in time"
    TEXT = "text"
    BOOLEAN = "condition"


@record
class Type:
    """A sort with its unit; `currency` is set for money only."""

    sort: Sort
    currency: str | None = None

    def __str__(self) -> str:
        return f"{self.sort.value} in {self.currency}" if self.currency else self.sort.value

    @property
    def kind(self) -> Kind:
        """The kind of a column that holds such values."""
        return _KINDS[self.sort]


def articled(type_: Type) -> str:
    """A type with its article: `a number`, `an amount of money in EUR`."""
    return f"an {type_}" if type_.sort is Sort.MONEY else f"a {type_}"


_KINDS = {
    Sort.NUMBER: Kind.NUMBER,
    Sort.SHARE: Kind.NUMBER,
    Sort.MONEY: Kind.NUMBER,
    Sort.DURATION: Kind.NUMBER,
    Sort.INSTANT: Kind.INSTANT,
    Sort.TEXT: Kind.TEXT,
    Sort.BOOLEAN: Kind.BOOLEAN,
}

NUMBER = Type(Sort.NUMBER)
SHARE = Type(Sort.SHARE)
DURATION = Type(Sort.DURATION)
INSTANT = Type(Sort.INSTANT)
TEXT = Type(Sort.TEXT)
BOOLEAN = Type(Sort.BOOLEAN)


def of_kind(kind: Kind) -> Type:
    """The type of a column of that kind."""
    return {Kind.NUMBER: NUMBER, Kind.TEXT: TEXT, Kind.INSTANT: INSTANT, Kind.BOOLEAN: BOOLEAN}[kind]
