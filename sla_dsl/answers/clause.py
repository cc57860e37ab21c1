"""What a clause means and rests on: its sentence, clock, target and where each of them comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from sla_dsl.answers.derivation import derivation
from sla_dsl.bind.reach import Reach, reach
from sla_dsl.bind.vocabulary import Entry
from sla_dsl.findings.clauses import place
from sla_dsl.findings.models import Place
from sla_dsl.findings.numbers import limit, share_target, target
from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount, cell, expression, statement
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.cases import leaves
from sla_dsl.model.forms import (
    CalendarOf,
    Duty,
    Form,
    Invariant,
    Lasting,
    Measure,
    Per,
    Quotient,
    Ratio,
    Reached,
    Statistic,
    calendar_of,
    form_name,
    group_name,
    variants_of,
)
from sla_dsl.model.measured import Measurement
from sla_dsl.model.policy import CheckedPolicy, Unjudged
from sla_dsl.reports import units
from sla_dsl.text.record import record
from sla_dsl.text.source import Source


@record
class Fact:
    """One thing that a clause rests on: `what` (`target`, `calendar`, `let`, ...), the words, and where they stand."""

    what: str
    text: str
    place: Place | None = None


@record
class ClauseTold:
    """A clause as it is written and what it means; `facts` in the order in which they are told."""

    id: str
    title: str | None
    sentence: str
    english: str
    party: str
    to: str | None
    form: str
    table: str
    severity: str
    owner: str | None
    because: str | None
    place: Place
    facts: tuple[Fact, ...]


def clause_told(
    files: Sequence[ast.File], policy: CheckedPolicy, clause: str, measured: Mapping[str, Measurement] | None = None
) -> ClauseTold:
    """What the clause with that id means; `policy` holds it, `measured` is what the data have told of amounts."""
    of = next(f for f in (*policy.forms, *policy.unjudged) if f.meta.id == clause)
    meta, there = of.meta, reach(files, clause, measured)
    return ClauseTold(
        id=meta.id,
        title=meta.title,
        sentence=meta.sentence,
        english=meta.english,
        party=" and ".join(meta.parties),
        to=meta.to,
        form=of.form if isinstance(of, Unjudged) else form_name(of),
        table=of.table if isinstance(of, Unjudged) else of.population.table,
        severity=meta.severity,
        owner=meta.owner,
        because=meta.because,
        place=place(meta),
        facts=(*([] if isinstance(of, Unjudged) else _of_form(of, policy, there)), *_of_text(there, measured or {})),
    )


# ---------------------------------------------------------------------------------------------- of the form


def _of_form(form: Form, policy: CheckedPolicy, there: Reach) -> Iterator[Fact]:
    yield from _in_force(form, policy)
    yield from _limit(form)
    yield from _tiers(there)
    yield from _per(form)
    yield from _target(form)
    for name in dict.fromkeys(c.name for c in _calendars(form)):
        entry = next(e for e in there.calendars if e.node.name.text == name)
        yield _at("calendar", statement(entry.node).removeprefix("calendar "), entry.node, entry.source)


def _in_force(form: Form, policy: CheckedPolicy) -> Iterator[Fact]:
    first = form.meta.in_force[0] or policy.term[0]
    last = form.meta.in_force[1] or policy.term[1]
    if first is not None or last is not None:
        yield Fact("in force", f"{first or 'ever'} to {last or 'on'}, both days included, in {policy.timezone}")


def _limit(form: Form) -> Iterator[Fact]:
    if not isinstance(form, Duty):
        return
    yield Fact("start", form.start_name)
    yield Fact("done", form.done_name)
    plain = [p for p in leaves(form.limit) if p is not None]
    if len(plain) == 1:
        one = plain[0]
        low = next((p for p in leaves(form.low) if p is not None), None)
        calendar = calendar_of(one)
        clock = f"on the hours of `{calendar.name}`" if calendar else "day and night"
        yield Fact("limit", f"{units.limit(limit(one, low))}, {clock}")


def _tiers(there: Reach) -> Iterator[Fact]:
    tiers = there.clause.tiers
    if tiers is None:
        return
    for row in tiers.rows:
        said = ", ".join(f"{n.text} {cell(c)}" for n, c in zip(tiers.header, row, strict=True))
        yield _at("tier", said, row[0], there.source)


def _per(form: Form) -> Iterator[Fact]:
    per: Per | None = None if isinstance(form, Invariant) and not form.grouped else form.per
    if per is not None:
        said = f"every window of {per.days} days" if per.kind == "rolling" else f"by the {per.kind.replace('_', ' ')}"
        yield Fact("period", said)
    if form.by:
        yield Fact("groups", ", ".join(map(group_name, form.by)))


def _target(form: Form) -> Iterator[Fact]:
    match form:
        case Duty() | Invariant():
            noun = "in time" if isinstance(form, Duty) else "hold"
            if not (isinstance(form, Duty) and form.variants):
                yield Fact("target", f"{units.bound(share_target(form.share), words=True)} {noun}")
        case Measure() | Ratio() | Statistic() | Quotient():
            if not variants_of(form):
                yield Fact("target", units.bound(target(form.target), words=True))
        case _:
            assert_never(form)


def _calendars(form: Form) -> Iterator[Calendar]:
    match form:
        case Duty(limit=one, low=low):
            plain = [*leaves(one), *leaves(low)]
        case Ratio(part=Reached(limit=one, maturing=other)):
            plain = [*leaves(one), *other]
        case Statistic(value=Lasting(calendar=CalendarOf(calendars=calendars))):
            yield from (calendar for _, calendar in calendars)
            return
        case Statistic(value=Lasting(calendar=Calendar() as calendar)):
            yield calendar
            return
        case Measure(evenly=evenly, prorated=prorated):
            yield from (part.calendar for part in (evenly, prorated) if part is not None and part.calendar is not None)
            return
        case _:
            return
    yield from (c for c in (calendar_of(p) for p in plain if p is not None) if c is not None)


# ---------------------------------------------------------------------------------------------- of the text


def _of_text(there: Reach, measured: Mapping[str, Measurement]) -> Iterator[Fact]:
    for entry in there.words:
        match entry.node:
            case ast.Let():
                said = derivation(entry.node, there.values)
                yield _of_entry("let", said + _measured(entry.node, measured), entry)
            case ast.Event() | ast.Stage() | ast.Define():
                what, _, said = statement(entry.node).partition(" ")
                yield _of_entry(what, said, entry)
            case _:
                pass
    for column, source in there.made:
        yield _at("made of", f"{column.name.text} = {expression(column.source)}", column, source)
    for node, source in there.others:
        match node:
            case ast.Exclude(condition=condition, reason=reason):
                because = f" because {reason.value}" if reason else ""
                yield _at("exclude", expression(condition) + because, node, source)
            case ast.Waive():
                yield _at("waiver", statement(node).removeprefix("waive "), node, source)
            case ast.When():
                yield _at("consequence", statement(node), node, source)
            case ast.Clause():
                name = "" if node.id is None else f"{node.id.text}: "
                yield _at("excuse", name + " ".join(statement(node).split(": ", 1)[-1].split()), node, source)
            case _:
                pass


def _measured(node: ast.Let, measured: Mapping[str, Measurement]) -> str:
    """From how many rows an amount was measured, or why it was not."""
    if not isinstance(node.value, ast.Measured):
        return ""
    found = measured.get(amount(node.value))
    if found is None:
        return ", to be measured from the data"
    if found.value is None:
        return f", not measured: {found.why}"
    return f", measured from {units.count(found.rows, 'row')}"


def _of_entry(what: str, text: str, entry: Entry) -> Fact:
    if entry.prelude:
        return Fact(what, text, Place("the standard vocabulary", entry.source.position(entry.node.span.start)[0], 1))
    return _at(what, text, entry.node, entry.source)


def _at(what: str, text: str, node: ast.Node, source: Source) -> Fact:
    return Fact(what, text, Place(source.name, *source.position(node.span.start)))
