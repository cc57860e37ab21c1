"""Safe edits: what they write, that nothing else changes, and that an unsafe one is not made."""

from __future__ import annotations

import pytest

from sla_dsl.lint.base import Edit
from sla_dsl.lint.mending import mended
from sla_dsl.lint.registry import RULES
from sla_dsl.lint.run import Told, lint
from sla_dsl.lint.sets import chosen
from sla_dsl.policy import parse_all
from sla_dsl.text.diagnostic import Diagnostic
from sla_dsl.text.source import Source, Span


def mend(text: str) -> tuple[str, int]:
    files = parse_all([Source("policy.sla", text)])
    after, count = mended(files, lint(files, chosen(RULES)).told)
    return after[-1].source.text, count


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "marketing delivers >= 9 MQL per month\n\n# speed\nsales first-touch within 2 days\n",
            "clause marketing-delivers-mql: marketing delivers >= 9 MQL per month\n\n# speed\n"
            "clause sales-first-touch: sales first-touch within 2 days\n",
        ),
        (
            "clause a: sales first-touch within 2 days for score >= 50 and score <= 70 and icp # the middle\n",
            "clause a: sales first-touch within 2 days for score between 50 and 70 and icp # the middle\n",
        ),
        (
            "clause a: sales first-touch within 2 days for (score >= 50) and (score <= 70)\n",
            "clause a: sales first-touch within 2 days for (score between 50 and 70)\n",
        ),
        (
            'clause a: sales first-touch within 2 days for icp and (source = "web" or source = "event")\n',
            'clause a: sales first-touch within 2 days for icp and (source in ("web", "event"))\n',
        ),
        (
            'clause a: sales first-touch within 2 days for source != "web" and source != "event"\n',
            'clause a: sales first-touch within 2 days for source not in ("web", "event")\n',
        ),
        (
            "# lint: ignore no-zone because we are in one city\nclause a: sales first-touch within 2 days\n",
            "clause a: sales first-touch within 2 days\n",
        ),
        (
            "clause a: sales first-touch within 2 days  # lint: ignore no-zone because we are in one city\n",
            "clause a: sales first-touch within 2 days\n",
        ),
    ],
    ids=["names", "between", "brackets", "in", "not in", "comment above", "comment behind"],
)
def test_what_is_mended_says_the_same(before: str, after: str) -> None:
    assert mend(before) == (after, 1)
    assert mend(after) == (after, 0)


def test_a_comment_in_what_would_be_written_anew_is_kept() -> None:
    text = "clause a: sales first-touch within 2 days for score >= 50 # at least\n  and score <= 70\n"
    assert mend(text) == (text, 0)


def test_a_name_that_is_taken_is_not_given() -> None:
    """The second clause is called `sales-first-touch-2`, as the third one is named: no edit gives it a name twice."""
    text = (
        "clause sales-first-touch: sales first-touch within 2 days\nsales first-touch within 3 days for score >= 70\n"
    )
    after, count = mend(text)
    assert count == 1
    assert "\nclause sales-first-touch-2: sales first-touch within 3 days" in after


@pytest.mark.parametrize(
    ("what", "by"), [("2 days", "3 days"), ("score >= 70", "score > 70"), ("clause a: ", ""), ("days", "dayz")]
)
def test_an_edit_that_changes_a_meaning_is_not_made(what: str, by: str) -> None:
    text = "clause a: sales first-touch within 2 days for score >= 70\n"
    (file,) = files = parse_all([Source("policy.sla", text)])
    start = text.index(what)
    edit = Edit(file.source, Span(start, start + len(what)), by)
    told = Told(Diagnostic("no-rule", "", file.source, edit.span), (edit,))
    assert mended(files, [told]) == (files, 0)


def test_of_two_edits_that_meet_one_is_left_for_the_next_time() -> None:
    text = 'clause a: sales first-touch within 2 days for source = "a" or source = "b"\n'
    files = parse_all([Source("policy.sla", text)])
    told = [one for one in lint(files, chosen(RULES)).told if one.fix]
    after, count = mended(files, [*told, *told])
    assert count == 1
    assert after[0].source.text.endswith('for source in ("a", "b")\n')
