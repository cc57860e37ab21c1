"""Offsets, lines and columns of a text."""

from __future__ import annotations

import pytest

from sla_dsl.text.source import Source, Span


@pytest.mark.parametrize(
    ("offset", "place"), [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (6, (3, 1)), (7, (3, 2))]
)  # fmt: skip
def test_positions_count_from_one(offset: int, place: tuple[int, int]) -> None:
    assert Source("p", "ab\nc\r\nd").position(offset) == place


def test_lines_come_without_their_ends() -> None:
    source = Source("p", "ab\nc\r\nd")
    assert [source.line(number) for number in (1, 2, 3)] == ["ab", "c", "d"]
    assert Source("p", "").line(1) == ""


def test_spans_join() -> None:
    assert Span(3, 5).to(Span(1, 4)) == Span(1, 5)
