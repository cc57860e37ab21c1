"""Whole processes on the clock: how long, how much of the processors, how much memory. It imports nothing heavy.

Linux counts the memory of the process that starts another one into the peak of that other one: a runner that had
loaded a data library would lend its own size to everything it measures. Modules are compiled once and kept, as in an
installed package, whatever the environment says about that.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.tables import ROOT

_KEPT = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(ROOT / "build" / "benchmarks" / "compiled")}
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, seconds of all processors, and the peak of memory in MiB."""

    wall: float
    cpu: float
    peak: float


def cost(command: Sequence[str], folder: Path = ROOT) -> Cost:
    """Run a command and say what it took. Raises `CalledProcessError` when it does not end with 0."""
    begun = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, env={**os.environ, **_KEPT}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, list(command))
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * _RSS_UNIT / 2**20)


def interleaved(commands: Sequence[Sequence[str]], rounds: int, folder: Path = ROOT) -> list[list[Cost]]:
    """What each command took in every round. They take turns, and each round begins with another one, so that a
    machine that is busy for a while is busy for all of them."""
    found: list[list[Cost]] = [[] for _ in commands]
    for command in commands:  # once, so that all is compiled and in the caches of files
        cost(command, folder)
    for turn in range(rounds):
        for place in range(len(commands)):
            index = (turn + place) % len(commands)
            found[index].append(cost(commands[index], folder))
    return found


def ratio(these: Sequence[float], those: Sequence[float]) -> float:
    """The median of the ratios within each round."""
    return median(a / b for a, b in zip(these, those, strict=True))


def machine() -> str:
    """What the numbers were measured on, in one line."""
    from importlib.metadata import version

    python = ".".join(map(str, sys.version_info[:3]))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = " ".join(f"{n:.1f}" for n in os.getloadavg())
    tools = ", ".join(f"{name} {version(name)}" for name in ("polars", "duckdb"))
    return f"{sys.platform}, {os.cpu_count()} cores, {memory:.0f} GiB; Python {python}, {tools}; load {load}"
