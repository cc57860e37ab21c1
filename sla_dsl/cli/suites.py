"""What `sla test` runs: policies and their test files, each read as a policy of its own, and every test of theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sla_dsl.bases import TEST_FILE, declared, own
from sla_dsl.check import instances_of, judged, report_of
from sla_dsl.cli.config import NAME
from sla_dsl.cli.given import settings_of
from sla_dsl.compile.zone import to_instant
from sla_dsl.lang import ast
from sla_dsl.model.forms import Form
from sla_dsl.policy import bound, files_in, parse_all, read_source
from sla_dsl.ready import Options, Prepared, get_ready
from sla_dsl.testing import coverage, expected, given
from sla_dsl.text.diagnostic import DataError, Diagnostic, Level, PolicyError, UsageError
from sla_dsl.text.record import record
from sla_dsl.text.source import Source

if TYPE_CHECKING:
    from sla_dsl.findings.models import ClauseSummary

ClauseAt = tuple[str, int, str]
"""What tells clauses apart in all suites: file, line and id."""


@record
class Suite:
    """The files of one policy, its bases first, the clauses they make, and the tests of its own files."""

    files: tuple[ast.File, ...]
    forms: tuple[Form, ...]
    tests: tuple[tuple[ast.Test, Source], ...]


@record
class Ran:
    """One test that was run, or the trouble that kept it from running.

    `clauses` and `forms` are those that it speaks of, by id; `shown` are the points of `coverage` that it shows.
    """

    test: ast.Test
    source: Source
    zone: ZoneInfo
    trouble: tuple[Diagnostic, ...] = ()
    outcomes: tuple[expected.Outcome, ...] = ()
    clauses: Mapping[str, ClauseSummary] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    shown: frozenset[tuple[ClauseAt, str]] = frozenset()


def suites(named: Sequence[str]) -> tuple[Suite, ...]:
    """The suites of what was named; see `_policies`. Raises `PolicyError` with the mistakes of all of them."""
    found: list[Suite] = []
    mistakes: dict[tuple[object, ...], Diagnostic] = {}
    for names in _policies(named):
        try:
            files = parse_all([read_source(name) for name in names])
            found.append(Suite(files, bound(files)[0].forms, _tests(files)))
        except PolicyError as error:
            wrong = (d for d in error.diagnostics if d.level is Level.ERROR)
            mistakes |= {(d.code, d.source and d.source.name, d.span, d.message): d for d in wrong}
    if mistakes:
        raise PolicyError(tuple(mistakes.values()))
    return tuple(found)


def _tests(files: Sequence[ast.File]) -> tuple[tuple[ast.Test, Source], ...]:
    return tuple((s, f.source) for f in own(files) for s in f.statements if isinstance(s, ast.Test))


def _policies(named: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The files of every policy to be tested.

    What was named, or the folder's policy, is one, and every test file is one by itself: those that were named, those
    of the folder, and those that stand beside a policy and have its name.
    """
    folders = [name for name in named or (".",) if Path(name).is_dir()]
    there = files_in(folders[0]) if len(folders) == 1 and len(named) < 2 else named
    tests = [name for name in there if name.endswith(TEST_FILE)]
    policies: tuple[str, ...] = tuple(name for name in there if not name.endswith(TEST_FILE))
    if folders and (policies or (Path(folders[0]) / NAME).is_file()):
        policies = settings_of(named).policies
    if policies:
        yield policies
    beside = [str(Path(name).with_suffix("")) + TEST_FILE for name in policies]
    unique = {Path(name).resolve(): name for name in (*tests, *(name for name in beside if Path(name).is_file()))}
    yield from ((name,) for name in unique.values())


def run(suite: Suite, test: ast.Test, source: Source) -> Ran:
    """Judges the clauses that a test speaks of on the tables it gives."""
    only = given.clauses(test)
    policy, _ = bound(suite.files, None, only)
    zone = ZoneInfo(policy.timezone)
    as_of = None if test.as_of is None else _instant(test.as_of)
    options = Options(as_of=as_of, only=only, digests=False)
    try:
        ready = get_ready(suite.files, given.tables(test, policy, declared(suite.files)), options)
        results = judged(ready, options)
        report = report_of(suite.files, ready, results, options)
        instances = {name: frame.collect() for name, frame in instances_of(ready, results).items()}
    except (DataError, UsageError) as error:
        return Ran(test, source, zone, error.diagnostics)
    clauses = {clause.id: clause for clause in report.clauses}
    shown = {
        (clause_at(form), point.name)
        for form in ready.policy.forms
        for seen in [_seen(ready, form, instances[form.meta.id].rows(named=True))]
        for point in coverage.points(form)
        if point.shows(seen)
    }
    forms = {form.meta.id: form for form in ready.policy.forms}
    outcomes = expected.outcomes(test, clauses, instances, zone)
    return Ran(test, source, zone, (), outcomes, clauses, forms, frozenset(shown))


def clause_at(form: Form) -> ClauseAt:
    """The place and name of a clause."""
    return form.meta.file, form.meta.line, form.meta.id


def _seen(ready: Prepared, form: Form, rows: Sequence[coverage.Row]) -> coverage.Seen:
    """What a test shows of a clause."""
    table = form.population.table
    there = {c.name for c in ready.policy.tables[table].columns if c.header is not None}
    columns = sorted(coverage.columns(form) & there)
    frame = ready.engine.collect(ready.frames[table].select(columns)) if columns else None
    values = {} if frame is None else {c: frozenset(_exact(v) for v in frame[c].drop_nulls()) for c in columns}
    return coverage.Seen(rows, values, to_instant(ready.as_of))


def _exact(value: int | float) -> Fraction:
    """A number as its shortest decimals say it."""
    return Fraction(str(value))


def _instant(date: ast.Date) -> str:
    return date.day.isoformat() if date.time is None else f"{date.day.isoformat()}T{date.time.isoformat()}"
