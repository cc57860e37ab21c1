"""Clauses that differ in numbers alone: no policy between two such ones has to be bound to know what its clauses say.

Other numbers read the same columns in the same way, and ask for nothing that the other statements would have to tell.
So what the policy says in which only some of the clauses are the new ones, is what each of the two says of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction

from sla_dsl.model.forms import Form
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.replay.union import bare
from sla_dsl.review.models import Edit


def forms_between(old: CheckedPolicy, new: CheckedPolicy, edits: Sequence[Edit]) -> Mapping[int, Form] | None:
    """By the place of each edit the form of the new policy that it makes; None where an edit is of another sort, or the
    two differ in more than what the edits say."""
    if _head(old) != _head(new) or old.unjudged or new.unjudged:
        return None
    was, now = ({f.meta.id: f for f in policy.forms} for policy in (old, new))
    edited = {e.name: n for n, e in enumerate(edits) if e.kind == "clause" and e.old and e.new and not e.renames}
    if len(edited) != len(edits) or was.keys() != now.keys() or not edited.keys() <= now.keys():
        return None
    for name in now:
        one, other = bare(was[name], old.term), bare(now[name], new.term)
        if not (one == other or (name in edited and not one.meta.excuses and _alike(one, other))):
            return None
    return {n: now[name] for name, n in edited.items()}


def _head(policy: CheckedPolicy) -> CheckedPolicy:
    """A policy without its clauses and without what is to follow from them."""
    return replace(policy, forms=(), consequences=())


def _alike(one: object, other: object) -> bool:
    """Whether two values are the same but for numbers in them, and for the names of what these are in."""
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(_alike(a, b) for a, b in zip(one, other, strict=True))
    if is_dataclass(one):
        names = [f.name for f in fields(one) if not f.name.endswith("_name")]
        return all(_alike(getattr(one, n), getattr(other, n)) for n in names)
    return one == other or (isinstance(one, int | Fraction) and not isinstance(one, bool))
