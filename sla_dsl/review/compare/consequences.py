"""How what follows from a breach differs: consequences that came and went, sooner or later, more or less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil

from sla_dsl.findings.exact import visible
from sla_dsl.model.consequences import Action, Consequence
from sla_dsl.review.compare.difference import WORDS, Difference, named, there
from sla_dsl.review.directions import B, E, L, T, U, together
from sla_dsl.review.models import Direction
from sla_dsl.review.say.numbers import grouped, share, some

_WHEN = WORDS | {"when"}


def differences(old: Sequence[Consequence], new: Sequence[Consequence]) -> Iterator[Difference]:
    """What differs for one clause; more that follows, or follows sooner, is tightened."""
    there_too = [_key(c) for c in new]
    gone = [c for c in old if _key(c) not in there_too]
    was_there = [_key(c) for c in old]
    come = [c for c in new if _key(c) not in was_there]
    for a, b in zip(gone, come, strict=False):
        yield named("consequence", _direction(a, b), said(a), said(b), by=_WHEN)
    for a in gone[len(come) :]:
        yield there("consequence", T, said(a), None, by=_WHEN)
    for b in come[len(gone) :]:
        yield there("consequence", T, None, said(b), by=_WHEN)


def said(c: Consequence) -> str:
    """`in 3 consecutive months: terminate`."""
    acts = " and ".join(_action(a) for a in c.actions)
    if c.times is None or c.per is None:
        return f"on a breach: {acts}"
    unit = c.per.kind.replace("_", " ")
    if c.of_last is None:
        return f"breached in {c.times} {'' if c.times == 1 else 'consecutive '}{unit}s: {acts}"
    return f"breached in {c.times} of the last {c.of_last} {unit}s: {acts}"


def _key(c: Consequence) -> object:
    return c.actions, c.times, c.of_last, c.per


def _direction(old: Consequence, new: Consequence) -> Direction:
    return together((_sooner(old, new), _more(old.actions, new.actions)))


def _sooner(old: Consequence, new: Consequence) -> Direction:
    """A run of fewer periods is there sooner, and so are fewer of as many, or as many of more."""
    if (old.times, old.of_last, old.per) == (new.times, new.of_last, new.per):
        return E
    if old.times is None or new.times is None:
        return L if old.times is None else T
    if old.per != new.per:
        return U
    if old.of_last is None and new.of_last is not None:
        return _lapsing(old.times, new.times, new.of_last)
    if old.of_last is not None and new.of_last is None:
        return _lapsing(new.times, old.times, old.of_last).mirror
    times = E if old.times == new.times else T if new.times < old.times else L
    last = E
    if old.of_last is not None and new.of_last is not None and old.of_last != new.of_last:
        last = T if new.of_last > old.of_last else L
    return together((times, last))


def _lapsing(running: int, times: int, of_last: int) -> Direction:
    """From so many in a run to so many of the last ones. A run stays due, and what is too long ago is none of the last
    ones. So many of these have a run in them at least as long as their parts, if the others stand evenly between them.
    """
    run = ceil(Fraction(times, of_last - times + 1))
    return L if run >= running else B


def _more(old: Sequence[Action], new: Sequence[Action]) -> Direction:
    if set(old) == set(new):
        return E
    if set(old) < set(new):
        return T
    if set(new) < set(old):
        return L
    if [_apart_from_amount(a) for a in old] == [_apart_from_amount(a) for a in new]:
        amounts = [(a.amount or 0, b.amount or 0) for a, b in zip(old, new, strict=True)]
        return together(E if a == b else T if b > a else L for a, b in amounts)
    return B


def _apart_from_amount(a: Action) -> object:
    return a.kind, a.text, a.to, a.unit


def _action(a: Action) -> str:
    amount = ""
    if a.amount is not None:
        match a.unit:
            case "share":
                amount = f" {share(a.amount)}"
            case "seconds":
                amount = f" {some(a.amount / 3600, 'hour')}"
            case _:
                amount = f" {grouped(a.amount)} {a.unit or ''}".rstrip()
    whom = "" if a.text is None else f' "{visible(a.text)}"'
    return f"{visible(a.kind)}{whom}{amount}" + ("" if a.to is None else f" to {visible(a.to)}")
