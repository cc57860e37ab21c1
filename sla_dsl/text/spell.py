"""The one "did you mean" of the project: which of the words that can stand here is the one that was meant."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The closest of `words` when it is close enough to be meant, else None; ties go to the first by alphabet.

    Close enough is one slip in words of up to four letters, two in longer ones and three from nine on; a slip is a
    letter too many, too few, another one, or two neighbours swapped. A different case alone is no slip.
    """
    folded = word.lower()
    allowed = 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3
    best: tuple[int, str] | None = None
    for other in words:
        if other == word or abs(len(other) - len(word)) > allowed:
            continue
        slips = distance(folded, other.lower())
        if slips <= allowed and slips < max(len(word), len(other)) and (best is None or (slips, other) < best):
            best = (slips, other)
    return best[1] if best else None


@lru_cache(maxsize=1 << 14)
def distance(one: str, other: str) -> int:
    """How many slips lie between two words (Damerau-Levenshtein, restricted)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
