"""How the columns and the roll-ups of a pass are named, for those who make them and those who read them."""

from __future__ import annotations

from sla_dsl.model.forms import TIER, Form


def prefix(index: int, side: int = 0) -> str:
    """What the columns of the policy's `index`-th clause begin with; `side` counts the sides of a quotient."""
    return f"c{index}{'over' * side}."


def key_column(name: str) -> str:
    """The name under which a key column stands in a result, apart from the result's own columns."""
    return f"k.{name}"


def group_column(name: str) -> str:
    """The name under which a group column stands in a result, apart from the result's own columns."""
    return f"g.{name}"


def sources(name: str, by: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that hold the groups of the clause with that prefix: those of the data, and its own tier."""
    return tuple(name + "tier" if b == TIER else b for b in by)


def rollup_name(day: str, sources: tuple[str, ...]) -> str:
    """The name of the roll-up by a day column and the columns that hold the groups."""
    return "|".join((day, *sources))


def day_source(form: Form) -> str:
    """What distinguishes the start of one form from another's: equal starts share a roll-up."""
    return repr(form.population.start)


def values_name(name: str) -> str:
    """The name of the roll-up that keeps the values of the clause with that prefix, for what was observed."""
    return f"{name}values"
