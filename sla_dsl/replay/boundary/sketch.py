"""A table in thought: rows by what is asked of them, and the tables of a test that say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from fractions import Fraction

from sla_dsl.compile.zone import EPOCH, Zone
from sla_dsl.lang import ast
from sla_dsl.logic.witness import Cell, Row, Usual, witness
from sla_dsl.model import expr as m
from sla_dsl.model.cycles import CYCLE, Entries, begins, ends
from sla_dsl.model.kinds import Kind
from sla_dsl.model.policy import TableUse
from sla_dsl.text.record import record


@record
class Sketch:
    """Rows of a clause's table and the instant (us UTC) they are judged at; `title` says what they show, `beside` are
    rows of other tables that it counts, too."""

    title: str
    rows: tuple[Row, ...]
    as_of: int
    beside: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)


class NotShown(Exception):
    """A row rests on something that no table of a test can say in a few rows; the text says on what."""


_Cells = dict[str, str]


def given(
    sketch: Sketch, table: str, uses: Mapping[str, TableUse], zone: Zone, entries: Entries | None = None
) -> tuple[ast.Given, ...]:
    """The tables that say the rows, each of them the first of its `entries` where there are such: keys count from 1,
    local times are those of the zone. Raises `NotShown`."""
    tables: dict[str, list[_Cells]] = {table: []}
    told = [
        (own, number, row)
        for own, rows in {table: sketch.rows, **sketch.beside}.items()
        for number, row in enumerate(rows, 1)
    ]
    for own, number, row in told:
        entering = [] if entries is None or own != table else _entering(entries, row, str(number), zone)
        for name, cells in (*_told(row, own, str(number), uses, zone), *entering):
            there = tables.setdefault(name, [])
            key = uses[name].key
            if cells not in there or not key or not set(key) <= set(cells):  # two rows may belong to one
                there.append(cells)
    for name, rows in tables.items():
        _number(rows, uses[name].key)
    return tuple(ast.Given(_name(name), _rows(rows)) for name, rows in tables.items() if rows)


def _told(row: Row, table: str, number: str, uses: Mapping[str, TableUse], zone: Zone) -> Iterator[tuple[str, _Cells]]:
    """The rows of all tables that one row takes: its own, those that it belongs to, and its child rows."""
    own: _Cells = dict.fromkeys(uses[table].key, number)
    above: dict[m.Link, _Cells] = {}
    children: list[tuple[str, _Cells]] = []
    for term, value in row.items():
        match term:
            case m.Column(name, kind) if "." not in name:
                own[name] = _text(value, kind, zone)
            case m.Column() if term in _OF_ENTRIES:
                continue
            case m.ParentColumn(name, kind, (link,)):
                above.setdefault(link, {})[name] = _text(value, kind, zone)
            case m.ChildPick() | m.ChildCount():
                children += [(term.table, cells) for cells in _children(term, value, row, number, zone)]
            case m.ValueAt(child, by, instant, column, at) if value is None or row.get(at) is not None:
                told = {by: number, instant.name: _text(row.get(at), Kind.INSTANT, zone)}
                children += [] if value is None else [(child, {**told, column.name: _text(value, column.kind, zone)})]
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


_CYCLE, _BEGINS, _ENDS = m.Column(CYCLE, Kind.NUMBER), begins(), ends()
_OF_ENTRIES = (_CYCLE, _BEGINS, _ENDS)
_MOST_ENTRIES = 9
HOUR_US = 3_600_000_000


def _entering(entries: Entries, row: Row, number: str, zone: Zone) -> list[tuple[str, _Cells]]:
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
            found.append((entries.child, {entries.by: number, **_cells(conditions, zone)}))
    return found


def enters_often(sketch: Sketch) -> bool:
    """Whether a row enters more than once."""
    return any(int(row.get(_CYCLE) or 1) > 1 or row.get(_ENDS) is not None for row in sketch.rows)


def _children(term: m.ChildPick | m.ChildCount, value: Cell, row: Row, number: str, zone: Zone) -> Iterator[_Cells]:
    """As many child rows as it takes; those before the one that is picked stand at the same instant."""
    if not value:
        return
    conditions = [] if term.where is None else [term.where, *_times(term.where, row)]
    if isinstance(term, m.ChildPick):
        conditions.append(m.Test("=", term.instant, m.Const(int(value), Kind.INSTANT)))
    columns = _cells(conditions, zone)
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


def _cells(conditions: Sequence[m.Expr], zone: Zone) -> _Cells:
    """The cells of a child row that satisfies some conditions. Raises `NotShown`."""
    found = witness(m.Both(tuple(conditions))) if conditions else {}
    if found is None:
        raise NotShown("it rests on what is taken from several other rows")
    return {e.name: _text(v, e.kind, zone) for e, v in found.items() if isinstance(e, m.Column)}


def _number(rows: list[_Cells], key: Sequence[str]) -> None:
    """Gives the rows keys that have none: those of child tables."""
    for number, cells in enumerate(rows, 1):
        for name in key:
            cells.setdefault(name, str(number))


def _rows(rows: Sequence[Mapping[str, str]]) -> ast.Rows:
    header = list(dict.fromkeys(name for cells in rows for name in cells))
    return ast.Rows(tuple(map(_name, header)), tuple(tuple(ast.Cell(c.get(n, "")) for n in header) for c in rows))


def _name(name: str) -> ast.Name:
    return ast.Name((name,))


def _text(value: Cell, kind: Kind, zone: Zone) -> str:
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
            return moment(int(value), zone)
        case Fraction():
            return f"{float(value):g}"
        case _:
            return str(value)


def moment(us: int, zone: Zone) -> str:
    """A local time, to the minute where that is all there is to say."""
    local = local_time(us, zone)
    return local.isoformat(" ", "minutes" if us % 60_000_000 == 0 else "auto")


def local_time(us: int, zone: Zone) -> datetime:
    """The local time of an instant, without its zone."""
    return (EPOCH + timedelta(microseconds=us + zone.offset(us))).replace(tzinfo=None)


def solved(usual: Usual, *conditions: m.Expr | None) -> Row | None:
    """A row that satisfies all conditions (None: there is no such condition); None where none is found."""
    return witness(m.Both(tuple(c for c in conditions if c is not None)), usual=usual)
