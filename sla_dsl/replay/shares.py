"""How many rows of each form are kept, by owner and by month: counted in the pass, and summed once for all forms."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

import polars as pl

from sla_dsl.compile.naming import day_source, group_column, prefix, rollup_name, sources
from sla_dsl.compile.plan import Rollup
from sla_dsl.compile.rows import BREACHES
from sla_dsl.engines.base import PassResult
from sla_dsl.model.forms import Duty, Form, Invariant
from sla_dsl.model.schema import OWNER
from sla_dsl.replay.counts import DAILY, MONTHLY
from sla_dsl.replay.days import Days
from sla_dsl.replay.masks import Masks
from sla_dsl.replay.models import Kept, KeptBy

_JUDGED = ("met", *BREACHES)


def with_shares(rollups: Mapping[str, Rollup], masks: Masks, days: Days, places: Sequence[int]) -> dict[str, Rollup]:
    """The roll-ups of a pass, with how many rows of each form are met and judged, by owner and by day or month.

    What is rolled up by owners anyway tells it, or is asked for it too; else forms of one start share the counting.
    """
    found = dict(rollups)
    for place in places:
        form = days.forms[place]
        if _own_days(form):
            continue
        name = _name(form, rollups)
        keys = {n: e for n, e in days.told(place).items() if n in ("day", OWNER)}
        there = found.get(name, Rollup(name, keys, {}))
        asked = {word: masks.any(place, words) for word, words in (("met", ["met"]), ("judged", _JUDGED))}
        sums = {prefix(place) + word: e.sum() for word, e in asked.items() if e is not None}
        found[name] = replace(there, sums={**there.sums, **sums})
    return found


def _own_days(form: Form) -> bool:
    """Whether the days and groups of a form itself tell what its rows' owners kept."""
    return (
        isinstance(form, Duty | Invariant) and form.grouped and OWNER in form.by and form.population.start is not None
    )


def _name(form: Form, rollups: Container[str]) -> str:
    """The name of the roll-up in which the rows of a form are counted: that by its days and owners, if there is one.

    What has no start has no days, though another form without one may be grouped by owner: its rows are of no month.
    """
    by_owner = rollup_name(day_source(form), (OWNER,))
    placed = form.population.start is not None
    return by_owner if placed and by_owner in rollups else f"shares {day_source(form)}"


class Shares:
    """What the passes of one reading of the data have counted."""

    def __init__(self) -> None:
        self._summed: dict[tuple[int, str, str], pl.DataFrame] = {}

    def of(self, form: Form, place: int, result: PassResult, by: str) -> KeptBy:
        """The rows of a form at a place of a pass that are kept, by `day` (the first of a month) or owner; nothing
        where the data tell no owner."""
        name, own = prefix(place), _own_days(form)
        rollup = rollup_name(day_source(form), sources(name, form.by)) if own else _name(form, result.rollups)
        frame = self._by(result, rollup, by)
        if by not in frame.columns:
            return {}
        judged = [name + word for word in _JUDGED if name + word in frame.columns] if own else [name + "judged"]
        rows = frame.select(by, met=name + "met", judged=pl.sum_horizontal(judged)).rows()
        return {what: Kept(*counts) for what, *counts in rows}

    def _by(self, result: PassResult, rollup: str, by: str) -> pl.DataFrame:
        """A roll-up summed up by owner or month."""
        key = (id(result), rollup, by)
        if key not in self._summed:
            frame = result.rollups[rollup]
            daily = group_column(OWNER) in frame.columns
            frame = frame.with_columns(day=DAILY if daily else MONTHLY)
            frame = frame.rename({group_column(OWNER): OWNER}) if daily else frame
            sums = [pl.col(c).cast(pl.Int64).sum() for c in frame.columns if c.endswith(_SUMMED)]
            self._summed[key] = frame.group_by(by).agg(sums) if by in frame.columns else pl.DataFrame()
        return self._summed[key]


_SUMMED = tuple(f".{word}" for word in (*_JUDGED, "judged"))
