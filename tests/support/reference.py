"""The slow, obviously correct evaluator: plain Python over lists of dicts, written from docs/language.md alone.

It shares the syntax tree and the prelude's text with the product and nothing else: it resolves names, reads
expressions, cuts periods and gives verdicts on its own, one row and one instant at a time.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sla_dsl.lang import ast
from sla_dsl.lang.prelude import prelude
from tests.support.reference_cases import BREACHED, Case, ClauseResult, Excuses, Instance, Member, verdict_of
from tests.support.reference_consequences import Consequence, consequences
from tests.support.reference_cycles import entered_by, table_of
from tests.support.reference_delivers import delivers
from tests.support.reference_duty import shares, start_of, wants_shares, within
from tests.support.reference_groups import balances, parts_of_all
from tests.support.reference_invariant import anchor, invariant
from tests.support.reference_keeps import keeps
from tests.support.reference_makes import makes
from tests.support.reference_measured import measure_all, rests_on_the_unknown
from tests.support.reference_policy import Policy
from tests.support.reference_ratio import ratios
from tests.support.reference_tables import forget_the_future, load
from tests.support.reference_time import day_of

__all__ = ["ClauseResult", "Consequence", "Instance", "NoInstantError", "evaluate", "judge"]


class NoInstantError(Exception):
    """Nothing in the data says what `as of` is."""


def evaluate(
    file: ast.File, tables: dict[str, list[dict[str, object]]], as_of: datetime | None = None
) -> dict[str, ClauseResult]:
    """The results of all clauses by id, in the order written; the n-th clause is `clause-N` where it has no name.

    Tables hold canonical column names (or the headers that the policy maps); instants are aware. Without `as_of` it is
    the latest instant in the mapped instant columns.
    """
    return judge(file, tables, as_of)[0]


def judge(
    file: ast.File, tables: dict[str, list[dict[str, object]]], as_of: datetime | None = None
) -> tuple[dict[str, ClauseResult], list[Consequence]]:
    """The results of all clauses, and the consequences that are due."""
    policy = Policy(file.statements, prelude().statements)
    loaded = load(policy, tables)
    if as_of is None:
        counted = {
            name: policy.mapped_instants(name, {c for r in rows for c in r.values}) for name, rows in loaded.items()
        }
        seen = [
            t
            for name, rows in loaded.items()
            for row in rows
            for column in counted[name] & set(row.values)
            if isinstance(t := row.values[column], datetime)
        ]
        if not seen:
            raise NoInstantError("no instant in the data, so no as-of")
        as_of = max(seen)
    forget_the_future(policy, loaded, as_of)
    measure_all(policy, loaded, as_of)
    names = [c.id.text if c.id else f"clause-{n}" for n, c in enumerate(policy.clauses, 1)]
    done: dict[str, ClauseResult] = {}

    def result(name: str) -> ClauseResult:
        if name not in done:
            clause = policy.clauses[names.index(name)]
            excusing = [
                i for o in clause.options if isinstance(o, ast.ExcusedBy) for i in result(o.clause.text).instances
            ]
            excuses = Excuses(
                frozenset((i.key, i.cycle) for i in excusing if i.key is not None and i.verdict in BREACHED),
                frozenset((i.key, i.cycle) for i in excusing if i.key is not None and i.verdict == "unknown"),
            )
            table, entered = table_of(policy, clause), entered_by(policy, loaded, clause)
            if entered is not None:
                table = policy.tables[table].links[0].parent.text
            done[name] = _clause(Case(policy, loaded, as_of, clause, name, table, excuses, entered))
        return done[name]

    results = {name: result(name) for name in names}
    return results, consequences(policy, results, day_of(policy.zone, as_of))


def _clause(case: Case) -> ClauseResult:
    if rests_on_the_unknown(case):
        return ClauseResult(case.name, "unknown", {}, [], [])
    promise = case.clause.promise
    subjects: list[tuple[Member, Instance]] = []
    start: ast.Expr | None = None
    match promise:
        case ast.Delivers():
            return _summary(case, delivers(case, promise))
        case ast.Keeps(measure=ast.PartOfAll(of=of)):
            return _summary(case, parts_of_all(case, promise, of))
        case ast.Keeps(measure=ast.Balance() as measure):
            return _summary(case, balances(case, promise, measure))
        case ast.Keeps(measure=ast.QuotientOf() as measure):
            return _summary(case, ratios(case, promise, measure, case.reader.tables))
        case ast.Keeps():
            return _summary(case, keeps(case, promise))
        case ast.Within():
            subjects, start = within(case, promise), start_of(case, promise.stage)[0]
        case ast.Makes():
            subjects, start = makes(case, promise), start_of(case, None)[0]
        case ast.Fills() | ast.Ensures() | ast.Never():
            subjects, start = invariant(case, promise), anchor(case)[0]
    instances = [i for _, i in subjects]
    if not wants_shares(case):
        return _summary(case, instances)
    found = shares(case, subjects, None if start is None else case.starts(start))
    return _summary(case, instances, found)


def _summary(case: Case, instances: list[Instance], found: list[Instance] | None = None) -> ClauseResult:
    judged = instances if found is None else found
    counts = Counter(i.verdict for i in instances)
    return ClauseResult(case.name, verdict_of(i.verdict for i in judged), dict(counts), instances, found or [])
