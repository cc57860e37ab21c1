"""The report rooms, in the order in which they are offered."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from sla_dsl.reports.style import PLAIN, Style
from sla_dsl.text.record import record

if TYPE_CHECKING:
    from sla_dsl.findings.report import Report


class Render(Protocol):
    """What every room's module has: a pure function from a report to its text, with a final newline."""

    def __call__(self, report: Report, style: Style = ...) -> str: ...


@record
class Room:
    """One shape of report; its module is imported when it is used, so that no room pays for another."""

    name: str
    summary: str

    @property
    def render(self) -> Render:
        """The room's render function."""
        return cast(Render, import_module(f"sla_dsl.reports.{self.name}").render)


ROOMS: tuple[Room, ...] = (
    Room("text", "for people: what was promised, what happened, and who is late"),
    Room("json", "for programs: the findings in the published schema, version 1"),
)


def render(name: str, report: Report, style: Style = PLAIN) -> str:
    """The report in the shape called `name`; raises KeyError for a name that is not in `ROOMS`."""
    return {room.name: room for room in ROOMS}[name].render(report, style)
