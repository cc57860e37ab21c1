"""Runs the workloads: first that all peers answer alike, then how long each takes.

`python -m benchmarks` runs all of them at a million leads; `python -m benchmarks two_sentences --rows 1e7` one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from statistics import median

from tabulate import tabulate

from benchmarks.measure import Cost, interleaved, machine, ratio
from benchmarks.registry import WORKLOADS
from benchmarks.tables import ROOT, ensure, rows_of
from benchmarks.workload import Workload

HEADERS = ("", "process s", "ratio", "CPU s", "CPU ratio", "peak MiB", "in process s", "ratio", "CPU s", "CPU ratio")


def _asked(*words: str) -> str:
    command = [sys.executable, "-m", "benchmarks.peer", *words]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def disagreement(workload: Workload, rows: int) -> str | None:
    """The first number in which a peer differs from the first one; None when all are equal."""
    first, *others = ((p, json.loads(_asked("numbers", p.module, str(rows)))) for p in workload.peers)
    for peer, found in others:
        for what in sorted({*first[1], *found}):
            if first[1].get(what) != found.get(what):
                return f"`{what}`: {first[0].name} says {first[1].get(what)}, {peer.name} says {found.get(what)}"
    return None


def measured(workload: Workload, rows: int, rounds: int) -> str:
    """The table of a workload, as Markdown."""
    whole = interleaved([peer.process(rows) for peer in workload.peers], rounds)
    modules = [peer.module for peer in workload.peers]
    inside = json.loads(_asked("rounds", str(rows), str(rounds), *modules))
    lines = []
    for peer, costs, spent in zip(workload.peers, whole, inside, strict=True):
        lines.append([peer.name, *_process(costs, whole[0]), *_in_process(spent, inside[0])])
    return tabulate(lines, HEADERS, tablefmt="github", disable_numparse=True)


def _process(costs: Sequence[Cost], limit: Sequence[Cost]) -> list[str]:
    wall, cpu = [c.wall for c in costs], [c.cpu for c in costs]
    times = [*_pair(wall, [c.wall for c in limit]), *_pair(cpu, [c.cpu for c in limit])]
    return [*times, f"{median(c.peak for c in costs):.0f}"]


def _in_process(spent: Sequence[tuple[float, float]], limit: Sequence[tuple[float, float]]) -> list[str]:
    return [cell for i in (0, 1) for cell in _pair([s[i] for s in spent], [s[i] for s in limit])]


def _pair(these: Sequence[float], limit: Sequence[float]) -> list[str]:
    return [f"{median(these):.2f}", f"{ratio(these, limit):.2f}"]


def main(words: Sequence[str] | None = None) -> int:
    """Run what was asked for. 1 when peers disagree: then nothing is measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "workload", nargs="*", help=f"of {', '.join(w.name for w in WORKLOADS)}; all where none is named"
    )
    parser.add_argument("--rows", type=rows_of, nargs="+", default=[1_000_000], help="how many leads: 1e5 1e6 1e7")
    parser.add_argument("--rounds", type=int, default=7, help="how often each peer runs")
    said = parser.parse_args(words)
    unknown = set(said.workload) - {w.name for w in WORKLOADS}
    if unknown:
        parser.error(f"there is no workload {', '.join(sorted(unknown))}")
    print(machine())
    for workload in WORKLOADS:
        for rows in said.rows if not said.workload or workload.name in said.workload else ():
            ensure(rows, workload.suffix)
            if (different := disagreement(workload, rows)) is not None:
                print(f"{workload.name}, {rows:,} leads: the peers do not answer alike: {different}")
                return 1
            print(f"\n{workload.name}, {rows:,} leads, medians of {said.rounds} rounds\n")
            print(measured(workload, rows, said.rounds), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
