"""A table in thought: rows by what is asked of them, and how their instants are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from datetime import datetime, timedelta

from sla_dsl.compile.zone import EPOCH, Zone
from sla_dsl.logic.witness import Row, Usual, witness
from sla_dsl.model import expr as m
from sla_dsl.model.times import MINUTE_US
from sla_dsl.text.record import record


@record
class Child:
    """A row of a child table: `by` holds the key of the row it belongs to, and it satisfies some conditions."""

    table: str
    by: str
    conditions: tuple[m.Expr, ...]


@record
class Sketch:
    """Rows of a clause's table and the instant (us UTC) they are judged at; `title` says what they show, `beside` are
    rows of other tables that it counts, too, and `beneath` the child rows of each row by its place."""

    title: str
    rows: tuple[Row, ...]
    as_of: int
    beside: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    beneath: Mapping[int, tuple[Child, ...]] = field(default_factory=dict)


@record
class FirstOf:
    """Tables of which the first one is shown on which two policies part."""

    sketches: Iterable[Sketch]


Offer = Sketch | FirstOf
"""What may be shown."""


def offer_of(offer: Offer, made: Callable[[Sketch], Sketch]) -> Offer:
    """The same with other tables, each made of one of it."""
    return FirstOf(map(made, offer.sketches)) if isinstance(offer, FirstOf) else made(offer)


class NotShown(Exception):
    """A row rests on something that no table of a test can say in a few rows; the text says on what."""


def all_of(parts: Iterable[Iterator[Offer]]) -> Iterator[Offer]:
    """What all parts offer; the reason why there is no more of one of them is told behind the others. Raises
    `NotShown`."""
    why = None
    for part in parts:
        try:
            yield from part
        except NotShown as reason:
            why = why or reason
    if why is not None:
        raise why


def attempts(makers: Iterable[Callable[[], Sketch]]) -> Iterator[Sketch]:
    """The tables that can be made. Raises `NotShown`, as the first one did, where none can."""
    made, why = False, None
    for maker in makers:
        try:
            sketch = maker()
        except NotShown as reason:
            why = why or reason
            continue
        made = True
        yield sketch
    if why is not None and not made:
        raise why


def moment(us: int, zone: Zone, *, offset: bool = False) -> str:
    """A local time, to the minute where that is all there is to say; with its offset, where that is asked for."""
    local = local_time(us, zone)
    said = local.isoformat(" ", "minutes" if us % MINUTE_US == 0 else "auto")
    return f"{said}{_offset(zone.offset(us))}" if offset else said


def _offset(us: int) -> str:
    minutes = abs(us) // MINUTE_US
    return f"{'-' if us < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def local_time(us: int, zone: Zone) -> datetime:
    """The local time of an instant, without its zone."""
    return (EPOCH + timedelta(microseconds=us + zone.offset(us))).replace(tzinfo=None)


def solved(usual: Usual, *conditions: m.Expr | None) -> Row | None:
    """A row that satisfies all conditions (None: there is no such condition); None where none is found."""
    return witness(m.Both(tuple(c for c in conditions if c is not None)), usual=usual)
