"""Parsed files to the checked policy: the composition of the binding rooms, and every error of all files at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sla_dsl.bind.agreement import frame
from sla_dsl.bind.calendars import Calendars
from sla_dsl.bind.columns import Missing, TableColumns, Unmeasured, tables
from sla_dsl.bind.constants import Folder
from sla_dsl.bind.definitions import check_overrides, check_tables, check_unused
from sla_dsl.bind.expressions import Expressions
from sla_dsl.bind.layers import layered
from sla_dsl.bind.meta import MetaMaker
from sla_dsl.bind.names import Names
from sla_dsl.bind.problems import Problems
from sla_dsl.bind.relief import Excuses, excuses, waived
from sla_dsl.bind.statements import (
    OPTION_WORDS,
    check_clause,
    check_consequence,
    check_test,
    check_waiver,
    clause_hint,
)
from sla_dsl.bind.vocabulary import Vocabulary
from sla_dsl.bind.words import ClauseWords
from sla_dsl.lang import ast
from sla_dsl.lang.prelude import prelude
from sla_dsl.model.consequences import Consequence
from sla_dsl.model.expr import FromChildren, child_sees, parent_columns, walk
from sla_dsl.model.forms import Form, Measure, row_expressions
from sla_dsl.model.halves import halves
from sla_dsl.model.measured import Measured, Measurement
from sla_dsl.model.policy import CheckedPolicy, TableUse, Unjudged
from sla_dsl.model.schema import Schema
from sla_dsl.promises.base import EVERY_CLAUSE, Room
from sla_dsl.promises.registry import room
from sla_dsl.promises.tiers import no_tiers
from sla_dsl.text.diagnostic import Diagnostic, Level
from sla_dsl.text.source import Source

_ROUNDS = 4
"""Kinds of columns settle in two rounds; a policy that compares columns of unknown kind in a chain may need more."""


def bind(
    files: Sequence[ast.File],
    schema: Schema | None = None,
    only: Collection[str] = (),
    measured: Mapping[str, Measurement] | None = None,
) -> tuple[CheckedPolicy, tuple[Diagnostic, ...]]:
    """The checked policy of some files and all diagnostics; the policy is whole only if none of these is an error.

    A base stands before the files that use it (`sla_dsl.bases`). `schema` is what the data has (None: no data is known,
    and any name may be a column of it). `only` are the ids of the clauses to take; empty means all. `measured` is what
    was found for the amounts that are measured, by their text; without it they count as one.
    """
    return Binding(files, schema, only, measured).run()


class Binding:
    """One run of binding."""

    def __init__(
        self, files: Sequence[ast.File], schema: Schema | None, only: Collection[str],
        measured: Mapping[str, Measurement] | None = None,
    ) -> None:  # fmt: skip
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
        folder = Folder(self.names, self.frame.currency, measured)
        self.expressions = Expressions(self.names, folder, self.frame.timezone)
        self.calendars = Calendars(self.names, self.frame.timezone, self.problems)
        self.metas = MetaMaker(self.frame.parties, self.frame.term, self.problems)
        self.clauses = [(s, source) for s, source in self.statements if isinstance(s, ast.Clause)]
        self.excuses, self.needed = Excuses({}), list[str]()
        self.reached: frozenset[str] = frozenset()  # the words that clauses have led to
        self.excludes = tuple((s, source) for s, source in self.statements if isinstance(s, ast.Exclude))

    def run(self) -> tuple[CheckedPolicy, tuple[Diagnostic, ...]]:
        """Binds everything."""
        self.metas.name_all(self.clauses)
        self.excuses = Excuses({self.metas.ids[id(c)]: (c, source) for c, source in self.clauses})
        self.needed = self.excuses.behind([n for n in self.excuses.clauses if self._taken(n)])
        check_overrides(self.expressions, self.problems, self.layers.overrides)
        self._check_only()
        forms, unjudged = self._rounds()
        self.reached = frozenset(self.names.bound)
        if not (self.only and self.names.data_known()):  # what the other clauses read need not be in these data
            check_unused(self.expressions, self.problems, self.excludes, self.layers.bases)
        check_tables(self.expressions, self.problems)
        consequences = self._others({f.meta.id: f for f in forms})
        if consequences:
            from sla_dsl.bind.consequences import carries, carrying

            carried = {c.clause for c in consequences if carries(c)}
            forms = [carrying(f) if isinstance(f, Measure) and f.meta.id in carried else f for f in forms]
        there = self._measured()
        f = self.frame
        policy = CheckedPolicy(
            title=f.title,
            version=f.version,
            parties=f.parties,
            timezone=f.timezone,
            currency=f.currency,
            money=self.expressions.folder.settled,
            term=f.term,
            years=f.years,
            forms=tuple(forms),
            unjudged=tuple(unjudged),
            tables=(read := self._uses([*forms, *(x.form for x in there if x.form is not None)], unjudged)),
            measured=there,
            consequences=tuple(consequences),
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
            found: dict[str, Form | Unjudged] = {}
            for clause, source in self.clauses:
                if (name := self.metas.ids[id(clause)]) in self.needed:
                    self._clause(name, clause, source, found)
            self._measured()
            if self.problems.fatal or not any(t.stale for t in self.columns.values()):
                break
        return self.excuses.settled(found, [n for n in found if self._taken(n)], self.problems)

    def _clause(self, name: str, clause: ast.Clause, source: Source, found: dict[str, Form | Unjudged]) -> None:
        words, served = self._words(source), room(type(clause.promise))
        self._options(words, clause, served)
        for other in excuses(clause):
            with self.problems.attempt():
                check_clause(self.names, other, self._ids(), source)
        with self.problems.attempt():
            try:
                found[name] = waived(served.lower(words, clause, clause.promise), self._waivers(name), self.frame.years)
            except Missing as missing:
                meta = words.meta(clause, served.english)
                found[name] = Unjudged(meta, served.form, missing.table, missing.reason)

    def _measured(self) -> tuple[Measured, ...]:
        """The amounts that clauses and consequences have asked the data for."""
        found: list[Measured] = []
        for node, source in list(self.expressions.folder.asked.values()):
            from sla_dsl.bind.measured import measured

            with self.problems.attempt():
                found.append(measured(self._words(source), node))
        return tuple(found)

    def _waivers(self, clause: str) -> list[tuple[ast.Waive, ClauseWords]]:
        """The waivers of a clause, each with the words of its own file."""
        return [
            (s, self._words(source))
            for s, source in self.statements
            if isinstance(s, ast.Waive) and s.clause.text == clause
        ]

    def _options(self, words: ClauseWords, clause: ast.Clause, served: Room) -> None:
        for option in clause.options:
            flag = option.word if isinstance(option, ast.Flag) else None
            word = flag or OPTION_WORDS.get(type(option))
            taken = flag in served.flags if flag else type(option) in (*EVERY_CLAUSE, *served.options)
            if word is not None and not taken:
                hint = f"leave `{word}` out"
                refused = words.refuse("SLA306", option.span, f"`{word}` does not go with `{served.verb}`", hint)
                self.problems.add(refused.diagnostic)
        if clause.tiers is not None and not served.tiered:
            with self.problems.attempt():
                raise no_tiers(words, clause, f"`{served.verb}` promises the same of all rows")

    # ------------------------------------------------------------------------------------------ other statements

    def _ids(self) -> set[str]:
        """The names that clauses were given."""
        return {c.id.text for c, _ in self.clauses if c.id is not None}

    def _others(self, bound: Mapping[str, Form]) -> list[Consequence]:
        """The consequences; what speaks of a clause left out is left out too. The other statements are looked through.

        `bound` are the forms by the ids of their clauses.
        """
        known, found = self._ids(), list[Consequence]()
        for s, source in self.statements:
            words = self._words(source)
            with self.problems.attempt():
                match s:
                    case ast.When(clause=clause) if self._taken(clause.text):
                        check_consequence(words, s, known)
                        if clause.text in bound:
                            found += self._consequence(words, s, bound[clause.text])
                    case ast.Waive(clause=clause) if self._taken(clause.text) or clause.text in self.needed:
                        check_waiver(words, s, known, set(bound))
                    case ast.Test(name=name):
                        check_test(words, s, set(self.metas.ids.values()))
                        message = f"the test `{name.value}` is not run by a check"
                        hint = "run it with `sla test`"
                        self.problems.add(Diagnostic("SLA302", message, source, name.span, hint, level=Level.WARNING))
                    case _:
                        pass
        return found

    def _consequence(self, words: ClauseWords, when: ast.When, form: Form) -> list[Consequence]:
        """A consequence; none, and a warning, where its amount could not be measured."""
        from sla_dsl.bind.consequences import consequence

        try:
            return [consequence(words, when, form)]
        except Unmeasured as unmeasured:
            message = f"what follows from a breach of `{form.meta.id}` is not told, since {unmeasured.reason}"
            refused = words.refuse("SLA518", when.span, message, "see what was measured: `sla explain --clause`")
            self.problems.add(replace(refused.diagnostic, level=Level.WARNING))
            return []

    def _check_only(self) -> None:
        ids = set(self.metas.ids.values())
        for wanted in self.only:
            if wanted not in ids:
                hint = clause_hint(wanted, ids)
                self.problems.add(Diagnostic("SLA117", f"there is no clause `{wanted}`", hint=hint))

    # ------------------------------------------------------------------------------------------ tables

    def _uses(self, forms: list[Form], unjudged: list[Unjudged]) -> dict[str, TableUse]:
        """The tables that the forms read, with every column of theirs that was bound."""
        sides = [half for form in forms for half in halves(form)]
        wanted = dict.fromkeys([*(f.population.table for f in sides), *(u.table for u in unjudged if u.table)])
        for form in sides:
            for top in row_expressions(form):
                seen = list(parent_columns(top, form.population.table))
                for e in walk(top):
                    if isinstance(e, FromChildren):
                        wanted[e.table] = None
                        seen += child_sees(e)
                wanted.update({link.table: None for e in seen for link in e.path})
            entries = form.population.entries
            if entries is not None:
                wanted[entries.child] = None
                wanted.update({link.table: None for e in entries.sees() for link in e.path})
        judged = {f.population.table for f in sides}
        above = {link.parent.text for t in self.columns.values() for link in t.links}
        return {n: self.columns[n].use(whole=n in judged | above) for n in wanted}
