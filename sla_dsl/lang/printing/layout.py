"""Where pieces stand: lines of at most 100 columns, comments where they were written, blank lines between."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sla_dsl.lang import ast
from sla_dsl.lang.printing.pieces import Join, Piece
from sla_dsl.lang.printing.tables import width

WIDTH = 100
_BLOCKS = (ast.Agreement, ast.Calendar, ast.Table, ast.Test)
Write = Callable[[ast.Statement], list[Piece]]


class Lines:
    """Lines under construction."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.current = ""
        self.closed = True

    def put(self, text: str, join: Join, indent: int) -> None:
        """Add a piece, on a new line where it must or where it does not fit."""
        fits = join is Join.SPACE or width(self.current) + 1 + width(text) <= WIDTH
        if not self.closed and join is not Join.LINE and fits:
            self.current += " " + text
            return
        self.flush()
        self.current = " " * indent + text
        self.closed = False

    def comment(self, comment: ast.Comment, indent: int) -> None:
        """A comment behind the current line, or on a line of its own when it stood so or the line has one already."""
        if comment.placement is ast.Placement.TRAILING and not self.closed:
            self.current += f"  #{comment.text}"
            self.flush()
            return
        self.flush()
        self.done.append(" " * indent + f"#{comment.text}")

    def flush(self) -> None:
        """End the current line."""
        if self.current:
            self.done.append(self.current)
        self.current, self.closed = "", True


def lay_out(file: ast.File, write: Write) -> str:
    """The whole text of a file."""
    text = file.source.text
    lines: list[str] = []
    comments = list(file.comments)
    before: ast.Statement | None = None
    end = 0
    for i, statement in enumerate(file.statements):
        above = _taken(comments, statement.span.start) if statement.span.end else []
        block = _above(above, end, statement, text)
        until = file.statements[i + 1].span.start if i + 1 < len(file.statements) else None
        own = _own(comments, statement, until, text)
        said = _statement(write(statement), own)
        gap = block.gap if before is None or _same(before, statement, lines, said, block) else True
        if lines and gap:
            lines.append("")
        lines += [*block.lines, *said]
        before, end = statement, max([statement.span.end, *(c.span.end for c in own)])
    rest = _above(comments, end, None, text)
    if lines and rest.lines and rest.gap:
        lines.append("")
    return "".join(line.rstrip() + "\n" for line in [*lines, *rest.lines])


class _Block:
    """The comments above a statement, and whether a blank line stands above them (or above the statement alone)."""

    def __init__(self, lines: list[str], gap: bool) -> None:
        self.lines = lines
        self.gap = gap


def _taken(comments: list[ast.Comment], until: int) -> list[ast.Comment]:
    count = next((i for i, c in enumerate(comments) if c.span.start >= until), len(comments))
    taken, comments[:] = comments[:count], comments[count:]
    return taken


def _above(comments: Sequence[ast.Comment], end: int, statement: ast.Statement | None, text: str) -> _Block:
    lines: list[str] = []
    first = True
    gap = False
    at = end
    places = [(c.span.start, c.span.end, f"#{c.text}") for c in comments]
    if statement is not None:
        places.append((statement.span.start, statement.span.end, ""))
    for start, stop, said in places:
        blank = text[at:start].count("\n") > 1
        if first:
            gap, first = blank, False
        elif blank:
            lines.append("")
        if said:
            lines.append(said)
        at = stop
    return _Block(lines, gap)


def _own(comments: list[ast.Comment], statement: ast.Statement, until: int | None, text: str) -> list[ast.Comment]:
    """The comments that belong to a statement: those in it, behind it, and indented ones below it."""
    if not statement.span.end:
        return []
    own = _taken(comments, statement.span.end)
    while comments and (until is None or comments[0].span.start < until):
        start = comments[0].span.start
        indented = start > 0 and text[start - 1] != "\n"
        if comments[0].placement is ast.Placement.OWN_LINE and not indented:
            break
        own.append(comments.pop(0))
    return own


def _statement(pieces: Sequence[Piece], comments: list[ast.Comment]) -> list[str]:
    lines = Lines()
    waiting = list(comments)
    for i, piece in enumerate(pieces):
        while i and piece.start is not None and waiting and waiting[0].span.start < piece.start:
            lines.comment(waiting.pop(0), piece.indent)
        lines.put(piece.text, piece.join, piece.indent if i else 0)
    for comment in waiting:
        lines.comment(comment, 2)
    lines.flush()
    return lines.done


def _same(before: ast.Statement, after: ast.Statement, lines: list[str], said: list[str], block: _Block) -> bool:
    """Whether two statements may stand close together: short ones that were written so, or of one kind."""
    large = isinstance(before, _BLOCKS) or isinstance(after, _BLOCKS) or len(said) > 1
    return not large and not lines[-1].startswith(" ") and (after.span.end > 0 or type(before) is type(after))
