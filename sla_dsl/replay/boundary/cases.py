"""The boundary cases of two policies: for every changed clause the smallest tables on which the two part, as tests."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain, count
from typing import TypeVar

from sla_dsl.lang import ast
from sla_dsl.lang.printer import format
from sla_dsl.model.forms import Duty, Form, Invariant, Measure, Quotient, Ratio, Statistic
from sla_dsl.policy import bound
from sla_dsl.replay.boundary.covered import other_days
from sla_dsl.replay.boundary.duties import duty_sketches
from sla_dsl.replay.boundary.forgiven import other_reliefs
from sla_dsl.replay.boundary.ground import Ground, ground
from sla_dsl.replay.boundary.judge import Said, said
from sla_dsl.replay.boundary.periods import period_sketches
from sla_dsl.replay.boundary.replaced import another_promise
from sla_dsl.replay.boundary.sketch import FirstOf, NotShown, Offer, Sketch, all_of, local_time, moment
from sla_dsl.replay.boundary.subjects import invariant_sketches
from sla_dsl.replay.boundary.tables import enters_often, given
from sla_dsl.review.edits import applied, edits
from sla_dsl.review.models import Bound
from sla_dsl.text.record import record
from sla_dsl.text.source import Source

_MOST_NAMED = 50
"""Of more rows than these only those are named on which two policies part."""


@record
class Shown:
    """A test that the new policy passes; `before` says where the old one judges otherwise."""

    test: ast.Test
    before: str


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
    shown: list[Shown] = []
    whys: list[str] = []
    for offer in _told(_offers(old, new, was, form, place), whys):
        for sketch in _told(offer.sketches, whys) if isinstance(offer, FirstOf) else (offer,):
            found = _shown(old, new, was, form, place, sketch, whys)
            if found is not None:
                if all(found.test.given != other.test.given for other in shown):
                    shown.append(_named(found, [other.test.name.value for other in shown]))
                break
    why = next(iter(whys), "no small table was found on which the two part")
    return Case(form.meta.id, tuple(shown), None if shown else why)


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


def _offers(old: Bound, new: Bound, was: Form, form: Form, place: Ground) -> Iterator[Offer]:
    """What may be shown: of the two promises first, then of the days they cover and of what forgives a breach."""
    parts = [other_days(was, form, place), other_reliefs(was, form, place)]
    match was, form:
        case Duty(), Duty():
            dues = partial(_dues, old, new, was, form, place)
            yield from all_of([duty_sketches(was, form, place, dues), *parts])
        case Invariant(), Invariant():
            yield from all_of([invariant_sketches(was, form, place), *parts])
        case Measure() | Ratio() | Statistic() | Quotient(), Measure() | Ratio() | Statistic() | Quotient() if type(
            was
        ) is type(form):
            yield from all_of([period_sketches(was, form, place), *parts])
        case _:
            yield FirstOf(another_promise(was, form, place))


def _dues(old: Bound, new: Bound, was: Form, form: Form, place: Ground, sketch: Sketch) -> list[int]:
    """The due instants of the rows under either policy; none where no test can say these."""
    try:
        test = _test(form, sketch, place)
    except NotShown:
        return []
    found = [said(side.files, test, one.meta.id) for side, one in ((old, was), (new, form))]
    return [us for one in found if one is not None for us in one.due.values()]


def _test(form: Form, sketch: Sketch, place: Ground) -> ast.Test:
    """The test of a sketch, which expects nothing yet."""
    uses, p = {**place.old.tables, **place.new.tables}, form.population
    says = partial(moment, zone=place.zone, offset=place.old.timezone != place.new.timezone)
    tables = given(sketch, p.table, uses, says, p.entries)
    as_of = ast.Date(local_time(sketch.as_of, place.zone).date())
    return ast.Test(ast.Text(f"{form.meta.id}: {sketch.title}"), tables, as_of, ())


def _shown(
    old: Bound, new: Bound, was: Form, form: Form, place: Ground, sketch: Sketch, whys: list[str]
) -> Shown | None:  # fmt: skip
    """The test of a sketch with what the new policy says; None where that holds under the old one, too, and where no
    test can say it, for a reason that is added to the others."""
    if not sketch.rows:
        return None
    try:
        test, by_cycle = _test(form, sketch, place), enters_often(sketch)
    except NotShown as reason:
        whys.append(str(reason))
        return None
    before = said(old.files, test, was.meta.id, by_cycle=by_cycle)
    after = said(new.files, test, form.meta.id, by_cycle=by_cycle)
    if before is None or after is None or not _part(before, after):
        return None
    expects = tuple(_expects(form, before, after))
    return Shown(replace(test, expects=expects), _said_before(before, after))


def _part(before: Said, after: Said) -> bool:
    """Whether something of what is said can be expected that was not said before."""
    other = any(before.instances.get(name) != verdict for name, verdict in after.instances.items())
    return other or before.verdict != after.verdict


def _expects(form: Form, before: Said, after: Said) -> Iterator[ast.Expect]:
    """What is expected of every row (of many rows only of those on which the two part), of every period on which the
    two part, and of the clause if there is neither."""
    by_verdict: dict[str, list[ast.Value]] = {}
    few = after.subjects if len(after.subjects) <= _MOST_NAMED else ()
    for name, verdict in after.instances.items():
        if name in few or before.instances.get(name) != verdict:
            by_verdict.setdefault(verdict, []).append(_value(name))
    clause = ast.Name((form.meta.id,))
    yield from (ast.Expect(clause, verdict, tuple(names)) for verdict, names in by_verdict.items())
    if before.verdict != after.verdict:
        yield ast.Expect(clause, after.verdict)


def _said_before(before: Said, after: Said) -> str:
    """Where the old policy judges otherwise, in one line."""
    other: dict[str, list[str]] = {}
    for name in dict.fromkeys([*after.instances, *before.instances]):
        verdict = before.instances.get(name, "not judged")
        if verdict != after.instances.get(name, "not judged"):
            other.setdefault(verdict, []).append(name)
    parts = [f"{verdict} for {', '.join(names)}" for verdict, names in other.items()]
    if before.verdict != after.verdict:
        parts.append(f"the clause {before.verdict}")
    return f"the old policy: {'; '.join(parts)}"


def _value(name: str) -> ast.Value:
    if re.fullmatch(r"\d+", name):
        return ast.Number(Decimal(name), name)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", name):
        return ast.Date(date.fromisoformat(name))
    return ast.Text(name)
