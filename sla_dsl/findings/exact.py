"""Exact, repeatable text of values: the writer of JSON behind outputs for machines, and strings made safe to print."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from math import isfinite
from typing import Any
from unicodedata import category

# A plain spelling is easier to read than an exponent, up to a length that no amount or share reaches.
_PLAIN_DIGITS = 40

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def dumps(value: object) -> str:
    """The compact JSON of plain values, mappings and sequences, in the order given.

    Numbers are exact and as short as they can be (`Decimal("0.50")` is `0.5`, `2.0` is `2`), instants are ISO 8601 in
    UTC with `Z`, and characters that steer a terminal are written as `\\uXXXX`. A number that JSON can not say (NaN,
    infinity) is `null`.
    """
    # The frequent types first: a report holds millions of values, and abstract base classes answer slowly.
    if value is None:
        return "null"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return number(value)
    if isinstance(value, datetime):
        return f'"{instant(value)}"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, Mapping):
        return "{" + ", ".join([f"{_string(key)}: {dumps(item)}" for key, item in value.items()]) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(dumps, value)) + "]"
    raise TypeError(f"no JSON for {type(value).__name__}")


def read_json(text: str) -> Any:
    """What a JSON text holds, fractions exact; None for a text that is none."""
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def number(value: int | float | Decimal) -> str:
    """The shortest exact JSON number; `null` for NaN and infinities."""
    if isinstance(value, int):
        return str(value)
    if not (value.is_finite() if isinstance(value, Decimal) else isfinite(value)):
        return "null"
    # `repr` of a float is the shortest text that reads back as the same float.
    decimal = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not decimal:
        return "0"
    if abs(decimal.adjusted()) > _PLAIN_DIGITS:
        return str(decimal)
    text = format(decimal, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def instant(value: datetime) -> str:
    """An aware instant as ISO 8601 in UTC with `Z`; microseconds only where they are not zero."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def visible(text: str, width: int | None = None) -> str:
    """`text` on one line and safe to print: control, bidi and other invisible characters are shown as escapes.

    Longer than `width` characters, it is cut and ends in `…`.
    """
    safe = text if text.isprintable() else "".join(_shown(c) for c in text)
    return safe if width is None or len(safe) <= width else safe[: max(width - 1, 0)] + "…"


def _string(text: str) -> str:
    quoted = encode_basestring(text)
    return quoted if quoted.isprintable() else "".join(c if _harmless(c) else _json_escape(c) for c in quoted)


def _harmless(character: str) -> bool:
    # `isprintable` also refuses the spaces of other scripts, which steer nothing.
    return character.isprintable() or category(character) == "Zs"


def _json_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def _shown(character: str) -> str:
    if _harmless(character):
        return character
    code = ord(character)
    return _NAMED.get(character) or (
        f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    )
