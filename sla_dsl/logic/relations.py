"""How two conditions relate as sets of rows, and whether one can hold at all: exactly, or not determined.

What is said to be never so is so for all rows. What is said to be so for some row rests on values that do not depend
on each other (`Assumed.sure`); where they might, it is not determined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache

from sla_dsl.logic.assumed import Assumed, Search, TooMany
from sla_dsl.logic.cases import Truth, truths
from sla_dsl.logic.normal import lightest_first, normal, without_common
from sla_dsl.logic.terms import NO_FACTS, Facts
from sla_dsl.model import expr as m
from sla_dsl.model.kinds import Kind
from sla_dsl.text.record import record


class Relation(StrEnum):
    """How the rows of a new condition lie to those of the old one. Narrower and wider ones are not equal."""

    EQUAL = "equal"
    NARROWER = "narrower"
    WIDER = "wider"
    OVERLAPPING = "overlapping"
    DISJOINT = "disjoint"
    UNDETERMINED = "undetermined"


Pair = tuple[Truth, Truth]
"""What the old and the new condition come to on one row; None is unknown."""

_TRUTHS: tuple[Truth, ...] = (True, False, None)
PAIRS: tuple[Pair, ...] = tuple((old, new) for old in _TRUTHS for new in _TRUTHS)


@record
class Comparison:
    """Two conditions on the same rows. `rows` says of each pair of truths whether there surely is such a row (True),
    or whether there might be (False); of pairs that are not in it there is none."""

    rows: Mapping[Pair, bool]

    def may(self, wanted: Callable[[Truth, Truth], bool]) -> bool | None:
        """Whether there is a row with such truths of old and new: surely, surely not, or not known (None)."""
        found = {sure for (old, new), sure in self.rows.items() if wanted(old, new)}
        return True if True in found else None if found else False

    @property
    def holds(self) -> Relation:
        """The rows for which the new condition is true, beside those of the old one."""
        return self._relation(lambda truth: truth is True)

    @property
    def unknown(self) -> Relation:
        """The rows for which the new condition is unknown, beside those of the old one."""
        return self._relation(lambda truth: truth is None)

    @property
    def possible(self) -> Relation:
        """The rows for which the new condition is not false, beside those of the old one."""
        return self._relation(lambda truth: truth is not False)

    @property
    def no_more(self) -> bool:
        """Whether it is proved that no row satisfies the new condition that did not satisfy the old one."""
        return self.may(lambda old, new: new is True and old is not True) is False

    @property
    def no_fewer(self) -> bool:
        """Whether it is proved that every row that satisfied the old condition satisfies the new one."""
        return self.may(lambda old, new: old is True and new is not True) is False

    def _relation(self, belongs: Callable[[Truth], bool]) -> Relation:
        gone = self.may(lambda old, new: belongs(old) and not belongs(new))
        come = self.may(lambda old, new: belongs(new) and not belongs(old))
        kept = self.may(lambda old, new: belongs(old) and belongs(new))
        match gone, come, kept:
            case False, False, _:
                return Relation.EQUAL
            case True, False, _:
                return Relation.NARROWER
            case False, True, _:
                return Relation.WIDER
            case True, True, False:
                return Relation.DISJOINT
            case True, True, True:
                return Relation.OVERLAPPING
            case _:
                return Relation.UNDETERMINED


ALWAYS = m.Const(True, Kind.BOOLEAN)
"""The condition that every row satisfies."""
NEVER = m.Const(False, Kind.BOOLEAN)
"""The condition that no row satisfies."""

_OPEN = Comparison(dict.fromkeys(PAIRS, False))
_SAME = Comparison({(truth, truth): False for truth in (True, False, None)})


def compare(old: m.Expr | None, new: m.Expr | None, facts: Facts = NO_FACTS, given: m.Expr | None = None) -> Comparison:
    """How two conditions of the same table relate; None is "no condition", which every row satisfies.

    Only rows of which `given` is true are looked at.
    """
    one, two = normal(old or ALWAYS), normal(new or ALWAYS)
    if one == two:
        return _SAME
    try:
        return _compared(one, two, facts, given)
    except TooMany:
        pass
    try:
        apart = _compared(*without_common(one, two), facts, given)
    except TooMany:
        return _OPEN
    return Comparison(dict.fromkeys(apart.rows, False))


def _alone(e: m.Expr | None, facts: Facts) -> Comparison:
    try:
        return _compared(ALWAYS, normal(e or ALWAYS), facts)
    except TooMany:
        return _OPEN


def _compared(old: m.Expr, new: m.Expr, facts: Facts, given: m.Expr | None = None) -> Comparison:
    return Comparison({pair: sure for pair, (sure, _) in examples(old, new, facts, given).items()})


def examples(
    old: m.Expr, new: m.Expr, facts: Facts = NO_FACTS, given: m.Expr | None = None
) -> dict[Pair, tuple[bool, Assumed]]:
    """For every pair of truths that is possible what a row is like, and whether there surely is one; of rows of which
    `given` is true.

    Raises:
        TooMany: When there are more cases than are looked at.
    """
    search = search_of(facts)
    found: dict[Pair, tuple[bool, Assumed]] = {}
    nothing = Assumed.nothing(search)
    rows = (s for truth, s in truths(given or ALWAYS, nothing) if truth is True)
    for before, s0 in (one for row in rows for one in truths(old, row)):
        for after, s1 in truths(new, s0):
            known = found.get((before, after))
            if known is None or not known[0]:
                sure = s1.sure()
                if known is None or sure:
                    found[before, after] = sure, s1
    if all(_some_child(x.term) for x in search.variables()):
        return found
    return {pair: (False, s) for pair, (_, s) in found.items()}


def search_of(facts: Facts = NO_FACTS) -> Search:
    """A new look at conditions."""
    return Search(_no_more, facts)


def satisfiable(e: m.Expr | None, facts: Facts = NO_FACTS) -> bool | None:
    """Whether there is a row for which a condition is true; None when that is not determined."""
    search, maybe = search_of(facts), False
    try:
        for truth, s in truths(lightest_first(normal(e or ALWAYS)), Assumed.nothing(search)):
            if truth is True:
                maybe = True
                if s.sure() and all(_some_child(x.term) for x in search.variables()):
                    return True
    except TooMany:
        return None
    return None if maybe else False


def always(e: m.Expr | None, facts: Facts = NO_FACTS) -> bool | None:
    """Whether a condition is true for every row, and unknown for none; None when that is not determined."""
    otherwise = _alone(e, facts).may(lambda _, truth: truth is not True)
    return None if otherwise is None else not otherwise


def implies(a: m.Expr | None, b: m.Expr | None, facts: Facts = NO_FACTS) -> bool | None:
    """Whether every row for which `a` is true has `b` true; None when that is not determined."""
    otherwise = compare(a, b, facts).may(lambda one, two: one is True and two is not True)
    return None if otherwise is None else not otherwise


def proved(a: m.Expr | None, b: m.Expr | None, facts: Facts = NO_FACTS) -> bool:
    """Whether `implies` says so; it ends at the first row that might speak against it, and so most often at once."""
    return Rows(a, facts).all_satisfy(Wanted(b))


class Wanted:
    """A condition that may be asked of many rows: its parts, all of which are to be true."""

    def __init__(self, e: m.Expr | None) -> None:
        self.whole = normal(e or ALWAYS)
        self.parts = self.whole.items if isinstance(self.whole, m.Both) else (self.whole,)
        self._listed = dict(one for one in map(_texts, self.parts) if one is not None)

    def apart(self, other: Wanted) -> bool:
        """Whether both list the texts that one thing may be, and have none in common: then no row satisfies both. It
        is seen at once, and not of all conditions that no row satisfies both of."""
        return any(texts.isdisjoint(other._listed.get(of, texts)) for of, texts in self._listed.items())


def _texts(part: m.Expr) -> tuple[m.Expr, frozenset[object]] | None:
    """What a condition lists the texts of, and these."""
    match part:
        case m.OneOf(operand, items) if all(isinstance(i, str) for i in items):
            return operand, frozenset(items)
        case m.Test("=", left, m.Const(str() as text)):
            return left, frozenset({text})
        case _:
            return None


class Rows(Wanted):
    """The rows for which a condition is true, of which it may be asked many times whether another one is true, too.

    What they may be like is found out once, and no further than the answers need.
    """

    def __init__(self, e: m.Expr | None, facts: Facts = NO_FACTS) -> None:
        super().__init__(e)
        self._facts, self._search = facts, search_of(facts)
        self._said = frozenset(self.parts)
        self._found: list[Assumed] = []
        self._too_many = False
        self._known: dict[m.Expr, bool] = {}
        self._more = (s for truth, s in truths(self.whole, Assumed.nothing(self._search)) if truth is True)

    def all_satisfy(self, wanted: Wanted) -> bool:
        """Whether it is proved that the condition is true for all of them."""
        left = [part for part in wanted.parts if part not in self._said]
        if any(self._known.get(part) is False for part in left):
            return False
        try:
            return all(self._all_true(part) for part in left)
        except TooMany:
            return implies(self.whole, wanted.whole, self._facts) is True

    def meet(self, wanted: Wanted) -> bool:
        """Whether there may be one for which the condition is true: where not, that is proved."""
        self._search.anew()
        try:
            return any(truth is True for s in self._each() for truth, _ in truths(wanted.whole, s))
        except TooMany:
            return True

    def _all_true(self, part: m.Expr) -> bool:
        """Whether one part is true for all of them; found out once. Raises `TooMany`, and then always."""
        if part not in self._known:
            self._search.anew()
            self._known[part] = not any(truth is not True for s in self._each() for truth, _ in truths(part, s))
        return self._known[part]

    def _each(self) -> Iterator[Assumed]:
        """What they may be like, one after the other. Raises `TooMany`, and then always."""
        yield from self._found
        if self._too_many:
            raise TooMany
        try:
            for s in self._more:
                self._found.append(s)
                yield s
        except TooMany:
            self._too_many = True
            raise


@lru_cache(maxsize=512)
def _no_more(a: m.ChildCount, b: m.ChildCount) -> bool:
    """Whether one count is never more than another one: what it counts, the other one counts, too."""
    return (a.table, a.by) == (b.table, b.by) and implies(a.where, b.where) is True


@lru_cache(maxsize=512)
def _some_child(term: object) -> bool:
    """Whether child rows can be such that a count or a pick of them is what it is assumed to be."""
    where = term.where if isinstance(term, m.ChildCount | m.ChildPick) else None
    return where is None or satisfiable(where) is True
