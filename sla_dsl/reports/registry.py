"""The report rooms, in the order in which they are offered."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from sla_dsl.reports.style import PLAIN, Style
from sla_dsl.text.record import record

if TYPE_CHECKING:
    from sla_dsl.findings.report import Report


class Render(Protocol):
    """What every room's module has: a pure function from a report to its text, with a final newline, or its bytes."""

    def __call__(self, report: Report, style: Style = ...) -> str | bytes: ...


@record
class Room:
    """One shape of report; its module is imported when it is used, so that no room pays for another.

    `binary` is true of one that is bytes, which go into a file and not to a terminal.
    """

    name: str
    summary: str
    binary: bool = False

    @property
    def render(self) -> Render:
        """The room's render function."""
        return cast(Render, import_module(f"sla_dsl.reports.{self.name}").render)


ROOMS: tuple[Room, ...] = (
    Room("text", "for people: what was promised, what happened, and who is late"),
    Room("json", "for programs: the findings in the published schema, version 1"),
    Room("ndjson", "for streams: a line a finding, as in the JSON report"),
    Room("csv", "for spreadsheets: a row a finding, no cell a formula"),
    Room("parquet", "for warehouses and notebooks: a typed row a finding", binary=True),
    Room("markdown", "for a comment on a pull request and a step's summary"),
    Room("sarif", "for code scanning: SARIF 2.1.0, a rule a clause"),
    Room("junit", "for the tests' page of a CI server: XML, a suite a clause"),
    Room("github", "for a GitHub workflow: annotations at the clauses' lines"),
    Room("gitlab", "for a GitLab merge request: a Code Quality report"),
)
NAMES = tuple(room.name for room in ROOMS)


def render(name: str, report: Report, style: Style = PLAIN) -> str | bytes:
    """The report in the shape called `name`; raises KeyError for a name that is not in `ROOMS`."""
    return room_of(name).render(report, style)


def room_of(name: str) -> Room:
    """The room called `name`; raises KeyError for a name that is not in `ROOMS`."""
    return {room.name: room for room in ROOMS}[name]
