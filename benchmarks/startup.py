"""What a command costs before it does anything: whole processes, beside a bare Python and one that loads polars.

`python -m benchmarks.startup --rounds 15`
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from statistics import median

from tabulate import tabulate

from benchmarks.measure import Cost, interleaved, machine
from benchmarks.tables import ROOT

BASE = "import polars"
READ = "import polars, read_csv of the quick start"
QUICK_START = "examples/quick-start"
POLICY = "benchmarks/startup.sla"


def commands() -> Mapping[str, Sequence[str]]:
    """What is run, by what it is called; all of it from the top folder of the project."""
    python = sys.executable
    sla = [python, "-m", "sla_dsl"]
    data = ["--data", f"leads={QUICK_START}/leads.csv", "--as-of", "2026-10-01", "--fail-on", "never"]
    return {
        "python": [python, "-c", "pass"],
        BASE: [python, "-c", "import polars"],
        READ: [python, "-c", f"import polars; polars.read_csv({QUICK_START + '/leads.csv'!r}, try_parse_dates=True)"],
        "sla --version": [*sla, "--version"],
        "sla --help": [*sla, "--help"],
        "sla check, ten clauses, no data": [*sla, "check", POLICY],
        "sla check, ten clauses, quick start": [*sla, "check", POLICY, *data],
        "sla check, two clauses, quick start": [*sla, "check", f"{QUICK_START}/policy.sla", *data],
    }


def table(found: Mapping[str, Sequence[Cost]]) -> str:
    """Medians, and the medians of the differences to a Python that loads polars, alone and to read, as Markdown."""
    lines = []
    for name, costs in found.items():
        over = [f"{median(_over(costs, found[base])) * 1e3:+.0f}" for base in (BASE, READ)]
        cpu, peak = median(c.cpu for c in costs), median(c.peak for c in costs)
        wall = median(c.wall for c in costs)
        lines.append([name, f"{wall * 1e3:.0f}", *over, f"{cpu * 1e3:.0f}", f"{peak:.0f}"])
    headers = ("", "ms", f"over `{BASE}`", "over reading too", "CPU ms", "peak MiB")
    return tabulate(lines, headers, tablefmt="github", disable_numparse=True)


def _over(costs: Sequence[Cost], base: Sequence[Cost]) -> list[float]:
    return [c.wall - b.wall for c, b in zip(costs, base, strict=True)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="how often each command runs")
    rounds = parser.parse_args().rounds
    what = commands()
    found = dict(zip(what, interleaved(list(what.values()), rounds, ROOT), strict=True))
    print(f"{machine()}\n\nstart-up, medians of {rounds} rounds\n\n{table(found)}")


if __name__ == "__main__":
    main()
