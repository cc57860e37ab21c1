"""Functions of a row on every engine: letters, blanks, days of the policy's zone, and halves."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.engines.judging import leads, local, moments, subjects

AS_OF = local("2026-12-31")
WORDS = {"met": True, "breached": False, "unknown": None}


def answers(condition: str, engine: str, zone: str = "America/New_York", **columns: list[Any]) -> list[bool | None]:
    """What a condition says of each row: true, false or not known."""
    found = subjects(f"sales ensures {condition}", {"leads": leads(**columns)}, engine, AS_OF, zone=zone)
    return [WORDS[found[key]] for key in sorted(found)]


MAILS = ["Jane@Acme.COM", "a@b@c.de", "none", None, "x@", "li@ACME.com ", "@acme.com"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('domain(email) = "acme.com"', [True, False, None, None, None, True, True]),
        ('domain(email) = "c.de"', [False, True, None, None, None, False, False]),
        ('lower(email) = "jane@acme.com"', [True, False, False, None, False, False, False]),
        ('trim(email) = "li@ACME.com"', [False, False, False, None, False, True, False]),
        ('domain(email) in ("acme.com", "c.de")', [True, True, None, None, None, True, True]),
    ],
)
def test_texts(engine: str, condition: str, expected: list[bool | None]) -> None:
    assert answers(condition, engine, email=MAILS) == expected


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("ÄÖÜ Ñ ÉCOLE", "äöü ñ école"),
        ("İZMİR", "i\u0307zmi\u0307r"),
        ("ΟΔΟΣ", "οδοσ"),
        ("οδος", "οδοσ"),
        ("Straße", "straße"),
    ],
)
def test_small_letters_are_the_same_everywhere(engine: str, text: str, small: str) -> None:
    assert answers(f'lower(company) = "{small}"', engine, company=[text]) == [True]


@pytest.mark.parametrize("blank", [" ", "\t", "\n", "\u00a0", "\u2003", "\u3000", "\u2028", "\x85"])
def test_blanks_are_the_same_everywhere(engine: str, blank: str) -> None:
    texts = [f"{blank}a b{blank * 2}", f"a{blank}b"]
    assert answers('trim(company) = "a b"', engine, company=texts) == [True, blank == " "]


def test_what_is_only_blank_is_not_known(engine: str) -> None:
    assert answers('trim(company) = "x" or domain(email) = "x"', engine, company=["a"] * 2, email=["a@ ", "b@x"]) == [
        None, True,
    ]  # fmt: skip


# local times of New York: a Sunday before spring begins, the day it begins, the last of a leap February, new year's eve
TIMES = ["2026-03-07 23:59:59", "2026-03-08 03:00", "2024-02-29 00:00", "2025-12-31 12:30", None]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("day(created_at) = 7", [True, False, False, False, None]),
        ("day(created_at) >= 29", [False, False, True, True, None]),
        ("month(created_at) = 3", [True, True, False, False, None]),
        ("month(created_at) = 12", [False, False, False, True, None]),
        ("hour(created_at) = 23", [True, False, False, False, None]),
        ("hour(created_at) between 0 and 3", [False, True, True, False, None]),
        # 2026-03-07 is a Saturday, 2024-02-29 a Thursday, 2025-12-31 a Wednesday
        ('weekday(created_at) = "sat"', [True, False, False, False, None]),
        ('weekday(created_at) in ("sun", "thu", "wed")', [False, True, True, True, None]),
        ('weekday(created_at + 1 day) = "fri"', [False, False, True, False, None]),
    ],
)
def test_instants_in_the_zone_of_the_policy(engine: str, condition: str, expected: list[bool | None]) -> None:
    assert answers(condition, engine, created_at=TIMES) == expected


def test_the_zone_is_that_of_the_policy(engine: str) -> None:
    # 23:59:59 in New York is 04:59:59 of the next day in London, 10:29:59 in Kolkata
    for zone, hour, day in (("Europe/London", 4, 8), ("Asia/Kolkata", 10, 8), ("America/New_York", 23, 7)):
        condition = f"hour(created_at) = {hour} and day(created_at) = {day}"
        assert answers(condition, engine, zone=zone, created_at=TIMES[:1]) == [True], zone


def test_an_instant_out_of_reach_has_no_day(engine: str) -> None:
    rows = {"created_at": [TIMES[0]], "score": [40_000]}
    assert answers("day(created_at + score * 1 day) > 0", engine, **rows) == [None]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("round(x) = 3", [True, False, False, None]),  # 2.5 is rounded up
        ("round(x) = -3", [False, True, False, None]),  # and -2.5 down: away from zero
        ("round(x) = 0", [False, False, True, None]),  # the greatest number below a half
        ("ceil(x) = 3", [True, False, False, None]),
        ("floor(x) = -3", [False, True, False, None]),
        ("abs(x) = 2.5", [True, True, False, None]),
        ("min(x, 0) = 0", [True, False, True, None]),
        ("max(x, score, 1) = 2.5", [True, False, False, None]),
        ("max(x, score) = 7", [False, True, False, None]),
    ],
)
def test_numbers(engine: str, condition: str, expected: list[bool | None]) -> None:
    rows = {"x": [2.5, -2.5, 0.49999999999999994, None], "score": [1, 7, None, 3]}
    if "score" in condition:
        expected = [*expected[:2], None, None]
    assert answers(condition, engine, **rows) == expected


def test_functions_of_what_other_tables_tell(engine: str) -> None:
    policy = """
table reps
  key rep
table leads of reps by owner
table touches of leads by lead_id
  at = "at"
sales ensures (count of touches where hour(at) < 12 and weekday(at) = "wed" and day(leads.created_at) = 1 and \
lower(reps.region) = "east") = 1 and month(reps.hired_at) = 5"""
    tables = {
        "leads": leads(created_at=["2026-07-01 12:00"] * 2, owner=["ann", "bob"]),
        "reps": pl.DataFrame(
            {
                "rep": ["ann", "bob"],
                "region": ["East", "EAST"],
                "hired_at": moments(["2020-05-01 00:00", "2020-04-30 23:59"]),
            }
        ),
        # Wednesday morning, Wednesday noon, and Wednesday morning for both
        "touches": pl.DataFrame(
            {"lead_id": [1, 1, 2], "at": moments(["2026-07-01 11:59", "2026-07-01 12:00", "2026-07-08 09:00"])}
        ),
    }
    assert subjects(policy, tables, engine, AS_OF) == {1: "met", 2: "breached"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        # 70 and 69; of the third nobody knows the score, and of the fourth where it came from
        ("if(score >= 70, 1, 2) = 1", [True, False, None, True]),
        ('if(score >= 70, "hot", source) = "web"', [False, True, None, False]),
        ('if(score >= 70, source, "cold") = "web"', [True, False, None, None]),
        ("100 - if(score >= 70, 50, 0) - if(score < 70, 20, 0) >= 80", [False, True, None, False]),
        ("if(score >= 70, mql_at, created_at) <= 2026-07-02", [False, True, None, False]),
        ("if(score >= 70 and source is known, 1, 2) = 1", [True, False, None, False]),
    ],
)
def test_one_of_two_values(engine: str, condition: str, expected: list[bool | None]) -> None:
    columns = {
        "score": [70, 69, None, 90],
        "source": ["web", "web", "web", None],
        "created_at": ["2026-07-01 12:00"] * 4,
        "mql_at": ["2026-07-05 12:00"] * 4,
    }
    assert answers(condition, engine, **columns) == expected


def test_an_event_that_depends_on_the_row_has_not_happened_before_it_has(engine: str) -> None:
    """Hot leads lapse four hours after they were created, the others after a day: by 20:00 the first one has."""
    policy = """event lapse = if(score >= 70, created_at + 4h, created_at + 24h)
stage lapsed at lapse
sales first-touch within 1h unless lapsed"""
    rows = leads(created_at=["2026-07-01 12:00"] * 3, first_touch_at=[None] * 3, score=[70, 69, None])
    at = [local("2026-07-01 15:59"), local("2026-07-01 16:00"), local("2026-07-02 12:00")]
    found = [subjects(policy, {"leads": rows}, engine, as_of) for as_of in at]
    assert found == [
        {1: "missed", 2: "missed", 3: "missed"},
        {1: "excluded", 2: "missed", 3: "missed"},
        {1: "excluded", 2: "excluded", 3: "missed"},
    ]


def test_thousands_of_conditions_are_one(engine: str) -> None:
    """Scores from 0 to 2,999 are refused one by one: 3,000 is none of them, and 2,999 is the last."""
    joined = {
        word: f" {word} ".join(f"score {op} {n}" for n in range(3000)) for word, op in [("and", "!="), ("or", "=")]
    }
    assert answers(joined["and"], engine, score=[3000, 2999, None]) == [True, False, None]
    assert answers(joined["or"], engine, score=[3000, 2999, None]) == [False, True, None]
