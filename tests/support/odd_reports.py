"""Reports that a room must take as well as the sample: hostile in every text, empty, and very long."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sla_dsl.findings.fingerprint import fingerprint
from sla_dsl.findings.models import Baseline, Consequence, Finding, KnownBreach, Place, Stale, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.text.diagnostic import Diagnostic
from tests.support.sample_report import CLAUSES, HOT, REPORT, SHARES, VOLUME, at, hot

EVIL = (
    "=cmd|'/C calc'!A0\x1b[2J\x00\x0b\u202e\u2028\ufffe\r\n::error::fake %0A]]>&<!--</script>"
    "<img src=x onerror=alert(1)> |`*_~ @octocat #1 :tada: https://evil.example www.evil.example \"'"
)


def hostile() -> Report:
    """The sample with `EVIL` as every text that comes from a policy or from the data."""
    clauses = tuple(
        replace(c, id=f"{EVIL}{n}", title=EVIL, english=EVIL, sentence=EVIL, why=EVIL, table=EVIL, party=EVIL,
                place=Place(EVIL, 3, 1))
        for n, c in enumerate(CLAUSES)
    )  # fmt: skip
    findings = tuple(_evil(f, 0) for f in HOT) + tuple(_evil(f, 2) for f in VOLUME)
    consequences = tuple(replace(c, clause=EVIL, reason=EVIL, group={EVIL: EVIL}) for c in REPORT.consequences)
    run = replace(REPORT.run, policy_title=EVIL, policy_version=EVIL, policy_files=(EVIL,))
    remark = Diagnostic("SLA301", EVIL, hint=EVIL)
    return Report(run, clauses, findings, consequences, (*REPORT.diagnostics, remark))


def _evil(finding: Finding, clause: int) -> Finding:
    return replace(
        finding, clause=f"{EVIL}{clause}", reason=EVIL, table=EVIL, place=Place(EVIL, 3, 1),
        subject=None if finding.subject is None else {EVIL: EVIL},
        group={EVIL: EVIL}, waiver=EVIL if finding.verdict is Verdict.PENDING else None,
    )  # fmt: skip


def empty() -> Report:
    """A run that has nothing to say: no clause, no finding."""
    return replace(REPORT, clauses=(), findings=(), consequences=(), diagnostics=())


def known() -> Report:
    """The sample beside a baseline that knows every other of the breaches that it lists, and a line that holds no more.

    Of `hot` one late and one missed are known, of `accept` one week; nothing else is.
    """
    told = {HOT[0].id: True, HOT[2].id: True, SHARES[0].id: True}
    counts = {"hot": {Verdict.LATE: 1, Verdict.MISSED: 1}, "accept": {Verdict.BREACHED: 1}}
    stale = KnownBreach(EVIL, "late", "0" * 16, "1" * 16, {"lead_id": EVIL}, 2)
    return replace(
        REPORT,
        clauses=tuple(replace(c, known=counts.get(c.id, {})) for c in CLAUSES),
        findings=tuple(
            replace(f, known=told.get(f.id, False)) if f.verdict.is_breach else f for f in REPORT.findings
        ),
        baseline=Baseline(f"{EVIL}.jsonl", 3, (Stale(stale, "its data changed"),)),
    )  # fmt: skip


def clean() -> Report:
    """One clause, which is met."""
    return replace(empty(), clauses=tuple(c for c in CLAUSES if c.verdict is Verdict.MET))


@cache
def long(findings: int, others: int = 3) -> Report:
    """`findings` missed rows of `hot`, and `others` late rows of `demo`, which is of less weight."""
    first = hot(0, Verdict.MISSED, at(9, 1, 9), owner="jane")
    many = tuple(replace(first, id=fingerprint("hot", {"lead_id": n}), subject={"lead_id": n}) for n in range(findings))
    few = tuple(
        replace(first, id=fingerprint("demo", {"lead_id": n}), clause="demo", verdict=Verdict.LATE)
        for n in range(others)
    )
    left, right = (c for c in CLAUSES if c.id in ("hot", "demo"))
    clauses = (
        replace(left, counts={Verdict.MISSED: findings}, findings_total=findings, findings_shown=findings),
        replace(right, verdict=Verdict.BREACHED, counts={Verdict.LATE: others}, findings_total=others,
                findings_shown=others),
    )  # fmt: skip
    return replace(empty(), clauses=clauses, findings=(*many, *few))


def consequences(n: int) -> tuple[Consequence, ...]:
    return REPORT.consequences[:1] * n
