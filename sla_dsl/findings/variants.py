"""What a clause promises where that is not the same for all: to a tier, from a day on, in a period."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar, cast

from sla_dsl.compile.naming import group_column
from sla_dsl.findings import numbers
from sla_dsl.findings.models import Limit, Scalar, Target, Variant
from sla_dsl.model.cases import leaves, told
from sla_dsl.model.forms import TIER, Duty, Form, PeriodForm, Plain, Tiers, group_name, tiers_of, variants_of

F = TypeVar("F", bound=Form)


def group_of(row: Mapping[str, Any], form: Form) -> dict[str, Scalar]:
    """The group of a settled row; a tier as the table calls it."""
    found: dict[str, Scalar] = {}
    tiers = tiers_of(form)
    for b in form.by:
        value = row[group_column(b)]
        found.update(tier_of(tiers, value) if b == TIER and tiers is not None else {group_name(b): value})
    return found


def tier_of(tiers: Tiers, place: int | None) -> dict[str, Scalar]:
    """What a line of a table is called; unknown values where it is not known which."""
    return dict(tiers.groups[int(place)]) if place is not None else {name: None for name, _ in tiers.groups[0]}


def in_force(form: F, row: Mapping[str, Any]) -> F | None:
    """The form as it stands for a settled row; None where nothing is promised yet."""
    place = row.get("variant")
    if place is None:
        return form
    return cast(F | None, variants_of(form)[int(place)].form)  # of the same kind as the whole


def limit_of(form: Form, tier: int | None = None) -> Limit | None:
    """The limit of a duty, or of one of its tiers; None where it is not the same for all."""
    if not isinstance(form, Duty) or form.limit is None:
        return None
    limits, lows = (
        {t.limit for t in told(x) if tier is None or t.tier in (None, tier)} for x in (form.limit, form.low)
    )
    found = {numbers.limit(limit, low) for limit in limits if limit is not None for low in lows}
    return found.pop() if len(found) == 1 else None


def limits_in_force(form: Form) -> Callable[[Mapping[str, Any]], Limit | None]:
    """What tells the limit of a subject's row, which says which of the clause's it is; None where it is not known."""
    if not isinstance(form, Duty) or form.limit is None:
        return lambda row: None
    if isinstance(form.limit, Plain) and isinstance(form.low, Plain | None):
        same = numbers.limit(form.limit, form.low)
        return lambda row: same
    limits, lows = leaves(form.limit), leaves(form.low)

    def told_by(row: Mapping[str, Any]) -> Limit | None:
        limit, low = _chosen(limits, row, "limit"), _chosen(lows, row, "low")
        return None if limit is None else numbers.limit(limit, low)

    return told_by


def _chosen(plain: list[Any], row: Mapping[str, Any], word: str) -> Any:
    if word not in row:
        return plain[0]
    return None if row[word] is None else plain[int(row[word])]


def variants(form: Form) -> tuple[Variant, ...]:
    """What is promised where it is not the same for all, in the order of the tiers and days."""
    found: dict[tuple[int | None, date | None], dict[str, Limit | Target]] = {}
    if isinstance(form, Duty) and limit_of(form) is None:
        lows = told(form.low)
        for one in told(form.limit):
            if one.limit is not None:
                low = next(t.limit for t in lows if t.tier in (None, one.tier))  # a lower bound has no dates
                found.setdefault((one.tier, one.since), {})["limit"] = numbers.limit(one.limit, low)
    for v in variants_of(form):
        if isinstance(v.form, Duty):
            found.setdefault((v.tier, v.since), {})["target"] = numbers.share_target(v.form.share)
        elif isinstance(v.form, PeriodForm):
            found.setdefault((v.tier, v.since), {})["target"] = numbers.target(v.form.target)
    order = sorted(found, key=lambda k: (-1 if k[0] is None else k[0], k[1] or date.min))
    tiers = tiers_of(form)
    return tuple(
        Variant({} if tier is None or tiers is None else tier_of(tiers, tier), since, **found[(tier, since)])  # type: ignore[arg-type]
        for tier, since in order
    )
