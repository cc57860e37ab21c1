"""What parses and is not evaluated: its names are looked up as far as they go, and it is refused once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from sla_dsl.bind.agreement import check_day, check_party
from sla_dsl.bind.columns import Missing
from sla_dsl.bind.names import Names
from sla_dsl.bind.problems import refusal
from sla_dsl.bind.relief import check_whole
from sla_dsl.bind.words import ClauseWords
from sla_dsl.lang import ast
from sla_dsl.promises.base import Refused, only
from sla_dsl.promises.registry import room
from sla_dsl.text.source import Source, Span
from sla_dsl.text.spell import nearest

LATER = (ast.Using, ast.Maturing)
"""Options that are refused as not evaluated, unless the verb takes them."""
TIERED = (ast.Within, ast.Delivers, ast.Keeps)
"""The promises that may have a table of tiers."""
RESULTS = frozenset({"within", "target", "on"})
"""The columns of a decision table that hold an outcome; the others are columns of the data."""


def not_evaluated(clause: ast.Clause, source: Source) -> tuple[str, Span] | None:
    """What a clause has that is not evaluated, in the user's words, and where; None when all of it is."""
    if room(clause.promise) is None:
        verb = _first_word(source, clause.promise.span)
        return f"`{verb}`", Span(clause.promise.span.start, clause.promise.span.start + len(verb))
    if clause.tiers is not None and not isinstance(clause.promise, TIERED):
        return "a table of tiers", clause.tiers.span
    for option in clause.options:
        match option:
            case _ if isinstance(option, LATER) and not _takes(clause, type(option)):
                return f"`{OPTION_WORDS[type(option)]}`", option.span
            case _:
                pass
    return None


def _takes(clause: ast.Clause, option: type[ast.Option]) -> bool:
    served = room(clause.promise)
    return served is not None and option in served.options


def takes_flag(clause: ast.Clause, word: str) -> bool:
    """Whether a bare word goes with the verb of a clause."""
    served = room(clause.promise)
    return served is not None and word in served.flags


def _first_word(source: Source, span: Span) -> str:
    return source.text[span.start : span.end].split(maxsplit=1)[0]


@contextmanager
def _tried(words: ClauseWords) -> Iterator[None]:
    """Keeps the refusal of a block; a column that the data does not have is no mistake of the policy."""
    try:
        with words.attempt():
            yield
    except Missing:
        pass


class LookUp:
    """Looks up the names of one clause that is not evaluated."""

    def __init__(self, words: ClauseWords, clause: ast.Clause, clauses: set[str]) -> None:
        self.words, self.clause, self.clauses = words, clause, clauses
        self.table = self._table()

    def run(self) -> None:
        """Every name of the promise, of the options and of the tiers; each mistake is kept."""
        self.words.meta(self.clause, lambda _: "")
        self._promise(self.clause.promise)
        for option in self.clause.options:
            with _tried(self.words):
                self._option(option)
        for name in self.clause.tiers.header if self.clause.tiers else ():
            if name.text not in RESULTS:
                self._value(ast.Ref(name, span=name.span))

    def later_options(self) -> None:
        """The options that are not evaluated, of a clause that is otherwise bound as usual."""
        for option in self.clause.options:
            if isinstance(option, LATER):
                with _tried(self.words):
                    self._option(option)

    def _table(self) -> str:
        """The table that the clause is about: its stage's, or leads."""
        names = self.words.expressions.names
        match self.clause.promise:
            case ast.Delivers(stage=stage) | ast.Keeps(measure=ast.Share(stage=stage) | ast.Statistic(stage=stage)):
                noun: ast.Name | None = stage
            case ast.Keeps(measure=ast.Conversion(origin=origin)):
                noun = origin
            case ast.Within(stage=stage_noun):
                noun = stage_noun
            case _:
                on: ast.On | None = only(self.clause, ast.On)
                noun = on.of if on else None
        entry = names.word(noun.text) if noun is not None else None
        if noun is not None and entry is not None and isinstance(entry.node, ast.Stage):
            with _tried(self.words):
                return self.words.stage(noun).table
        return names.subject

    # ------------------------------------------------------------------------------------------ promises

    def _promise(self, promise: ast.Promise) -> None:
        match promise:
            case ast.Delivers(target, stage, amount):
                self._stage(stage)
                self._value(amount)
                self._target(target)
            case ast.Within(event, stage, limit, low):
                self._stage(stage)
                self._moment(event)
                self._limit(limit)
                self._limit(low)
            case ast.Makes(needs, across, within, every):
                # a noun may be a kind of touch, which only the data knows
                for need in (*needs, *((across,) if across else ())):
                    self._constant(need.count)
                self._limit(within)
                self._limit(every)
            case ast.Keeps(measure, target):
                self._measure(measure)
                self._target(target)
            case ast.Fills(fields):
                for name in (n for alternatives in fields for n in alternatives):
                    self._value(ast.Ref(name, span=name.span))
            case ast.Ensures(condition) | ast.Never(condition):
                self._condition(condition)

    def _measure(self, measure: ast.MeasureOf) -> None:
        match measure:
            case ast.PartOfAll(of) | ast.Balance(of=of):
                self._counted(of)
            case ast.QuotientOf(of, to):
                self._counted(of)
                self._counted(to)
            case ast.Conversion(origin, goal, within):
                self._stage(origin)
                self._stage(goal)
                self._limit(within)
            case ast.Share(amount, stage, where):
                self._stage(stage)
                self._value(amount)
                self._condition(where)
            case ast.Statistic(operand=operand, stage=stage):
                self._stage(stage)
                self._value(operand)
            case ast.TimeStatistic(start=start, end=end):
                self._moment(start)
                self._moment(end)

    def _counted(self, of: ast.Counted) -> None:
        self._stage(of.stage)
        self._value(of.amount)

    def _target(self, target: ast.Bound | None) -> None:
        self._constant(target.value if target else None)
        self._constant(target.high if target else None)

    # ------------------------------------------------------------------------------------------ options

    def _option(self, option: ast.Option) -> None:
        words = self.words
        match option:
            case ast.For(condition) | ast.Unless(condition):
                self._condition(condition)
            case ast.By(fields):
                for field in fields:
                    with _tried(words):
                        words.group(field, self.table)
            case ast.Of(event) | ast.Before(event):
                self._moment(event)
            case ast.On(share=share, of=of):
                words.share(share, "`on`")
                self._stage(of)
            case ast.WarnAt(share):
                words.share(share, "`warn at`")
            case ast.Paced(share=share, period=period):
                words.share(share, "`paced`")
                words.per(period)
            case ast.PacedEvenly(period=period, behind=behind):
                words.per(period)
                if behind is not None:
                    words.share(behind, "`within`")
            case ast.Per(period):
                words.per(period)
            case ast.MinSize(size):
                words.whole(size, "`min`")
            case ast.Maturing(after):
                self._limit(after)
            case ast.ExcusedBy(clause):
                check_clause(words.expressions.names, clause, self.clauses, words.source)
            case ast.Using(calendar, column):
                self._value(None if column is None else ast.Ref(column, span=column.span))
                if calendar is not None:
                    words.expressions.names.check_calendar(calendar, words.source)
            case _:
                pass

    # ------------------------------------------------------------------------------------------ pieces

    def _stage(self, name: ast.Name | None) -> None:
        if name is not None:
            with _tried(self.words):
                self.words.stage(name)

    def _moment(self, event: ast.Expr) -> None:
        with _tried(self.words):
            self.words.moment(event, None)

    def _condition(self, e: ast.Expr) -> None:
        with _tried(self.words):
            self.words.condition(e, self.table)

    def _value(self, e: ast.Expr | None) -> None:
        if e is not None:
            with _tried(self.words):
                self.words.value(e, self.table)

    def _limit(self, e: ast.Time | None) -> None:
        using: ast.Using | None = only(self.clause, ast.Using)
        if isinstance(e, ast.ByDay):
            with _tried(self.words):
                self.words.limit(e, using)
        else:
            self._steps(e, lambda value: self.words.limit(value, using))

    def _constant(self, e: ast.Amount | None) -> None:
        self._steps(e, self.words.constant)

    def _steps(self, e: ast.Amount | None, check: Callable[[ast.Expr], object]) -> None:
        if e is not None:
            for value in [v for v, _ in e.steps] if isinstance(e, ast.Dated) else [e]:
                with _tried(self.words):
                    if not (isinstance(value, ast.Lit) and isinstance(value.value, ast.Duration)):
                        check(value)


# ---------------------------------------------------------------------------------------------- other statements


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
        with _tried(words):
            words.condition(waiver.condition, words.expressions.names.subject)
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
    """The tables and clauses that a test names."""
    names = words.expressions.names
    for given in test.given:
        with words.attempt():
            names.table(given.table.text, given.table.span, words.source)
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
