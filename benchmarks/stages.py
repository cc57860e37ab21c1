"""Where the time of a run goes: the stages of `sla check` over the two sentences, one after the other.

`python -m benchmarks.stages --rows 1e7`
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable
from statistics import median
from typing import TypeVar

from tabulate import tabulate

from benchmarks.measure import machine
from benchmarks.tables import ensure, file_of, rows_of
from benchmarks.two_sentences import AS_OF_DAY, POLICY
from sla_dsl.check import judged, report_of
from sla_dsl.data.tables import digest
from sla_dsl.policy import parse_all, read_source
from sla_dsl.ready import Options, get_ready
from sla_dsl.reports.registry import render

T = TypeVar("T")


class Clock:
    """Seconds on the clock and of all processors, by stage and round."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)

    def time(self, stage: str, work: Callable[[], T]) -> T:
        """Do the work and note what it took."""
        begun, used = time.perf_counter(), time.process_time()
        done = work()
        self.spent[stage].append((time.perf_counter() - begun, time.process_time() - used))
        return done

    def table(self) -> str:
        """Medians over the rounds, as Markdown."""
        lines = [
            [stage, *(f"{median(s[i] for s in spent) * 1e3:.0f}" for i in (0, 1))]
            for stage, spent in self.spent.items()
        ]
        return tabulate(lines, ("stage", "ms", "CPU ms"), tablefmt="github", disable_numparse=True)


def run(rows: int, clock: Clock) -> None:
    """One run, stage by stage. The digest is part of the report, and is taken once more to see its share."""
    given, options = {"leads": file_of("leads", rows)}, Options(as_of=AS_OF_DAY)
    files = clock.time("parse", lambda: parse_all([read_source(POLICY)]))
    ready = clock.time("open, bind, prepare, unique", lambda: get_ready(files, given, options))
    results = clock.time("pass", lambda: judged(ready, options))
    report = clock.time("assemble, digest", lambda: report_of(files, ready, results, options))
    clock.time("  of it the digest", lambda: [digest(table) for table in ready.tables.values()])
    clock.time("render as text", lambda: render("text", report))
    clock.time("render as JSON", lambda: render("json", report))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stages", description=__doc__)
    parser.add_argument("--rows", type=rows_of, default=1_000_000, help="how many leads: 1e5 1e6 1e7")
    parser.add_argument("--rounds", type=int, default=7, help="how often it runs")
    said = parser.parse_args()
    ensure(said.rows)
    run(said.rows, Clock())  # imports and caches
    clock = Clock()
    for _ in range(said.rounds):
        run(said.rows, clock)
    print(f"{machine()}\n\nstages of the two sentences, {said.rows:,} leads, medians of {said.rounds} rounds\n")
    print(clock.table())


if __name__ == "__main__":
    main()
