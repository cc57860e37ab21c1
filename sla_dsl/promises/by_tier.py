"""Promises that are judged by periods, by tier: which tiers a row has, what each is promised, how groups are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sla_dsl.lang import ast
from sla_dsl.lang.printer import cell as spelled
from sla_dsl.lang.words import RESULT_COLUMNS
from sla_dsl.model import forms
from sla_dsl.model.expr import Expr
from sla_dsl.promises.base import Moment, Words, only
from sla_dsl.promises.scope import groups
from sla_dsl.promises.targets import check_previous
from sla_dsl.promises.tiers import Line, covered, lines, named_tier, tiers
from sla_dsl.promises.variants import Promised
from sla_dsl.text.record import record


@record
class Tiered:
    """The lines of a clause's table (none without one), the groups they make, and the condition that a row has one."""

    lines: Sequence[Line]
    tiers: forms.Tiers | None
    by: tuple[str, ...]
    covered: Expr | None


def tiered(words: Words, clause: ast.Clause, start: Moment) -> Tiered:
    """What a clause about rows that enter at `start` has of tiers and groups (fine print 73)."""
    if clause.tiers is None:
        return Tiered((), None, groups(words, clause, start.table), None)
    found = lines(words, clause, start, ("target",), "target")
    fields = _fields(words, clause, found)
    return Tiered(found, tiers(found, fields), (forms.TIER,), covered(found))


def _fields(words: Words, clause: ast.Clause, found: Sequence[Line]) -> list[str]:
    """The columns of the table by which its tiers are called; none for `tier`."""
    by: ast.By | None = only(clause, ast.By)
    assert clause.tiers is not None
    columns = [name.text for name in clause.tiers.header if name.text not in RESULT_COLUMNS]
    fields = [] if by is None else [f for f in by.fields if not named_tier(clause, f)]
    for field in fields:
        if field.text not in columns:
            hint = "write `by tier`" + (f", or by columns of the table such as `{columns[0]}`" if columns else "")
            message = f"the groups of this promise are its tiers, and their table has no column `{field.text}`"
            raise words.refuse("SLA334", field.span, message, hint)
    names = [f.text for f in fields]
    called = [tuple(line.named[n] for n in names) for line in found]
    if by is not None and fields and len(set(called)) < len(called):
        message = f"two tiers have the same `{' and '.join(names)}`, so that does not tell them apart"
        raise words.refuse("SLA334", by.span, message, "write `by tier`, or the other columns too")
    return names


def promises(
    words: Words,
    clause: ast.Clause,
    target: ast.Bound | None,
    found: Sequence[Line],
    make: Callable[[ast.Bound], dict[str, Any]],
    *more: ast.Amount,
    bare: bool = False,
) -> list[Promised]:
    """What is promised, by tier where there is a table: `make` gives the fields of a target's form, which `more`
    amounts take part in. With `bare` a number alone is a least one."""
    if target is not None and found:
        message = "the target stands in the promise and in the table below it"
        raise words.refuse("SLA331", target.span, message, "leave one of the two out")
    bounds: list[tuple[int | None, ast.Bound]] = [(n, _bound(words, line, bare)) for n, line in enumerate(found)]
    if target is not None:
        bounds = [(None, target)]
    for _, bound in bounds:
        check_previous(words, clause, bound)
    return [Promised(n, (*(v for v in (b.value, b.high) if v is not None), *more), partial(make, b)) for n, b in bounds]


def _bound(words: Words, line: Line, bare: bool) -> ast.Bound:
    cell = line.outcomes["target"]
    match cell:
        case ast.CellBound(kind="bound", bound=ast.Bound() as bound):
            return bound
        case ast.CellBound(kind="amount", values=(value,)) if bare:
            return ast.Bound(">=", value, span=cell.span)
    said = spelled(cell)
    hint = "write it with its sign, such as `>= 25`" if cell.kind == "any" else f"write it with its sign: `>= {said}`"
    raise words.refuse("SLA331", cell.span, f"`{said}` is no target", hint)
