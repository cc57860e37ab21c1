"""What the rooms share: the population of a clause from its scope options."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sla_dsl.lang import ast
from sla_dsl.model import forms
from sla_dsl.model.expr import Column, Expr, IsKnown, ParentColumn, both, either, parent_column
from sla_dsl.model.forms import TIER, Population
from sla_dsl.promises.base import Moment, Words, only
from sla_dsl.promises.tiers import named_tier

DEFAULT_WARN = Fraction(3, 4)


def population(
    words: Words,
    clause: ast.Clause,
    table: str,
    start: Moment | None,
    *stages: Moment,
    covered: Sequence[Expr | None] = (),
) -> Population:
    """The rows that enter at `start` (None: all), within the conditions of stages, `for`, `unless` and `exclude`.

    `covered` are conditions that something is promised for a row at all: by a tier, on that day.
    """
    at, entries = (None, None) if start is None else (start.at, start.entries)
    scope: list[Expr | None] = [None if start is None else start.condition, *covered]
    for stage in stages:
        if stage is not start:
            scope += [IsKnown(stage.at), stage.condition]
    excluded: list[Expr | None] = [words.excluded(table)]
    for option in clause.options:
        if isinstance(option, ast.For | ast.Unless):
            with words.attempt():
                target = scope if isinstance(option, ast.For) else excluded
                target.append(words.condition(option.condition, table, entry=entries is not None))
    return Population(table, at, both(*scope), either(*excluded), entries, linked(words, clause, table))


def period(words: Words, clause: ast.Clause) -> forms.Per | None:
    """The clause's periods; None where one stretch of days is meant: the term, or `from ... to`."""
    per: ast.Per | None = only(clause, ast.Per)
    force: ast.InForce | None = only(clause, ast.InForce)
    if per is None and not words.has_term and (force is None or force.end is None):
        hint = "add `per month` (or `week`, `quarter`, `year`) or `from DATE to DATE`, or give the agreement a `term`"
        message = "this promise does not say for how long it counts"
        raise words.refuse("SLA301", clause.promise.span, message, hint)
    return None if per is None else words.per(per.period)


def prorated(words: Words, clause: ast.Clause) -> forms.Prorated | None:
    """How partial periods are judged, if they are; `using` says whose working days count."""
    flag = next((o for o in clause.options if isinstance(o, ast.Flag) and o.word == "prorated"), None)
    if flag is None:
        return None
    using: ast.Using | None = only(clause, ast.Using)
    there = using is not None or words.has_calendars
    return forms.Prorated(words.calendar(using, flag, "prorated") if there else None)


def groups(words: Words, clause: ast.Clause, table: str) -> tuple[str, ...]:
    """The fields of `by`; `tier` means the lines of the clause's own table."""
    by: ast.By | None = only(clause, ast.By)
    fields = () if by is None else by.fields
    return tuple(dict.fromkeys(TIER if named_tier(clause, f) else _named(words.group(f, table)) for f in fields))


def linked(words: Words, clause: ast.Clause, table: str) -> tuple[ParentColumn, ...]:
    """The fields of `by` that are columns of rows that a row of the table belongs to; cells of tiers are none."""
    by: ast.By | None = only(clause, ast.By)
    tiers = () if clause.tiers is None else ("tier", *(name.text for name in clause.tiers.header))
    fields = () if by is None else [f for f in by.fields if f.text not in tiers]
    found = dict.fromkeys(words.group(f, table) for f in fields)
    return tuple(e for e in found if isinstance(e, ParentColumn))


def _named(e: Column | ParentColumn) -> str:
    return e.name if isinstance(e, Column) else parent_column(e)


def minimum(words: Words, clause: ast.Clause) -> int:
    """The size below which a group is not judged; 0 without `min`."""
    size: ast.MinSize | None = only(clause, ast.MinSize)
    return 0 if size is None else words.whole(size.size, "`min`")


def warn(words: Words, clause: ast.Clause) -> Fraction:
    """The share of the window after which a pending instance is at risk."""
    at: ast.WarnAt | None = only(clause, ast.WarnAt)
    return DEFAULT_WARN if at is None else words.share(at.share, "`warn at`")
