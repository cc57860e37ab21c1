"""What the areas of comparison need to know beside the two forms: the frames of both policies."""

from __future__ import annotations

from sla_dsl.logic.relations import Comparison, compare
from sla_dsl.model.expr import Expr, Negation
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.text.record import record


@record
class Context:
    """The two policies in which the forms stand."""

    old: CheckedPolicy
    new: CheckedPolicy

    @property
    def timezone(self) -> str:
        """The zone of both; where they differ, the clauses are told apart by that anyway."""
        return self.new.timezone


def related(old: Expr | None, new: Expr | None, given: Expr | None = None) -> Comparison:
    """How two conditions relate; None holds for all rows. Only rows of which `given` is true are looked at."""
    return compare(old, new, given=given)


def kept_by(old: Expr | None, new: Expr | None, given: Expr | None = None) -> Comparison:
    """How the rows relate that two exclusions leave; None excludes nothing."""
    return compare(_left(old), _left(new), given=given)


def _left(excluded: Expr | None) -> Expr | None:
    return None if excluded is None else Negation(excluded)
