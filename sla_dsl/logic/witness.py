"""Rows that show what a condition asks for: one that satisfies it, and those on which two conditions part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice
from math import ceil, floor

from sla_dsl.logic.assumed import Assumed, Texts, TooMany
from sla_dsl.logic.bounds import Bound, Bounds
from sla_dsl.logic.cases import Truth, truths
from sla_dsl.logic.compared import Text
from sla_dsl.logic.normal import normal
from sla_dsl.logic.relations import ALWAYS, search_of
from sla_dsl.logic.terms import NO_FACTS, Facts, Number, Opaque, Variable
from sla_dsl.model import expr as m
from sla_dsl.model.kinds import Kind
from sla_dsl.model.times import MINUTE_US
from sla_dsl.text.record import record

Cell = Number | str | bool | None
Row = Mapping[m.Expr, Cell]
"""What columns hold, and what picks and counts of child rows come to; None is empty. Whatever is not in it may be
anything. Instants and lengths of time are in microseconds; instants that are computed are taken to have come."""

_LOOKED_AT = 300
"""How many kinds of rows are looked at for the smallest one."""
_FINEST = 10**-9


@record
class Usual:
    """What a column holds where any value will do, and which end of a range is taken where not any will."""

    instant: int = 0
    number: int = 1
    text: str = "other"
    highest: bool = False


USUAL = Usual()


@record
class Parting:
    """A row with the truths of two conditions on it."""

    row: Row
    old: Truth
    new: Truth


def witness(e: m.Expr, facts: Facts = NO_FACTS, usual: Usual = USUAL) -> Row | None:
    """A row that satisfies a condition, with as few columns filled as may be; None where none is found."""
    return next(iter(_smallest(e, facts, usual)), None)


def separating(
    old: m.Expr, new: m.Expr, facts: Facts = NO_FACTS, usual: Usual = USUAL, among: m.Expr = ALWAYS
) -> tuple[Parting, ...]:
    """Rows on which two conditions are not the same, those at the ends of ranges, and with few columns filled.

    `among` is what they are to satisfy besides.
    """
    found: list[Parting] = []
    for before in (True, False, None):
        for after in (True, False, None):
            if before is not after:
                parts = m.Both((being(before, old), being(after, new), among))
                for one in (usual, Usual(usual.instant, usual.number, usual.text, not usual.highest)):
                    row = witness(parts, facts, one)
                    if row is not None and all(row != p.row for p in found):
                        found.append(Parting(row, before, after))
    return tuple(found)


def being(truth: Truth, e: m.Expr) -> m.Expr:
    """The condition that another one has a truth."""
    if truth is None:
        return m.Negation(m.IsKnown(e))
    return e if truth else m.Negation(e)


def _smallest(e: m.Expr, facts: Facts, usual: Usual) -> list[Row]:
    """Rows that satisfy a condition, those with fewer columns filled first."""
    rows = list(islice(_rows(e, facts, usual), _LOOKED_AT))
    return sorted(rows, key=lambda row: sum(value is not None for value in row.values()))


def _rows(e: m.Expr, facts: Facts, usual: Usual) -> Iterator[Row]:
    try:
        for truth, s in truths(normal(e), Assumed.nothing(search_of(facts))):
            row = _row(s, usual) if truth else None
            if row is not None:
                yield row
    except TooMany:
        return


def _row(s: Assumed, usual: Usual) -> Row | None:
    """A row as assumed; None where it rests on what is not looked into."""
    found: dict[Variable, Cell] = {x: _any(x, usual) if there else None for x, there in s.known.items()}
    found |= s.truths
    for bounds in {id(b): b for b in s.lines.values()}.values():
        found |= _numbers(bounds, [x for x, b in s.lines.items() if b is bounds], usual)
    found |= _texts(s, usual)
    row: dict[m.Expr, Cell] = {}
    for x, value in found.items():
        if isinstance(x.term, Opaque) and not (x.term.operation == "happened" and value is True):
            told = _inverted(x.term, value)
            if told is None or told[0] in s.texts:
                return None
            row[told[0].term] = told[1]  # type: ignore[index]
    for x, value in found.items():
        if not isinstance(x.term, Opaque):
            row.setdefault(x.term, value)
    return row


def _inverted(term: Opaque, value: Cell) -> tuple[Variable, Cell] | None:
    """The text of which a function gives this one."""
    match term:
        case Opaque("lower" | "trim" | "domain", (Text(Variable() as x),)) if isinstance(value, str):
            return x, f"name@{value}" if term.operation == "domain" else value
        case _:
            return None


def _any(x: Variable, usual: Usual) -> Cell:
    match x.kind:
        case Kind.INSTANT:
            return usual.instant
        case Kind.NUMBER:
            return max(usual.number, usual.number if x.low is None else x.low)
        case Kind.TEXT:
            return usual.text
        case Kind.BOOLEAN:
            return True


# ---------------------------------------------------------------------------------------------------- numbers


def _numbers(bounds: Bounds, variables: list[Variable], usual: Usual) -> dict[Variable, Cell]:
    """A value for each, one after the other: what bounds leave open is always possible."""
    out: dict[Variable, Cell] = {}
    for x in sorted(variables, key=lambda v: (not _settled(bounds, v), repr(v.term))):
        value = _between(x, _negative(bounds.difference(None, x)), bounds.difference(x, None), usual)
        out[x] = value
        for one, two, bound in ((x, None, Bound(value)), (None, x, Bound(-value))):
            bounds = bounds.at_most(one, two, bound) or bounds
    return out


def _settled(bounds: Bounds, x: Variable) -> bool:
    """Whether a constant bounds it."""
    return bounds.difference(None, x) is not None or bounds.difference(x, None) is not None


def _negative(bound: Bound | None) -> Bound | None:
    return None if bound is None else Bound(-bound.value, bound.open_)


def _between(x: Variable, low: Bound | None, high: Bound | None, usual: Usual) -> Number:
    """A round value in a range, at the end that is asked for."""
    if low is None and high is None:
        return usual.instant if x.kind is Kind.INSTANT else usual.number
    from_high = low is None or (high is not None and usual.highest)
    edge = high if from_high else low
    assert edge is not None
    step: Number = MINUTE_US if x.kind is Kind.INSTANT else 1
    while step > _FINEST:
        value = _round(edge, step, from_high)
        if _inside(value, low, high) and (not x.whole or value == int(value)):
            return value
        step = 1 if step == MINUTE_US else Fraction(step) / 10
    assert low is not None
    assert high is not None
    return (Fraction(low.value) + high.value) / 2


def _round(edge: Bound, step: Number, from_high: bool) -> Number:
    """The first multiple of a step at an end of a range, behind it where the end does not belong to it."""
    if from_high:
        value = floor(Fraction(edge.value) / step) * step
        value -= step if edge.open_ and value == edge.value else 0
    else:
        value = ceil(Fraction(edge.value) / step) * step
        value += step if edge.open_ and value == edge.value else 0
    return int(value) if value == int(value) else value


def _inside(value: Number, low: Bound | None, high: Bound | None) -> bool:
    above = low is None or value > low.value or (value == low.value and not low.open_)
    return above and (high is None or value < high.value or (value == high.value and not high.open_))


# ---------------------------------------------------------------------------------------------------- texts


def _texts(s: Assumed, usual: Usual) -> dict[Variable, Cell]:
    """A text for each: those that may be one of a few first, then some that no other has."""
    out: dict[Variable, Cell] = {}
    for x, texts in sorted(s.texts.items(), key=lambda pair: (not pair[1].inside, repr(pair[0].term))):
        if x not in s.equal:
            taken = {out.get(y) for pair in s.apart if x in pair for y in pair}
            out[x] = next(text for text in _candidates(texts, usual) if text not in taken)
    return out | {x: out[same] for x, same in s.equal.items()}


def _candidates(texts: Texts, usual: Usual) -> Iterator[str]:
    """The texts that it may be, those first that are easily written."""
    if texts.inside:
        yield from sorted(texts.texts, key=lambda text: (text != text.strip() or not text.isprintable(), text))
        return
    number = 1
    while True:
        text = usual.text if number == 1 else f"{usual.text} {number}"
        if text not in texts.texts:
            yield text
        number += 1
