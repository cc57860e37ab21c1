"""What is assumed of a row while a condition is worked out: a question has some possible answers, each a new state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import Any

from sla_dsl.logic.bounds import Bound, Bounds, Point
from sla_dsl.logic.terms import NO_FACTS, Facts, Number, Term, Variable, can_be, kind_of
from sla_dsl.model import expr as m
from sla_dsl.model.kinds import Kind
from sla_dsl.text.record import record

BUDGET = 20_000
"""How many answers are looked at before it is left open."""


class TooMany(Exception):
    """There are more cases than are looked at."""


class Search:
    """One look at some conditions: their variables, and how many more answers it may take.

    `no_more` says of two counts of child rows whether the first one is never more than the second one.
    """

    def __init__(self, no_more: Callable[[m.ChildCount, m.ChildCount], bool], facts: Facts = NO_FACTS) -> None:
        self.facts, self.left = facts, BUDGET
        self._no_more = no_more
        self._variables: dict[Term, Variable] = {}

    def ordered(self, x: Variable, y: Variable) -> bool:
        """Whether x is never more than y."""
        a, b = x.term, y.term
        return isinstance(a, m.ChildCount) and isinstance(b, m.ChildCount) and self._no_more(a, b)

    def variable(self, term: Term, kind: Kind | None = None) -> Variable:
        """The variable of a term."""
        found = self._variables.get(term)
        if found is None:
            sort = kind if kind is not None else kind_of(term)  # type: ignore[arg-type]
            found = self._variables[term] = Variable(term, sort, self.facts)
        return found

    def variables(self) -> list[Variable]:
        """Those that were asked for."""
        return list(self._variables.values())

    def anew(self) -> None:
        """Begins to count again, for another question."""
        self.left = BUDGET

    def step(self) -> None:
        """Counts one answer. Raises `TooMany` when there were enough."""
        self.left -= 1
        if self.left < 0:
            raise TooMany


@record
class Texts:
    """The texts that a variable may be: one of these (`inside`), or any but these."""

    inside: bool
    texts: frozenset[str]

    def within(self, asked: frozenset[str]) -> Texts:
        """Those of them that are asked."""
        return Texts(True, self.texts & asked if self.inside else asked - self.texts)

    def without(self, asked: frozenset[str]) -> Texts:
        """Those of them that are not asked."""
        return Texts(self.inside, self.texts - asked if self.inside else self.texts | asked)

    def both(self, other: Texts) -> Texts:
        """Those that are in both."""
        if other.inside:
            return self.within(other.texts)
        return self.without(other.texts)

    @property
    def impossible(self) -> bool:
        """Whether there is no such text."""
        return self.inside and not self.texts


ANY_TEXT = Texts(False, frozenset())


@record
class Assumed:
    """What is assumed so far: of which variables there is a value, truths, numbers and texts, texts that are not equal.

    `lines` has the bounds of every number that was asked for. `mixed` says that unlike things were compared, such as
    whole numbers with others, so that what seems possible may not be.
    """

    search: Search
    known: dict[Variable, bool]
    truths: dict[Variable, bool]
    lines: dict[Variable, Bounds]
    texts: dict[Variable, Texts]
    equal: dict[Variable, Variable]
    apart: frozenset[frozenset[Variable]]
    mixed: bool = False

    @classmethod
    def nothing(cls, search: Search) -> Assumed:
        """Nothing assumed yet."""
        return cls(search, {}, {}, {}, {}, {}, frozenset())

    # -------------------------------------------------------------------------------------------- questions

    def is_known(self, x: Variable) -> Iterator[tuple[bool, Assumed]]:
        """Whether there is a value."""
        told = True if x.filled else self.known.get(x)
        if told is not None:
            yield told, self
            return
        for answer in (True, False):
            self.search.step()
            yield answer, replace(self, known={**self.known, x: answer})

    def holds(self, x: Variable) -> Iterator[tuple[bool, Assumed]]:
        """Whether a known truth is true."""
        told = self.truths.get(x)
        if told is not None:
            yield told, self
            return
        for answer in (True, False):
            self.search.step()
            yield answer, replace(self, truths={**self.truths, x: answer})

    def compared(self, op: str, x: Point, y: Point, than: Number) -> Iterator[tuple[bool, Assumed]]:
        """Whether `x - y op than`, of known numbers."""
        less, more = Bound(than, -1), Bound(-than, -1)
        at_most, at_least = Bound(than), Bound(-than)
        below = partial(self._bounded, x, y)
        above = partial(self._bounded, y, x)
        answers: tuple[tuple[bool, Assumed | None], ...]
        match op:
            case "<":
                answers = (True, below(less)), (False, above(at_least))
            case "<=":
                answers = (True, below(at_most)), (False, above(more))
            case ">":
                answers = (True, above(more)), (False, below(at_most))
            case ">=":
                answers = (True, above(at_least)), (False, below(less))
            case _:
                same = below(at_most)
                exact = None if same is None else same._bounded(y, x, at_least)
                answers = (op == "=", exact), (op != "=", below(less)), (op != "=", above(more))
        for answer, state in answers:
            if state is not None:
                self.search.step()
                yield answer, state

    def among(self, x: Variable, asked: frozenset[str]) -> Iterator[tuple[bool, Assumed]]:
        """Whether a known text is one of some."""
        x = self.equal.get(x, x)
        can = frozenset(t for t in asked if can_be(x.term, t))
        now = self.texts.get(x, _any_text(x))
        for answer, texts in ((True, now.within(can)), (False, now.without(can))):
            if not texts.impossible:
                state = replace(self, texts={**self.texts, x: texts})
                if state._distinct():
                    self.search.step()
                    yield answer, state

    def same(self, x: Variable, y: Variable) -> Iterator[tuple[bool, Assumed]]:
        """Whether two known texts are equal."""
        x, y = self.equal.get(x, x), self.equal.get(y, y)
        if x is y:
            yield True, self
            return
        pair = frozenset({x, y})
        one, two = self.texts.get(x, _any_text(x)), self.texts.get(y, _any_text(y))
        texts = one.both(two)
        if pair not in self.apart and not texts.impossible:
            equal = {v: x if w is y else w for v, w in self.equal.items()} | {y: x}
            apart = frozenset(frozenset(x if v is y else v for v in p) for p in self.apart)
            mixed = self.mixed or not (x.plain and y.plain)
            state = replace(self, texts={**self.texts, x: texts}, equal=equal, apart=apart, mixed=mixed)
            if state._distinct():
                self.search.step()
                yield True, state
        state = replace(self, texts={**self.texts, x: one, y: two}, apart=self.apart | {pair})
        if state._distinct():
            self.search.step()
            yield False, state

    # -------------------------------------------------------------------------------------------- what is possible

    def sure(self) -> bool:
        """Whether there surely is such a row: what was asked of are things that do not depend on each other."""
        asked = {*self.truths, *self.lines, *self.texts, *self.equal, *(x for x in self.known if not x.plain)}
        if self.mixed or not all(x.free for x in asked):
            return False
        return not any(_depend(x, y) for x, y in combinations(asked, 2))

    def _bounded(self, x: Point, y: Point, bound: Bound) -> Assumed | None:
        """With `x - y <= bound`; None when that can not be."""
        points = [p for p in (x, y) if p is not None]
        new = [p for p in points if p not in self.lines]
        known = [(p, q) for p in new for q in self.lines if self.search.ordered(p, q)]
        known += [(q, p) for p in new for q in self.lines if self.search.ordered(q, p)]
        asked = [*points, *(p for pair in known for p in pair)]
        parts = {id(b): b for p in asked if (b := self.lines.get(p)) is not None}
        together, *rest = [*parts.values(), *(Bounds.of(p) for p in new)]
        for other in rest:
            together = together.beside(other)
        found: Bounds | None = together
        for one, two, most in (*((p, q, Bound(0)) for p, q in known), (x, y, bound)):
            found = found and found.at_most(one, two, most)
        if found is None:
            return None
        moved: dict[Variable, Any] = {v: found for v, b in self.lines.items() if id(b) in parts}
        mixed = self.mixed or len({p.whole for p in points}) > 1
        return replace(self, lines={**self.lines, **moved, **dict.fromkeys(points, found)}, mixed=mixed)

    def _distinct(self) -> bool:
        """Whether the texts that are not equal can be given different values."""
        finite = [x for x in {v for pair in self.apart for v in pair} if self.texts.get(x, ANY_TEXT).inside]
        return all(len(p) == 2 for p in self.apart) and self._given({}, finite)

    def _given(self, chosen: dict[Variable, str], left: list[Variable]) -> bool:
        if not left:
            return True
        x, *rest = left
        taken = {t for v, t in chosen.items() if frozenset({v, x}) in self.apart}
        return any(self._given({**chosen, x: t}, rest) for t in sorted(self.texts[x].texts - taken))


def _any_text(x: Variable) -> Texts:
    weekday = getattr(x.term, "operation", None) == "weekday"
    return Texts(True, frozenset(m.WEEKDAYS)) if weekday else ANY_TEXT


def _depend(x: Variable, y: Variable) -> bool:
    return bool(x.rests_on & y.rests_on or x.rests_on & y.tied_to or x.tied_to & y.rests_on)
