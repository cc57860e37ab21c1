"""What people write out of habit where the language has one other way to say it: `at least 100`, `every month`."""

from __future__ import annotations

from functools import cache

from sla_dsl.lang.lexer import Token, tokens

_SAID_AS = (
    (">=", "at least", "atleast", "no less than", "not less than", "no fewer than", "min", "minimum",
     "a minimum of"),
    ("<=", "at most", "atmost", "no more than", "not more than", "up to", "max", "maximum", "a maximum of",
     "is at most"),
    (">", "more than", "over", "above", "greater than", "exceeds", "exceeding", "is more than",
     "is over", "is above", "is greater than"),
    ("<", "less than", "fewer than", "under", "below", "is less than", "is under", "is below"),
    ("=", "exactly", "equals", "equal to", "is equal to"),
    ("!=", "is not", "not equal to"),
    (">=", "is at least", "> ="),
    ("<=", "< ="),
    ("->", "- >"),
    ("is known", "is not empty", "is not null", "is not blank", "is not missing", "is filled",
     "is set", "is present", "not empty", "not null", "not blank"),
    ("is unknown", "is empty", "is null", "is blank", "is missing", "is not known", "is not set", "is not filled"),
    ("per", "/", "every", "each", "a", "an", "in each", "in every", "in a", "for each", "for every"),
    ("by", "for each", "for every", "per", "each", "grouped by", "split by"),
    ("per day", "daily", "a day"),
    ("per week", "weekly", "/ wk"),
    ("per month", "monthly", "/ mo"),
    ("per quarter", "quarterly", "/ qtr"),
    ("per year", "yearly", "annually"),
    ("for", "where", "with", "if", "when", "having", "whose", "only for", "only if", "that have", "in case"),
    ("unless", "except for", "except", "except where", "except if", "excluding", "without", "but not", "but not for"),
    ("within", "in", "in under", "inside", "before", "after at most"),
    ("of", "after", "from", "since", "following", "for", "of the"),
    ("in", "of", "for"),
    ("to", "until", "till", "through", "-"),
    ("and", "to", "-"),
    ("->", "to", "into"),
    (",", "and", "plus", ";", "&", ", and"),
    ("or", ",", "/"),
    ("and", ",", "&"),
    ("not in", "is not in", "is none of"),
    ("in", "is in", "is one of", "one of"),
    ("average", "mean", "avg", "the average"),
    ("p90", "90th percentile"),
    ("p95", "95th percentile"),
    ("approved by", "approved"),
    ("paced <=", "no more than", "not more than", "at most", "max", "maximum", "up to", "spread"),
    ("delivers", "generates", "generate", "provides", "provide", "produces", "creates", "supplies", "brings", "sends",
     "hands over", "passes", "contributes", "achieves", "hits", "commits to"),
    ("makes", "attempts", "performs"),
    ("keeps", "maintains", "holds", "sustains"),
    ("fills", "completes", "populates", "enters"),
    ("ensures", "guarantees", "makes sure"),
    ("created", "lead creation", "creation"),
    ("assigned", "lead assignment", "assignment"),
    ("breached", "is breached", "is broken", "broken", "fails", "failed",
     "is missed", "missed", "is not met", "not met"),
    ("term", "from", "effective", "effective from", "valid", "valid from", "starts", "start", "begins", "runs from",
     "runs"),
    ("=", "as", "means", "is", ":"),
    ("from", "on", "starting", "starting from", "beginning", "as of"),
    ("when", "where", "if", "with"),
    ("with", "where", "having"),
    ("", "the", "every", "all", "each", "any", "a", "an", "must", "shall", "will", "should", "always", "team", "has to",
     "have to", "is to", "rate", "being", "from", "of", "to", "then", "that", "is", "where", "or less", "or sooner",
     "max", "calendar", "on", ",", ".", "if"),
)  # fmt: skip
"""What is meant, and the words that are written for it; where reading gets no further with it, it was not meant."""


OF_TIME = {
    **dict.fromkeys(("working", "work", "office", "biz"), "business"),
    **dict.fromkeys(("business-hours", "working-hours", "office-hours"), "business hours"),
    **dict.fromkeys(("business-days", "working-days", "workdays", "weekdays"), "business days"),
}
"""What is meant behind a number by words for time when somebody is at work."""
NUMBERS = {"one": "1", "a": "1", "an": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
PARTS_OF_TEXTS = ("contains", "includes", "like", "matches", "starts", "ends", "containing")
"""Comparisons that the language does not have."""


@cache
def habits() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Words as they are written, in small letters, with what is meant; the longest first, and nothing last."""
    found = [(tuple(said.split()), meant) for meant, *several in _SAID_AS for said in several]
    return tuple(sorted(found, key=lambda habit: (not habit[1], -len(habit[0]))))


def meant(text: str, written: list[Token]) -> list[Token]:
    """The tokens of what is meant, each in the place of all that is written."""
    found, _ = tokens(text, 0, len(text))
    return [t._replace(start=written[0].start, end=written[-1].end) for t in found]
