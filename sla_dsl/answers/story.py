"""The story of one subject: what the compiled clause says of its row, and what it saw there, in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sla_dsl.answers.clocks import Stretch, open_us, stretches
from sla_dsl.answers.made import Several, counting, seen_of_subject, told
from sla_dsl.answers.models import Step, Story
from sla_dsl.answers.row import Asker
from sla_dsl.answers.spoken import leaves, parts
from sla_dsl.compile.expr import compile_expr
from sla_dsl.compile.naming import key_column, prefix
from sla_dsl.compile.population import in_force, window
from sla_dsl.compile.zone import zone
from sla_dsl.findings import subjects
from sla_dsl.findings.exact import dumps, read_json
from sla_dsl.findings.models import Finding
from sla_dsl.findings.numbers import moment
from sla_dsl.findings.variants import tier_of
from sla_dsl.model import expr as m
from sla_dsl.model.cases import leaves as plain_limits
from sla_dsl.model.cases import promised
from sla_dsl.model.forms import Duty, Form, Invariant, Ratio, SubjectForm, calendar_of, group_name, tiers_of
from sla_dsl.ready import Prepared
from sla_dsl.reports import units

_STRETCHES = 12
"""How many stretches of a clock are told."""


def stories(ready: Prepared, clause: str, subject: str, instances: pl.DataFrame) -> tuple[Story, ...]:
    """The story of every entry of the subject with that key (`1042`; of several columns `1042,EMEA`) in a clause.

    `instances` are those of the clause by periods and groups, with the columns of `findings.frame.SCHEMA`. Raises
    `UsageError` when there is no such subject.
    """
    index, form = next((i, f) for i, f in enumerate(ready.policy.forms) if f.meta.id == clause)
    teller = _Teller(ready, index, form, instances)
    return tuple(teller.story(row) for row in teller.rows(subject))


class _Teller(Asker):
    """Tells one clause's story of a row."""

    def __init__(self, ready: Prepared, index: int, form: Form, instances: pl.DataFrame) -> None:
        super().__init__(ready, index, form)
        self.instances = instances

    def story(self, row: Mapping[str, Any]) -> Story:
        """The story of one row that was asked for."""
        self.row = row
        if isinstance(self.form, Duty | Invariant):
            return self._of_subject(self.form)
        return self._of_period()

    def _of_subject(self, form: SubjectForm) -> Story:
        row = self.row
        word = row["verdict"]
        found = subjects.subject(form, row)(row) if word is not None else None
        steps = [*self._start(), *self._scope(), *self._tier()]
        if word is not None and isinstance(form, Duty):
            steps += self._times(form, found)
        if isinstance(form, Invariant):
            steps += [self.condition("promise", e) for e in parts(form.condition, m.Both)]
        steps += self._relief(found)
        return self._finished(found, row["verdict"], steps)

    def _finished(self, found: Finding | None, word: str | None, steps: Sequence[Step]) -> Story:
        row = self.row
        overdue = row.get("overdue") if word in ("missed", "late", "breached", "waived") else None
        return Story(
            clause=self.form.meta.id,
            table=self.table,
            subject={k: row[key_column(k)] for k in self.plan.key},
            cycle=row.get("cycle"),
            verdict=word,
            reason=found.reason if found is not None else self._no_instance(),
            steps=tuple(steps),
            start=moment(row.get("start")),
            due=moment(row.get("due")),
            done=moment(row.get("done")),
            overdue_us=None if overdue is None else int(overdue),
            paused_us=row.get("paused"),
            limit=None if found is None else found.limit,
            waiver=None if found is None else found.waiver,
            excused_by=None if found is None else found.excused_by,
        )

    def _no_instance(self) -> str:
        """Why a row is no instance of the clause (fine print 6)."""
        p = self.half.population
        if p.start is not None and self.row["start"] is None:
            return f"no instance: it has no {self._name()}, which would start it"
        if self._outside():
            return "no instance: it starts outside the days in force"
        failed = [e for e in self._asked_of_it() if self.row[self.asked[e]] is False]
        if failed:
            return f"no instance: it is out of scope, since `{self.spoken(failed[0])}` does not hold"
        return "no instance: nothing is promised to it"

    def _name(self) -> str:
        return self.form.start_name if isinstance(self.form, Duty) else self._spoken_start()

    def _spoken_start(self) -> str:
        start = self.half.population.start
        return "start" if start is None else self.spoken(start)

    def _days(self) -> tuple[int | None, int | None]:
        policy = self.ready.policy
        return window(zone(policy.timezone), in_force(policy.term, self.form.meta))

    def _outside(self) -> bool:
        at, (low, high) = self.row.get("start"), self._days()
        return at is not None and ((low is not None and at < low) or (high is not None and at >= high))

    def _start(self) -> list[Step]:
        start = self.half.population.start
        if start is None:
            return [Step("start", "none: all rows are meant, whenever they came")]
        at = moment(self.row["start"])
        name = self._name() if self._name() == self.spoken(start) else f"{self._name()}, {self.spoken(start)}"
        steps = [Step("start", f"{self.show(at)} ({name})", at=at)]
        if self._outside():
            first, last = in_force(self.ready.policy.term, self.form.meta)
            steps.append(Step("term", f"that is outside the days in force, {first or 'ever'} to {last or 'ever'}"))
        return steps

    def _scope(self) -> list[Step]:
        tiers = set(self.lines())
        scope = [e for e in self._asked_of_it() if not (tiers and tiers & set(m.walk(e)))]
        return [
            *(self.condition("scope", e) for e in scope),
            *(self.condition("excluded", e) for e in parts(self.half.population.excluded, m.Either)),
        ]

    def _asked_of_it(self) -> list[m.Expr]:
        """The parts of the scope that are written: that a limit is there for the row, the limit itself tells."""
        implied = parts(promised(self.form.limit), m.Both) if isinstance(self.form, Duty) else []
        return [e for e in parts(self.half.population.scope, m.Both) if e not in implied]

    def _tier(self) -> list[Step]:
        """The lines of the clause's table up to the first one that holds."""
        tiers = tiers_of(self.half)
        steps: list[Step] = []
        for n, line in enumerate(self.lines()):
            assert tiers is not None
            label = ", ".join(said if name == "tier" else f"{name} {said}" for name, said in tiers.groups[n])
            asked = [self.condition("tier", e) for e in parts(line, m.Both) if not isinstance(e, m.Const)]
            wrong = [s for s in asked if s.asked is not None and s.asked.holds is not True]
            saw = self.saw(list(dict.fromkeys(leaf for e in parts(line, m.Both) for leaf in leaves(e))))
            word = wrong[0].text if wrong else f"holds ({saw})" if saw else "holds"
            steps.append(Step("tier", f"line {n + 1} ({label}): {word}", asked=wrong[0].asked if wrong else None))
            if not any(s.asked is not None and s.asked.holds is False for s in wrong):
                break  # it is this line, or nobody knows whether it is
        return steps

    def _relief(self, found: Finding | None) -> list[Step]:
        if found is None:
            return []
        steps: list[Step] = []
        if found.waiver is not None:
            waiver = self.form.meta.waivers[self.row["waiver"]]
            steps = [self.condition("waiver", e) for e in parts(waiver.condition, m.Both)]
            steps.append(Step("waiver", found.waiver))
        if found.excused_by is not None:
            steps.append(Step("excuse", f"`{found.excused_by}` is breached for it"))
        return steps

    # ------------------------------------------------------------------------------------------ a duty's times

    def _times(self, form: Duty, found: Finding | None) -> list[Step]:
        limit = None if found is None or found.limit is None else found.limit
        due, done = moment(self.row["due"]), moment(self.row["done"])
        steps = [] if limit is None else [Step("limit", units.limit(limit))]
        steps += self._clock(form)
        if form.before is not None:
            steps.append(Step("before", f"{self.spoken(form.before)}: {self.saw(leaves(form.before))}"))
        when = self.show(due) if due is not None or form.limit is not None else "not before something else happens"
        steps.append(Step("due", when, at=due))
        made = [Step("made", text) for e in self.made() for text in self._made(e)]
        steps += made
        one = len(leaves(form.done)) == 1 and done is not None  # then it is the instant told already
        seen = self.spoken(form.done) if one else self.saw(leaves(form.done)) or form.done_name
        if done is None:
            steps.append(Step("done", "not yet" if made else f"not yet ({seen})"))
        else:
            rows = [seen, *self._picked(form.done)] if not made else list(self._picked(form.done))
            steps.append(Step("done", self.show(done) + (f" ({'; '.join(rows)})" if rows else ""), at=done))
        steps.append(Step("verdict", self._by(due, done)))
        return steps

    def _by(self, due: datetime | None, done: datetime | None) -> str:
        """The verdict, and by how much."""
        row = self.row
        word, as_of = row["verdict"], self.ready.as_of
        said = row.get("would") or word
        if due is None or word in ("unknown", "excluded"):
            return str(word)
        length = units.duration(abs(int((row["done"] if done is not None else as_of) - row["due"])))
        match said:
            case "late":
                how = f"{length} after it was due"
            case "missed":
                how = f"still not done {length} after it was due"
            case "pending":
                how = f"{length} left"
            case "met":
                how = f"{length} before it was due" if row["done"] < row["due"] else "at the last instant"
            case _:
                return str(word)
        return f"{word}, {how}"

    def _clock(self, form: Duty) -> list[Step]:
        """When the clock of the limit ran, from the start to what was done or to the due instant."""
        plain = [p for p in plain_limits(form.limit) if p is not None]
        place = self.row.get("limit")
        calendar = calendar_of(plain[0] if plain else None)
        if place is not None:
            calendar = calendar_of(plain_limits(form.limit)[int(place)])
        steps: list[Step] = []
        ends = [at for at in (self.row["done"], self.row["due"]) if at is not None]
        if calendar is not None and ends and self.row["start"] is not None and max(ends) > self.row["start"]:
            found = stretches(calendar, self.row["start"], min(max(ends), self.ready.as_of))
            steps.append(Step("clock", f"{units.duration(open_us(found))} of `{calendar.name}` open"))
            steps += [Step("clock", self._stretch(s)) for s in _shortened(found)]
        if self.row.get("paused"):
            steps.append(Step("paused", units.duration(int(self.row["paused"]))))
            steps += [Step("paused", text) for text in self._pauses(form)]
        return steps

    def _stretch(self, s: Stretch | None) -> str:
        if s is None:
            return "..."
        length = units.duration(s.ends - s.begins)
        word = "open" if s.open else f"shut ({s.why})"
        return f"{self.at(s.begins)} to {self.at(s.ends)}: {word}, {length}"

    # ------------------------------------------------------------------------------------------ child rows

    def _children(self, table: str, by: str, *more: Callable[[pl.LazyFrame], pl.LazyFrame]) -> pl.DataFrame:
        key = self.row[key_column(self.plan.key[0])]
        frame = self.ready.frames[table].filter(pl.col(by) == key)
        for one in more:
            frame = one(frame)
        return self.ready.engine.collect(frame)

    def _picked(self, done: m.Expr) -> Iterator[str]:
        """The child rows that a picked instant comes from."""
        for e in leaves(done):
            if not isinstance(e, m.ChildPick) or not isinstance(e.instant, m.Column):
                continue
            value, at = self.row[self.asked[e]], e.instant.name
            if value is None:
                continue
            rows = self._children(e.table, e.by, lambda f, at=at, value=value: f.filter(pl.col(at) == value))  # type: ignore[misc]
            kinds = self.ready.tables[e.table].kinds
            for row in rows.select([c for c in rows.columns if c in kinds and c not in (e.by, at)]).head(1).to_dicts():
                told = units.pairs({k: v for k, v in row.items() if kinds[k] != "instant"}, 40)
                yield f"the row of {e.table} with {told}" if told else f"a row of {e.table}"

    def _made(self, e: Several) -> Iterator[str]:
        """What was made of what has to be made several times, as far as it has happened."""
        subject = {name: self.row[self.asked[column]] for name, column in seen_of_subject(e).items()}
        rows = self._children(e.table, e.by, counting(self.plan.kit.elsewhere(), e, subject))
        there = rows.filter(pl.col("at") <= self.ready.as_of)
        return told(e, there, zone(self.ready.policy.timezone), self.row["due"], self.at)

    def _pauses(self, form: Duty) -> Iterator[str]:
        """The stretches for which the states of child rows stop the clock."""
        stop = form.paused[0] if form.paused else None  # the states are the same for every limit
        if stop is None or any(isinstance(x, m.ParentColumn) for x in m.walk(stop.where)):
            return
        kit = self.plan.kit.elsewhere()
        columns = {"at": compile_expr(kit, stop.instant), "stops": compile_expr(kit, stop.where)}
        rows = self._children(stop.table, stop.by, lambda f: f.select(**columns).drop_nulls("at").sort("at"))
        there = rows.filter(pl.col("at") <= self.ready.as_of).to_dicts()
        for row, later in zip(there, [*there[1:], None], strict=True):
            if row["stops"]:
                until = "now" if later is None else self.at(later["at"])
                yield f"from {self.at(row['at'])} to {until}: {self.spoken(stop.where)}"

    # ------------------------------------------------------------------------------------------ periods

    def _of_period(self) -> Story:
        """What a row is to a clause that is judged by periods: whether it counts, and in which period."""
        row, name = self.row, prefix(self.index)

        def mask(*words: str) -> bool:
            return any(row.get(name + word) is True for word in words)

        steps = [*self._start(), *self._scope(), *self._tier()]
        part, told = self.part(), list(self.measured())
        steps += [] if part is None else [self.condition("part", part)]
        if told:
            steps.append(Step("value", self.saw(told)))
        counts = (
            "counted" if mask("delivered", "size") else "excluded" if mask("excluded") else
            "excused" if mask("excused") else "unknown" if mask("unknown", "loose") else None
        )  # fmt: skip
        reason = {
            "counted": "it counts in its period", "excluded": "left out by `exclude` or `unless`",
            "excused": "another clause excuses it", "unknown": "nobody knows whether it counts",
        }.get(counts or "", "")  # fmt: skip
        if counts == "counted" and isinstance(self.half, Ratio):
            reason += ", and is part of what is asked" if mask("part.least") else ", and is no part of what is asked"
        steps += self._period()
        found = self._finished(None, counts, steps)
        return replace(found, reason=reason) if reason else found

    def _period(self) -> Iterator[Step]:
        """The verdicts of the periods that hold the row's start, of its group."""
        start = moment(self.row["start"])
        if start is None:
            return
        there = self.instances.filter((pl.col("period_start") <= start) & (pl.col("period_end") > start))
        tiers, place = tiers_of(self.form), self.row.get(prefix(self.index) + "tier")
        if tiers is not None and place is not None and place >= 0:
            there = there.filter(pl.col("group") == dumps(tier_of(tiers, place)))
        elif self.form.by and tiers is None:
            mine = dumps({group_name(b): self.row.get(f"g.{b}") for b in self.form.by})
            there = there.filter(pl.col("group") == mine)
        for one in there.to_dicts():
            kind = one["period_kind"].replace("_", " ")
            begins = one["period_start"].astimezone(ZoneInfo(self.ready.policy.timezone)).date()
            group = "" if one["group"] is None else f", {_called(one['group'])}"
            said = f"{kind} from {begins}{group} ({one['period_state']}): {one['verdict'].replace('_', ' ')}"
            yield Step("period", f"{said}, {one['reason']}")


def _called(group: str) -> str:
    """What a group is called: its columns with their values."""
    said = {name: "(none)" if value is None else value for name, value in read_json(group).items()}
    return ", ".join(f"{name} {value}" for name, value in said.items())


def _shortened(found: list[Stretch]) -> list[Stretch | None]:
    """The first and the last of many stretches, and None for what is left out."""
    if len(found) <= _STRETCHES:
        return list(found)
    half = _STRETCHES // 2
    return [*found[:half], None, *found[-half:]]
