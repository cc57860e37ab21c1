"""What a replay adds to the published JSON of a diff, version 1: its models.

A replay is told of data, so it is filled from outside; what stands here says what it holds.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, WithJsonSchema

from sla_dsl.text.published import Published

Word = Annotated[str, WithJsonSchema({"type": "string"})]
"""A verdict, or `none` where a policy promises nothing."""
Turn = Annotated[str, WithJsonSchema({"type": "string", "enum": ["worse", "better", "other"]})]
"""`worse` is into a breach, `better` is out of one."""
Number = Annotated[Any, WithJsonSchema({"type": "number"})]
Scalar = Annotated[Any, WithJsonSchema({"type": ["string", "number", "boolean", "null"]})]


class TableV1(Published):
    """A table that was read, where from, and its rows."""

    table: str
    source: str
    rows: int


class UnitV1(Published):
    """Edits that are tried together: the one that `leads`, and those that it needs; places in the diff's `edits`."""

    leads: int
    edits: list[int]


class CauseV1(Published):
    """What makes a flip: one edit alone, each of several, a pair, more of them, or none of those tried (`open`).

    `units` are the ways to it, each the places of the replay's `units` that it takes.
    """

    heading: Literal["alone", "several", "pair", "more", "open"]
    units: list[list[int]]


class CausedV1(CauseV1):
    """A cause and how many flips it makes."""

    count: int


class CancelledV1(Published):
    """How many verdicts a unit would flip alone and the whole leaves as they are."""

    unit: int
    count: int


class WordsV1(Published):
    """How many go from one verdict to another one."""

    old: Word
    new: Word
    count: int


class _TurnsV1(Published):
    worse: int
    better: int
    other: int


class OwnerTurnsV1(_TurnsV1):
    """The flips of an owner's rows."""

    owner: Scalar


class PeriodTurnsV1(_TurnsV1):
    """The flips of a period, or of the rows that begin in a month."""

    period: str


class TargetV1(Published):
    """What is asked of a value: `op value`, or `value <= x <= high` for `between`."""

    op: str
    value: Number
    high: Number | None
    unit: str


class MeasuredV1(Published):
    """A period as one policy sees it. `spare` is how far what was seen is from a breach, below zero behind it; `part`
    is the part of the promise that it is told of, where that is not the target."""

    verdict: Word
    observed: Number | None
    target: TargetV1 | None
    spare: Number | None
    part: str | None
    detail: str | None


class MarginV1(Published):
    """A period and group under both policies."""

    period: str
    start: AwareDatetime | None
    group: dict[str, Scalar]
    old: MeasuredV1
    new: MeasuredV1


class FlipV1(Published):
    """One verdict that flips: of a row by its `key` and `cycle`, of a period and group by its `margin`."""

    turn: Turn
    old: Word
    new: Word
    key: dict[str, Scalar] | None
    cycle: int | None
    start: AwareDatetime | None
    owner: Scalar
    cause: CauseV1
    margin: MarginV1 | None


class FlipsV1(_TurnsV1):
    """The flips of a clause's rows, or of its periods. `counts`, `by_owner`, `by_period` and `causes` each add up to
    all that they can be told of; `shown` are the first of each turn."""

    total: int
    counts: list[WordsV1]
    by_owner: list[OwnerTurnsV1]
    by_period: list[PeriodTurnsV1]
    causes: list[CausedV1]
    cancelled: list[CancelledV1]
    shown: list[FlipV1]


class KeptV1(Published):
    """What is met of all that is judged."""

    met: int
    judged: int


class _BothV1(Published):
    old: KeptV1
    new: KeptV1


class OwnerKeptV1(_BothV1):
    """What is kept of an owner's rows."""

    owner: Scalar


class MonthKeptV1(_BothV1):
    """What is kept of the rows that begin in a month."""

    month: str


class SummaryV1(Published):
    """A clause under one policy: its verdict, and its instances by theirs. `why` says why nothing was judged."""

    id: str
    verdict: str
    evaluable: bool
    counts: dict[str, int]
    shares: dict[str, int] | None
    why: str | None


class ClauseReplayV1(Published):
    """What flips in one clause. `judged_anew` is false where both policies say the same of it; `instances` are its
    periods and groups, `untried` the edits or pairs of edits that were not tried."""

    id: str
    parties: list[str]
    judged_anew: bool
    old: SummaryV1 | None
    new: SummaryV1 | None
    subjects: FlipsV1
    periods: FlipsV1
    instances: int
    margins: list[MarginV1]
    by_owner: list[OwnerKeptV1]
    by_month: list[MonthKeptV1]
    untried: int


class ContradictionV1(Published):
    """Flips that the review rules out: a mistake of the tool. `change` is the place in the diff's `changes` of the
    only one that reaches the clause, null where none does."""

    clause: str
    change: int | None
    direction: str
    turn: Turn
    count: int


class ReplayV1(Published):
    """What came out of both policies on the same data, as of one instant."""

    as_of: AwareDatetime
    as_of_source: Literal["option", "data"]
    timezone: str
    data: list[TableV1]
    passes: int
    units: list[UnitV1]
    flips: int
    clauses: list[ClauseReplayV1]
    contradictions: list[ContradictionV1]
