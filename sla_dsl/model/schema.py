"""What the data is known to hold when a policy is bound to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sla_dsl.model.kinds import Kind
from sla_dsl.text.record import record

CANONICAL: Mapping[str, Kind | None] = {
    "lead_id": None,
    "email": Kind.TEXT,
    "company": Kind.TEXT,
    "source": Kind.TEXT,
    "owner": Kind.TEXT,
    "country": Kind.TEXT,
    "score": Kind.NUMBER,
    "created_at": Kind.INSTANT,
    "assigned_at": Kind.INSTANT,
    "first_touch_at": Kind.INSTANT,
    "mql_at": Kind.INSTANT,
    "accepted_at": Kind.INSTANT,
    "rejected_at": Kind.INSTANT,
    "rejection_reason": Kind.TEXT,
    "sql_at": Kind.INSTANT,
    "opportunity_at": Kind.INSTANT,
    "won_at": Kind.INSTANT,
    "lost_at": Kind.INSTANT,
    "recycled_at": Kind.INSTANT,
    "amount": Kind.NUMBER,
}
"""The standard columns of `leads`; a key is of whatever kind the data has."""

SUBJECT = "leads"
"""The table that clauses speak of unless a stage or an event names another."""

CREATED = "created_at"
"""The column of the subject that says since when it is there."""

AT = "at"
"""The column of a child table that says when its rows happened."""

LOGGED = "logged_at"
"""The column of a child table that says when somebody wrote its rows down."""

OWNER = "owner"
"""The column that says whose a row is."""


@record
class Header:
    """One column of the data: its kind, and whether the file's own type says so (else it is a guess from a sample).

    `told` is the kind, or finds it out: of most columns of an export nobody asks for it.
    """

    told: Kind | Callable[[], Kind]
    typed: bool

    @property
    def kind(self) -> Kind:
        """The kind of the column."""
        return self.told if isinstance(self.told, Kind) else self.told()


@record
class TableSchema:
    """The columns of one table of the data, by header as written; `origin` is the file's name for messages."""

    origin: str
    headers: Mapping[str, Header]

    def matches(self, name: str) -> tuple[str, ...]:
        """The headers that a canonical name means: the exact one, else all that differ only in case and punctuation."""
        if name in self.headers:
            return (name,)
        plain = squash(name)
        return tuple(h for h in self.headers if squash(h) == plain)


Schema = Mapping[str, TableSchema]


def squash(name: str) -> str:
    """A header without case, blanks and punctuation: `Lead ID`, `lead-id` and `lead_id` are one."""
    return re.sub(r"[^0-9a-z]+", "", name.casefold())
