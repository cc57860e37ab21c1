"""The words all report rooms share: of verdicts, of clauses and their counts, and of one finding in a line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import Action, ClauseSummary, Consequence, Finding, KnownBreach, Target, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.model.health import STANDING_OUT
from sla_dsl.reports import units

BREACHES = (Verdict.LATE, Verdict.MISSED, Verdict.BREACHED)

_COUNTED = (
    Verdict.MET,
    *BREACHES,
    Verdict.PENDING,
    Verdict.UNKNOWN,
    Verdict.NOT_APPLICABLE,
    Verdict.WAIVED,
    Verdict.EXCUSED,
    Verdict.EXCLUDED,
)
_JUDGED = (Verdict.MET, *BREACHES)
_SUMMARY_ORDER = ("met", "breached", "unknown", "pending", "not applicable", "waived", "excused", "not evaluable")
_US = timedelta(microseconds=1)
_REASON = 300
_KEY = 60


def beware(report: Report) -> list[str]:
    """What is so wrong with the data that verdicts may be wrong: to be told before them."""
    return [f"{n.table}: {visible(n.message, 400)}" for n in report.run.health if n.kind in STANDING_OUT]


def verdict_word(verdict: Verdict) -> str:
    return verdict.value.replace("_", " ")


def clause_word(clause: ClauseSummary) -> str:
    """The verdict in words; a clause that could not be evaluated says so, whatever its verdict."""
    return verdict_word(clause.verdict) if clause.evaluable else "not evaluable"


def clause_said(clause: ClauseSummary) -> str:
    """The verdict in words, and whether a baseline knows all there is of a breach."""
    return of_known(clause_word(clause), clause.evaluable and clause.verdict.is_breach and all_known(clause))


def all_known(clause: ClauseSummary) -> bool:
    """Whether a baseline knows every breach of a clause."""
    return clause.known is not None and not clause.new


def of_known(word: str, known: bool | None) -> str:
    """`missed`, or `missed (known)`."""
    return f"{word} (known)" if known else word


def instance_word(finding: Finding) -> str:
    """The verdict of one instance, as said in a table."""
    if finding.verdict is Verdict.PENDING and finding.at_risk:
        return "at risk"
    return "not judged" if finding.verdict is Verdict.NOT_APPLICABLE else verdict_word(finding.verdict)


def instance_said(finding: Finding) -> str:
    """The verdict of one instance, and whether a baseline knows it."""
    return of_known(instance_word(finding), finding.known)


def titled(report: Report) -> str:
    """Title and version of the agreement."""
    run = report.run
    title = visible(run.policy_title, 200) if run.policy_title else "Agreement without a title"
    return title + (f", version {visible(run.policy_version, 40)}" if run.policy_version else "")


def named(clause: ClauseSummary) -> str:
    """Id, title and severity of a clause."""
    title = f": {visible(clause.title, 100)}" if clause.title else ""
    return f"{visible(clause.id, 60)}{title} ({clause.severity.value})"


def total(counts: Mapping[Verdict, int], verdicts: Sequence[Verdict]) -> int:
    return sum(counts.get(verdict, 0) for verdict in verdicts)


def instances_of(clause: ClauseSummary) -> Mapping[Verdict, int]:
    """The counts of what findings speak of: periods and groups where there are any, subjects otherwise."""
    return clause.counts if clause.shares is None else clause.shares


def counted(counts: Mapping[Verdict, int]) -> str:
    """`13,329 met · 2 late`; verdicts that nothing has are left out."""
    return " · ".join(f"{counts[v]:,} {verdict_word(v)}" for v in _COUNTED if counts.get(v))


def observed(clause: ClauseSummary) -> str:
    """What was seen over all, against what was promised."""
    promised = f"promised {units.bound(clause.target, words=True)}" if clause.target else ""
    target = clause.target or next((v.target for v in clause.variants if v.target), None)
    if clause.observed is None:
        return promised
    in_time = " in time" if clause.form == "duty" else ""
    # Of several periods and groups one number is shown, and a reader must not take it for their sum.
    shown = total(clause.counts, _JUDGED) or clause.counts.get(Verdict.PENDING, 0)
    worst = "at worst " if clause.form == "measure" and shown > 1 else ""
    if clause.shares is not None and sum(clause.shares.values()) > 1:
        worst = "overall "
    if clause.form == "measure" and clause.verdict is Verdict.PENDING:
        worst = f"so far {worst}"
    return f"{worst}{units.quantity(clause.observed, target)}{in_time}" + (f" ({promised})" if promised else "")


def beside_baseline(clause: ClauseSummary) -> str:
    """`2 new, 30 known`: the breaches of a clause beside the baseline; nothing without one, or without a breach."""
    known = sum((clause.known or {}).values())
    return f"{clause.new:,} new, {known:,} known" if clause.known is not None and clause.new + known else ""


def tallied(clause: ClauseSummary) -> str:
    """The counts of what findings speak of, and how many of the breaches are new."""
    return " · ".join(filter(None, (counted(instances_of(clause)), beside_baseline(clause))))


def summed(clause: ClauseSummary) -> str:
    """What there is to say of a clause in a line, behind its name and verdict."""
    return "; ".join(filter(None, (observed(clause), tallied(clause), visible(clause.why, _REASON))))


def baseline_said(report: Report) -> str:
    """`2 new, 30 known in b.jsonl`; nothing without a baseline."""
    if report.baseline is None:
        return ""
    new = sum(clause.new for clause in report.clauses)
    return f"{new:,} new, {report.baseline.known:,} known in {visible(report.baseline.file, 120)}"


def stale_lines(report: Report) -> list[str]:
    """The lines of the baseline that hold no longer, and why; nothing without one."""
    stale = report.baseline.stale if report.baseline is not None else ()
    return [f"{_known_whom(s.breach)} ({visible(s.breach.verdict, 20)}): {s.why}" for s in stale]


def _known_whom(breach: KnownBreach) -> str:
    cycle = [] if breach.cycle is None else [f"cycle {breach.cycle}"]
    period = [] if breach.period is None else [visible(breach.period, 30)]
    keys = [units.pairs(values, _KEY) for values in (breach.subject, breach.group) if values]
    return ", ".join([visible(breach.clause, 60), *period, *keys, *cycle])


def verdicts_of(report: Report) -> str:
    """`8 clauses: 1 met, 4 breached`."""
    words = Counter(map(_summary_word, report.clauses))
    verdicts = ", ".join(f"{words[word]} {word}" for word in _SUMMARY_ORDER if words[word])
    return f"{units.count(len(report.clauses), 'clause')}: {verdicts or 'nothing to judge'}"


def _summary_word(clause: ClauseSummary) -> str:
    return "breached" if clause.evaluable and clause.verdict.is_breach else clause_word(clause)


def by_clause(report: Report) -> Mapping[str, list[Finding]]:
    """The findings of every clause, in the report's order."""
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        findings[finding.clause].append(finding)
    return findings


def overrun(finding: Finding, as_of: datetime) -> int:
    """Microseconds from the due instant to what was done, or to the as-of."""
    return ((finding.done or as_of) - finding.due) // _US if finding.due else 0


def late_by(finding: Finding, as_of: datetime) -> str:
    over = overrun(finding, as_of)
    return units.duration(over) if over > 0 else "too early"


def whom(finding: Finding) -> str:
    """Who or what is spoken of: `lead_id 1042, cycle 2`, `2026-W35, owner jane`."""
    cycle = [] if finding.cycle is None else [f"cycle {finding.cycle}"]
    period = [] if finding.period is None else [visible(finding.period.label, 30)]
    keys = [units.pairs(values, _KEY) for values in (finding.subject, finding.group) if values]
    return ", ".join([*period, *keys, *cycle]) or "the whole term"


def what(finding: Finding, as_of: datetime) -> str:
    """Verdict, reason and numbers of a finding in a line."""
    return f"{instance_said(finding)}: {why(finding, as_of)}"


def why(finding: Finding, as_of: datetime) -> str:
    """Reason and numbers of a finding in a line."""
    said = [visible(finding.reason, _REASON)]
    if finding.verdict in (Verdict.LATE, Verdict.MISSED) and finding.due:
        said.append(f"{late_by(finding, as_of)} over the limit")
    if finding.observed is not None and finding.target is not None:
        said.append(
            f"{units.quantity(finding.observed, finding.target)}, promised {units.bound(finding.target, words=True)}"
        )
    if finding.waiver is not None:
        said.append(f"waived: {visible(finding.waiver, _REASON)}")
    evidence = {n: v[0] for n, v in finding.evidence.columns.items() if v and n not in (finding.subject or {})}
    if finding.subject is not None and evidence:
        said.append(units.pairs(evidence, _KEY))
    return "; ".join(filter(None, said))


def due(consequence: Consequence) -> str:
    """What has come to pass: `volume breached in 3 consecutive months`."""
    group = f" ({units.pairs(consequence.group)})" if consequence.group else ""
    return f"{visible(consequence.clause, 60)}{group} {visible(consequence.reason)}"


def action(of: Action) -> str:
    """An action as the policy words it, with what a credit comes to."""
    words = [visible(of.kind, 60)]
    if of.text is not None:
        words.append(f'"{visible(of.text, 100)}"')
    if of.amount is not None:
        words.append(units.quantity(of.amount, Target("=", of.amount, of.unit or "")))
    return " ".join([*words, *([f"to {visible(of.to, 60)}"] if of.to else [])])
