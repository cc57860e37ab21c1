"""The json room: the report in its published schema, for other programs."""

from __future__ import annotations

from sla_dsl.findings.report import Report
from sla_dsl.findings.v1 import to_json
from sla_dsl.reports.style import PLAIN, Style


def render(report: Report, style: Style = PLAIN) -> str:
    """The report as `findings.v1` writes it; no style changes what a program reads."""
    return to_json(report)
