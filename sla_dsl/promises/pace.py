"""How a period's delivery is spread: `paced <= 40% per week` and `paced evenly`, and what both ask of a clause."""

from __future__ import annotations

from fractions import Fraction

from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount
from sla_dsl.lang.printer import period as spell_period
from sla_dsl.model import forms
from sla_dsl.promises.base import Words, only
from sla_dsl.promises.plain import amount_in_english

_LENGTH = {
    "day": 1, "week": 7, "month": 30, "fiscal_month": 30, "quarter": 91, "fiscal_quarter": 91,
    "half": 182, "fiscal_half": 182,
}  # fmt: skip


def pace(words: Words, clause: ast.Clause, per: forms.Per | None) -> forms.Pace | None:
    """No part of a period holds too much."""
    paced: ast.Paced | None = only(clause, ast.Paced)
    if paced is None:
        return None
    sub = _sub_period(words, clause, per, paced, "`per month paced <= 40% per week`")
    return forms.Pace(words.share(paced.share, "`paced`"), sub, paced.of_target)


def evenly(words: Words, clause: ast.Clause, per: forms.Per | None, target: ast.Bound | None) -> forms.Evenly | None:
    """Never far behind a straight line to the target."""
    paced: ast.PacedEvenly | None = only(clause, ast.PacedEvenly)
    if paced is None:
        return None
    if target is not None and target.op not in (">=", ">"):
        message = "an even pace leads to a number that is to be reached, and this target is none"
        raise words.refuse("SLA370", paced.span, message, "promise `>= 100`, or leave `paced evenly` out")
    sub = _sub_period(words, clause, per, paced, "`per month paced evenly per week`")
    if sub.kind == "rolling":
        said = spell_period(paced.period)
        message = f"an even pace is looked at where a part ends, and one of {said} ends every day"
        raise words.refuse(
            "SLA305", paced.period.span, message, "write `per week`, or leave it out: then it is every day"
        )
    behind = Fraction(0) if paced.behind is None else words.share(paced.behind, "`within`")
    using: ast.Using | None = only(clause, ast.Using)
    calendar = words.calendar(using, paced, "over business days") if paced.business else None
    return forms.Evenly(sub, behind, calendar)


def check_using(words: Words, clause: ast.Clause) -> None:
    """A calendar changes nothing where no working days are counted."""
    using: ast.Using | None = only(clause, ast.Using)
    paced: ast.PacedEvenly | None = only(clause, ast.PacedEvenly)
    prorated = any(isinstance(o, ast.Flag) and o.word == "prorated" for o in clause.options)
    counted = prorated or (paced is not None and paced.business)
    if using is not None and not counted:
        message = "no working days are counted here, so a calendar changes nothing"
        with words.attempt():
            raise words.refuse("SLA307", using.span, message, "leave the calendar out, or add `prorated`")


def _sub_period(
    words: Words, clause: ast.Clause, per: forms.Per | None, paced: ast.Paced | ast.PacedEvenly, example: str
) -> forms.Per:
    sub = words.per(paced.period)
    if _length(sub) >= _length(per):
        whole: ast.Per | None = only(clause, ast.Per)
        own = "term" if whole is None else spell_period(whole.period)
        message = f"a pace per {spell_period(paced.period)} does not divide a {own}"
        raise words.refuse(
            "SLA305", paced.span, message, f"pace by something shorter than the promise's period: {example}"
        )
    return sub


def _length(per: forms.Per | None) -> int:
    return 10_000 if per is None else per.days if per.kind == "rolling" else _LENGTH.get(per.kind, 365)


def pace_in_english(clause: ast.Clause) -> str:
    """`, with no more than 40% of them in any one week`, `, evenly over business days`."""
    return _cap_in_english(clause) + _line_in_english(clause)


def _cap_in_english(clause: ast.Clause) -> str:
    paced: ast.Paced | None = only(clause, ast.Paced)
    if paced is None:
        return ""
    promise = clause.promise
    assert isinstance(promise, ast.Delivers)
    base = "the target" if paced.of_target else "them" if promise.amount is None else "it"
    rolling = paced.period.rolling
    span = f"one {spell_period(paced.period)}" if rolling is None else f"{amount(ast.Lit(rolling))} in a row"
    return f", with no more than {amount_in_english(paced.share)} of {base} in any {span}"


def _line_in_english(clause: ast.Clause) -> str:
    paced: ast.PacedEvenly | None = only(clause, ast.PacedEvenly)
    if paced is None:
        return ""
    over = " over business days" if paced.business else ""
    behind = "never" if paced.behind is None else f"at most {amount_in_english(paced.behind)}"
    return f", spread evenly{over} and {behind} behind at the end of a {spell_period(paced.period)}"
