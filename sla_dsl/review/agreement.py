"""What differs in the agreement itself: the lines that hold for all clauses, and those that settle no verdict."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

from sla_dsl.compile.zone import zone
from sla_dsl.lang import ast
from sla_dsl.model.forms import Invariant
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.review.compare.difference import Difference, there
from sla_dsl.review.compare.periods import periods, shape
from sla_dsl.review.directions import B, E, U
from sla_dsl.review.models import Edit, Stated
from sla_dsl.review.sides import english

_WORDS = {
    "title": "agreement-title-changed",
    "version": "version-changed",
    "parties": "parties-changed",
    "purpose": "purpose-changed",
    "review": "review-changed",
    "currency": "currency-changed",
}


def differences(
    edit: Edit, before: CheckedPolicy, after: CheckedPolicy
) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """What the edit of a line means, and the clauses it reaches; the term is compared clause by clause."""
    forms = {f.meta.id: f for f in after.forms}
    old, new = (None if s is None else english(s) for s in (edit.old, edit.new))
    match edit.name:
        case "acceptances":
            for one in _acceptances(edit.old, edit.new):
                yield one, ()
        case "timezone":
            if _clock(before) == _clock(after):  # one zone by two names
                yield Difference("timezone-changed", E, old, new), ()
            else:  # of the times of a row some may be said in the policy's zone, and others in one of their own
                placed = all(not isinstance(f, Invariant) or f.grouped for f in after.forms)
                yield Difference("timezone-changed", B if placed else U, old, new), tuple(forms)
        case "weeks_start":
            reached = _recut(before, after, {"week_start"})
            yield Difference("week-start-changed", B if reached else E, old, new), reached
        case "fiscal_start" | "fiscal_weeks":
            reached = _recut(before, after, {"fiscal_month", "weeks"})
            yield Difference("fiscal-year-changed", B if reached else E, old, new), reached
        case name if name in _WORDS:
            yield Difference(_WORDS[name], E, old, new), ()


def _clock(of: CheckedPolicy) -> tuple[object, ...]:
    """What a zone says, whatever it is called."""
    found = zone(of.timezone)
    return found.changes, found.offsets


def _recut(before: CheckedPolicy, after: CheckedPolicy, named: Set[str]) -> tuple[str, ...]:
    """The clauses of which some periods begin or end on other days by these lines; the others are those of one side."""
    pairs = [
        (years, replace(years, **{name: getattr(other, name) for name in named}))
        for years, other in ((before.years, after.years), (after.years, before.years))
    ]
    return tuple(
        f.meta.id for f in after.forms if any(shape(p, a) != shape(p, b) for p in periods(f) for a, b in pairs)
    )


def _acceptances(old: Stated | None, new: Stated | None) -> Iterator[Difference]:
    a, b = _by_party(old), _by_party(new)
    for party in dict.fromkeys((*a, *b)):
        if party not in a or party not in b:
            yield there("acceptance", E, a.get(party), b.get(party))
        elif a[party] != b[party]:
            yield Difference("acceptance-changed", E, a[party], b[party])


def _by_party(stated: Stated | None) -> dict[str, str]:
    if stated is None or not isinstance(stated.node, ast.Agreement):
        return {}
    return {a.party.text: f'{a.party.text} "{a.role.value}" on {a.on.day}' for a in stated.node.acceptances}
