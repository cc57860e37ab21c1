"""Lint from end to end: what the chosen rules remark about a policy, without what is ignored with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sla_dsl.lang import ast
from sla_dsl.lint.base import Edit, Need, Remark
from sla_dsl.lint.context import Context, History, context_of
from sla_dsl.lint.ignores import Comment
from sla_dsl.lint.registry import RULES
from sla_dsl.lint.rules import unused_ignore
from sla_dsl.lint.sets import Chosen
from sla_dsl.text.diagnostic import Diagnostic
from sla_dsl.text.record import record


@record
class Told:
    """A remark as a diagnostic, whose code is the rule's id, and the edits that mend it."""

    diagnostic: Diagnostic
    fix: tuple[Edit, ...]


@record
class Linted:
    """What there is to say of a policy, by place; `unasked` are rules that could not look, and what they need."""

    told: tuple[Told, ...]
    unasked: tuple[tuple[str, Need], ...]
    ignored: int


def lint(
    files: Sequence[ast.File],
    chosen: Sequence[Chosen],
    as_of: date | None = None,
    history: Mapping[str, History] | None = None,
) -> Linted:
    """The remarks about the policy of some files; bases are read, and nothing is said of them. Raises `PolicyError`."""
    context = context_of(files, as_of, history)
    there = {"as of": as_of is not None, "data": history is not None, None: True}
    looking = [c for c in chosen if there[c.rule.needs]]
    found = [(c, remark) for c in looking if c.rule is not unused_ignore.RULE for remark in c.rule.find(context)]
    heard = _Heard(context, {c.rule.id for c in looking})
    told = [(c, remark) for c, remark in found if not heard.ignores(c.rule.id, remark)]
    for last in (c for c in looking if c.rule is unused_ignore.RULE):
        idle = replace(context, unused=heard.unused(), known=tuple(rule.id for rule in RULES))
        told += [(last, remark) for remark in last.rule.find(idle) if not heard.ignores(last.rule.id, remark)]
    order = {file.source.name: n for n, file in enumerate(context.files)}
    told.sort(key=lambda one: (order[one[1].source.name], one[1].span.start, one[0].rule.id))
    return Linted(
        told=tuple(Told(_diagnostic(c, remark), remark.fix) for c, remark in told),
        unasked=tuple(
            (c.rule.id, c.rule.needs) for c in chosen if c.rule.needs is not None and not there[c.rule.needs]
        ),
        ignored=heard.count,
    )


def _diagnostic(chosen: Chosen, remark: Remark) -> Diagnostic:
    return Diagnostic(
        chosen.rule.id, remark.message, remark.source, remark.span, remark.hint, remark.notes, chosen.level
    )


class _Heard:
    """Which comments have kept a remark back."""

    def __init__(self, context: Context, looking: Iterable[str]) -> None:
        self.comments = context.comments
        self.looking = frozenset(looking)
        self.used: set[tuple[int, str]] = set()
        self.count = 0

    def ignores(self, rule: str, remark: Remark) -> bool:
        """Whether a comment asks for silence about a rule at the place of a remark."""
        there = [n for n, c in enumerate(self.comments) if rule in c.rules and c.covers(remark.source, remark.span)]
        self.used |= {(n, rule) for n in there}
        self.count += bool(there)
        return bool(there)

    def unused(self) -> tuple[tuple[Comment, str], ...]:
        """Comments, each with a rule that it names in vain; of a rule that has not looked nobody knows."""
        silent = {rule.id for rule in RULES} - self.looking
        return tuple(
            (comment, rule)
            for n, comment in enumerate(self.comments)
            for rule in comment.rules
            if (n, rule) not in self.used and rule not in silent
        )
