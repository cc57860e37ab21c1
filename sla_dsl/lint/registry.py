"""The one list of lint rules, by groups; `sla lint --list`, the pages and the tests of completeness derive from it."""

from __future__ import annotations

from sla_dsl.lint.base import Rule
from sla_dsl.lint.rules import (
    consequence_never_due,
    contradictory_clauses,
    conversion_without_maturity,
    expired_waiver,
    hours_unstated,
    ignore_without_reason,
    impossible_pace,
    min_hides_breach,
    no_agreement,
    no_review,
    no_term,
    no_zone,
    not_accepted,
    one_sided,
    overlapping_waivers,
    shadowed_clause,
    small_groups,
    target_not_feasible,
    tiers_leave_gaps,
    trivial_target,
    two_units,
    unnamed_clause,
    unreachable_tier,
    unused_ignore,
    unused_name,
    use_between,
    use_in,
    vacuous_scope,
    value_of_today,
    waiver_not_approved,
)

RULES: tuple[Rule, ...] = (
    contradictory_clauses.RULE,
    shadowed_clause.RULE,
    unreachable_tier.RULE,
    vacuous_scope.RULE,
    overlapping_waivers.RULE,
    expired_waiver.RULE,
    two_units.RULE,
    trivial_target.RULE,
    impossible_pace.RULE,
    min_hides_breach.RULE,
    consequence_never_due.RULE,
    hours_unstated.RULE,
    conversion_without_maturity.RULE,
    no_term.RULE,
    no_zone.RULE,
    unnamed_clause.RULE,
    tiers_leave_gaps.RULE,
    small_groups.RULE,
    value_of_today.RULE,
    no_agreement.RULE,
    one_sided.RULE,
    not_accepted.RULE,
    no_review.RULE,
    waiver_not_approved.RULE,
    target_not_feasible.RULE,
    unused_name.RULE,
    use_between.RULE,
    use_in.RULE,
    ignore_without_reason.RULE,
    unused_ignore.RULE,
)


def rule_of(name: str) -> Rule | None:
    """The rule of an id; None where there is none."""
    return {rule.id: rule for rule in RULES}.get(name)
