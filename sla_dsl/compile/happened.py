"""What has happened by the as-of: which instants count, and which rows are there (fine print 1, 3 and 6)."""

from __future__ import annotations

from functools import reduce
from operator import and_

from sla_dsl.compile.kit import FIRST_US, LAST_US, Expr, Kit
from sla_dsl.model.policy import TableUse
from sla_dsl.model.schema import CREATED, SUBJECT


def guard(kit: Kit, column: str) -> Expr:
    """An instant that has happened: null when it lies after the as-of or is implausible."""
    c = kit.xp.col(column)
    return kit.xp.when((c >= FIRST_US) & (c <= min(kit.as_of, LAST_US))).then(c)


def there(kit: Kit, child: TableUse) -> Expr | None:
    """Child rows of which no instant lies after the as-of or is implausible: the others are not there yet.

    A lead is there from its creation on, whatever happens to it later.
    """
    last = min(kit.as_of, LAST_US)
    columns = [kit.xp.col(n) for n in child.instants if n not in later(child)]
    parts = [c.is_null() | ((c >= FIRST_US) & (c <= last)) for c in columns]
    return reduce(and_, parts) if parts else None


def later(child: TableUse) -> list[str]:
    """The instants of a child table that may lie ahead of a row that is there."""
    created = child.name == SUBJECT and CREATED in child.instants
    return [n for n in child.instants if n != CREATED] if created else []
