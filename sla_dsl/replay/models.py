"""What a replay tells: every verdict that flips between two policies on the same data, and what flips it.

Counts are exact; instants are aware and in UTC, shown in the new policy's zone (`Replay.timezone`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from sla_dsl.findings.models import ClauseSummary, Scalar, TableRef, Target, Verdict
from sla_dsl.review.models import Edit
from sla_dsl.text.record import record

NONE = "none"
"""The word of an instance that is not there: the clause, its scope or its periods are other ones."""

WORDS = (NONE, *Verdict)
"""What an instance may be before and after; its place is its code in a pass."""


class Turn(StrEnum):
    """Where a flip leads: into a breach, out of one, or neither."""

    WORSE = "worse"
    BETTER = "better"
    OTHER = "other"


def turn(old: str, new: str) -> Turn:
    """Where a flip from one word to another leads."""
    was, now = (word in BREACHED for word in (old, new))
    if was == now:
        return Turn.OTHER
    return Turn.WORSE if now else Turn.BETTER


BREACHED = frozenset(v for v in Verdict if v.is_breach)


class Heading(StrEnum):
    """How a flip of the whole is explained: by one edit alone, by each of several, by two together, or by none of
    these, with all pairs tried (`more`) or not (`open`)."""

    ALONE = "alone"
    SEVERAL = "several"
    PAIR = "pair"
    MORE = "more"
    OPEN = "open"


@record
class Cause:
    """What makes a flip: `units` are places in `Replay.units`, those of each way to make it."""

    heading: Heading
    units: tuple[tuple[int, ...], ...] = ()


@record
class Unit:
    """Edits that are tried as one: an edit, and those without which it can not be bound. `edits` are their places in
    `Replay.edits`; `leads` is the one that needs the others."""

    leads: int
    edits: tuple[int, ...]


@record
class Measured:
    """One side of a period and group: its verdict, what was seen, what was promised, and how far inside the promise it
    is, in the target's unit (negative: by how much it misses; None: not known). `part` is `pace` or `even` where that
    part alone is breached, and `detail` tells where."""

    verdict: str
    observed: Fraction | None = None
    target: Target | None = None
    spare: Fraction | None = None
    part: str = ""
    detail: str = ""


@record
class Margin:
    """One period and group of a clause, as judged by the old policy and by the new one; `period` is its label."""

    period: str
    start: datetime | None
    group: Mapping[str, Scalar]
    old: Measured
    new: Measured


@record
class Flip:
    """One instance whose verdict flips: a subject by its `key`, or a period and group."""

    old: str
    new: str
    cause: Cause
    key: Mapping[str, Scalar] | None = None
    cycle: int | None = None
    start: datetime | None = None
    owner: Scalar = None
    margin: Margin | None = None

    @property
    def turn(self) -> Turn:
        """Where it leads."""
        return turn(self.old, self.new)


Words = tuple[str, str]
"""The old and the new word of a flip."""


@record
class Flips:
    """The flips of one sort of instances of a clause.

    `counts` has all of them by their words, `shown` the first of each turn in the order of their keys or periods.
    `by_owner` and `by_period` count them by turn; an owner is None where the data tell none, a period a label.
    `causes` counts them once each, by what makes them; `cancelled` those that a unit would make alone and the whole
    does not.
    """

    counts: Mapping[Words, int] = field(default_factory=dict)
    shown: tuple[Flip, ...] = ()
    by_owner: Mapping[Scalar, Mapping[Turn, int]] = field(default_factory=dict)
    by_period: Mapping[str, Mapping[Turn, int]] = field(default_factory=dict)
    causes: Mapping[Cause, int] = field(default_factory=dict)
    cancelled: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many flip."""
        return sum(self.counts.values())

    @property
    def turns(self) -> Counter[Turn]:
        """How many flip, by where that leads."""
        found: Counter[Turn] = Counter()
        for (old, new), n in self.counts.items():
            found[turn(old, new)] += n
        return found


class Kept(NamedTuple):
    """How many of those judged are met; a tuple, as there are thousands of them."""

    met: int = 0
    judged: int = 0


KeptBy = Mapping[Any, Kept]
"""The rows kept and judged of every owner or month."""
Both = tuple[Kept, Kept]
"""What is kept under the old and under the new policy."""


@record
class ClauseReplay:
    """One clause under both policies; `old` or `new` is None where it is not there.

    `judged_anew` is false where both say the same of every row, so that it was evaluated once. `subjects` are the flips
    of rows, `periods` those of periods and groups, `margins` the first of the latter, those that flip before others,
    of so many `instances`. `by_owner` and `by_period` tell the rows kept (by the month of their start), of a clause
    that was judged anew. `untried` pairs of edits were left out, being too many.
    """

    id: str
    parties: tuple[str, ...]
    old: ClauseSummary | None
    new: ClauseSummary | None
    judged_anew: bool
    subjects: Flips = Flips()
    periods: Flips = Flips()
    margins: tuple[Margin, ...] = ()
    instances: int = 0
    by_owner: Mapping[Scalar, Both] = field(default_factory=dict)
    by_period: Mapping[str, Both] = field(default_factory=dict)
    untried: int = 0

    @property
    def flips(self) -> int:
        """How many instances flip."""
        return self.subjects.total + self.periods.total


@record
class Replay:
    """Both policies over the same data. `as_of_source` is `option` or `data`; `passes` is how often they were read."""

    as_of: datetime
    as_of_source: str
    timezone: str
    data: tuple[TableRef, ...]
    edits: tuple[Edit, ...]
    units: tuple[Unit, ...]
    clauses: tuple[ClauseReplay, ...]
    passes: int = 1

    @property
    def flips(self) -> int:
        """How many instances flip."""
        return sum(c.flips for c in self.clauses)


@record
class Contradiction:
    """Flips of a clause that the review rules out: `direction` is what it says of the one change that reaches the
    clause, the `change`-th, or of all where none does (None)."""

    clause: str
    change: int | None
    direction: str
    turn: Turn
    count: int
