"""The rule two-units: one column compared with amounts of two units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_dsl.lang import ast
from sla_dsl.lang.words import RESULT_COLUMNS
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context, line_of
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.record import record
from sla_dsl.text.source import Source, Span

_UNITS = {ast.Number: "a plain number", ast.Percent: "a percentage", ast.Money: "an amount of money"}


@record
class _Use:
    """A column compared with an amount, and where."""

    column: str
    unit: str
    said: str
    source: Source
    span: Span


def find(context: Context) -> Iterator[Remark]:
    lets = {s.name.text: s.value for s, _ in context.statements if isinstance(s, ast.Let)}
    own = {file.source.name for file in context.files}
    several = _of_several_tables(context)
    first: dict[str, _Use] = {}
    told: set[tuple[str, str]] = set()
    for statement, source in context.statements:
        for use in _uses(statement, source, lets):
            before = first.setdefault(use.column, use)
            if before.unit == use.unit or use.column in several or (use.column, use.unit) in told:
                continue
            told.add((use.column, use.unit))
            here, there = (use, before) if use.source.name in own else (before, use)
            if here.source.name in own:
                where = line_of(there.source, there.span, here.source)
                message = (
                    f"`{use.column}` is compared with {here.unit}, `{here.said}`, "
                    f"and in {where} with {there.unit}, `{there.said}`"
                )
                yield Remark(here.source, here.span, message, "write both in the unit that the data has")


def _of_several_tables(context: Context) -> set[str]:
    """Columns that are called the same in two tables: they may well be of two units."""
    seen: set[str] = set()
    several: set[str] = set()
    for table in context.policy.tables.values():
        names = {column.name for column in table.columns}
        several |= names & seen
        seen |= names
    return several


def _uses(statement: ast.Statement, source: Source, lets: Mapping[str, ast.Amount]) -> Iterator[_Use]:
    for node in ast.nodes(statement):
        match node:
            case ast.Compare(left=ast.Ref(name), right=right):
                pairs: list[tuple[ast.Name, ast.Amount]] = [(name, right)]
            case ast.Between(operand=ast.Ref(name), low=low, high=high):
                pairs = [(name, low), (name, high)]
            case ast.In(operand=ast.Ref(name), items=items):
                pairs = [(name, item) for item in items]
            case ast.Keeps(measure=ast.Statistic(operand=ast.Ref(name)), target=ast.Bound(value=value, previous=False)):
                pairs = [(name, value)]
            case ast.Tiers(header=header, rows=rows):
                cells = [pair for row in rows for pair in zip(header, row, strict=True)]
                pairs = [asked for name, cell in cells for asked in _asked(name, cell)]
            case _:
                continue
        for column, compared in pairs:
            literal = _literal(compared, lets)
            if literal is not None and type(literal) in _UNITS and not _zero(literal):
                said = source.text[compared.span.start : compared.span.end]
                yield _Use(column.text, _UNITS[type(literal)], said, source, compared.span)


def _asked(name: ast.Name, cell: ast.CellBound) -> Iterator[tuple[ast.Name, ast.Amount]]:
    """What a cell of a table holds the column that heads it against."""
    if name.text not in RESULT_COLUMNS:
        amounts = (*cell.values, *(() if cell.bound is None else (cell.bound.value, cell.bound.high)))
        yield from ((name, amount) for amount in amounts if amount is not None)


def _literal(amount: ast.Amount, lets: Mapping[str, ast.Amount]) -> ast.Value | None:
    """The value that an amount is, also behind the name of a `let`."""
    seen: set[str] = set()
    while isinstance(amount, ast.Ref) and amount.name.text in lets and amount.name.text not in seen:
        seen.add(amount.name.text)
        amount = lets[amount.name.text]
    return amount.value if isinstance(amount, ast.Lit) else None


def _zero(value: ast.Value) -> bool:
    """Nothing is nothing in every unit."""
    return (isinstance(value, ast.Number | ast.Percent) and not value.value) or (
        isinstance(value, ast.Money) and not value.amount
    )


RULE = Rule(
    id="two-units",
    group="bugs",
    level=Level.ERROR,
    since="2026.1",
    summary="one column compared with amounts of two units",
    why=(
        "A score of 70 is no score of 70%, which is 0.7. A column holds one unit, so one of two such comparisons is "
        "never true, or always. Columns of the same name in two tables are not compared with each other."
    ),
    bad="""clause hot: sales accepts or rejects MQL within 2 days for score >= 70
clause warm: marketing delivers >= 100 MQL per month for score >= 50%
""",
    good="""clause hot: sales accepts or rejects MQL within 2 days for score >= 70
clause warm: marketing delivers >= 100 MQL per month for score >= 50
""",
    find=find,
)
