"""The composition of this room: two policies and the data in, everything that flips between them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from sla_dsl.check import judged, plans, rows_of
from sla_dsl.compile.plan import TablePlan
from sla_dsl.compile.zone import to_instant
from sla_dsl.findings.models import TableRef
from sla_dsl.lang import ast
from sla_dsl.model.cycles import Rows
from sla_dsl.model.schema import OWNER
from sla_dsl.ready import Options, Prepared
from sla_dsl.replay import joined, periods, tally
from sla_dsl.replay.asked import asked_by
from sla_dsl.replay.cases import Case, Casting, Side
from sla_dsl.replay.frame import SCHEMA, of_periods, of_rows
from sla_dsl.replay.grounds import Grounds
from sla_dsl.replay.models import ClauseReplay, Flip, KeptBy, Replay
from sla_dsl.replay.rows import RowCase, Telling, asking, kept_name
from sla_dsl.replay.sides import Results, summary
from sla_dsl.replay.tries import Tries
from sla_dsl.review.edits import edits as edits_between
from sla_dsl.text.diagnostic import Told


def replay(
    old_files: Sequence[ast.File], new_files: Sequence[ast.File], given: Mapping[str, object], options: Options
) -> Replay:
    """What flips between two policies on the same data, which are read once where both read them the same way.

    `options.only` names the clauses to tell of (empty: all), `options.max_evidence` says how many flips of each turn
    are told with their keys. Raises `PolicyError` (3), `DataError` (4), `UsageError` (2).
    """
    return Replaying(old_files, new_files, given, options).run()


class Replaying:
    """One replay."""

    def __init__(
        self, old_files: Sequence[ast.File], new_files: Sequence[ast.File], given: Mapping[str, object],
        options: Options, *, keep: bool = False,
    ) -> None:  # fmt: skip
        self.keep = keep
        try:
            self.grounds = Grounds(old_files, new_files, given, options)
        except Told as error:
            raise asked_by(error, old_files, new_files, given, options) from None
        self.options = self.grounds.options
        self.edits = edits_between(old_files, new_files)
        of = self.grounds
        tries = Tries(old_files, self.edits, of.schema, of.told(), of.old, of.new)
        self.units = tries.units()
        was = {e.new.name: e.old.name for e in self.edits if e.kind == "clause" and e.new and e.old}
        casting = Casting(self.grounds, self.grounds.old, self.grounds.new, was, tries, self.units)
        only = set(options.only)
        self.cases = tuple(c for c in casting.cases() if not only or c.id in only)
        for side in (s for c in self.cases for s in c.sides if s is not None):
            self._place(side)
        used = sorted({0, *(s.spot.ground for c in self.cases for s in c.sides if s is not None)})
        self.ready: dict[int, Prepared] = {n: self.grounds.ready(n) for n in used}
        self.results: dict[int, Results] = {}
        self.rows: dict[str, list[pl.DataFrame]] = {}
        self.periods: dict[str, tuple[Flip, ...]] = {}

    def _place(self, side: Side) -> int:
        """The place of a form in the pass of its ground."""
        return self.grounds.there[side.spot.ground].union.place(side.spot.said)

    def run(self) -> Replay:
        """Reads the data and tells what flips; with `keep` all of it is left in `rows` and `periods`, by clause."""
        asked = {c.id: dict(self._row_cases(c)) for c in self.cases if c.judged_twice}
        for n, ready in self.ready.items():
            mine = [r for rows in asked.values() for ground, r in rows.values() if ground == n]
            planned = self._planned(n, mine)
            found = judged(ready, self.options, {rows: plan for rows, (plan, _) in planned.items()})
            whole = {rows: telling.of(found[rows]) for rows, (_, telling) in planned.items()}
            self.results[n] = Results(ready, whole, self.grounds.there[n].union)
        clauses = tuple(self._clause(c, asked.get(c.id, {})) for c in self.cases)
        ready, results = self.ready[0], self.results[0].passes
        return Replay(
            as_of=to_instant(self.grounds.as_of),
            as_of_source=self.grounds.source,
            timezone=self.grounds.new.timezone,
            data=tuple(TableRef(n, t.origin, rows_of(n, ready, results), "") for n, t in ready.tables.items()),
            edits=self.edits,
            units=self.units,
            clauses=clauses,
            passes=len(self.ready),
        )

    def table(self, found: Replay) -> pl.DataFrame:
        """Every flip of a replay that was run with `keep`, in the columns of `sla_dsl.replay.frame.SCHEMA`."""
        parts = [pl.DataFrame(schema=SCHEMA)]
        for case, clause in zip(self.cases, found.clauses, strict=True):
            parts += [of_rows(found, clause, rows, case.ways) for rows in self.rows.get(case.id, [])]
            parts.append(of_periods(found, clause, self.periods.get(case.id, ())))
        return pl.concat(parts)

    # ------------------------------------------------------------------------------------------ passes

    def _row_cases(self, case: Case) -> Iterator[tuple[str, tuple[int, RowCase]]]:
        """The rows of which a clause speaks, by table, with the ground whose pass tells their flips, if one can."""
        for table, sides in case.by_table().items():
            there = [s for s in sides if s is not None]
            grounds, rows = {s.spot.ground for s in there}, {s.rows for s in there if s.rows is not None}
            if len(grounds) == len(rows) == 1:
                old, new, *tries = (None if s is None else self._place(s) for s in sides)
                case_of = RowCase(f"flips {len(case.id)} {case.id} {table}", rows.pop(), old, new, tuple(tries))
                yield table, (grounds.pop(), case_of)

    def _planned(self, ground: int, cases: Sequence[RowCase]) -> dict[Rows, tuple[TablePlan, Telling]]:
        ready = self.ready[ground]
        twice = [c for c in self.cases if c.judged_twice]
        both = [s for c in twice for s in (None if c.alike else c.old, c.new) if s is not None]
        here = [s for s in both if s.spot.ground == ground and s.rows is not None]
        out = {}
        for rows, plan in plans(ready).items():
            sides = list(dict.fromkeys(self._place(s) for s in here if s.rows == rows))
            mine = [c for c in cases if c.rows == rows]
            out[rows] = asking(plan, mine, sides, ready.policy.forms, keep=self.keep)
        return out

    # ------------------------------------------------------------------------------------------ clauses

    def _clause(self, case: Case, asked: Mapping[str, tuple[int, RowCase]]) -> ClauseReplay:
        whole = case.now or case.was
        assert whole is not None
        found = ClauseReplay(
            id=case.id,
            parties=whole.meta.parties,
            old=summary(case.old, case.was, self.results),
            new=summary(case.new, case.now, self.results),
            judged_anew=case.anew,
            untried=case.untried,
        )
        if not case.judged_twice:
            return found
        most = self.options.max_evidence
        told = periods.Told(self._periods(case.old), self._periods(case.new))
        made = [{} if (p := self._periods(s)) is None else p.verdicts for _, s in case.tries]
        flips, margins, self.periods[case.id] = periods.flips_of(
            told, made, case.ways, case.untried, most, keep=self.keep
        )
        counted = self._counted(case, asked)
        owners, months = self._kept(case, counted)
        return replace(
            found,
            subjects=tally.flips_of(list(counted.values()), case.ways, case.untried, most),
            periods=flips,
            margins=margins,
            instances=len(told.instances()),
            by_owner=tally.both(*owners),
            by_period=tally.both(*map(tally.by_month, months)),
        )

    def _periods(self, side: Side | None) -> periods.Settled | None:
        return None if side is None else self.results[side.spot.ground].periods(side)

    def _counted(self, case: Case, asked: Mapping[str, tuple[int, RowCase]]) -> dict[str, tally.Counted]:
        """What is counted of the rows of each table that a clause speaks of."""
        found: dict[str, tally.Counted] = {}
        for table, sides in case.by_table().items():
            if table in asked:
                ground, of = asked[table]
                result = self.results[ground].passes[of.rows]
                found[table] = tally.counted(result, of)
                rows = result.rollups.get(kept_name(of.name))
            else:
                rows = joined.flipped(*map(self._verdicts, sides))
                found[table] = joined.counted(rows, self.options.max_evidence)
            if self.keep and rows is not None:
                self.rows.setdefault(case.id, []).append(rows.filter(pl.col("old") != pl.col("new")))
        return found

    def _verdicts(self, side: Side | None) -> pl.DataFrame | None:
        return None if side is None else joined.verdicts(self.ready[side.spot.ground], self._place(side))

    def _kept(self, case: Case, counted: Mapping[str, tally.Counted]) -> list[tuple[KeptBy, KeptBy]]:
        """How many rows both policies see kept, of a clause about rows: by owner and by month."""
        by = (OWNER, "day")
        if case.alike and case.new is not None:
            flips = counted[case.new.form.population.table]
            return [(tally.kept_before(now := self._kept_by(case.new, b), flips, b), now) for b in by]
        return [(self._kept_by(case.old, b), self._kept_by(case.new, b)) for b in by]

    def _kept_by(self, side: Side | None, by: str) -> KeptBy:
        return {} if side is None else self.results[side.spot.ground].kept(side, by)
