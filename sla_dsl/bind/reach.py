"""What one clause rests on: the words it leads to, and the statements that speak of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sla_dsl.bind.columns import Missing
from sla_dsl.bind.constants import Exact
from sla_dsl.bind.policy import Binding
from sla_dsl.bind.relief import excuses
from sla_dsl.bind.vocabulary import Entry, names_in
from sla_dsl.lang import ast
from sla_dsl.model.measured import Measurement
from sla_dsl.promises.base import Refused
from sla_dsl.text.record import record
from sla_dsl.text.source import Source

Said = tuple[ast.Statement, Source]
"""A statement and the source it stands in."""


@record
class Reach:
    """A clause as it is written, with everything that it leads to, in the order in which it does.

    `words` are events, stages, definitions and `let`s; `made` are the columns that the policy makes of others;
    `values` are the exact amounts of those `let`s that have one;
    `calendars` are those that it may run on; `others` are the `exclude`s, waivers, excusing clauses and consequences.
    """

    clause: ast.Clause
    source: Source
    words: tuple[Entry, ...]
    made: tuple[tuple[ast.ColumnMap, Source], ...]
    values: Mapping[str, Exact]
    calendars: tuple[Entry, ...]
    others: tuple[Said, ...]


def reach(files: Sequence[ast.File], clause: str, measured: Mapping[str, Measurement] | None = None) -> Reach:
    """What a clause of a policy without mistakes rests on; `clause` is its id, `measured` what the data have told."""
    found = Binding(files, None, (clause,), measured)
    found.run()
    node, source = found.excuses.clauses[clause]
    words, made = _words(found, node)
    others: list[Said] = []
    excusing = {e.text for e in excuses(node)}
    for s, where in found.statements:
        match s:
            case ast.Exclude():
                others.append((s, where))
            case ast.Waive(clause=name) | ast.When(clause=name) if name.text == clause:
                others.append((s, where))
            case ast.Clause() if found.metas.ids[id(s)] in excusing:
                others.append((s, where))
            case _:
                pass
    calendars = tuple(found.vocabulary.calendars.values())
    return Reach(node, source, words, made, _values(found, words), calendars, tuple(others))


def _words(found: Binding, node: ast.Clause) -> tuple[tuple[Entry, ...], tuple[tuple[ast.ColumnMap, Source], ...]]:
    """The words that the text of a clause leads to, and that binding has taken for words and not for columns; and the
    columns of its tables that are made."""
    out: dict[str, Entry] = {}
    made: dict[str, tuple[ast.ColumnMap, Source]] = {}

    def follow(part: object) -> None:
        for name in names_in(part):
            for column, home in _made(found, name.rpartition(".")[2]):
                if column.name.text not in made:
                    made[column.name.text] = column, home
                    follow(column.source)
            entry = found.names.event_word(name)
            if entry is None or entry.node.name.text in out or entry.node.name.text not in found.reached:
                continue
            out[entry.node.name.text] = entry
            follow(entry.node)

    follow(node)
    if "created" in found.reached and "created" not in out:  # where nothing says what starts a clock
        follow(ast.Ref(ast.Name(("created",))))
    return tuple(out.values()), tuple(made.values())


def _made(found: Binding, name: str) -> Iterator[tuple[ast.ColumnMap, Source]]:
    """The column of that name that the policy makes, in the tables that binding has asked for it."""
    for entry in found.vocabulary.tables.values():
        assert isinstance(entry.node, ast.Table)
        table = found.names.tables[entry.node.name.text]
        column = table.made.get(name)
        if column is not None and name in table.asked and table.source_of(name) is None:
            yield column, entry.source


def _values(found: Binding, words: Sequence[Entry]) -> dict[str, Exact]:
    """The exact amounts of `let`s; one that changes on dates, has no fixed length or is not measured yet has none."""
    out: dict[str, Exact] = {}
    for entry in words:
        if isinstance(entry.node, ast.Let):
            try:
                value = found.expressions.folder.fold(ast.Ref(entry.node.name), entry.source)
            except (Refused, Missing):
                continue
            if value is not None and not (value.rests and found.expressions.folder.measured is None):
                out[entry.node.name.text] = value
    return out
