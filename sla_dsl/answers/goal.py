"""How much has to be delivered for a revenue goal, by what the data tell of conversion and of the average sale.

What is measured is written as `let`s of a policy beside the user's own, so that it means what it means there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

from sla_dsl.data.tables import RawTable
from sla_dsl.findings.clauses import place
from sla_dsl.findings.models import Number, Place
from sla_dsl.findings.numbers import exact
from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount
from sla_dsl.model.choices import FUNNEL_AMOUNT, FUNNEL_WITHIN
from sla_dsl.model.forms import Form, Measure
from sla_dsl.model.measured import Measurement
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.policy import bound, parse_all
from sla_dsl.ready import Options, Prepared, opened, prepared, schema_of
from sla_dsl.review.statements import stated
from sla_dsl.text.record import record
from sla_dsl.text.source import Source

FEW = 30
"""What fewer rows than this tell is told with a warning."""
FUNNEL = ("MQL", "SQL", "opportunity", "won")
_CLAUSE = "sla-targets"


@record
class Told:
    """What was measured: the words, the exact value (None: not known, and `why`), and from how many rows."""

    text: str
    value: Number | None
    rows: int
    why: str = ""

    @property
    def few(self) -> bool:
        return self.value is not None and self.rows < FEW


@record
class Present:
    """A clause that promises to deliver now, per `period`, and the revenue that its target would bring."""

    clause: str
    target: Number
    period: str
    revenue: Number | None
    place: Place


@record
class Yield:
    """What rows of `stage` bring: how many are won, what a sale is worth, the steps between, and what the clauses that
    promise to deliver them would bring."""

    stage: str
    rate: Told
    sale: Told
    stages: tuple[Told, ...]
    present: tuple[Present, ...]


@record
class Goal:
    """What a goal takes: `required` rows of `stage` per `period` (None: not known, and `why`), and what it rests on.

    `derivation` is the arithmetic with its numbers.
    """

    goal: str
    period: str
    stage: str
    required: int | None
    derivation: str
    why: str
    rate: Told
    sale: Told
    stages: tuple[Told, ...]
    present: tuple[Present, ...]


def required(
    files: Sequence[ast.File], given: Mapping[str, object], options: Options, goal: str, per: str, origin: str,
    won: str, within: str, amount_of: str,
) -> Goal:  # fmt: skip
    """What it takes to reach a goal (`$1M`) per period. Raises `PolicyError`, `DataError` and `UsageError`."""
    policy, _ = bound(files)
    lines = [
        f"let targets_goal = {goal}",
        "let targets_need = ceil(targets_goal / (targets_sale * targets_rate))",
        f"clause {_CLAUSE}: {_party(policy)} delivers >= targets_need {origin} per {per}",
    ]
    ready, lets, found = _measured(files, opened(given, options), options, lines, origin, won, within, amount_of)
    form = next((f for f in ready.policy.forms if f.meta.id == _CLAUSE), None)
    why = next((u.reason for u in ready.policy.unjudged if u.meta.id == _CLAUSE), "")
    number = int(form.target.value) if isinstance(form, Measure) else None
    return Goal(
        goal=amount(lets["targets_goal"]),
        period=per,
        stage=origin,
        required=number,
        derivation=f"ceil({amount(lets['targets_goal'])} / ({_said(found.sale)} * {_said(found.rate)}))",
        why=why,
        rate=found.rate,
        sale=found.sale,
        stages=found.stages,
        present=found.present,
    )


def yields(files: Sequence[ast.File], raws: Mapping[str, RawTable], options: Options, origin: str) -> Yield:
    """What rows of a stage of the standard funnel bring, in words and columns of the standard vocabulary; a conversion
    that the policy measures itself is taken as it stands there.

    Raises `PolicyError` where the policy's own vocabulary has no such funnel, `DataError` and `UsageError`.
    """
    own = {
        (one.node.value.of.origin.text, one.node.value.of.goal.text): amount(one.node.value)
        for one in stated(files)
        if isinstance(one.node, ast.Let)
        and isinstance(one.node.value, ast.Measured)
        and isinstance(one.node.value.of, ast.Conversion)
    }
    return _measured(files, raws, options, [], origin, FUNNEL[-1], FUNNEL_WITHIN, FUNNEL_AMOUNT, own)[2]


def _measured(
    files: Sequence[ast.File], raws: Mapping[str, RawTable], options: Options, more: Sequence[str], origin: str,
    won: str, within: str, amount_of: str, own_rates: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> tuple[Prepared, Mapping[str, ast.Amount], Yield]:  # fmt: skip
    """The policy with `let`s of the funnel and `more` lines beside it, these `let`s, and what the data tell of them.

    `own_rates` says how to measure the conversion between two stages where that is not by `within`.
    """
    policy, _ = bound(files)
    mine = [f.meta.id for f in policy.forms if _delivers(f, origin)]
    steps = _steps(origin, won)
    named = {"targets_rate": (origin, won), **{f"targets_{n}": step for n, step in enumerate(steps)}}
    measured = {
        "targets_sale": f"average {amount_of} in {won}",
        **{name: own_rates.get((a, b), f"conversion {a} -> {b} within {within}") for name, (a, b) in named.items()},
    }
    # What no clause rests on is not measured; the share of a whole number is one, and so is no money.
    asking = [
        f"let {name} = {said}\n"
        f"clause {_CLAUSE}-{name}: {_party(policy)} delivers >= "
        f"ceil({0 if name == 'targets_sale' else 100} * {name}) {origin} per month"
        for name, said in measured.items()
    ]
    (own,) = parse_all([Source("sla targets", "\n".join([*asking, *more]) + "\n")])
    lets = {s.name.text: s.value for s in own.statements if isinstance(s, ast.Let)}
    ids = [s.id.text for s in own.statements if isinstance(s, ast.Clause) and s.id is not None]
    only = replace(options, only=(*ids, *mine))
    ready = prepared(lambda told: bound([*files, own], schema_of(raws), only.only, told), raws, only)
    told = {
        name: _told(amount(value), ready.measured) for name, value in lets.items() if isinstance(value, ast.Measured)
    }
    rate, sale = told["targets_rate"], told["targets_sale"]
    present = [f for f in ready.policy.forms if f.meta.id in mine and isinstance(f, Measure)]
    found = Yield(
        stage=origin,
        rate=rate,
        sale=sale,
        stages=tuple(told[f"targets_{n}"] for n in range(len(steps))),
        present=tuple(_present(f, rate, sale) for f in present),
    )
    return ready, lets, found


def _party(policy: CheckedPolicy) -> str:
    return "marketing" if not policy.parties or "marketing" in policy.parties else policy.parties[0]


def _delivers(form: Form, noun: str) -> bool:
    return isinstance(form, Measure) and form.amount is None and form.noun == noun and not form.by


def _steps(origin: str, won: str) -> list[tuple[str, str]]:
    """The stages between two of the standard funnel; none where one of them is no part of it."""
    if origin not in FUNNEL or won not in FUNNEL:
        return []
    way = FUNNEL[FUNNEL.index(origin) : FUNNEL.index(won) + 1]
    return list(pairwise(way)) if len(way) > 2 else []


def _told(text: str, measured: Mapping[str, Measurement]) -> Told:
    found = measured[text]
    return Told(text, None if found.value is None else exact(found.value), found.rows, found.why)


def _said(told: Told) -> str:
    return "?" if told.value is None else f"{told.value:,}"


def _present(form: Measure, rate: Told, sale: Told) -> Present:
    target = form.target.value
    revenue = None
    if rate.value is not None and sale.value is not None:
        revenue = exact(target * Fraction(rate.value) * Fraction(sale.value))
    period = "the term" if form.per is None else form.per.kind.replace("_", " ")
    return Present(form.meta.id, exact(target), period, revenue, place(form.meta))
