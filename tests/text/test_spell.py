"""What is close enough to be meant, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.text.spell import distance, nearest

KEYWORDS = ("within", "between", "because", "by", "min", "of", "on", "or")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("wihtin", "within"),  # two neighbours swapped: one slip
        ("witin", "within"),
        ("withhin", "within"),
        ("Within", "within"),  # another case alone
        ("becuase", "because"),
        ("betwene", "between"),
        ("mim", "min"),
        ("created", None),
        ("x", None),  # nothing of it would be left
        ("within", None),  # a word is not its own correction
        ("", None),
    ],
)
def test_nearest(word: str, meant: str | None) -> None:
    assert nearest(word, KEYWORDS) == meant


def test_ties_go_to_the_first_by_alphabet() -> None:
    assert nearest("cat", ["rat", "bat", "hat"]) == "bat"
    assert nearest("cat", ["hat", "rat", "bat"]) == "bat"


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1), ("kitten", "sitting", 3)],
)
def test_distance(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == slips


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))
