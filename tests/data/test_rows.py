"""The rows behind keys: which row it is, what stands in it, and on which line."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from sla_dsl.data.rows import given_rows
from sla_dsl.data.tables import Need, open_table, prepare
from sla_dsl.model.kinds import Kind

ROWS = "id,n,name\n7,1,ann\n8,2,\n7,3,eve\n"


def found(
    given: object, *keys: object, headers: tuple[str, ...] = ("name", "n"), last: bool = False
) -> dict[object, object]:
    raw = open_table("leads", given)
    table = prepare(raw, [Need("key", "id", Kind.NUMBER)], "UTC")
    rows = given_rows(raw, table, ("key",), [(key,) for key in keys], headers, last=last)
    return {key: (row.cells, row.line) for (key,), row in rows.items()}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "leads.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_cells_are_as_they_were_given_and_lines_count_from_one(file: Path) -> None:
    assert found(file, 8, 7, 9) == {8: ((None, "2"), 3), 7: (("ann", "1"), 2)}
    assert found(file, 7, headers=()) == {7: ((), 2)}
    assert found(file) == {}


def test_of_two_rows_it_is_the_one_that_counts(file: Path) -> None:
    assert found(file, 7, last=True) == {7: (("eve", "3"), 4)}


def test_a_last_line_without_an_end_is_one(file: Path) -> None:
    file.write_text(ROWS.rstrip("\n"), encoding="utf-8")
    assert found(file, 8) == {8: ((None, "2"), 3)}


def test_blank_lines_at_the_end_change_no_line(file: Path) -> None:
    file.write_text(ROWS + "\n\n", encoding="utf-8")
    assert found(file, 8) == {8: ((None, "2"), 3)}


@pytest.mark.parametrize(
    "text",
    [ROWS.replace("ann", '"a\nnn"'), ROWS.replace("8,", "\n8,"), ROWS.encode("utf-16")],
    ids=["two lines in a cell", "a blank line", "another encoding"],
)
def test_a_line_is_told_only_where_it_is_certain(file: Path, text: str | bytes) -> None:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert found(file, 8) == {8: ((None, "2"), None)}


def test_two_files_have_no_common_lines(file: Path) -> None:
    (file.parent / "more.csv").write_text("id,n,name\n9,4,zoe\n", encoding="utf-8")
    assert found(file.parent, 9) == {9: (("zoe", "4"), None)}


def test_typed_tables_give_texts_and_no_lines(tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": [7, 8], "n": [1.5, None], "name": [["a", "b"], None]})
    frame.write_parquet(tmp_path / "leads.parquet")
    for given in (tmp_path / "leads.parquet", frame):
        cells, line = found(given, 7)[7]  # type: ignore[misc]
        assert cells[1] == "1.5"
        assert "a" in cells[0]
        assert "b" in cells[0]
        assert line is None
