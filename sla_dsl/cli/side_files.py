"""Side files: all findings, or all instances, as a table for other tools."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sla_dsl.cli.files import writable, write_whole
from sla_dsl.text.diagnostic import UsageError
from sla_dsl.text.sets import not_one_of

if TYPE_CHECKING:
    import polars as pl

_PARQUET, _CSV = ".parquet", ".csv"


def side_file(name: str | None) -> Path | None:
    """The path of a side file, whose ending says its format. Raises `UsageError`."""
    if name is None:
        return None
    path = writable(name)
    if path.suffix.lower() not in (_PARQUET, _CSV):
        raise UsageError(not_one_of("format for a table, by a file's ending,", path.suffix or name, (_PARQUET, _CSV)))
    return path


def save(clauses: Iterable[pl.LazyFrame], path: Path, made: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Write the rows of all clauses, one clause after the other, whole or not at all; `made` is done to them first."""
    import polars as pl

    from sla_dsl.findings.frame import SCHEMA
    from sla_dsl.findings.instances import in_order

    save_table(made(pl.concat([pl.DataFrame(schema=SCHEMA), *map(in_order, clauses)])), path)


def _write_parquet(frame: pl.DataFrame, file: IO[bytes]) -> None:
    """Raises `OSError` when the file does not take it: the library calls a full disk a mistake of the format."""
    from polars.exceptions import ComputeError

    try:
        frame.write_parquet(file)
    except ComputeError as error:
        raise OSError(str(error)) from None


def save_table(frame: pl.DataFrame, path: Path) -> None:
    """Write a table in the format that the path's ending says, whole or not at all."""
    from sla_dsl.findings.spreadsheet import write_csv

    def write(beside: Path) -> None:
        with beside.open("wb") as file:
            if path.suffix.lower() == _PARQUET:
                _write_parquet(frame, file)
            else:
                write_csv(frame, file)

    write_whole(path, write)
