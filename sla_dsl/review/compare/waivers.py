"""How the waivers of two clauses differ: those that came and went, their days, and for whom they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sla_dsl.findings.exact import visible
from sla_dsl.model.waivers import Waiver
from sla_dsl.review.compare.context import related
from sla_dsl.review.compare.difference import Difference, each, sized, there
from sla_dsl.review.directions import B, E, L, T, by_true, together
from sla_dsl.review.say.conditions import condition

_ALIKE = (("condition", "because"), ("condition",), ("because",))
"""What two waivers have in common that are taken for one, the surest first."""
_WAIVE = frozenset({"waive", "define", "let", "event", "stage", "table"})


def differences(old: Sequence[Waiver], new: Sequence[Waiver]) -> Iterator[Difference]:
    """What differs; a waiver lifts breaches only, so adding one loosens."""
    gone, come = [w for w in old if w not in new], [w for w in new if w not in old]
    pairs = _paired(gone, come)
    for a, b in pairs:
        yield from _changed(a, b)
    for a in gone:
        if all(a is not one for one, _ in pairs):
            yield there("waiver", L, said(a), None, by=_WAIVE, since=a.days[0])
    for b in come:
        if all(b is not other for _, other in pairs):
            yield there("waiver", L, None, said(b), by=_WAIVE, since=b.days[0])


def said(waiver: Waiver) -> str:
    """`2026-08-01 to 2026-08-14 for owner is "jane", because parental leave`."""
    whom = "" if waiver.condition is None else f" for {condition(waiver.condition)}"
    return f"{waiver.days[0]} to {waiver.days[1]}{whom}, because {visible(waiver.because)}"


def _paired(gone: Sequence[Waiver], come: Sequence[Waiver]) -> list[tuple[Waiver, Waiver]]:
    """The waivers that are taken for one and the same: first by whom and why, then by either."""
    pairs: list[tuple[Waiver, Waiver]] = []
    olds, news = list(gone), list(come)
    for alike in _ALIKE:
        for a in list(olds):
            b = next((b for b in news if all(getattr(a, f) == getattr(b, f) for f in alike)), None)
            if b is not None:
                pairs.append((a, b))
                olds.remove(a)
                news.remove(b)
    return pairs


def _changed(a: Waiver, b: Waiver) -> Iterator[Difference]:
    since = min(a.days[0], b.days[0])
    if a.condition != b.condition:
        for_whom = by_true(related(a.condition, b.condition), T)
        if for_whom is not E:
            word = {T: "waiver-narrowed", L: "waiver-widened"}.get(for_whom, "waiver-changed")
            yield Difference(word, for_whom, said(a), said(b), since=since, by=_WAIVE)
    if a.days != b.days:
        first = E if a.days[0] == b.days[0] else L if b.days[0] < a.days[0] else T
        last = E if a.days[1] == b.days[1] else L if b.days[1] > a.days[1] else T
        direction = together((first, last)) if {first, last} != {T, L} else B
        more = {L: True, T: False}.get(direction)
        days = each(lambda w: f"{w.days[0]} to {w.days[1]}", a, b)
        if a.days[0] == b.days[0]:
            since = min(a.days[1], b.days[1]) + timedelta(days=1)
        yield sized("waiver", more, ("extended", "shortened"), direction, *days, since=since, by=_WAIVE)
    if (a.because, a.approved_by) != (b.because, b.approved_by):
        words = each(lambda w: f"{w.because}, approved by {w.approved_by or 'nobody'}", a, b)
        yield Difference("waiver-reworded", E, *words, by=_WAIVE)
