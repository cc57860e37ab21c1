"""Counted flips as records: by their words, by owner, by month, by what makes them, and the first of each turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache, cached_property
from typing import Any

import polars as pl

from sla_dsl.compile.naming import key_column
from sla_dsl.compile.zone import EPOCH_DAY
from sla_dsl.engines.base import PassResult
from sla_dsl.findings.models import Scalar, Verdict
from sla_dsl.findings.numbers import moment
from sla_dsl.model.schema import OWNER
from sla_dsl.replay.causes import Try, cancelled, cause
from sla_dsl.replay.days import NO_DAY
from sla_dsl.replay.models import BREACHED, WORDS, Both, Cause, Flip, Flips, Kept, KeptBy, Turn, Words, turn
from sla_dsl.replay.rows import RowCase, first_name
from sla_dsl.text.record import record

WHENEVER = "whenever"
"""In the place of the month of rows that nothing places in time."""


_NONE = Kept()


@record
class Counted:
    """What a pass tells of the flips of some rows: `counts` by `day` (the first of the month of their start), maybe
    `owner`, `old`, `new` and `made`, with `count`, also of those that only tries flip; and the first of each turn."""

    counts: pl.DataFrame
    first: Mapping[Turn, pl.DataFrame]

    @cached_property
    def flipped(self) -> pl.DataFrame:
        """The counts of those that flip in the whole."""
        return self.counts.filter(pl.col("old") != pl.col("new"))


_NOTHING = Counted(pl.DataFrame(schema=dict.fromkeys(("day", OWNER, "old", "new", "made", "count"), pl.Int64)), {})


def counted(result: PassResult, case: RowCase) -> Counted:
    """What the pass tells of a case."""
    if not case.may_flip:
        return _NOTHING
    names = {where: first_name(case.name, where) for where in Turn}
    return Counted(result.rollups[case.name], {w: result.evidence[n] for w, n in names.items() if n in result.evidence})


def month(day: int) -> str:
    """The month that a local day is of."""
    if day == NO_DAY:
        return WHENEVER
    found = EPOCH_DAY + timedelta(days=day)
    return f"{found.year}-{found.month:02d}"


def flips_of(found: Sequence[Counted], tries: Sequence[Try], untried: int, shown: int) -> Flips:
    """The flips of a clause, all rows that it speaks of together."""
    counts: Counter[Words] = Counter()
    causes: Counter[Cause] = Counter()
    undone: Counter[int] = Counter()
    owners: dict[Scalar, Counter[Turn]] = {}
    months: dict[str, Counter[Turn]] = {}
    for part in found:
        for old, new, made, n in _summed(part.counts, "old", "new", "made"):
            if old == new:
                undone.update(dict.fromkeys(cancelled(made, tries), n))
            else:
                counts[WORDS[old], WORDS[new]] += n
                causes[cause(made, tries, untried)] += n
        if OWNER in part.counts.columns:
            _turned(owners, _summed(part.flipped, OWNER, "old", "new"))
        _turned(months, ((month(day), *rest) for day, *rest in _summed(part.flipped, "day", "old", "new")))
    return Flips(
        counts=dict(sorted(counts.items())),
        shown=tuple(_shown(found, tries, untried, shown)),
        by_owner=dict(sorted(owners.items(), key=lambda o: (o[0] is None, str(o[0])))),
        by_period=dict(sorted(months.items())),
        causes=in_order(causes),
        cancelled=dict(sorted(undone.items())),
    )


def in_order(causes: Mapping[Cause, int]) -> dict[Cause, int]:
    """Causes by what they are, then by the edits."""
    order = list(type(next(iter(causes)).heading)) if causes else []
    return dict(sorted(causes.items(), key=lambda c: (order.index(c[0].heading), c[0].units)))


def _summed(counts: pl.DataFrame, *by: str) -> list[tuple[Any, ...]]:
    return counts.group_by(*by).agg(pl.col("count").sum().cast(pl.Int64)).rows()


def _turned(into: dict[Any, Counter[Turn]], rows: Iterable[Sequence[Any]]) -> None:
    for what, old, new, n in rows:
        into.setdefault(what, Counter())[turn(WORDS[old], WORDS[new])] += n


def _shown(found: Sequence[Counted], tries: Sequence[Try], untried: int, shown: int) -> Iterable[Flip]:
    for where in Turn:
        rows = [row for part in found if where in part.first for row in part.first[where].to_dicts()]
        yield from (_flip(row, tries, untried) for row in rows[:shown])


def _flip(row: Mapping[str, Any], tries: Sequence[Try], untried: int) -> Flip:
    start = key_column("")
    return Flip(
        old=WORDS[row["old"]],
        new=WORDS[row["new"]],
        cause=cause(row["made"], tries, untried),
        key={n.removeprefix(start): v for n, v in row.items() if n.startswith(start)},
        cycle=row.get("cycle"),
        start=moment(row.get("start")),
        owner=row.get(OWNER),
    )


def kept_before(new: KeptBy, flips: Counted, by: str) -> KeptBy:
    """What was kept under the old policy: what is under the new one, without what has flipped."""
    if by not in flips.counts.columns:
        return {}
    found = dict(new)
    for what, old, now, n in _summed(flips.flipped, by, "old", "new"):
        so_far, was, left = found.get(what, _NONE), _is_kept(WORDS[old]), _is_kept(WORDS[now])
        found[what] = Kept(so_far.met + n * (was.met - left.met), so_far.judged + n * (was.judged - left.judged))
    return found


@cache
def _is_kept(word: str) -> Kept:
    """One row of a verdict."""
    met = word == Verdict.MET
    return Kept(int(met), int(met or word in BREACHED))


def by_month(of: KeptBy) -> KeptBy:
    """What was counted by the first days of months, by months."""
    return {month(day): kept for day, kept in of.items()}


def both(old: KeptBy, new: KeptBy) -> dict[Any, Both]:
    """What is kept under both policies, in order."""
    judged = {n for n in {*old, *new} if any(k.get(n, _NONE).judged for k in (old, new))}
    names = sorted(judged, key=lambda n: (n is None, str(n)))
    return {n: (old.get(n, _NONE), new.get(n, _NONE)) for n in names}
