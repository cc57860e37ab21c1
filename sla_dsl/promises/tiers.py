"""The decision table below a clause: its lines, which rows each is for, and how a tier is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sla_dsl.lang import ast
from sla_dsl.lang.printer import cell as spelled
from sla_dsl.lang.printer import expression
from sla_dsl.lang.words import RESULT_COLUMNS
from sla_dsl.model import forms
from sla_dsl.model.cases import promised
from sla_dsl.model.expr import Const, Expr, FirstTrue, both
from sla_dsl.model.kinds import Kind
from sla_dsl.promises.base import Moment, Refused, Words
from sla_dsl.text.record import record


@record
class Line:
    """One line of a table: what it promises, by column, and the condition of its rows (None: all of them).

    `named` are its conditions in the user's words, by column.
    """

    outcomes: Mapping[str, ast.CellBound]
    when: Expr | None
    named: Mapping[str, str]

    @property
    def label(self) -> str:
        """`source demo, pricing, score >= 70`; `any` for a line of all rows."""
        return ", ".join(f"{column} {said}" for column, said in self.named.items() if said != "any") or "any"


def lines(words: Words, clause: ast.Clause, start: Moment, takes: Sequence[str], needs: str | None) -> list[Line]:
    """The lines of a clause's table, of rows that enter at `start`; none without a table.

    Its verb takes the outcomes `takes`, and `needs` one of them.
    """
    tiers = clause.tiers
    if tiers is None:
        return []
    header = [name.text for name in tiers.header]
    for name in tiers.header:
        if name.text in RESULT_COLUMNS and name.text not in takes:
            hint = " or ".join(f"`{c}`" for c in takes)
            message = f"a column `{name.text}` does not go with this promise"
            raise words.refuse("SLA331", name.span, message, f"the tiers of this promise have a column {hint}")
    if needs is not None and needs not in header:
        message = f"this table has no column `{needs}`, so its tiers promise nothing"
        raise words.refuse("SLA331", tiers.header[-1].span, message, f"add a column `{needs}`")
    found: list[Line] = []
    for row in tiers.rows:
        with words.attempt():
            found.append(_line(words, tiers.header, row, start))
    for place, line in enumerate(found):
        if any(line.label == other.label for other in found[:place]):
            span = tiers.rows[place][0].span
            message = f"the line of `{line.label}` stands above already, so this one is never reached"
            raise words.refuse("SLA332", span, message, "keep one of the two, or say what tells them apart")
    return found


def no_tiers(words: Words, clause: ast.Clause, why: str) -> Refused:
    """The refusal of the table below a promise that can not differ by case."""
    assert clause.tiers is not None
    hint = "write a clause for each case: `for score >= 70`, `for score < 70`"
    return words.refuse("SLA350", clause.tiers.span, f"{why}, so no table of tiers goes with it", hint)


def _line(words: Words, header: Sequence[ast.Name], row: Sequence[ast.CellBound], start: Moment) -> Line:
    outcomes, named = {}, {}
    conditions: list[Expr | None] = []
    for name, cell in zip(header, row, strict=True):
        if name.text in RESULT_COLUMNS:
            outcomes[name.text] = cell
            continue
        named[name.text] = spelled(words.told(cell))
        condition = _condition(name, cell)
        if condition is not None:
            with words.attempt():
                conditions.append(words.condition(condition, start.table, entry=start.entries is not None))
    return Line(outcomes, both(*conditions), named)


def _condition(name: ast.Name, cell: ast.CellBound) -> ast.Expr | None:
    """What a cell asks of its column; None for all rows."""
    of, span = ast.Ref(name, span=name.span), cell.span
    match cell:
        case ast.CellBound(kind="values", values=(one,)):
            return ast.Compare("=", of, one, span=span)
        case ast.CellBound(kind="values", values=several):
            return ast.In(of, several, span=span)
        case ast.CellBound(kind="bound", bound=ast.Bound(op="between", value=low, high=high)):
            return ast.Between(of, _plain(low), _plain(high), span=span)
        case ast.CellBound(kind="bound", bound=ast.Bound(op=op, value=value)):
            assert op != "between"
            return ast.Compare(op, of, _plain(value), span=span)
        case _:
            return None


def _plain(value: ast.Amount | None) -> ast.Expr:
    """The amount of a condition; one that changes on dates is refused where its parts are read."""
    assert value is not None
    return value if not isinstance(value, ast.Dated) else value.steps[0][0]


def covered(found: Sequence[Line]) -> Expr | None:
    """The condition that a row has a tier, unknown where it may have one or not; None without a table."""
    return promised(forms.ByCase(tuple(forms.Case(line.when, None) for line in found))) if found else None


def by_line(found: Sequence[Line], limit: Callable[[Line], forms.Limit | None]) -> forms.ByCase:
    """The limits of the lines as one."""
    return forms.ByCase(tuple(forms.Case(line.when, limit(line), tier=n) for n, line in enumerate(found)))


def tiers(found: Sequence[Line], fields: Sequence[str] = ()) -> forms.Tiers | None:
    """The tiers of a table, called by some columns of it, or by their label as `tier`; None without a table."""
    if not found:
        return None
    groups = [
        tuple((f, line.named[f]) for f in fields) if fields else (("tier", line.label),) for line in found
    ]  # fmt: skip
    return forms.Tiers(FirstTrue(tuple(line.when or Const(True, Kind.BOOLEAN) for line in found)), tuple(groups))


def named_tier(clause: ast.Clause, field: ast.Name) -> bool:
    """Whether a field of `by` means the clause's tiers: `tier`, unless a column of the table is called so."""
    return (
        clause.tiers is not None and field.text == "tier" and all(name.text != "tier" for name in clause.tiers.header)
    )


def amount_of(words: Words, line: Line, column: str) -> ast.Amount:
    """The one amount of a cell: `15 min`, `95%`, `>= 95%`."""
    cell = line.outcomes[column]
    match cell:
        case ast.CellBound(kind="amount", values=(value,)):
            return value
        case ast.CellBound(kind="bound", bound=ast.Bound(op=">=" | "=", value=value)) if column == "on":
            return value
    example = {"within": "4h", "on": "95%"}[column]
    message = f"`{spelled(cell)}` is no {'limit' if column == 'within' else 'percentage'}"
    raise words.refuse("SLA331", cell.span, message, f"write an amount such as `{example}`")


def english(clause: ast.Clause, say: Callable[[ast.CellBound], str]) -> str:
    """`: 15 minutes for source demo or pricing; else 2 business days`; `say` tells an outcome. Else empty."""
    if clause.tiers is None:
        return ""
    told = []
    for row in clause.tiers.rows:
        cells = dict(zip(clause.tiers.header, row, strict=True))
        outcomes = [say(cell) if n.text != "on" else _cases(cell) for n, cell in cells.items() if _outcome(n)]
        conditions = [_said(n, cell) for n, cell in cells.items() if not _outcome(n) and cell.kind != "any"]
        outcome = " ".join(outcomes)
        told.append(f"{outcome} for {' and '.join(conditions)}" if conditions else f"else {outcome}")
    return f": {'; '.join(told)}" if len(told) > 1 else f": {told[0].removeprefix('else ')}"


def _outcome(name: ast.Name) -> bool:
    return name.text in RESULT_COLUMNS


def _cases(cell: ast.CellBound) -> str:
    return f"in at least {spelled(cell).removeprefix('>= ')} of cases"


def _said(name: ast.Name, cell: ast.CellBound) -> str:
    if cell.kind == "values":
        return f"{name.text} {' or '.join(_word(v) for v in cell.values)}"
    return f"{name.text} {spelled(cell)}"


def _word(value: ast.Expr | ast.Amount) -> str:
    if isinstance(value, ast.Lit) and isinstance(value.value, ast.Text):
        return value.value.value
    return expression(value)  # type: ignore[arg-type]
