"""The verdicts of the clauses about the rows of a table, in the order in which they rest on one another.

What a clause says of a row by itself depends on the row alone. What is left of it when waivers and excuses have spoken
may depend on the verdict of another clause, and so it is a column of a later stage than that one's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sla_dsl.compile.duty import duty_row
from sla_dsl.compile.invariant import invariant_row
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.population import in_force, window
from sla_dsl.compile.relief import breached, first, relieved, waiver
from sla_dsl.compile.rows import BREACHES, Columns, SubjectRow, verdict
from sla_dsl.model.forms import Duty, SubjectForm
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.text.record import record


@record
class Judged:
    """What a clause says of a row: `masks` is final, one Boolean a verdict word, from `stage` on.

    `told` are columns beside the verdict: of what is waived `would`, the verdict without the waiver, and `waiver`, its
    number; of what is excused `excuse`, the number of the clause that excuses.
    """

    row: SubjectRow
    masks: Mapping[str, Expr]
    stage: int
    told: Columns


@record
class Excuse:
    """Whether a row is breached in a clause that excuses it (null: not known), and in which, from `stage` on."""

    breached: Expr
    number: Expr
    stage: int


class Verdicts:
    """The columns of a pass: the two stages of the `footing`, then the `stages`, each over those before it."""

    def __init__(self, kit: Kit, policy: CheckedPolicy, prefixes: Mapping[str, str]) -> None:
        # Look-ups that are joined are there before any column is made; those of equal keys are one anyhow.
        self.kit = replace(kit, once=self.once) if kit.another is None else kit
        self.policy = policy
        self.footing: tuple[Columns, Columns] = ({}, {})
        self.stages: list[Columns] = [{}]
        self._prefixes = dict(prefixes)
        self._known: dict[str, Judged] = {}
        self._found: dict[object, Expr] = {}

    def of(self, form: SubjectForm) -> Judged:
        """What a clause says of a row; an excusing clause is judged here too when nothing else asks for it."""
        name = form.meta.id
        if name not in self._known:
            self._known[name] = self._judged(form, self._prefix(name))
        return self._known[name]

    def excuse(self, forms: Sequence[SubjectForm], name: str) -> Excuse | None:
        """The excuse that these clauses give, as columns under the prefix `name`; None without any."""
        if not forms:
            return None
        there = [self.of(form) for form in forms]
        stage = max(j.stage for j in there) + 1
        each = [breached(self.kit, j.masks) for j in there]
        found = each[0]
        for other in each[1:]:
            found = found | other
        number = first(self.kit, dict(enumerate(each)))
        return Excuse(
            self.column(name + "excuse", found, stage), self.column(name + "excuse.number", number, stage), stage
        )

    def column(self, name: str, e: Expr, stage: int) -> Expr:
        """Adds a column to a stage, and gives what later stages read it by."""
        while len(self.stages) <= stage:
            self.stages.append({})
        self.stages[stage][name] = e
        return self.kit.xp.col(name)

    def rests(self, on: object, make: Callable[[], Expr]) -> Expr:
        """Adds a column on which verdicts rest, one for all clauses that name it alike, as one expression for all."""
        if on not in self._found:
            name = f"footing`{len(self._found)}"
            self.footing[1][name] = make()
            self._found[on] = self.kit.xp.col(name)
        return self._found[on]

    def once(self, e: Expr) -> Expr:
        """Adds a column for what others read more than once."""
        name = f"once`{len(self.footing[0])}"
        self.footing[0][name] = e
        return self.kit.xp.col(name)

    def _prefix(self, clause: str) -> str:
        return self._prefixes.setdefault(clause, f"x{len(self._prefixes)}.")

    def _row(self, form: SubjectForm) -> SubjectRow:
        bounds = window(self.kit.zone, in_force(self.policy.term, form.meta))
        if isinstance(form, Duty):
            return duty_row(self.kit, form, bounds, self.rests)
        return invariant_row(self.kit, form, bounds, self.rests)

    def _judged(self, form: SubjectForm, name: str) -> Judged:
        row = self._row(form)
        covering = waiver(self.kit, form.meta.waivers, row.start)
        excuse = self.excuse(form.meta.excuses, name)
        if covering is None and excuse is None:
            return Judged(row, {w: self.column(name + w, mask, 0) for w, mask in row.masks.items()}, 0, {})
        own = {w: self.column(f"{name}own.{w}", mask, 0) for w, mask in row.masks.items()}
        stage = 1 if excuse is None else excuse.stage + 1
        told: Columns = {}
        if covering is not None:
            told["waiver"] = self.column(name + "waiver", covering, 0)
            told["would"] = verdict(self.kit, {w: own[w] for w in BREACHES if w in own})
        if excuse is not None:
            told["excuse"] = excuse.number
        waived = None if covering is None else ~told["waiver"].is_null()
        final = relieved(own, waived, None if excuse is None else excuse.breached)
        masks = {w: self.column(name + w, mask, stage) for w, mask in final.items()}
        if row.at_risk is not None:
            row = replace(row, at_risk=row.at_risk & masks["pending"])
        return Judged(row, masks, stage, told)
