"""The text room: the report for a person in a terminal, readable without colour at 80 columns."""

from sla_dsl.reports.text.page import render

__all__ = ["render"]
