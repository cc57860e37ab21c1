"""Turns of speech that the language says in a way of its own: each with what to write in its place."""

from __future__ import annotations

import re
from functools import cache

from sla_dsl.lang.mistake import Mistake
from sla_dsl.text.record import record
from sla_dsl.text.source import Span

_WINDOW = 300
"""How much of a statement is looked at on either side: no turn of speech is longer, and statements can be."""
_COMMENT = re.compile(r"#[^\r\n]*")
_COMMENT_OR_TEXT = re.compile(r'#[^\r\n]*|"[^"\r\n]*"')
_N = r"\d[\d_]*(?:\.\d+)?[kM]?"
_DAY = r"\d{4}-\d{2}-\d{2}"
_LENGTH = rf"{_N}\s*(?:business\s+)?(?:s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)\b"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_SHORT = r"(?:mon|tue|wed|thu|fri|sat|sun)"
_SHARE = "a share of the cases is said behind the limit: `within 4h on >= {0}`"
_QUARTER = "say its days, `from 2026-01-01 to 2026-03-31`, or all of them: `per quarter`"
_DATED = "give an amount with dates a name, `let goal = 80%, 90% from 2026-07-01`, and write the name here"
_YMD = "write year, month, day: `2026-07-01`"
_TO_DO = "what follows from a breach is a statement of its own: `when hot breached then credit 500 USD to marketing`"
_TIME_OF = "say from when to when: `keeps median time from created to first-touch <= 4h`"

Rows = tuple[tuple[str, str, str], ...]
"""What is written (where it has a group `at`, only that), what to write instead ({0}, {1} are its groups), the code."""

_BEFORE: Rows = (
    (r"\Aif(?=\s+[\w-]+\s+(?:is\s+)?breached\b)", "write `when`", "SLA012"),
    (r"\Aclause\s*:", "write `clause NAME:`, or leave `clause:` out", "SLA012"),
    (r"\A(?:sla|slo|kpi|rule|promise|goal|policy)\s+([\w-]+)\s*:", "write `clause {0}:`", "SLA012"),
    (r"\A(?!clause\b)([\w-]+)\s*:", "a name is said by `clause {0}:`, and behind a party stands no `:`", "SLA012"),
    (r"\Aclause\s+([\w-]+)\s+-\s", "write `clause {0}:`", "SLA012"),
    (r"\A([^\W\d][\w-]*)\s+within\b", "say who promises it: `sales {0} within 4h`", "SLA012"),
    (rf"\A(?:>=\s*)?({_N}\s+[^\W\d][\w-]*)", "say who promises it: `marketing delivers >= {0}`", "SLA012"),
    (r"\Atable\s+([\w-]+)\s+belongs\s+to\s+([\w-]+)", "write `table {0} of {1} by lead_id`", "SLA012"),
    (r"\bper\s+(?:lead|contact|account|deal|opportunity)\b",
     "leave it out: such a promise holds for each of them", "SLA012"),
    (r"\Acalendar\s+[\w-]+\s*(?P<at>:)", "leave the `:` out", "SLA012"),
    (r"\Aevent\s+[\w-]+\s+(?P<at>at)\b", "write `=`", "SLA012"),
    (r"\A(?:const|var|variable|param)\s+([\w-]+)\s*=", "write `let {0} =`", "SLA012"),
    (r"\Astage\s+([\w-]+)\s*(?:=|:|when\b|where\b|if\b|is\b)",
     "say when it is entered, and then the condition: `stage {0} at mql_at when score >= 50`", "SLA012"),
    (r"\b(?:respond|replie|reply|react|answer)s?\s+(?P<at>to)\b", "leave `to` out", "SLA012"),
    (r"\bagrees?\s+(?:on|to)\b", "say who promises what: `marketing delivers >= 100 MQL per month`", "SLA012"),
    (rf"([$€£¥]?{_N})\s+(?:million|mio|mn)\b", "write `{0}M`", "SLA019"),
    (rf"([$€£¥]?{_N})\s+(?:thousand|grand)\b", "write `{0}k`", "SLA019"),
)  # fmt: skip
"""What need not lie where the reading got stuck: it may have gone on for a while, taking one thing for another."""

_HERE: Rows = (
    (r"\b(?:key|purpose|version|timezone|currency|term|open|holidays|closed)\s*:", "leave the `:` out", "SLA012"),
    (r"\bcurrency\s+\"?[$€£¥]\"?", "write its code: `currency USD`", "SLA012"),
    (r"\bopen\s+(\d[\d:]*\s*-\s*\d[\d:]*)\s+([a-z-]+)", "write `open {1} {0}`", "SLA012"),
    (r"\bfrom\s+\d{1,2}\s+to\s+\d{1,2}\b", "write hours as `09:00-17:00`", "SLA018"),
    (r"\bopen\s+[a-z-]+\s+\d{1,2}\s*-\s*\d{1,2}\b(?!:)", "write hours as `09:00-17:00`", "SLA018"),
    (rf"\bafter\s+({_DAY})", "write `> {0}`", "SLA012"),
    (rf"\bbefore\s+({_DAY})", "write `< {0}`", "SLA012"),
    (r"\b(first|last)\s+[\w-]+\s+in\s+[\w-]+", 'write `{0} touches.at where kind = "call"`', "SLA012"),
    (r"\bconversion\b(?:\s+(?:rate\s+)?(?:from|of))?\s+([\w-]+)\s+(?:to|into)\s+([\w-]+)",
     "write `conversion {0} -> {1}`", "SLA012"),
    (r"\b([\w-]+)\s+to\s+([\w-]+)\s+conversion\b", "write `conversion {0} -> {1}`", "SLA012"),
    (r"\bkeeps?\s+(?!conversion\b)([\w-]+)\s*->\s*([\w-]+)", "write `keeps conversion {0} -> {1}`", "SLA012"),
    (r"\bkeeps?\s+([\w-]+)\s+per\s+([\w-]+)",
     "write `keeps ratio of {0} in spend to {1}`, with a stage `spend`", "SLA012"),
    (rf"\bkeeps?\s+({_N}\s*%)\s+of\s+([\w-]+)", 'write `keeps share of {1} where source = "web" >= {0}`', "SLA012"),
    (r"\bmakes?\s+between\s+(\d+)\s+and\s+\d+", "write `makes >= {0}`", "SLA012"),
    (r"\bmakes?\b[^\r\n]*\bof\s+which\b|\bdelivers?\b[^\r\n]*\bof\s+which\b",
     "write a table below the promise, or a clause of its own for that part", "SLA012"),
    (rf"\bdelivers?\b[^\r\n]*?\b(?P<at>(?:every|over|each)\s+({_N}\s+days))", "write `per rolling {1}`", "SLA012"),
    (rf"\b(?P<at>every\s+({_N}\s+\w+))",
     "what is done again and again is counted: `makes >= 1 touch every {1}`", "SLA012"),
    (rf"(?:,\s*)?\b(?<!paced )(?:at\s+most|no\s+more\s+than|max(?:imum)?|up\s+to)\s+({_N}\s*%)\s+(?=(?:per|a|each)\b)",
     "write `paced <= {0}`", "SLA012"),
    (r"\bkeeps?\s+(?:(?:average|median|mean)\s+)?(?:[\w-]+\s+)?time\s+(?!from\b)", _TIME_OF, "SLA012"),
    (r"\bdelivers?\s+(?:>=?|<=?|=)\s*[^\W\d][\w-]*\s+(?=per\b|by\b|for\b|\Z)",
     "write a number and what is delivered: `>= 100 MQL`", "SLA012"),
    (rf"\bdelivers?\s+([^\W\d][\w-]*)\s+(?:per\s+\w+\s+)?((?:>=?|<=?|=)\s*{_N})",
     "write `delivers {1} {0}`", "SLA012"),
    (rf"\bdelivers?\b[^\r\n]*?\b(?P<at>and\s+(?:>=\s*)?{_N}\s+[^\W\d][\w-]*)",
     "write two clauses, one for each", "SLA012"),
    (rf"({_N})\s*\+", "write `>= {0}`", "SLA012"),
    (rf"({_N}),(\d{{1,2}}[kM]?)(?![\d_])", "write a decimal point: `{0}.{1}`", "SLA019"),
    (rf"({_N})\s*(hours?|minutes?|days?)\s+(?:business|working|office)\b", "write `{0} business {1}`", "SLA012"),
    (rf"({_N}\s*(?:h|d|min))\s+(?P<at>hours?|hrs?|days?|minutes?)\b", "leave `{1}` out: `{0}` says it", "SLA012"),
    (r"\b(?:for|unless|where|when)\b[^\r\n]*?\b(?P<at>(or|and)\s*(>=?|<=?|!?=))",
     "say again of what: `{1} score {2} 10`", "SLA012"),
    (r"\b(?P<at>and)\s+(?:paced|on|by|per|for|unless|min|warn)\b", "leave `and` out", "SLA012"),
    (r"\bdelivers?\s+(?:>=?\s*)?[$€£¥]\S+\s+(?P<at>in)\b", "write `of`", "SLA012"),
    (r"\b(?:or\s+else|otherwise)\b", _TO_DO, "SLA012"),
    (r"\bbetween\s+\d{1,2}(?::\d\d)?\s+and\s+\d{1,2}:\d\d",
     "hours are a calendar's: `within 4 business hours`, below `calendar office` and `open mon-fri 09:00-17:00`",
     "SLA012"),
    (r"(?<!per )(?<!\w)(?P<at>day|week|month|quarter|year)(?=\s*\Z|\s+(?:by|for|unless|paced|from|min)\b)",
     "write `per {0}`", "SLA012"),
    (rf"(?<![\w.])(?<!between )({_N}\s*%?)\s+to\s+({_N}\s*%?)", "write `between {0} and {1}`", "SLA012"),
    (rf"({_N})\s*(?:percent|per\s+cent|pct)\b", "write `{0}%`", "SLA014"),
    (rf",\s*[$€£¥]?{_N}\s*%?[^\r\n,]*?\s+from\s+{_DAY}", _DATED, "SLA012"),
    (rf"{_N}\s*%\s+(?:more|less|fewer|higher|lower)\b",
     "write the share of the period before: `>= 110% of previous MQL per month`", "SLA012"),
    (rf"(?:\bat\s+least\s+|>=\s*)?({_N}\s*%)\s+(?=within\b|in\b)", _SHARE, "SLA012"),
    (rf"({_N}\s*%)\s+of\s+(?:the\s+)?(?:time|cases)\b", _SHARE, "SLA012"),
    (r"\(\s*(?:business|working|office)\s+hours\s*\)", "say it with the limit: `within 4 business hours`", "SLA012"),
    (r"\bduring\s+(?:business|working|office)\s+hours\b", "say it with the limit: `within 4 business hours`", "SLA012"),
    (r"\b(?:within\s+)?(?:the\s+)?same\s+day\b", "write `by end of day`", "SLA012"),
    (r"\b(?:within\s+)?(?:the\s+)?same\s+(?:business|working)\s+day\b", "write `by end of business day`", "SLA012"),
    (r"\b(?:in|for|during|of|per)\s+Q[1-4]\b(?:[\s/-]*\d{4})?", _QUARTER, "SLA012"),
    (rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:\s*,)?\s+\d{{4}}", _YMD, "SLA017"),
    (rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}\s+\d{{4}}", _YMD, "SLA017"),
    (rf"\b(?:in|for|during)\s+{_MONTH}(?:\s+\d{{4}})?",
     "say its days, `from 2026-07-01 to 2026-07-31`, or all of them: `per month`", "SLA012"),
    (rf"\b({_SHORT})\w*\s+(?:to|until|till|through)\s+({_SHORT})\w*", "write `{0}-{1}`", "SLA012"),
    (rf"{_N}\s*%?\s+from\s+({_DAY})", "the day stands at the end of the clause: `from {0}`", "SLA012"),
    (r"\b(\d+)\s+(day|week|month|quarter|year)s?\s+(?:in\s+a\s+row|running)\b",
     "write `in {0} consecutive {1}s`", "SLA012"),
    (r"\bbreached\s+twice\b", "write `breached in 2 consecutive months`", "SLA012"),
    (r"\b(?:is\s+)?breached\s+(?:for|in)\s+[a-z]+\s+consecutive\b", "write `breached in 3 consecutive months`",
     "SLA012"),
    (r"\bin\s+(\d+)\s+of\s+(?:the\s+)?(\d+)\s+(day|week|month|quarter|year)s\b",
     "write `in {0} of the last {1} {2}s`", "SLA012"),
    (r"\bbreached\s+(?:for\s+)?(\d+)\s+(day|week|month|quarter|year)s?\b",
     "write `breached in {0} consecutive {1}s`", "SLA012"),
    (rf"(?:\b(?:no|not)\s+later\s+than|\bat\s+most|\bup\s+to|<=?)\s*({_LENGTH})", "write `within {0}`", "SLA012"),
)  # fmt: skip
"""What lies where the reading got stuck, or right before."""

_AFTER_ALL: Rows = (
    (rf"\bdelivers?\s+(?:>=?\s*|<=?\s*)?{_N}\s+[^\W\d][\w-]*\s+[^\W\d][\w-]*",
     "what is delivered has one name, and a condition behind `for`: `100 lead per month for score >= 70`", "SLA012"),
    (r"\bfor\s+[^\W\d][\w-]*\s+(?!(?:in|is|not|between|and|or|at)\b)[^\W\d][\w-]*",
     "write a condition, `for score >= 70`, or the name of one that `define` gives", "SLA012"),
    (r"\bkeeps?\s+(?:[\w-]+\s+)?[\w-]+\s*(?:>=?|<=?|=|below\b|above\b|under\b|over\b)",
     "say what it is made of: `conversion A -> B`, `share of A where ...`, `average X in A`, `ratio of A to B`",
     "SLA012"),
    (rf"(?P<at>{_N}\s*%)\s*\Z", _SHARE, "SLA012"),
    (r"\A(?!when\b)(?:[^\"]|\"[^\"]*\")*?\b(?P<at>penalty|fine|bonus|credit|escalate|notify)\b", _TO_DO, "SLA012"),
)  # fmt: skip
"""What is told where no other explanation fits."""


@record
class _Phrase:
    pattern: re.Pattern[str]
    hint: str
    code: str


@cache
def _compiled(rows: Rows) -> tuple[_Phrase, ...]:
    return tuple(_Phrase(re.compile(pattern, re.IGNORECASE), hint, code) for pattern, hint, code in rows)


def phrase(text: str, start: int, stuck: int, end: int) -> Mistake | None:
    """The turn of speech because of which the statement from `start` to `end` could not be read on at `stuck`."""
    return _found(_BEFORE, text, start, stuck, end) or _found(_HERE, text, start, stuck, end)


def last_guess(text: str, start: int, stuck: int, end: int) -> Mistake | None:
    """The same, of what is likely only when nothing else explains it."""
    return _found(_AFTER_ALL, text, start, stuck, end)


def _found(rows: Rows, text: str, start: int, stuck: int, end: int) -> Mistake | None:
    earlier = rows is _BEFORE
    start = start if earlier else max(start, stuck - _WINDOW)
    part = _said(text[start : min(end, (start if earlier else stuck) + _WINDOW)], texts=not earlier)
    for known in _compiled(rows):
        for match in known.pattern.finditer(part):
            at = "at" if "at" in known.pattern.groupindex else 0
            first, behind = start + match.start(at), start + match.end(at)
            if first > stuck or (not earlier and behind < stuck and text[behind:stuck].strip()):
                continue
            span = Span(first, first + len(match[at].rstrip()))
            said = " ".join(text[span.start : span.end].replace("`", "").split())
            hint = known.hint.format(*((group or "").strip() for group in match.groups()))
            return Mistake(known.code, f"`{said}` is not how the language says it", span, hint)
    return None


def _said(part: str, *, texts: bool) -> str:
    """A part of a statement with its comments, and maybe its texts, blotted out."""
    silent = _COMMENT if texts else _COMMENT_OR_TEXT
    return silent.sub(lambda match: " " * len(match[0]), part)
