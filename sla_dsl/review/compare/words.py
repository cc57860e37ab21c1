"""What differs in what every clause has: its parties, its severity and the words around the promise."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.model.forms import Form, Invariant, Meta
from sla_dsl.review.compare.difference import Difference
from sla_dsl.review.directions import E, L, T
from sla_dsl.review.say.numbers import share

_SEVERITIES = ("info", "minor", "major", "critical")
_CLAUSE = frozenset({"clause"})
_PARTIES = frozenset({"clause", "agreement"})


def differences(old: Meta, new: Meta) -> Iterator[Difference]:
    """Everything in which two clauses differ that settles no verdict."""
    if old.id != new.id:
        yield Difference("clause-renamed", E, old.id, new.id, by=_CLAUSE)
    if set(old.parties) != set(new.parties):
        yield Difference("party-changed", E, " and ".join(old.parties), " and ".join(new.parties), by=_CLAUSE)
    if old.to != new.to:
        yield Difference("beneficiary-changed", E, old.to, new.to, by=_PARTIES)
    if old.severity != new.severity:
        more = _SEVERITIES.index(new.severity) > _SEVERITIES.index(old.severity)
        id = "severity-raised" if more else "severity-lowered"
        yield Difference(id, T if more else L, old.severity, new.severity, by=_CLAUSE)
    for id, a, b in (
        ("title-changed", old.title, new.title),
        ("owner-changed", old.owner, new.owner),
        ("reason-changed", old.because, new.because),
    ):
        if a != b:
            yield Difference(id, E, a, b, by=_CLAUSE)


def warnings(old: Form, new: Form) -> Iterator[Difference]:
    """When a pending instance is at risk."""
    if isinstance(old, Invariant) or isinstance(new, Invariant) or old.warn == new.warn:
        return
    yield Difference("warning-changed", E, f"at {share(old.warn)}", f"at {share(new.warn)}", by=_CLAUSE)
