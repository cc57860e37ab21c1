"""What every engine can do; the composition root knows no more than this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, Protocol

import polars as pl

from sla_dsl.compile.kit import Kit
from sla_dsl.compile.plan import TablePlan
from sla_dsl.compile.rows import Columns
from sla_dsl.compile.zone import Zone
from sla_dsl.data.tables import PreparedTable
from sla_dsl.text.record import record

Frame = Any
"""A lazy frame of the engine."""

Reach = tuple[int | None, int | None]
"""A first and a last instant (us), None where there is none."""


class Progress(Protocol):
    """Told the stage and how much of it is done, in `rows` or `bytes`; a total of 0 is not known."""

    def __call__(self, stage: str, done: int = 0, total: int = 0, unit: str = "rows") -> None: ...


@record
class PassResult:
    """What one pass over a table gave: totals by name, and small collected frames.

    Evidence of which there are no rows may be left out. `unique` is true when the pass has seen that no key stands
    twice; false says nothing. `keys` are the first and last key of rows whose keys ascend. What the pass came to know
    of child tables on its way: `beside` are the totals that the plan asked for, by table, and `strangers` how many rows
    name a subject that is not there, by table and the column that names it.
    """

    totals: Mapping[str, Any]
    rollups: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    groups: Mapping[tuple[str, ...], pl.DataFrame] = field(default_factory=dict)
    evidence: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    unique: bool = False
    keys: tuple[Any, Any] | None = None
    beside: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    strangers: Mapping[tuple[str, str], int] = field(default_factory=dict)


class Engine(Protocol):
    """Scans, looks up, collects and sinks; everything else is compiled."""

    name: str
    xp: Any

    def kit(self, zone: Zone, as_of: int) -> Kit:
        """The kit that expressions for this engine are made with."""

    def scan(self, table: PreparedTable) -> Frame:
        """The lazy frame of a prepared table."""

    def totals(self, frame: Frame, columns: Columns) -> Mapping[str, Any]:
        """One row of aggregates."""

    def reach(self, table: PreparedTable, columns: Sequence[str], seen: Reach, as_of: int) -> Reach:
        """The first instant before `seen` and the last one behind it (us, plausible, not after `as_of`)."""

    def duplicates(self, frame: Frame, key: tuple[str, ...]) -> tuple[int, int]:
        """How many keys stand more than once, and how many rows they have; null keys do not count."""

    def crowds(self, frame: Frame, at: str, owner: str, least: int) -> tuple[int, int]:
        """How many pairs of an instant and an owner stand `least` times or more, and how many rows they have."""

    def unmatched(self, frame: Frame, by: str, parents: Frame, key: str) -> int:
        """How many rows have a value in `by` that is no `key` of the parents."""

    def earlier(self, frame: Frame, at: str, by: str, parents: Frame, key: str, since: str) -> int:
        """How many rows have an instant `at` before the instant `since` of the parent that `by` names."""

    def distinct(self, frame: Frame, key: tuple[str, ...], keep: str) -> Frame:
        """The frame with the first or the last row of every key, in the order of the rows."""

    def run(
        self, frame: Frame, plan: TablePlan, tables: Mapping[str, Frame], shown: int, progress: Progress
    ) -> PassResult:
        """The pass; `tables` are all that were scanned; at most `shown` rows of evidence each."""

    def rows(self, frame: Frame, plan: TablePlan, tables: Mapping[str, Frame]) -> Frame:
        """The frame with the plan's row columns (guards, picks, footing, masks) added."""

    def collect(self, frame: Frame) -> pl.DataFrame:
        """The frame's rows."""
