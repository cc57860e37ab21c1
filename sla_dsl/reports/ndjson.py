"""The ndjson room: a line a finding, in the shape that the JSON report has them, for what reads streams."""

from __future__ import annotations

from sla_dsl.findings.report import Report
from sla_dsl.findings.v1 import finding_lines
from sla_dsl.reports.style import PLAIN, Style


def render(report: Report, style: Style = PLAIN) -> str:
    """The listed findings; nothing at all where there are none."""
    return "".join(line + "\n" for line in finding_lines(report))
