"""Two forms of one clause: everything in which they differ, area by area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sla_dsl.model.forms import Duty, Form, Invariant, Meta, PeriodForm, form_name
from sla_dsl.review.compare import consequences, days, duties, invariants, measures, populations, waivers, words
from sla_dsl.review.compare.context import Context
from sla_dsl.review.compare.difference import Difference, each
from sla_dsl.review.directions import B, side_by_side
from sla_dsl.review.models import Direction


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
    yield from populations.differences(old, new)
    yield from populations.excuses(old, new, lambda a, b: direction(a, b, context))
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


def direction(old: Form, new: Form, context: Context) -> Direction:
    """Whether a clause differs in what settles its verdicts at all, and which way."""
    bare = Meta("", None, (), None, "", None, None, "", "", 0, "", 0, 0, (None, None))
    one, other = (replace(f, meta=replace(bare, waivers=f.meta.waivers, excuses=f.meta.excuses)) for f in (old, new))
    return side_by_side(d.direction for d in differences(one, other, context))
