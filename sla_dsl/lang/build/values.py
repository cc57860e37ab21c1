"""Numbers, amounts, durations, texts, dates and names, with their exact values."""

from __future__ import annotations

import re
from datetime import UTC, date, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any

from sla_dsl.lang import ast
from sla_dsl.lang.lexer import Token
from sla_dsl.lang.mistake import Mistake
from sla_dsl.lang.words import UNITS
from sla_dsl.text.source import Span

_DIGITS = re.compile(r"\d+(?:_\d+)*(?:\.\d+)?")
_AMOUNT = re.compile(r"([\d_.]+)([kM]?)")
_DURATION = re.compile(r"([\d_.]+)\s*(business\s+)?(\w+)")
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(.)", re.S)
_SCALE = {"": Decimal(1), "k": Decimal(1000), "M": Decimal(1_000_000)}
_MAX_DIGITS = 24


def amount(text: str, span: Span) -> Decimal:
    """`1_000`, `12.5`, `100k`, `1.5M` as an exact decimal."""
    match = _AMOUNT.fullmatch(text)
    if match is None or not _DIGITS.fullmatch(match[1]):
        raise Mistake("SLA019", f"`{text}` is not a number", span, "write `_` only between digits: `1_000`")
    if len(match[1]) > _MAX_DIGITS:
        raise Mistake("SLA019", "this number has too many digits", span, f"at most {_MAX_DIGITS} digits are read")
    value = Decimal(match[1].replace("_", "")) * _SCALE[match[2]]
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def text_of(token: Token) -> ast.Text:
    """A quoted text without its quotes and escapes."""

    def unescape(match: re.Match[str]) -> str:
        if match[1] not in _ESCAPES:
            at = token.start + 1 + match.start()
            raise Mistake(
                "SLA005",
                f"`{match[0]}` is no escape",
                Span(at, at + 2),
                'write `\\\\` for a backslash, `\\"` for a quote',
            )
        return _ESCAPES[match[1]]

    return ast.Text(_ESCAPE.sub(unescape, token.text[1:-1]), span=token.span)


def day_of(token: Token) -> ast.Date:
    """A date where a time of day has no place."""
    found = date_of(token)
    if found.time is not None:
        raise Mistake(
            "SLA037", f"`{token.text}` has a time of day, and a day stands here", token.span, f"write `{found.day}`"
        )
    return found


def date_of(token: Token) -> ast.Date:
    """A date, maybe with a time and an offset."""
    day, clock = token.text[:10], token.text[11:]
    try:
        return ast.Date(date.fromisoformat(day), _time(clock) if clock else None, span=token.span)
    except ValueError:
        hint = "look at the calendar: the month or the day does not exist"
        raise Mistake("SLA016", f"there is no `{token.text}`", token.span, hint) from None


def _time(clock: str) -> time:
    match = re.fullmatch(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?", clock)
    assert match is not None
    zone: tzinfo | None = None
    if match[5] == "Z":
        zone = UTC
    elif match[5]:
        sign = -1 if match[5][0] == "-" else 1
        zone = timezone(sign * timedelta(hours=int(match[5][1:3]), minutes=int(match[5][4:6])))
    micros = int((match[4] or "0").ljust(6, "0"))
    return time(int(match[1]), int(match[2]), int(match[3] or 0), micros, tzinfo=zone)


def time_of_day(token: Token) -> time:
    """`10:00`."""
    found = _clock(token.text, token)
    if token.text.startswith("24"):
        raise Mistake("SLA018", f"`{token.text}` is no time of day", token.span, "write `by end of` that day")
    return found


def hours_of(token: Token) -> tuple[time, time]:
    """`09:00-17:30`; an end of `24:00` is midnight and reads as `time(0, 0)`."""
    first, last = (part.strip() for part in token.text.split("-"))
    start, end = _clock(first, token), _clock(last, token)
    if end != time(0) and end <= start:
        raise Mistake(
            "SLA018", f"`{token.text}` ends before it starts", token.span, "write the opening time first: `09:00-17:30`"
        )
    return start, end


def _clock(text: str, token: Token) -> time:
    hour, minute = (int(part) for part in text.split(":"))
    if (hour, minute) == (24, 0):
        return time(0)
    if hour > 23 or minute > 59:
        raise Mistake("SLA018", f"`{text}` is no time of day", token.span, "hours run from `00:00` to `24:00`")
    return time(hour, minute)


def bare(token: Token) -> str:
    """The text of a name without backquotes."""
    return token.text[1:-1] if token.text.startswith("`") else token.text


def name_of(token: Token) -> ast.Name:
    """A name of one part."""
    return ast.Name((bare(token),), span=token.span)


class Values:
    """Rules of names and values."""

    def on_name(self, kids: list[Any], span: Span) -> ast.Name:
        return ast.Name(tuple(bare(token) for token in kids), span=span)

    def on_true(self, kids: list[Any], span: Span) -> ast.Bool:
        return ast.Bool(True, span=span)

    def on_false(self, kids: list[Any], span: Span) -> ast.Bool:
        return ast.Bool(False, span=span)

    def value(self, token: Token | ast.Bool) -> ast.Value:
        """The value a token stands for."""
        if isinstance(token, ast.Bool):
            return token
        text, span = token.text, token.span
        match token.kind:
            case "NUMBER":
                return ast.Number(amount(text, span), text, span=span)
            case "PERCENT":
                return ast.Percent(amount(text[:-1].rstrip(), span), text, span=span)
            case "MONEY" if text[0].isdigit():
                number, currency = text.split()
                return ast.Money(amount(number, span), currency, text, span=span)
            case "MONEY":
                return ast.Money(amount(text[1:], span), text[0], text, span=span)
            case "DURATION":
                return duration(text, span)
            case "DATE":
                return date_of(token)
            case _:
                return text_of(token)


def duration(text: str, span: Span) -> ast.Duration:
    """`4h`, `2 business days`."""
    match = _DURATION.fullmatch(text)
    assert match is not None
    return ast.Duration(amount(match[1], span), UNITS[match[3]], bool(match[2]), text, span=span)
