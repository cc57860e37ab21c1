"""The tables a test is given, as rows of texts that are read like any export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sla_dsl.bind.columns import headers_of
from sla_dsl.bind.counted_rows import counted
from sla_dsl.lang import ast
from sla_dsl.model.policy import CheckedPolicy

Rows = list[dict[str, object]]


def tables(test: ast.Test, policy: CheckedPolicy, declared: Mapping[str, ast.Table]) -> dict[str, Rows]:
    """Every table that the policy reads, as the test gives it; a line that stands for many rows is all of them.

    A column that the policy reads and the test does not mention is there and empty: nothing is known of it. A table
    that is not given has one row of which nothing is known, which no clause counts. Columns go by their names in the
    policy; where the policy maps one to a header, it gets that header.
    """
    given = {g.table.text: g.rows for g in test.given}
    out: dict[str, Rows] = {}
    for name, use in policy.tables.items():
        headers = headers_of(declared.get(name))
        keys = [*use.key, *(link.by for link in use.links)]
        read = dict.fromkeys([*(c.name for c in use.columns), *keys])
        empty: dict[str, object] = {headers.get(c, c): None for c in read}
        out[name] = [{**empty, **row} for row in _rows(given.get(name), keys, headers)] or [empty]
    return out


def _rows(rows: ast.Rows | None, keys: Sequence[str], headers: Mapping[str, str]) -> Rows:
    if rows is None:
        return []
    return [{headers.get(n, n): text or None for n, text in row.items()} for row in counted(rows, keys)]


def clauses(test: ast.Test) -> Sequence[str]:
    """The clauses that a test speaks of, once each."""
    return tuple(dict.fromkeys(e.clause.text for e in test.expects))
