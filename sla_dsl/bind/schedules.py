"""Amounts that change on dates: on which days they do, and what is in force on the day that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sla_dsl.bind.names import Names
from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount
from sla_dsl.promises.base import Refused
from sla_dsl.text.source import Source, Span


class Schedules:
    """The day for which amounts are asked; without one an amount that changes on dates is refused."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.day: date | None = None

    @contextmanager
    def on(self, day: date | None) -> Iterator[None]:
        """Amounts are those in force on that day; None is the first day that there is."""
        before, self.day = self.day, day or date.min
        try:
            yield
        finally:
            self.day = before

    def changes(self, *amounts: ast.Amount) -> tuple[date | None, ...]:
        """The days on which some amounts change. The first one is that on which all are there (None: since ever)."""
        firsts: list[date | None] = []
        days: set[date] = set()
        seen: set[str] = set()
        for e in amounts:
            for node in self._schedules(e, seen):
                (_, first), *later = node.steps
                firsts.append(None if first is None else first.day)
                days |= {since.day for _, since in later if since is not None}
        known = [f for f in firsts if f is not None]
        first_day = max(known) if known else None
        after = sorted(d for d in (days | set(known)) if first_day is None or d > first_day)
        return (first_day, *after)

    def in_force(self, e: ast.Amount, source: Source) -> ast.Expr:
        """The amount of the day asked for."""
        if not isinstance(e, ast.Dated):
            return e
        if self.day is None:
            raise self.one_amount(amount(e), e.span, source)
        begun = [value for value, since in e.steps if since is None or since.day <= self.day]
        assert begun, "nothing is asked of a day before the first one"
        return begun[-1]

    def one_amount(self, said: str, span: Span, source: Source) -> Refused:
        """The refusal of an amount that changes on dates where there is one for all time."""
        message = f"`{said}` changes on dates, and there is one amount for all time here"
        hint = "limits, targets, `on` and a pace may change on dates; write one amount"
        return self.names.refuse(source, "SLA330", span, message, hint)

    def _schedules(self, e: ast.Amount, seen: set[str]) -> Iterator[ast.Dated]:
        """The schedules that an amount is made of, also behind the names of `let`s, each of which is looked at once."""
        match e:
            case ast.Dated(steps):
                yield e
                inside: list[ast.Expr] = [value for value, _ in steps]
            case ast.Ref(name) if name.text not in seen:
                seen.add(name.text)
                entry = self.names.word(name.text)
                if entry is not None and isinstance(entry.node, ast.Let):
                    yield from self._schedules(entry.node.value, seen)
                return
            case ast.Arith(left=left, right=right):
                inside = [left, right]
            case ast.Neg(operand=operand):
                inside = [operand]
            case ast.Call(arguments=arguments):
                inside = list(arguments)
            case _:
                return
        for part in inside:
            yield from self._schedules(part, seen)
