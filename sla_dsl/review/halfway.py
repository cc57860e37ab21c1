"""Policies halfway between two: which differences of an edited clause come from what it rests on, not from its text.

A difference is one of a definition where it is there as well when the clause keeps its old text, and when it has its
new text all along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from sla_dsl.lang import ast
from sla_dsl.model.forms import Form
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.policy import bound
from sla_dsl.review.compare.clauses import differences
from sla_dsl.review.compare.context import Context
from sla_dsl.review.compare.difference import Difference
from sla_dsl.review.edits import applied, back
from sla_dsl.review.models import Edit
from sla_dsl.text.diagnostic import PolicyError

OF_CLAUSES = frozenset({"clause", "waive", "when"})
"""The statements that are about one clause; all others may be rested on by several."""


class Halfway:
    """The old and the new policy, each with only what clauses rest on turned into that of the other one."""

    def __init__(
        self, old: Sequence[ast.File], new: Sequence[ast.File], context: Context, edits: Sequence[Edit]
    ) -> None:
        self.context = context
        self._old, self._new = old, new
        self._shared = [e for e in edits if e.kind not in OF_CLAUSES]
        self._told: dict[tuple[int, str], tuple[Difference, ...]] = {}

    def explains(self, clause: str, d: Difference, before: Form, after: Form) -> bool:
        """Whether a difference is one of what the clause rests on."""
        return all(d in self._differences(side, clause, before, after) for side in (0, 1))

    def _differences(self, side: int, clause: str, before: Form, after: Form) -> tuple[Difference, ...]:
        if (side, clause) not in self._told:
            policy = (self._with_new, self._with_old)[side]
            form = None if policy is None else _forms(policy).get(clause)
            told: tuple[Difference, ...] = ()
            if policy is not None and form is not None:
                a, b = (before, form) if side == 0 else (form, after)
                policies = (self.context.old, policy) if side == 0 else (policy, self.context.new)
                told = tuple(differences(a, b, Context(*policies)))
            self._told[side, clause] = told
        return self._told[side, clause]

    @cached_property
    def _with_new(self) -> CheckedPolicy | None:
        """The old clauses on what is new."""
        return _checked(applied(self._old, self._shared))

    @cached_property
    def _with_old(self) -> CheckedPolicy | None:
        """The new clauses on what was there before."""
        return _checked(applied(self._new, [back(e) for e in self._shared]))


def _forms(policy: CheckedPolicy) -> Mapping[str, Form]:
    return {f.meta.id: f for f in policy.forms}


def _checked(files: Sequence[ast.File]) -> CheckedPolicy | None:
    """The policy; None where it has mistakes, since its parts do not go together."""
    try:
        return bound(files)[0]
    except PolicyError:
        return None
