"""One clause as a block of text: the promise, what happened, the worst instances, and what is still to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import ClauseSummary, Finding, Verdict
from sla_dsl.reports import units
from sla_dsl.reports.text.ink import View
from sla_dsl.reports.text.instances import Listing, at_risk_table, breach_table, period_table
from sla_dsl.reports.words import (
    BREACHES,
    beside_baseline,
    clause_said,
    clause_word,
    counted,
    named,
    observed,
    total,
    verdict_word,
)

_OPEN_OR_BREACHED = (*BREACHES, Verdict.PENDING, Verdict.UNKNOWN)
_EXAMPLES = 3
_REASONS = 5


def block(clause: ClauseSummary, findings: Sequence[Finding], view: View) -> Listing:
    """The lines of a clause, and how many of its findings they name."""
    subjects = [finding for finding in findings if finding.subject is not None]
    instances = [finding for finding in findings if finding.subject is None]
    lines = [*_head(clause, view), *view.wrap(visible(clause.english)), *_result(clause, instances, view)]
    # The report may list fewer findings than there are: the counts know.
    shares = clause.counts if clause.form == "measure" else clause.shares or {}
    listings = (
        period_table(instances, clause.target, max(len(instances), total(shares, _OPEN_OR_BREACHED)), view),
        breach_table(subjects, clause.sentence, total(clause.counts, BREACHES), view),
        at_risk_table(subjects, clause.at_risk, view),
    )
    for listing in listings:
        lines += ["", *listing.lines] if listing.lines else []
    relieved = (Verdict.UNKNOWN, Verdict.WAIVED, Verdict.EXCUSED)
    tail = [*_pending(clause, view), *(line for word in relieved for line in _not_judged(subjects, word, view))]
    lines += ["", *tail] if tail and any(listing.lines for listing in listings) else tail
    return Listing(tuple(lines), sum(listing.shown for listing in listings))


def one_liner(clause: ClauseSummary, findings: Sequence[Finding], view: View) -> list[str]:
    """The clause in a line: what was promised, observed and counted."""
    over = _over(clause, [finding for finding in findings if finding.subject is None])
    by_period = clause.form == "measure" or clause.shares is not None
    counts = _labelled(over if by_period else visible(clause.table, 30), clause.shares or clause.counts)
    said = "; ".join(filter(None, (observed(clause), counts, beside_baseline(clause), visible(clause.why))))
    return view.after(view.verdict(clause), len(clause_said(clause)) + 2, f" {named(clause)}: {said}", 2)


def _head(clause: ClauseSummary, view: View) -> list[str]:
    return view.after(view.verdict(clause), len(clause_said(clause)) + 2, f"  {named(clause)}", 2)


def _result(clause: ClauseSummary, instances: Sequence[Finding], view: View) -> list[str]:
    over = _over(clause, instances)
    noun = over if clause.form == "measure" else visible(clause.table, 30)
    shares = clause.shares or {}
    # One share of everything has the verdict that the clause has.
    alone = clause.per is None and sum(shares.values()) == 1
    lines = [observed(clause), _labelled(noun, clause.counts), "" if alone else _labelled(over, shares)]
    lines += [f"breaches: {said}" for said in [beside_baseline(clause)] if said]
    if clause.why and not clause.verdict.is_breach and clause.verdict is not Verdict.MET:
        lines.insert(0, f"{clause_word(clause)}: {visible(clause.why)}")
    return [wrapped for line in lines if line for wrapped in view.wrap(line, hang=2)]


def _labelled(noun: str, counts: Mapping[Verdict, int]) -> str:
    said = counted(counts)
    return f"{noun}: {said}" if said else ""


def _over(clause: ClauseSummary, instances: Sequence[Finding]) -> str:
    """What the periods and groups of a clause are called: `weeks by owner`."""
    kind = next((finding.period.kind for finding in instances if finding.period), clause.per or "share")
    plural = {"rolling": "windows", "term": "whole term"}.get(kind, f"{kind.replace('_', ' ')}s")
    fields = next((tuple(finding.group) for finding in instances if finding.group), ())
    return f"{plural} by {', '.join(visible(name, 30) for name in fields)}" if fields else plural


def _pending(clause: ClauseSummary, view: View) -> list[str]:
    pending = clause.counts.get(Verdict.PENDING, 0)
    if clause.next_due is None or not pending:
        return []
    said = [f"pending: {pending:,}", f"the next due {view.instant(clause.next_due)}"]
    if clause.last_due is not None and clause.last_due != clause.next_due:
        said.append(f"the last {view.instant(clause.last_due)}")
    return view.wrap(", ".join([*said, f"{clause.at_risk:,} at risk" if clause.at_risk else "none at risk"]), hang=2)


def _not_judged(subjects: Sequence[Finding], verdict: Verdict, view: View) -> list[str]:
    """What stands against a verdict about whom, the most frequent reason first."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for finding in subjects:
        if finding.verdict is verdict:
            by_reason[_reason(finding)].append(_whom(finding))
    lines = []
    for reason, keys in sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))[:_REASONS]:
        more = [f"{len(keys) - _EXAMPLES:,} more"] if len(keys) > _EXAMPLES else []
        lines += view.wrap(f"{verdict.value}: {reason} ({'; '.join([*sorted(keys)[:_EXAMPLES], *more])})", hang=2)
    return lines


def _reason(finding: Finding) -> str:
    if finding.excused_by is not None:
        return f"{visible(finding.excused_by, 60)} is breached"
    return visible(finding.waiver or finding.reason, 200 if finding.waiver else 120)


def _whom(finding: Finding) -> str:
    would = "" if finding.would_be is None else f" would be {verdict_word(finding.would_be)}"
    return f"{units.pairs(finding.subject or {}, 30)}{would}"
