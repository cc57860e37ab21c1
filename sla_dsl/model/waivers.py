"""A promise lifted for some subjects and some days."""

from __future__ import annotations

from datetime import date

from sla_dsl.model.expr import Expr
from sla_dsl.text.record import record


@record
class Waiver:
    """The breaches that are forgiven: those of rows (or groups) for which `condition` is true (None: all).

    `days` are local days of the policy's zone, both included.
    """

    condition: Expr | None
    days: tuple[date, date]
    because: str
    approved_by: str | None
