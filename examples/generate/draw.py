"""Choices made from a fixed seed, and how a table becomes the bytes of an export.

Only `Random.random()` is drawn from, since it alone is promised to give the same numbers in every Python.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

Row = dict[str, object]


class Draw:
    """Choices made from one stream of random numbers."""

    def __init__(self, seed: int) -> None:
        self._next = Random(seed).random

    def below(self, n: int) -> int:
        return int(self._next() * n)

    def one(self, items: Sequence[str]) -> str:
        return items[self.below(len(items))]

    def chance(self, p: float) -> bool:
        return self._next() < p

    def between(self, low: timedelta, high: timedelta) -> timedelta:
        return timedelta(seconds=int(low.total_seconds() + self._next() * (high - low).total_seconds()))

    def hours(self, low: float, high: float) -> timedelta:
        return self.between(timedelta(hours=low), timedelta(hours=high))


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last one."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def table(rows: Sequence[Row], delimiter: str = ",") -> str:
    """The text of a table with a header; the columns are those of the first row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
