"""The days that rows are counted by, as columns of the pass: each is worked out once for all that is counted by it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache

import polars as pl

from sla_dsl.compile.kit import Expr, LookUp
from sla_dsl.compile.naming import day_source, key_column
from sla_dsl.compile.plan import Rollup, TablePlan
from sla_dsl.compile.rows import Columns
from sla_dsl.findings.instances import subject_row
from sla_dsl.model.forms import Form
from sla_dsl.model.schema import OWNER

NO_DAY = -1
"""In the place of the local day of rows that nothing places in time: before all days there are."""

_FIRST, _LAST = -2, 47_500  # local days around 1970 to 2099


def told(plan: TablePlan, place: int) -> Columns:
    """What tells a row of a clause: its key and owner, its start (us), and the first local day of the month in which it
    starts, `NO_DAY` where nothing places it in time."""
    xp, row = plan.kit.xp, subject_row(plan, place)
    keys = {n: e for n, e in row.items() if n.startswith(key_column("")) or n == "cycle"}
    return {
        **keys,
        **({"start": row["start"]} if "start" in row else {}),
        "day": plan.kit.look(_months(), row["day"]).cast(xp.Int64) if "day" in row else xp.lit(NO_DAY).cast(xp.Int64),
        **({OWNER: xp.col(OWNER)} if OWNER in plan.reads else {}),
    }


@cache
def _months() -> LookUp:
    """The first day of its month for every local day; by months there are few rows to count flips in."""
    days = pl.int_range(_FIRST, _LAST, dtype=pl.Int32, eager=True).cast(pl.Date)
    return LookUp("first of month", days.dt.month_start().to_physical().cast(pl.Int64), _FIRST, 1)


class Days:
    """The columns that tell the days of a plan's rows."""

    def __init__(self, plan: TablePlan, forms: Sequence[Form]) -> None:
        self.plan, self.forms = plan, forms
        self.columns: Columns = {}
        self._told: dict[int, Columns] = {}
        self._known: dict[tuple[str, str], Expr] = {}

    def told(self, place: int) -> Columns:
        """What tells a row of the form at a place, its month as a column."""
        if place not in self._told:
            row, form = told(self.plan, place), self.forms[place]
            if form.population.start is not None:
                row["day"] = self._column("month", day_source(form), row["day"])
            self._told[place] = row
        return self._told[place]

    def placed(self, rollups: Sequence[Rollup], names: Collection[str]) -> dict[str, Rollup]:
        """The roll-ups by their names, some of them with their days as columns."""
        return {r.name: self._placed(r) if r.name in names else r for r in rollups}

    def _placed(self, rollup: Rollup) -> Rollup:
        return replace(rollup, keys={**rollup.keys, "day": self._column("day", rollup.name, rollup.keys["day"])})

    def _column(self, word: str, of: str, e: Expr) -> Expr:
        if (word, of) not in self._known:
            name = f"{word}`{len(self._known)}"
            self.columns[name] = e
            self._known[word, of] = self.plan.kit.xp.col(name)
        return self._known[word, of]
