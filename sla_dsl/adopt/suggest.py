"""What the data say today of the numbers that an agreement begins with: a month's leads, and the time to an answer."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from sla_dsl.check import instances_of, judged
from sla_dsl.lang.parser import parse
from sla_dsl.model.times import HOUR_US, MINUTE_US
from sla_dsl.ready import Options, get_ready
from sla_dsl.text.diagnostic import InternalError
from sla_dsl.text.record import record
from sla_dsl.text.source import Source

_VOLUME, _SPEED = "volume", "speed"


@record
class Today:
    """What there is: whole months with what each brought, leads that were answered of how many, and their p80 (us).

    The p80 is the least time within which 80 % of those that were answered had their answer (nearest rank).
    """

    months: tuple[tuple[str, int], ...] = ()
    answered: int = 0
    leads: int = 0
    p80_us: int | None = None

    @property
    def median(self) -> int | None:
        """The middle one of the months' numbers, of two the lower one."""
        found = sorted(n for _, n in self.months)
        return found[(len(found) - 1) // 2] if found else None

    @property
    def limit(self) -> str | None:
        """The p80, rounded up to what a person would promise; None where most leads have no answer in the data."""
        if self.p80_us is None or 2 * self.answered < self.leads:
            return None
        for unit, most, step in (("min", 2 * HOUR_US, 5), ("h", 48 * HOUR_US, 1)):
            size = MINUTE_US if unit == "min" else HOUR_US
            if self.p80_us <= most:
                number = max(step, -(-self.p80_us // (size * step)) * step)
                return f"{number}h" if unit == "h" else f"{number} min"
        return f"{-(-self.p80_us // (24 * HOUR_US))} days"


def today(head: str, stage: str, data: Mapping[str, str], options: Options, *, touched: bool) -> Today:
    """What the data say of `stage` (what is counted) and, where leads are `touched`, of the time to the first touch.

    `head` has the agreement and the tables. Raises `PolicyError`, `DataError` and `UsageError`.
    """
    text = f"{head}\nclause {_VOLUME}: marketing delivers >= 1 {stage} per month\n"
    if touched:
        text += f"clause {_SPEED}: sales first-touch within 3650 days\n"
    file, mistakes = parse(Source("draft.sla", text))
    if mistakes:
        raise InternalError(f"what was made of the data does not parse: {mistakes[0].message}")
    ready = get_ready([file], data, options)
    found = {name: frame.collect() for name, frame in instances_of(ready, judged(ready, options)).items()}
    return Today(_months(found.get(_VOLUME), ready.policy.timezone), *_times(found.get(_SPEED)))


def _months(found: pl.DataFrame | None, zone: str) -> tuple[tuple[str, int], ...]:
    if found is None:
        return ()
    whole = found.filter((pl.col("period_state") == "closed") & pl.col("observed").is_not_null()).sort("period_start")
    begins = whole["period_start"].dt.convert_time_zone(zone).dt.strftime("%Y-%m")
    return tuple((month, int(n)) for month, n in zip(begins, whole["observed"], strict=True))


def _times(found: pl.DataFrame | None) -> tuple[int, int, int | None]:
    """The leads that were answered, all leads, and the p80 of the former (us)."""
    if found is None:
        return 0, 0, None
    rows = found.filter(pl.col("key").is_not_null() & pl.col("start").is_not_null())
    taken = (rows["done"] - rows["start"]).drop_nulls().cast(pl.Int64).clip(lower_bound=0).sort()
    rank = -(-len(taken) * 4 // 5)
    return len(taken), rows.height, int(taken[rank - 1]) if len(taken) else None
