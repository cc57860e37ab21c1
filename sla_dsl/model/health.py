"""One thing worth knowing about the data a verdict rests on."""

from __future__ import annotations

from sla_dsl.text.record import record

MANY_UNLINKED = "many_unlinked"
EMPTY = "empty_column"
MANY_UNPARSEABLE = "many_unparseable"
FOREIGN_CURRENCY = "foreign_currency"
STANDING_OUT = frozenset({MANY_UNLINKED, EMPTY, MANY_UNPARSEABLE, FOREIGN_CURRENCY})
"""Kinds of notes that can make verdicts wrong: a report tells them before the verdicts."""


@record
class HealthNote:
    """A counted observation about a table or a column of it.

    `kind` is a stable word (`rows`, `nulls`, `unparseable`, `duplicate_keys`, `after_as_of`, `before_start`,
    `dst_fold`, `dst_gap`, `date_precision`, `out_of_range`, `format`, `dialect`, ...); `column` is the canonical name
    where there is one; `message` says it in the user's words, with the count and its unit; `examples` are raw values.
    """

    table: str
    column: str | None
    kind: str
    count: int | None
    message: str
    examples: tuple[str, ...] = ()
