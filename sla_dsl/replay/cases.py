"""What is judged of every clause: where in which pass its old form stands, its new one, and those of the tries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sla_dsl.model.cycles import Rows
from sla_dsl.model.forms import Duty, Form, Invariant
from sla_dsl.model.halves import halves
from sla_dsl.model.policy import CheckedPolicy, Unjudged, Years
from sla_dsl.replay.causes import MOST_PAIRS, MOST_UNITS, Try, pairs
from sla_dsl.replay.grounds import Grounds
from sla_dsl.replay.models import Unit
from sla_dsl.replay.tries import Tries, clauses_of
from sla_dsl.replay.union import Term, bare
from sla_dsl.text.record import record

Settling = tuple[Years, Term, tuple[frozenset[str], ...]]
"""What periods rest on besides the form: how years are counted, the term, and the instants that tell the reach."""


@record
class Spot:
    """Where a form is judged: which reading of the data, and what it says. Two spots are equal where the same verdicts
    come out."""

    ground: int
    said: Form
    settling: Settling


@record
class Side:
    """A clause of one policy and the spot where it is judged; both are None where this data can not answer it."""

    policy: CheckedPolicy
    form: Form
    spot: Spot

    @property
    def rows(self) -> Rows | None:
        """Of what its instances are made, where these are rows."""
        return self.form.population.rows if isinstance(self.form, Duty | Invariant) else None


@record
class Case:
    """One clause: `old` and `new` are None where a policy has none that can be judged, `tries` those that could change
    it, each with its side (None: the clause is not there). `anew` is false where old and new are the same."""

    id: str
    was: Form | Unjudged | None
    now: Form | Unjudged | None
    old: Side | None
    new: Side | None
    tries: tuple[tuple[Try, Side | None], ...] = ()
    untried: int = 0

    @property
    def anew(self) -> bool:
        return _spot(self.old) != _spot(self.new)

    @property
    def comparable(self) -> bool:
        """Whether both policies can be judged: what only one of them can tell of is no flip."""
        return not (isinstance(self.was, Unjudged) or isinstance(self.now, Unjudged))

    @property
    def judged_twice(self) -> bool:
        """Whether there may be flips."""
        return self.anew and self.comparable

    @property
    def alike(self) -> bool:
        """Whether both sides judge rows that start alike: then what the one keeps tells what the other does."""
        if self.old is None or self.new is None or self.old.rows is None:
            return False
        one, other = self.old.form.population, self.new.form.population
        same_pass = self.old.spot.ground == self.new.spot.ground and self.old.rows == self.new.rows
        return same_pass and one.start == other.start

    @property
    def sides(self) -> tuple[Side | None, ...]:
        """The old side, the new one, and those of the tries."""
        return self.old, self.new, *(s for _, s in self.tries)

    def by_table(self) -> dict[str, tuple[Side | None, ...]]:
        """The sides apart by the table whose rows they judge; None in the place of each that judges no rows of it."""
        rows = [None if s is None or s.rows is None else s.form.population.table for s in self.sides]
        return {
            table: tuple(s if there == table else None for s, there in zip(self.sides, rows, strict=True))
            for table in dict.fromkeys(r for r in rows if r is not None)
        }

    @property
    def ways(self) -> tuple[Try, ...]:
        """What is tried, in the order of the bits."""
        return tuple(t for t, _ in self.tries)


def _spot(side: Side | None) -> Spot | None:
    return None if side is None else side.spot


class Casting:
    """Makes the cases of two policies, and finds for each which edits could be what changes it."""

    def __init__(
        self, grounds: Grounds, old: CheckedPolicy, new: CheckedPolicy, was: Mapping[str, str], tries: Tries,
        units: Sequence[Unit],
    ) -> None:  # fmt: skip
        self._grounds, self._old, self._new, self._was, self._tries = grounds, old, new, was, tries
        self._units = [Try((n,), frozenset(u.edits)) for n, u in enumerate(units)]
        self._sides: dict[int, tuple[CheckedPolicy, dict[str, Side | None]]] = {}
        self._bare: dict[tuple[int, Term], tuple[Form, Form]] = {}

    def cases(self) -> tuple[Case, ...]:
        """A case for every clause, in the order of the new policy; those that are gone come last."""
        old, new = clauses_of(self._old), clauses_of(self._new)
        pairs = [(self._was.get(name, name), name) for name in new]
        gone = [(name, name) for name in old if name not in {was for was, _ in pairs}]
        return tuple(self._case(was, name, old.get(was), new.get(name)) for was, name in (*pairs, *gone))

    def _case(self, was: str, name: str, old: Form | Unjudged | None, new: Form | Unjudged | None) -> Case:
        case = Case(name, old, new, self._of(self._old).get(was), self._of(self._new).get(name))
        if not case.anew or not case.comparable:
            return case
        alone = [(t, self._side(t.edits, was, name)) for t in self._units]
        reaching = [(t, s) for t, s in alone if _spot(s) != _spot(case.old)]
        tried, untried = reaching[:MOST_UNITS], len(reaching[MOST_UNITS:])
        if any(_spot(s) == _spot(case.new) for _, s in tried):
            return replace(case, tries=tuple(tried), untried=untried)
        two, left = self._pairs(case, was, name, reaching)
        return replace(case, tries=(*tried, *two), untried=untried + left)

    def _pairs(
        self, case: Case, was: str, name: str, reaching: Sequence[tuple[Try, Side | None]]
    ) -> tuple[list[tuple[Try, Side | None]], int]:
        """Pairs of the units that reach a clause, alone or as a part of the whole; and how many were left out."""
        whole, singly = frozenset(self._tries.places), {t.edits for t, _ in reaching}
        helping = [
            t for t in self._units
            if t.edits in singly or _spot(self._side(whole - t.edits, was, name)) != _spot(case.new)
        ]  # fmt: skip
        there = [t for t in pairs(helping) if self._tries.of(t.edits) is not None]
        return [(t, self._side(t.edits, was, name)) for t in there[:MOST_PAIRS]], len(there[MOST_PAIRS:])

    def _side(self, edits: frozenset[int], was: str, name: str) -> Side | None:
        """The clause in the policy with some edits made; as it was in the old one where these make none."""
        policy = self._tries.of(edits)
        there = self._of(self._old if policy is None else policy)
        return there.get(name, there.get(was))

    def _of(self, policy: CheckedPolicy) -> dict[str, Side | None]:
        """The sides of all clauses of a policy, by their ids."""
        if id(policy) not in self._sides:
            ground = self._grounds.of(policy)
            sides = {n: self._side_of(ground, policy, f) for n, f in clauses_of(policy).items()}
            self._sides[id(policy)] = policy, sides  # the policy too, since it goes by its identity
        return self._sides[id(policy)][1]

    def _side_of(self, ground: int, policy: CheckedPolicy, form: Form | Unjudged) -> Side | None:
        """The side of a clause of a policy that is judged on that ground; None where it can not be judged."""
        if isinstance(form, Unjudged):
            return None
        reach = tuple(frozenset(policy.tables[h.population.table].instants) for h in halves(form))
        return Side(policy, form, Spot(ground, self._said(form, policy.term), (policy.years, policy.term, reach)))

    def _said(self, form: Form, term: Term) -> Form:
        """What a form says; most of a try's are those of the old policy or of the new one themselves."""
        key = id(form), term
        if key not in self._bare:
            self._bare[key] = form, bare(form, term)  # the form too, since it goes by its identity
        return self._bare[key][1]
