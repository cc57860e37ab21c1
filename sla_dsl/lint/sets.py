"""Rule sets: which rules run and at which level, so that a newer program never fails a policy that an older one passed.

A rule belongs to a set for good, and so does its level. What is new comes with a new set, and a policy that names no
set gets what came after the first one as advice, which fails nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sla_dsl.lint.base import Rule
from sla_dsl.text.diagnostic import Diagnostic, Level, UsageError
from sla_dsl.text.record import record
from sla_dsl.text.sets import not_one_of

SETS = ("2026.1",)
"""The rule sets, the oldest first."""


@record
class Chosen:
    """A rule that runs, at the level that its remarks have."""

    rule: Rule
    level: Level


def chosen(
    rules: Sequence[Rule],
    named: str | None = None,
    on: Mapping[str, str] | None = None,
    off: Mapping[str, str] | None = None,
    sets: Sequence[str] = SETS,
) -> tuple[Chosen, ...]:
    """The rules of the set `named` and of all before it; without a name all rules, the newer ones as advice.

    `on` and `off` have the reasons why a rule is taken all the same, at its own level, or left out. Raises `UsageError`
    for a set or a rule that there is none of, for a reason that says nothing, and for a rule that is both.
    """
    on, off = on or {}, off or {}
    wrong = [*_unknown(rules, on), *_unknown(rules, off), *_unreasoned(on), *_unreasoned(off)]
    wrong += [
        Diagnostic("SLA551", f"the rule `{rule}` is switched on and off", hint="keep one of both")
        for rule in on
        if rule in off
    ]
    if named is not None and named not in sets:
        wrong.append(_no_set(named, sets))
    if wrong:
        raise UsageError(*wrong)
    last = len(sets) - 1 if named is None else sets.index(named)
    found = []
    for rule in rules:
        place = sets.index(rule.since)
        if rule.id in off or (place > last and rule.id not in on):
            continue
        new = named is None and place > 0 and rule.id not in on
        found.append(Chosen(rule, Level.ADVICE if new else rule.level))
    return tuple(found)


def _unknown(rules: Sequence[Rule], named: Mapping[str, str]) -> list[Diagnostic]:
    ids = [rule.id for rule in rules]
    return [not_one_of("lint rule", name, ids) for name in named if name not in ids]


def _unreasoned(named: Mapping[str, str]) -> list[Diagnostic]:
    return [
        Diagnostic("SLA551", f"no reason is given for the rule `{rule}`", hint=f'write `{rule} = "why"`')
        for rule, reason in named.items()
        if not reason.strip()
    ]


def _no_set(named: str, sets: Sequence[str]) -> Diagnostic:
    hint = f"the rule sets are {', '.join(f'`{name}`' for name in sets)}"
    return Diagnostic("SLA550", f"there is no rule set `{named}`", hint=hint)
