"""What a replay costs: two policies of twenty clauses over the same leads, against one check of one of them.

`python -m benchmarks.replay --rows 1e6 1e7`
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tabulate import tabulate

from benchmarks.measure import interleaved, machine, ratio
from benchmarks.tables import ROOT, ensure, file_of, rows_of

AS_OF_DAY = "2026-01-01"
HEAD = """agreement "Twenty clauses" between marketing and sales
  timezone "America/New_York"
calendar office
  open mon-fri 09:00-17:00
  holidays US
"""
DUTIES, FIELDS, VOLUMES, SHARES = 8, 4, 4, 4
"""Duties of single leads, fields to be filled, monthly volumes, and duties that are to be kept by a share a month."""


def policy(name: str, changed: int) -> Path:
    """A policy of twenty clauses of which `changed` promise something else than those of `policy("old", 0)`."""
    hours = [2 + 2 * i for i in range(DUTIES)]
    clauses = [f"clause d{i}: sales first-touch within {{}}h for score >= {5 * i}" for i in range(DUTIES)]
    values = [(h, h - 1) for h in hours]
    clauses += [f"clause f{i}: marketing ensures country is known for score >= {{}}" for i in range(FIELDS)]
    values += [(20 * i, 20 * i + 5) for i in range(FIELDS)]
    clauses += [f"clause v{i}: marketing delivers >= {{}} MQL per month for score >= {20 * i}" for i in range(VOLUMES)]
    values += [(1000 * (i + 1), 1200 * (i + 1)) for i in range(VOLUMES)]
    clauses += [
        f"clause s{i}: sales first-touch within {{}} business hours for score >= {20 * i} on 90% per month by owner"
        for i in range(SHARES)
    ]
    values += [(4 + i, 3 + i) for i in range(SHARES)]
    # Every k-th clause is changed, so that all sorts are among those that are.
    other = {round(n * len(clauses) / changed) for n in range(changed)} if changed else set()
    told = [text.format(values[n][n in other]) for n, text in enumerate(clauses)]
    path = ROOT / "build" / "benchmarks" / f"replay_{name}.sla"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + "\n".join(told) + "\n", encoding="utf-8")
    return path


def commands(rows: int) -> dict[str, Sequence[str]]:
    """What is run, by what it is called: the check first."""
    old, data = policy("old", 0), f"leads={file_of('leads', rows)}"
    said = ["--data", data, "--as-of", AS_OF_DAY]
    sla = [sys.executable, "-m", "sla_dsl"]
    found: dict[str, Sequence[str]] = {"sla check": [*sla, "check", str(old), *said, "--fail-on", "never"]}
    for changed in (5, 10, 20):
        other = policy(f"new{changed}", changed)
        found[f"sla diff, {changed} of 20 changed"] = [*sla, "diff", str(old), str(other), *said]
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay", description=__doc__)
    parser.add_argument("--rows", type=rows_of, nargs="+", default=[1_000_000], help="how many leads: 1e5 1e6 1e7")
    parser.add_argument("--rounds", type=int, default=5, help="how often each runs")
    said = parser.parse_args()
    lines = []
    for rows in said.rows:
        ensure(rows)
        what = commands(rows)
        costs = interleaved(list(what.values()), said.rounds)
        base = costs[0]
        for name, found in zip(what, costs, strict=True):
            wall, cpu, peak = ([getattr(c, of) for c in found] for of in ("wall", "cpu", "peak"))
            ratios = (ratio(wall, [c.wall for c in base]), ratio(cpu, [c.cpu for c in base]))
            lines.append([f"{rows:,}", name, f"{median(wall):.2f}", f"{ratios[0]:.2f}", f"{median(cpu):.2f}",
                          f"{ratios[1]:.2f}", f"{median(peak):.0f}"])  # fmt: skip
    headers = ("leads", "", "process s", "ratio", "CPU s", "CPU ratio", "peak MiB")
    print(f"{machine()}\n\ntwo policies of twenty clauses, medians of {said.rounds} rounds\n")
    print(tabulate(lines, headers, tablefmt="github", disable_numparse=True))


if __name__ == "__main__":
    main()
