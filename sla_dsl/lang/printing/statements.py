"""Every statement as pieces of text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import assert_never

from sla_dsl.lang import ast
from sla_dsl.lang.printing.clauses import Clauses
from sla_dsl.lang.printing.pieces import Join, Piece, piece
from sla_dsl.lang.printing.tables import aligned, width
from sla_dsl.text.source import Span

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Statements(Clauses):
    """Writes statements."""

    def statement(self, statement: ast.Statement) -> list[Piece]:
        """The pieces of a statement, in the order in which they stand in it."""
        match statement:
            case ast.Agreement():
                return self._agreement(statement)
            case ast.Use(path=path, overrides=overrides):
                said = ", ".join(f"{self.name(name)} = {self.amount(value)}" for name, value in overrides)
                return [piece(f"use {self.text(path)}{' with ' + said if said else ''}", statement.span)]
            case ast.Calendar():
                return self._calendar(statement)
            case ast.Table():
                return self._table(statement)
            case ast.Event(name=name, definition=definition, table=table):
                return self._defined(statement, "event", name, table, definition)
            case ast.Stage():
                return self._stage(statement)
            case ast.Define(name=name, definition=definition, table=table):
                return self._defined(statement, "define", name, table, definition)
            case ast.Let(name=name, value=value):
                return [piece(f"let {self.name(name)} = {self.amount(value)}", statement.span)]
            case ast.Exclude(condition=condition, reason=reason):
                because = [piece(f"because {self.text(reason)}", reason.span)] if reason else []
                return [*self.spread(condition, "exclude"), *because]
            case ast.Clause():
                return self.clause(statement)
            case ast.When():
                return self._when(statement)
            case ast.Waive():
                return self._waive(statement)
            case ast.Test():
                return self._test(statement)
            case _:
                assert_never(statement)

    def _agreement(self, agreement: ast.Agreement) -> list[Piece]:
        head = piece("agreement" + (f" {self.text(agreement.title)}" if agreement.title else ""), agreement.span)
        lines: list[tuple[str, Sequence[ast.Node]]] = []
        if agreement.version:
            lines.append((f"version {self.text(agreement.version)}", [agreement.version]))
        if agreement.parties:
            lines.append((f"between {self.names(agreement.parties, ' and ')}", agreement.parties))
        if agreement.purpose:
            lines.append((f"purpose {self.text(agreement.purpose)}", [agreement.purpose]))
        if agreement.term:
            lines.append((f"term {self.days(*agreement.term)}", [agreement.term[0]]))
        if agreement.review:
            lines.append((f"review every {self.period(agreement.review)}", [agreement.review]))
        if agreement.timezone:
            lines.append((f"timezone {self.text(agreement.timezone)}", [agreement.timezone]))
        if agreement.currency:
            lines.append((f"currency {self.name(agreement.currency)}", [agreement.currency]))
        if agreement.fiscal_start:
            weeks = agreement.fiscal_weeks
            said = f" in {'-'.join(map(str, weeks.months))} weeks" if weeks else ""
            nodes = [agreement.fiscal_start, *([weeks] if weeks else [])]
            lines.append((f"fiscal year starts {self.name(agreement.fiscal_start)}{said}", nodes))
        if agreement.weeks_start:
            lines.append((f"weeks start {self.name(agreement.weeks_start)}", [agreement.weeks_start]))
        for acceptance in agreement.acceptances:
            said = (
                f"accepted by {self.name(acceptance.party)} {self.text(acceptance.role)} on {self.date(acceptance.on)}"
            )
            lines.append((said, [acceptance]))
        pieces = _in_order([piece(text, nodes[0].span, Join.LINE) for text, nodes in lines])
        if agreement.version and pieces[0].text.startswith("version"):
            pieces[0] = piece(pieces[0].text, agreement.version.span, Join.SPACE)
        return [head, *pieces]

    def _calendar(self, calendar: ast.Calendar) -> list[Piece]:
        lines = [piece(self._opening(o), o.span, Join.LINE) for o in calendar.openings]
        if calendar.holidays:
            codes = ", ".join(self.name(ast.Name((code,))) for code in calendar.holidays)
            lines.append(piece(f"holidays {codes}", calendar.holidays_span, Join.LINE))
        lines += [piece(self._closure(c), c.span, Join.LINE) for c in calendar.closures]
        if calendar.timezone:
            lines.append(piece(f"timezone {self.text(calendar.timezone)}", calendar.timezone.span, Join.LINE))
        return [piece(f"calendar {self.name(calendar.name)}", calendar.span), *_in_order(lines)]

    def _opening(self, opening: ast.Opening) -> str:
        return f"open {_weekdays(opening.weekdays)} {_hours(opening.hours)}"

    def _closure(self, closure: ast.Closure) -> str:
        days = self.days(closure.start, closure.end)
        if closure.hours:
            return f"open {days} {_hours(closure.hours)}"
        return f"closed {days}" + (f" {self.text(closure.reason)}" if closure.reason else "")

    def _table(self, table: ast.Table) -> list[Piece]:
        head = f"table {self.name(table.name)}"
        head += f" from {self.name(table.mapping)}" if table.mapping else ""
        for link in table.links:
            head += f" of {self.name(link.parent)}" + (f" by {self.name(link.by)}" if link.by else "")
        lines = []
        if table.key:
            lines.append(piece(f"key {self.names(table.key)}", table.key[0].span, Join.LINE))
        if table.nulls:
            lines.append(piece(f"nulls {', '.join(map(self.text, table.nulls))}", table.nulls[0].span, Join.LINE))
        if table.planned:
            lines.append(piece(f"planned {self.names(table.planned)}", table.planned[0].span, Join.LINE))
        widest = max((width(self.name(column.name)) for column in table.columns), default=0)
        for column in table.columns:
            name = self.name(column.name)
            said = f"{name}{' ' * (widest - width(name))} = {self.expression(column.source)}"
            lines.append(piece(said, column.span, Join.LINE))
        return [piece(head, table.span), *_in_order(lines)]

    def _defined(
        self, statement: ast.Node, word: str, name: ast.Name, table: ast.Name | None, definition: ast.Expr
    ) -> list[Piece]:
        head = f"{word} {self.name(name)}{f' in {self.name(table)}' if table else ''} ="
        first, *rest = self.spread(definition, head)
        return [piece(first.text, statement.span), *rest]

    def _stage(self, stage: ast.Stage) -> list[Piece]:
        head = f"stage {self.name(stage.name)}{f' in {self.name(stage.table)}' if stage.table else ''} at"
        first, *rest = self.spread(stage.at, head)
        when = self.spread(stage.when, "when") if stage.when else []
        return [piece(first.text, stage.span), *rest, *when]

    def _when(self, when: ast.When) -> list[Piece]:
        head = f"when {self.name(when.clause)} breached"
        if when.times is not None and when.period is not None:
            unit = str(when.period.unit)
            if when.of_last is None:
                head += f" in {when.times} consecutive {_plural(unit, when.times)}"
            else:
                head += f" in {when.times} of the last {when.of_last} {_plural(unit, when.of_last)}"
        pieces = [piece(head, when.span)]
        for i, action in enumerate(when.actions):
            pieces.append(piece(f"{'and' if i else 'then'} {self._action(action)}", action.span))
        return pieces

    def _action(self, action: ast.Action) -> str:
        words = [action.verb]
        words += [self.text(action.role)] if action.role else []
        words += [self.amount(action.amount)] if action.amount is not None else []
        words += [f"of {self.sum(action.of)}"] if action.of is not None else []
        words += [f"to {self.name(action.to)}"] if action.to else []
        return " ".join(words)

    def _waive(self, waive: ast.Waive) -> list[Piece]:
        force = piece(f"from {self.days(waive.start, waive.end)}", waive.start.span)
        pieces = [*self.spread(waive.condition, "for"), force] if waive.condition is not None else [force]
        if waive.reason:
            pieces.append(piece(f"because {self.text(waive.reason)}", waive.reason.span))
        if waive.approved_by:
            pieces.append(piece(f"approved by {self.text(waive.approved_by)}", waive.approved_by.span))
        return [piece(f"waive {self.name(waive.clause)}", waive.span), *pieces]

    def _test(self, test: ast.Test) -> list[Piece]:
        blocks = [(given.span, self._given(given)) for given in test.given]
        if test.as_of:
            as_of = test.as_of
            blocks.append((as_of.span, [piece(f"as of {self.date(as_of)}", as_of.span, Join.LINE)]))
        for expect in test.expects:
            blocks.append((expect.span, [piece(self._expect(expect), expect.span, Join.LINE)]))
        blocks.sort(key=lambda block: block[0].start)
        return [piece(f"test {self.text(test.name)}", test.span), *(p for _, pieces in blocks for p in pieces)]

    def _given(self, given: ast.Given) -> list[Piece]:
        rows = given.rows
        cells = [self.header(rows.header)]
        cells += [[_cell(cell.text) for cell in row] for row in rows.rows]
        spans: list[Span] = [rows.header[0].span, *(row[0].span for row in rows.rows)]
        lines = [piece(line, span, Join.LINE, 4) for line, span in zip(aligned(cells), spans, strict=True)]
        return [piece(f"given {self.name(given.table)}", given.span, Join.LINE), *lines]

    def _expect(self, expect: ast.Expect) -> str:
        subjects = f" for {', '.join(map(self.value, expect.subjects))}" if expect.subjects else ""
        return f"expect {self.name(expect.clause)} {expect.verdict}{subjects}"


def _in_order(pieces: list[Piece]) -> list[Piece]:
    """Lines in the order they were written in."""
    return sorted(pieces, key=lambda p: p.start or 0) if all(p.start is not None for p in pieces) else pieces


def _weekdays(days: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_DAYS[run[0]] + (f"-{_DAYS[run[-1]]}" if len(run) > 1 else "") for run in runs)


def _hours(hours: Sequence[tuple[time, time]]) -> str:
    return ", ".join(f"{start:%H:%M}-{'24:00' if end == time(0) else f'{end:%H:%M}'}" for start, end in hours)


def _cell(text: str) -> str:
    escaped = text.replace("|", "\\|")
    return "\\" + escaped if escaped.startswith("#") else escaped


def _plural(unit: str, count: int) -> str:
    return unit if count == 1 else f"{unit}s"
