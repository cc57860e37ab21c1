"""The calendars of a policy, and which of them the business time of a clause runs on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from sla_dsl.bind.agreement import zone_name
from sla_dsl.bind.names import Names
from sla_dsl.bind.problems import Problems, refusal
from sla_dsl.lang import ast
from sla_dsl.model.calendar import Calendar, Hours, SpecialDays, united
from sla_dsl.model.holidays import known, parts
from sla_dsl.text.source import Source, Span
from sla_dsl.text.spell import nearest

_DAY = 24 * 60
_GRID = 5  # minutes


class Calendars:
    """All calendars, bound once; one with mistakes is there without what is mistaken, so that they are said once."""

    def __init__(self, names: Names, timezone: str, problems: Problems) -> None:
        self.names, self.timezone, self.problems = names, timezone, problems
        self.bound: dict[str, Calendar] = {}
        for name, entry in names.vocabulary.calendars.items():
            assert isinstance(entry.node, ast.Calendar)
            self.bound[name] = self._bind(entry.node, entry.source)

    def chosen(self, said: str, span: Span, using: ast.Using | None, source: Source) -> Calendar:
        """The calendar that `using` names, else the policy's only one, for what was `said` at `span`.

        Raises `Refused` where that does not say.
        """
        if using is not None and using.calendar is not None:
            self.names.check_calendar(using.calendar, source)
            return self.bound[using.calendar.text]
        if len(self.bound) == 1:
            return next(iter(self.bound.values()))
        if not self.bound:
            message = f"`{said}` asks for opening hours, and the policy has none"
            hint = "say when you are open: `calendar office` and, indented below it, `open mon-fri 09:00-17:00`"
            raise refusal(source, "SLA120", span, message, hint)
        *others, last = (f"`{name}`" for name in self.bound)
        message = f"`{said}` could run on {', '.join(others)} or {last}"
        raise refusal(source, "SLA121", span, message, f"say which: `using {next(iter(self.bound))}`")

    # ------------------------------------------------------------------------------------------ one calendar

    def _bind(self, node: ast.Calendar, source: Source) -> Calendar:
        weekly: list[list[tuple[int, int]]] = [[] for _ in range(7)]
        for opening in node.openings:
            hours = self._hours(opening.hours, opening.span, source)
            for weekday in opening.weekdays:
                weekly[weekday].extend(hours)
        special = [
            SpecialDays(c.start.day, (c.end or c.start).day, self._hours(c.hours, c.span, source))
            for c in node.closures
        ]
        if not node.openings and not any(c.hours for c in node.closures):
            self._say(
                source, "SLA123", node.name.span, f"`{node.name.text}` is never open", "add `open mon-fri 09:00-17:00`"
            )
        return Calendar(
            name=node.name.text,
            timezone=zone_name(node.timezone, source, self.problems, self.timezone),
            weekly=tuple(united(hours) for hours in weekly),
            special=tuple(special),
            holidays=tuple(code for code in dict.fromkeys(node.holidays) if self._known(code, node, source)),
        )

    def _hours(self, hours: Iterable[tuple[time, time]], span: Span, source: Source) -> Hours:
        """Spans in minutes, all on the grid of five minutes."""
        spans = []
        for start, end in hours:
            for edge in (start, end):
                self._check_edge(edge, span, source)
            low, high = _minutes(start), _minutes(end) or _DAY
            spans.append((low - low % _GRID, high - high % _GRID))
        return united(spans)

    def _check_edge(self, edge: time, span: Span, source: Source) -> None:
        if edge.minute % _GRID:
            below = _minutes(edge) // _GRID * _GRID
            near = " or ".join(f"`{m // 60:02d}:{m % 60:02d}`" for m in (below, below + _GRID))
            message = f"`{edge:%H:%M}` does not stand on five minutes"
            hint = "a day ends at `24:00`" if below + _GRID == _DAY else f"write {near}"
            self._say(source, "SLA224", span, message, hint)

    def _known(self, code: str, node: ast.Calendar, source: Source) -> bool:
        if known(code):
            return True
        near = parts(code)
        meant = code.upper() if known(code.upper()) else nearest(code, near)
        hint = "write a country in two letters, `US`, or a part of it, `US-NY`"
        if meant:
            hint = f"did you mean `{meant}`?"
        elif near:
            hint = "parts with holidays of their own are " + ", ".join(f"`{part}`" for part in near)
        message = f"`{code}` is no country, nor a part of one, whose holidays are known"
        self._say(source, "SLA122", node.holidays_span, message, hint)
        return False

    def _say(self, source: Source, code: str, span: Span, message: str, hint: str) -> None:
        self.problems.add(refusal(source, code, span, message, hint).diagnostic)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
