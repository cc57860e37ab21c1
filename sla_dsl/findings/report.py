"""The report: everything one run has to say, as one frozen value that every report room renders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import Baseline, ClauseSummary, Consequence, Finding, Run, Severity
from sla_dsl.text.diagnostic import Diagnostic
from sla_dsl.text.record import record

if TYPE_CHECKING:
    import polars as pl


@record
class Report:
    """What a run found: a summary for every clause and a finding for every instance that is not met.

    `diagnostics` holds the warnings and the clauses' own errors that did not stop the run. `baseline` is None where the
    run was compared with none.
    """

    run: Run
    clauses: tuple[ClauseSummary, ...]
    findings: tuple[Finding, ...]
    consequences: tuple[Consequence, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    baseline: Baseline | None = None

    @property
    def worst_breach(self) -> Severity | None:
        """The weightiest severity of a clause with a breach that no baseline knows; None when there is none."""
        breached = (c.severity for c in self.clauses if c.verdict.is_breach and (c.known is None or c.new))
        return max(breached, key=lambda severity: severity.rank, default=None)

    def exit_code(self, fail_on: Severity | None) -> int:
        """0 when clean, 1 when a clause of at least `fail_on` has a breach that is not known, 4 when one could not be
        evaluated.

        4 wins over 1: with a clause missing, the rest is no answer. With None no breach fails a run.
        """
        if not all(clause.evaluable for clause in self.clauses):
            return 4
        worst = self.worst_breach
        return int(fail_on is not None and worst is not None and worst.rank >= fail_on.rank)

    def to_polars(self) -> pl.DataFrame:
        """The findings as one flat frame, a row a finding; the columns are those of `sla_dsl.findings.frame.SCHEMA`."""
        from sla_dsl.findings.frame import findings_frame

        return findings_frame(self.findings)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in ("clause", "verdict", "severity", "promise", "instances"))
        rows = "".join(f"<tr>{_cells(clause)}</tr>" for clause in self.clauses)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(clause: ClauseSummary) -> str:
    from html import escape

    verdict = clause.verdict.replace("_", " ") if clause.evaluable else "not evaluable"
    counts = ", ".join(f"{n:,} {word.replace('_', ' ')}" for word, n in clause.counts.items() if n)
    texts = (clause.id, verdict, clause.severity, clause.english, counts or clause.why)
    return "".join(f"<td>{escape(visible(text, 200))}</td>" for text in texts)
