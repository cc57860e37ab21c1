"""Which columns a table has, where the data holds them, and what the policy's use says about their kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from sla_dsl.bind.mapped import QUALIFYING_TOUCH, UNMAPPED, Mapped, made, mapped
from sla_dsl.lang import ast
from sla_dsl.mappings.models import QualifyingTouch
from sla_dsl.model.expr import Column, Link
from sla_dsl.model.kinds import Kind
from sla_dsl.model.policy import ColumnUse, Remark, TableUse
from sla_dsl.model.schema import AT, CANONICAL, LOGGED, OWNER, SUBJECT, Header, Schema, TableSchema
from sla_dsl.text.record import record
from sla_dsl.text.source import Source, Span
from sla_dsl.text.spell import nearest


class Missing(Exception):
    """A column that the language knows and the data does not have; the clause that reads it can not be judged."""

    def __init__(self, table: str, column: str, schema: TableSchema, mapped: Mapped = UNMAPPED) -> None:
        super().__init__(column)
        self.table, self.column = table, column
        # A header that is a standard column of its own says something else, however near its name: `created_at`.
        taken = {h for name in CANONICAL for h in schema.matches(name)}
        meant = nearest(column, [h for h in schema.headers if h not in taken])
        header = meant or "Header"
        self.reason = (
            f"{schema.origin} has no column for `{column}`{mapped.known_as(column)}; name it in the policy: "
            f'`table {table}` with `{column} = "{header}"`{mapped.instead(column)}'
        )


class Unmeasured(Missing):
    """An amount that could not be measured from the data; the clause that rests on it can not be judged."""

    def __init__(self, text: str, why: str) -> None:
        Exception.__init__(self, text)
        self.table, self.column = "", text
        self.reason = f"`{text}` can not be measured: {why}"


class Several(Exception):
    """A standard column that two headers could mean."""

    def __init__(self, table: str, column: str, headers: tuple[str, ...]) -> None:
        super().__init__(column)
        self.table, self.column, self.headers = table, column, headers


class Rivals(Exception):
    """A column of a table of which several mappings explain the headers."""

    def __init__(self, table: TableColumns) -> None:
        super().__init__(table.name)
        self.table = table


class NoHeader(Exception):
    """A header that the policy names and the data does not have."""

    def __init__(self, name: ast.ColumnMap, header: str, schema: TableSchema) -> None:
        super().__init__(header)
        self.name, self.header, self.schema = name, header, schema


class TwoKinds(Exception):
    """A column of no known kind that is used as one kind here and was used as another one there."""

    def __init__(self, column: str, before: Told) -> None:
        super().__init__(column)
        self.column, self.before = column, before


@record
class Told:
    """What a use says about a column's kind; `firm` when it is plain from the text, not taken over from a guess."""

    kind: Kind
    firm: bool
    source: Source
    span: Span


@dataclass(eq=False, repr=False)
class TableColumns:
    """One table as binding sees it: its declaration, its schema when data is given, and what has been read so far.

    `told` outlives a round of binding, `used` is of the present one, and so are the made columns that were `asked` for;
    `shares` are the columns that stand beside percentages, `plain` those beside other numbers above one;
    a round is `stale` when it read a column as one kind and learned of another one later.
    """

    name: str
    declaration: ast.Table | None
    schema: TableSchema | None
    used: dict[str, ColumnUse] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    stale: bool = False
    mapped: Mapped = UNMAPPED
    asked: set[str] = field(default_factory=set)
    shares: set[str] = field(default_factory=set)
    plain: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        said = self.declaration.mapping if self.declaration else None
        self.mapped = mapped(self.name, said, self.schema, self.keys, self._has)

    def _has(self, name: str) -> bool:
        """Whether the data has a column, or the policy says where it is."""
        assert self.schema is not None
        return name in self.declared or bool(self.schema.matches(name))

    @property
    def links(self) -> tuple[ast.Link, ...]:
        return self.declaration.links if self.declaration else ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell its rows apart, and those that tell which rows of other tables they belong to."""
        return (*self.key, *(k.by.text for k in self.links if k.by is not None))

    def link_to(self, parent: str) -> ast.Link | None:
        """The link to a table that this one is a child of; None when it is none, or nothing says by which column."""
        return next((k for k in self.links if k.parent.text == parent and k.by is not None), None)

    @property
    def declared(self) -> Mapping[str, ast.ColumnMap]:
        """The columns for which the policy names a header."""
        return {c.name.text: c for c in self._columns if is_header(c.source)}

    @property
    def made(self) -> Mapping[str, ast.ColumnMap]:
        """The columns that are made of others: by the policy, and by the mapping where the policy does not say them."""
        said = {c.name.text: c for c in self._columns if not is_header(c.source)}
        if self.mapped.mapping is None or QUALIFYING_TOUCH in (*said, *self.declared):
            return said
        touch = self.touch
        return said if touch is None else {QUALIFYING_TOUCH: made(self.mapped.mapping.name, touch)[0], **said}

    @property
    def touch(self) -> QualifyingTouch | None:
        """What the mapping counts as a touch, with the columns that are there."""
        return self.mapped.touch(lambda column: self.schema is None or self.there(column))

    def source_of(self, name: str) -> Source | None:
        """The text in which a mapping makes a column; None for one that the policy makes."""
        if self.mapped.mapping is None or any(c.name.text == name for c in self._columns) or self.touch is None:
            return None
        return made(self.mapped.mapping.name, self.touch)[1]

    @property
    def _columns(self) -> tuple[ast.ColumnMap, ...]:
        return self.declaration.columns if self.declaration else ()

    @property
    def canonical(self) -> Mapping[str, Kind | None]:
        return CANONICAL if self.name == SUBJECT else {}

    @property
    def key(self) -> tuple[str, ...]:
        """The key columns: those declared, else `lead_id` for leads."""
        if self.declaration and self.declaration.key:
            return tuple(k.text for k in self.declaration.key)
        if self.mapped.key and (self.schema is None or all(map(self.there, self.mapped.key))):
            return self.mapped.key
        return ("lead_id",) if self.name == SUBJECT else ()

    @property
    def planned(self) -> frozenset[str]:
        """The columns with instants that are plans: what they say is known before its time has come."""
        said = frozenset(p.text for p in self.declaration.planned) if self.declaration else frozenset()
        return said | self.mapped.planned

    def names(self) -> list[str]:
        """Every name that could be meant, for suggestions."""
        headers = list(self.schema.headers) if self.schema else []
        return list(dict.fromkeys([*self.declared, *self.made, *self.canonical, *self.mapped.names, *headers]))

    def named(self, name: str) -> bool:
        """Whether the name is a column of the language or of the declaration."""
        mine = name in self.declared or name in self.made or name in self.canonical or self._links(name)
        return mine or name in self.mapped.names

    def known(self, name: str) -> bool:
        """Whether the name is a column of the language, of the declaration or of the data."""
        return self.named(name) or self.schema is None or bool(self.schema.matches(name)) or bool(self.mapped.rivals)

    def there(self, name: str) -> bool:
        """Whether the data has a column."""
        try:
            return self.header(name) is not None
        except (Several, NoHeader):
            return False

    def header(self, name: str) -> str | None:
        """The header that holds a column; None when the data has none. Raises `Several` and `NoHeader`."""
        assert self.schema is not None
        mapped = self.declared.get(name)
        if mapped is not None:
            wanted = header_text(mapped.source)
            if wanted not in self.schema.headers:
                raise NoHeader(mapped, wanted, self.schema)
            return wanted
        found = self.mapped.headers(name, self.schema.matches(name), self.schema.headers)
        if len(found) > 1:
            raise Several(self.name, name, found)
        return found[0] if found else None

    def fixed(self, name: str) -> Kind | None:
        """The kind that the language or the data itself gives a column, whatever the policy says."""
        if name in self.canonical:
            return self.canonical[name]
        if name in self.planned:
            return Kind.INSTANT
        if name not in self.declared and (kind := self.mapped.kind(name)) is not None:
            return kind
        info = self._info(name)
        return info.kind if info is not None and info.typed else None

    def guess(self, name: str) -> Kind | None:
        """The kind of a column as far as it is known: fixed, told by a use, or read off a sample of the data."""
        info = self._info(name)
        told = self.told.get(name)
        return self.fixed(name) or (told.kind if told else None) or (info.kind if info else None)

    def firm(self, name: str) -> Kind | None:
        """The kind that a use has plainly told of a column."""
        told = self.told.get(name)
        return told.kind if told is not None and told.firm else None

    def _info(self, name: str) -> Header | None:
        if self.schema is None:
            return None
        try:
            header = self.header(name)
        except (Several, NoHeader):
            return None
        return None if header is None else self.schema.headers[header]

    def read(self, name: str, told: Told | None) -> Column:
        """The column, noted as read. Without other knowledge it is of the kind that its use tells.

        Raises `Missing`, `Several`, `NoHeader` and `TwoKinds`.
        """
        header = None
        if self.schema is not None:
            header = self.header(name)
            if header is None and self.mapped.rivals:
                raise Rivals(self)
            if header is None:
                raise Missing(self.name, name, self.schema, self.mapped)
        if told is None and self._links(name) and self.canonical.get(name) is None:
            before = self.used.get(name) or self.told.get(name)  # else its values are compared as they stand
            kind = before.kind if before is not None else None
        else:
            kind = self.fixed(name) or self._hear(name, told)
            if kind is None and header is not None and self.schema is not None:
                kind = self.schema.headers[header].kind
        used = self.used.get(name)
        self.stale = self.stale or (used is not None and used.kind is not kind)
        self.used[name] = ColumnUse(name, header, kind)
        return Column(name, kind or Kind.TEXT)

    def _links(self, name: str) -> bool:
        """Whether a column is a key, here or of a row that the row belongs to."""
        return name in self.key or any(k.by is not None and k.by.text == name for k in self.links)

    def _hear(self, name: str, told: Told | None) -> Kind | None:
        before = self.told.get(name)
        if told is None:
            return before.kind if before else None
        if before is None or (told.firm and not before.firm):
            self.told[name] = before = told
        elif told.firm and told.kind is not before.kind:
            raise TwoKinds(name, before)
        return before.kind

    def forget_reads(self) -> None:
        """Begins a new round."""
        self.used, self.asked, self.stale = {}, set(), False

    def mapped_instants(self) -> list[str]:
        """The standard, the declared and the mapped columns that the data has as instants."""
        found = []
        instants = (n for n in self.mapped.names if self.mapped.kind(n) is Kind.INSTANT)
        for name in dict.fromkeys([*self.canonical, *self.declared, *instants]):
            if (
                self.schema is None
                or name in self.made
                or name in self.planned
                or (self.canonical.get(name) or Kind.INSTANT) is not Kind.INSTANT
            ):
                continue
            try:
                header = self.header(name)
            except (Several, NoHeader):
                continue
            if header is not None and Kind.INSTANT in (self.fixed(name), self.schema.headers[header].kind):
                found.append(name)
        return found

    def use(self, *, whole: bool = True) -> TableUse:
        """What the policy reads of this table: used columns, the key, and every mapped instant.

        Unless it is to stay `whole`, a row of it that names several rows above it counts for each of them.
        """
        used = dict(self.used)
        for name in (*self.key, *self.mapped_instants(), *self._watched()):
            if name not in used:
                used[name] = self._plain_use(name)
        instants = tuple(n for n, c in used.items() if c.kind is Kind.INSTANT and n not in self.planned)
        nulls = tuple(t.value for t in self.declaration.nulls) if self.declaration else ()
        links = tuple(Link(k.parent.text, k.by.text) for k in self.links if k.by is not None)
        by = links[0].by if len(links) == 1 and not whole else None
        columns = tuple(self._as_linked(c, links, by) for c in used.values())
        remarks, headers = self._remarks(used.values()), tuple(self._headers())
        return TableUse(self.name, self.key, columns, instants, links, nulls, remarks, headers)

    def _headers(self) -> Iterator[tuple[str, str]]:
        if self.schema is None:
            return
        links = [k.by.text for k in self.links if k.by is not None]
        for name in dict.fromkeys([*self.key, *links, *self.used, *self.declared, *self.canonical, *self.mapped.names]):
            with suppress(Several, NoHeader):
                if (header := self.header(name)) is not None:
                    yield name, header

    def _as_linked(self, column: ColumnUse, links: Sequence[Link], several: str | None) -> ColumnUse:
        """A column as it is read, with what the mapping says of one that names rows: of `several` also that it may
        name more than one."""
        mapped = self.mapped.column(column.name)
        return replace(
            column,
            share=column.name in self.shares - self.plain,
            separator=mapped.separator if mapped is not None and column.name == several else None,
            suffixed=mapped is not None and mapped.suffixed and any(link.by == column.name for link in links),
        )

    def _watched(self) -> list[str]:
        """The columns that data health asks of a table of touches, as far as the data has them."""
        touches = bool(self.links) and AT in self.used and self.schema is not None
        return [n for n in (OWNER, LOGGED) if n not in self.made and self.there(n)] if touches else []

    def _remarks(self, used: Iterable[ColumnUse]) -> tuple[Remark, ...]:
        """What the mapping has to say of the table and of the columns that are read of it."""
        if self.mapped.mapping is None or self.schema is None:
            return ()
        remarks = [Remark(None, "mapping", self.mapped.why())]
        if QUALIFYING_TOUCH in self.asked and self.source_of(QUALIFYING_TOUCH) is not None and self.touch is not None:
            remarks.append(Remark(None, "qualifying_touch", f"as a touch counts: {self.touch.says}"))
        for c in used:
            if c.header is not None and c.read and c.name in self.mapped.names and c.name not in self.declared:
                remarks += [Remark(c.name, "caveat", t) for t in self.mapped.mapping.caveats(c.name, c.header)]
        return tuple(remarks)

    def _plain_use(self, name: str) -> ColumnUse:
        as_it_is = name == OWNER or name in self.key  # these are of whatever kind the data has
        kind = None if as_it_is else Kind.INSTANT
        try:
            header = self.header(name) if self.schema is not None else None
        except (Several, NoHeader):
            header = None
        return ColumnUse(name, header, kind, read=as_it_is)


def headers_of(table: ast.Table | None) -> dict[str, str]:
    """The headers that a declaration itself names, by column."""
    return {c.name.text: header_text(c.source) for c in (table.columns if table else ()) if is_header(c.source)}


def is_header(source: ast.Expr) -> bool:
    """Whether a column map names a header; else it says how the column is made of others."""
    return isinstance(source, ast.Ref) or (isinstance(source, ast.Lit) and isinstance(source.value, ast.Text))


def header_text(source: ast.Expr) -> str:
    """The header a column map names: a quoted string or a bare name."""
    match source:
        case ast.Lit(value=ast.Text(value)):
            return value
        case ast.Ref(name):
            return name.text
        case _:
            return ""


def tables(declarations: Mapping[str, ast.Table], schema: Schema | None) -> dict[str, TableColumns]:
    """Every table that is declared, that the data brings, or that clauses speak of by default."""
    names = dict.fromkeys([SUBJECT, *declarations, *(schema or {})])
    return {n: TableColumns(n, declarations.get(n), None if schema is None else schema.get(n)) for n in names}
