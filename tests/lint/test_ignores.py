"""Comments that keep a rule silent: where they count, and that they say why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sla_dsl.lint.registry import RULES
from sla_dsl.lint.run import Linted, lint
from sla_dsl.lint.sets import chosen
from sla_dsl.policy import parse_all
from sla_dsl.text.source import Source

VOLUME = "clause volume: marketing delivers >= 100 MQL per month\n"
HOURS = "hours-unstated because leads are answered around the clock"
WHOLE = "# lint: ignore-file no-agreement because this shows one clause\n"


def linted(text: str) -> Linted:
    return lint(parse_all([Source("policy.sla", text)]), chosen(RULES))


def codes(text: str) -> list[str]:
    return [told.diagnostic.code for told in linted(text).told]


@pytest.mark.parametrize(
    "clause",
    [
        f"# lint: ignore {HOURS}\nclause hot: sales first-touch within 4h\n",
        f"# lint: ignore {HOURS}\n\n# the hot ones\nclause hot: sales first-touch within 4h\n",
        f"clause hot: sales first-touch within 4h # lint: ignore {HOURS}\n",
        f"clause hot: sales first-touch # lint: ignore {HOURS}\n  within 4h\n",
        f"clause hot: sales first-touch\n  # lint: ignore {HOURS}\n  within 4h\n",
    ],
    ids=["above", "above a comment", "behind", "behind a line of it", "within"],
)
def test_a_comment_is_about_its_statement(clause: str) -> None:
    assert codes(WHOLE + VOLUME + clause) == []
    assert linted(WHOLE + VOLUME + clause).ignored == 2


def test_the_comments_of_the_manual_are_of_use() -> None:
    manual = (Path(__file__).parents[2] / "docs/lint.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```sla\n(.*?)^```$", manual, re.MULTILINE | re.DOTALL)
    assert codes(WHOLE + shown) == []
    assert codes(WHOLE + re.sub(r"# lint: ignore h.*", "", shown)) == ["hours-unstated", "hours-unstated"]


def test_a_comment_is_not_about_the_statement_after_the_next() -> None:
    text = f"{WHOLE}# lint: ignore {HOURS}\n{VOLUME}clause hot: sales first-touch within 4h\n"
    assert codes(text) == ["unused-ignore", "hours-unstated"]


def test_one_comment_names_several_rules() -> None:
    text = (
        "# lint: ignore no-agreement, hours-unstated because this shows one clause\n"
        "clause hot: sales first-touch within 4h\n"
    )
    assert codes(text) == []


def test_an_ignore_without_a_reason_is_a_finding_itself_and_the_only_one() -> None:
    text = WHOLE + VOLUME + "# lint: ignore hours-unstated\nclause hot: sales first-touch within 4h\n"
    assert codes(text) == ["ignore-without-reason"]
    assert codes(text.replace("hours-unstated", "hours-unstated because")) == ["ignore-without-reason"]


@pytest.mark.parametrize("said", ["lint: ignore", "lint: off", "lint:", "lint: ignore no-term; no-zone"])
def test_what_is_not_understood_is_said(said: str) -> None:
    assert codes(f"{WHOLE}# {said}\n{VOLUME}") == ["ignore-without-reason"]


def test_a_comment_that_only_mentions_lint_says_nothing_to_it() -> None:
    assert codes(f"{WHOLE}# lint is a good thing\n{VOLUME}") == []


def test_an_unknown_rule_is_said_with_the_one_that_was_meant() -> None:
    (told,) = linted(f"{WHOLE}# lint: ignore hours-unstatd because of the time\n{VOLUME}").told
    assert told.diagnostic.code == "unused-ignore"
    assert told.diagnostic.hint == "did you mean `hours-unstated`?"


def test_an_ignore_of_a_rule_that_has_not_looked_is_not_unused() -> None:
    text = f"{WHOLE}# lint: ignore expired-waiver because it shows the past\n{VOLUME}"
    assert codes(text) == []


def test_nothing_below_a_comment_is_nothing_to_ignore() -> None:
    assert codes(f"{WHOLE}{VOLUME}# lint: ignore {HOURS}\n") == ["unused-ignore"]
