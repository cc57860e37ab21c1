"""A duty or an invariant as one native expression over somebody else's polars frame, its columns converted in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from sla_dsl.bases import declared
from sla_dsl.bind.columns import headers_of
from sla_dsl.compile.kit import FIRST_US, LAST_US
from sla_dsl.compile.plan import picks, repeats, seen_by
from sla_dsl.compile.rows import verdict
from sla_dsl.compile.verdicts import Verdicts
from sla_dsl.compile.zone import zone
from sla_dsl.data import local_time
from sla_dsl.data.typed_columns import kind_of
from sla_dsl.engines.polars import PolarsEngine
from sla_dsl.lang import ast
from sla_dsl.model.forms import PeriodForm
from sla_dsl.model.kinds import Kind
from sla_dsl.model.policy import ColumnUse
from sla_dsl.model.schema import SUBJECT, Header, TableSchema
from sla_dsl.model.times import DAY_US
from sla_dsl.policy import bound
from sla_dsl.ready import AsOf, instant_of
from sla_dsl.text.diagnostic import DataError, Diagnostic, UsageError

_NOT_ITS_OWN = "has no verdict that a single row could tell"


def verdict_of(files: Sequence[ast.File], clause: str, schema: Mapping[str, Any] | None, as_of: AsOf) -> pl.Expr:
    """The verdict word of a row (String, null where the row is no instance); see `Clause.expr`."""
    table = _subject(files, clause)
    found = None if schema is None else {table: _schema(schema)}
    policy, _ = bound(files, found, [clause])
    if policy.unjudged:
        raise DataError(Diagnostic("SLA406", policy.unjudged[0].reason))
    (form,) = policy.forms
    assert not isinstance(form, PeriodForm)
    us = instant_of(as_of, policy.timezone)
    mapped = {} if schema is not None else _mapped(files, table)
    uses = [replace(c, header=c.header or mapped.get(c.name, c.name)) for c in policy.tables[table].columns]
    columns = _Columns({c.name: _converted(c, schema, policy.timezone, us) for c in uses})
    kit = replace(PolarsEngine().kit(zone(policy.timezone), us), xp=columns)
    word: pl.Expr = verdict(kit, _Inline(kit, policy, {}).of(form).masks)
    return word


def _subject(files: Sequence[ast.File], clause: str) -> str:
    """The table of a clause that each row answers for itself. Raises `UsageError` for any other clause."""
    policy, _ = bound(files, None, [clause])
    hint = "take all its instances: `policy.plan(tables)`"
    if policy.measured:
        message = f"`{clause}` rests on what all rows tell together and {_NOT_ITS_OWN}"
        raise UsageError(Diagnostic("SLA513", message, hint=hint))
    for form in policy.forms:
        if isinstance(form, PeriodForm):
            message = f"`{clause}` promises something of a period and {_NOT_ITS_OWN}"
            raise UsageError(Diagnostic("SLA513", message, hint=hint))
        if form.population.entries or picks([form]) or seen_by([form]) or repeats([form]):
            raise UsageError(Diagnostic("SLA513", f"`{clause}` reads other tables and {_NOT_ITS_OWN}", hint=hint))
        return form.population.table
    return SUBJECT


def _schema(schema: Mapping[str, Any]) -> TableSchema:
    headers = {n: Header(kind_of(t) or Kind.TEXT, not isinstance(t, pl.Null)) for n, t in schema.items()}
    return TableSchema("the frame", headers)


def _mapped(files: Sequence[ast.File], table: str) -> dict[str, str]:
    """The headers that the policy itself names for columns of a table."""
    return headers_of(declared(files).get(table))


class _Inline(Verdicts):
    """Verdicts that stand in one expression, since there is no pass that could add their columns one by one."""

    def column(self, name: str, e: Any, stage: int) -> Any:
        return e

    def rests(self, on: object, make: Callable[[], Any]) -> Any:
        return make()

    def once(self, e: Any) -> Any:
        return e


class _Columns:
    """The namespace polars, in which a column is read as the language reads it."""

    def __init__(self, columns: Mapping[str, pl.Expr]) -> None:
        self._columns = columns

    def col(self, name: str) -> pl.Expr:
        return self._columns[name]

    def __getattr__(self, name: str) -> Any:
        return getattr(pl, name)


def _converted(use: ColumnUse, schema: Mapping[str, Any] | None, timezone: str, as_of: int) -> pl.Expr:
    """A column of the frame with the dtype of its kind; an instant that has not happened is null."""
    header = str(use.header)
    cell = pl.col(header)
    dtype = None if schema is None else schema[header]
    match use.kind:
        case Kind.INSTANT:
            us = _assumed(cell) if dtype is None else _instant(cell, header, dtype, timezone)
            return pl.when((us >= FIRST_US) & (us <= min(as_of, LAST_US))).then(us)
        case Kind.NUMBER if dtype is not None:
            return _number(cell, header, dtype)
        case Kind.TEXT:
            text = cell if dtype is None or isinstance(dtype, pl.String) else cell.cast(pl.String)
            return pl.when(text.str.strip_chars() != "").then(text)
        case _:
            return cell


def _instant(cell: pl.Expr, header: str, dtype: Any, timezone: str) -> pl.Expr:
    if isinstance(dtype, pl.Date):
        return local_time.instant(cell.to_physical().cast(pl.Int64) * DAY_US, timezone)
    if not isinstance(dtype, pl.Datetime):
        raise DataError(Diagnostic("SLA412", f"column `{header}` holds no dates or times", hint="convert it before"))
    us = cell.dt.cast_time_unit("us").to_physical()
    return us if dtype.time_zone is not None else local_time.instant(us, timezone)


def _assumed(cell: pl.Expr) -> pl.Expr:
    """An aware instant; a query with a naive one fails instead of reading it as UTC."""
    aware = cell.head(1).dt.base_utc_offset().len() <= 1
    return pl.when(aware).then(cell.dt.cast_time_unit("us").to_physical())


def _number(cell: pl.Expr, header: str, dtype: Any) -> pl.Expr:
    if dtype.is_float():
        return pl.when(cell.is_finite()).then(cell.cast(pl.Float64))
    if dtype.is_integer() or isinstance(dtype, pl.Decimal):
        return cell.cast(pl.Float64) if isinstance(dtype, pl.Decimal) and dtype.scale else cell.cast(pl.Int64)
    raise DataError(Diagnostic("SLA412", f"column `{header}` holds no numbers", hint="convert it before"))
