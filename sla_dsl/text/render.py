"""A diagnostic as the text a terminal shows: the place, the line with the spot underlined, what to write instead."""

from __future__ import annotations

import unicodedata

from sla_dsl.text.diagnostic import Diagnostic, Level
from sla_dsl.text.source import Source, Span

WIDTH = 100
"""How many columns of a line are shown; a longer line is cut around the spot."""
_TAB = 4
_RED, _YELLOW, _BOLD, _DIM, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"
_CUT = "…"


def render(diagnostic: Diagnostic, *, colour: bool = False) -> str:
    """`FILE:LINE:COLUMN: error[CODE]: MESSAGE`, the line with its underline, hint and notes; no newline at the end.

    Control characters of the user's text are shown by name (`\\x1b`), so that none of them reaches the terminal.
    Columns count characters from 1; `colour` adds ANSI colours.
    """
    tint = (_RED if diagnostic.level is Level.ERROR else _YELLOW) if colour else ""
    bold, dim, plain = (_BOLD, _DIM, _PLAIN) if colour else ("", "", "")
    place = f"{bold}{_place(diagnostic)}{plain}" if diagnostic.source else ""
    lines = [f"{place}{tint}{bold}{diagnostic.level}[{diagnostic.code}]{plain}: {visible(diagnostic.message)}"]
    if diagnostic.source is not None and diagnostic.source.text:
        shown, carets = _excerpt(diagnostic.source, diagnostic.span)
        number = str(diagnostic.source.position(diagnostic.span.start)[0])
        lines.append(f"{dim}{number} |{plain} {shown}")
        lines.append(f"{dim}{' ' * len(number)} |{plain} {tint}{carets}{plain}")
    if diagnostic.hint:
        lines.append(f"  {bold}hint:{plain} {visible(diagnostic.hint)}")
    lines += [f"  {bold}note:{plain} {visible(note)}" for note in diagnostic.notes]
    return "\n".join(lines)


def render_all(diagnostics: tuple[Diagnostic, ...], *, colour: bool = False) -> str:
    """Every diagnostic, with a blank line between two; no newline at the end."""
    return "\n\n".join(render(diagnostic, colour=colour) for diagnostic in diagnostics)


def visible(text: str) -> str:
    """`text` with everything a terminal would act on instead of showing it written as an escape."""
    return "".join(_shown(sign) for sign in text)


def _place(diagnostic: Diagnostic) -> str:
    source = diagnostic.source
    assert source is not None
    line, column = source.position(diagnostic.span.start)
    return f"{visible(source.name)}:{line}:{column}: "


def _excerpt(source: Source, span: Span) -> tuple[str, str]:
    """The part of the line around the spot, and the carets that underline it, in columns of a terminal."""
    number, column = source.position(span.start)
    line = source.line(number)
    first = min(column - 1, len(line))
    last = max(first + 1, min(first + span.end - span.start, len(line)))
    # a line is cut before it is measured: it may have a million characters, and a few tell where the spot is
    begin = max(0, first - WIDTH // 2) if len(line) > WIDTH else 0
    end = min(len(line), begin + WIDTH)
    before, spot, after = line[begin:first], line[first : min(last, end)], line[min(last, end) : end]
    head, tail = _CUT if begin else "", _CUT if end < len(line) else ""
    lead = head + _flat(before)
    return f"{lead}{_flat(spot)}{_flat(after)}{tail}".rstrip(), " " * _width(lead) + "^" * max(1, _width(_flat(spot)))


def _flat(text: str) -> str:
    return "".join(" " * _TAB if sign == "\t" else _shown(sign) for sign in text)


def _shown(sign: str) -> str:
    if sign == " " or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return sign
    return sign.encode("unicode_escape").decode("ascii")


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(s) else 2 if unicodedata.east_asian_width(s) in "WF" else 1 for s in text)
