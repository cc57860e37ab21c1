"""What a mapping says: the headers of each column, what to beware of in it, and what counts as a touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from sla_dsl.model.kinds import Kind
from sla_dsl.model.schema import squash
from sla_dsl.text.record import record

DAILY = "a day without a time"


@record
class Header:
    """One header that a column is known by, and what to beware of where it goes by this one."""

    text: str
    caveat: str | None = None


@record
class MappedColumn:
    """A column of the language: the headers it is known by, the usual one first.

    `daily` tells that its values are days without a time; `absent` says what to do where an export does not have it;
    `separator` is what stands between the keys where one cell can name several rows; `suffixed` keys are written with
    or without three letters that only repeat the case of the others.
    """

    name: str
    headers: tuple[Header, ...]
    kind: Kind | None = None
    daily: bool = False
    caveat: str | None = None
    absent: str | None = None
    separator: str | None = None
    suffixed: bool = False


@record
class QualifyingTouch:
    """A condition under which a row of a table counts as a touch, in the language, and what that comes to in words.

    `reads` are the columns that it is about.
    """

    condition: str
    says: str
    reads: tuple[str, ...]


@record
class Citation:
    """Where a fact was found, and on which day (ISO 8601)."""

    what: str
    where: str
    date: str


@record
class TableMapping:
    """One object of a CRM system: `table` is what a policy mostly calls it, `key` and `planned` are its columns.

    `required` are the columns without which the headers are not taken for this object, and `telling` headers of which
    at least one has to be there. Every header may stand behind one of the `prefixes`. Of the `touches` the first one
    counts whose columns are all there.
    """

    name: str
    title: str
    table: str
    columns: Mapping[str, MappedColumn]
    required: tuple[str, ...]
    telling: tuple[str, ...]
    citations: tuple[Citation, ...]
    key: tuple[str, ...] = ()
    planned: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    touches: tuple[QualifyingTouch, ...] = ()
    note: str | None = None

    def column_of(self, header: str) -> str | None:
        """The column that a header holds; None for one that is not known."""
        return self._by_header.get(squash(header))

    def fits(self, column: str, headers: Iterable[str]) -> tuple[str, ...]:
        """Those of the headers that hold a column."""
        return tuple(h for h in headers if self.column_of(h) == column)

    def told(self, headers: Iterable[str]) -> tuple[str, ...]:
        """Those of the headers that tell this object from others."""
        telling = self._spelled(self.telling)
        return tuple(h for h in headers if squash(h) in telling)

    def caveats(self, column: str, header: str) -> tuple[str, ...]:
        """What to beware of in a column that goes by a header."""
        there = self.columns[column]
        mine = (h.caveat for h in there.headers if squash(header) in self._spelled((h.text,)))
        return tuple(c for c in (DAILY if there.daily else None, *mine, there.caveat) if c is not None)

    @cached_property
    def _by_header(self) -> Mapping[str, str]:
        spelled = {c.name: self._spelled(h.text for h in c.headers) for c in self.columns.values()}
        return {form: name for name, forms in spelled.items() for form in forms}

    def _spelled(self, headers: Iterable[str]) -> frozenset[str]:
        return frozenset(squash(p + h) for h in headers for p in ("", *self.prefixes))
