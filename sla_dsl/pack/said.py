"""The words of a review pack for what was kept, how that has changed, and what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import Number, Verdict
from sla_dsl.findings.numbers import ratio
from sla_dsl.pack.models import ClauseReview, InPeriod, Kept
from sla_dsl.pack.page import Cell
from sla_dsl.reports import units, words

NOTHING = "–"
_SHORT = {Verdict.NOT_APPLICABLE: "not judged"}


def verdict(of: InPeriod) -> Cell:
    """The verdict of a clause in a span."""
    word = _SHORT.get(of.verdict, words.verdict_word(of.verdict))
    return Cell(word, sort=list(Verdict).index(of.verdict), verdict=of.verdict)


def share(of: Kept) -> str:
    """The share that was met: `85.6%`."""
    found = ratio(of.met, of.judged)
    return NOTHING if found is None else units.percent(found)


def kept(of: InPeriod | None, clause: ClauseReview) -> str:
    """`249 of 291 leads (85.6%); 1 of 3 months`."""
    if of is None:
        return NOTHING
    said = []
    if of.rows is not None and of.rows.judged:
        rows = visible(clause.summary.table, 40)
        said.append(f"{of.rows.met:,} of {of.rows.judged:,} {rows} ({share(of.rows)})")
    if of.periods is not None and of.periods.judged:
        said.append(f"{of.periods.met:,} of {of.periods.judged:,} {periods(clause, of.periods.judged)}")
    return "; ".join(said) or _unjudged(of)


def _unjudged(of: InPeriod) -> str:
    found = {w: n for k in (of.periods, of.rows) if k is not None for w, n in k.counts.items()}
    return words.counted(found) or NOTHING


def periods(clause: ClauseReview, count: int) -> str:
    """What is counted of a clause that is judged by periods: `months`, `months by owner`."""
    per = clause.summary.per
    one = "period" if per is None else per.replace("_", " ")
    groups = f" by {', '.join(visible(b, 40) for b in clause.by)}" if clause.by else ""
    return f"{one}{'' if count == 1 else 's'}{groups}"


def change(now: Kept, then: Kept | None) -> Cell:
    """How the share met has changed, in points of a percentage: `+3.2 points`."""
    if then is None or not now.judged or not then.judged:
        return Cell(NOTHING, sort=Decimal(-1000))
    points = (Fraction(now.met, now.judged) - Fraction(then.met, then.judged)) * 100
    rounded = round(Decimal(points.numerator) / Decimal(points.denominator), 1)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return Cell(f"{sign}{abs(rounded):f} points", sort=rounded)


def trend(clause: ClauseReview) -> Cell:
    """The share of a clause that was met, period by period, up to the reviewed one."""
    return of_trend([ratio(one.kept.met, one.kept.judged) for one in (*clause.earlier, clause.now)])


def of_trend(shares: Sequence[Number | None]) -> Cell:
    """Shares in time, the latest one last; nothing where fewer than two are known."""
    known = [s for s in shares if s is not None]
    if len(known) < 2:
        return Cell(NOTHING)
    told = [NOTHING if s is None else units.percent(s) for s in shares]
    return Cell(" → ".join(told[-4:]), sort=known[-1], trend=tuple(shares))
