"""Policies halfway between two: which differences of a clause come from its own text, and which from what it rests on.

A difference is one of some edits where it is there as well when they alone are made in the old policy, and when they
alone are left to be made for the new one. A difference that has a bit of both is told as two: what the edits of that
on which the clause rests make of it, and what its own text makes of the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set

from sla_dsl.lang import ast
from sla_dsl.model.forms import Form
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.policy import bound
from sla_dsl.review.compare.clauses import differences
from sla_dsl.review.compare.context import Context
from sla_dsl.review.compare.difference import Difference
from sla_dsl.review.edits import applied, back
from sla_dsl.review.models import Edit
from sla_dsl.review.statements import stated
from sla_dsl.text.diagnostic import PolicyError

OF_CLAUSES = frozenset({"clause", "waive", "when"})
"""The statements that are about one clause; all others may be rested on by several."""
_MOST = 24
"""So many edits are tried one by one."""

Places = frozenset[int]
Told = tuple[Difference, ...]
Found = tuple[Form, CheckedPolicy]
"""A clause, and the policy in which it stands."""


class Halfway:
    """The policies that are the old one with some of the edits made; both forms of a clause are in the new names.

    `clauses` are those that will be asked for.
    """

    def __init__(
        self, old: Sequence[ast.File], new: Sequence[ast.File], context: Context, edits: Sequence[Edit],
        clauses: Collection[str],
    ) -> None:  # fmt: skip
        self.context = context
        self._clauses = frozenset(clauses)
        self._old, self._new, self._edits = old, new, edits
        self._shared = frozenset(i for i, e in enumerate(edits) if e.kind not in OF_CLAUSES)
        self._renames = frozenset(i for i, e in enumerate(edits) if e.renames)
        self._columns = _columns(context.old) | _columns(context.new)
        self._policies: dict[tuple[bool, Places], tuple[CheckedPolicy, Mapping[str, Form]] | None] = {}
        self._told: dict[tuple[str, int, int], Told] = {}

    def explains(self, clause: str, d: Difference, before: Form, after: Form) -> bool:
        """Whether a difference is one of what the clause rests on."""
        return all(d in told for told in self._ways(clause, self._shared, before, after))

    def split(self, clause: str, d: Difference, before: Form, after: Form) -> tuple[Difference, Difference] | None:
        """A difference as what the clause rests on makes of it, and what the clause itself does with the rest.

        None where it is not made of two, or where either would not be the same beside the other's old or new side.
        """
        shared = self._shared
        rested = [_alike(d, told) for told in self._ways(clause, shared, before, after)]
        own = [_alike(d, told) for told in self._rest(clause, before, after)]
        (first, again), (once, last) = rested, own
        if first is None or last is None or not _agree(first, again) or not _agree(last, once):
            return None
        return first, last

    def narrowed(
        self, clause: str, d: Difference, places: tuple[int, ...], before: Form, after: Form
    ) -> tuple[int, ...]:
        """The one edit of several that makes a difference by itself; all of them where none or more than one does."""
        if not 1 < len(places) <= _MOST or self._renames & set(places):
            return places
        alone = []
        for place in places:
            ways = self._ways(clause, frozenset({place}), before, after)
            if all(_agree(d, _alike(d, told)) for told in ways):
                alone.append(place)
        return tuple(alone) if len(alone) == 1 else places

    def _ways(self, clause: str, made: Places, before: Form, after: Form) -> tuple[Told, Told]:
        """What some edits make of a clause: in the old policy, and where all others are made."""
        early, late = (
            self._form(clause, made | self._renames & self._shared, late=False),
            self._form(clause, made, late=True),
        )
        return self._between(clause, self._at(before, 0), early), self._between(clause, late, self._at(after, 1))

    def _rest(self, clause: str, before: Form, after: Form) -> tuple[Told, Told]:
        """What a clause makes of itself: on what it rested before, and on what it rests on now."""
        early, late = (self._form(clause, self._shared, late=late) for late in (False, True))
        return self._between(clause, self._at(before, 0), late), self._between(clause, early, self._at(after, 1))

    def _at(self, form: Form, side: int) -> Found:
        return form, (self.context.old, self.context.new)[side]

    def _between(self, clause: str, old: Found | None, new: Found | None) -> Told:
        if old is None or new is None:
            return ()
        key = clause, id(old[1]), id(new[1])
        if key not in self._told:
            self._told[key] = tuple(differences(old[0], new[0], Context(old[1], new[1])))
        return self._told[key]

    def _form(self, clause: str, made: Places, *, late: bool) -> Found | None:
        """A clause in the old policy with some edits made; `late`: in the new one with these undone."""
        if (late, made) not in self._policies:
            chosen = [self._edits[i] for i in sorted(made)]
            files = applied(self._new, [back(e) for e in chosen]) if late else applied(self._old, chosen)
            self._policies[late, made] = _checked(files, self._clauses, self._columns)
        found = self._policies[late, made]
        if found is None or clause not in found[1]:
            return None
        return found[1][clause], found[0]


def _alike(d: Difference, told: Sequence[Difference]) -> Difference | None:
    """The only difference that is about the same thing of a clause."""
    found = [one for one in told if _thing(one) == _thing(d)]
    return found[0] if len(found) == 1 else None


def _thing(d: Difference) -> str:
    return d.id.rpartition("-")[0]


def _agree(one: Difference | None, other: Difference | None) -> bool:
    return one is not None and other is not None and (one.id, one.direction) == (other.id, other.direction)


def _columns(policy: CheckedPolicy) -> frozenset[tuple[str, str]]:
    """What a policy reads of the data."""
    return frozenset((table, column.name) for table, use in policy.tables.items() for column in use.columns)


def _checked(
    files: Sequence[ast.File], clauses: Collection[str], columns: Set[tuple[str, str]]
) -> tuple[CheckedPolicy, Mapping[str, Form]] | None:
    """The policy and its forms by id, of some clauses; None where there are none of them, or its parts do not go
    together: it has mistakes, or takes a name that only the other policy has for a column of the data."""
    there = tuple(s.name for s in stated(files) if s.kind == "clause" and s.name in clauses)
    if not there:
        return None
    try:
        policy = bound(files, only=there)[0]
    except PolicyError:
        return None
    if not _columns(policy) <= columns:
        return None
    return policy, {f.meta.id: f for f in policy.forms}
