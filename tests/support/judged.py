"""A small policy over tables written as texts, judged through the public API, and its answer in plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from textwrap import dedent
from typing import Any
from zoneinfo import ZoneInfo

from sla_dsl import ClauseSummary, Finding, Policy, Report


@dataclass(frozen=True)
class Judged:
    """The report of a policy with one clause."""

    report: Report

    @property
    def clause(self) -> ClauseSummary:
        (clause,) = self.report.clauses
        return clause

    @property
    def verdict(self) -> str:
        return self.clause.verdict.value

    @property
    def counts(self) -> dict[str, int]:
        """How many instances have each verdict, without the zeros."""
        return {verdict.value: n for verdict, n in self.clause.counts.items() if n}

    @property
    def shares(self) -> dict[str, int]:
        """How many periods and groups of a duty have each verdict, without the zeros."""
        return {verdict.value: n for verdict, n in (self.clause.shares or {}).items() if n}

    @property
    def subjects(self) -> dict[Any, str]:
        """The verdict of every subject that is not met, by its key."""
        return {_key(f): f.verdict.value for f in self.report.findings if f.subject is not None}

    @property
    def due(self) -> dict[Any, datetime | None]:
        """The due instant of every subject that is not met, by its key."""
        return {_key(f): f.due for f in self.report.findings if f.subject is not None}

    @property
    def periods(self) -> dict[tuple[Any, ...], tuple[str, str, Any]]:
        """State, verdict and observed value of every period that is not met, by its first local day and the group."""
        zone = ZoneInfo(self.report.run.timezone)
        found: dict[tuple[Any, ...], tuple[str, str, Any]] = {}
        for finding in self.report.findings:
            if finding.period is not None:
                day = finding.period.start.astimezone(zone).date().isoformat()
                said = (finding.period.state, finding.verdict.value, finding.observed)
                found[(day, *finding.group.values())] = said
        return found

    @property
    def groups(self) -> dict[Any, str]:
        """The verdict of every group of a share without periods that is not met."""
        return {next(iter(f.group.values())): f.verdict.value for f in self.report.findings if f.group and not f.period}

    def health(self, kind: str) -> dict[str | None, int | None]:
        """What data health counts under a word, by column."""
        return {note.column: note.count for note in self.report.run.health if note.kind == kind}


Judge = Callable[..., Judged]


def judge_with(engine: str, folder: Path) -> Judge:
    """`judge(policy, leads, as_of, ...)`: tables are texts with commas (or bytes) that are written to `folder`."""

    def judge(
        policy: str, leads: str | bytes, as_of: str | None = None, *, zone: str = "UTC", term: str = "",
        touches: str | None = None, changes: str | None = None, **said: Any,
    ) -> Judged:  # fmt: skip
        head = f'agreement "Fixture"\n  timezone "{zone}"\n' + (f"  term {term}\n" if term else "")
        tables = {"leads": written(folder / "leads.csv", leads)}
        for name, child in (("touches", touches), ("changes", changes)):
            if child is not None:
                tables[name] = written(folder / f"{name}.csv", child)
        return Judged(Policy.from_text(head + dedent(policy)).check(tables, as_of, engine=engine, **said))

    return judge


def written(path: Path, table: str | bytes) -> Path:
    """The file with a table as it is; of a text, the indentation is taken off."""
    path.write_bytes(table if isinstance(table, bytes) else dedent(table).lstrip("\n").encode())
    return path


def _key(finding: Finding) -> Any:
    assert finding.subject is not None
    (value,) = finding.subject.values()
    return value
