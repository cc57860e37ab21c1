"""Targets against the funnel: what is promised to be delivered, how that was worked out, what came, what it brings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sla_dsl.answers.clause import clause_told
from sla_dsl.answers.goal import FUNNEL, Present, Told, yields
from sla_dsl.findings.models import Number
from sla_dsl.findings.numbers import target
from sla_dsl.model.forms import Form, Measure
from sla_dsl.pack.judged import Judged, Looked
from sla_dsl.pack.models import Funnel, Step
from sla_dsl.pack.spans import Span
from sla_dsl.reports import units, words
from sla_dsl.text.diagnostic import PolicyError


def funnel(looked: Looked, span: Span) -> tuple[tuple[Funnel, ...], tuple[Step, ...]]:
    """The promises to deliver that rest on amounts or stand in the standard funnel, and what was measured of that."""
    present: dict[str, Present] = {}
    steps: dict[str, Step] = {}
    for origin in FUNNEL[:-1]:
        if any(_delivers(clause.form, origin) for clause in looked.clauses.values()):
            try:
                found = yields(looked.files, looked.ready.raws, looked.options, origin)
            except PolicyError:  # in the policy's own vocabulary these stages are no funnel of one table
                continue
            present |= {one.clause: one for one in found.present}
            steps |= {
                one.text: _step(one, units.percent) for one in (*found.stages, found.rate) if one.value is not None
            }
            steps |= {one.text: _step(one, units.number) for one in (found.sale,) if one.value is not None}
    return tuple(_promises(looked, span, present)), tuple(steps.values())


def _step(of: Told, said: Callable[[Number], str]) -> Step:
    assert of.value is not None
    return Step(of.text, said(of.value), of.rows, of.few)


def _delivers(form: Form, noun: str) -> bool:
    return isinstance(form, Measure) and form.amount is None and form.noun == noun


def _promises(looked: Looked, span: Span, present: Mapping[str, Present]) -> Iterator[Funnel]:
    for name, clause in looked.clauses.items():
        if not isinstance(clause.form, Measure):
            continue
        facts = clause_told(looked.files, looked.ready.policy, name, looked.ready.measured).facts
        lets = tuple(fact.text for fact in facts if fact.what == "let")
        brings = present[name].revenue if name in present else None
        if lets or brings is not None:
            promised = "" if clause.form.variants else units.bound(target(clause.form.target), words=True)
            said = None if brings is None else f"{units.number(brings, digits=0)} per {present[name].period}"
            yield Funnel(name, promised or clause.form.meta.english, lets, _came(clause, span), said)


def _came(clause: Judged, span: Span) -> str:
    return ", ".join(
        f"{words.whom(f)}: {units.quantity(f.observed, f.target)}"
        for f in clause.ended(span)
        if f.observed is not None and clause.seen(f)
    )
