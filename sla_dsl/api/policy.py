"""A policy as a value: load it, ask for its clauses, check it against tables that are at hand or on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sla_dsl.lang import ast
from sla_dsl.model.choices import MAX_EVIDENCE, MAX_FLIPS
from sla_dsl.model.forms import Form, form_name
from sla_dsl.model.policy import CheckedPolicy, Unjudged
from sla_dsl.policy import bound, parse_all, policies_in, read_source
from sla_dsl.text.deep import within_the_stack
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.source import Source
from sla_dsl.text.spell import nearest

if TYPE_CHECKING:
    import polars as pl

    from sla_dsl.api.diff import Diff
    from sla_dsl.findings.report import Report
    from sla_dsl.ready import AsOf, Options

Tables = Mapping[str, Any]
"""What holds each table, by its name in the policy: a path, a polars (eager or lazy), pandas or Arrow table, or rows
as a list of dicts."""


class Policy:
    """An agreement that has been read and found to be without mistakes.

    Made by `load` or `Policy.from_text`. It holds no data, and the same policy may be checked against many.
    """

    @within_the_stack
    def __init__(self, sources: Sequence[Source]) -> None:
        self._files: tuple[ast.File, ...] = parse_all(sources)
        self._checked, self.warnings = bound(self._files)

    @classmethod
    def from_text(cls, text: str, name: str = "policy.sla") -> Policy:
        """The policy of a text; `name` stands in its messages and findings. Raises `PolicyError`."""
        return cls([Source(name, text.removeprefix("\ufeff"))])

    @property
    def title(self) -> str | None:
        """The title of the agreement, where it has one."""
        return self._checked.title

    @property
    def version(self) -> str | None:
        """The version of the agreement, as written."""
        return self._checked.version

    @property
    def timezone(self) -> str:
        """The IANA name of the zone in which days and zone-less times are read."""
        return self._checked.timezone

    @property
    def clauses(self) -> tuple[str, ...]:
        """The ids of all clauses, in the order of the policy."""
        return tuple(of.meta.id for of in _in_order(self._checked))

    def __getitem__(self, clause: str) -> Clause:
        """A clause by its id. Raises `KeyError`."""
        if clause not in self.clauses:
            meant = nearest(clause, self.clauses)
            raise KeyError(f"there is no clause `{clause}`" + (f"; did you mean `{meant}`?" if meant else ""))
        return Clause(self._files, next(of for of in _in_order(self._checked) if of.meta.id == clause))

    def __repr__(self) -> str:
        files = ", ".join(f.source.name for f in self._files)
        return f"<Policy {files}: {len(self.clauses)} clauses>"

    @within_the_stack
    def check(
        self,
        tables: Tables,
        as_of: AsOf | None = None,
        only: Sequence[str] = (),
        max_evidence: int = MAX_EVIDENCE,
        on_duplicates: str = "error",
        engine: str = "polars",
        day_first: bool | None = None,
        nulls: Sequence[str] = (),
    ) -> Report:
        """Judge every clause, or `only` those named, and say what was found.

        `as_of` is the instant the verdicts hold for: an aware datetime; or a local time, a day or an ISO 8601 text of
        them, in the policy's zone; None takes the latest instant in the data. `max_evidence` is how many findings of a
        clause the report lists. `on_duplicates` is `error`, `first` or `last`. `day_first` and `nulls` say how texts
        are read. Raises `PolicyError`, `DataError` and `UsageError`, whose text says what to do.
        """
        from sla_dsl.check import check

        options = _options(as_of, only, max_evidence, on_duplicates, engine, day_first, nulls)
        return check(self._files, _by_name(tables), options)

    @within_the_stack
    def diff(
        self,
        new: Policy,
        tables: Tables | None = None,
        as_of: AsOf | None = None,
        only: Sequence[str] = (),
        max_flips: int = MAX_FLIPS,
        on_duplicates: str = "error",
        engine: str = "polars",
        day_first: bool | None = None,
        nulls: Sequence[str] = (),
    ) -> Diff:
        """What is another promise under a new policy; with `tables` also every verdict that flips on these data.

        With `as_of` the changes of periods that have begun by then are retroactive; of tables it is the instant the
        verdicts hold for, in the new policy's zone. `only` names the clauses to replay, `max_flips` says how many flips
        of a clause and turn are listed. The other arguments and the errors are those of `check`.
        """
        from sla_dsl.api.diff import diff_of
        from sla_dsl.review.models import Bound

        options = _options(as_of, only, max_flips, on_duplicates, engine, day_first, nulls)
        before, after = (Bound(p._files[-1].source.name, p._files, p._checked) for p in (self, new))
        return diff_of(before, after, None if tables is None else _by_name(tables), options)

    @within_the_stack
    def plan(
        self,
        tables: Tables,
        as_of: AsOf | None = None,
        only: Sequence[str] = (),
        on_duplicates: str = "error",
        day_first: bool | None = None,
        nulls: Sequence[str] = (),
    ) -> dict[str, pl.LazyFrame]:
        """Every instance of every clause, the met ones too: a lazy frame a clause, by its id.

        The columns are those of `Report.to_polars`. The subjects of a duty stay lazy; periods and groups are settled
        here, in one pass. Arguments and errors are those of `check`.
        """
        from sla_dsl.check import instances_of, judged
        from sla_dsl.ready import get_ready

        options = _options(as_of, only, 1, on_duplicates, "polars", day_first, nulls)
        ready = get_ready(self._files, _by_name(tables), options)
        return instances_of(ready, judged(ready, options))


class Clause:
    """One clause of a policy: its own words, and what they mean in plain English."""

    def __init__(self, files: Sequence[ast.File], of: Form | Unjudged) -> None:
        self._files, self._of = files, of

    @property
    def id(self) -> str:
        """The name of the clause; one that was given none is called by its first words."""
        return self._of.meta.id

    @property
    def title(self) -> str | None:
        """The title of the clause, where it has one."""
        return self._of.meta.title

    @property
    def sentence(self) -> str:
        """The promise as it is written, in one line."""
        return self._of.meta.sentence

    @property
    def english(self) -> str:
        """The promise in plain English."""
        return self._of.meta.english

    @property
    def form(self) -> str:
        """`duty` (one verdict a subject) or `measure` (one verdict a period and group)."""
        return self._of.form if isinstance(self._of, Unjudged) else form_name(self._of)

    def __repr__(self) -> str:
        return f"<Clause {self.id}: {self.sentence}>"

    @within_the_stack
    def expr(self, schema: Mapping[str, Any] | None = None, *, as_of: AsOf) -> pl.Expr:
        """The verdict of a duty for a row, as an expression for any polars query of your own.

        It is a String: `met`, `late`, `missed`, `breached`, `pending`, `unknown`, `excluded`; null where the row is no
        instance of the promise. `schema` is that of the frame (`frame.schema` or `lazy.collect_schema()`): columns
        are found as in `Policy.check`, and instants may be aware or naive datetimes (naive ones are local times of
        the policy's zone) or dates. Without it columns have their standard names, or the headers that the policy
        maps, and instants are aware datetimes. Raises `UsageError` for a measure, and for a duty that reads child
        rows: those are no verdict of a single row (see `Policy.plan`); `DataError` for a column that does not fit.
        """
        from sla_dsl.api.native import verdict_of

        return verdict_of(self._files, self.id, schema, as_of)


def load(*paths: str | Path) -> Policy:
    """The policy in some files, read together as one; a folder stands for the files in it that end in `.sla`.

    Raises `PolicyError` with every mistake found, and `UsageError` when a file is not there.
    """
    names = [name for path in paths for name in (policies_in(path) if Path(path).is_dir() else (path,))]
    if not names:
        raise UsageError(Diagnostic("SLA503", "no policy was named", hint="name a file that ends in `.sla`"))
    return Policy([read_source(name) for name in names])


def _in_order(checked: CheckedPolicy) -> list[Form | Unjudged]:
    return sorted((*checked.forms, *checked.unjudged), key=lambda of: of.meta.position)


def _by_name(tables: object) -> Tables:
    if not isinstance(tables, Mapping):
        hint = 'give each table by its name in the policy: `{"leads": "leads.csv"}`'
        raise UsageError(Diagnostic("SLA508", "what was given does not say which table it is", hint=hint))
    return tables


def _options(
    as_of: AsOf | None, only: Sequence[str], max_evidence: int, on_duplicates: str, engine: str,
    day_first: bool | None, nulls: Sequence[str],
) -> Options:  # fmt: skip
    from sla_dsl.data.tables import ReadOptions
    from sla_dsl.ready import Options

    return Options(
        as_of=as_of,
        only=(only,) if isinstance(only, str) else tuple(only),
        max_evidence=max_evidence,
        on_duplicates=on_duplicates,
        engine=engine,
        read=ReadOptions(day_first=day_first, nulls=(nulls,) if isinstance(nulls, str) else tuple(nulls)),
    )
