"""Stages that a row can enter many times: whose instances a clause about one speaks of, and what belongs to each.

The rows of a child table tell of their parent (a lead's changes) or stand for themselves (a lead's deals). Which of the
two a clause means shows in its other event: one of the parent asks about entries of the parent, one of the child's own
rows about these rows. An event at the child's very instant, under another condition, is another row of one history.
"""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model.cycles import Entries, begins, in_cycle
from sla_dsl.model.expr import ChildPick, Earliest, Expr, Latest, Where, of_other_rows
from sla_dsl.promises.base import Moment, Words

FLAGS = ("each", "first only")
"""Every entry of a row, or its first one."""


def entered(words: Words, clause: ast.Clause, stage: Moment, *events: ast.Expr, of_parent: bool = False) -> Moment:
    """The instant of each entry of the parent where a stage of a child table is entered by it; else the stage.

    `events` are the other events of the clause; without one, the parent is meant where `of_parent` or a flag says so.
    """
    flag = _flag(words, clause)
    table = words.parent(stage.table)
    if stage.entries is not None:
        return stage
    if table is None:
        if flag is None:
            return stage
        message = f"`{flag.word}` goes with a stage that can be entered many times, and `{stage.name}` is about rows"
        hint = f"leave `{flag.word}` out, or define it in a child table: `stage {stage.name} in changes at at when ...`"
        raise words.refuse("SLA358", flag.span, f"{message} of `{stage.table}`, which enter it once", hint)
    homes = [_about(words, event, stage, table, flag is not None) for event in events]
    if flag is None and table not in homes and not of_parent:
        return stage
    if flag is not None and stage.table in homes:
        event = expression(events[homes.index(stage.table)])
        message = f"`{flag.word}` goes with entries of `{table}`, and `{event}` is about the rows of `{stage.table}`"
        raise words.refuse("SLA358", flag.span, message, f"leave `{flag.word}` out, or name an event of `{table}`")
    if any(of_other_rows(top) for top in (stage.at, stage.condition) if top is not None):
        message = f"`{stage.name}` is an entry of `{table}`, and only rows below `{stage.table}` tell of it"
        hint = f"say when by columns of `{stage.table}`, or promise it of its rows, with an event in `{stage.table}`"
        raise words.refuse("SLA367", clause.promise.span, message, hint)
    first = flag is not None and flag.word == "first only"
    entries = Entries(table, stage.table, words.link(stage.table), stage.at, stage.condition, first)
    return Moment(table, stage.name, begins(), None, entries)


def moment_of(words: Words, event: ast.Expr, start: Moment) -> Moment:
    """An event of the subject of `start`; of one entry, what of it lies in the entry's time."""
    if start.entries is None:
        return words.moment(event, start.table)
    return Moment(start.table, expression(event), _instant(words, event, start.entries), None, start.entries)


def goal_of(words: Words, event: ast.Expr, start: Moment) -> Moment:
    """What entries are to reach, with the condition of a stage of the subject apart.

    Where that is not known an entry may or may not have reached it (fine print 41).
    """
    assert start.entries is not None
    if words.home(event, start.entries.child, flagged=True) == start.entries.child:
        return moment_of(words, event, start)
    found = words.moment(event, start.table)
    at = in_cycle(found.at, start.table)
    return Moment(start.table, expression(event), at, found.condition, start.entries)


def happening(e: Expr, start: Moment) -> Expr:
    """An instant of the subject of `start`; of one entry, known where it lies in the entry's time."""
    return e if start.entries is None else in_cycle(e, start.table)


def _instant(words: Words, event: ast.Expr, entries: Entries) -> Expr:
    match event:
        case ast.Or(items):
            return Earliest(tuple(_instant(words, i, entries) for i in items))
        case ast.And(items):
            return Latest(tuple(_instant(words, i, entries) for i in items))
    if words.home(event, entries.child, flagged=True) == entries.child:
        row = words.moment(event, entries.child)
        pick = ChildPick(entries.child, entries.by, row.at, row.condition, "first")
        return in_cycle(pick, entries.table)
    found = words.moment(event, entries.table)
    return in_cycle(found.at if found.condition is None else Where(found.at, found.condition), entries.table)


def _about(words: Words, event: ast.Expr, stage: Moment, table: str, flagged: bool) -> str:
    """The table whose instances a clause about a child's stage and this event is about."""
    if isinstance(event, ast.Or | ast.And):
        homes = [_about(words, i, stage, table, flagged) for i in event.items]
        return table if table in homes else homes[0]
    home = words.home(event, stage.table, flagged)
    if home == stage.table and all(at == stage.at for at in _instants(words.moment(event, home).at)):
        return table
    return home


def _instants(e: Expr) -> Iterator[Expr]:
    """The instants that an event is made of, without their conditions."""
    match e:
        case Where(value=value):
            yield from _instants(value)
        case Earliest(items) | Latest(items):
            for item in items:
                yield from _instants(item)
        case _:
            yield e


def _flag(words: Words, clause: ast.Clause) -> ast.Flag | None:
    found = [o for o in clause.options if isinstance(o, ast.Flag) and o.word in FLAGS]
    if len({o.word for o in found}) > 1:
        message = "`each` takes every entry, and `first only` the first one"
        with words.attempt():
            raise words.refuse("SLA358", found[1].span, message, "keep one of the two")
    return found[0] if found else None
