"""The period that is reviewed, those before it, and the parts it is shown in: all of local days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from sla_dsl.compile.periods import bounds, label
from sla_dsl.lang import ast
from sla_dsl.model.forms import Per, PeriodKind
from sla_dsl.model.policy import Years
from sla_dsl.review.statements import stated
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.record import record

RUN = "run"
"""In the place of a kind of period: all days of the run."""
ONE = timedelta(days=1)
_LABELS: tuple[tuple[str, PeriodKind], ...] = (
    (r"(\d{4})-\d\d-\d\d", "day"),
    (r"(\d{4})-W\d\d|week of (\d{4})-\d\d-\d\d", "week"),
    (r"(\d{4})-\d\d", "month"),
    (r"(\d{4})-Q\d", "quarter"),
    (r"(\d{4})-H\d", "half"),
    (r"(\d{4})", "year"),
    (r"FY(\d{4})-P\d\d", "fiscal_month"),
    (r"FY(\d{4})-Q\d", "fiscal_quarter"),
    (r"FY(\d{4})-H\d", "fiscal_half"),
    (r"FY(\d{4})", "fiscal_year"),
)
_PARTS: dict[str, PeriodKind] = {"month": "week", "fiscal_month": "week", "week": "day", "day": "day"}


@record
class Span:
    """Local days `start <= d < end` that are looked at as one; `kind` is that of a period, or `RUN`."""

    kind: str
    label: str
    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def per(self) -> Per | None:
        """The periods it is one of; None where it is all days of a run."""
        kinds = {kind for _, kind in _LABELS}
        return next((Per(kind) for kind in kinds if kind == self.kind), None)


def span_of(per: Per, day: date, years: Years) -> Span:
    """The period that holds a day."""
    start, end = bounds(per, day, years)
    return Span(per.kind, label(per, start, end, years), start, end)


def whole(first: date, last: date) -> Span:
    """All days of a run, both included."""
    return Span(RUN, f"{first.isoformat()} to {last.isoformat()}", first, last + ONE)


def review_per(files: Sequence[ast.File]) -> Per | None:
    """How often the agreement is reviewed: its `review every`; None where it says nothing of the calendar."""
    for one in stated(files):
        if isinstance(one.node, ast.Agreement) and one.node.review is not None:
            unit = one.node.review.unit
            kinds = {kind: Per(kind) for _, kind in _LABELS}
            return None if unit is None else kinds[_kind(unit, one.node.review.fiscal)]
    return None


def _kind(unit: PeriodKind, fiscal: bool) -> PeriodKind:
    of_year: dict[PeriodKind, PeriodKind] = {
        "month": "fiscal_month", "quarter": "fiscal_quarter", "half": "fiscal_half", "year": "fiscal_year",
    }  # fmt: skip
    return of_year.get(unit, unit) if fiscal else unit


def named(text: str, years: Years) -> Span:
    """The period of a label: `2026-Q3`, `2026-09`, `2026-W30`, `FY2027-Q1`. Raises `UsageError`."""
    for pattern, kind in _LABELS:
        found = re.fullmatch(pattern, text.strip())
        if found is None:
            continue
        year = int(next(g for g in found.groups() if g is not None))
        if not 1971 <= year <= 2098:
            break
        span = span_of(Per(kind), date(year - 1, 1, 1), years)
        while span.start.year <= year + 1:
            if span.label == text.strip():
                return span
            span = span_of(Per(kind), span.end, years)
    hint = "write it as reports do: `2026-Q3`, `2026-09`, `2026-W30`, `2026-H2`, `2026` or `FY2027-Q1`"
    raise UsageError(Diagnostic("SLA560", f"`{text}` is no period", hint=hint))


def last_over(per: Per, today: date, years: Years) -> Span:
    """The last period that was over before a day began."""
    return span_of(per, bounds(per, today, years)[0] - ONE, years)


def before(span: Span, count: int, years: Years) -> list[Span]:
    """So many periods before one, in their order; none before all days of a run."""
    per, out = span.per, [span]
    while per is not None and len(out) <= count:
        out.insert(0, span_of(per, out[0].start - ONE, years))
    return out[:-1]


def parts(span: Span, years: Years) -> list[Span]:
    """The months of a longer period, the weeks of a month, the days of a week; those at its ends are cut to it."""
    per = Per(_PARTS.get(span.kind, "month"))
    out: list[Span] = []
    day = span.start
    while day < span.end:
        one = span_of(per, day, years)
        out.append(Span(one.kind, one.label, max(one.start, span.start), min(one.end, span.end)))
        day = one.end
    return out


def joined(cut: Sequence[Span]) -> list[Span]:
    """Spans in their order, those that are parts of one and the same period as one."""
    out: list[Span] = []
    for one in cut:
        if out and (out[-1].kind, out[-1].label) == (one.kind, one.label):
            out[-1] = Span(one.kind, one.label, out[-1].start, one.end)
        else:
            out.append(one)
    return out
