"""Which row a key names, whether keys are looked up by their places or joined."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from sla_dsl.engines.places import placed

LEAST, GREATEST = -(2**63), 2**63 - 1


def found(keys: list[Any], numbers: list[int], named: list[Any]) -> list[int | None]:
    """The numbers that the keys `named` get, in the order in which they are named."""
    frame = pl.DataFrame({"by": named}).lazy()
    rows = placed(frame, "by", pl.Series(keys), pl.Series(numbers, dtype=pl.UInt32), "n").collect()
    return [n for _, n in sorted(rows.rows(), key=lambda row: named.index(row[0]))]


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ([12, 10, 13], [10, 12, 13, 11, 9, 14, None]),  # one beside the other: by their places
        ([-1, -3, 0], [-3, -1, 0, -2, -4, 1, None]),
        ([10, 10**12, -7], [10**12, 10, -7, 11, 9, 0, None]),  # far apart: joined
        (["b", "a", "c"], ["a", "b", "c", "", "d", "B", None]),
        ([1.5, 1.0, 2.0], [1.0, 1.5, 2.0, 0.5, -1.0, 9.0, None]),
    ],
)
def test_a_key_has_its_number_and_what_is_no_key_has_none(keys: list[Any], named: list[Any]) -> None:
    numbers = {key: n for n, key in enumerate(keys, 7)}
    assert found(keys, [7, 8, 9], named) == [numbers.get(name) for name in named]


def test_what_lies_at_the_ends_of_all_numbers_is_no_key() -> None:
    assert found([1, 2, 3], [4, 5, 6], [LEAST, GREATEST, LEAST + 2, 2]) == [None, None, None, 5]


def test_a_row_without_a_key_is_named_by_nothing() -> None:
    assert found([1, None, 3], [4, 5, 6], [1, None, 3]) == [4, None, 6]


def test_of_a_key_that_stands_twice_every_row_is_named() -> None:
    assert sorted(found([1, 2, 2], [4, 5, 6], [2, 1])) == [4, 5, 6]


def test_a_table_without_rows_has_no_keys() -> None:
    keys, numbers = pl.Series([], dtype=pl.Int64), pl.Series([], dtype=pl.UInt32)
    rows = placed(pl.DataFrame({"by": [1, None]}).lazy(), "by", keys, numbers, "n").collect()
    assert rows["n"].to_list() == [None, None]
