"""What every clause has, whatever it promises: id, parties, severity, dates in force, its own words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import field

from sla_dsl.bind.agreement import Term, check_day, check_party
from sla_dsl.bind.problems import Problems, line_of, refusal
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression, sentence
from sla_dsl.model import forms
from sla_dsl.promises.base import only
from sla_dsl.text.record import record
from sla_dsl.text.source import Source


@record
class MetaMaker:
    """Makes the `Meta` of clauses in the order of the policy; ids are unique."""

    parties: tuple[str, ...]
    term: Term
    problems: Problems
    ids: dict[int, str] = field(default_factory=dict)
    positions: dict[int, int] = field(default_factory=dict)
    kept: list[ast.Clause] = field(default_factory=list)  # those in no file: a key is theirs as long as they are

    def name_all(self, clauses: list[tuple[ast.Clause, Source]]) -> None:
        """Gives every clause its id: its own, or a slug of its promise; doubles among the written ones are mistakes."""
        taken: dict[str, tuple[ast.Clause, Source]] = {}
        names = ids_of([clause for clause, _ in clauses])
        for position, ((clause, source), name) in enumerate(zip(clauses, names, strict=True)):
            self.positions[id(clause)] = position
            if clause.id is not None and name in taken:
                self._twice(clause.id, *taken[name], source)
            taken.setdefault(name, (clause, source))
            self.ids[id(clause)] = name

    def _twice(self, name: ast.Name, first: ast.Clause, home: Source, source: Source) -> None:
        message = f"two clauses are called `{name.text}`"
        notes = (f"the first one is in {line_of(home, first.span, source)}",)
        refused = refusal(source, "SLA113", name.span, message, "give one of them another name", notes)
        self.problems.add(refused.diagnostic)

    def make(self, clause: ast.Clause, english: str, source: Source) -> forms.Meta:
        """The clause's `Meta`; unknown parties and dates outside the term are collected as problems."""
        self._check_parties(clause, source)
        to: ast.To | None = only(clause, ast.To)
        severity: ast.SeverityOption | None = only(clause, ast.SeverityOption)
        owner: ast.Owner | None = only(clause, ast.Owner)
        because: ast.Because | None = only(clause, ast.Because)
        line, column = source.position(clause.span.start)
        parties = tuple(p.text for p in clause.parties)
        return forms.Meta(
            id=self.ids[id(clause)],
            title=clause.title.value if clause.title else None,
            parties=parties,
            to=to.party.text if to else self._other(parties),
            severity=severity.severity if severity else "major",
            owner=owner.role.value if owner else None,
            because=because.reason.value if because else None,
            sentence=sentence(clause),
            english=english,
            position=self.positions[id(clause)],
            file=source.name,
            line=line,
            column=column,
            in_force=self._in_force(clause, source),
        )

    def _other(self, parties: tuple[str, ...]) -> str | None:
        others = [p for p in self.parties if p not in parties]
        return others[0] if len(others) == 1 else None

    def _check_parties(self, clause: ast.Clause, source: Source) -> None:
        to: ast.To | None = only(clause, ast.To)
        for party in (*clause.parties, *((to.party,) if to else ())):
            check_party(party, self.parties, source, self.problems)

    def _in_force(self, clause: ast.Clause, source: Source) -> Term:
        dates: ast.InForce | None = only(clause, ast.InForce)
        if dates is None:
            return None, None
        for day in (dates.start, dates.end):
            if day is not None:
                check_day(day, self.term, source, self.problems)
        return dates.start.day, dates.end.day if dates.end else None


def ids_of(clauses: Sequence[ast.Clause]) -> list[str]:
    """The id of every clause: its own, or a slug of its promise, with a number where that one is taken."""
    taken = {clause.id.text for clause in clauses if clause.id is not None}
    numbers: dict[str, int] = {}
    names = []
    for clause in clauses:
        names.append(clause.id.text if clause.id is not None else _free(slug(clause), taken, numbers))
        taken.add(names[-1])
    return names


def slug(clause: ast.Clause) -> str:
    """An id made of the clause's first words: `marketing-delivers-mql`, `sales-first-touch`."""
    promise = clause.promise
    match promise:
        case ast.Delivers(stage=stage):
            rest = f"delivers {stage.text}"
        case ast.Within(event=event, stage=stage):
            rest = expression(event) + (f" {stage.text}" if stage else "")
        case _:
            rest = type(promise).__name__
    text = " ".join((*(p.text for p in clause.parties), rest))
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "clause"


def _free(name: str, taken: Collection[str], numbers: dict[str, int]) -> str:
    """The name, or the name with the next number that is not taken; `numbers` are the last ones given."""
    candidate = name
    while candidate in taken:
        numbers[name] = numbers.get(name, 1) + 1
        candidate = f"{name}-{numbers[name]}"
    return candidate
