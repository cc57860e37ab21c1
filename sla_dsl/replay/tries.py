"""Policies in which only some of the edits are made: each edit by itself, with what it needs, and edits two by two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sla_dsl.lang import ast
from sla_dsl.model.forms import Form
from sla_dsl.model.measured import Measurement
from sla_dsl.model.policy import CheckedPolicy, Unjudged
from sla_dsl.model.schema import Schema
from sla_dsl.policy import bound
from sla_dsl.replay.between import forms_between
from sla_dsl.replay.models import Unit
from sla_dsl.replay.union import amount, bare
from sla_dsl.review.edits import applied
from sla_dsl.review.models import Edit
from sla_dsl.text.diagnostic import PolicyError

WORDS = frozenset({"define", "let", "event", "stage", "calendar", "table"})
"""The statements that others rest on."""


Told = Mapping[tuple[str, Form | None], Measurement]
"""What the data have told of measured amounts, by what tells these apart."""


class Tries:
    """The policies made of an old one by some of the edits that lead to a new one; each is bound once, if at all."""

    def __init__(
        self, files: Sequence[ast.File], edits: Sequence[Edit], schema: Schema, told: Told, old: CheckedPolicy,
        new: CheckedPolicy,
    ) -> None:  # fmt: skip
        self._files, self._edits, self._schema, self._told, self._old = files, edits, schema, told, old
        self._known: dict[frozenset[int], CheckedPolicy | None] = {}
        self._always: frozenset[int] = frozenset()
        self._forms = forms_between(old, new, edits)
        names = {i for i, e in enumerate(edits) if e.renames}
        self._always = frozenset(i for i in names if _same(old, self.of(frozenset({i})), edits[i]))
        self._known.clear()

    @property
    def places(self) -> list[int]:
        """The edits that may change anything: all but plain renames, which are made in every policy."""
        return [i for i in range(len(self._edits)) if i not in self._always]

    def of(self, chosen: frozenset[int]) -> CheckedPolicy | None:
        """The old policy with the edits at some places made; None where that is none."""
        if chosen not in self._known:
            self._known[chosen] = self._bound(chosen | self._always)
        return self._known[chosen]

    def _bound(self, chosen: frozenset[int]) -> CheckedPolicy | None:
        if self._forms is not None:
            made = {f.meta.id: f for n, f in self._forms.items() if n in chosen}
            return replace(self._old, forms=tuple(made.get(f.meta.id, f) for f in self._old.forms))
        files = applied(self._files, [self._edits[i] for i in sorted(chosen)])
        try:
            policy, _ = bound(files, self._schema)
            if not policy.measured:
                return policy
            found = {m.text: self._told.get(amount(m)) for m in policy.measured}
            there = {text: one for text, one in found.items() if one is not None}
            return bound(files, self._schema, (), there)[0] if len(there) == len(found) else None
        except PolicyError:
            return None

    def units(self) -> tuple[Unit, ...]:
        """Every edit with those that it needs to be bound at all, as few as that takes."""
        found = (Unit(i, tuple(sorted(self._needed(i)))) for i in self.places)
        return tuple({u.edits: u for u in found}.values())

    def _needed(self, leads: int) -> frozenset[int]:
        new_words = {i for i in self.places if self._edits[i].old is None and self._edits[i].kind in WORDS}
        wide = next(
            (s for s in ({leads}, {leads} | new_words) if self.of(frozenset(s)) is not None), set(self.places)
        )  # fmt: skip
        for other in sorted(wide - {leads}):
            if self.of(frozenset(wide - {other})) is not None:
                wide = wide - {other}
        return frozenset(wide)


def clauses_of(policy: CheckedPolicy) -> dict[str, Form | Unjudged]:
    """The clauses of a policy by their ids, in its order."""
    there = sorted((*policy.forms, *policy.unjudged), key=lambda c: c.meta.position)
    return {c.meta.id: c for c in there}


def _same(old: CheckedPolicy | None, renamed: CheckedPolicy | None, edit: Edit) -> bool:
    """Whether an edit that renames does nothing else."""
    if old is None or renamed is None or edit.old is None:
        return False
    names = {edit.name: edit.old.name} if edit.kind == "clause" else {}
    before, after = clauses_of(old), clauses_of(renamed)
    return len(before) == len(after) and all(
        _alike(before.get(names.get(name, name)), clause, old, renamed) for name, clause in after.items()
    )


def _alike(one: Form | Unjudged | None, other: Form | Unjudged, old: CheckedPolicy, new: CheckedPolicy) -> bool:
    if one is None or isinstance(one, Unjudged) or isinstance(other, Unjudged):
        return isinstance(one, Unjudged) and isinstance(other, Unjudged)
    return bare(one, old.term) == bare(other, new.term)
