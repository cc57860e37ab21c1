"""Text tables in every dress: delimiters, encodings, quotes, ragged rows, blank lines, and cells that mean nothing."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla_dsl.data.tables import open_table
from sla_dsl.model.kinds import Kind
from sla_dsl.text.diagnostic import DataError, UsageError
from tests.data.reading import as_file, column, notes, prepared, refused, values

T = Kind.TEXT


def write(tmp_path: Path, content: str | bytes, name: str = "leads.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(path: Path, *names: str) -> list[tuple[object, ...]]:
    return prepared(path, dict.fromkeys(names, T)).frame.collect().rows()


def test_a_plain_file_has_nothing_to_say(tmp_path: Path) -> None:
    table = prepared(write(tmp_path, "id,x\n1,a\n2,b\n"), {"id": Kind.NUMBER, "x": T})
    assert table.frame.collect().rows() == [(1, "a"), (2, "b")]
    assert table.notes == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_dress_of_one_table(tmp_path: Path, delimiter: str, end: str, encoding: str) -> None:
    lines = ["id", "name", "note"], ["1", "Müller", '"a, b; c | d\te"'], ["2", "", "ß"]
    path = write(tmp_path, (end.join(delimiter.join(line) for line in lines) + end).encode(encoding))
    table = prepared(path, {"id": T, "name": T, "note": T})
    assert table.frame.collect().rows() == [("1", "Müller", "a, b; c | d\te"), ("2", None, "ß")]
    plain = delimiter == "," and encoding == "utf-8"
    assert bool(notes(table, "dialect")) != plain


def test_what_was_said_is_not_guessed(tmp_path: Path) -> None:
    path = write(tmp_path, "a;b,c\n1;2,3\n")
    found = prepared(path, {"b,c": T}, delimiter=";").frame.collect()
    assert found.rows() == [("2,3",)]
    assert refused(path, {"a": T}, delimiter="semicolon").code == "SLA414"
    assert refused(path, {"a": T}, encoding="utf-99").code == "SLA414"
    assert refused(write(tmp_path, "a,b\n\xe9,1\n".encode("latin-1")), {"a": T}, encoding="utf-8").code == "SLA415"


def test_bytes_that_are_not_utf8_far_down_change_the_encoding_and_are_said(tmp_path: Path) -> None:
    path = write(tmp_path, b"id,x\n" + b"1,plain\n" * 100_000 + "2,Müller\n".encode("cp1252"))
    table = prepared(path, {"x": T})
    assert table.frame.collect()["x"][-1] == "Müller"
    assert "Windows-1252" in notes(table, "dialect")[0].message


def test_a_line_that_names_the_separator(tmp_path: Path) -> None:
    assert rows(write(tmp_path, "sep=;\nid;x\n1;a\n"), "id", "x") == [("1", "a")]


def test_headers(tmp_path: Path) -> None:
    path = write(tmp_path, " lead id ,Email,,Email\n1,a,b,c\n")
    raw = open_table("leads", path)
    assert [c.name for c in raw.columns] == ["lead id", "Email (1)", "column 3", "Email (2)"]
    assert {n.kind for n in raw.notes} == {"nameless_column", "duplicate_header"}
    said = refused(path, {"Email": T})
    assert said.code == "SLA406"
    assert "`Email (1)`" in (said.hint or "")


def test_a_missing_column_names_the_nearest(tmp_path: Path) -> None:
    said = refused(write(tmp_path, "lead_id,created_at\n1,2\n"), {"creatd_at": T})
    assert said.hint == "did you mean `created_at`?"


def test_all_missing_columns_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        prepared(write(tmp_path, "a\n1\n"), {"b": T, "c": T, "a": T})
    assert [d.code for d in caught.value.diagnostics] == ["SLA406", "SLA406"]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "   \n"])
def test_an_empty_file_is_not_a_table(tmp_path: Path, content: str) -> None:
    assert refused(write(tmp_path, content), {"x": T}).code == "SLA401"


@pytest.mark.parametrize("content", ["id,x", "id,x\n", "id,x\r\n\r\n"])
def test_a_header_without_rows_is_a_table(tmp_path: Path, content: str) -> None:
    assert rows(write(tmp_path, content), "id", "x") == []


@pytest.mark.parametrize("tail", ["", "\n", "\n\n\n", "\n  \n\r\n"])
def test_blank_lines_at_the_end(tmp_path: Path, tail: str) -> None:
    assert rows(write(tmp_path, f"id,x\n1,a\n2,b{tail}"), "id") == [("1",), ("2",)]


def test_blank_lines_in_between_are_counted(tmp_path: Path) -> None:
    table = prepared(write(tmp_path, "id,x\n\n1,a\n,\n\n2,b\n"), {"id": T, "x": T})
    assert table.frame.collect().rows() == [("1", "a"), ("2", "b")]
    assert [n.count for n in notes(table, "blank_rows")] == [3]


def test_surplus_empty_cells_are_counted(tmp_path: Path) -> None:
    table = prepared(write(tmp_path, "id,x\n1,a,\n2,b\n3,c,,\n"), {"x": T})
    assert table.frame.collect().rows() == [("a",), ("b",), ("c",)]
    assert [n.count for n in notes(table, "surplus_cells")] == [2]


@pytest.mark.parametrize(
    ("content", "line", "cells"),
    [
        ("id,a,b\n1,x,y\n2,x\n3,x,y\n", 3, 2),
        ("id,a,b\n1,x,y\n2,Acme, Inc.,y\n", 3, 4),
        ("id,a,b\n1,x,y\nGrand total\n", 3, 1),
        ('id,a,b\n1,"two\nlines",y\n2,x\n', 4, 2),
        ('id,a,b\n1,"x",y\n2,"x"\n3,x,y,z\n', 3, 2),
    ],
)
@pytest.mark.parametrize("large", [False, True])
def test_ragged_rows_are_refused_with_their_first_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, line: int, cells: int, large: bool
) -> None:
    if large:  # as if the file were too large to read columns that nobody wants
        monkeypatch.setattr("sla_dsl.data.csv_files._READ_AHEAD", 0)
    said = refused(write(tmp_path, content), {"id": T})
    assert said.code == "SLA404"
    assert f"line {line} " in said.message
    assert f"{cells} cell" in said.message


FOOTER = '"Leads"\n"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n"Generated By: Ann 7/1/2026"\n'


def test_what_a_report_says_of_itself_below_its_rows_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, 'id,x\n1,"a"\n2,b\n\n\n' + FOOTER)
    table = prepared(path, {"id": Kind.NUMBER, "x": T})
    assert table.frame.collect().rows() == [(1, "a"), (2, "b")]
    assert [(n.count, "`Leads`" in n.message) for n in notes(table, "footer")] == [(3, True)]


@pytest.mark.parametrize(
    "content",
    [
        "id,x\n1,a\n" + FOOTER,  # no blank line before it
        "id,x\n1,a\n\n" + FOOTER + "2,b\n",  # a row behind it
        "id,x\n1\n\n" + FOOTER,  # a short row before it
        'id,x\n1,a\n\n"Total"\n',  # nothing that only a system says
    ],
)
def test_rows_that_may_have_been_cut_are_no_footer(tmp_path: Path, content: str) -> None:
    assert refused(write(tmp_path, content), {"x": T}).code == "SLA404"


def test_a_short_and_a_long_row_do_not_cancel_out(tmp_path: Path) -> None:
    said = refused(write(tmp_path, "id,a,b\n1,x\n2,x,y,z\n"), {"id": T})
    assert "line 2 " in said.message
    assert said.notes == ("1 more row like it",)


@pytest.mark.parametrize("content", ['id,x\n1,"open\n2,b\n3,c\n', 'id,x\n1,"a"b\n2,c\n'])
def test_quotes_that_do_not_close(tmp_path: Path, content: str) -> None:
    assert refused(write(tmp_path, content), {"id": T}).code == "SLA405"


def test_quotes_in_the_middle_of_a_cell_are_text(tmp_path: Path) -> None:
    assert rows(write(tmp_path, 'id,x\n1,5" pipe\n2,b\n'), "id", "x") == [("1", '5" pipe'), ("2", "b")]


def test_single_quotes(tmp_path: Path) -> None:
    assert rows(write(tmp_path, "'id','x'\n'1','a, b'\n"), "id", "x") == [("1", "a, b")]


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "\x1b[31mred",
    "a\x00b",
    "\u202eevil",
    "'; DROP TABLE leads; --",
    "💥" * 50,
    "{}",
    "\\",
]


def test_hostile_cells_are_kept_exactly(tmp_path: Path) -> None:
    assert column(tmp_path, HOSTILE, T) == HOSTILE


def test_hostile_cells_do_not_reach_a_message(tmp_path: Path) -> None:
    said = refused(as_file(tmp_path, ["\x1b[31mred\x07" + "x" * 500] * 3), {"x": Kind.NUMBER})
    assert "\x1b" not in said.message
    assert len(said.message) < 250


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(*[st.text(alphabet='ab,;"\n \té|', max_size=6)] * 3), max_size=12), st.sampled_from(",;\t|"))
def test_whatever_a_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]], delimiter: str
) -> None:
    import csv

    path = tmp_path_factory.mktemp("csv") / "leads.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerows([("one", "two", "three"), *table])
    found = prepared(path, {"one": T, "two": T, "three": T}, delimiter=delimiter).frame.collect().rows()
    kept = [row for row in table if any(cell.strip() for cell in row)]
    expected = [tuple(cell if cell.strip() else None for cell in row) for row in table]
    without_blank = [tuple(cell if cell.strip() else None for cell in row) for row in kept]
    assert found in (expected, without_blank)


def test_blank_cells_are_null_and_others_keep_their_blanks(tmp_path: Path) -> None:
    assert column(tmp_path, ["", " ", "\t", "\u00a0", " a ", "A"], T) == [None, None, None, None, " a ", "A"]


def test_declared_nulls(tmp_path: Path) -> None:
    table = prepared(as_file(tmp_path, ["Select", "?", "web", "select"]), {"x": T}, nulls=("Select", "?"))
    assert table.frame.collect()["x"].to_list() == [None, None, "web", "select"]
    assert [n.count for n in notes(table, "declared_null")] == [2]


def test_declared_nulls_in_columns_of_every_kind(tmp_path: Path) -> None:
    path = write(tmp_path, "n,t,b\n1,2026-07-01T00:00:00Z,yes\n-,-,-\n2,2026-07-02T00:00:00Z,no\n")
    table = prepared(path, {"n": Kind.NUMBER, "t": Kind.INSTANT, "b": Kind.BOOLEAN}, nulls=("-",))
    assert table.frame.collect().row(1) == (None, None, None)
    assert notes(table, "unparseable") == []


def test_suspicious_cells_are_kept_and_counted(tmp_path: Path) -> None:
    table = prepared(as_file(tmp_path, ["Select", "N/A", "web", "unknown", "Selected"]), {"x": T})
    assert table.frame.collect()["x"].to_list() == ["Select", "N/A", "web", "unknown", "Selected"]
    assert [(n.count, n.examples) for n in notes(table, "hidden_null")] == [(3, ("N/A", "Select", "unknown"))]


def test_ids_stay_distinct(tmp_path: Path) -> None:
    ids = ["003D000001A9aBc", "003D000001A9abc", "007", "7"]
    assert column(tmp_path, ids, T) == ids
    assert column(tmp_path, ids, None) == ids
    assert column(tmp_path, ["007", "7"], None) == ["007", "7"]
    assert column(tmp_path, ["1", "7"], None) == [1, 7]
    assert column(tmp_path, ["12345678901234567890", "7"], None) == ["12345678901234567890", "7"]


def test_without_a_kind_one_odd_cell_makes_a_column_text(tmp_path: Path) -> None:
    assert column(tmp_path, ["1"] * 3000 + ["x"], None)[0] == "1"
    assert column(tmp_path, ["yes", "no", ""], None) == [True, False, None]
    assert column(tmp_path, ["05/02/2026", "07/03/2026"], None) == ["05/02/2026", "07/03/2026"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_files(tmp_path: Path, pack: object) -> None:
    assert values(write(tmp_path, pack(b"id,x\n1,a\n")), T) == ["a"]  # type: ignore[operator]


def test_an_archive_of_one_table(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "leads.zip", "w") as archive:
        archive.writestr("export/leads.csv", "id,x\n1,a\n")
        archive.writestr("readme.md", "hello")
    assert values(tmp_path / "leads.zip", T) == ["a"]
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", "id,x\n1,a\n")
        archive.writestr("b.csv", "id,x\n1,a\n")
    assert refused(tmp_path / "two.zip", {"x": T}).code == "SLA413"


def test_several_files_are_one_table(tmp_path: Path) -> None:
    write(tmp_path, "id,x\n1,a\n", "1.csv")
    write(tmp_path, "x;id\nb;2\n", "2.csv")
    write(tmp_path, "not a table", ".hidden.csv")
    assert values(tmp_path, T) == ["a", "b"]
    assert values(str(tmp_path / "*.csv"), T) == ["a", "b"]
    write(tmp_path, "id,y\n1,a\n", "3.csv")
    assert refused(tmp_path, {"x": T}).code == "SLA407"


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    path = write(tmp_path, "id,x\n1,a\n")
    monkeypatch.setattr(Path, "open", refuse)
    assert refused(path, {"x": T}).code == "SLA432"


def test_no_file_is_not_an_empty_table(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", str(tmp_path / "*.csv")):
        with pytest.raises(UsageError) as caught:
            open_table("leads", path)
        assert [d.code for d in caught.value.diagnostics] == ["SLA501"]
    assert refused(tmp_path, {"x": T}).code == "SLA413"


def test_a_header_that_begins_like_a_file_of_bytes_is_a_header(tmp_path: Path) -> None:
    for header in ("PARENT_ID", "ORCID", "FEA1", "PAR1", "ARROW1", "BZh9", "%PDF"):
        assert rows(write(tmp_path, f"{header},x\n1,a\n"), header, "x") == [("1", "a")]


ABOVE = [
    "Lead report\n\n",
    "# exported 2026-10-01, by ann\n# all of it\n",
    "Lead report,,,\nFrom 2026-07-01,,,\n,,,\n",
    '"Leads\nof ""all"""\n',
    "\ufeffLeads\r\n",
    "  \nLeads\n",
]


@pytest.mark.parametrize("above", ABOVE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_what_a_report_writes_above_its_headers_is_left_out(tmp_path: Path, above: str, encoding: str) -> None:
    if encoding == "cp1252":
        above = above.replace("\ufeff", "").replace("all", "ällen")
    path = write(tmp_path, (above + "id,x,y,z\n1,a,b,c\n2,d,e,f\n").encode(encoding))
    table = prepared(path, {"id": Kind.NUMBER, "z": T})
    assert table.frame.collect().rows() == [(1, "c"), (2, "f")]
    assert len(notes(table, "heading")) == 1


def test_what_stands_above_is_counted_and_lines_are_those_of_the_file(tmp_path: Path) -> None:
    table = prepared(write(tmp_path, "Leads\nof all\nid,x,y\n1,a,b\n"), {"x": T})
    assert [(n.count, "`Leads`" in n.message) for n in notes(table, "heading")] == [(2, True)]
    assert "line 5 " in refused(write(tmp_path, "Leads\nof all\nid,x,y\n1,a,b\n2,c\n3,d,e\n"), {"x": T}).message


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (",id,x,y\n0,1,a,b\n1,2,c,d\n", ["column 1", "id", "x", "y"]),  # a header without a name is one all the same
        ("id,,,\n1,a,b,c\n2,d,e,f\n", ["id", "column 2", "column 3", "column 4"]),  # what follows may be a row
        ("id\nab\ncd\n", ["id"]),
        ("id,x\na,b\nc,d\n", ["id", "x"]),
    ],
)
def test_nothing_stands_above_where_it_is_not_certain(tmp_path: Path, content: str, headers: list[str]) -> None:
    raw = open_table("leads", write(tmp_path, content))
    assert [c.name for c in raw.columns] == headers
    assert not [n for n in raw.notes if n.kind == "heading"]


def test_a_first_line_of_blanks_is_no_header(tmp_path: Path) -> None:
    assert rows(write(tmp_path, "\n   \nid,x\n1,a\n"), "id", "x") == [("1", "a")]


def test_letters_of_headers_are_the_same_however_they_are_kept(tmp_path: Path) -> None:
    assert rows(write(tmp_path, "Eigentu\u0308mer,x\nann,a\n"), "Eigent\u00fcmer") == [("ann",)]


def test_the_rows_of_a_table_count_also_where_no_column_is_read(tmp_path: Path) -> None:
    assert prepared(write(tmp_path, "id,x\n1,a\n2,b\n"), {}).frame.collect().height == 2


def test_ids_with_an_e_between_their_digits_stay_distinct(tmp_path: Path) -> None:
    # as numbers, 1E4 and 10E3 would both be ten thousand
    assert column(tmp_path, ["1E4", "10E3"], None) == ["1E4", "10E3"]


def test_many_cells_that_can_not_be_read_stand_out(tmp_path: Path) -> None:
    few = prepared(as_file(tmp_path, ["1"] * 400 + ["x"] * 20), {"x": Kind.NUMBER})  # 20 of 420: one in 21
    assert [n.count for n in notes(few, "unparseable")] == [20]
    many = prepared(as_file(tmp_path, ["1"] * 379 + ["x"] * 20), {"x": Kind.NUMBER})  # 20 of 399
    assert [n.count for n in notes(many, "many_unparseable")] == [20]
    hollow = prepared(as_file(tmp_path, ["1"] * 100 + ["N/A"] * 90), {"x": Kind.NUMBER})
    assert [n.count for n in notes(hollow, "unparseable")] == [90]


@pytest.mark.parametrize("word", ["NA", "(No value)", "\\N", ".", "n.a.", "\u2014", "#NUM!", "[null]"])
def test_more_words_that_may_mean_nothing_are_counted(tmp_path: Path, word: str) -> None:
    table = prepared(as_file(tmp_path, [word, "web"]), {"x": T})
    assert table.frame.collect()["x"].to_list() == [word, "web"]
    assert [n.count for n in notes(table, "hidden_null")] == [1]
