"""DuckDB, in this process and in memory: it reads Parquet files itself, and may spill to disk what does not fit."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import duckdb
import narwhals as nw
import polars as pl
from duckdb import ColumnExpression, ConstantExpression, FunctionExpression

from sla_dsl.compile.kit import LookUp
from sla_dsl.data.tables import PreparedTable
from sla_dsl.engines.narwhals import ROW, SLOT, VALUE, Frame, NarwhalsEngine, stored
from sla_dsl.model.kinds import Kind

_FILE, _FILE_ROW = "filename", "file_row_number"
_FILE_ROWS = 1 << 40  # more than any file has
_CLOSED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}
"""Nothing is fetched, and no name in a query is ever taken for a file, an address or a variable of this program."""


class DuckDBEngine(NarwhalsEngine):
    """SQL is made by narwhals and by DuckDB's own expressions: no text is put together here."""

    name = "duckdb"

    def __init__(self) -> None:
        spill = tempfile.mkdtemp(prefix="sla-")
        self._connection = duckdb.connect(":memory:", config={**_CLOSED, "temp_directory": spill})
        self._numbers = count()
        self._scanned: dict[str, Frame] = {}
        self._small: dict[str, Frame] = {}
        weakref.finalize(self, shutil.rmtree, spill, ignore_errors=True)

    def scan(self, table: PreparedTable) -> Frame:
        if table.table not in self._scanned:
            found = self._files(table) or self._frame(table)
            self._scanned[table.table] = nw.from_native(found)
        return self._scanned[table.table]

    def small(self, table: LookUp) -> Frame:
        if table.name not in self._small:
            values = table.slots()
            rows = pl.DataFrame({SLOT: pl.int_range(values.len(), eager=True), VALUE: values}).to_arrow()
            self._small[table.name] = nw.from_native(self._stored(self._connection.from_arrow(rows))[0])
        return self._small[table.name]

    @contextmanager
    def held(self, frame: Frame) -> Iterator[Frame]:
        rows, name = self._stored(frame.to_native())
        try:
            yield nw.from_native(rows)
        finally:
            self._connection.execute(f"drop table {name}")

    def _stored(self, rows: duckdb.DuckDBPyRelation) -> tuple[duckdb.DuckDBPyRelation, str]:
        name = f"held_{next(self._numbers)}"
        rows.create(name)
        return self._connection.table(name), name

    def _files(self, table: PreparedTable) -> duckdb.DuckDBPyRelation | None:
        """The Parquet files themselves; None where there are none, or a name in them would be read as another one."""
        if table.parquet is None or any(sign in path for path in table.parquet for sign in "*?["):
            return None
        headers = [h.lower() for h in pl.read_parquet_schema(table.parquet[0])]
        if len(set(headers)) < len(headers) or {_FILE, _FILE_ROW} & set(headers):
            return None
        paths = [str(Path(path).absolute()) for path in table.parquet]
        try:
            rows = self._connection.from_parquet(
                paths, file_row_number=True, filename=True, hive_partitioning=False, union_by_name=True
            )
        except duckdb.Error:
            return None  # what polars has read is there all the same
        types = dict(zip(rows.columns, rows.types, strict=True))
        columns = [_column(h, str(types[h]), table.kinds[n]).alias(stored(n)) for n, h in table.columns.items()]
        file = FunctionExpression("list_position", ConstantExpression(paths), ColumnExpression(_FILE))
        row = file * ConstantExpression(_FILE_ROWS) + ColumnExpression(_FILE_ROW)
        return rows.select(*columns, row.alias(ROW))

    def _frame(self, table: PreparedTable) -> duckdb.DuckDBPyRelation:
        frame = table.frame.collect(engine="streaming")
        rows = frame.rename({n: stored(n) for n in frame.columns}).with_row_index(ROW)
        return self._connection.from_arrow(rows.to_arrow())


def _column(header: str, type_: str, kind: Kind) -> duckdb.Expression:
    """A column of a Parquet file as a prepared table has it."""
    cell = ColumnExpression(header)
    match kind:
        case Kind.INSTANT:
            return FunctionExpression("epoch_us", cell)
        case Kind.TEXT:
            return FunctionExpression("nullif", cell, ConstantExpression(""))
        case Kind.NUMBER if type_ in ("FLOAT", "DOUBLE"):
            return FunctionExpression("nullif", cell.cast("DOUBLE"), ConstantExpression(float("nan")))
        case Kind.NUMBER:
            return cell.cast("BIGINT")
        case Kind.BOOLEAN:
            return cell
