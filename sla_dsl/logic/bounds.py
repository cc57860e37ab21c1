"""What is known of numbers and instants that are compared with each other: bounds on their differences, closed.

All bounds together are closed (what follows from two of them is there, too), so a set of bounds is possible as long as
no step that made it was impossible: exactly so for dense lines, and for whole numbers; where both are mixed, what is
impossible is so, and what seems possible may not be.
"""

from __future__ import annotations

from math import ceil, floor
from typing import NamedTuple

from sla_dsl.logic.terms import Number, Variable


class Bound(NamedTuple):
    """`<= value`, or `< value` where `open_` is -1; the tighter of two bounds is the lesser one."""

    value: Number
    open_: int = 0

    def plus(self, other: Bound) -> Bound:
        """The bound of a sum."""
        return Bound(self.value + other.value, min(self.open_, other.open_))


Point = Variable | None
"""A variable, or zero (None)."""

_NOTHING = Bound(0)


class Bounds:
    """Variables that were compared with each other, and with constants: `x - y <= bound` by the pair of x and y."""

    __slots__ = ("edges",)

    def __init__(self, edges: dict[tuple[Point, Point], Bound]) -> None:
        self.edges = edges

    @classmethod
    def of(cls, x: Variable) -> Bounds:
        """What is known of a variable before anything is asked of it."""
        edges: dict[tuple[Point, Point], Bound] = {}
        if x.low is not None:
            edges[None, x] = Bound(-x.low)
        if x.high is not None:
            edges[x, None] = Bound(x.high)
        return cls(edges)

    def difference(self, x: Point, y: Point) -> Bound | None:
        """The bound on x - y, if there is one."""
        return _NOTHING if x is y else self.edges.get((x, y))

    def beside(self, other: Bounds) -> Bounds:
        """Both together, of variables that were not compared with each other before."""
        edges = self.edges | other.edges
        for one, two in ((self, other), (other, self)):
            above = [(x, b) for (x, y), b in one.edges.items() if y is None]
            below = [(y, b) for (x, y), b in two.edges.items() if x is None]
            edges.update({(x, y): _rounded(x, y, b.plus(c)) for x, b in above for y, c in below})
        return Bounds(edges)

    def at_most(self, x: Point, y: Point, bound: Bound) -> Bounds | None:
        """These bounds and x - y <= bound; None when that is impossible."""
        bound = _rounded(x, y, bound)
        back, there = self.difference(y, x), self.difference(x, y)
        if back is not None and back.plus(bound) < _NOTHING:
            return None
        if there is not None and there <= bound:
            return self
        edges = dict(self.edges)
        points = {x, y, None, *(p for pair in edges for p in pair)}
        before = [(i, b) for i in points if (b := self.difference(i, x)) is not None]
        behind = [(j, b) for j in points if (b := self.difference(y, j)) is not None]
        for i, first in before:
            for j, last in behind:
                if i is not j:
                    found = _rounded(i, j, first.plus(bound).plus(last))
                    old = edges.get((i, j))
                    edges[i, j] = found if old is None else min(found, old)
        return Bounds(edges)


def _rounded(x: Point, y: Point, bound: Bound) -> Bound:
    """The bound on the difference of whole numbers is a whole number."""
    if not all(p is None or p.whole for p in (x, y)):
        return bound
    return Bound(ceil(bound.value) - 1 if bound.open_ else floor(bound.value))
