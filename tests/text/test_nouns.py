"""What is counted, said of one and of several."""

from __future__ import annotations

import pytest

from sla_dsl.text.nouns import a, several


@pytest.mark.parametrize(
    ("one", "many"),
    [("lead", "leads"), ("opportunity", "opportunities"), ("survey", "surveys"), ("reply", "replies"),
     ("touch", "touches"), ("hot-lead", "hot-leads"), ("person", "people")],
)  # fmt: skip
def test_words_that_everybody_knows(one: str, many: str) -> None:
    assert several(one) == many


@pytest.mark.parametrize("noun", ["MQL", "won", "came-back", "qualified", "Lead", "amount in lead", ""])
def test_other_words_stay_as_they_are_written(noun: str) -> None:
    assert (several(noun), a(noun)) == (noun, noun)


def test_an_article_goes_by_the_sound() -> None:
    assert [a(n) for n in ("lead", "opportunity", "account", "user", "hot-lead")] == [
        "a lead", "an opportunity", "an account", "a user", "a hot-lead"
    ]  # fmt: skip
