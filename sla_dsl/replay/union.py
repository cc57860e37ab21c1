"""Clauses of several policies as those of one, each once: what one pass over the tables judges.

What a clause says of a row is its form without its words: equal forms are evaluated once, whichever policies have them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from sla_dsl.compile.parents import followed
from sla_dsl.compile.population import in_force
from sla_dsl.model.expr import FromChildren, walk
from sla_dsl.model.forms import (
    Duty,
    Form,
    Invariant,
    Measure,
    Meta,
    Quotient,
    SubjectForm,
    Target,
    row_expressions,
    variants_of,
)
from sla_dsl.model.halves import halves
from sla_dsl.model.measured import Measured
from sla_dsl.model.policy import CheckedPolicy, ColumnUse, TableUse
from sla_dsl.model.schema import CREATED, SUBJECT

F = TypeVar("F", bound=Form)
Term = tuple[date | None, date | None]


def bare(form: F, term: Term) -> F:
    """What a form says of the data and nothing else: without names, parties and places, its dates within the term."""
    days, meta = in_force(term, form.meta), form.meta
    own = Meta(
        id="", title=None, parties=(), to=None, severity="", owner=None, because=None, sentence="", english="",
        position=0, file="", line=0, column=0, in_force=days,
        waivers=tuple(replace(w, because="", approved_by=None) for w in meta.waivers),
        excuses=tuple(bare(e, term) for e in meta.excuses),
    )  # fmt: skip
    out = replace(form, meta=own)
    if isinstance(out, Invariant):
        return out
    of = tuple(v if v.form is None else replace(v, form=bare(v.form, term)) for v in variants_of(form))
    return replace(out, variants=of)


def of_rows(form: Form) -> Form:
    """What a pass over the rows has to know of a form: nothing of what is settled later, from its days and groups.

    So a form and the one with another target are one. Statistics and ratios count rows against their targets, and
    those that have another promise from some day on are left as they are.
    """
    if variants_of(form):
        return form
    match form:
        case Duty() | Invariant() if form.grouped:
            return replace(form, share=Fraction(1), per=None, minimum=0)
        case Measure():
            settled: dict[str, Any] = {"target": _ANY, "per": None, "minimum": 0, "warn": Fraction(1)}
            return replace(form, **settled, pace=None, evenly=None, prorated=None, carried=())
        case Quotient():
            return replace(form, target=_ANY, per=None, minimum=0, warn=Fraction(1))
        case _:
            return form


_ANY = Target(">=", Fraction(0), None, "")


class Union:
    """The clauses that are judged together, each by its place in the pass."""

    def __init__(self) -> None:
        self._places: dict[Form, int] = {}
        self._ids: dict[Form, str] = {}

    def place(self, own: Form) -> int:
        """The place of a bare form in the pass; a new one where none says the same of every row."""
        return self._places.setdefault(of_rows(own), len(self._places))

    def policy(self, whole: CheckedPolicy) -> CheckedPolicy:
        """The policy of all these clauses over the tables of another one.

        What is settled by periods is settled by each policy for itself.
        """
        forms = tuple(self._named(form) for form in self._places)
        return replace(whole, forms=forms, unjudged=(), consequences=(), term=(None, None))

    def _named(self, form: F) -> F:
        """The form with an id of its own, and with those of the clauses that excuse it: equal ones are one."""
        name = self._ids.setdefault(of_rows(form), f"clause {len(self._ids)}")
        excuses = tuple[SubjectForm, ...](self._named(e) for e in form.meta.excuses)
        return replace(form, meta=replace(form.meta, id=name, excuses=excuses))


def together(one: CheckedPolicy, other: CheckedPolicy) -> CheckedPolicy | None:
    """A policy with the tables of both and what both measure; None where they do not read the data the same way."""
    measured = {m.text: m for m in one.measured}
    same = all(amount(measured.get(m.text, m)) == amount(m) for m in other.measured)
    alike = one.timezone == other.timezone and same
    known = {**one.others, **one.tables}
    tables: dict[str, TableUse] = {}
    children = _children(one) | _children(other)
    for name, use in {**other.others, **other.tables}.items():
        merged = _merged(known[name], use, child=name in children) if name in known else use
        if merged is None:
            return None
        tables[name] = merged
    if not alike:
        return None
    whole = {**known, **tables}
    read = {n: whole[n] for n in dict.fromkeys([*one.tables, *other.tables])}
    return replace(
        one,
        tables=read,
        others={n: use for n, use in whole.items() if n not in read},
        measured=tuple({**measured, **{m.text: m for m in other.measured if m.text not in measured}}.values()),
        forms=(*one.forms, *other.forms),
        unjudged=(*one.unjudged, *other.unjudged),
    )


def amount(of: Measured) -> tuple[str, Form | None]:
    """What tells measured amounts apart."""
    return of.text, None if of.form is None else bare(of.form, (None, None))


def covers(whole: CheckedPolicy, policy: CheckedPolicy) -> bool:
    """Whether a policy can be judged with the tables as they were prepared for `whole`."""
    both = together(whole, policy)
    if both is None or both.tables != whole.tables or both.measured != whole.measured:
        return False
    subjects = {h.population.table for f in whole.forms for h in halves(f)}
    mine = {h.population.table for f in policy.forms for h in halves(f)}
    return mine <= subjects and set(followed(policy)) <= set(followed(whole))


def _children(policy: CheckedPolicy) -> set[str]:
    """The tables of which rows are counted or picked: which of them are there yet rests on all their instants."""
    found: set[str] = set()
    for form in (half for f in policy.forms for half in halves(f)):
        found |= {e.table for top in row_expressions(form) for e in walk(top) if isinstance(e, FromChildren)}
        if form.population.entries is not None:
            found.add(form.population.entries.child)
    return found


def _written(column: ColumnUse) -> tuple[object, ...]:
    """Where a column is, and how its keys are written."""
    return (column.header, column.separator, column.suffixed)


def _merged(one: TableUse, other: TableUse, *, child: bool) -> TableUse | None:
    """The columns of both uses of a table; None where they disagree on what a row is or on how it is read."""
    if (one.key, one.links, one.nulls) != (other.key, other.links, other.nulls):
        return None
    mine, theirs = ({c.name: c for c in use.columns} for use in (one, other))
    columns: dict[str, ColumnUse] = dict(mine)
    for name, column in theirs.items():
        before = mine.get(name, column)
        if _written(before) != _written(column) or (before.kind != column.kind and before.read and column.read):
            return None
        planned = (name in one.instants) != (name in other.instants)
        if name in mine and planned and before.kind == column.kind:
            return None
        first = before if before.read or not column.read else column
        columns[name] = replace(first, read=before.read or column.read)
    created = one.name == SUBJECT and CREATED in one.instants and CREATED in other.instants
    if child and not created and set(one.instants) != set(other.instants):
        return None
    instants = tuple(dict.fromkeys([*one.instants, *other.instants]))
    return replace(one, columns=tuple(columns.values()), instants=instants)
