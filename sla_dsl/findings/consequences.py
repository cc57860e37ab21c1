"""The consequences that are due, from the settled instances of the clauses (fine print 84 to 87)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby

import polars as pl

from sla_dsl.compile import periods as p
from sla_dsl.compile.rows import BREACHES
from sla_dsl.compile.zone import EPOCH_DAY, Zone, zone
from sla_dsl.findings import models
from sla_dsl.findings.clauses import period_of, plural
from sla_dsl.findings.exact import dumps
from sla_dsl.findings.models import PeriodRef, Place, Scalar
from sla_dsl.findings.numbers import exact
from sla_dsl.findings.variants import group_of
from sla_dsl.model.consequences import Action, Consequence
from sla_dsl.model.forms import Form, Per, PeriodForm
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.text.record import record

_ONE = timedelta(days=1)


@record
class Settled:
    """What the consequences of a clause rest on.

    `instances` are its settled periods and groups, None for single subjects: then `breached` is how many of these are,
    and `daily` has `day` and a column a word of `BREACHES`, where a consequence counts periods.
    """

    form: Form
    instances: pl.DataFrame | None
    breached: int = 0
    daily: pl.DataFrame | None = None


@record
class _Breach:
    """A breached period (None: all time) of a group."""

    period: PeriodRef | None
    group: Mapping[str, Scalar]


def due(policy: CheckedPolicy, settled: Mapping[str, Settled], as_of: int) -> tuple[models.Consequence, ...]:
    """Every consequence that is due, in the order of the policy, then of the periods and groups."""
    z = zone(policy.timezone)
    return tuple(d for c in policy.consequences for d in _due(policy, c, settled[c.clause], z, as_of))


def _due(policy: CheckedPolicy, of: Consequence, at: Settled, z: Zone, as_of: int) -> list[models.Consequence]:
    if of.times is None:
        return _at_once(of, at)
    assert of.per is not None
    found = _by_unit(policy, of.per, at, z, as_of) if at.instances is None else _breaches(at.form, at.instances)
    groups = {key: list(rows) for key, rows in groupby(sorted(found, key=_group_key), key=_group_key)}
    if of.of_last is None:
        runs = [run for rows in groups.values() for run in _runs(rows) if len(run) >= of.times]
        return [_run(of, run) for run in sorted(runs, key=lambda run: _of(run[0]).start)]
    window = _window(policy, of.per, of.of_last, z, as_of)
    within = [[b for b in rows if b.period and b.period.start >= window.start] for rows in groups.values()]
    return [_of_last(of, window, rows) for rows in within if len(rows) >= of.times]


def _at_once(of: Consequence, at: Settled) -> list[models.Consequence]:
    """One for each breached period and group, or one for all the subjects that are breached."""
    if at.instances is not None:
        return [_made(of, _in(b.period), b.period, b.group, 1) for b in _breaches(at.form, at.instances)]
    if not at.breached:
        return []
    rows = plural(at.breached, "row")
    return [_made(of, f"breached for {rows} of {at.form.population.table}", None, {}, at.breached)]


def _breaches(form: Form, instances: pl.DataFrame) -> list[_Breach]:
    """The whole term is the period of a promise that has none of its own; the share of a duty has none then."""
    rows = instances.filter(pl.col("verdict") == "breached").iter_rows(named=True)
    timeless = {"term"} if not isinstance(form, PeriodForm) else set()
    return [_Breach(None if row["period_kind"] in timeless else period_of(row), group_of(row, form)) for row in rows]


def _by_unit(policy: CheckedPolicy, per: Per, at: Settled, z: Zone, as_of: int) -> list[_Breach]:
    """The units of the calendar in which a subject began that is breached."""
    assert at.daily is not None
    counted = [pl.col(w) for w in BREACHES if w in at.daily.columns]
    days = at.daily.filter(pl.any_horizontal(c > 0 for c in counted))["day"]
    starts = {p.bounds(per, EPOCH_DAY + timedelta(days=int(day)), policy.years) for day in days}
    return [_Breach(_unit(policy, per, start, end, z, as_of), {}) for start, end in sorted(starts)]


def _unit(policy: CheckedPolicy, per: Per, start: date, end: date, z: Zone, as_of: int) -> PeriodRef:
    begins, ends = z.day_start(start), z.day_start(end)
    row = {
        "period_kind": per.kind, "period_label": p.label(per, start, end, policy.years), "begins": begins,
        "ends": ends, "period_state": "open" if as_of < ends else "closed",
    }  # fmt: skip
    return period_of(row)


def _window(policy: CheckedPolicy, per: Per, length: int, z: Zone, as_of: int) -> PeriodRef:
    """The last so many units of the calendar, up to the one that holds the as-of."""
    start, end = p.bounds(per, z.day_of(as_of), policy.years)
    units = [(start, end)]
    while len(units) < length:
        units.append(p.bounds(per, units[-1][0] - _ONE, policy.years))
    ends = [_unit(policy, per, *unit, z, as_of) for unit in (units[-1], units[0])]
    return _span(ends[0], ends[-1])


def _span(first: PeriodRef, last: PeriodRef) -> PeriodRef:
    label = first.label if first.label == last.label else f"{first.label} to {last.label}"
    return PeriodRef(first.kind, label, first.start, last.end, last.state)


def _runs(rows: Iterable[_Breach]) -> list[list[_Breach]]:
    """Breached periods of a group in runs of neighbours."""
    runs: list[list[_Breach]] = []
    for breach in sorted(rows, key=lambda b: _of(b).start):
        if runs and _of(runs[-1][-1]).end == _of(breach).start:
            runs[-1].append(breach)
        else:
            runs.append([breach])
    return runs


def _of(breach: _Breach) -> PeriodRef:
    assert breach.period is not None, "periods are counted of clauses that have them"
    return breach.period


def _run(of: Consequence, run: list[_Breach]) -> models.Consequence:
    period = _span(_of(run[0]), _of(run[-1]))
    reason = f"breached in {len(run)} consecutive {_units(of, len(run))}, {period.label}"
    return _made(of, reason, period, run[0].group, len(run))


def _of_last(of: Consequence, window: PeriodRef, rows: list[_Breach]) -> models.Consequence:
    assert of.of_last is not None
    reason = f"breached in {len(rows)} of the last {of.of_last} {_units(of, of.of_last)}, {window.label}"
    return _made(of, reason, window, rows[0].group, len(rows))


def _units(of: Consequence, count: int) -> str:
    assert of.per is not None
    unit = of.per.kind.replace("_", " ")
    return unit if count == 1 else f"{unit}s"


def _in(period: PeriodRef | None) -> str:
    return "breached" if period is None else f"breached in {period.label}"


def _group_key(breach: _Breach) -> str:
    return dumps(breach.group)


def _made(
    of: Consequence, reason: str, period: PeriodRef | None, group: Mapping[str, Scalar], count: int
) -> models.Consequence:
    actions = tuple(map(_action, of.actions))
    return models.Consequence(of.clause, reason, actions, Place(of.file, of.line, of.column), period, group, count)


def _action(of: Action) -> models.Action:
    return models.Action(of.kind, of.text, of.to, None if of.amount is None else exact(of.amount), of.unit)
