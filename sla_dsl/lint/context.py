"""What a lint rule sees: the statements of a policy with their places, and what binding has made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from sla_dsl.bases import own
from sla_dsl.bind.agreement import Lines
from sla_dsl.bind.policy import Binding
from sla_dsl.findings.models import Number
from sla_dsl.lang import ast
from sla_dsl.lint.ignores import Comment, comments
from sla_dsl.logic.relations import Rows
from sla_dsl.model.expr import Expr, IsKnown, Negation, both
from sla_dsl.model.forms import Form, Invariant, Population
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.text.diagnostic import Level, PolicyError
from sla_dsl.text.record import record
from sla_dsl.text.source import Source, Span

_SOME = 3
"""So many clauses make an agreement that is held against those who made it."""


@record
class ClauseAt:
    """A clause as it is written, where, and the form it became; `own` is false of one that a base says."""

    id: str
    node: ast.Clause
    source: Source
    form: Form
    own: bool

    @cached_property
    def rows(self) -> Rows:
        """The rows that are judged."""
        return Rows(rows_of(self.form.population))

    @cached_property
    def kept(self) -> Rows:
        """Those of them that keep the promise of an invariant."""
        assert isinstance(self.form, Invariant)
        return Rows(both(rows_of(self.form.population), self.form.condition))


def rows_of(population: Population) -> Expr | None:
    """The condition under which a row is judged; None where all are."""
    known = None if population.start is None else IsKnown(population.start)
    return both(known, population.scope, None if population.excluded is None else Negation(population.excluded))


@record
class Missed:
    """One closed period (of one group) in which a clause was breached: what it is called, and what was observed, exact
    and as it is said."""

    label: str
    observed: Number
    said: str


@record
class History:
    """What the data tell of a clause: what it promises, in words, how many periods met that, and those that did not.

    `more_is_better` is false of a promise that is missed by too much.
    """

    promised: str
    more_is_better: bool
    met: int
    missed: tuple[Missed, ...]


@record
class Context:
    """A policy without mistakes, as rules see it.

    `files` are its own, without bases; `statements` are all that count, those of bases too. `as_of` is the day that
    was asked for, `history` what the data tell by the ids of clauses: None where nobody asked. `agreement` has the
    lines that are said, by their field in `ast.Agreement`. `unused` are comments with a rule that they name in vain,
    `known` the ids of all rules.
    """

    files: tuple[ast.File, ...]
    policy: CheckedPolicy
    clauses: tuple[ClauseAt, ...]
    statements: tuple[tuple[ast.Statement, Source], ...]
    agreement: Lines
    comments: tuple[Comment, ...]
    as_of: date | None = None
    history: Mapping[str, History] | None = None
    unused: tuple[tuple[Comment, str], ...] = ()
    known: tuple[str, ...] = ()

    @property
    def own_clauses(self) -> tuple[ClauseAt, ...]:
        """The clauses that this policy says itself."""
        return tuple(c for c in self.clauses if c.own)

    def own_statements(self) -> Iterator[tuple[ast.Statement, Source]]:
        """The statements of the policy's own files, in order."""
        for file in self.files:
            for statement in file.statements:
                yield statement, file.source

    def own_agreement(self) -> tuple[ast.Agreement, Source] | None:
        """The agreement that the policy's own files hold; a policy has one at most."""
        return next(((s, source) for s, source in self.own_statements() if isinstance(s, ast.Agreement)), None)

    @property
    def is_base(self) -> bool:
        """Whether this is for others to `use`: named numbers, and an agreement that says no more than between whom."""
        said = set(self.agreement) - {"title", "parties", "purpose"}
        return not said and any(isinstance(s, ast.Let) for s, _ in self.own_statements())

    @property
    def is_agreed(self) -> bool:
        """Whether the policy's own files hold the agreement, and it is no base."""
        return self.own_agreement() is not None and not self.is_base

    @property
    def is_whole(self) -> bool:
        """Whether it is an agreement of some size: one or two clauses are a beginning, or show one thing."""
        return self.is_agreed and len(self.clauses) >= _SOME


def context_of(
    files: Sequence[ast.File], as_of: date | None = None, history: Mapping[str, History] | None = None
) -> Context:
    """What rules see of a policy's files, bases before those that use them. Raises `PolicyError`."""
    binding = Binding(files, None, ())
    policy, diagnostics = binding.run()
    mistakes = tuple(d for d in diagnostics if d.level is Level.ERROR)
    if mistakes:
        raise PolicyError(mistakes)
    mine = own(files)
    names = {file.source.name for file in mine}
    forms = {form.meta.id: form for form in policy.forms}
    return Context(
        files=mine,
        policy=policy,
        clauses=tuple(
            ClauseAt(
                binding.metas.ids[id(node)], node, source, forms[binding.metas.ids[id(node)]], source.name in names
            )
            for node, source in binding.clauses
            if binding.metas.ids[id(node)] in forms
        ),
        statements=tuple(binding.statements),
        agreement=binding.layers.agreement,
        comments=tuple(comment for file in mine for comment in comments(file)),
        as_of=as_of,
        history=history,
    )


def name_span(clause: ast.Clause) -> Span:
    """Where a clause is pointed at as a whole: its id, or its parties where it has none."""
    return clause.parties[0].span.to(clause.parties[-1].span) if clause.id is None else clause.id.span


def option(clause: ast.Clause, kind: type[ast.Node]) -> ast.Node | None:
    """The clause's first option of a kind."""
    return next((o for o in clause.options if isinstance(o, kind)), None)


def line_of(source: Source, span: Span, seen_from: Source) -> str:
    """`line 4`, or `line 4 of other.sla` where another file is meant."""
    line = f"line {source.position(span.start)[0]}"
    return line if source.name == seen_from.name else f"{line} of {source.name}"


def heading(context: Context) -> tuple[Source, Span]:
    """Where the policy's own agreement is pointed at: the title, or the word where it has none."""
    found = context.own_agreement()
    assert found is not None, "asked of a policy that has one"
    agreement, source = found
    start = agreement.span.start
    return source, Span(start, start + len("agreement")) if agreement.title is None else agreement.title.span
