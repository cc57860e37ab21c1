"""What must be a duration, a share, a span of days: the mistakes a grammar can not see."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sla_dsl.lang import ast
from sla_dsl.lang.mistake import Mistake
from sla_dsl.text.source import Span


def timed(amount: Any) -> Any:
    """An amount where a duration stands: a plain number has no unit."""
    for side in [step for step, _ in amount.steps] if isinstance(amount, ast.Dated) else [amount]:
        if isinstance(side, ast.Lit) and isinstance(side.value, ast.Number):
            said = side.value.text
            raise Mistake(
                "SLA013",
                f"`{said}` has no unit of time",
                side.span,
                f"write `{said}h`, `{said} min`, `{said} days` or `{said} business hours`",
            )
    return amount


def percent(share: ast.Expr) -> ast.Expr:
    """An expression where a share stands: a plain number has no percent sign."""
    if isinstance(share, ast.Lit) and not isinstance(share.value, ast.Percent):
        said = share.value.text if isinstance(share.value, ast.Number) else ""
        hint = f"write `{said}%`" if said.isdigit() else "write a percentage such as `40%`"
        raise Mistake(
            "SLA014", f"`{said}` is not a percentage" if said else "this is not a percentage", share.span, hint
        )
    return share


def shared(target: ast.Bound | None) -> ast.Bound | None:
    """The target of a share or a conversion."""
    if target is not None:
        for side in (target.value, target.high):
            for amount in [step for step, _ in side.steps] if isinstance(side, ast.Dated) else [side]:
                if amount is not None:
                    percent(amount)
    return target


def schedule(steps: tuple[tuple[ast.Expr, ast.Date | None], ...], span: Span) -> ast.Dated:
    """An amount that changes on dates: every step begins later than the one before."""
    for (_, before), (_, since) in pairwise(steps):
        if before is not None and since is not None and since.day <= before.day:
            said = "two amounts begin on" if since.day == before.day else f"`{since.day}` comes before"
            raise Mistake("SLA034", f"{said} `{before.day}`", since.span, "write the earlier day first")
    return ast.Dated(steps, span=span)


def in_order(start: ast.Date, end: ast.Date | None) -> tuple[ast.Date, ast.Date | None]:
    """Two days, the earlier one first."""
    if end is not None and end.day < start.day:
        raise Mistake("SLA034", f"`{end.day}` comes before `{start.day}`", end.span, "write the earlier day first")
    return start, end
