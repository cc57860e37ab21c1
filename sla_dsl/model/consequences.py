"""What the agreement says happens when a clause is breached."""

from __future__ import annotations

from fractions import Fraction

from sla_dsl.model.forms import Per
from sla_dsl.text.record import record


@record
class Action:
    """One thing that is to happen: `kind` is its word (`escalate`), `text` what it says of whom (`VP Sales`).

    `amount` is what is credited, exactly, in `unit`: a currency code, `share`, `seconds`, or empty for a plain number.
    """

    kind: str
    text: str | None
    to: str | None
    amount: Fraction | None
    unit: str | None


@record
class Consequence:
    """The actions that a breach of the clause with the id `clause` brings.

    With `times` it takes that many breached periods `per`: next to each other, or among the last `of_last` ones.
    `line` and `column` count from 1.
    """

    clause: str
    actions: tuple[Action, ...]
    times: int | None
    of_last: int | None
    per: Per | None
    file: str
    line: int
    column: int
