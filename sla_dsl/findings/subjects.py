"""Findings and summaries of duties and invariants: their subjects, and with `on`, `per` or `by` the shares of these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from itertools import islice
from typing import Any

import polars as pl

from sla_dsl.compile.naming import group_column, key_column
from sla_dsl.compile.rhythm import STILL, TOO_LONG, TOO_SOON
from sla_dsl.compile.rows import BREACHES
from sla_dsl.findings.clauses import (
    INSTANCES,
    clause_verdict,
    common,
    counted,
    period_of,
    place,
    plural,
    unmet,
)
from sla_dsl.findings.fingerprint import fingerprint
from sla_dsl.findings.models import ClauseSummary, Evidence, Finding, Scalar, Severity, Target, Verdict
from sla_dsl.findings.numbers import moment, ratio, share_target
from sla_dsl.findings.relief import excused, nothing_left, waived
from sla_dsl.findings.variants import group_of, in_force, limit_of, limits_in_force, tier_of, variants
from sla_dsl.model.forms import TIER, Duty, Invariant, Spacing, SubjectForm, form_name
from sla_dsl.text.record import like, record

_DUTY = (
    Verdict.MET, Verdict.LATE, Verdict.MISSED, Verdict.BREACHED, Verdict.PENDING, Verdict.UNKNOWN, Verdict.WAIVED,
    Verdict.EXCLUDED, Verdict.EXCUSED,
)  # fmt: skip
_INVARIANT = tuple(v for v in _DUTY if v not in (Verdict.LATE, Verdict.MISSED, Verdict.PENDING))
_VERDICTS = {v.value: v for v in Verdict}
_EVIDENCE_KEYS = 5
TOTALS = (*_VERDICTS, "at_risk", "next_due", "last_due")
"""What is counted of the subjects of a clause, and when they fall due."""
EVIDENCE = ("breach", "unknown", "pending", "waived", "excused")
"""What is kept of the subjects that are not met, in the order in which findings list them."""


@record
class SubjectRows:
    """What the pass found for one clause: those of `TOTALS` that there are, the first subjects of each of `EVIDENCE`
    in order, and the settled shares (None without `on`, `per`, `by`)."""

    totals: Mapping[str, Any]
    evidence: Mapping[str, pl.DataFrame]
    shares: pl.DataFrame | None


def summary(form: SubjectForm, rows: SubjectRows, shown: int) -> ClauseSummary:
    """The clause's summary; `shown` of its findings are listed."""
    words = _DUTY if isinstance(form, Duty) else _INVARIANT
    counts = {w: int(rows.totals.get(w.value) or 0) for w in words}
    shares = None if rows.shares is None else counted(rows.shares, INSTANCES)
    judged = counts[Verdict.MET] + sum(counts.get(Verdict(b), 0) for b in BREACHES)
    verdict = clause_verdict(counts if shares is None else shares)
    return ClauseSummary(
        **common(form.meta, form.population.table),
        form=form_name(form),
        verdict=verdict,
        counts=counts,
        shares=shares,
        at_risk=int(rows.totals.get("at_risk") or 0),
        observed=ratio(counts[Verdict.MET], judged),
        target=_target(form),
        limit=limit_of(form),
        variants=variants(form),
        next_due=moment(rows.totals.get("next_due")),
        last_due=moment(rows.totals.get("last_due")),
        findings_total=_total(counts, shares),
        findings_shown=shown,
        per=None if form.per is None else form.per.kind,
        why=_why(form, verdict, counts, shares),
    )


def _target(form: SubjectForm) -> Target | None:
    return None if isinstance(form, Duty) and form.variants else share_target(form.share)


def _total(counts: Mapping[Verdict, int], shares: Mapping[Verdict, int] | None) -> int:
    of = counts if shares is None else shares
    return sum(n for v, n in of.items() if v not in (Verdict.MET, Verdict.EXCLUDED))


def _why(
    form: SubjectForm, verdict: Verdict, counts: Mapping[Verdict, int], shares: Mapping[Verdict, int] | None
) -> str:
    noun = form.population.table
    match verdict:
        case Verdict.NOT_APPLICABLE if _relieved(counts):
            return nothing_left(counts[Verdict.WAIVED], counts[Verdict.EXCUSED])
        case Verdict.NOT_APPLICABLE if shares is not None and shares[Verdict.NOT_APPLICABLE]:
            return "no period holds enough judged subjects"
        case Verdict.NOT_APPLICABLE:
            return f"none of the {noun} is in the scope of this promise"
        case Verdict.UNKNOWN:
            rows = plural(counts[Verdict.UNKNOWN], "row")
            return f"{rows} of {noun} can not be judged: a value that the promise needs is not known"
        case Verdict.PENDING:
            return (
                "nothing is due yet"
                if not counts[Verdict.MET]
                else "the period is not over, or what is pending can still turn it"
            )
        case _:
            return ""


def _relieved(counts: Mapping[Verdict, int]) -> bool:
    """Whether waivers and excuses have left nothing to judge."""
    there = {v for v, n in counts.items() if n and v is not Verdict.EXCLUDED}
    return bool(there) and there <= {Verdict.WAIVED, Verdict.EXCUSED}


def findings(form: SubjectForm, rows: SubjectRows, most: int) -> list[Finding]:
    """At most `most` findings: periods and groups for a duty with shares, subjects otherwise, breaches first."""
    if rows.shares is not None:
        breach = rows.evidence["breach"].to_dicts()
        return list(map(share(form, breach), unmet(rows.shares, most)))
    out: list[Finding] = []
    for frame in rows.evidence.values():
        out.extend(map(subject(form, frame.columns), frame.head(most - len(out)).iter_rows(named=True)))
    return out


def _keys(columns: Iterable[str]) -> list[tuple[str, str]]:
    """The columns of a subject's row that hold its key: what each is called, and its name there."""
    start = key_column("")
    return [(name.removeprefix(start), name) for name in columns if name.startswith(start)]


def subject(form: SubjectForm, columns: Iterable[str]) -> Callable[[Mapping[str, Any]], Finding]:
    """What makes the record of a subject's row, which has `columns`; what is the same for all is worked out once."""
    meta, keys = form.meta, _keys(columns)
    limit_in = limits_in_force(form)
    tiers = form.tiers if isinstance(form, Duty) else None
    same = like(_same_for_all(form), evidence=Evidence(1, 1))

    @cache
    def why(verdict: str, way: int | None) -> str:
        return reason(form, Verdict(verdict), way)

    def told(row: Mapping[str, Any]) -> Finding:
        key = {said: row[name] for said, name in keys}
        start, done, cycle = row.get("start"), row.get("done"), row.get("cycle")
        verdict = _VERDICTS[row["verdict"]]
        excuse = meta.excuses[row["excuse"]].meta.id if verdict is Verdict.EXCUSED else None
        would = row["would"] if verdict is Verdict.WAIVED else row["verdict"]
        found = like(
            same,
            id=fingerprint(meta.id, subject=key, cycle=cycle or 1),
            verdict=verdict,
            reason=excused(excuse) if excuse else why(would, row.get("way")),
            subject=key,
            cycle=cycle,
            start=moment(start),
            done=moment(done),
            due=moment(row.get("due")),
            elapsed_us=None if done is None or start is None else max(0, int(done) - int(start)),
            paused_us=row.get("paused"),
            group={} if tiers is None else tier_of(tiers, row["tier"]),
            limit=limit_in(row),
            at_risk=bool(row.get("at_risk")),
            excused_by=excuse,
        )
        return waived(found, form, row)

    return told


def reason(form: SubjectForm, verdict: Verdict, way: int | None = None) -> str:
    """What happened to a subject, in one sentence for a person; `way` is how it is breached, of several ways."""
    if verdict is Verdict.EXCLUDED:
        return "left out by `exclude` or `unless`"
    if verdict is Verdict.UNKNOWN:
        return "a value that the promise needs is not known"
    match form:
        case Duty(rhythm=Spacing(noun=noun)) if verdict is Verdict.BREACHED and way is not None:
            return WAYS[way].format(noun)
        case Duty(done_name=what, counted=counted):
            no, yet = ("fewer than", "so far") if counted else ("no", "yet")
            return _DUTY_REASONS.get(verdict, "").format(what=what, no=no, yet=yet)
        case Invariant(condition_name=what):
            return f"`{what}` holds" if verdict is Verdict.MET else f"`{what}` does not hold"


WAYS = {
    TOO_SOON: "one of the {} came too soon after the one before",
    TOO_LONG: "one of the {} came too long after the one before",
    STILL: "too long since the last of the {}",
}
"""How what is made is spaced wrongly, by the number of the way; `{}` is what is made."""
_DUTY_REASONS = {
    Verdict.MISSED: "{no} {what} by the due instant",
    Verdict.LATE: "{what} came after the due instant",
    Verdict.BREACHED: "{what} came too early",
    Verdict.PENDING: "{no} {what} {yet}, and it is not due",
    Verdict.MET: "{what} came in time",
}


def share(form: SubjectForm, breach: Sequence[Mapping[str, Any]]) -> Callable[[Mapping[str, Any]], Finding]:
    """What makes the record of a settled period and group; `breach` are the subjects that may stand as evidence."""
    same, tiered = _same_for_all(form), group_column(TIER)
    limit = cache(partial(limit_of, form))

    def told(row: Mapping[str, Any]) -> Finding:
        period, group = period_of(row), group_of(row, form)
        own = in_force(form, row)
        whole = isinstance(own, Duty) and bool(own.variants)  # of no tier, so that nothing is promised to it
        met, judged = int(row["numerator"]), int(row["denominator"])
        total = sum(int(row[b]) for b in BREACHES)
        return like(
            same,
            id=fingerprint(form.meta.id, period=period, group=group),
            verdict=_VERDICTS[row["verdict"]],
            reason=_share_reason(form, row, met, judged),
            period=None if period.kind == "term" else period,
            group=group,
            limit=limit(row.get(tiered)),
            observed=None if whole else ratio(met, judged),
            target=None if whole or own is None else share_target(own.share),
            numerator=met,
            denominator=judged,
            at_risk=bool(row["at_risk"]),
            evidence=_evidence(row, total, breach),
        )

    return told


def _same_for_all(form: SubjectForm) -> Finding:
    """What the findings of a clause have in common."""
    meta = form.meta
    return Finding("", meta.id, Verdict.UNKNOWN, Severity(meta.severity), place(meta), "", form.population.table)


def _evidence(row: Mapping[str, Any], total: int, breach: Sequence[Mapping[str, Any]]) -> Evidence:
    """The worst subjects of the period and group among those that the pass kept."""
    if not total:
        return Evidence(total, 0)
    group = [(name, value) for name, value in row.items() if name.startswith("g.")]
    keys = _keys(breach[0] if breach else ())
    mine = (b for b in breach if _in_period(b, row) and all(_same(b[name], value) for name, value in group))
    shown = [
        {said: b[at] for said, at in keys} | ({"cycle": b["cycle"]} if "cycle" in b else {})
        for b in islice(mine, _EVIDENCE_KEYS)
    ]
    return Evidence(total, len(shown), {k: tuple(s[k] for s in shown) for k in shown[0]} if shown else {})


def _in_period(subject: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    if row["period_kind"] == "term":
        return True
    start = subject["start"]
    return start is not None and row["begins"] <= start < row["ends"]


def _same(one: Scalar, other: Scalar) -> bool:
    """Whether two group values are one group: unknown is the same as unknown, and NaN as NaN."""
    return one == other or (one != one and other != other)


def _share_reason(form: SubjectForm, row: Mapping[str, Any], met: int, judged: int) -> str:
    pending, unknown = int(row["pending"]), int(row["unknown"])
    said = f"{met:,} of {judged:,} {'in time' if isinstance(form, Duty) else 'hold'}"
    if row["period_state"] == "partial":
        return f"{said}; only a part of the period is covered"
    if in_force(form, row) is None:
        return f"{said}; nothing is promised yet"
    if row["verdict"] == "not_applicable":
        relieved = int(row["waived"]), int(row["excused"])
        if not judged + pending and any(relieved):
            return f"nothing to judge: {nothing_left(*relieved)}"
        return "nothing to judge" if not judged + pending else f"{said}; too few to judge"
    if row["verdict"] == "unknown":
        return f"{plural(unknown, 'subject')} can not be placed" if unknown else "the group is not known"
    if row["verdict"] == "pending":
        return f"{said}; {pending:,} not due yet" if pending else f"{said} so far; the period is not over"
    return said
