"""Text to tokens and comments: words stay words here, the grammar decides later which of them are keywords.

The patterns are the terminals of `sla.lark`; what none of them takes is a mistake that is explained in the user's
words (a curly quote, `>=` as one sign, `15m`, an unclosed text).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from sla_dsl.lang.ast import Comment, Placement
from sla_dsl.lang.grammar import tables
from sla_dsl.lang.mistake import Mistake
from sla_dsl.text.source import Span

MAX_BRACKETS = 100
"""How deep brackets may be nested: far more than anybody reads, far less than a stack holds."""

CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]|\r(?!\n)")


class Token(NamedTuple):
    """A terminal of the grammar at a place; every word is a NAME here."""

    kind: str
    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@cache
def _scanner() -> re.Pattern[str]:
    # the patterns of the grammar come by priority; longer signs before shorter ones
    symbols = sorted(tables().symbols.items(), key=lambda item: -len(item[0]))
    parts = [f"(?P<{name}>{pattern})" for name, pattern in tables().patterns]
    parts += [f"(?P<{name}>{re.escape(sign)}{_NOT_A_SIGN.get(sign, '')})" for sign, name in symbols]
    return re.compile("|".join(parts))


_ROW_END = re.compile(r"[ \t]*(?:#|\r?\n|\Z)")
_NOT_A_SIGN = {"=": "(?![=<>])", "<": "(?![>])", "/": "(?![/*])", ".": r"(?!\d)"}


def tokens(text: str, start: int, end: int) -> tuple[list[Token], list[Comment]]:
    """The tokens and the comments of `text[start:end]`; raises `Mistake` where no token can be."""
    control = CONTROL.search(text, start, end)
    if control:
        raise _stray(text, control.start(), end)
    scan = _scanner().match
    found: list[Token] = []
    comments: list[Comment] = []
    opened: list[int] = []
    at = start
    while at < end:
        match = scan(text, at, end)
        if match is None:
            raise _stray(text, at, end)
        kind = match.lastgroup or ""
        stop = match.end()
        if kind == "COMMENT":
            comments.append(_comment(text, at, stop))
        elif kind != "BLANK":
            found.append(Token(kind, at, stop, match[0]))
            if kind == "ROW" and not _ROW_END.match(text, stop, end):
                raise _stray(text, at if match[0] == "||" else stop - 1, end)
            if kind == "LPAR":
                opened.append(at)
                if len(opened) > MAX_BRACKETS:
                    raise Mistake("SLA027", "brackets are nested too deeply", Span(at, stop), _FLATTER)
            elif kind == "RPAR":
                if not opened:
                    raise Mistake(
                        "SLA029", "`)` closes no bracket", Span(at, stop), "remove it, or open a bracket before"
                    )
                opened.pop()
        at = stop
    if opened:
        raise Mistake(
            "SLA029", "`(` is never closed", Span(opened[-1], opened[-1] + 1), "write `)` where the bracket ends"
        )
    return found, comments


def _stray(text: str, at: int, end: int) -> Mistake:
    """What is wrong where no token can be."""
    from sla_dsl.lang.strays import explain

    return explain(text, at, end)


_FLATTER = f"at most {MAX_BRACKETS} brackets may be open; name a part with `define`"


def comments_before(text: str, end: int) -> list[Comment]:
    """The comments above the first statement."""
    return [_comment(text, m.start(), m.end()) for m in re.compile(r"#[^\r\n]*").finditer(text, 0, end)]


def _comment(text: str, start: int, end: int) -> Comment:
    alone = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    placement = Placement.OWN_LINE if alone else Placement.TRAILING
    return Comment(text[start + 1 : end].rstrip(), placement, span=Span(start, end))
