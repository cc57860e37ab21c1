"""Where the benchmarks' tables lie. It imports nothing heavy, since a measuring process has to stay small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLES = ("leads", "touches")


def file_of(table: str, rows: int, suffix: str = "parquet") -> Path:
    """The file of a table that belongs to `rows` leads; it may not be there yet."""
    return ROOT / "build" / "benchmarks" / f"{table}_{rows}.{suffix}"


def ensure(rows: int, suffix: str = "parquet") -> None:
    """Make the tables for `rows` leads unless they are there."""
    if not all(file_of(table, rows, suffix).exists() for table in TABLES):
        more = ["--csv"] if suffix == "csv" else []
        subprocess.run([sys.executable, "-m", "benchmarks.generate", str(rows), *more], cwd=ROOT, check=True)


def rows_of(text: str) -> int:
    """A number of rows as people write it: `1000000`, `1_000_000` or `1e6`."""
    return int(float(text))
