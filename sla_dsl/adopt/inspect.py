"""What is in an export: its columns as a policy would read them, what is odd about them, and what to write."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import PurePath

from sla_dsl.data.cells import suggested
from sla_dsl.data.content import CALLED
from sla_dsl.data.profile import ColumnProfile, Profile, profile, repeated
from sla_dsl.data.tables import RawTable, ReadOptions, open_table
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.mappings.detect import Hit, hits
from sla_dsl.mappings.models import TableMapping
from sla_dsl.model.kinds import Kind
from sla_dsl.model.schema import AT, CANONICAL, CREATED, SUBJECT, squash
from sla_dsl.text.diagnostic import DataError, Diagnostic, UsageError
from sla_dsl.text.record import record

HOLLOW = "hidden_null"
TOLD = frozenset({"rows", "format", "dialect", "date_precision", HOLLOW})
"""Kinds of notes that say how something was read, or that lead to a decision; all others are problems."""

_IDENTIFIER = re.compile(r"[A-Za-z_][\w-]*")
_CHANNEL = re.compile(r"\b(?:e-?mail|call)s?\b", re.I)
LEAD_KEY = "lead_id"
KIND = "kind"
NO_READER = "SLA507"
"""The code of a file for which a package is missing: a fact about that file, whatever else was asked for."""


@record
class Decision:
    """Something that only a person can say: what it is about, and what to write."""

    about: str
    write: str


@record
class Inspection:
    """One table: `table` is what a policy would call it, `called` what kind of file it is.

    `columns` maps headers to columns of the language, `decided` columns to the only header that can hold them.
    `mapping` explains the headers by `evidence`; `rivals` are the names of several that do. `write` is the declaration
    for a policy, `errors` what kept the file from being read.
    """

    origin: str
    table: str
    called: str = ""
    found: Profile | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    mapping: TableMapping | None = None
    evidence: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    decided: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    write: str = ""
    errors: tuple[Diagnostic, ...] = ()

    def header(self, column: str) -> str | None:
        """The only header that holds a column; None where there is none, or more than one."""
        held = [h for h, c in self.columns.items() if c == column]
        return held[0] if len(held) == 1 else None

    def untold(self, said: Container[str] = ()) -> tuple[str, ...]:
        """The columns without which nobody can tell what in this table is a touch of which lead; none where it can be
        told, or the table is none of touches. `said` are columns of which a person said the header."""
        if self.table == SUBJECT or self.mapping is None or not self.mapping.touches:
            return ()
        lacks = [[c for c in t.reads if c not in said and self.header(c) is None] for t in self.mapping.touches]
        wanted = [c for c in (LEAD_KEY, AT) if c not in said and self.header(c) is None]
        return (*wanted, *min(reversed(lacks), key=len))

    def of(self, column: str) -> ColumnProfile | None:
        """What is in a column of the language."""
        header = self.header(column)
        there = () if self.found is None else self.found.columns
        return next((c for c in there if c.header == header), None)


def inspect(origin: str, table: str | None, zone: str, options: ReadOptions, *, alone: bool = False) -> Inspection:
    """What is in a file; what keeps it from being read is in `errors`. `table` says what a policy calls it; a file that
    nobody names and no mapping explains is one of leads when it is `alone`, or called so.

    Raises `UsageError` when there is no such file, or what was said of it does not fit.
    """
    try:
        raw = open_table(table or SUBJECT, origin, options)
        return _inspected(raw, table, SUBJECT if alone else _named(origin), zone, options)
    except (DataError, UsageError) as error:
        if isinstance(error, UsageError) and any(d.code != NO_READER for d in error.diagnostics):
            raise
        return Inspection(origin, table or _named(origin), errors=error.diagnostics)


def _inspected(raw: RawTable, table: str | None, otherwise: str, zone: str, options: ReadOptions) -> Inspection:
    headers = [c.name for c in raw.columns]
    found = hits(headers, table)
    hit = found[0] if len(found) == 1 else None
    plain = {c for h in headers for c in (LEAD_KEY, CREATED) if squash(h) == squash(c)}
    name = table or (hit.mapping.table if hit else SUBJECT if len(plain) == 2 else otherwise)
    columns = _columns(headers, hit, name)
    kinds = {h: kind for h, c in columns.items() if (kind := _kind(c, hit)) is not None}
    there = Inspection(
        origin=raw.origin,
        table=name,
        called=CALLED.get(raw.format, "a table"),
        found=profile(raw, kinds, zone, options),
        columns=columns,
        mapping=hit.mapping if hit else None,
        evidence=hit.evidence if hit else (),
        rivals=() if hit else tuple(h.mapping.name for h in found),
    )
    there = replace(there, decided=dict(_decided(there)))
    there = replace(there, decisions=tuple(_decisions(there, raw, options)))
    return replace(there, write=_declaration(there))


def _named(origin: str) -> str:
    """A table's name from that of its file: `leads` where it says so, or says no name."""
    stem = PurePath(origin).name.split(".")[0].lower().replace(" ", "_").replace("-", "_")
    return stem if "lead" not in stem and _IDENTIFIER.fullmatch(stem) else SUBJECT


def _columns(headers: Sequence[str], hit: Hit | None, table: str) -> dict[str, str]:
    """The columns of the language by the headers that hold them."""
    own = {squash(n): n for n in (CANONICAL if table == SUBJECT else (LEAD_KEY, AT) if hit is None else ())}
    if hit is not None:
        own |= {squash(n): n for n in hit.mapping.columns}
    known = {h: (hit.mapping.column_of(h) if hit else None) or own.get(squash(h)) for h in headers}
    return {h: c for h, c in known.items() if c is not None}


def _kind(column: str, hit: Hit | None) -> Kind | None:
    mapped = hit.mapping.columns.get(column) if hit else None
    return mapped.kind if mapped else Kind.INSTANT if column == AT else CANONICAL.get(column)


def _decided(there: Inspection) -> Iterator[tuple[str, str]]:
    """Columns that no name tells and the data leave only one header for: a key, and a time."""
    assert there.found is not None
    if there.mapping is not None or there.table != SUBJECT:
        return
    for column, fitting in ((LEAD_KEY, _keys(there.found)), (CREATED, _times(there.found))):
        if column not in there.columns.values() and len(fitting) == 1:
            yield column, fitting[0]


def _keys(found: Profile) -> list[str]:
    """The headers of which every row has another value."""
    return [c.header for c in found.columns if c.kind is not Kind.INSTANT and c.filled == c.distinct == found.rows > 1]


def _times(found: Profile) -> list[str]:
    return [c.header for c in found.columns if c.kind is Kind.INSTANT]


def _decisions(there: Inspection, raw: RawTable, options: ReadOptions) -> Iterator[Decision]:
    found = there.found
    assert found is not None
    if not found.rows:
        yield Decision("there are headers and no rows", "export it again with its rows; `sla init` needs some")
    odd = [c.header for c in found.columns if suggested([c.header]) in (Kind.NUMBER, Kind.INSTANT)]
    if len(odd) > 1 and not there.columns:
        about = f"the first line looks like a row and not like headers: {_listed(odd[:3])}"
        yield Decision(about, "export it again with its headers, such as `lead_id`")
    if there.rivals:
        write = f"table {there.table} from {there.rivals[0]}"
        yield Decision(f"{_listed(there.rivals)} both explain these headers", write)
    held: dict[str, list[str]] = {}
    for header, column in there.columns.items():
        held.setdefault(column, []).append(header)
    for column, headers in held.items():
        if len(headers) > 1:
            yield Decision(f"{_listed(headers)} could all be `{column}`", f"{column} = {quoted(headers[0])}")
    if there.table == SUBJECT:
        for column, what, fitting in ((LEAD_KEY, "the key", _keys(found)), (CREATED, "the start", _times(found))):
            if column not in held and column not in there.decided:
                among = f"it could be {_listed(fitting[:6], 'or')}" if fitting else "no column looks like one"
                write = f"{column} = {quoted(fitting[0] if fitting else 'Header')}"
                yield Decision(f"nothing says which column is `{column}`, {what}: {among}", write)
    for column in (c for c in there.untold() if c not in held):
        fitting = _channels(there) if column == KIND else []
        among = f"it could be {_listed(fitting, 'or')}" if fitting else "no column looks like one"
        yield Decision(
            f"nothing says which column is `{column}`, and without it nobody can tell what is a touch of whom: {among}",
            f"{column} = {quoted(fitting[0] if fitting else 'Header')}",
        )
    mapped = there.mapping.key if there.mapping else ()
    key = there.header(LEAD_KEY if there.table == SUBJECT else next(iter(mapped), ""))
    if key is not None:
        keys, rows = repeated(raw, key, options)
        if keys:
            about = f"`{key}` has {keys:,} of its values more than once, in {rows:,} rows"
            yield Decision(about, "--on-duplicates first")
    for c in found.columns:
        for d in c.wrong if c.readable or c.header in there.columns else ():
            yield Decision(d.message, d.hint or "")
    hollow = {c.header: n.examples for c in found.columns for n in c.notes if n.kind == HOLLOW}
    if hollow:
        words = dict.fromkeys(word for words in hollow.values() for word in words)
        about = f"{_listed(list(words))} in {_listed(list(hollow)[:6])} may mean nothing"
        yield Decision(about, f"nulls {', '.join(quoted(w) for w in words)}")
    zoneless = [c.header for c in found.columns if c.zoned is False and c.hours is not None]
    if zoneless:
        about = f"the times of {_listed(zoneless[:4])} name no zone: say which one they are in, such as Europe/Berlin"
        yield Decision(about, 'timezone "Europe/Berlin"')


def _channels(there: Inspection) -> list[str]:
    """The headers whose values speak of calls or emails."""
    columns = there.found.columns if there.found is not None else ()
    spoken = [c.header for c in columns if any(_CHANNEL.search(v) for v, _ in c.values)]
    return [h for h in spoken if h not in there.columns]


def _declaration(there: Inspection) -> str:
    """The table's statement in a policy: as little as tells the columns."""
    mapping = f" from {there.mapping.name}" if there.mapping else ""
    child = there.table != SUBJECT and there.header(LEAD_KEY) is not None
    lines = [f"table {there.table}{mapping}{f' of {SUBJECT} by {LEAD_KEY}' if child else ''}"]
    lines += [f"  {column} = {quoted(header)}" for column, header in there.decided.items()]
    return "\n".join(lines)


def _listed(names: Sequence[str], last: str = "and") -> str:
    quoted = [f"`{n}`" for n in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def quoted(text: str) -> str:
    """A text as it stands in a policy, in quotes."""
    return expression(ast.Lit(ast.Text(text)))


def named_file(given: str, exists: bool) -> tuple[str | None, str]:
    """`TABLE=FILE` as a table and a file; a file that is there by that whole name is one."""
    table, equals, path = given.partition("=")
    if exists or not equals or not path or not _IDENTIFIER.fullmatch(table):
        return None, given
    return table, path
