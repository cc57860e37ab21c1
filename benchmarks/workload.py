"""What a benchmark is: one question to several peers, the first of them the one that the others are measured by."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Peer:
    """One way to answer. Its module has `numbers(rows)`, which every peer answers alike; where that does more than
    the answer takes, the module has `run(rows)` too, and that is measured. `command` is the whole process, where it is
    another than the module's.
    """

    name: str
    module: str
    command: Callable[[int], Sequence[str]] | None = None

    def process(self, rows: int) -> Sequence[str]:
        """The command line that answers for `rows` leads."""
        if self.command is not None:
            return self.command(rows)
        return [sys.executable, "-m", "benchmarks.peer", "numbers", self.module, str(rows)]


@dataclass(frozen=True)
class Workload:
    """A question and its peers; ratios are to the first. `suffix` is the format of the tables that it reads."""

    name: str
    peers: tuple[Peer, ...]
    suffix: str = "parquet"
