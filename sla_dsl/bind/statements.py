"""The statements beside the clauses: the names, the days and the amounts of waivers, consequences and tests."""

from __future__ import annotations

from collections.abc import Collection

from sla_dsl.bind.agreement import check_day, check_party
from sla_dsl.bind.columns import Missing
from sla_dsl.bind.counted_rows import check_counted
from sla_dsl.bind.names import Names
from sla_dsl.bind.problems import refusal
from sla_dsl.bind.relief import check_whole
from sla_dsl.bind.words import ClauseWords
from sla_dsl.lang import ast
from sla_dsl.promises.base import Refused
from sla_dsl.text.source import Source, Span
from sla_dsl.text.spell import nearest


def check_clause(names: Names, clause: ast.Name, clauses: set[str], source: Source) -> None:
    """Refuses the name of a clause that is not there."""
    if clause.text not in clauses:
        raise unknown_clause(clause.text, clauses, source, clause.span)


def unknown_clause(name: str, clauses: set[str], source: Source, span: Span) -> Refused:
    """There is no such clause."""
    return refusal(source, "SLA117", span, f"there is no clause `{name}`", clause_hint(name, clauses))


def clause_hint(name: str, clauses: set[str]) -> str:
    """What to write instead of the name of a clause that is not there."""
    meant = nearest(name, sorted(clauses))
    if meant is not None:
        return f"did you mean `{meant}`?"
    if not clauses:
        return f"give a clause that name: `clause {name}: ...`"
    return "the clauses are " + ", ".join(f"`{c}`" for c in sorted(clauses))


def check_waiver(words: ClauseWords, waiver: ast.Waive, clauses: set[str], bound: Collection[str]) -> None:
    """The names and the days of a waiver, and that it says until when and why.

    `bound` are the clauses that were bound, and with them the conditions of their waivers.
    """
    check_whole(words, waiver)
    with words.attempt():
        check_clause(words.expressions.names, waiver.clause, clauses, words.source)
    if waiver.condition is not None and waiver.clause.text not in bound:
        try:
            with words.attempt():
                words.condition(waiver.condition, words.expressions.names.subject)
        except Missing:  # a column that the data does not have is no mistake of the policy
            pass
    for day in (waiver.start, waiver.end):
        if day is not None:
            check_day(day, words.metas.term, words.source, words.problems)


def check_consequence(words: ClauseWords, when: ast.When, clauses: set[str]) -> None:
    """The names and the amounts of a consequence."""
    with words.attempt():
        check_clause(words.expressions.names, when.clause, clauses, words.source)
    for action in when.actions:
        if action.to is not None:
            check_party(action.to, words.metas.parties, words.source, words.problems)
        for amount in (action.amount, action.of):
            if amount is not None:
                with words.attempt():
                    words.constant(amount)


def check_test(words: ClauseWords, test: ast.Test, clauses: set[str]) -> None:
    """The tables and clauses that a test names, and the rows that it counts out."""
    names = words.expressions.names
    for given in test.given:
        with words.attempt():
            table = names.table(given.table.text, given.table.span, words.source)
            check_counted(given.rows, table.keys, words.source)
    for expect in test.expects:
        with words.attempt():
            check_clause(names, expect.clause, clauses, words.source)


OPTION_WORDS: dict[type, str] = {
    ast.For: "for", ast.Unless: "unless", ast.Per: "per", ast.By: "by", ast.On: "on", ast.MinSize: "min", ast.Of: "of",
    ast.Using: "using", ast.Paced: "paced", ast.Maturing: "maturing", ast.ExcusedBy: "excused by", ast.To: "to",
    ast.WarnAt: "warn at", ast.SeverityOption: "severity", ast.Owner: "owner", ast.Because: "because",
    ast.PacedEvenly: "paced", ast.InForce: "from", ast.Before: "before", ast.Paused: "paused while",
    ast.Spaced: "spaced",
}  # fmt: skip
"""How the user writes an option."""
