"""What a mapping gives a table of the policy: its headers and kinds, its key and plans, and what counts as a touch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from sla_dsl.lang import ast
from sla_dsl.lang.parser import parse
from sla_dsl.mappings.models import MappedColumn, QualifyingTouch, TableMapping
from sla_dsl.mappings.registry import MAPPINGS, mapping
from sla_dsl.model.kinds import Kind
from sla_dsl.model.schema import AT, CREATED, SUBJECT, TableSchema
from sla_dsl.text.diagnostic import InternalError
from sla_dsl.text.record import record
from sla_dsl.text.source import Source

QUALIFYING_TOUCH = "qualifying-touch"
"""The column that a mapping makes: whether a row of the table counts as a touch."""


@record
class Mapped:
    """How one table is mapped: by what the policy says, or else by the headers of the data.

    `evidence` are the headers that a mapping was found by, none where the policy names it. `rivals` are the names of
    mappings of which each explains the headers, so that none is taken.
    """

    mapping: TableMapping | None = None
    evidence: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()

    @property
    def said(self) -> bool:
        """Whether the policy names the mapping; then its columns go before headers of their own name."""
        return self.mapping is not None and not self.evidence

    @property
    def key(self) -> tuple[str, ...]:
        return self.mapping.key if self.mapping else ()

    @property
    def planned(self) -> frozenset[str]:
        return self.mapping.planned if self.mapping else frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that the mapping knows."""
        return tuple(self.mapping.columns) if self.mapping else ()

    def kind(self, column: str) -> Kind | None:
        """The kind that the mapping gives a column."""
        there = self.mapping.columns.get(column) if self.mapping else None
        return there.kind if there else None

    def column(self, name: str) -> MappedColumn | None:
        """What the mapping says of a column."""
        return self.mapping.columns.get(name) if self.mapping else None

    def headers(self, column: str, own: tuple[str, ...], headers: Iterable[str]) -> tuple[str, ...]:
        """The headers that hold a column, of which `own` bear its name.

        A mapping that the policy names is asked beside them, one that was found where there is none.
        """
        if self.mapping is None or (own and not self.said):
            return own
        return tuple(dict.fromkeys([*own, *self.mapping.fits(column, headers)]))

    def known_as(self, column: str) -> str:
        """By which headers the mapping knows a column that is missing, as the rest of a message; mostly nothing."""
        there = self.mapping.columns.get(column) if self.mapping else None
        if there is None or self.mapping is None:
            return ""
        return f", which is {', '.join(f'`{h.text}`' for h in there.headers[:3])} in `{self.mapping.name}`"

    def instead(self, column: str) -> str:
        """What to do about a column that is missing, as the end of a message; mostly nothing."""
        there = self.mapping.columns.get(column) if self.mapping else None
        return f" ({there.absent})" if there is not None and there.absent else ""

    def why(self) -> str:
        """Who chose the mapping, for a reader of the report."""
        assert self.mapping is not None
        if self.said:
            return f"columns are read as those of `{self.mapping.name}`, as the policy says"
        found = ", ".join(f"`{h}`" for h in self.evidence[:4])
        return f"columns are read as those of `{self.mapping.name}`, which the headers {found} tell"

    def touch(self, there: Callable[[str], bool]) -> QualifyingTouch | None:
        """What counts as a touch: the first condition whose columns are all there, else the strictest one."""
        known = self.mapping.touches if self.mapping else ()
        return next((t for t in known if all(map(there, t.reads))), known[0] if known else None)


UNMAPPED = Mapped()


def mapped(
    name: str, said: ast.Name | None, schema: TableSchema | None, needed: tuple[str, ...], has: Callable[[str], bool]
) -> Mapped:
    """The mapping of the table `name`; `said` is the one that the policy names.

    Where it names none, the headers are asked only if the table does not have a column `needed`, or nothing says when
    its rows came about. A name that is none maps nothing.
    """
    if said is not None:
        return Mapped(mapping(said.text)) if said.text in MAPPINGS else UNMAPPED
    times = (CREATED,) if name == SUBJECT else (AT, CREATED)
    if schema is None or (all(map(has, needed)) and any(map(has, times))):
        return UNMAPPED
    if name != SUBJECT and all(h.kind is not Kind.INSTANT for h in schema.headers.values()):
        return UNMAPPED  # a price list or a table of people: nothing of it happens
    from sla_dsl.mappings.detect import hits

    found = hits(schema.headers, name)
    if len(found) == 1:
        return Mapped(found[0].mapping, found[0].evidence)
    return Mapped(rivals=tuple(h.mapping.name for h in found))


@cache
def made(mapping: str, touch: QualifyingTouch) -> tuple[ast.ColumnMap, Source]:
    """The column that says what counts as a touch, and the text that it stands in."""
    source = Source(f"{mapping}.toml", f"table touches\n  {QUALIFYING_TOUCH} = {_indented(touch.condition)}\n")
    file, mistakes = parse(source)
    if mistakes:
        raise InternalError(f"what counts as a touch of {mapping} does not parse: {mistakes[0].message}")
    table = file.statements[0]
    assert isinstance(table, ast.Table)
    return table.columns[0], source


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")
