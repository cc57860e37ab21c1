"""What a form asks of single tables: a quotient counts or sums twice, every other form is about one table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sla_dsl.model.forms import Below, Form, Measure, Quotient


def halves(form: Form) -> tuple[Form, ...]:
    """What is rolled up for a form: the form itself, or the one or two sides of a quotient as measures."""
    if not isinstance(form, Quotient):
        return (form,)
    shared: dict[str, Any] = {"target": form.target, "per": form.per, "by": form.by, "warn": form.warn}
    shared |= {"pace": None, "evenly": None, "prorated": None, "minimum": 0, "amount_name": None}
    above = Measure(
        meta=form.meta, population=form.population, noun=form.noun, amount=form.amount, tiers=form.tiers, **shared
    )
    if not isinstance(form.below, Below):
        return (above,)
    own, side = replace(form.meta, waivers=(), excuses=()), form.below
    below = Measure(
        meta=own, population=side.population, noun=side.noun, amount=side.amount, tiers=side.tiers, **shared
    )
    return above, below
