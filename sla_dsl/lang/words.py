"""The closed lists of words that the grammar takes as names and the builder knows by heart."""

from __future__ import annotations

import re
from typing import Literal

from sla_dsl.lang.ast import Unit
from sla_dsl.lang.mistake import Mistake
from sla_dsl.text.source import Span
from sla_dsl.text.spell import nearest

NAME = r"[^\W\d]\w*(?:-\w+)*"
"""A name without backquotes, as the grammar's terminal has it."""
DEFINING = frozenset(("calendar", "define", "event", "let", "stage", "table"))
"""What begins a definition of a name, which is the next word."""
RESERVED = frozenset(
    ("and", "or", "not", "in", "is", "between", "where", "for", "unless", "per", "within", "because", "true", "false")
)
"""The only words that are never names without backquotes: taken as names they would hide what is missing."""
PERIODS = ("day", "week", "month", "quarter", "half", "year")
PeriodUnit = Literal["day", "week", "month", "quarter", "half", "year"]
SEVERITIES = ("critical", "major", "minor", "info")
VERDICTS = (
    "met", "late", "missed", "breached", "pending", "at_risk", "unknown", "not_applicable",
    "waived", "excluded", "excused",
)  # fmt: skip
STATISTICS = ("average", "median", "min", "max", "sum", "count")
ACTIONS = ("terminate", "renegotiate", "review", "escalate", "notify", "reassign", "credit", "carry")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_QUARTER = re.compile(r"Q[1-4]")
RESULT_COLUMNS = frozenset({"within", "target", "on"})
"""The columns of a decision table that hold an outcome; every other one holds a condition on its column."""

WEEKS_OF_MONTHS = ("4-4-5", "4-5-4", "5-4-4")

UNITS: dict[str, Unit] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "second"),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "minute"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "hour"),
    **dict.fromkeys(("d", "day", "days"), "day"),
    **dict.fromkeys(("w", "week", "weeks"), "week"),
    **dict.fromkeys(("month", "months"), "month"),
    **dict.fromkeys(("quarter", "quarters"), "quarter"),
    **dict.fromkeys(("y", "year", "years"), "year"),
}

_PERCENTILE = re.compile(r"p(\d{1,2}|\d{1,2}\.\d+)")


def one_of(word: str, words: tuple[str, ...], what: str, span: Span, code: str = "SLA025") -> str:
    """`word` when it is one of `words`; else the mistake that says what can stand here."""
    if word in words:
        return word
    meant = nearest(word, words)
    hint = f"did you mean `{meant}`?" if meant else "write one of " + ", ".join(f"`{w}`" for w in words)
    raise Mistake(code, f"`{word}` is no {what}", span, hint)


def period_unit(word: str, span: Span) -> str:
    """The unit of `per`; what is written for a group, or for one quarter of a year, is told what it is."""
    if word in PERIODS or nearest(word, PERIODS):
        return one_of(word, PERIODS, "period", span, "SLA024")
    hint = "write one of " + ", ".join(f"`{w}`" for w in PERIODS) + f"; groups are said by `by {word}`"
    if _QUARTER.fullmatch(word):
        hint = "every quarter is `per quarter`, and this one alone `from 2026-01-01 to 2026-03-31`"
    raise Mistake("SLA024", f"`{word}` is no period", span, hint)


def statistic(word: str, span: Span) -> str:
    """A statistic of `keeps`: one of `STATISTICS` or a percentile such as `p90`."""
    if _PERCENTILE.fullmatch(word):
        return word
    return one_of(word, (*STATISTICS, "p90"), "statistic", span)


def weekdays(words: list[tuple[str, Span]]) -> tuple[int, ...]:
    """`mon-fri`, `sat`: the days as numbers from 0 (Monday), in the order of the week, each once."""
    days: set[int] = set()
    for word, span in words:
        ends = [_weekday(part, span) for part in word.split("-", 1)]
        first, last = ends[0], ends[-1]
        days.update((first + i) % 7 for i in range((last - first) % 7 + 1))
    return tuple(sorted(days))


def _weekday(word: str, span: Span) -> int:
    short = [day[:3] for day in WEEKDAYS]
    if word in short:
        return short.index(word)
    if word not in WEEKDAYS:
        one_of(word, tuple(short), "weekday", span)
    return WEEKDAYS.index(word)
