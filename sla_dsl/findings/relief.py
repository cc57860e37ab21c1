"""The words for what waivers and excuses relieve: why, for how long, and what it would be without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sla_dsl.findings.models import Finding, Verdict
from sla_dsl.model.forms import Form
from sla_dsl.model.waivers import Waiver


def waived(finding: Finding, form: Form, row: Mapping[str, Any]) -> Finding:
    """A finding about what would be breached, as one about what is waived, when its row says so."""
    if row["verdict"] != Verdict.WAIVED.value:
        return finding
    would = Verdict(row["would"])
    return replace(
        finding,
        reason=would_be(would, finding.reason),
        waiver=waiver_told(form.meta.waivers[row["waiver"]]),
        would_be=would,
    )


def would_be(verdict: Verdict, reason: str) -> str:
    """Why something is waived: what it would be else."""
    return f"waived, would be {verdict.value}: {reason}"


def waiver_told(waiver: Waiver) -> str:
    """A waiver in one line: `parental leave, approved by VP Sales, 2026-08-01 to 2026-08-14`."""
    approved = [] if waiver.approved_by is None else [f"approved by {waiver.approved_by}"]
    return ", ".join([waiver.because, *approved, " to ".join(day.isoformat() for day in waiver.days)])


def excused(clause: str) -> str:
    """Why something is excused."""
    return f"excused, since `{clause}` is breached for it"


def nothing_left(waived: int, excused: int) -> str:
    """Why nothing is judged where waivers and excuses have left nothing."""
    return "all of them are " + " or ".join(word for word, n in (("waived", waived), ("excused", excused)) if n)
