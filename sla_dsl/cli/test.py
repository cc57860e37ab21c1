"""`sla test`: the `test` blocks of a policy, run, and what they found against what they expect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.shape import Command, option
from sla_dsl.cli.targets import settings_of

if TYPE_CHECKING:
    from sla_dsl.lang import ast
    from sla_dsl.testing.expected import Outcome

EXAMPLES = (
    ("the tests in this folder's policy", "sla test"),
    ("those of one policy, and what no test has shown", "sla test policy.sla --coverage"),
)


@click.command(cls=Command, name="test", short_help="Run the test blocks of a policy.", examples=EXAMPLES)
@click.argument("policy", nargs=-1, metavar="[POLICY]...")
@option("--coverage", is_flag=True, group="Report", help="Say which verdicts of which clause no test has shown.")
def command(policy: tuple[str, ...], coverage: bool) -> int:
    """Run the `test` blocks of the POLICY files, or of what the folder's sla.toml names.

    Ends with 1 when an expectation does not hold, with 2 when there is no test.
    """
    from sla_dsl.bases import own
    from sla_dsl.lang import ast
    from sla_dsl.policy import parse_all, read_source
    from sla_dsl.text.diagnostic import Diagnostic, UsageError

    files = parse_all([read_source(name) for name in settings_of(policy).policies])
    policy_files = own(files)
    tests = [s for f in policy_files for s in f.statements if isinstance(s, ast.Test)]
    if not tests:
        names = ", ".join(f"`{f.source.name}`" for f in policy_files)
        raise UsageError(Diagnostic("SLA514", f"there is no test in {names}", hint="`sla explain SLA514` shows one"))
    seen: Counter[tuple[str, str]] = Counter()
    found = [o for test in tests for o in _run(files, test, seen)]
    _tell(found, len(tests))
    if coverage:
        _tell_coverage(files, seen)
    return int(not all(o.holds for o in found))


def _run(files: Sequence[ast.File], test: ast.Test, seen: Counter[tuple[str, str]]) -> list[Outcome]:
    """The outcomes of one test; `seen` counts the verdicts it has shown."""
    from sla_dsl.bases import declared
    from sla_dsl.check import Options, get_ready, instances_of, judged, report_of
    from sla_dsl.policy import bound
    from sla_dsl.testing import expected, given

    only = given.clauses(test)
    policy, _ = bound(files, None, only)
    as_of = None if test.as_of is None else _instant(test.as_of)
    options = Options(as_of=as_of, only=only, digests=False)
    ready = get_ready(files, given.tables(test, policy, declared(files)), options)
    results = judged(ready, options)
    report = report_of(files, ready, results, options)
    instances = {name: frame.collect() for name, frame in instances_of(ready, results).items()}
    for clause, frame in instances.items():
        seen.update((clause, verdict) for verdict in frame["verdict"])
    return expected.outcomes(test, {c.id: c.verdict.value for c in report.clauses}, instances)


def _instant(date: ast.Date) -> str:
    return date.day.isoformat() if date.time is None else f"{date.day.isoformat()}T{date.time.isoformat()}"


def _tell(found: Sequence[Outcome], tests: int) -> None:
    for o in found:
        if not o.holds:
            terminal.out(f"✗ {o.test}\n    expected {o.said}\n    found    {o.found}\n")
    failed = len([o for o in found if not o.holds])
    words = "test" if tests == 1 else "tests"
    held = f"{len(found) - failed} of {len(found)} expectations hold"
    terminal.out(f"{'✗' if failed else '✓'} {tests} {words}: {held}\n")


def _tell_coverage(files: Sequence[ast.File], seen: Counter[tuple[str, str]]) -> None:
    """The verdicts that a clause can have and no test has shown."""
    from sla_dsl.findings.models import Verdict
    from sla_dsl.policy import bound

    policy, _ = bound(files)
    for form in policy.forms:
        words = {w for (clause, w) in seen if clause == form.meta.id}
        breached = any(Verdict(w).is_breach for w in words)
        missing = [w for w, shown in (("met", Verdict.MET in words), ("breached", breached)) if not shown]
        told = "never " + " and never ".join(missing) if missing else "met and breached"
        terminal.out(f"  {form.meta.id}: {told}\n")
