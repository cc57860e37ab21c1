"""The csv room: a row a finding for a spreadsheet, with no cell that it would take for a formula."""

from __future__ import annotations

from io import BytesIO

from sla_dsl.findings.frame import with_shown
from sla_dsl.findings.report import Report
from sla_dsl.findings.spreadsheet import write_csv
from sla_dsl.reports.style import PLAIN, Style


def render(report: Report, style: Style = PLAIN) -> str:
    """The listed findings, or the header alone, under the columns of `sla_dsl.findings.frame.SCHEMA`; what is shown of
    the rows behind them stands in further ones."""
    file = BytesIO()
    write_csv(with_shown(report.to_polars(), report.findings), file)
    return file.getvalue().decode()
