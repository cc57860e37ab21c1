"""The parquet room: a typed row a finding, for a warehouse or a notebook."""

from __future__ import annotations

from io import BytesIO

from sla_dsl.findings.frame import with_shown
from sla_dsl.findings.report import Report
from sla_dsl.reports.style import PLAIN, Style


def render(report: Report, style: Style = PLAIN) -> bytes:
    """The listed findings under the columns of `sla_dsl.findings.frame.SCHEMA`, as the bytes of a file; what is shown
    of the rows behind them stands in further ones."""
    file = BytesIO()
    with_shown(report.to_polars(), report.findings).write_parquet(file)
    return file.getvalue()
