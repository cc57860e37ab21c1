"""One process of a measurement: a peer's numbers as JSON, or several peers in turn and what each round took.

`python -m benchmarks.peer numbers MODULE ROWS` and `python -m benchmarks.peer rounds ROWS ROUNDS MODULE...`; the
runner starts both.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module


def told(module: str, rows: int) -> str:
    """The numbers of a peer as JSON."""
    return json.dumps(import_module(module).numbers(rows), sort_keys=True)


def rounds(modules: list[str], rows: int, times: int) -> list[list[tuple[float, float]]]:
    """For every peer and round the seconds on the clock and on the processors; each round begins with another peer."""
    runs = [getattr(import_module(m), "run", None) or import_module(m).numbers for m in modules]
    for run in runs:  # the first run pays for what is done once
        run(rows)
    found: list[list[tuple[float, float]]] = [[] for _ in runs]
    for turn in range(times):
        for place in range(len(runs)):
            index = (turn + place) % len(runs)
            begun, used = time.perf_counter(), time.process_time()
            runs[index](rows)
            found[index].append((time.perf_counter() - begun, time.process_time() - used))
    return found


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["numbers", module, rows]:
            print(told(module, int(rows)))
        case ["rounds", rows, times, *modules]:
            print(json.dumps(rounds(modules, int(rows), int(times))))
