"""The long comparison of the product with the slow reference: `make soak`, or `python -m tests.differential.soak`.

Random scenarios come in chunks, each drawn from a seed of its own, so that a run says the same on any number of cores.
A disagreement does not end the run: it is written down as a program that shows it again.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from sla_dsl.engines.registry import ENGINES
from tests.support.comparing import compare
from tests.support.strategies import Scenario, scenarios

CHUNK = 100
RANDOM = settings(
    deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)  # fmt: skip
PROGRAM = '''"""{said}"""

import datetime
from decimal import Decimal

from tests.support.comparing import compare
from tests.support.strategies import Scenario

TEXT = """\\
{text}"""
BASE = {base!r}
TABLES = {tables!r}
AS_OF = {as_of!r}

print(compare(Scenario(TEXT, TABLES, AS_OF, BASE), "{engine}"))
'''


@dataclass(frozen=True)
class Chunk:
    """So many scenarios of one seed, for one engine."""

    engine: str
    seed: int
    size: int


@dataclass(frozen=True)
class Program:
    """A file that shows a disagreement again, and in a few words what is wrong."""

    name: str
    text: str
    wrong: str


@dataclass
class Told:
    """What came of some scenarios: how many were compared, refused or empty, and the disagreements as programs."""

    outcomes: Counter[str] = field(default_factory=Counter)
    programs: list[Program] = field(default_factory=list)

    def add(self, other: Told) -> None:
        """Takes in what came of others."""
        self.outcomes += other.outcomes
        self.programs += other.programs


def main(arguments: list[str] | None = None) -> int:
    """Compares, says how far it is and what came of it; 1 where the two disagree."""
    said = _arguments(arguments)
    counts = {"polars": said.scenarios, "duckdb": said.scenarios // 50 if said.duckdb is None else said.duckdb}
    print(f"seed {said.seed}: {counts['polars']:,} scenarios on polars, {counts['duckdb']:,} on duckdb, "
          f"{said.jobs} at a time", flush=True)  # fmt: skip
    chunks = [c for engine, count in counts.items() for c in chunks_of(engine, said.seed, count)]
    told = _run(chunks, said.jobs, said.most, said.folder)
    print(_summary(told), flush=True)
    return 1 if told.programs else 0


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.differential.soak", description=__doc__)
    parser.add_argument("--scenarios", type=int, default=5000, help="how many on polars")
    parser.add_argument("--duckdb", type=int, help="how many on duckdb; a fiftieth of the others unless said")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--most", type=int, default=20, help="how many disagreements end the run")
    parser.add_argument("--folder", type=Path, default=Path("build/soak"), help="where disagreements are written to")
    return parser.parse_args(arguments)


def chunks_of(engine: str, first: int, count: int) -> Iterator[Chunk]:
    """The chunks of a run: no two of them, and of the engines, have one seed."""
    for number in range(0, count, CHUNK):
        begin = (first * len(ENGINES) + ENGINES.index(engine)) * 10**6
        yield Chunk(engine, begin + number // CHUNK, min(CHUNK, count - number))


def _run(chunks: list[Chunk], jobs: int, most: int, folder: Path) -> Told:
    os.environ["POLARS_MAX_THREADS"] = "1"
    whole, done, left = sum(c.size for c in chunks), 0, iter(chunks)
    told = Told()
    with ProcessPoolExecutor(jobs, get_context("spawn"), max_tasks_per_child=50) as pool:
        running: dict[Future[Told], Chunk] = {pool.submit(judged, c): c for c in islice(left, 2 * jobs)}
        while running:
            ready, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ready:
                found = future.result()
                told.add(found)
                _write(found, folder)
                done += running.pop(future).size
                if len(told.programs) < most:
                    running |= {pool.submit(judged, c): c for c in islice(left, 1)}
            print(f"  {done:,} of {whole:,}: {_counted(told)}", flush=True)
    return told


def _write(told: Told, folder: Path) -> None:
    """Disagreements are there as soon as they are found, also of a run that is ended early."""
    for program in told.programs:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / program.name
        path.write_text(program.text, encoding="utf-8")
        print(f"  {program.wrong}\n    PYTHONPATH=. python {path}", flush=True)


def judged(chunk: Chunk) -> Told:
    """What comes of the scenarios of a chunk, in a process of its own."""
    warnings.simplefilter("error")
    return compared(drawn(chunk), chunk)


def compared(drawn_of: Iterable[Scenario], chunk: Chunk) -> Told:
    """What comes of some scenarios that were drawn for a chunk."""
    told = Told()
    for number, scenario in enumerate(drawn_of):
        try:
            told.outcomes[compare(scenario, chunk.engine)] += 1
        except Exception as error:  # also what the product or the reference stumbles over: no scenario is lost
            told.outcomes["wrong"] += 1
            told.programs.append(_program(f"{chunk.engine}_{chunk.seed}_{number}.py", scenario, chunk.engine, error))
    return told


def drawn(chunk: Chunk) -> list[Scenario]:
    """The scenarios of a chunk: the same ones whenever they are asked for."""
    found: list[Scenario] = []

    @seed(chunk.seed)
    @settings(RANDOM, max_examples=chunk.size)
    @given(scenarios())
    def collect(scenario: Scenario) -> None:
        found.append(scenario)

    collect()
    return found


def _program(name: str, scenario: Scenario, engine: str, error: Exception) -> Program:
    said = "".join(traceback.format_exception(error)).replace("\\", "/").replace('"""', "'''")
    text = scenario.text.replace("\\", "\\\\")
    program = PROGRAM.format(
        said=said, text=text, base=scenario.base, tables=scenario.tables, as_of=scenario.as_of, engine=engine
    )
    return Program(name, program, f"{type(error).__name__}: {str(error)[:300]}")


def _counted(told: Told) -> str:
    return ", ".join(f"{n:,} {word}" for word, n in sorted(told.outcomes.items())) or "nothing yet"


def _summary(told: Told) -> str:
    verdict = f"{len(told.programs)} disagreements" if told.programs else "no disagreement"
    return f"{told.outcomes.total():,} scenarios, {verdict}: {_counted(told)}"


if __name__ == "__main__":
    sys.exit(main())
