"""Tables of tiers in the reference evaluator: which line a row has, and what it is called (rules 70 to 72)."""

from __future__ import annotations

from dataclasses import dataclass

from sla_dsl.lang import ast
from tests.support.reference_logic import all_of, any_of
from tests.support.reference_policy import Row, Value
from tests.support.reference_values import Reader

PROMISED = ("within", "on", "target")


@dataclass(frozen=True)
class Tier:
    """One line of a table: what it promises by column, and its name."""

    cells: dict[str, ast.CellBound]
    label: str


@dataclass(frozen=True)
class Place:
    """Where a row stands: `known` is false where no line holds and None where it is not known which one does."""

    known: bool | None
    tier: Tier | None = None


def lines(tiers: ast.Tiers) -> list[Tier]:
    """The lines of a table from the top."""
    named = [{n.text: cell for n, cell in zip(tiers.header, cells, strict=True)} for cells in tiers.rows]
    return [Tier(cells, _label(cells)) for cells in named]


def tier_of(reader: Reader, tiers: ast.Tiers, row: Row) -> Place:
    """The first line of which all cells hold; not known when one above it is unknown."""
    perhaps = possible(reader, tiers, row)
    if not perhaps:
        return Place(False)
    sure = len(perhaps) == 1 and _holds(reader, perhaps[0], row) is True
    return Place(True, perhaps[0]) if sure else Place(None)


def possible(reader: Reader, tiers: ast.Tiers, row: Row) -> list[Tier]:
    """The lines that may be the row's own: none above one of them surely holds (rule 168)."""
    found = []
    for tier in lines(tiers):
        truth = _holds(reader, tier, row)
        if truth is not False:
            found.append(tier)
        if truth is True:
            break
    return found


def _holds(reader: Reader, tier: Tier, row: Row) -> bool | None:
    return all_of(
        cell_holds(reader, cell, reader.value(ast.Ref(ast.Name((column,))), row))
        for column, cell in tier.cells.items()
        if column not in PROMISED
    )


def cell_holds(reader: Reader, cell: ast.CellBound, value: Value) -> bool | None:
    """The truth of a cell for a value of its column."""
    if cell.kind == "any":
        return True
    if cell.kind == "values":
        return any_of(reader.compare("=", value, reader.value(v, None)) for v in cell.values)
    bound = cell.bound
    assert bound is not None
    low = reader.amount(bound.value, None, None)
    if bound.high is None:
        return reader.compare(bound.op, value, low)
    high = reader.amount(bound.high, None, None)
    return all_of((reader.compare(">=", value, low), reader.compare("<=", value, high)))


def _label(cells: dict[str, ast.CellBound]) -> str:
    texts = [f"{column} {said(cell)}" for column, cell in cells.items()
            if column not in PROMISED and cell.kind != "any"]  # fmt: skip
    return ", ".join(texts) or "any"


def said(cell: ast.CellBound) -> str:
    """The text of a cell."""
    if cell.kind == "any":
        return "any"
    if cell.kind == "values":
        return ", ".join(_spelled(v) for v in cell.values)
    assert cell.bound is not None
    if cell.bound.high is not None:
        return f"between {_spelled(cell.bound.value)} and {_spelled(cell.bound.high)}"
    return f"{cell.bound.op} {_spelled(cell.bound.value)}"


def _spelled(value: ast.Amount) -> str:
    assert isinstance(value, ast.Lit)
    match value.value:
        case ast.Text(value=text):
            return text
        case ast.Bool(value=truth):
            return str(truth).lower()
        case ast.Date():
            raise NotImplementedError("dates in tiers")
        case ast.Number() | ast.Percent() | ast.Money() | ast.Duration():
            return value.value.text
