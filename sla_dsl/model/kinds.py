"""What a column can hold, seen from the language."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The four kinds of value a row has.

    In a prepared table a NUMBER is Int64 or Float64, a TEXT is String, a BOOLEAN is Boolean and an INSTANT is Int64:
    microseconds since 1970-01-01T00:00:00Z.
    """

    NUMBER = "number"
    TEXT = "text"
    INSTANT = "instant"
    BOOLEAN = "boolean"
