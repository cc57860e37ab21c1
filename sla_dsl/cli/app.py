"""`sla` itself: the list of its commands, none of which is imported before it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

import click

from sla_dsl._version import __version__
from sla_dsl.cli.help import HELP_NAMES, write_examples
from sla_dsl.cli.outcome import conclude


class Entry(NamedTuple):
    """One command: its module in this room holds it as `command`."""

    name: str
    summary: str


COMMANDS: tuple[Entry, ...] = (
    Entry("check", "Check a policy, against data where there is some."),
    Entry("test", "Run the test blocks of a policy."),
    Entry("fmt", "Write policies in the one layout."),
    Entry("explain", "Show the page of a diagnostic's code."),
    Entry("schema", "Print the JSON Schema of the findings."),
)

EXAMPLES = (
    ("what the policy in this folder says about its data", "sla check"),
    ("one policy, one export", "sla check policy.sla --data leads=leads.csv"),
    ("what a code means", "sla explain SLA501"),
)


class Sla(click.Group):
    """The group of all commands; its exit codes are those of `outcome`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [entry.name for entry in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"sla_dsl.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        names = self.list_commands(ctx)
        if args[0] not in names:
            raise _no_command(args[0], names)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, entry.summary) for entry in COMMANDS])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_examples(formatter, EXAMPLES)

    def run(self, args: Sequence[str], prog_name: str = "sla") -> int:
        """The exit code of a command line; whatever happens is said in words, never raised."""
        return conclude(lambda: self._run(list(args), prog_name))

    def _run(self, args: list[str], prog_name: str) -> int:
        with self.make_context(prog_name, args) as ctx:
            if not args:
                # A call that checks nothing must not end like one in which everything is met.
                click.echo(self.get_help(ctx), err=True)
                return 2
            return int(self.invoke(ctx) or 0)


def _no_command(word: str, names: Sequence[str]) -> Exception:
    from sla_dsl.text.diagnostic import Diagnostic, UsageError
    from sla_dsl.text.spell import nearest

    meant = nearest(word, names)
    hint = f"did you mean `{meant}`?" if meant else f"the commands are {', '.join(f'`{n}`' for n in names)}"
    if word.endswith(".sla"):
        hint = f"did you mean `sla check {word}`?"
    return UsageError(Diagnostic("SLA510", f"there is no command `{word}`", hint=hint))


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"sla {__version__}")
        ctx.exit()


sla = Sla(
    name="sla",
    help="Check the agreement between marketing and sales against your data.",
    no_args_is_help=False,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGUMENTS]...",
    options_metavar="",
    context_settings=HELP_NAMES,
    params=[
        click.Option(
            ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version."
        )
    ],
)
