"""Two forms of one clause: everything in which they differ, area by area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sla_dsl.model.forms import Duty, Form, Invariant, PeriodForm, form_name
from sla_dsl.review.catalogue import SORTS
from sla_dsl.review.compare import (
    consequences,
    days,
    duties,
    excuses,
    invariants,
    measures,
    populations,
    waivers,
    words,
)
from sla_dsl.review.compare.context import Context
from sla_dsl.review.compare.difference import Difference, each
from sla_dsl.review.directions import B, L, T, U


def differences(old: Form, new: Form, context: Context) -> Iterator[Difference]:
    """Everything in which a clause differs; `old` goes by the names of `new` already where those have changed."""
    yield from words.differences(old.meta, new.meta)
    yield from words.warnings(old, new)
    yield from waivers.differences(old.meta.waivers, new.meta.waivers)
    yield from consequences.differences(
        [c for c in context.old.consequences if c.clause == old.meta.id],
        [c for c in context.new.consequences if c.clause == new.meta.id],
    )
    yield from days.differences(old, new, context.old, context.new)
    if type(old) is not type(new) or old.population.table != new.population.table:
        said = each(lambda f: f"{form_name(f)} about {f.population.table}", old, new)
        yield Difference("promise-replaced", B, *said)
        return
    yield from populations.differences(old, new, context)
    yield from excuses.differences(old, new, lambda a, b: tuple(differences(a, b, context)))
    unsure = _guarded(old) or _guarded(new)
    for d in _of_form(old, new, context):
        yield _undetermined(d) if unsure and d.direction in (T, L) and SORTS[d.id].area != "target" else d


def _guarded(form: Form) -> bool:
    """Whether one more breach can leave too few to be judged: what is waived counts no more (rule 81)."""
    return isinstance(form, Duty | Invariant) and bool(form.grouped and form.minimum and form.meta.waivers)


def _undetermined(d: Difference) -> Difference:
    changed = f"{d.id.rpartition('-')[0]}-changed"
    return replace(d, id=changed if changed in SORTS else d.id, direction=U)


def _of_form(old: Form, new: Form, context: Context) -> Iterator[Difference]:
    match old, new:
        case Duty(), Duty():
            yield from duties.differences(old, new, context)
            yield from duties.varied(old, new)
        case Invariant(), Invariant():
            yield from invariants.differences(old, new)
        case _:
            assert isinstance(old, PeriodForm)
            assert isinstance(new, PeriodForm)
            yield from measures.differences(old, new, context)
