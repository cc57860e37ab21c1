"""Every way in which exports write an instant, and what is asked when the data does not show which way it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla_dsl.data import local_time
from sla_dsl.model.kinds import Kind
from tests.data.reading import as_file, column, notes, prepared, refused, us, values

T = Kind.INSTANT


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-07-01T12:03:00", "2026-07-01T12:03:00"),
        ("2026-07-01 12:03:00", "2026-07-01T12:03:00"),
        ("2026-07-01 12:03", "2026-07-01T12:03:00"),
        ("2026-07-01T12:03:00Z", "2026-07-01T12:03:00"),
        ("2026-07-01T12:03:00.5", "2026-07-01T12:03:00.500000"),
        ("2026-07-01T12:03:00.123456789Z", "2026-07-01T12:03:00.123456"),
        ("2026-07-01T12:03:00+02:00", "2026-07-01T10:03:00"),
        ("2026-07-01T12:03:00.000+0200", "2026-07-01T10:03:00"),
        ("2026-07-01T12:03:00-0530", "2026-07-01T17:33:00"),
        ("2026-07-01T12:03:00+02", "2026-07-01T10:03:00"),
        ("2026-07-01 12:03:00 UTC", "2026-07-01T12:03:00"),
        ("2026-07-01", "2026-07-01T00:00:00"),
        ("2026/7/1", "2026-07-01T00:00:00"),
        ("2018.02.01", "2018-02-01T00:00:00"),
        ("2018.02.26 19:58", "2018-02-26T19:58:00"),
        ("20260701", "2026-07-01T00:00:00"),
        ("20260701T120300Z", "2026-07-01T12:03:00"),
        ("2/26/2018 19:58", "2018-02-26T19:58:00"),
        ("26/02/2018", "2018-02-26T00:00:00"),
        ("26.02.2018", "2018-02-26T00:00:00"),
        ("02-26-2018", "2018-02-26T00:00:00"),
        ("15 Apr, 2021 00:03:00", "2021-04-15T00:03:00"),
        ("Apr 15, 2021", "2021-04-15T00:00:00"),
        ("April 15, 2021 3:04 pm", "2021-04-15T15:04:00"),
        ("15-Apr-2021", "2021-04-15T00:00:00"),
        ("Thu, 15 Apr 2021 00:03:00 +0000", "2021-04-15T00:03:00"),
        ("15-Sept-2021", "2021-09-15T00:00:00"),
        ("20210415000300", "2021-04-15T00:03:00"),
        ("2021-04-15t00:03:00z", "2021-04-15T00:03:00"),
        ("2021-04-15T02:03:00+02:00[Europe/Berlin]", "2021-04-15T00:03:00"),
        ("Thu Apr 15 2021 02:03:00 GMT+0200 (Central European Summer Time)", "2021-04-15T00:03:00"),
        ("2021-04-14 20:03 GMT-04:00", "2021-04-15T00:03:00"),
        ("April 15, 2021 at 3:04 PM", "2021-04-15T15:04:00"),
        ("15.04.2021 15:04 Uhr", "2021-04-15T15:04:00"),
        ("15.04.2021 15.04", "2021-04-15T15:04:00"),
        ("15/04/2021 15h04", "2021-04-15T15:04:00"),
        ("1. März 2021 09:30", "2021-03-01T09:30:00"),
        ("1. Mai 2021, 09:30 Uhr", "2021-05-01T09:30:00"),
        ("1er août 2021 09:30", "2021-08-01T09:30:00"),
        ("15 févr. 2021", "2021-02-15T00:00:00"),
        ("1 de julio de 2021 09:30", "2021-07-01T09:30:00"),
        ("3 dezembro 2021", "2021-12-03T00:00:00"),
        ("3 giu 2021", "2021-06-03T00:00:00"),
        ("3 mrt 2021", "2021-03-03T00:00:00"),
        ("2021-04-15 12:03 PM", "2021-04-15T12:03:00"),
        ("2021-04-15 12:03 AM", "2021-04-15T00:03:00"),
        ("2021-04-15 1:03:09 p.m.", "2021-04-15T13:03:09"),
        ("2021-04-15 24:00:00", "2021-04-16T00:00:00"),
        ("  2021-04-15 01:02:03  ", "2021-04-15T01:02:03"),
        ("1618444980", "2021-04-15T00:03:00"),
        ("1618444980123", "2021-04-15T00:03:00.123000"),
        ("1618444980123456", "2021-04-15T00:03:00.123456"),
        ("44301", "2021-04-15T00:00:00"),
        ("44301.5", "2021-04-15T12:00:00"),
        ("15-Apr-32", "2032-04-15T00:00:00"),
        ("12/31/75", "1975-12-31T00:00:00"),
    ],
)
def test_one_layout(tmp_path: Path, cell: str, expected: str) -> None:
    assert column(tmp_path, [cell, ""], T) == [us(expected), None]


def test_letters_of_a_zone_are_not_guessed(tmp_path: Path) -> None:
    said = refused(as_file(tmp_path, ["2026-07-01 09:00 EDT", "2026-07-01 09:00 IST"]), {"x": T})
    assert said.code == "SLA410"
    assert said.hint == "write an offset in the place of a zone's letters: `2026-07-01 09:00 -04:00`"


def test_the_months_of_a_language_are_all_read(tmp_path: Path) -> None:
    german = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
    cells = [f"1. {name} 2026" for name in german.split()]
    assert column(tmp_path, cells, T) == [us(f"2026-{month:02}-01") for month in range(1, 13)]


def test_a_value_above_twelve_decides_the_whole_column(tmp_path: Path) -> None:
    assert column(tmp_path, ["05/02/2026", "26/02/2026"], T) == [us("2026-02-05"), us("2026-02-26")]
    assert column(tmp_path, ["05/02/2026", "02/26/2026"], T) == [us("2026-05-02"), us("2026-02-26")]


def test_the_deciding_value_may_stand_at_the_very_end(tmp_path: Path) -> None:
    found = column(tmp_path, ["05/02/2026"] * 5000 + ["26/02/2026"], T)
    assert found[0] == us("2026-02-05")


def test_day_or_month_first_is_asked_for(tmp_path: Path) -> None:
    path = as_file(tmp_path, ["05/02/2026", "07/03/2026"])
    asked = refused(path, {"x": T})
    assert asked.code == "SLA408"
    assert all(word in (asked.hint or "") for word in ("--day-first", "--month-first", "day_first = true"))
    assert values(path, T, day_first=True) == [us("2026-02-05"), us("2026-03-07")]
    assert values(path, T, day_first=False) == [us("2026-05-02"), us("2026-07-03")]


def test_days_that_read_the_same_both_ways_ask_nothing(tmp_path: Path) -> None:
    assert column(tmp_path, ["01/01/2026", "07/07/2026"], T) == [us("2026-01-01"), us("2026-07-07")]


def test_values_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    path = as_file(tmp_path, ["26/02/2026", "02/27/2026", "01/02/2026"])
    said = refused(path, {"x": T})
    assert said.code == "SLA408"
    assert "26/02/2026" in said.message
    assert "02/27/2026" in said.message


def test_what_was_said_leaves_out_what_does_not_fit(tmp_path: Path) -> None:
    table = prepared(as_file(tmp_path, ["26/02/2026", "02/27/2026", "01/02/2026"]), {"x": T}, day_first=True)
    assert table.frame.collect()["x"].to_list() == [us("2026-02-26"), None, us("2026-02-01")]
    assert [(n.count, n.examples) for n in notes(table, "unparseable")] == [(1, ("02/27/2026",))]


@pytest.mark.parametrize("cells", [["05/02/26"], ["26/02/18"], ["15-Apr-21"]])
def test_two_digits_of_a_year_that_could_be_a_day(tmp_path: Path, cells: list[str]) -> None:
    assert refused(as_file(tmp_path, cells), {"x": T}).code == "SLA411"


def test_cells_that_are_no_date_are_counted(tmp_path: Path) -> None:
    table = prepared(
        as_file(tmp_path, ["2026-07-01 09:00:00", "soon", "2026-13-01 09:00:00"] + ["2026-07-02 09:00:00"] * 3),
        {"x": T},
    )
    assert table.frame.collect()["x"].null_count() == 2
    (note,) = notes(table, "unparseable")
    assert (note.column, note.count, note.examples) == ("x", 2, ("2026-13-01 09:00:00", "soon"))


def test_a_column_of_words_is_refused(tmp_path: Path) -> None:
    said = refused(as_file(tmp_path, ["web", "event", "2026-07-01"]), {"x": T})
    assert said.code == "SLA410"
    assert "2 cells of 3" in said.message


def test_exactly_half_is_not_most(tmp_path: Path) -> None:
    assert column(tmp_path, ["web", "2026-07-01"], T) == [None, us("2026-07-01")]


@pytest.mark.parametrize("cell", ["2026-07-01 13:03 PM", "2026-07-01 25:00", "2026-07-01 12:60:00", "31/02/2026"])
def test_no_such_time(tmp_path: Path, cell: str) -> None:
    assert column(tmp_path, [cell, "2026-07-01", "2026-07-02"], T)[0] is None


def test_offsets_and_zoneless_times_in_one_column(tmp_path: Path) -> None:
    cells = ["2026-07-01 12:00:00", "2026-07-01T12:00:00Z", "2026-07-01T12:00:00+05:30"]
    table = prepared(as_file(tmp_path, cells), {"x": T}, "Europe/Berlin")
    assert table.frame.collect()["x"].to_list() == [
        us("2026-07-01T10:00"),
        us("2026-07-01T12:00"),
        us("2026-07-01T06:30"),
    ]
    assert [n.count for n in notes(table, "mixed_zones")] == [1]


def test_times_of_a_fold_and_of_a_gap(tmp_path: Path) -> None:
    """Berlin 2026: 29 March 02:00-03:00 is skipped (+1 before), 25 October 02:00-03:00 comes twice (+2 before)."""
    cells = [
        "2026-03-29 02:30:00",
        "2026-03-29 03:00:00",
        "2026-10-25 02:00:00",
        "2026-10-25 02:59:59",
        "2026-10-25 03:00:00",
    ]
    expected = ["2026-03-29T01:30", "2026-03-29T01:00", "2026-10-25T00:00", "2026-10-25T00:59:59", "2026-10-25T02:00"]
    table = prepared(as_file(tmp_path, cells), {"x": T}, "Europe/Berlin")
    assert table.frame.collect()["x"].to_list() == [us(e) for e in expected]
    assert [n.count for n in notes(table, "dst_gap")] == [1]
    assert [n.count for n in notes(table, "dst_fold")] == [2]


def test_a_date_begins_with_the_first_instant_of_its_day(tmp_path: Path) -> None:
    """In São Paulo 4 November 2018 begins at 01:00, because midnight is skipped: 03:00 UTC."""
    table = prepared(as_file(tmp_path, ["2018-11-04", "2018-11-03"]), {"x": T}, "America/Sao_Paulo")
    assert table.frame.collect()["x"].to_list() == [us("2018-11-04T03:00"), us("2018-11-03T03:00")]
    assert [n.count for n in notes(table, "date_precision")] == [2]
    assert notes(table, "dst_gap") == []


def test_implausible_years_are_null_and_counted(tmp_path: Path) -> None:
    cells = [
        "1969-12-31 23:59:59",
        "1970-01-01 00:00:00",
        "2099-12-31 23:59:59",
        "2100-01-01 00:00:00",
        "9999-12-31 00:00:00",
    ]
    table = prepared(as_file(tmp_path, cells), {"x": T})
    assert table.frame.collect()["x"].to_list() == [None, 0, us("2099-12-31T23:59:59"), None, None]
    assert [n.count for n in notes(table, "out_of_range")] == [3]


def test_digits_below_a_microsecond_are_counted(tmp_path: Path) -> None:
    cells = ["2026-07-01T00:00:00.1234567Z", "2026-07-01T00:00:00.123456000Z"]
    table = prepared(as_file(tmp_path, cells), {"x": T})
    assert table.frame.collect()["x"].to_list() == [us("2026-07-01T00:00:00.123456")] * 2
    assert [n.count for n in notes(table, "precision")] == [1]


@pytest.mark.parametrize("zone", ["UTC", None])
def test_typed_instants_below_a_microsecond_are_counted(tmp_path: Path, zone: str | None) -> None:
    """Parquet, Arrow and frames, of instants and of local times: cut towards the past, and told only where it shows."""
    second = us("2026-07-01T00:00:00") * 1000
    for spare, told in [(0, []), (1, [1]), (999, [1])]:
        frame = pl.DataFrame({"x": pl.Series([second + 123_456_000 + spare, second, None], dtype=pl.Int64)})
        frame = frame.select(pl.col("x").cast(pl.Datetime("ns", zone)))
        frame.write_parquet(tmp_path / "leads.parquet")
        frame.write_ipc(tmp_path / "leads.arrow")
        for source in (frame, tmp_path / "leads.parquet", tmp_path / "leads.arrow"):
            table = prepared(source, {"x": T})
            assert table.frame.collect()["x"].to_list() == [second // 1000 + 123_456, second // 1000, None]
            assert [n.count for n in notes(table, "precision")] == told


def test_nothing_is_cut_off_a_time_in_milliseconds_or_microseconds() -> None:
    for unit in ("ms", "us"):
        given = pl.DataFrame({"x": pl.Series([datetime(2026, 7, 1, microsecond=123_000)], dtype=pl.Datetime(unit))})
        assert notes(prepared(given, {"x": T}), "precision") == []


def test_nanoseconds_as_bare_numbers_are_counted(tmp_path: Path) -> None:
    second = us("2026-07-01T00:00:00")
    cells = [second * 1000 + 1, second * 1000 + 1000]
    for source in (pl.DataFrame({"x": cells}), as_file(tmp_path, [str(cell) for cell in cells])):
        table = prepared(source, {"x": T})
        assert table.frame.collect()["x"].to_list() == [second, second + 1]
        assert [n.count for n in notes(table, "precision")] == [1]


def test_bare_numbers_have_one_scale_a_column(tmp_path: Path) -> None:
    table = prepared(as_file(tmp_path, ["1618444980", "1618444981", "1618444980123"]), {"x": T})
    assert table.frame.collect()["x"].to_list() == [us("2021-04-15T00:03:00"), us("2021-04-15T00:03:01"), None]
    assert [n.count for n in notes(table, "unparseable")] == [1]


def test_digits_that_write_a_day_and_a_time_are_no_milliseconds(tmp_path: Path) -> None:
    """As milliseconds since 1970 they would be of 1976: a hundred leads touched fifty years early."""
    assert refused(as_file(tmp_path, ["202607011015", "202607011130"]), {"x": T}).code == "SLA410"


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f"])
def test_a_blank_that_does_not_break_parts_a_day_and_a_time(tmp_path: Path, blank: str) -> None:
    cells = [f"7/13/2026,{blank}9:05:00{blank}PM", f"2026-07-13{blank}09:05"]
    assert column(tmp_path, cells, T) == [us("2026-07-13T21:05"), us("2026-07-13T09:05")]


def test_serial_days_are_local_and_said(tmp_path: Path) -> None:
    table = prepared(as_file(tmp_path, ["46204.375"]), {"x": T}, "Europe/Berlin")
    assert table.frame.collect()["x"].to_list() == [us("2026-07-01T07:00")]
    assert "serial days" in notes(table, "format")[0].message


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata"]
)
@settings(max_examples=60, deadline=None)
@given(minutes=st.lists(st.integers(1, 68_000_000), min_size=1, max_size=40))
def test_local_times_are_read_as_the_standard_library_reads_them(zone: str, minutes: list[int]) -> None:
    """`fold=0` is the offset before the change, for a fold and for a gap: fine print 2 in other words."""
    naive = [datetime(1970, 1, 3) + timedelta(minutes=m) for m in minutes]
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    expected = [(d.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) - epoch) // timedelta(microseconds=1) for d in naive]
    local = pl.DataFrame({"t": [(d - datetime(1970, 1, 1)) // timedelta(microseconds=1) for d in naive]})
    assert local.select(local_time.instant(pl.col("t"), zone)).to_series().to_list() == expected


@settings(max_examples=60, deadline=None)
@given(seconds=st.lists(st.integers(0, 4_102_444_799), min_size=1, max_size=20), style=st.integers(0, 5))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, seconds: list[int], style: int) -> None:
    at = [datetime(1970, 1, 1) + timedelta(seconds=s) for s in seconds]
    layouts = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%d %b, %Y %H:%M:%S", "%b %d, %Y %I:%M:%S %p")
    cells = [d.strftime(layouts[style]) for d in at] if style < 4 else [d.strftime("%m/%d/%Y %H:%M:%S") for d in at]
    said = {"day_first": False} if style >= 4 else {}
    assert column(tmp_path_factory.mktemp("t"), cells, T, **said) == [s * 1_000_000 for s in seconds]
