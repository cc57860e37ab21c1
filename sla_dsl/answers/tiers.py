"""One tier of a clause as a clause of its own: what it promises, to the rows that have that tier."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sla_dsl.model.cases import leaves
from sla_dsl.model.expr import FirstTrue, Negation, both, either
from sla_dsl.model.forms import TIER, ByCase, Duty, Form, Limit, Tiers, tiers_of, variants_of
from sla_dsl.text.diagnostic import Diagnostic, UsageError


def of_tier(form: Form, tier: str | None, what: str) -> Form:
    """The form for the rows of the tier that is called so; the form as it is where it has no tiers and none is named.

    Raises `UsageError` where a tier has to be named, or there is none of that name.
    """
    tiers = tiers_of(form)
    if tiers is None:
        if tier is not None:
            message = f"`{form.meta.id}` promises the same to all, and has no tiers"
            raise UsageError(Diagnostic("SLA519", message, hint="leave `--tier` out"))
        return form
    names = [called(tiers, n) for n in range(len(tiers.groups))]
    if tier not in names:
        there = ", ".join(f"`{name}`" for name in names)
        said = f"`{form.meta.id}` has tiers, and its {what} is tried for one of them"
        if tier is not None:
            said = f"`{form.meta.id}` has no tier `{tier}`"
        hint = f'say which one: `--tier "{names[0]}"`; there are {there}'
        raise UsageError(Diagnostic("SLA519", said, hint=hint))
    return alone(form, tiers, names.index(tier))


def called(tiers: Tiers, place: int) -> str:
    """What a tier is called in reports: `source demo, pricing`."""
    return ", ".join(said if name == "tier" else f"{name} {said}" for name, said in tiers.groups[place])


def alone(form: Form, tiers: Tiers, place: int) -> Form:
    """The form for the rows of one line of its table."""
    assert isinstance(tiers.place, FirstTrue)
    above = either(*tiers.place.items[:place])
    of_it = both(None if above is None else Negation(above), tiers.place.items[place])
    population = replace(form.population, scope=both(form.population.scope, of_it))
    own: dict[str, Any] = {"population": population, "tiers": None, "variants": ()}
    own["by"] = tuple(b for b in form.by if b != TIER)
    promised = [v for v in variants_of(form) if v.tier in (None, place)]
    if isinstance(form, Duty):
        limit = _limit(form.limit, place)
        own |= {"limit": limit, "low": _limit(form.low, place)}
        own["paused"] = form.paused[: len(leaves(limit))]  # the limit that is tried is put into each
    whole = next((v.form for v in promised if v.form is not None), form)
    if len(promised) < 2:
        return replace(whole, **own)
    dated = [replace(v, tier=None, form=None if v.form is None else replace(v.form, **own)) for v in promised]
    return replace(whole, **(own | {"variants": tuple(dated)}))


def _limit(limit: Limit | None, place: int) -> Limit | None:
    """What the rows of a tier have of a limit by tier."""
    if not isinstance(limit, ByCase):
        return limit
    found = [case.limit for case in limit.cases if case.tier == place]
    return found[0] if found else limit
