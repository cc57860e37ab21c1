"""What rules say of a policy is true of its runs: on random policies and tables, and on likenesses of their clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sla_dsl import check as product
from sla_dsl.findings.models import ClauseSummary, Verdict
from sla_dsl.lang.parser import parse
from sla_dsl.lint.mending import mended
from sla_dsl.lint.registry import RULES
from sla_dsl.lint.run import lint
from sla_dsl.lint.sets import chosen
from sla_dsl.ready import Options, get_ready
from sla_dsl.text.diagnostic import Diagnostic, Told
from sla_dsl.text.source import Source
from tests.support.comparing import SCHEMAS, frame
from tests.support.strategies import Scenario, scenarios

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

NUMBER = re.compile(r"(?<![\w.-])\d+(?![\w.:-])")
SUBJECTS = ("key", "cycle")
PERIODS = ("period_kind", "period_start", "group")


@settings(
    deadline=None,
    database=None,
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# With a base the file alone, whose clauses are written anew, would be no policy.
@given(scenario=scenarios().filter(lambda s: s.base is None), seed=st.integers(0, 2**32 - 1))
def test_what_is_said_of_a_policy_holds_of_its_runs(scenario: Scenario, seed: int) -> None:
    text = with_likenesses(scenario.text, Random(seed))
    file, _ = parse(Source("random.sla", text))
    try:
        found = lint([file], chosen(RULES))
        run = Run(scenario, text)
    except Told:
        return  # the policy is refused, or there is no instant to judge it at
    for told in found.told:
        law(told.diagnostic, run)
    after, count = mended([file], found.told)
    if count:
        assert Run(scenario, after[0].source.text).counts() == run.counts()


def with_likenesses(text: str, random: Random) -> str:
    """The policy with one more clause for each, of the same words but for a number, and maybe for a sign."""
    for number, clause in enumerate(re.findall(r"^clause c\d+: (.*(?:\n .*)*)", text, re.MULTILINE)):
        places = list(NUMBER.finditer(clause))
        if places:
            at = random.choice(places)
            value = max(1, int(at[0]) + random.choice((-3, -1, 0, 1, 2, 30)))
            like = f"{clause[: at.start()]}{value}{clause[at.end() :]}"
            like = like.replace(*random.choice(((">=", "<="), ("<=", ">="), ("", ""))), 1)
            more = f"{text}clause like{number}: {like}\n"
            text = text if parse(Source("random.sla", more))[1] else more
    return text


class Run:
    """A policy judged on the tables of a scenario."""

    def __init__(self, scenario: Scenario, text: str) -> None:
        file, _ = parse(Source("random.sla", text))
        tables = {name: frame(rows, SCHEMAS[name]) for name, rows in scenario.tables.items()}
        options = Options(as_of=scenario.as_of)
        ready = get_ready([file], tables, options)
        results = product.judged(ready, options)
        report = product.report_of([file], ready, results, options)
        self.instances = product.instances_of(ready, results)
        self.clauses = {clause.id: clause for clause in report.clauses}

    def counts(self) -> list[object]:
        return [(c.verdict, c.counts, c.shares) for c in self.clauses.values()]

    def at(self, line: int) -> ClauseSummary:
        return next(c for c in self.clauses.values() if c.place.line == line)

    def met(self, clause: str, by: tuple[str, ...]) -> set[tuple[object, ...]]:
        """What a clause is met for: subjects, or periods and groups."""
        kind = pl.col("period_kind")
        there = self.instances[clause].filter(kind.is_null() if by is SUBJECTS else kind.is_not_null())
        return set(there.filter(pl.col("verdict") == "met").select(by).collect().iter_rows())


def law(said: Diagnostic, run: Run) -> None:
    """What the rule claims, of this run."""
    assert said.source is not None
    line = said.source.position(said.span.start)[0]
    quoted = re.findall(r"`([^`]+)`", said.message)
    match said.code:
        case "shadowed-clause":
            over, under = run.clauses[quoted[0]], run.at(line)
            assert over.verdict.is_breach or not under.verdict.is_breach, (over.sentence, under.sentence)
        case "contradictory-clauses":
            one, other = run.clauses[quoted[0]], run.at(line)
            by = PERIODS if one.form == "measure" else SUBJECTS
            assert not run.met(one.id, by) & run.met(other.id, by), (one.sentence, other.sentence)
        case "vacuous-scope" if "judges nothing" in said.message and run.at(line).form != "measure":
            assert not list(judged(run.at(line)))
        case "trivial-target" if "always" in said.message:
            assert not run.at(line).verdict.is_breach
        case "trivial-target":
            assert Verdict.MET not in judged(run.at(line))
        case "min-hides-breach":
            assert not run.at(line).verdict.is_breach
        case _:
            pass


def judged(clause: ClauseSummary) -> Iterator[Verdict]:
    counts = clause.counts if clause.shares is None else clause.shares
    yield from (v for v, n in counts.items() if n and (v.is_breach or v is Verdict.MET))
