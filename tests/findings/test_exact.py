"""The one writer of JSON: exact numbers, UTC instants, and nothing that steers a terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.findings.exact import dumps, instant, visible


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (10**25, "1" + "0" * 25),
        (Decimal("0.50"), "0.5"),
        (Decimal("1.0"), "1"),
        (Decimal("100"), "100"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.00"), "0"),
        (Decimal("0.3333333333333333333333333333333333"), "0.3333333333333333333333333333333333"),
        (Decimal("1E+400"), "1E+400"),
        (0.1, "0.1"),
        (85.0, "85"),
        (-0.0, "0"),
        (float("nan"), "null"),
        (float("inf"), "null"),
        (True, "true"),
        (None, "null"),
    ],
)
def test_a_number_is_exact_and_as_short_as_can_be(value: object, text: str) -> None:
    assert dumps(value) == text


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_every_decimal_reads_back_as_the_same_number(value: Decimal) -> None:
    assert json.loads(dumps(value), parse_float=Decimal, parse_int=Decimal) == value


@given(st.text() | st.text(alphabet='\x00\x1b\x7f\x9b\u200b\u202e\u2028\ud800\U000e0001"\\é'))
def test_every_text_reads_back_and_is_safe_to_print(text: str) -> None:
    written = dumps(text)
    # Two lone halves that stand side by side are one character to every reader of JSON.
    assert json.loads(written) == json.loads(json.dumps(text))
    assert "\x1b" not in written
    assert "\u202e" not in written
    written.encode()


def test_an_instant_is_utc_with_microseconds_only_where_there_are_some() -> None:
    berlin = timezone(timedelta(hours=2))
    assert instant(datetime(2026, 7, 1, 2, 0, tzinfo=berlin)) == "2026-07-01T00:00:00Z"
    assert instant(datetime(2026, 7, 1, 0, 0, 0, 1, tzinfo=UTC)) == "2026-07-01T00:00:00.000001Z"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 日本", "plain é 日本"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b31m", "\\x9b31m"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("abc\u202edef\u2066", "abc\\u202edef\\u2066"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("1\u00a0000", "1\u00a0000"),
    ],
)
def test_what_can_not_be_seen_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_long_text_is_cut_to_its_width() -> None:
    assert visible("abcdefgh", 8) == "abcdefgh"
    assert visible("abcdefghi", 8) == "abcdefg…"
    assert len(visible("\x1b" * 100, 20)) == 20
