"""A replay as plain values, which stand under `replay` in the JSON of a diff. Keys may be added, never renamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sla_dsl.findings.models import ClauseSummary, Target
from sla_dsl.findings.numbers import exact
from sla_dsl.replay.models import Both, Cause, ClauseReplay, Contradiction, Flip, Flips, Margin, Measured, Replay, Turn


def plain(found: Replay, contradictions: Sequence[Contradiction] = ()) -> dict[str, Any]:
    """What `dumps` can write. `units` and `edits` are told by their places, those of the diff's `edits`."""
    return {
        "as_of": found.as_of,
        "as_of_source": found.as_of_source,
        "timezone": found.timezone,
        "data": [{"table": t.table, "source": t.source, "rows": t.rows} for t in found.data],
        "passes": found.passes,
        "units": [{"leads": u.leads, "edits": list(u.edits)} for u in found.units],
        "flips": found.flips,
        "clauses": [_clause(c) for c in found.clauses],
        "contradictions": [
            {"clause": c.clause, "change": c.change, "direction": c.direction, "turn": c.turn.value, "count": c.count}
            for c in contradictions
        ],
    }


def _clause(of: ClauseReplay) -> dict[str, Any]:
    return {
        "id": of.id,
        "parties": list(of.parties),
        "judged_anew": of.judged_anew,
        "old": _summary(of.old),
        "new": _summary(of.new),
        "subjects": _flips(of.subjects),
        "periods": _flips(of.periods),
        "instances": of.instances,
        "margins": [_margin(m) for m in of.margins],
        "by_owner": [{"owner": o, **_both(b)} for o, b in of.by_owner.items()],
        "by_month": [{"month": m, **_both(b)} for m, b in of.by_period.items()],
        "untried": of.untried,
    }


def _summary(of: ClauseSummary | None) -> dict[str, Any] | None:
    if of is None:
        return None
    counts = {v.value: n for v, n in of.counts.items()}
    shares = None if of.shares is None else {v.value: n for v, n in of.shares.items()}
    return {
        "id": of.id, "verdict": of.verdict.value, "evaluable": of.evaluable, "counts": counts, "shares": shares,
        "why": of.why,
    }  # fmt: skip


def _flips(of: Flips) -> dict[str, Any]:
    return {
        "total": of.total,
        **_turns(of.turns),
        "counts": [{"old": old, "new": new, "count": n} for (old, new), n in of.counts.items()],
        "by_owner": [{"owner": o, **_turns(t)} for o, t in of.by_owner.items()],
        "by_period": [{"period": p, **_turns(t)} for p, t in of.by_period.items()],
        "causes": [{**_cause(c), "count": n} for c, n in of.causes.items()],
        "cancelled": [{"unit": u, "count": n} for u, n in of.cancelled.items()],
        "shown": [_flip(f) for f in of.shown],
    }


def _turns(of: Mapping[Turn, int]) -> dict[str, int]:
    return {t.value: of.get(t, 0) for t in Turn}


def _cause(of: Cause) -> dict[str, Any]:
    return {"heading": of.heading.value, "units": [list(way) for way in of.units]}


def _flip(of: Flip) -> dict[str, Any]:
    return {
        "turn": of.turn.value, "old": of.old, "new": of.new, "key": of.key, "cycle": of.cycle, "start": of.start,
        "owner": of.owner, "cause": _cause(of.cause), "margin": None if of.margin is None else _margin(of.margin),
    }  # fmt: skip


def _margin(of: Margin) -> dict[str, Any]:
    group = dict(of.group)
    return {"period": of.period, "start": of.start, "group": group, "old": _side(of.old), "new": _side(of.new)}


def _side(of: Measured) -> dict[str, Any]:
    observed, spare = (None if x is None else exact(x) for x in (of.observed, of.spare))
    return {
        "verdict": of.verdict, "observed": observed, "target": _target(of.target), "spare": spare,
        "part": of.part or None, "detail": of.detail or None,
    }  # fmt: skip


def _target(of: Target | None) -> dict[str, Any] | None:
    return None if of is None else {"op": of.op, "value": of.value, "high": of.high, "unit": of.unit}


def _both(of: Both) -> dict[str, Any]:
    old, new = of
    return {"old": {"met": old.met, "judged": old.judged}, "new": {"met": new.met, "judged": new.judged}}
