"""How the open time of two calendars compares: what is open in one that is not in the other.

Where all that an old calendar has open is open in the new one, business time passes no slower: a limit in business
hours of the same length is due no later. Business days go by whole days: a limit of as many is due no later where the
new calendar also keeps the hours of all working days of the old one.
"""

from __future__ import annotations

import polars as pl

from sla_dsl.compile.openings import END, FIRST, openings
from sla_dsl.logic.relations import Relation
from sla_dsl.model.calendar import Calendar
from sla_dsl.text.record import record


@record
class OpenTime:
    """How the open time of a new calendar lies to that of an old one.

    `whole_days` says that they have the same hours on every local day on which both open, so that only whole days were
    added or taken away. Without open time that both have, they are disjoint.
    """

    relation: Relation
    whole_days: bool


def open_time(old: Calendar, new: Calendar, first: int = FIRST, end: int = END) -> OpenTime:
    """How the open time of two calendars compares between two instants (us UTC), by default always."""
    if old == new:
        return OpenTime(Relation.EQUAL, whole_days=True)
    a, b = _spans(old, first, end), _spans(new, first, end)
    return OpenTime(_relation(_joined(a), _joined(b)), old.timezone == new.timezone and _same_hours(a, b))


def _spans(calendar: Calendar, first: int, end: int) -> pl.DataFrame:
    """The openings that lie between two instants, cut at them: `opens`, `closes` (us UTC), `day`."""
    there = openings(calendar)
    spans = pl.DataFrame({"opens": there.opens, "closes": there.closes, "day": there.day})
    cut = spans.with_columns(pl.col("opens").clip(lower_bound=first), pl.col("closes").clip(upper_bound=end))
    return cut.filter(pl.col("opens") < pl.col("closes"))


def _joined(spans: pl.DataFrame) -> pl.DataFrame:
    """The spans with those that touch as one."""
    begins = (pl.col("opens") > pl.col("closes").shift(1)).fill_null(True)
    return spans.group_by(begins.cum_sum().alias("run"), maintain_order=True).agg(
        pl.col("opens").first(), pl.col("closes").last()
    )


def _relation(old: pl.DataFrame, new: pl.DataFrame) -> Relation:
    wider, narrower = _holds(new, old), _holds(old, new)
    if wider and narrower:
        return Relation.EQUAL
    if wider or narrower:
        return Relation.WIDER if wider else Relation.NARROWER
    return Relation.OVERLAPPING if _meet(old, new) else Relation.DISJOINT


def _holds(outer: pl.DataFrame, inner: pl.DataFrame) -> bool:
    """Whether every span of one lies in a span of the other."""
    within = inner.join_asof(outer.rename({"closes": "end"}), on="opens")
    return bool((within["end"].fill_null(FIRST) >= within["closes"]).all())


def _meet(old: pl.DataFrame, new: pl.DataFrame) -> bool:
    """Whether there is time that both have."""
    both = pl.concat([old.select("opens", "closes"), new.select("opens", "closes")]).sort("opens")
    return bool((both["opens"] < both["closes"].cum_max().shift(1)).any())


def _same_hours(old: pl.DataFrame, new: pl.DataFrame) -> bool:
    shared = old.join(new, on="day", how="semi"), new.join(old, on="day", how="semi")
    return shared[0].equals(shared[1])
