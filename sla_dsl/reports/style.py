"""How a report is to look: the few choices a reader has, the same for every room."""

from __future__ import annotations

from sla_dsl.text.record import record


@record
class Style:
    """`width` in columns, `color` for a terminal, `quiet` for the summary and what went wrong, `rows` a table.

    A room takes what it has a use for.
    """

    width: int = 80
    color: bool = False
    quiet: bool = False
    rows: int = 10


PLAIN = Style()
