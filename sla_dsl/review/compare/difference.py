"""What the areas of comparison tell: one thing that is not the same in two forms of a clause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from sla_dsl.model.forms import Meta
from sla_dsl.review.catalogue import SORTS
from sla_dsl.review.models import Direction
from sla_dsl.text.record import record

BARE = Meta("", None, (), None, "", None, None, "", "", 0, "", 0, 0, (None, None))
"""A clause without a word of its own."""
EVERYWHERE = frozenset({"timezone", "currency"})
"""The lines of an agreement by which all that is written may be read in another way."""
WORDS = frozenset({"clause", "let", "define", "event", "stage", "table"})
"""The statements that most things of a clause rest on."""


V = TypeVar("V")


def each(say: Callable[[V], str], old: V, new: V) -> tuple[str, str]:
    """Both sides in words."""
    return say(old), say(new)


@record
class Difference:
    """One thing that differs: a row of the catalogue, what was and is said, and its direction.

    `since` is the first local day of starts and periods for which it matters (None: ever), `by` are the kinds of
    statements that can bring it.
    """

    id: str
    direction: Direction
    old: str | None
    new: str | None
    since: date | None = None
    by: frozenset[str] = WORDS
    note: str | None = None


def named(stem: str, direction: Direction, old: str | None, new: str | None, **more: object) -> Difference:
    """A difference that is called after its direction: `limit-tightened`, `limit-loosened`, else `limit-changed`."""
    known = f"{stem}-{direction.value}"
    return Difference(known if known in SORTS else f"{stem}-changed", direction, old, new, **more)  # type: ignore[arg-type]


def sized(
    stem: str, more: bool | None, words: tuple[str, str], direction: Direction, old: str | None, new: str | None,
    **rest: object,
) -> Difference:  # fmt: skip
    """A difference that is called by its size: `words` are those of more and of less, None is neither."""
    end = "changed" if more is None else words[0] if more else words[1]
    return Difference(f"{stem}-{end}", direction, old, new, **rest)  # type: ignore[arg-type]


def there(stem: str, direction: Direction, old: str | None, new: str | None, **more: object) -> Difference:
    """A difference of something that is on one side only; `direction` is that of adding it."""
    added = old is None
    return Difference(
        f"{stem}-{'added' if added else 'removed'}", direction if added else direction.mirror, old, new, **more  # type: ignore[arg-type]
    )  # fmt: skip
