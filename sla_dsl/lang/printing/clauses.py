"""Clauses as pieces of text: header, promise, options, decision table."""

from __future__ import annotations

from decimal import Decimal
from itertools import zip_longest
from typing import TypeVar, assert_never

from sla_dsl.lang import ast
from sla_dsl.lang.printing.expressions import Expressions
from sla_dsl.lang.printing.pieces import Join, Piece, piece
from sla_dsl.lang.printing.tables import aligned
from sla_dsl.lang.shapes import compares, last_of

T = TypeVar("T")


class Clauses(Expressions):
    """Writes clauses."""

    def clause(self, clause: ast.Clause) -> list[Piece]:
        """The whole clause."""
        pieces = self.promised(clause)
        if clause.id is not None:
            title = f" {self.text(clause.title)}" if clause.title else ""
            pieces = [piece(f"clause {self.name(clause.id)}{title}:", clause.span), *pieces]
        return pieces + (self.tiers(clause.tiers) if clause.tiers else [])

    def promised(self, clause: ast.Clause) -> list[Piece]:
        """Parties, promise and options."""
        joint = len(clause.parties) > 1
        parties = self.names(clause.parties, " and ")
        head, *rest = self.promise(clause.promise, joint)
        first = clause.parties[0].span if clause.parties else clause.span
        pieces = [piece(f"{parties} {head.text}".strip(), first), *rest]
        for option, then in zip_longest(clause.options, clause.options[1:]):
            pieces += self.option(option)
            if isinstance(option, ast.PacedEvenly) and option.period == ast.Period("day") and isinstance(then, ast.Per):
                # right behind a pace `per` would be its own
                pieces.append(Piece("per day"))
        return pieces

    # ------------------------------------------------------------------------------------------------ promises

    def promise(self, promise: ast.Promise, joint: bool) -> list[Piece]:
        """A promise; a joint one (two parties) drops the `s` of its verb."""
        s = "" if joint else "s"
        match promise:
            case ast.Delivers():
                return [piece(self._delivers(promise, s), promise.span)]
            case ast.Within():
                return [piece(self._within(promise), promise.span)]
            case ast.Makes():
                return self._makes(promise, s)
            case ast.Keeps():
                return self._keeps(promise, s)
            case ast.Fills(fields=fields):
                filled = ", ".join(self.names(field, " or ") for field in fields)
                return [piece(f"fill{s} {filled}", promise.span)]
            case ast.Ensures(condition=condition):
                return self.spread(condition, f"ensure{s}")
            case ast.Never(condition=condition):
                return self.spread(condition, "never")
            case _:
                assert_never(promise)

    def _delivers(self, promise: ast.Delivers, s: str) -> str:
        words = [f"deliver{s}"]
        if promise.target:
            words.append(self.bound(promise.target))
        if promise.amount:
            words.append(f"of {self.sum(promise.amount)} in")
        return " ".join([*words, self.name(promise.stage)])

    def _within(self, promise: ast.Within) -> str:
        words = [self.expression(promise.event)]
        if promise.stage:
            words.append(self.name(promise.stage))
        if promise.limit is not None and promise.low is not None:
            words.append(f"between {self.amount(promise.low)} and {self.amount(promise.limit)}")
        elif promise.limit is not None:
            words.append(self.in_time(promise.limit))
        return " ".join(words)

    def _makes(self, promise: ast.Makes, s: str) -> list[Piece]:
        pieces = []
        last = len(promise.needs) - 1
        for i, need in enumerate(promise.needs):
            verb = f"make{s} " if i == 0 else ""
            pieces.append(piece(f"{verb}{self._need(need)}{',' if i < last else ''}", need.span))
        if promise.across:
            pieces.append(piece(f"across {self._need(promise.across)}", promise.across.span))
        if promise.within is not None:
            pieces.append(piece(self.in_time(promise.within), promise.within.span))
        if promise.every is not None:
            pieces.append(piece(f"every {self.sum(promise.every)}", promise.every.span))
        return pieces

    def _need(self, need: ast.Need) -> str:
        return f"{need.op} {self.amount(need.count)} {self.name(need.noun)}"

    def _keeps(self, promise: ast.Keeps, s: str) -> list[Piece]:
        verb = f"keep{s}"
        match promise.measure:
            case ast.Conversion(origin=origin, goal=goal, within=within):
                pieces = [piece(f"{verb} conversion {self.name(origin)} -> {self.name(goal)}", promise.span)]
                if within is not None:
                    pieces.append(piece(self.in_time(within), within.span))
            case ast.Share(amount=amount, stage=stage, where=where):
                of = f"{self.sum(amount)} in " if amount else ""
                pieces = [piece(f"{verb} share of {of}{self.name(stage)}", promise.span)]
                pieces += self._where(where, promise.target)
            case ast.PartOfAll(of=of):
                pieces = [piece(f"{verb} share of {self._counted(of)}", promise.span)]
            case ast.Balance(of=of, within=near):
                pieces = [piece(f"{verb} balance of {self._counted(of)} within {self.sum(near)}", promise.span)]
            case ast.QuotientOf(of=of, to=to):
                pieces = [piece(f"{verb} ratio of {self._counted(of)} to {self._counted(to)}", promise.span)]
            case ast.Statistic(function=function, operand=operand, stage=stage):
                pieces = [piece(f"{verb} {function} {self.sum(operand)} in {self.name(stage)}", promise.span)]
            case ast.TimeStatistic(function=function, start=start, end=end):
                pieces = [
                    piece(f"{verb} {function} time from {self.operand(start)} to {self.operand(end)}", promise.span)
                ]
            case _:
                assert_never(promise.measure)
        if promise.target:
            pieces.append(piece(self.bound(promise.target), promise.target.span))
        return pieces

    def _counted(self, of: ast.Counted) -> str:
        return self.name(of.stage) if of.amount is None else f"{self.sum(of.amount)} in {self.name(of.stage)}"

    def _where(self, where: ast.Expr, target: ast.Bound | None) -> list[Piece]:
        # a bare condition before a target that is no plain percentage would be read as a comparison with it
        if target is None or compares(last_of(where)) or isinstance(target.value, ast.Lit):
            return self.spread(where, "where", tail=False)
        return [piece(f"where ({self.expression(where)})", where.span)]

    def bound(self, bound: ast.Bound) -> str:
        """A target."""
        of = " of previous" if bound.previous else ""
        if bound.high is not None:
            return f"between {self.amount(bound.value)} and {self.amount(bound.high)}{of}"
        return f"{bound.op} {self.amount(bound.value)}{of}"

    # ------------------------------------------------------------------------------------------------ options

    def option(self, option: ast.Option) -> list[Piece]:
        """One option."""
        match option:
            case ast.For(condition=condition):
                return self.spread(condition, "for")
            case ast.Unless(condition=condition):
                return self.spread(condition, "unless")
            case ast.Of(event=event):
                return self.spread(event, "of")
            case ast.Before(event=event):
                return self.spread(event, "before")
            case ast.Paused(condition=condition, most=most):
                pieces = self.spread(condition, "paused while", tail=most is None)
                return pieces if most is None else [*pieces, piece(f"at most {self.sum(most)}", most.span)]
            case _:
                return [piece(self._said_option(option), option.span)]

    def _said_option(self, option: ast.Option) -> str:
        match option:
            case ast.Per(period=period):
                return f"per {self.period(period)}"
            case ast.By(fields=fields):
                return f"by {self.names(fields)}"
            case ast.On():
                return self._on(option)
            case ast.MinSize(size=size):
                # behind a number `min` would be its unit, unless a digit or a bracket follows
                said = self.sum(size)
                return f"min {said}" if said[0].isdigit() else f"min ({said})"
            case ast.Using(calendar=calendar, column=column):
                return f"using {self.name(calendar)}" if calendar else f"using calendar of {self.name(_some(column))}"
            case ast.Paced(share=share, period=period, of_target=of_target):
                return f"paced <= {self.sum(share)}{' of target' if of_target else ''} per {self.period(period)}"
            case ast.PacedEvenly():
                return self._paced_evenly(option)
            case ast.Spaced(bound=bound):
                return f"spaced {self.bound(bound)}"
            case ast.Maturing(after=after):
                return f"maturing after {self.sum(after)}"
            case ast.ExcusedBy(clause=clause):
                return f"excused by {self.name(clause)}"
            case ast.WarnAt(share=share):
                return f"warn at {self.sum(share)}"
            case ast.SeverityOption(severity=severity):
                return f"severity {severity}"
            case ast.To(party=party):
                return f"to {self.name(party)}"
            case ast.Owner(role=role):
                return f"owner {self.text(role)}"
            case ast.Because(reason=reason):
                return f"because {self.text(reason)}"
            case ast.InForce(start=start, end=end):
                return f"from {self.days(start, end)}"
            case ast.Flag(word=word):
                return word
            case ast.For() | ast.Unless() | ast.Of() | ast.Before() | ast.Paused():
                return " ".join(part.text for part in self.option(option))
            case _:
                assert_never(option)

    def _paced_evenly(self, option: ast.PacedEvenly) -> str:
        business = " over business days" if option.business else ""
        behind = "" if option.behind is None else f" within {self.sum(option.behind)}"
        often = "" if option.period == ast.Period("day") else f" per {self.period(option.period)}"
        return f"paced evenly{business}{behind}{often}"

    def _on(self, option: ast.On) -> str:
        of = f" of {self.name(option.of)}" if option.of else ""
        match option:
            case ast.On(op=">=", share=ast.Lit(value=ast.Percent(value=whole))) if whole == Decimal(100):
                return f"on 100%{of}"
        return f"on {option.op} {self.sum(option.share)}{of}"

    def period(self, period: ast.Period) -> str:
        """`month`, `fiscal quarter`, `rolling 30 days`."""
        if period.rolling:
            return f"rolling {self.duration(period.rolling)}"
        return f"fiscal {period.unit}" if period.fiscal else str(period.unit)

    def days(self, start: ast.Date, end: ast.Date | None) -> str:
        """A day, or two with `to`."""
        return f"{self.date(start)} to {self.date(end)}" if end else self.date(start)

    # ------------------------------------------------------------------------------------------------ tables

    def tiers(self, tiers: ast.Tiers) -> list[Piece]:
        """The decision table, its columns aligned."""
        cells = [self.header(tiers.header)]
        cells += [[self.cell(cell) for cell in row] for row in tiers.rows]
        spans = [tiers.header[0].span, *(row[0].span for row in tiers.rows)]
        return [piece(line, span, Join.LINE) for line, span in zip(aligned(cells), spans, strict=True)]

    def cell(self, cell: ast.CellBound) -> str:
        """A cell as it stands in the table."""
        match cell.kind:
            case "any":
                return "any"
            case "bound":
                return self.bound(_some(cell.bound)).replace("|", "\\|")
            case "amount":
                return self.amount(cell.values[0]).replace("|", "\\|")
            case "values":
                return ", ".join(map(self._cell_value, cell.values)).replace("|", "\\|")

    def _cell_value(self, value: ast.Expr) -> str:
        if isinstance(value, ast.Lit) and isinstance(value.value, ast.Text) and _bare(value.value.value):
            return value.value.value
        return self.sum(value)


def _bare(text: str) -> bool:
    """Whether a text can stand in a cell without quotes."""
    words = text.split(" ")
    plain = all(word and word.replace("-", "").replace("_", "").isalnum() for word in words)
    return plain and text[0].isalpha() and words[0] != "between" and text not in ("any", "true", "false")


def _some(value: T | None) -> T:
    assert value is not None
    return value
