"""The tables a test is given, as rows of texts that are read like any export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sla_dsl.bind.columns import headers_of
from sla_dsl.lang import ast
from sla_dsl.model.policy import CheckedPolicy

Rows = list[dict[str, object]]


def tables(test: ast.Test, policy: CheckedPolicy, declared: Mapping[str, ast.Table]) -> dict[str, Rows]:
    """Every table that the policy reads, as the test gives it.

    A column that the policy reads and the test does not mention is there and empty: nothing is known of it. A table
    that is not given has one row of which nothing is known, which no clause counts. Columns go by their names in the
    policy; where the policy maps one to a header, it gets that header.
    """
    given = {g.table.text: g.rows for g in test.given}
    out: dict[str, Rows] = {}
    for name, use in policy.tables.items():
        headers = headers_of(declared.get(name))
        read = dict.fromkeys([*(c.name for c in use.columns), *use.key, *(link.by for link in use.links)])
        empty: dict[str, object] = {headers.get(c, c): None for c in read}
        out[name] = [{**empty, **row} for row in _rows(given.get(name), headers)] or [empty]
    return out


def _rows(rows: ast.Rows | None, headers: Mapping[str, str]) -> Rows:
    if rows is None:
        return []
    names = [headers.get(n.text, n.text) for n in rows.header]
    return [{n: cell.text or None for n, cell in zip(names, row, strict=True)} for row in rows.rows]


def clauses(test: ast.Test) -> Sequence[str]:
    """The clauses that a test speaks of, once each."""
    return tuple(dict.fromkeys(e.clause.text for e in test.expects))
