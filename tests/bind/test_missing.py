"""A column that the language knows and the data does not have: the clause is not judged, the others go on."""

from __future__ import annotations

import pytest

from tests.support.diagnose import bound, header_of

HEADER = header_of("lead_id,created_at,First Touch,mql_at,score", origin="export.csv")


@pytest.mark.parametrize(
    ("clause", "column"),
    [
        ("sales accepts within 4h", "accepted_at"),
        ("sales accepts or rejects within 4h", "accepted_at"),
        ("marketing delivers >= 5 MQL per month for amount > 3", "amount"),
        ("marketing delivers >= 5 won per month", "won_at"),
        ("marketing delivers >= 5 big per month", "amount"),
        ("marketing delivers >= 5 MQL per month for rich", "amount"),
        ("marketing delivers >= 5 MQL per month by owner", "owner"),
    ],
)
def test_clause_is_not_judged_and_says_why(clause: str, column: str) -> None:
    words = "define rich = amount > 1\nstage big at created_at when amount > 9\n"
    policy, found = bound(f"{words}clause a: {clause}\nclause b: marketing delivers >= 5 MQL per month", HEADER)
    assert found == ()
    assert [f.meta.id for f in policy.forms] == ["b"]
    (unjudged,) = policy.unjudged
    assert unjudged.meta.id == "a"
    assert unjudged.form == ("measure" if "delivers" in clause else "duty")
    assert unjudged.reason.startswith(f"export.csv has no column for `{column}`; name it in the policy: ")
    assert f"`table leads` with `{column} = " in unjudged.reason


def test_exclusion_over_a_missing_column_concerns_every_clause() -> None:
    text = "exclude amount > 3\nmarketing delivers >= 5 MQL per month\nmarketing delivers >= 5 lead per month"
    policy, found = bound(text, HEADER)
    assert found == ()
    assert (len(policy.forms), len(policy.unjudged)) == (0, 2)


def test_unused_definition_over_a_missing_column_concerns_nobody() -> None:
    policy, found = bound("define rich = amount > 1\nmarketing delivers >= 5 MQL per month", HEADER)
    assert found == ()
    assert (len(policy.forms), len(policy.unjudged)) == (1, 0)


def test_mapping_brings_the_column_back() -> None:
    text = 'table leads\n  first_touch_at = "First Touch"\nsales first-touch within 4h'
    policy, found = bound(text, HEADER)
    assert found == ()
    assert (len(policy.forms), len(policy.unjudged)) == (1, 0)


def test_a_standard_column_is_no_proposal_for_another_one() -> None:
    # `created_at` is near to `accepted_at` in letters only; `accept_at` is no standard column
    (unjudged,) = bound("sales accepts within 4h", HEADER)[0].unjudged
    assert '`accepted_at = "Header"`' in unjudged.reason
