"""The tables of a test that say the rows of a sketch; many rows alike are one line of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from sla_dsl.lang import ast
from sla_dsl.logic.witness import Cell, Row, witness
from sla_dsl.model import expr as m
from sla_dsl.model.cycles import CYCLE, Entries, begins, ends
from sla_dsl.model.kinds import Kind
from sla_dsl.model.policy import TableUse
from sla_dsl.model.times import HOUR_US
from sla_dsl.replay.boundary.sketch import Child, NotShown, Sketch
from sla_dsl.text.record import record

Says = Callable[[int], str]
"""How an instant (us UTC) is written."""

_ALIKE = 9
"""More rows alike than these are one line."""
_LONGEST = 10_000
"""No line stands for more rows."""
_CYCLE, _BEGINS, _ENDS = m.Column(CYCLE, Kind.NUMBER), begins(), ends()
_OF_ENTRIES = (_CYCLE, _BEGINS, _ENDS)
_MOST_ENTRIES = 9

_Cells = dict[str, str]


@record
class _Line:
    """A line of a table, and how many rows it stands for."""

    cells: _Cells
    count: int = 1


def given(
    sketch: Sketch, table: str, uses: Mapping[str, TableUse], says: Says, entries: Entries | None = None
) -> tuple[ast.Given, ...]:
    """The tables that say the rows, each of them the first of its `entries` where there are such: keys count from 1,
    and what stands for many rows has the first key and the last. Raises `NotShown`."""
    tables: dict[str, list[_Line]] = {table: []}
    for own, rows, beneath in [(table, sketch.rows, sketch.beneath), *((t, r, {}) for t, r in sketch.beside.items())]:
        for place, count in _runs(rows, beneath):
            row, number = rows[place], _numbers(place + 1, count)
            entering = [] if entries is None or own != table else _entering(entries, row, number, says)
            below = [(c.table, {c.by: number, **_cells(c.conditions, says)}) for c in beneath.get(place, ())]
            for name, cells in (*_told(row, own, number, uses, says), *entering, *below):
                there, key = tables.setdefault(name, []), uses[name].key
                alike = any(line.cells == cells for line in there)
                if not alike or not key or not set(key) <= set(cells):  # two rows may belong to one
                    there.append(_Line(cells, count if number in cells.values() else 1))
    for name, lines in tables.items():
        _number(lines, uses[name].key)
    return tuple(ast.Given(_name(name), _rows(lines)) for name, lines in tables.items() if lines)


def _runs(rows: Sequence[Row], beneath: Mapping[int, Sequence[Child]]) -> Iterator[tuple[int, int]]:
    """The place of every line and how many rows it stands for: of many alike that follow one another, all of them."""
    place = 0
    while place < len(rows):
        end = place + 1
        while end < min(len(rows), place + _LONGEST) and _same(rows, beneath, place, end):
            end += 1
        count = end - place
        yield from [(place, count)] if count > _ALIKE else [(n, 1) for n in range(place, end)]
        place = end


def _same(rows: Sequence[Row], beneath: Mapping[int, Sequence[Child]], one: int, other: int) -> bool:
    return rows[one] == rows[other] and beneath.get(one) == beneath.get(other)


def _numbers(first: int, count: int) -> str:
    return str(first) if count == 1 else f"{first} to {first + count - 1}"


def _told(row: Row, table: str, number: str, uses: Mapping[str, TableUse], says: Says) -> Iterator[tuple[str, _Cells]]:
    """The rows of all tables that one row takes: its own, those that it belongs to, and its child rows."""
    own: _Cells = dict.fromkeys(uses[table].key, number)
    above: dict[m.Link, _Cells] = {}
    children: list[tuple[str, _Cells]] = []
    for term, value in row.items():
        match term:
            case m.Column(name, kind) if "." not in name:
                own[name] = _text(value, kind, says)
            case m.Column() if term in _OF_ENTRIES:
                continue
            case m.ParentColumn(name, kind, (link,)):
                above.setdefault(link, {})[name] = _text(value, kind, says)
            case m.ChildPick() | m.ChildCount():
                children += [(term.table, cells) for cells in _children(term, value, row, number, says)]
            case m.ValueAt(child, by, instant, column, at) if value is None or row.get(at) is not None:
                told = {by: number, instant.name: _text(row.get(at), Kind.INSTANT, says)}
                children += [] if value is None else [(child, {**told, column.name: _text(value, column.kind, says)})]
            case m.Repeated() if value is False:
                continue
            case _:
                raise NotShown("it rests on what is taken from several other rows")
    yield table, own
    for link, cells in above.items():
        key = uses[link.table].key
        if len(key) == 1 and any(cells.values()):
            own.setdefault(link.by, number)
            yield link.table, {key[0]: own[link.by], **cells}
    yield from children


def _entering(entries: Entries, row: Row, number: str, says: Says) -> list[tuple[str, _Cells]]:
    """The child rows by which a row enters: an hour apart so often that the entry has its number, and once more where
    its time ends."""
    begins, cycle = row.get(_BEGINS), int(row.get(_CYCLE) or 1)
    if cycle > _MOST_ENTRIES:
        raise NotShown(f"a row enters {cycle} times, and no more than {_MOST_ENTRIES} entries are shown")
    times = [] if begins is None else [int(begins) - HOUR_US * n for n in range(cycle - 1, -1, -1)]
    found = []
    for at in (*times, row.get(_ENDS)):
        if at is not None:
            there = m.Test("=", entries.instant, m.Const(int(at), Kind.INSTANT))
            conditions = [there] if entries.where is None else [entries.where, there]
            found.append((entries.child, {entries.by: number, **_cells(conditions, says)}))
    return found


def enters_often(sketch: Sketch) -> bool:
    """Whether a row enters more than once."""
    return any(int(row.get(_CYCLE) or 1) > 1 or row.get(_ENDS) is not None for row in sketch.rows)


def _children(term: m.ChildPick | m.ChildCount, value: Cell, row: Row, number: str, says: Says) -> Iterator[_Cells]:
    """As many child rows as it takes; those before the one that is picked stand at the same instant."""
    if not value:
        return
    conditions = [] if term.where is None else [term.where, *_times(term.where, row)]
    if isinstance(term, m.ChildPick):
        conditions.append(m.Test("=", term.instant, m.Const(int(value), Kind.INSTANT)))
    columns = _cells(conditions, says)
    count = term.nth if isinstance(term, m.ChildPick) else int(value)
    for _ in range(count):
        yield {term.by: number, **columns}


def _times(where: m.Expr, row: Row) -> Iterator[m.Expr]:
    """The conditions that the time of an entry, as child rows see it, is that of a row."""
    for e in dict.fromkeys(e for e in m.walk(where) if isinstance(e, m.ParentColumn)):
        own = m.Column(e.name, e.kind)
        if own in (_BEGINS, _ENDS):
            at = row.get(own)
            yield m.Negation(m.IsKnown(e)) if at is None else m.Test("=", e, m.Const(int(at), Kind.INSTANT))


def _cells(conditions: Sequence[m.Expr], says: Says) -> _Cells:
    """The cells of a child row that satisfies some conditions. Raises `NotShown`."""
    found = witness(m.Both(tuple(conditions))) if conditions else {}
    if found is None:
        raise NotShown("it rests on what is taken from several other rows")
    return {e.name: _text(v, e.kind, says) for e, v in found.items() if isinstance(e, m.Column)}


def _number(lines: Sequence[_Line], key: Sequence[str]) -> None:
    """Gives the rows keys that have none: those of child tables."""
    first = 1
    for line in lines:
        for name in key:
            line.cells.setdefault(name, _numbers(first, line.count))
        first += line.count


def _rows(lines: Sequence[_Line]) -> ast.Rows:
    header = list(dict.fromkeys(name for line in lines for name in line.cells))
    cells = (tuple(ast.Cell(line.cells.get(n, "")) for n in header) for line in lines)
    return ast.Rows(tuple(map(_name, header)), tuple(cells))


def _name(name: str) -> ast.Name:
    return ast.Name((name,))


def _text(value: Cell, kind: Kind, says: Says) -> str:
    """A cell as a person writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            if value != value.strip() or not value.isprintable():
                raise NotShown("it rests on a text that no cell of a test can say")
            return value
        case _ if kind is Kind.INSTANT:
            return says(int(value))
        case Fraction():
            return f"{float(value):g}"
        case _:
            return str(value)
