"""Waivers and excuses: who is relieved of a clause, bound to the form that the clause became."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sla_dsl.bind.problems import Problems, refusal
from sla_dsl.bind.words import ClauseWords
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model.expr import Column, Expr, FromChildren, ParentColumn, parent_column, walk
from sla_dsl.model.forms import (
    MONTHS,
    TIER,
    Duty,
    Form,
    Invariant,
    Measure,
    PeriodForm,
    SubjectForm,
    form_name,
    group_name,
)
from sla_dsl.model.policy import Unjudged, Years
from sla_dsl.model.waivers import Waiver
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.source import Source

_LEAST_DAYS = {
    "day": 1, "week": 7, "month": 28, "fiscal_month": 28, "quarter": 90, "fiscal_quarter": 90, "half": 181,
    "fiscal_half": 181, "year": 364, "fiscal_year": 364,
}  # fmt: skip
"""The length of the shortest period of a kind."""
_FISCAL = "fiscal_"


def check_whole(words: ClauseWords, waiver: ast.Waive) -> None:
    """Says when a waiver does not say until when it holds, or why."""
    clause = waiver.clause.text
    if waiver.end is None:
        hint = f"write its last day: `from {waiver.start.day} to {waiver.start.day.year}-12-31`"
        refused = words.refuse("SLA340", waiver.span, f"the waiver of `{clause}` does not say when it ends", hint)
        words.problems.add(refused.diagnostic)
    elif waiver.reason is None:
        hint = 'add the reason: `because "parental leave"`'
        refused = words.refuse("SLA341", waiver.span, f"the waiver of `{clause}` does not say why", hint)
        words.problems.add(refused.diagnostic)


def waived(form: Form, nodes: Sequence[tuple[ast.Waive, ClauseWords]], years: Years) -> Form:
    """The form with those of its waivers that are whole; mistakes in their conditions are kept."""
    found = []
    for node, words in nodes:
        if node.end is None or node.reason is None:
            continue
        with words.attempt():
            condition = None if node.condition is None else _condition(form, node, node.condition, words)
            approved = None if node.approved_by is None else node.approved_by.value
            waiver = Waiver(condition, (node.start.day, node.end.day), node.reason.value, approved)
            _check_length(form, node, waiver, words, years)
            found.append(waiver)
    return replace(form, meta=replace(form.meta, waivers=tuple(found))) if found else form


def _check_length(form: Form, node: ast.Waive, waiver: Waiver, words: ClauseWords, years: Years) -> None:
    """Warns of a waiver that is too short for any of the periods that it could forgive."""
    if not isinstance(form, PeriodForm) or form.per is None or (isinstance(form, Measure) and form.prorated):
        return
    first, last = waiver.days
    length, least = (last - first).days + 1, form.per.days or _LEAST_DAYS[form.per.kind]
    if length >= least and _holds_a_period(form.per.kind, first, last, years):
        return
    unit = "window" if form.per.kind == "rolling" else form.per.kind.replace("_", " ")
    days = "1 day" if length == 1 else f"{length} days"
    short = f"lasts {days}" if length < least else f"holds no whole {unit}"
    message = f"the waiver {short}, and `{form.meta.id}` is judged by the {unit}, so it forgives nothing"
    hint = f"waive a whole {unit}, or leave rows out by `unless` or `exclude`"
    refused = words.refuse("SLA347", node.span, message, hint)
    words.problems.add(replace(refused.diagnostic, level=Level.WARNING))


def _holds_a_period(kind: str, first: date, last: date, years: Years) -> bool:
    """Whether some days hold a whole period; of rolling windows, and of fiscal years that go by weeks, only the length
    is asked."""
    after = last + timedelta(days=1)
    if kind == "week":
        return first + timedelta(days=(years.week_start - first.weekday()) % 7 + 7) <= after
    months, shift = MONTHS.get(kind.removeprefix(_FISCAL)), 0
    if kind.startswith(_FISCAL):
        months, shift = (None, 0) if years.weeks is not None else (months, years.fiscal_month - 1)
    if months is None:
        return True
    begun = first.year * 12 + first.month - 1 + (first.day > 1) - shift  # the first month that begins on these days
    ended = -(-begun // months) * months + months
    return ended + shift <= after.year * 12 + after.month - 1


def _condition(form: Form, node: ast.Waive, said: ast.Expr, words: ClauseWords) -> Expr:
    condition = words.condition(said, form.population.table, entry=form.population.entries is not None)
    if isinstance(form, PeriodForm):
        read = [e for e in walk(condition) if isinstance(e, Column | ParentColumn | FromChildren)]
        if not all(_group(e) in form.by for e in read):
            by = " or ".join(f"`{group_name(b)}`" for b in form.by if b != TIER)
            message = f"`{form.meta.id}` is judged by periods, and `{expression(said)}` is no question for a whole one"
            hint = f"ask for {by}" if by else "waive the whole period, or leave rows out by `unless` or `exclude`"
            raise words.refuse("SLA342", said.span, message, hint)
    return condition


def _group(e: Column | ParentColumn | FromChildren) -> str | None:
    """What stands in a form's `by` for what a condition reads, if it is a column."""
    match e:
        case Column(name):
            return name
        case ParentColumn():
            return parent_column(e)
        case _:
            return None


def excuses(clause: ast.Clause) -> list[ast.Name]:
    """The clauses that a clause names behind `excused by`."""
    return [o.clause for o in clause.options if isinstance(o, ast.ExcusedBy)]


class Excuses:
    """The clauses of a policy by their ids, and what binds them to those that excuse them."""

    def __init__(self, clauses: Mapping[str, tuple[ast.Clause, Source]]) -> None:
        self.clauses = clauses

    def behind(self, names: Iterable[str]) -> list[str]:
        """Some clauses and all that excuse them, directly or by way of others."""
        there = dict.fromkeys(names)
        waiting = list(there)
        while waiting:
            new = [n.text for n in excuses(self.clauses[waiting.pop()][0]) if n.text in self.clauses]
            waiting += [n for n in new if n not in there]
            there |= dict.fromkeys(new)
        return list(there)

    def settled(
        self, found: Mapping[str, Form | Unjudged], names: Iterable[str], problems: Problems
    ) -> tuple[list[Form], list[Unjudged]]:
        """The forms of some clauses with those that excuse them; without one of these nothing can be said of a clause.

        `found` is what every clause became; a clause that is missing has a mistake of its own, said already.
        """
        links = _Links({n: f for n, f in found.items() if not isinstance(f, Unjudged)}, self.clauses)
        forms: list[Form] = []
        unjudged: list[Unjudged] = []
        for name in names:
            form = found[name]
            missing = next((f for n in self.behind([name]) if isinstance(f := found.get(n), Unjudged)), None)
            if missing is not None:
                kind = form.form if isinstance(form, Unjudged) else form_name(form)
                unjudged.append(Unjudged(form.meta, kind, missing.table, missing.reason))
                continue
            with problems.attempt():
                forms.append(links.of(name))
        return forms, unjudged


class _Links:
    """Puts into every form the forms of the clauses that excuse it."""

    def __init__(self, forms: Mapping[str, Form], clauses: Mapping[str, tuple[ast.Clause, Source]]) -> None:
        self.forms, self.clauses = forms, clauses
        self._done: dict[str, Form] = {}
        self._circles: set[frozenset[str]] = set()

    def of(self, name: str, way: tuple[str, ...] = ()) -> Form:
        """The form of a clause with its excuses. Raises `Refused` when one can not excuse it."""
        if name not in self._done:
            form, (clause, source) = self.forms[name], self.clauses[name]
            there = [self._excuse(form, other, source, (*way, name)) for other in excuses(clause)]
            found = tuple({f.meta.id: f for f in there if f is not None}.values())
            self._done[name] = replace(form, meta=replace(form.meta, excuses=found)) if found else form
        return self._done[name]

    def _excuse(self, form: Form, name: ast.Name, source: Source, way: tuple[str, ...]) -> SubjectForm | None:
        if name.text in way:
            self._circle(way[way.index(name.text) :], name, source)
            return None
        if name.text not in self.forms:  # what is wrong with that clause is said there
            return None
        other = self.of(name.text, way)
        if not isinstance(other, Duty | Invariant):
            message = f"`{name.text}` is judged by periods, and so it is breached for no single row"
            raise refusal(source, "SLA343", name.span, message, "name a clause that is judged row by row")
        theirs, ours = other.population.table, form.population.table
        if theirs != ours:
            message = f"`{name.text}` is about `{theirs}`, and this clause is about `{ours}`"
            raise refusal(source, "SLA343", name.span, message, f"name a clause about `{ours}`")
        if other.population.rows != form.population.rows:
            message = f"`{name.text}` and this clause are not about the same entries of `{ours}` into a stage"
            raise refusal(source, "SLA343", name.span, message, "name a clause about the same stage, entered as often")
        return other

    def _circle(self, names: Sequence[str], name: ast.Name, source: Source) -> None:
        """Refuses clauses that excuse one another in a circle, once."""
        if frozenset(names) in self._circles:
            return
        self._circles.add(frozenset(names))
        way = " → ".join(f"`{n}`" for n in (*names, names[0]))
        message = f"`{name.text}` is excused by itself" + ("" if len(names) == 1 else f": {way}")
        raise refusal(source, "SLA344", name.span, message, "let one of them stand without an excuse")
