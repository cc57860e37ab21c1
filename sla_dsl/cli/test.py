"""`sla test`: the tests of policies, run, and what they found against what they expect."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.shape import Command, option

if TYPE_CHECKING:
    from sla_dsl.cli.suites import Suite

EXAMPLES = (
    ("the tests of this folder", "sla test"),
    ("those of one policy, and what no test has shown", "sla test policy.sla --coverage"),
    ("again whenever a policy or a test changes", "sla test --watch"),
)


@click.command(cls=Command, name="test", short_help="Run the tests of a policy.", examples=EXAMPLES)
@click.argument("policy", nargs=-1, metavar="[POLICY]...")
@option(
    "--coverage",
    is_flag=True,
    group="Report",
    help="Say what no test has shown of a clause: met, breached, and both sides of every edge.",
)
@option("--watch", is_flag=True, group="Mode", help="Run again whenever a policy or a test changes; Ctrl-C ends it.")
def command(policy: tuple[str, ...], coverage: bool, watch: bool) -> int:
    """Run the `test` blocks of POLICY: one or more `.sla` files, read together, or a folder, whose `sla.toml` names its
    policy. Without POLICY it is the current folder.

    A file `NAME_test.sla` holds tests too: it is a policy by itself, and begins with `use "NAME.sla"`. Run are those
    that are named, those of the folder, and those that stand beside a policy and have its name.

    Ends with 1 when an expectation does not hold, with 2 when there is no test.
    """
    at_hand: list[Suite] = []

    def run() -> int:
        from sla_dsl.cli.suites import suites

        at_hand[:] = suites(policy)
        return _run(at_hand, coverage)

    if not watch:
        return run()
    from sla_dsl.cli.watch import again_and_again

    return again_and_again(run, lambda: _folders(policy, at_hand))


def _run(suites: Sequence[Suite], coverage: bool) -> int:
    from sla_dsl.bases import own
    from sla_dsl.cli.suites import run
    from sla_dsl.cli.tested import not_shown, passed, told
    from sla_dsl.text.diagnostic import Diagnostic, UsageError

    ran = [run(suite, test, source) for suite in suites for test, source in suite.tests]
    if not ran:
        names = ", ".join(f"`{f.source.name}`" for suite in suites for f in own(suite.files))
        raise UsageError(Diagnostic("SLA514", f"there is no test in {names}", hint="`sla explain SLA514` shows one"))
    width = terminal.width_of(sys.stdout)
    terminal.out(told(ran, width))
    if coverage:
        terminal.out("\n" + not_shown(ran, suites, width))
    return int(not passed(ran))


def _folders(named: Sequence[str], suites: Sequence[Suite]) -> frozenset[Path]:
    """The folders of all that was named, and of all that it uses."""
    paths = [f.source.path for suite in suites for f in suite.files if f.source.path is not None]
    paths += [path / "sla.toml" if path.is_dir() else path for path in map(Path, named or (".",))]
    return frozenset(path.parent for path in paths)
