"""Boundary cases by trial: rows of all values that conditions speak of, where none could be worked out from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import islice, product

from sla_dsl.logic.witness import Cell, Row, Usual
from sla_dsl.model.expr import Column, Const, Expr, OneOf, walk
from sla_dsl.model.forms import Duty, Invariant, SubjectForm
from sla_dsl.model.kinds import Kind
from sla_dsl.replay.boundary.ground import Ground
from sla_dsl.replay.boundary.pieces import fails, starting
from sla_dsl.replay.boundary.sketch import Sketch, solved
from sla_dsl.replay.boundary.starts import morning

_TRIED, _SHOWN = 400, 4
_DAYS = 31


def tried(
    old: SubjectForm, new: SubjectForm, place: Ground, apart: Callable[[Sketch], Sequence[int]]
) -> Iterator[Sketch]:  # fmt: skip
    """The first rows that part among those of many values, and one that does not."""
    at = morning(place, ())
    never = [fails(form) for form in (old, new) if isinstance(form, Duty)]
    base = solved(Usual(at), *starting(old, new, at), *never)
    said = [e for form in (old, new) for top in _conditions(form) for e in walk(top)]
    columns = list(dict.fromkeys(e for e in said if isinstance(e, Column)))
    if base is None or not columns:
        return
    values = _values(said, place)
    cells = product(*(values[column.kind] for column in columns))
    rows = tuple({**base, **dict(zip(columns, row, strict=True))} for row in islice(cells, _TRIED))
    as_of = place.after(place.at(place.first + timedelta(days=_DAYS)), old, new)
    title = "what holds" if isinstance(new, Invariant) else "who is meant"
    found = list(apart(Sketch(title, rows, as_of)))
    if found:
        shown: list[Row] = [rows[n] for n in found[:_SHOWN]]
        yield Sketch(title, tuple(shown), as_of)
        yield Sketch(title, rows[: found[0] + 1], as_of)  # what repeats rests on the rows before it


def _conditions(form: SubjectForm) -> list[Expr]:
    p = form.population
    there = [p.scope, p.excluded, form.condition if isinstance(form, Invariant) else None]
    return [e for e in there if e is not None]


def _values(said: Sequence[Expr], place: Ground) -> Mapping[Kind, Sequence[Cell]]:
    """The values to be tried of each kind: those that are named and those beside them, hours of a day, days."""
    consts = [e.value for e in said if isinstance(e, Const)]
    consts += [item for e in said if isinstance(e, OneOf) for item in e.items]
    numbers = [Fraction(c) for c in consts if isinstance(c, int | Fraction) and not isinstance(c, bool)]
    near = sorted({n + d for n in numbers for d in (-1, 0, 1)} | {Fraction(n) for n in (0, 1, 2, 3, 5, 10)})
    hours = [place.at(place.first, hour) for hour in range(24)]
    days = [place.at(place.first + timedelta(days=n)) for n in range(1, _DAYS)]
    return {
        Kind.NUMBER: [int(n) if n.denominator == 1 else n for n in near],
        Kind.TEXT: list(dict.fromkeys([*(c for c in consts if isinstance(c, str)), "a", "b"])),
        Kind.BOOLEAN: [True, False],
        Kind.INSTANT: [*hours, *days],
    }
