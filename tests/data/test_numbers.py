"""Numbers as they are written in exports, and the one decision about comma and point a column makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_dsl.data.tables import Need, PreparedTable, ReadOptions, open_table, prepare
from sla_dsl.model.health import FOREIGN_CURRENCY, STANDING_OUT
from sla_dsl.model.kinds import Kind
from tests.data.reading import as_file, column, notes, prepared, refused

N = Kind.NUMBER


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1", "-2", "", "9223372036854775807"], [1, -2, None, 9223372036854775807]),
        (["1.5", "2"], [1.5, 2.0]),
        (["1.0", "2.00"], [1, 2]),
        (["1e3", "2.5E-1"], [1000.0, 0.25]),
        (["1,234.56", "7"], [1234.56, 7.0]),
        (["1.234,56", "7"], [1234.56, 7.0]),
        (["12,5", "1.234"], [12.5, 1234.0]),
        (["1,234,567", "1,234"], [1234567, 1234]),
        (["1.234.567", "1.234"], [1234567, 1234]),
        (["0,125", "1,125"], [0.125, 1.125]),
        (["1234,567"], [1234.567]),
        (["$1,117.10K", "$22,700.00"], [1117100, 22700]),
        (["€ 250k", "1.5M €"], [250000, 1500000]),
        (["USD 12.50", "(3.25)", "-$4", "5-"], [12.5, -3.25, -4.0, -5.0]),
        (["1 234,5", "1\u202f234\u202f567,25"], [1234.5, 1234567.25]),
        (["1'234.50", "7"], [1234.5, 7.0]),
        (["US$1,107.25", "A$3.50", "Rs. 2"], [1107.25, 3.5, 2.0]),
        (["12,34,567.00"], [1234567]),
        ([" 12 ", "+3"], [12, 3]),
        (["1.234"], [1.234]),
    ],
)
def test_numbers(tmp_path: Path, cells: list[str], expected: list[object]) -> None:
    found = column(tmp_path, cells, N)
    assert found == expected
    assert [type(f) for f in found] == [type(e) for e in expected]


def test_a_comma_before_three_digits_is_asked_for(tmp_path: Path) -> None:
    path = as_file(tmp_path, ["1,234", "5,678", "12"])
    said = refused(path, {"x": N})
    assert said.code == "SLA409"
    assert "`1,234`" in said.message
    assert prepared(path, {"x": N}, decimal_comma=False).frame.collect()["x"].to_list() == [1234, 5678, 12]
    assert prepared(path, {"x": N}, decimal_comma=True).frame.collect()["x"].to_list() == [1.234, 5.678, 12.0]


def test_a_hundred_such_cells_beside_small_whole_numbers_answer_it(tmp_path: Path) -> None:
    table = prepared(as_file(tmp_path, [f"1,{i:03}" for i in range(100)] + ["984"]), {"x": N})
    assert table.frame.collect()["x"].to_list() == [*range(1000, 1100), 984]
    assert "groups thousands" in notes(table, "format")[0].message
    few = as_file(tmp_path, [f"1,{i:03}" for i in range(99)] + ["984"])
    assert refused(few, {"x": N}).code == "SLA409"
    always_three = as_file(tmp_path, [f"1,{i:03}" for i in range(200)])
    assert refused(always_three, {"x": N}).code == "SLA409"


def test_cells_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    assert refused(as_file(tmp_path, ["1.234,5", "1,234.5"]), {"x": N}).code == "SLA409"


def test_a_point_before_three_digits_is_asked_for_among_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("id;x\n1;1.234\n2;7\n")
    assert refused(path, {"x": N}).code == "SLA409"
    path.write_text("id;x\n1;1.234\n2;7,5\n")
    assert prepared(path, {"x": N}).frame.collect()["x"].to_list() == [1234.0, 7.5]


def test_cells_that_are_no_number_are_counted(tmp_path: Path) -> None:
    table = prepared(as_file(tmp_path, ["1", "NaN", "inf", "1e999", "2", "3", "4", "5"]), {"x": N})
    assert table.frame.collect()["x"].to_list() == [1, None, None, None, 2, 3, 4, 5]
    assert [n.count for n in notes(table, "unparseable")] == [3]


def test_wrong_grouping_is_not_repaired(tmp_path: Path) -> None:
    assert column(tmp_path, ["1,2345.5", "12 34", "1,234.5", "7", "8"], N) == [None, None, 1234.5, 7.0, 8.0]


@pytest.mark.parametrize("cell", ["--5", "-5-", "(-5)"])
def test_a_number_has_one_sign(tmp_path: Path, cell: str) -> None:
    assert column(tmp_path, [cell, "5"], N) == [None, 5]


def test_currencies_are_not_mixed_in_silence(tmp_path: Path) -> None:
    table = prepared(as_file(tmp_path, ["$ 1", "€ 2"]), {"x": N})
    assert [n.message.count("`") for n in notes(table, "currency")] == [4]


def test_two_spellings_of_a_currency_are_one(tmp_path: Path) -> None:
    table = prepared(as_file(tmp_path, ["EUR 1", "€ 2", "3 EUR"]), {"x": N})
    assert notes(table, "currency") == []


@pytest.mark.parametrize(
    ("cells", "own", "count"),
    [
        (["EUR 1", "2 EUR", "3"], "USD", 2),
        (["$ 1", "€ 2", "£ 3", "4"], "USD", 2),
        (["$1 CAD", "US$ 2", "$3"], "CAD", 1),
        (["$ 1", "2"], "CHF", 1),
        (["Fr. 1", "CHF 2"], "CHF", 0),
    ],
)
def test_amounts_of_another_currency_than_the_policys_stand_out(
    tmp_path: Path, cells: list[str], own: str, count: int
) -> None:
    table = prepared(as_file(tmp_path, cells), {"x": N}, currency=own)
    assert [n.count for n in notes(table, FOREIGN_CURRENCY)] == [count] * (count > 0)
    assert FOREIGN_CURRENCY in STANDING_OUT
    assert notes(table, "currency") == []


def test_digits_that_a_number_can_not_hold_are_counted(tmp_path: Path) -> None:
    table = prepared(as_file(tmp_path, ["12345678901234567890", "1.5"]), {"x": N})
    assert [n.count for n in notes(table, "precision")] == [1]


def test_large_whole_numbers_keep_every_digit(tmp_path: Path) -> None:
    assert column(tmp_path, ["9007199254740993", "$9007199254740995"], N) == [9007199254740993, 9007199254740995]


def shares(tmp_path: Path, cells: list[str]) -> PreparedTable:
    options = ReadOptions()
    return prepare(open_table("leads", as_file(tmp_path, cells), options), [Need("x", "x", N, True)], "UTC", options)


def test_a_percentage_is_a_share_where_shares_are_asked_for(tmp_path: Path) -> None:
    table = shares(tmp_path, ["12%", "7.5 %", "(3%)", "", "0", "250%", "0.1%"])
    assert table.frame.collect()["x"].to_list() == [0.12, 0.075, -0.03, None, 0.0, 2.5, 0.001]
    assert notes(table, "unparseable") == []


def test_of_percentages_and_plain_numbers_the_fewer_are_not_read(tmp_path: Path) -> None:
    table = shares(tmp_path, ["12%", "7%", "9"])
    assert table.frame.collect()["x"].to_list() == [0.12, 0.07, None]
    assert [n.count for n in notes(table, "unparseable")] == [1]
    assert [n.message for n in notes(table, "format")] == [
        "percentages and plain numbers stand in one column: `12%` and `9`"
    ]
    table = shares(tmp_path, ["12%", "0.7", "0.9"])
    assert table.frame.collect()["x"].to_list() == [None, 0.7, 0.9]


def test_a_percentage_is_no_plain_number(tmp_path: Path) -> None:
    table = prepared(as_file(tmp_path, ["12%", "5", "7"]), {"x": N})
    assert table.frame.collect()["x"].to_list() == [None, 5, 7]
    assert [n.count for n in notes(table, "unparseable")] == [1]
    found = refused(as_file(tmp_path, ["12%", "5%", "7"]), {"x": N})
    assert (found.code, found.hint) == ("SLA410", "compare the column with a percentage: `>= 40%`, not `>= 40`")


def test_yes_and_no(tmp_path: Path) -> None:
    cells = ["TRUE", "false", "Yes", "NO", "y", "N", "1", "0", "", " "]
    assert column(tmp_path, cells, Kind.BOOLEAN) == [True, False, True, False, True, False, True, False, None, None]
    assert refused(as_file(tmp_path, ["maybe", "yes", "perhaps"]), {"x": Kind.BOOLEAN}).code == "SLA410"


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("WAHR", "FALSCH"),
        ("ja", "nein"),
        ("oui", "non"),
        ("si", "no"),
        ("on", "off"),
        ("Checked", "Unchecked"),
        ("X", ""),
    ],
)
def test_yes_and_no_elsewhere(tmp_path: Path, yes: str, no: str) -> None:
    assert column(tmp_path, [yes, no], Kind.BOOLEAN) == [True, False if no else None]
    assert column(tmp_path, [yes, no], None) == [yes, no or None]  # where nobody asks, they are words
