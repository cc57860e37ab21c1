"""The formatter: a tree back to text in the one canonical form, every comment kept, and proof that nothing changed."""

from __future__ import annotations

from sla_dsl.lang import ast
from sla_dsl.lang.grammar import tables
from sla_dsl.lang.parser import parse
from sla_dsl.lang.printing.clauses import Clauses
from sla_dsl.lang.printing.expressions import Expressions
from sla_dsl.lang.printing.pieces import Piece
from sla_dsl.lang.words import RESERVED
from sla_dsl.text.diagnostic import InternalError, PolicyError
from sla_dsl.text.source import Source


def format(file: ast.File) -> str:
    """The canonical text of a file: LF line ends, one last newline, nothing for an empty file.

    Words, order and the spelling of numbers stay; spaces, line breaks, brackets, operators and the units of durations
    become canonical. Formatting twice changes nothing.
    """
    from sla_dsl.lang.printing.layout import lay_out

    return lay_out(file, _pieces)


def formatted(source: Source) -> str:
    """The canonical text of a source, proved to say the same with the same comments.

    Raises `PolicyError` when the source does not parse, `InternalError` when the proof fails: then nothing may be
    written.
    """
    file, mistakes = parse(source)
    if mistakes:
        raise PolicyError(mistakes)
    text = format(file)
    again, broken = parse(Source(source.name, text))
    same = again.statements == file.statements and [c.text for c in again.comments] == [c.text for c in file.comments]
    if broken or not same:
        raise InternalError(f"the formatted text of {source.name} does not say the same as the text itself")
    return text


def sentence(clause: ast.Clause) -> str:
    """A clause in one line without its header and its table: `sales first-touch within 4h for score >= 70`."""
    return " ".join(piece.text for piece in Clauses().promised(clause))


def statement(node: ast.Statement) -> str:
    """A statement in one line, without its table."""
    from sla_dsl.lang.printing.statements import Statements

    return " ".join(piece.text for piece in Statements().statement(node))


def expression(expr: ast.Expr) -> str:
    """An expression in one line."""
    return Expressions().expression(expr)


def amount(value: ast.Time) -> str:
    """A target or a limit in one line, also one that changes on dates."""
    return Expressions().amount(value)


def bound(target: ast.Bound) -> str:
    """A target with its sign: `>= 100`, `between 100 and 130`."""
    return Clauses().bound(target)


def cell(value: ast.CellBound) -> str:
    """A cell of a decision table: `demo, pricing`, `>= 70`, `4h`."""
    return Clauses().cell(value)


def period(value: ast.Period) -> str:
    """What stands behind `per`."""
    return Clauses().period(value)


def _pieces(statement: ast.Statement) -> list[Piece]:
    """A statement with plain names where they read back as such, and with every risky name in backquotes otherwise."""
    from sla_dsl.lang.printing.statements import Statements

    pieces = Statements().statement(statement)
    again, mistakes = parse(Source("", _joined(pieces)))
    if not mistakes and again.statements == (statement,):
        return pieces
    return Statements(RESERVED | frozenset(tables().keywords)).statement(statement)


def _joined(pieces: list[Piece]) -> str:
    return "\n  ".join(piece.text for piece in pieces)
