"""Files and frames whose cells have types: what is believed, what is counted, and that nothing is read too early."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from sla_dsl.data.tables import Need, digest, open_table, prepare
from sla_dsl.model.kinds import Kind
from sla_dsl.text.diagnostic import UsageError
from tests.data.reading import notes, prepared, refused, us, values

NINE = datetime(2026, 7, 1, 9, 0)


def parquet(tmp_path: Path, **columns: object) -> Path:
    path = tmp_path / "leads.parquet"
    pl.DataFrame(columns).write_parquet(path)
    return path


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_instants_of_every_unit(tmp_path: Path, unit: str) -> None:
    naive = pl.Series([NINE, None]).cast(pl.Datetime(unit))  # type: ignore[arg-type]
    path = parquet(tmp_path, x=naive, y=naive.dt.replace_time_zone("America/New_York"))
    table = prepared(path, {"x": Kind.INSTANT, "y": Kind.INSTANT}, "Europe/Berlin")
    assert table.frame.collect().rows() == [(us("2026-07-01T07:00"), us("2026-07-01T13:00")), (None, None)]


def test_dates_and_epochs(tmp_path: Path) -> None:
    path = parquet(tmp_path, d=[date(2026, 7, 1)], s=[1782896400], ms=[1782896400000], f=[46204.375])
    found = prepared(path, dict.fromkeys("dsf", Kind.INSTANT) | {"ms": Kind.INSTANT}, "Europe/Berlin").frame.collect()
    assert found.to_dicts() == [
        {
            "d": us("2026-06-30T22:00"),
            "s": us("2026-07-01T09:00"),
            "f": us("2026-07-01T07:00"),
            "ms": us("2026-07-01T09:00"),
        }
    ]


def test_a_naive_column_counts_folds_and_gaps(tmp_path: Path) -> None:
    path = parquet(tmp_path, x=[datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30), NINE])
    table = prepared(path, {"x": Kind.INSTANT}, "Europe/Berlin")
    assert table.frame.collect()["x"].to_list() == [
        us("2026-03-29T01:30"),
        us("2026-10-25T00:30"),
        us("2026-07-01T07:00"),
    ]
    assert [n.count for n in notes(table, "dst_gap") + notes(table, "dst_fold")] == [1, 1]
    assert table.parquet is None


def test_implausible_instants_of_a_scan_are_null_and_counted(tmp_path: Path) -> None:
    path = parquet(tmp_path, x=[datetime(1900, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC), None])
    table = prepared(path, {"x": Kind.INSTANT})
    assert table.frame.collect()["x"].to_list() == [None, us("2026-07-01"), None]
    assert [n.count for n in notes(table, "out_of_range")] == [1]
    assert table.parquet is None


def test_a_clean_parquet_file_may_be_scanned_by_any_engine(tmp_path: Path) -> None:
    path = parquet(tmp_path, id=[1, 2], x=[NINE.replace(tzinfo=UTC)] * 2, s=["a", "b"], unread=[[1], [2]])
    table = prepared(path, {"id": Kind.NUMBER, "x": Kind.INSTANT, "s": None})
    assert table.parquet == (str(path),)
    assert "Parquet SCAN" in table.frame.explain()


def test_texts_in_a_typed_file_are_read_as_texts(tmp_path: Path) -> None:
    path = parquet(tmp_path, x=["15 Apr, 2021 00:03:00", "", None], n=["$1,117.10K", " ", "2"], i=[1, 2, 3])
    table = prepared(path, {"x": Kind.INSTANT, "n": Kind.NUMBER, "i": Kind.TEXT})
    assert table.frame.collect().rows() == [(us("2021-04-15T00:03"), 1117100, "1"), (None, None, "2"), (None, 2, "3")]


def test_blank_texts_of_a_scan_are_null(tmp_path: Path) -> None:
    path = parquet(tmp_path, x=["", " ", "\u00a0", " a", "é", None])
    assert values(path, Kind.TEXT) == [None, None, None, " a", "é", None]
    assert values(parquet(tmp_path, x=["", "a"]), Kind.TEXT) == [None, "a"]


def test_texts_that_may_mean_nothing_are_kept_and_noted(tmp_path: Path) -> None:
    path = parquet(tmp_path, x=["n/a", "N/A", "", "\u00a0", "nap", None], y=["-", None, "a", "b", "c", "d"])
    table = prepared(path, {"x": Kind.TEXT, "y": Kind.TEXT})
    assert table.frame.collect()["x"].to_list() == ["n/a", "N/A", None, None, "nap", None]
    assert [(n.column, n.count, n.examples) for n in notes(table, "hidden_null")] == [
        ("x", 2, ("N/A", "n/a")),
        ("y", 1, ("-",)),
    ]


def test_a_large_file_is_searched_for_blank_texts_alone(tmp_path: Path) -> None:
    """A million and one rows: none of the words that may mean nothing is looked for, and what is blank is null."""
    path = parquet(tmp_path, x=["n/a", *["a"] * 999_999, " "], y=["n/a"] * 1_000_001)
    table = prepared(path, {"x": Kind.TEXT, "y": Kind.TEXT})
    assert table.frame.select(pl.col("x").null_count(), pl.col("y").null_count()).collect().row(0) == (1, 0)
    assert notes(table, "hidden_null") == []


def test_numbers_that_are_none(tmp_path: Path) -> None:
    table = prepared(parquet(tmp_path, x=[1.5, float("nan"), float("inf"), None]), {"x": Kind.NUMBER})
    assert table.frame.collect()["x"].to_list() == [1.5, None, None, None]
    assert [n.count for n in notes(table, "not_finite")] == [2]


@pytest.mark.parametrize(
    ("cells", "kind", "expected"),
    [
        ([1, 0], Kind.BOOLEAN, [True, False]),
        ([1001.0, None], Kind.TEXT, ["1001", None]),
        ([True, None], Kind.TEXT, ["true", None]),
        ([None, None], Kind.INSTANT, [None, None]),
        (pl.Series([1, 2], dtype=pl.UInt64), Kind.NUMBER, [1, 2]),
        (pl.Series(["a", ""], dtype=pl.Categorical), Kind.TEXT, ["a", None]),
        (pl.Series(["a", ""], dtype=pl.Enum(["a", ""])), None, ["a", None]),
        (pl.Series(["1.50", "2"]).cast(pl.Decimal(10, 2)), Kind.NUMBER, [1.5, 2.0]),
    ],
)
def test_types_that_fit(tmp_path: Path, cells: object, kind: Kind | None, expected: list[object]) -> None:
    assert values(parquet(tmp_path, x=cells), kind) == expected
    assert values(pl.DataFrame({"x": cells}), kind) == expected


@pytest.mark.parametrize(
    ("cells", "kind", "code"),
    [
        ([True], Kind.NUMBER, "SLA412"),
        ([NINE], Kind.NUMBER, "SLA412"),
        ([True], Kind.INSTANT, "SLA412"),
        ([[1]], Kind.TEXT, "SLA412"),
        ([{"a": 1}], None, "SLA412"),
        ([b"x"], Kind.TEXT, "SLA412"),
        ([2, 1], Kind.BOOLEAN, "SLA410"),
        ([7, 8], Kind.INSTANT, "SLA410"),
    ],
)
def test_types_that_do_not_fit(tmp_path: Path, cells: object, kind: Kind | None, code: str) -> None:
    assert refused(pl.DataFrame({"x": cells}), {"x": kind}).code == code


def test_every_way_to_hand_over_one_table(tmp_path: Path) -> None:
    import pandas as pd
    import pyarrow as pa

    frame = pl.DataFrame({"x": ["a", "b"], "n": [1, 2], "t": pl.Series([NINE, NINE]).dt.replace_time_zone("UTC")})
    frame.write_ipc(tmp_path / "leads.arrow")
    frame.write_ipc_stream(tmp_path / "stream.arrow")
    frame.write_parquet(tmp_path / "leads.parquet")
    frame.with_columns(pl.col("t").dt.to_string("iso:strict")).write_ndjson(tmp_path / "leads.ndjson")
    (tmp_path / "leads.json").write_text('[{"x":"a","n":1,"t":1782896400},{"x":"b","n":2,"t":1782896400}]')
    rows = [{"x": "a", "n": "1", "t": "2026-07-01 09:00"}, {"x": "b", "n": "2", "t": "2026-07-01 09:00"}]
    arrow = frame.to_arrow()
    given = [tmp_path / n for n in ("leads.arrow", "stream.arrow", "leads.parquet", "leads.ndjson", "leads.json")]
    given += [frame, frame.lazy(), rows, arrow, pa.RecordBatchReader.from_batches(arrow.schema, arrow.to_batches())]
    given += [pd.DataFrame({"x": ["a", "b"], "n": [1, 2], "t": pd.to_datetime([NINE, NINE], utc=True)})]
    kinds = {"x": Kind.TEXT, "n": Kind.NUMBER, "t": Kind.INSTANT}
    tables = [prepared(g, kinds) for g in given]
    for table in tables:
        assert table.frame.collect().rows() == [("a", 1, us("2026-07-01T09:00")), ("b", 2, us("2026-07-01T09:00"))]
    assert len({digest(table) for table in tables}) == 1


def test_rows(tmp_path: Path) -> None:
    rows = [{"id": 1, "x": 3}, {"id": "b", "x": 1.5}, {"id": None}]
    assert prepared(rows, {"id": None, "x": Kind.NUMBER}).frame.collect().rows() == [
        ("1", 3.0),
        ("b", 1.5),
        (None, None),
    ]
    assert refused([{"x": [1]}, {"x": 2}], {"x": None}).code == "SLA416"
    assert refused([1, 2], {"x": None}).code == "SLA417"
    assert refused(42, {"x": None}).code == "SLA417"


def test_a_frame_of_other_things_than_values() -> None:
    import pandas as pd

    assert refused(pd.DataFrame({"x": ["a", 1, [2]]}, dtype=object), {"x": None}).code == "SLA416"


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    return path


def test_a_workbook(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "leads.xlsx", data=[["id", "x", "", "id"], [1, NINE, "a", 2], [3, None, "", 4]], empty=[]
    )
    raw = open_table("leads", path)
    assert [(c.name, c.kind, c.typed) for c in raw.columns][:3] == [
        ("id (1)", Kind.NUMBER, True),
        ("x", Kind.INSTANT, True),
        ("column 3", Kind.TEXT, False),
    ]
    found = prepared(path, {"id (1)": Kind.NUMBER, "x": Kind.INSTANT, "column 3": Kind.TEXT}, "Europe/Berlin")
    assert found.frame.collect().rows() == [(1, us("2026-07-01T07:00"), "a"), (3, None, None)]


def test_a_workbook_of_several_sheets_asks(tmp_path: Path) -> None:
    path = workbook(tmp_path / "leads.xlsx", cover=[["hello"]], data=[["x"], [7]])
    assert refused(path, {"x": None}).code == "SLA413"
    assert values(path, Kind.NUMBER, sheet="data") == [7]
    assert refused(path, {"x": None}, sheet="Data").code == "SLA414"


def test_content_decides_and_is_said(tmp_path: Path) -> None:
    path = workbook(tmp_path / "leads.xlsx", data=[["x"], [7]]).rename(tmp_path / "leads.csv")
    table = prepared(path, {"x": None})
    assert table.frame.collect().rows() == [(7,)]
    assert [n.message for n in notes(table, "format")] == [f"`{path}` is an Excel workbook and was read as one"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("leads.csv", b"<!DOCTYPE html><html>sign in</html>", "SLA402"),
        ("leads.csv", b"\xef\xbb\xbf <html><body>", "SLA402"),
        ("leads.csv", b"%PDF-1.7 ...", "SLA402"),
        ("leads.csv", b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "SLA402"),
        ("leads.csv", bytes(range(1, 256)) + bytes(range(256)) * 40, "SLA402"),
        ("leads.parquet", b"id,x\n1,a\n", "SLA403"),
        ("leads.parquet", b"PAR1 and then nothing", "SLA403"),
        ("leads.parquet", b"PAR1" + b"\xff" * 100 + b"PAR1", "SLA403"),
        ("leads.arrow", b"ARROW1\0\0" + b"\xff" * 50, "SLA403"),
        ("leads.csv.gz", b"\x1f\x8b\x08 broken", "SLA403"),
        ("leads.zip", b"PK\x03\x04 broken", "SLA403"),
        ("leads.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "SLA403"),
        ("leads.ndjson", b'{"x": 1}\n{"x": \n', "SLA403"),
        ("leads.json", b'[{"x": 1},', "SLA403"),
    ],
)
def test_what_is_no_table(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name, {"x": None}).code == code


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_json_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    lines = '{"x": "Müller"}\n{"x": "Weiß"}\n'
    (tmp_path / "leads.ndjson").write_bytes(lines.encode(encoding))
    assert values(tmp_path / "leads.ndjson", Kind.TEXT) == ["Müller", "Weiß"]
    (tmp_path / "leads.json").write_bytes('[{"x": "Müller"}]'.encode(encoding))
    assert values(tmp_path / "leads.json", Kind.TEXT) == ["Müller"]


@pytest.mark.parametrize("odd", ["[1]", '{"a": 1}'])
def test_json_of_several_types_says_so(tmp_path: Path, odd: str) -> None:
    (tmp_path / "leads.ndjson").write_text('{"x": 1}\n{"x": ' + odd + "}\n")
    assert refused(tmp_path / "leads.ndjson", {"x": Kind.NUMBER}).code in ("SLA412", "SLA416")


@pytest.mark.parametrize("line", ['{"x": NaN}', '{"x": ' + "[" * 100_000 + "]" * 100_000 + "}", '{"x": 1},'])
def test_a_line_that_is_no_json_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "leads.ndjson").write_text('{"x": 1}\n' + line + "\n")
    said = refused(tmp_path / "leads.ndjson", {"x": Kind.NUMBER})
    assert (said.code, said.message.endswith("see line 2")) == ("SLA403", True)


def test_numbers_too_long_for_one_are_names(tmp_path: Path) -> None:
    frame = pl.DataFrame({"x": [2**63 + 1, 2**63 + 2]}, schema={"x": pl.UInt64})
    frame.write_parquet(tmp_path / "leads.parquet")
    assert values(tmp_path / "leads.parquet", None) == ["9223372036854775809", "9223372036854775810"]


def test_what_stands_above_the_headers_of_a_sheet_is_left_out(tmp_path: Path) -> None:
    path = workbook(tmp_path / "leads.xlsx", data=[["Leads"], [None], ["id", "x", "y"], ["a", 7, "c"], ["b", 8, "d"]])
    table = prepared(path, {"x": Kind.NUMBER})
    assert table.frame.collect()["x"].to_list() == [7, 8]
    assert [n.count for n in notes(table, "heading")] == [2]


def test_without_the_reader_of_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "leads.xlsx", data=[["x"], [7]])
    monkeypatch.setitem(__import__("sys").modules, "fastexcel", None)
    with pytest.raises(UsageError) as caught:
        open_table("leads", path)
    assert caught.value.diagnostics[0].code == "SLA507"
    assert caught.value.diagnostics[0].hint == 'pip install "sla-dsl[excel]"'


def test_a_folder_of_parquet_files(tmp_path: Path) -> None:
    for i in (1, 2):
        pl.DataFrame({"x": [i]}).write_parquet(tmp_path / f"{i}.parquet")
    table = prepared(tmp_path, {"x": Kind.NUMBER})
    assert table.frame.collect()["x"].to_list() == [1, 2]
    assert table.parquet == (str(tmp_path / "1.parquet"), str(tmp_path / "2.parquet"))
    (tmp_path / "3.csv").write_text("x\n3\n")
    assert refused(tmp_path, {"x": Kind.NUMBER}).code == "SLA413"
    (tmp_path / "3.csv").unlink()
    pl.DataFrame({"y": [1]}).write_parquet(tmp_path / "3.parquet")
    assert refused(tmp_path, {"x": Kind.NUMBER}).code == "SLA407"


def test_zstd(tmp_path: Path) -> None:
    import pyarrow as pa

    with pa.CompressedOutputStream(str(tmp_path / "leads.csv.zst"), "zstd") as out:
        out.write("id,x\n1,Müller\n".encode())
    assert values(tmp_path / "leads.csv.zst", Kind.TEXT) == ["Müller"]


def test_protected_archives_are_said(tmp_path: Path) -> None:
    path = tmp_path / "leads.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("leads.csv", "x\n1\n")
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + offset] |= 1
    path.write_bytes(bytes(content))
    assert refused(path, {"x": None}).code == "SLA402"


def test_one_column_may_have_two_names() -> None:
    raw = open_table("leads", pl.DataFrame({"x": [1]}))
    table = prepare(raw, [Need("a", "x", Kind.NUMBER), Need("b", "x", Kind.TEXT)], "UTC")
    assert table.frame.collect().to_dicts() == [{"a": 1, "b": "1"}]
    assert dict(table.columns) == {"a": "x", "b": "x"}
