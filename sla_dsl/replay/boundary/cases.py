"""The boundary cases of two policies: for every changed clause the smallest tables on which the two part, as tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from typing import TypeVar

from sla_dsl.lang import ast
from sla_dsl.lang.printer import format
from sla_dsl.model.forms import Duty, Form, Invariant
from sla_dsl.policy import bound
from sla_dsl.replay.boundary.covered import other_days
from sla_dsl.replay.boundary.duties import duty_sketches
from sla_dsl.replay.boundary.forgiven import other_reliefs
from sla_dsl.replay.boundary.ground import ground
from sla_dsl.replay.boundary.periods import period_sketches
from sla_dsl.replay.boundary.replaced import another_promise
from sla_dsl.replay.boundary.sides import Shown, Sides
from sla_dsl.replay.boundary.sketch import FirstOf, NotShown, Offer, all_of
from sla_dsl.replay.boundary.subjects import invariant_sketches
from sla_dsl.replay.boundary.trial import tried
from sla_dsl.review.edits import applied, edits
from sla_dsl.review.models import Bound
from sla_dsl.text.record import record
from sla_dsl.text.source import Source


@record
class Case:
    """What is shown of one clause; `why` says why nothing is, where nothing is."""

    clause: str
    shown: tuple[Shown, ...]
    why: str | None = None


def cases(
    old: Bound, new: Bound, clauses: Collection[str] | None = None, called: Mapping[str, str] | None = None
) -> tuple[Case, ...]:
    """The boundary cases of the clauses that both policies have and that are not the same.

    `clauses` picks some by their new ids; `called` has the old id of those that were renamed. Where the two terms have
    no day in common, the old policy is judged as if it held in the new term.
    """
    old = _in_term_of(old, new)
    before = {form.meta.id: form for form in old.policy.forms}
    names = called or {}
    pairs = [(before.get(names.get(form.meta.id, form.meta.id)), form) for form in new.policy.forms]
    return tuple(
        _case(old, new, was, form)
        for was, form in pairs
        if was is not None
        and (form.meta.id in clauses if clauses is not None else replace(was, meta=form.meta) != form)
    )


def _in_term_of(old: Bound, new: Bound) -> Bound:
    """The old policy, with the term of the new one where no day lies in both."""
    (a, b), (c, d) = old.policy.term, new.policy.term
    if not ((b and c and b < c) or (a and d and d < a)):
        return old
    term = [e for e in edits(old.files, new.files) if (e.kind, e.name) == ("agreement", "term")]
    files = applied(old.files, term)
    return Bound(old.ref, files, bound(files)[0])


def text(found: Sequence[Case]) -> str:
    """Tests as a file of the language; comments say what the old policy says, and of what nothing is shown."""
    blocks = [
        *(f"# {shown.before}\n{_printed(shown.test)}" for case in found for shown in case.shown),
        *(f"# {case.clause}: {case.why}" for case in found if case.why is not None),
    ]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _printed(test: ast.Test) -> str:
    return format(ast.File(Source("cases", ""), (test,))).rstrip("\n")


def _case(old: Bound, new: Bound, was: Form, form: Form) -> Case:
    place = ground(old.policy, new.policy, (was, form))
    if place is None:
        return Case(form.meta.id, (), "the two policies are in force on no common day")
    sides = Sides(old, new, was, form, place)
    whys: list[str] = []
    shown = _of(_offers(sides), sides, whys) or _of(_by_trial(sides), sides, [])
    return Case(form.meta.id, tuple(shown), None if shown else next(iter(whys), _why(sides)))


def _of(offers: Iterator[Offer], sides: Sides, whys: list[str]) -> list[Shown]:
    """What is shown of what is offered; the reasons why there is no more are added to the others."""
    shown: list[Shown] = []
    for offer in _told(offers, whys):
        for sketch in _told(offer.sketches, whys) if isinstance(offer, FirstOf) else (offer,):
            try:
                found = sides.shown(sketch)
            except NotShown as reason:
                whys.append(str(reason))
                continue
            if found is not None:
                if all(found.test.given != other.test.given for other in shown):
                    shown.append(_named(found, [other.test.name.value for other in shown]))
                break
    return shown


def _why(sides: Sides) -> str:
    """Why nothing is shown where no part of what differs says it."""
    same = replace(sides.was, meta=sides.form.meta) == sides.form
    if same and sides.old.policy.measured == sides.new.policy.measured:
        return "both promise the same of the same rows, and no table of a test says in which way data are read"
    if sides.old.policy.measured or sides.new.policy.measured:
        return "it rests on an amount that is measured from the data, and no table is made for that"
    return "no small table was found on which the two part"


T = TypeVar("T")


def _told(offers: Iterable[T], whys: list[str]) -> Iterator[T]:
    """What is offered; the reason why there is no more is added to the others."""
    try:
        yield from offers
    except NotShown as reason:
        whys.append(str(reason))


def _named(one: Shown, taken: Sequence[str]) -> Shown:
    """A test under a name that no other one has."""
    name = one.test.name.value
    names = chain([name], (f"{name}, {number}" for number in count(2)))
    return replace(one, test=replace(one.test, name=ast.Text(next(n for n in names if n not in taken))))


def _offers(sides: Sides) -> Iterator[Offer]:
    """What may be shown: of the two promises first, then of the days they cover and of what forgives a breach."""
    was, form, place = sides.was, sides.form, sides.place
    parts = [other_days(was, form, place), other_reliefs(was, form, place)]
    match was, form:
        case Duty(), Duty():
            yield from all_of([duty_sketches(was, form, place, sides.dues), *parts])
        case Invariant(), Invariant():
            yield from all_of([invariant_sketches(was, form, place), *parts])
        case Duty() | Invariant(), _:
            return
        case _, Duty() | Invariant():
            return
        case _:
            yield from all_of([period_sketches(was, form, place), *parts])


def _by_trial(sides: Sides) -> Iterator[Offer]:
    """What may be shown where nothing that was worked out is: rows of any values, and what fails or keeps one side."""
    was, form, place = sides.was, sides.form, sides.place
    if isinstance(was, Duty | Invariant) and isinstance(form, Duty | Invariant):
        yield FirstOf(tried(was, form, place, sides.apart))
    yield FirstOf(another_promise(was, form, place))
