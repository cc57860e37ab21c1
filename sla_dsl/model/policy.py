"""The checked policy: what binding hands to the compiler."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from sla_dsl.model.consequences import Consequence
from sla_dsl.model.expr import Link
from sla_dsl.model.forms import Form, Meta
from sla_dsl.model.kinds import Kind
from sla_dsl.model.measured import Measured
from sla_dsl.text.record import record


@record
class ColumnUse:
    """One canonical column: its header in the data (None while no data is known) and its kind.

    `read` is False for a mapped instant that no clause reads; it only tells how far the data reaches. `share` says that
    its percentages are read as shares. `separator` stands between the keys of a cell that names several rows, each of
    which the row then counts for. `suffixed` keys are compared without the letters that only repeat their case.
    """

    name: str
    header: str | None
    kind: Kind | None
    read: bool = True
    share: bool = False
    separator: str | None = None
    suffixed: bool = False


@record
class Remark:
    """What a reader of the report should know of a table or of a column that was read; `kind` is a stable word."""

    column: str | None
    kind: str
    message: str


@record
class TableUse:
    """One table the policy reads; `links` are to the tables it belongs to, `instants` are its mapped instants.

    `headers` has the header of every column that has a name of the policy's or of its mapping's, read or not.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[ColumnUse, ...]
    instants: tuple[str, ...]
    links: tuple[Link, ...] = ()
    nulls: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@record
class Years:
    """How the policy counts weeks and fiscal years: first weekday (0 is Monday), first month of the fiscal year.

    `weeks` has the weeks of the three months of every fiscal quarter; None: they are calendar months.
    """

    week_start: int = 0
    fiscal_month: int = 1
    weeks: tuple[int, int, int] | None = None


@record
class Unjudged:
    """A clause that can not be evaluated on this data: `reason` says why, in the user's words."""

    meta: Meta
    form: str
    table: str
    reason: str


@record
class CheckedPolicy:
    """A policy whose names, types and units are right; `term` has both days included.

    `tables` are those that the forms read; `others` those of the data that only tell when the data ends (fine print 1).
    `measured` are the amounts that the data tell. `currency` is the agreement's own, and `money` the one that amounts
    are in, which the first of them settles where the agreement does not.
    """

    title: str | None
    version: str | None
    parties: tuple[str, ...]
    timezone: str
    currency: str | None
    term: tuple[date | None, date | None]
    years: Years
    forms: tuple[Form, ...]
    unjudged: tuple[Unjudged, ...] = ()
    tables: Mapping[str, TableUse] = field(default_factory=dict)
    others: Mapping[str, TableUse] = field(default_factory=dict)
    consequences: tuple[Consequence, ...] = ()
    measured: tuple[Measured, ...] = ()
    money: str | None = None
