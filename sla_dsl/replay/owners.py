"""A further column among those that are read of the tables whose rows are judged: by its values the rows are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sla_dsl.bases import declared
from sla_dsl.bind.columns import NoHeader, Several, TableColumns
from sla_dsl.lang import ast
from sla_dsl.model.forms import Duty, Invariant
from sla_dsl.model.policy import CheckedPolicy, ColumnUse, TableUse
from sla_dsl.model.schema import OWNER, Schema


def with_column(policy: CheckedPolicy, files: Sequence[ast.File], schema: Schema, name: str = OWNER) -> CheckedPolicy:
    """The policy with a column among those read of the tables whose rows are judged and that have it."""
    judged = {f.population.table for f in policy.forms if isinstance(f, Duty | Invariant)}
    declarations = declared(files)

    def read(use: TableUse) -> TableUse:
        table = TableColumns(use.name, declarations.get(use.name), schema.get(use.name))
        if table.schema is None or any(c.name == name for c in use.columns):
            return use
        try:
            header = table.header(name)
        except (Several, NoHeader):
            return use
        more = () if header is None else (ColumnUse(name, header, table.guess(name)),)
        return replace(use, columns=(*use.columns, *more))

    return replace(policy, tables={n: read(use) if n in judged else use for n, use in policy.tables.items()})
