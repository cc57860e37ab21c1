"""The names of one policy and its data, and what to say about a name that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sla_dsl.bind.columns import NoHeader, Rivals, Several, TableColumns, Told, TwoKinds
from sla_dsl.bind.problems import Problems, line_of, refusal
from sla_dsl.bind.vocabulary import Entry, Vocabulary
from sla_dsl.lang import ast
from sla_dsl.model.expr import Column
from sla_dsl.model.kinds import Kind
from sla_dsl.model.schema import CANONICAL, SUBJECT
from sla_dsl.promises.base import Refused
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.source import Source, Span
from sla_dsl.text.spell import nearest

_HEADERS_SHOWN = 20

MAX_CHAIN = 100
"""How many definitions may use one another in a row: far more than anybody reads, far less than a stack holds."""


class Names:
    """Resolves words and tables; makes the refusals that suggest what was meant."""

    def __init__(self, vocabulary: Vocabulary, tables: dict[str, TableColumns], problems: Problems) -> None:
        self.vocabulary, self.tables, self.problems = vocabulary, tables, problems
        self.subject = SUBJECT
        self.bound: set[str] = set()
        self._open: list[str] = []
        self._circles: dict[frozenset[str], Refused] = {}

    def refuse(self, source: Source, code: str, span: Span, message: str, hint: str | None = None) -> Refused:
        """A refusal about a place in a source."""
        return refusal(source, code, span, message, hint)

    # ------------------------------------------------------------------------------------------ words

    def word(self, name: str) -> Entry | None:
        """The event, stage, definition or `let` of a name."""
        return self.vocabulary.words.get(name)

    def event_word(self, name: str) -> Entry | None:
        """The same where an event stands: there a verb may drop its `s` (`marketing and sales accept`)."""
        found = self.word(name)
        if found is None:
            longer = self.word(f"{name}s")
            found = longer if longer is not None and isinstance(longer.node, ast.Event) else None
        return found

    def enter(self, name: ast.Name, entry: Entry, source: Source) -> None:
        """Notes that a definition is being bound. Refuses one that leads back to itself; `leave` ends it."""
        self._enter(entry.node.name.text, name, source)

    def enter_made(self, name: ast.Name, table: TableColumns, source: Source) -> None:
        """The same of a column that is made of others; it goes by its full name."""
        self._enter(f"{table.name}.{name.text}", name, source)

    def _enter(self, text: str, name: ast.Name, source: Source) -> None:
        self.bound.add(text)
        if text in self._open:
            raise self._circle(self._open[self._open.index(text) :], name, source)
        if len(self._open) == MAX_CHAIN:
            hint = "say what is meant with fewer definitions that use one another"
            raise refusal(source, "SLA027", name.span, f"`{name.text}` is defined over too many definitions", hint)
        self._open.append(text)

    def leave(self) -> None:
        """The definition entered last is bound."""
        self._open.pop()

    def _circle(self, words: list[str], name: ast.Name, source: Source) -> Refused:
        circle = frozenset(words)
        if circle not in self._circles:
            way = " → ".join(f"`{w}`" for w in (*words, words[0]))
            message = f"`{words[0]}` is defined by itself" + ("" if len(words) == 1 else f": {way}")
            hint = "say one of them with columns and values alone"
            table, _, column = words[0].partition(".")
            if len(words) == 1 and column:
                hint = (
                    f'name the column of the data under another name, as in `{column}_raw = "{column}"`, and use that'
                )
            elif len(words) == 1 and self._is_column(table):
                hint = f"for the column of that name write `{self.subject}.{words[0]}`"
            self._circles[circle] = refusal(source, "SLA105", name.span, message, hint)
        return self._circles[circle]

    def data_known(self) -> bool:
        """Whether there is data, or only the policy."""
        return any(t.schema is not None for t in self.tables.values())

    def _is_column(self, name: str) -> bool:
        subject = self.tables[self.subject]
        return subject.named(name) or (subject.schema is not None and subject.known(name))

    def table(self, name: str, span: Span, source: Source) -> TableColumns:
        """A table by name; while no data is known, any name may be one of its tables."""
        found = self.tables.get(name)
        if found is None and not self.data_known() and _meant(name, self.tables) is None:
            found = self.tables[name] = TableColumns(name, None, None)
        if found is None:
            hint = _meant(name, self.tables) or f"declare it: `table {name} of {self.subject} by lead_id`"
            raise refusal(source, "SLA103", span, f"there is no table `{name}`", hint)
        return found

    def check_calendar(self, name: ast.Name, source: Source) -> None:
        """Refuses a calendar that nobody declared."""
        if name.text not in self.vocabulary.calendars:
            hint = _meant(name.text, self.vocabulary.calendars) or f"declare it: `calendar {name.text}` and its hours"
            raise refusal(source, "SLA118", name.span, f"there is no calendar `{name.text}`", hint)

    # ------------------------------------------------------------------------------------------ columns

    def column(self, name: ast.Name, table: TableColumns, source: Source, told: Kind | None, firm: bool) -> Column:
        """A column of the data, noted as read; `told` is the kind that its use says. Raises `Missing` too."""
        if name.text in table.made:
            raise self.not_of_data(name.text, table, source, name.span)
        if not table.known(name.text):
            raise self.unknown(name, table, source)
        if table.schema is None and not table.named(name.text) and name.text not in CANONICAL:
            self._doubt(name, table, source)
        try:
            return table.read(name.text, None if told is None else Told(told, firm, source, name.span))
        except Several as several:
            raise self._several(several, name, source) from None
        except Rivals as rivals:
            raise self._rivals(rivals.table, name, source) from None
        except NoHeader as absent:
            raise self._no_header(absent, table) from None
        except TwoKinds as two:
            raise self._two_kinds(two, told, name, source) from None

    def not_of_data(self, column: str, table: TableColumns, source: Source, span: Span) -> Refused:
        """A column that is made of others, where the data itself must have one."""
        message = f"`{table.name}.{column}` is made of other columns, and here a column of the data must stand"
        return refusal(source, "SLA137", span, message, "name a column that the data has")

    def _doubt(self, name: ast.Name, table: TableColumns, source: Source) -> None:
        """While no data is known, a name close to one of the language is said, and taken for a column."""
        # an event and its column share a stem, so `demoed_at` is no slip for `demoed`
        words = [w for w in (*table.names(), *self.vocabulary.words) if not name.text.startswith(f"{w}_")]
        meant = _meant(name.text, words)
        if meant is not None:
            message = f"`{name.text}` is not a word of the policy, and is taken for a column of `{table.name}`"
            warning = refusal(source, "SLA101", name.span, message, meant).diagnostic
            self.problems.add(replace(warning, level=Level.WARNING))

    def unknown(self, name: ast.Name, table: TableColumns, source: Source) -> Refused:
        """A name that neither the policy nor the data knows."""
        assert table.schema is not None
        origin, headers = table.schema.origin, list(table.schema.headers)
        hint = _meant(name.text, [*table.names(), *self.vocabulary.words])
        message = f"`{name.text}` is neither a word of the policy nor a column of {origin}"
        return refusal(
            source, "SLA101", name.span, message, hint or f'if it is a text, put it in quotes: `"{name.text}"`',
            (f"columns of {origin}: {_listed(headers)}",),
        )  # fmt: skip

    def unknown_event(self, name: ast.Name, table: TableColumns, source: Source) -> Refused:
        """An event that nobody defined."""
        known = [*self.vocabulary.of(ast.Event, ast.Stage), *table.names()]
        hint = _meant(name.text, known) or f"define it: `event {name.text} = COLUMN`"
        return refusal(source, "SLA102", name.span, f"there is no event `{name.text}`", hint)

    def unknown_stage(self, name: ast.Name, source: Source) -> Refused:
        """A noun that nobody defined."""
        entry = self.word(name.text)
        hint = _meant(name.text, self.vocabulary.of(ast.Stage))
        if entry is not None and isinstance(entry.node, ast.Event):
            hint = f"`{name.text}` is an event; make a stage of it: `stage NAME at {name.text}`"
        hint = hint or f"define it: `stage {name.text} at COLUMN when CONDITION`"
        return refusal(source, "SLA110", name.span, f"there is no stage `{name.text}`", hint)

    def _several(self, several: Several, name: ast.Name, source: Source) -> Refused:
        """A standard column that two headers could mean."""
        headers = " and ".join(f"`{h}`" for h in several.headers)
        hint = f'say which: `table {several.table}` with `{several.column} = "{several.headers[0]}"`'
        return refusal(source, "SLA111", name.span, f"{headers} could both be `{several.column}`", hint)

    def _rivals(self, table: TableColumns, name: ast.Name, source: Source) -> Refused:
        """A table that could be the export of several objects."""
        assert table.schema is not None
        *others, last = (f"`{r}`" for r in table.mapped.rivals)
        message = f"the columns of {table.schema.origin} fit {', '.join(others)} and {last}"
        hint = f"say which: `table {table.name} from {table.mapped.rivals[0]}`"
        return refusal(source, "SLA431", name.span, message, hint)

    def _no_header(self, absent: NoHeader, table: TableColumns) -> Refused:
        """A header that the policy names and the data does not have."""
        entry = self.vocabulary.tables[table.name]
        origin, headers = absent.schema.origin, list(absent.schema.headers)
        message = f"{origin} has no column `{absent.header}`"
        hint = _meant(absent.header, headers) or "write the header as it stands in the data"
        notes = (f"columns of {origin}: {_listed(headers)}",)
        return refusal(entry.source, "SLA119", absent.name.source.span, message, hint, notes)

    def _two_kinds(self, two: TwoKinds, told: Kind | None, name: ast.Name, source: Source) -> Refused:
        where = line_of(two.before.source, two.before.span, source)
        message = f"`{two.column}` is used as {said(told)} here and as {said(two.before.kind)} in {where}"
        return refusal(source, "SLA222", name.span, message, "a column holds one kind of value; use it as one")


def said(kind: Kind | None) -> str:
    """A kind with its article, as messages say it."""
    return {
        Kind.NUMBER: "a number", Kind.TEXT: "a text", Kind.INSTANT: "a point in time", Kind.BOOLEAN: "a condition",
    }.get(kind or Kind.TEXT, "a text")  # fmt: skip


def _listed(headers: list[str]) -> str:
    more = len(headers) - _HEADERS_SHOWN
    return ", ".join(f"`{h}`" for h in headers[:_HEADERS_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _meant(name: str, known: Iterable[str]) -> str | None:
    found = nearest(name, list(known))
    return None if found is None else f"did you mean `{found}`?"
