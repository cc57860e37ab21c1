"""How tables are read: another column of the data, another key, other texts for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

from sla_dsl.lang import ast
from sla_dsl.model.forms import Form
from sla_dsl.review.compare.difference import BARE, Difference
from sla_dsl.review.models import Direction, Edit

_READ = Difference("table-changed", Direction.UNDETERMINED, None, None, note="the data are read in another way")


def differences(edit: Edit, form: Form) -> Iterator[Difference]:
    """What the edit of a table does to a clause beside its columns that are made of others: nothing is known of what
    stands in the other column."""
    old, new = (None if s is None else s.node for s in (edit.old, edit.new))
    mentioned = set(_texts(replace(form, meta=replace(BARE, waivers=form.meta.waivers, excuses=form.meta.excuses))))
    if edit.name not in mentioned:
        return
    one, other = (_headers(n) for n in (old, new))
    others = {name for name in {*one, *other} if one.get(name) != other.get(name)}
    if others & mentioned or _whole(old) != _whole(new):
        yield _READ


def _headers(table: ast.Node | None) -> dict[str, ast.Expr]:
    """The headers of the data by the names of the columns that they are read as."""
    columns = table.columns if isinstance(table, ast.Table) else ()
    return {c.name.text: c.source for c in columns if isinstance(c.source, ast.Lit | ast.Ref | ast.Text)}


def _whole(table: ast.Node | None) -> object:
    """What holds for all columns of a table."""
    return (
        (table.mapping, table.key, frozenset(table.nulls)) if isinstance(table, ast.Table) else (None, (), frozenset())
    )


def _texts(part: object) -> Iterator[str]:
    """Every text in a form: the tables and columns that it reads are among them."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple | frozenset):
        for item in part:
            yield from _texts(item)
    elif is_dataclass(part):
        for f in fields(part):
            yield from _texts(getattr(part, f.name))
