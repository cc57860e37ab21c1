"""The tables of the reference evaluator: cells as values, rows with what they belong to, and what has not happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from sla_dsl.lang import ast
from tests.support.reference_policy import AFTER_LAST_INSTANT, CANONICAL, FIRST_INSTANT, Policy, Row, Value, key_columns

Tables = dict[str, list[Row]]


def exact(raw: object) -> Value:
    """A cell as a value: numbers as fractions, empty text and implausible instants as null."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, bool | str):
        return raw
    if isinstance(raw, int | float | Decimal | Fraction):
        return Fraction(raw)
    if isinstance(raw, datetime):
        return raw if FIRST_INSTANT <= raw < AFTER_LAST_INSTANT else None
    raise TypeError(f"not a cell: {raw!r}")


def load(policy: Policy, tables: dict[str, list[dict[str, object]]]) -> Tables:
    """Rows with what they belong to and their children; columns that the policy maps get their own names."""
    loaded: Tables = {}
    for name, raw_rows in tables.items():
        renamed = _headers(policy.tables.get(name))
        columns = {renamed.get(c, c) for raw in raw_rows for c in raw} | (CANONICAL if name == "leads" else set())
        loaded[name] = [
            Row(name, dict.fromkeys(columns, None) | {renamed.get(c, c): exact(v) for c, v in raw.items()})
            for raw in raw_rows
        ]
    for name in loaded:
        declared = policy.tables.get(name)
        for link in declared.links if declared is not None else ():
            if link.by is not None:
                _join(policy, loaded, name, link.parent.text, link.by.text)
    return loaded


def _headers(table: ast.Table | None) -> dict[str, str]:
    """The column's own name, by its header in the data."""
    if table is None:
        return {}
    texts = [(c.source.value, c.name.text) for c in table.columns if isinstance(c.source, ast.Lit)]
    bare = {c.source.name.text: c.name.text for c in table.columns if isinstance(c.source, ast.Ref)}
    return bare | {header.value: name for header, name in texts if isinstance(header, ast.Text)}


def _join(policy: Policy, loaded: Tables, child: str, parent: str, by: str) -> None:
    """Every row of `child` belongs to the row of `parent` whose key equals its column `by` (rule 101)."""
    (key,) = key_columns(policy, parent)
    for row in loaded.get(parent, []):
        row.children.setdefault(child, [])
    for row in loaded[child]:
        named = row.values.get(by)
        row.parents.setdefault(parent, None)
        for candidate in loaded.get(parent, []):
            if named is not None and candidate.values.get(key) == named:
                row.parents[parent] = candidate
                candidate.children[child].append(row)


def forget_the_future(policy: Policy, tables: Tables, as_of: datetime) -> None:
    """Take out the child rows that are not there yet (rules 6 and 101), and make every later instant null (rule 1);
    plans stay (rule 165)."""

    def to_come(row: Row, column: str) -> bool:
        t = row.values[column]
        return isinstance(t, datetime) and t > as_of and (row.table, column) not in policy.planned

    def there(row: Row) -> bool:
        return not any(to_come(row, c) for c in (["created_at"] if row.table == "leads" else row.values))

    for row in _all(tables):
        row.children = {name: [c for c in found if there(c)] for name, found in row.children.items()}
    for row in _all(tables):
        row.values = {c: None if to_come(row, c) else v for c, v in row.values.items()}


def _all(tables: Tables) -> Iterable[Row]:
    return [row for rows in tables.values() for row in rows]
