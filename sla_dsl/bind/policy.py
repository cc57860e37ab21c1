"""Parsed files to the checked policy: the composition of the binding rooms, and every error of all files at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sla_dsl.bind.agreement import frame
from sla_dsl.bind.calendars import Calendars
from sla_dsl.bind.columns import Missing, TableColumns, tables
from sla_dsl.bind.constants import Folder
from sla_dsl.bind.definitions import check_overrides, check_tables, check_unused
from sla_dsl.bind.expressions import Expressions
from sla_dsl.bind.later import (
    LATER,
    OPTION_WORDS,
    LookUp,
    check_consequence,
    check_test,
    check_waiver,
    clause_hint,
    not_evaluated,
)  # fmt: skip
from sla_dsl.bind.layers import layered
from sla_dsl.bind.meta import MetaMaker
from sla_dsl.bind.names import Names
from sla_dsl.bind.problems import Problems
from sla_dsl.bind.vocabulary import Vocabulary
from sla_dsl.bind.words import ClauseWords
from sla_dsl.lang import ast
from sla_dsl.lang.prelude import prelude
from sla_dsl.model.expr import FromChildren, walk
from sla_dsl.model.forms import Form, row_expressions
from sla_dsl.model.policy import CheckedPolicy, TableUse, Unjudged
from sla_dsl.model.schema import Schema
from sla_dsl.promises.base import EVERY_CLAUSE, Room
from sla_dsl.promises.registry import room
from sla_dsl.text.diagnostic import Diagnostic, Level
from sla_dsl.text.source import Source

_ROUNDS = 4
"""Kinds of columns settle in two rounds; a policy that compares columns of unknown kind in a chain may need more."""


def bind(
    files: Sequence[ast.File], schema: Schema | None = None, only: Collection[str] = ()
) -> tuple[CheckedPolicy, tuple[Diagnostic, ...]]:
    """The checked policy of some files and all diagnostics; the policy is whole only if none of these is an error.

    A base stands before the files that use it (`sla_dsl.bases`). `schema` is what the data has (None: no data is known,
    and any name may be a column of it). `only` are the ids of the clauses to take; empty means all.
    """
    return _Binding(files, schema, only).run()


class _Binding:
    """One run of binding."""

    def __init__(self, files: Sequence[ast.File], schema: Schema | None, only: Collection[str]) -> None:
        self.only = only
        self.problems = Problems(tuple(f.source.name for f in files))
        self.layers = layered(files, self.problems)
        self.statements = self.layers.statements
        self.vocabulary = Vocabulary()
        base = prelude()
        self.vocabulary.add(base.statements, base.source, self.problems, prelude=True)
        for s, source in self.statements:
            self.vocabulary.add((s,), source, self.problems, prelude=False)
        self.frame = frame(self.layers.agreement, self.problems)
        declared = {n: e.node for n, e in self.vocabulary.tables.items() if isinstance(e.node, ast.Table)}
        self.columns: dict[str, TableColumns] = tables(declared, schema)
        self.names = Names(self.vocabulary, self.columns, self.problems)
        folder = Folder(self.names, self.frame.currency)
        self.expressions = Expressions(self.names, folder, self.frame.timezone)
        self.calendars = Calendars(self.names, self.frame.timezone, self.problems)
        self.metas = MetaMaker(self.frame.parties, self.frame.term, self.problems)
        self.clauses = [(s, source) for s, source in self.statements if isinstance(s, ast.Clause)]
        self.excludes = tuple((s, source) for s, source in self.statements if isinstance(s, ast.Exclude))

    def run(self) -> tuple[CheckedPolicy, tuple[Diagnostic, ...]]:
        """Binds everything."""
        self.metas.name_all(self.clauses)
        check_overrides(self.expressions, self.problems, self.layers.overrides)
        self._check_only()
        forms, unjudged = self._rounds()
        check_unused(self.expressions, self.problems, self.excludes, self.layers.bases)
        check_tables(self.expressions, self.problems)
        self._others()
        f = self.frame
        policy = CheckedPolicy(
            title=f.title,
            version=f.version,
            parties=f.parties,
            timezone=f.timezone,
            currency=f.currency,
            term=f.term,
            years=f.years,
            forms=tuple(forms),
            unjudged=tuple(unjudged),
            tables=(read := self._uses(forms, unjudged)),
            others={n: t.use() for n, t in self.columns.items() if n not in read and t.mapped_instants()},
        )
        return policy, self.problems.settled()

    def _words(self, source: Source) -> ClauseWords:
        return ClauseWords(self.expressions, source, self.problems, self.excludes, self.metas, self.calendars)

    def _taken(self, clause: str) -> bool:
        return not self.only or clause in self.only

    # ------------------------------------------------------------------------------------------ clauses

    def _rounds(self) -> tuple[list[Form], list[Unjudged]]:
        """All clauses, again while a later one told more of a column that an earlier one had read."""
        for _ in range(_ROUNDS):
            for table in self.columns.values():
                table.forget_reads()
            forms: list[Form] = []
            unjudged: list[Unjudged] = []
            for clause, source in self.clauses:
                if self._taken(self.metas.ids[id(clause)]):
                    self._clause(clause, source, forms, unjudged)
            if self.problems.fatal or not any(t.stale for t in self.columns.values()):
                break
        return forms, unjudged

    def _clause(self, clause: ast.Clause, source: Source, forms: list[Form], unjudged: list[Unjudged]) -> None:
        words, served = self._words(source), room(clause.promise)
        with self.problems.one_of("SLA300"):
            later = not_evaluated(clause, source)
            if later is not None:
                self.problems.add(words.not_yet(*later).diagnostic)
                if served is None or clause.tiers is not None:
                    LookUp(words, clause, self._ids()).run()
                    return
                LookUp(words, clause, self._ids()).later_options()
            assert served is not None
            self._options(words, clause, served)
            with self.problems.attempt():
                try:
                    forms.append(served.lower(words, clause, clause.promise))
                except Missing as missing:
                    meta = words.meta(clause, served.english(clause))
                    unjudged.append(Unjudged(meta, served.form, missing.table, missing.reason))

    def _options(self, words: ClauseWords, clause: ast.Clause, served: Room) -> None:
        for option in clause.options:
            word = OPTION_WORDS.get(type(option))
            if word is not None and type(option) not in (*EVERY_CLAUSE, *served.options, *LATER):
                hint = f"leave `{word}` out"
                refused = words.refuse("SLA306", option.span, f"`{word}` does not go with `{served.verb}`", hint)
                self.problems.add(refused.diagnostic)

    # ------------------------------------------------------------------------------------------ other statements

    def _ids(self) -> set[str]:
        """The names that clauses were given."""
        return {c.id.text for c, _ in self.clauses if c.id is not None}

    def _others(self) -> None:
        """What is parsed and not evaluated is said, never skipped; what speaks of a clause left out is left out too."""
        known = self._ids()
        for s, source in self.statements:
            words = self._words(source)
            with self.problems.one_of("SLA300"), self.problems.attempt():
                match s:
                    case ast.When(clause=clause) if self._taken(clause.text):
                        check_consequence(words, s, known)
                        hint = f"leave the consequence of `{clause.text}` out"
                        raise self.names.not_yet(source, "`when`", s.span, hint)
                    case ast.Waive(clause=clause) if self._taken(clause.text):
                        check_waiver(words, s, known)
                        hint = f"leave the waiver of `{clause.text}` out"
                        raise self.names.not_yet(source, "`waive`", s.span, hint)
                    case ast.Test(name=name):
                        check_test(words, s, known)
                        message = f"the test `{name.value}` is not run by a check"
                        hint = "run it with `sla test`"
                        self.problems.add(Diagnostic("SLA302", message, source, name.span, hint, level=Level.WARNING))
                    case _:
                        pass

    def _check_only(self) -> None:
        ids = set(self.metas.ids.values())
        for wanted in self.only:
            if wanted not in ids:
                hint = clause_hint(wanted, ids)
                self.problems.add(Diagnostic("SLA117", f"there is no clause `{wanted}`", hint=hint))

    # ------------------------------------------------------------------------------------------ tables

    def _uses(self, forms: list[Form], unjudged: list[Unjudged]) -> dict[str, TableUse]:
        """The tables that the forms read, with every column of theirs that was bound."""
        wanted = dict.fromkeys([*(f.population.table for f in forms), *(u.table for u in unjudged)])
        for form in forms:
            read = [e for top in row_expressions(form) for e in walk(top)]
            wanted.update({e.table: None for e in read if isinstance(e, FromChildren)})
        return {n: self.columns[n].use() for n in wanted}
