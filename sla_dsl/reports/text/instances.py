"""The tables of a clause: periods that are not met, rows that are late or missed, and rows that soon will be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import Finding, Part, Scalar, Target, Verdict
from sla_dsl.reports import units
from sla_dsl.reports.text.ink import View
from sla_dsl.reports.text.tables import Column, table
from sla_dsl.reports.words import instance_word, late_by, overrun
from sla_dsl.text.record import record

_CELL = 60
_REASON = 300
_BEHIND = 3
_US = timedelta(microseconds=1)

# What a reader must see first when not everything fits.
_WEIGHT = {Verdict.UNKNOWN: 1, Verdict.PENDING: 3}


@record
class Listing:
    """Lines of text, and how many findings they name."""

    lines: tuple[str, ...] = ()
    shown: int = 0


def period_table(instances: Sequence[Finding], promised: Target | None, total: int, view: View) -> Listing:
    """The periods and groups that are not met, in the order of time; `total` counts the unlisted ones too.

    Targets are told only where one is not the clause's own `promised`: the block has said that one already.
    """
    ranked = sorted(
        instances, key=lambda f: (_weight(f), f.known is True, *(-part for part in _when(f)[:1]), _when(f), f.id)
    )
    chosen = sorted(ranked[: view.style.rows], key=lambda f: (_when(f), units.pairs(f.group), f.id))
    columns = [
        Column("period", tuple(map(_period, chosen))),
        *_groups(chosen),
        Column("verdict", tuple(map(instance_word, chosen))),
        *_baseline(chosen),
        Column("observed", tuple(map(_observed, chosen)), align="right"),
        *_targets(chosen, promised),
        Column("counted", tuple(map(_share, chosen)), "optional", "right"),
        Column("why", tuple(map(_why, chosen)), "wrap"),
    ]
    return _listing(columns, len(chosen), total, view)


def breach_table(subjects: Sequence[Finding], sentence: str, total: int, view: View) -> Listing:
    """The rows that are late or missed, the longest overdue first; `total` counts the unlisted ones too.

    A reason that says no more than the `sentence` of the clause is left out.
    """
    breached = [finding for finding in subjects if finding.verdict.is_breach]
    ranked = sorted(breached, key=lambda f: (f.known is True, -overrun(f, view.as_of)))  # ties as they come: by key
    chosen = ranked[: view.style.rows]
    if any(finding.due for finding in chosen):
        said = [
            _instants("start", chosen, lambda f: f.start, view, kind="optional"),
            *_values("optional", [finding.group for finding in chosen]),
            *_limits(chosen),
            *_paused(chosen),
            _instants("due", chosen, lambda f: f.due, view),
            _instants("done", chosen, lambda f: f.done, view, "not done"),
            Column("late by", tuple(late_by(f, view.as_of) for f in chosen), align="right"),
        ]
    else:
        reasons = tuple(visible(f.reason, _REASON) for f in chosen)
        said = [] if _repeats(set(reasons), sentence) else [Column("why", reasons, "wrap")]
    return _listing([*_keys(chosen), *said, *_baseline(chosen), *_evidence(chosen)], len(chosen), total, view)


def _repeats(reasons: set[str], sentence: str) -> bool:
    """Whether the one reason is that the condition of the sentence does not hold."""
    condition = next(iter(reasons), "").removeprefix("`").removesuffix("` does not hold")
    return len(reasons) == 1 and bool(condition) and condition in sentence


def at_risk_table(subjects: Sequence[Finding], total: int, view: View) -> Listing:
    """The pending rows at risk, what can still be saved first; `total` counts the unlisted ones too."""
    risky = [finding for finding in subjects if finding.at_risk and finding.due]
    chosen = sorted(risky, key=lambda f: f.due or view.as_of)[: view.style.rows]
    left = tuple(units.duration((f.due - view.as_of) // _US) if f.due else "" for f in chosen)
    columns = [
        *_keys(chosen),
        _instants("start", chosen, lambda f: f.start, view, kind="optional"),
        *_paused(chosen),
        _instants("due", chosen, lambda f: f.due, view),
        Column("at risk, time left", left, align="right"),
        *_evidence(chosen),
    ]
    return _listing(columns, len(chosen), total, view)


def _listing(columns: Sequence[Column], shown: int, total: int, view: View) -> Listing:
    if not shown:
        return Listing()
    more = [f"  … and {total - shown:,} more"] if total > shown else []
    return Listing((*table(columns, view.style.width), *more), shown)


def _weight(finding: Finding) -> int:
    if finding.verdict.is_breach:
        return 0
    return _WEIGHT.get(finding.verdict, 4) - (1 if finding.at_risk else 0)


def _when(finding: Finding) -> tuple[float, float]:
    period = finding.period
    return (period.start.timestamp(), period.end.timestamp()) if period else (0.0, 0.0)


def _period(finding: Finding) -> str:
    period = finding.period
    if period is None:
        return ""
    return visible(period.label, 30) + (f" ({period.state})" if period.state != "closed" else "")


def _observed(finding: Finding) -> str:
    return "" if finding.observed is None else units.amount(finding.observed, finding.target)


def _share(finding: Finding) -> str:
    if finding.numerator is None or not finding.denominator or not finding.target or finding.target.unit != "share":
        return ""
    return f"{units.number(finding.numerator)} of {units.number(finding.denominator)}"


def _why(finding: Finding) -> str:
    """Each part that is not met in its own words, else the finding's reason, unless the numbers have said it all."""
    if finding.verdict.is_breach and not finding.parts and _share(finding):
        return _behind(finding)
    said = [_part(part, finding) for part in finding.parts if part.verdict.is_breach or part.verdict is Verdict.PENDING]
    if finding.projection is not None:
        said.append(f"on course for about {units.quantity(finding.projection, finding.target, 0)}")
    if finding.waiver is not None:
        said.append(f"waived: {visible(finding.waiver, _REASON)}")
    return "; ".join(filter(None, said)) or visible(finding.reason, _REASON)


def _behind(finding: Finding) -> str:
    """The first rows behind a share that was missed: `lead_id 7, 12, 15 and 4 more`."""
    evidence = finding.evidence
    name, values = next(iter(evidence.columns.items()), ("", ()))
    if not values:
        return ""
    shown = [units.scalar(value, _CELL) for value in values[:_BEHIND]]
    more = f" and {evidence.total - len(shown):,} more" if evidence.total > len(shown) else ""
    return f"{visible(name, _CELL)} {', '.join(shown)}{more}"


def _part(part: Part, finding: Finding) -> str:
    if part.observed is None or part.target is None:
        return visible(part.detail, _CELL)
    observed = units.quantity(part.observed, part.target)
    if part.name == "pace":
        # A cap that no sub-period has reached is nothing to explain.
        if part.observed <= part.target.value:
            return ""
        brought = "brought" if part.verdict.is_breach else "has so far"
        return (
            f"{visible(part.detail, _CELL)} {brought} {observed} (cap {units.stated(part.target.value, part.target)})"
        )
    missing = part.target.value - part.observed
    if part.name == "even":
        due = f"{visible(part.detail, _CELL)}: {observed} of {units.number(part.target.value)} due"
        return due if missing > 0 else ""
    top = part.target.high if part.target.high is not None else part.target.value
    if part.target.op in (">=", ">", "between") and missing > 0:
        return f"{units.number(missing)} {'short' if part.verdict.is_breach else 'to go'}"
    return f"{units.number(part.observed - top)} over" if part.observed > top else ""


def _instants(
    header: str,
    findings: Sequence[Finding],
    of: Callable[[Finding], datetime | None],
    view: View,
    absent: str = "",
    kind: str = "fixed",
) -> Column:
    values = [of(finding) for finding in findings]
    return Column(header, tuple(view.instant(v) if v else absent for v in values), kind, "right")


def _targets(findings: Sequence[Finding], promised: Target | None) -> list[Column]:
    if all(finding.target == promised for finding in findings):
        return []
    return [Column("promised", tuple(units.bound(f.target) if f.target else "" for f in findings))]


def _limits(findings: Sequence[Finding]) -> list[Column]:
    """The limits, where they differ from row to row."""
    said = tuple(units.limit(finding.limit) if finding.limit else "" for finding in findings)
    return [Column("limit", said, "optional", "right")] if len(set(said)) > 1 else []


def _paused(findings: Sequence[Finding]) -> list[Column]:
    """How long each clock stood still, where one did."""
    said = tuple(units.duration(finding.paused_us) if finding.paused_us else "" for finding in findings)
    return [Column("paused", said, "optional", "right")] if any(said) else []


def _baseline(findings: Sequence[Finding]) -> list[Column]:
    """What the baseline says of each, where there is one."""
    said = tuple("" if f.known is None else "known" if f.known else "new" for f in findings)
    return [Column("baseline", said, "optional")] if any(said) else []


def _keys(findings: Sequence[Finding]) -> list[Column]:
    """The keys of the rows, and where a row has several entries, which of them is meant."""
    cycles = [{} if finding.cycle is None else {"cycle": finding.cycle} for finding in findings]
    return _values("cut", [{**(f.subject or {}), **cycle} for f, cycle in zip(findings, cycles, strict=True)])


def _evidence(findings: Sequence[Finding]) -> list[Column]:
    """What is known about each row besides its key, as far as there is room."""
    rows = [
        {name: values[0] for name, values in f.evidence.columns.items() if values and name not in (f.subject or {})}
        for f in findings
    ]
    return _values("optional", rows)


def _groups(findings: Sequence[Finding]) -> list[Column]:
    """The groups of periods; what a tier is called says what it is promised for, and is told in full."""
    found = _values("cut", [finding.group for finding in findings])
    return [replace(column, kind="name") if column.header == "tier" else column for column in found]


def _values(kind: str, rows: Sequence[Mapping[str, Scalar]]) -> list[Column]:
    """A column for every name, in the order of first sight."""
    names = dict.fromkeys(name for row in rows for name in row)
    return [
        Column(
            visible(name, _CELL),
            tuple(units.scalar(row[name], _CELL) if name in row else "" for row in rows),
            kind,
        )
        for name in names
    ]
