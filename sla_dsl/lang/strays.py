"""Characters that begin no token: what each of them probably was meant to be."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from sla_dsl.lang.mistake import Mistake
from sla_dsl.text.record import record
from sla_dsl.text.source import Span

_LOOKALIKES = {
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‘’‚‛′", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "≥": ">=", "≤": "<=", "≠": "!=", "→": "->", "⇒": "->", "×": "*", "÷": "/", "％": "%", "，": ",", "：": ":",
    "（": "(", "）": ")", "＝": "=", "＞": ">", "＜": "<", "｜": "|",
}  # fmt: skip
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_OPERATORS = {"==": "=", "=>": ">=", "=<": "<=", "<>": "!=", "&&": "and", "&": "and", "||": "or", "!": "not"}
_FOREIGN = {
    "{": "a list stands in `( )`, and what belongs to a statement is indented",
    "}": "a list stands in `( )`, and what belongs to a statement is indented",
    "[": "a list stands in `( )`: `source in (\"web\", \"event\")`",
    "]": "a list stands in `( )`: `source in (\"web\", \"event\")`",
    ";": "a statement ends with its line: remove the `;`",
    "//": "a comment starts with `#`",
    "/*": "a comment starts with `#`",
}  # fmt: skip
MINUTES_OR_MONTHS = "write `15 min` for minutes, `15 months` for months"


@record
class _Stray:
    pattern: re.Pattern[str]
    code: str
    message: str
    hint: str


_KNOWN = (
    (r'"[^"\r\n]*', "SLA004", "this text is never closed", 'write `"` where the text ends, on the same line'),
    (r"'[^'\r\n]*'", "SLA030", "{0} is in single quotes", 'texts stand in double quotes: `"..."`'),
    (
        r"`[^`\r\n]*`?",
        "SLA004",
        "this name in backquotes is never closed",
        "write a backquote where the name ends, on the same line",
    ),
    (r"\|\|", "SLA020", "`||` is no operator here", "write `or`"),
    (
        r"\|[^\r\n]*",
        "SLA023",
        "this table row does not end with `|`",
        "write `|` before, between and after the cells",
    ),
    (r"\d[\d_]*(?:\.\d+)?[ \t]*m(?!\w)", "SLA011", "{0} may be minutes or months", MINUTES_OR_MONTHS),
    (
        r"\d{1,4}[./]\d{1,2}[./]\d{1,4}(?!\w)",
        "SLA017",
        "{0} is not how a date is written",
        "write year, month, day: `2026-07-01`",
    ),
    (
        r"\d{4}-\d{1,2}-\d{1,2}[\w:.+-]*",
        "SLA017",
        "{0} is not how a date is written",
        "write `2026-07-01`, with a time `2026-07-01 09:00`",
    ),
    (
        r"\d{1,2}:\d{2}(?:[ \t]*[–—][ \t]*\d{1,2}:\d{2})?",
        "SLA018",
        "{0} is a time of day without a day or an end",
        "write `09:00-17:30` for opening hours, `2026-07-01 09:00` for an instant",
    ),
    (
        r"\d[\d_]*(?:\.\d+)?[kM]?[$€£¥]",
        "SLA015",
        "{0} has its currency sign behind the number",
        "write `$250k` or `250k USD`",
    ),
    (r"\d{1,2}(?::\d{2})?[ap]m\b", "SLA018", "{0} is not how a time of day is written", "write `09:00`, `17:30`"),
    (r"\d[\d_]*[A-Za-z]{3,}(?!\w)", "SLA019", "{0} is not a number", "put a blank behind a number: `100 MQL`"),
    (r"\d[\d_.]*K(?!\w)", "SLA019", "{0} is not a number", "thousands are a small `k`: `100k`"),
    (
        r"\d[\w.]*",
        "SLA019",
        "{0} is not a number",
        "write `100`, `1_000`, `100k` or `1.5M`, and with a unit of time `4h`, `30 min` or `2 days`",
    ),
    (r"\.\d+", "SLA019", "{0} is not a number", "write a digit before the point: `0.5`"),
    (r"[$€£¥]", "SLA015", "{0} stands without an amount", "write `$250k` or `250k USD`"),
)


@cache
def _known() -> tuple[_Stray, ...]:
    return tuple(_Stray(re.compile(pattern), code, message, hint) for pattern, code, message, hint in _KNOWN)


def explain(text: str, at: int, end: int) -> Mistake:
    """The mistake at offset `at`, where no token begins."""
    sign = text[at]
    for wrong, right in _OPERATORS.items():
        if text.startswith(wrong, at, end):
            return Mistake("SLA020", f"`{wrong}` is no operator here", Span(at, at + len(wrong)), f"write `{right}`")
    for wrong, hint in _FOREIGN.items():
        if text.startswith(wrong, at, end):
            return Mistake("SLA033", f"`{wrong}` has no meaning here", Span(at, at + len(wrong)), hint)
    for known in _known():
        match = known.pattern.match(text, at, end)
        if match:
            shown = "`" + match[0].strip().replace("`", "'") + "`"
            return Mistake(known.code, known.message.format(shown), Span(at, match.end()), known.hint)
    return _character(sign, Span(at, at + 1))


def _character(sign: str, span: Span) -> Mistake:
    named = f"U+{ord(sign):04X}"
    if sign in _LOOKALIKES:
        return Mistake(
            "SLA003", f"`{sign}` only looks like `{_LOOKALIKES[sign]}`", span, f"write `{_LOOKALIKES[sign]}`"
        )
    if sign in _BLANKS:
        return Mistake("SLA003", f"this blank is not an ordinary one ({named})", span, "write an ordinary space")
    if sign in _INVISIBLE:
        return Mistake("SLA003", f"there is an invisible character here ({named})", span, "remove it")
    if sign == "\r":
        return Mistake("SLA002", "this line ends with a lone carriage return", span, "end lines with LF or CRLF")
    if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp"):
        return Mistake("SLA002", f"there is a control character here ({named})", span, "remove it")
    return Mistake(
        "SLA008", f"`{sign}` has no meaning here", span, "put an odd name in backquotes, a text in double quotes"
    )
