"""The periods and the summary of a clause as each policy settles them, from what the passes gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from sla_dsl.check import collected
from sla_dsl.engines.base import PassResult
from sla_dsl.findings.assemble import Collected, clause
from sla_dsl.findings.clauses import common, unjudged
from sla_dsl.findings.instances import period_rows, record_of
from sla_dsl.findings.models import ClauseSummary
from sla_dsl.model.cycles import Rows
from sla_dsl.model.forms import Form
from sla_dsl.model.policy import CheckedPolicy, TableUse, Unjudged
from sla_dsl.ready import Prepared
from sla_dsl.replay.cases import Side, Spot
from sla_dsl.replay.models import KeptBy
from sla_dsl.replay.periods import Settled
from sla_dsl.replay.shares import Shares
from sla_dsl.replay.union import Union


class Results:
    """What one reading of the data gave, seen by the policies that are judged on it; each clause is settled once."""

    def __init__(self, ready: Prepared, results: Mapping[Rows, PassResult], union: Union) -> None:
        self._ready, self.passes, self._union = ready, results, union
        self._seen: dict[int, tuple[CheckedPolicy, dict[Rows, Collected]]] = {}
        self._periods: dict[Spot, Settled] = {}
        self._summaries: dict[Spot, ClauseSummary] = {}
        self._settled: dict[Spot, pl.DataFrame] = {}
        self._kept = Shares()

    def periods(self, side: Side) -> Settled:
        """The periods and groups of a clause."""
        if side.spot not in self._periods:
            place, tables = self._union.place(side.spot.said), self._tables(side.policy)
            if side.spot in self._settled:
                rows = self._settled[side.spot]
            else:
                rows = period_rows(side.policy, side.form, place, tables, self._ready.as_of)
            self._periods[side.spot] = Settled(side.form, rows, record_of(side.form))
        return self._periods[side.spot]

    def summary(self, side: Side) -> ClauseSummary:
        """The summary of a clause; of what says the same only the words are another one's."""
        if side.spot not in self._summaries:
            policy, place = replace(side.policy, consequences=()), self._union.place(side.spot.said)
            found, _, rests = clause(policy, side.form, place, self._tables(side.policy), self._ready.as_of, 0)
            self._summaries[side.spot] = found
            self._settled[side.spot] = pl.DataFrame() if rests.instances is None else rests.instances
        return replace(self._summaries[side.spot], **common(side.form.meta, side.form.population.table))

    def kept(self, side: Side | None, by: str) -> KeptBy:
        """How many rows of a clause about rows are met and judged, by month or owner; nothing of any other one."""
        if side is None or side.rows is None:
            return {}
        return self._kept.of(side.spot.said, self._union.place(side.spot.said), self.passes[side.rows], by)

    def _tables(self, policy: CheckedPolicy) -> dict[Rows, Collected]:
        """What was collected of the tables that a policy reads, as if it alone had read them."""
        if id(policy) not in self._seen:
            mine = {
                rows: replace(r, totals=_seen_by(r, policy.tables[name], self._ready.policy.tables[name]))
                for rows, r in self.passes.items()
                if (name := rows if isinstance(rows, str) else rows.table) in policy.tables
            }
            # The policy is kept beside, since its identity is what it goes by.
            self._seen[id(policy)] = policy, collected(replace(self._ready, policy=policy), mine)
        return self._seen[id(policy)][1]


def _seen_by(result: PassResult, use: TableUse, whole: TableUse) -> dict[str, object]:
    """The totals without the first and the last instant of columns that a policy does not read itself."""
    mine = {c.name for c in use.columns if c.read and c.header is not None and c.name in use.instants}
    strange = {f"{c}.{end}" for c in whole.instants if c not in mine for end in ("min", "max")}
    return {k: v for k, v in result.totals.items() if k not in strange}


def summary(side: Side | None, of: Form | Unjudged | None, results: Mapping[int, Results]) -> ClauseSummary | None:
    """The summary of a clause of one policy; None where it has none."""
    if side is not None:
        return results[side.spot.ground].summary(side)
    return unjudged(of) if isinstance(of, Unjudged) else None
