"""`sla` itself: the list of its commands, none of which is imported before it is asked for, and its own help."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from sla_dsl._version import __version__
from sla_dsl.cli import terminal
from sla_dsl.cli.help import HELP_NAMES, Examples, definitions, examples_text
from sla_dsl.cli.outcome import WRONG_USE, conclude

if TYPE_CHECKING:
    import click


class Entry(NamedTuple):
    """One command: its module in this room holds it as `command`."""

    name: str
    summary: str


COMMANDS: tuple[Entry, ...] = (
    Entry("check", "Check a policy, against data where there is some."),
    Entry("test", "Run the tests of a policy."),
    Entry("fmt", "Write policies in the one layout."),
    Entry("lint", "Find what is valid in a policy and hardly meant."),
    Entry("explain", "Explain a code, a clause, or one subject's verdict."),
    Entry("review", "Write the pack for a review of the agreement."),
    Entry("diff", "Compare two policies by what they mean."),
    Entry("log", "Show how a clause came to say what it says."),
    Entry("blame", "Show which commit changed each clause last."),
    Entry("git-driver", "Make `git diff` show what policies mean."),
    Entry("whatif", "Try other limits, targets or shares of a clause."),
    Entry("targets", "Work out the volume that a revenue goal takes."),
    Entry("inspect", "Tell what is in an export."),
    Entry("init", "Begin an agreement over an export."),
    Entry("schema", "Print the JSON Schema of findings, a diff, lint or inspect."),
    Entry("completion", "Let a shell complete commands, options and clauses."),
)

EXAMPLES = (
    ("what the policy in this folder says about its data", "sla check"),
    ("one policy, one export", "sla check policy.sla --data leads=leads.csv"),
    ("what a code means", "sla explain SLA501"),
)

_VERSION = "--version"
_OPTIONS = (
    Entry(_VERSION, "Show the version."),
    Entry(", ".join(HELP_NAMES), "Show this message and exit."),
)


class Program(NamedTuple):
    """A first word that names the command: all that is done with it takes no reader of options, which takes time."""

    about: str
    commands: Sequence[Entry]
    examples: Examples

    def run(self, args: Sequence[str]) -> int:
        """The exit code of a command line; whatever happens is said in words, never raised."""
        return conclude(lambda: self._run(*args))

    def help(self) -> str:
        """What `sla --help` shows, at most 80 columns wide."""
        parts = (
            "Usage: sla COMMAND [ARGUMENTS]...",
            f"  {self.about}",
            f"Commands:\n{definitions(self.commands)}",
            f"Options:\n{definitions(_OPTIONS)}",
            f"Examples:\n{examples_text(self.examples, '  ')}",
        )
        return "\n\n".join(parts)

    def command(self, name: str) -> click.Command:
        """The command of a name among `commands`."""
        found: click.Command = import_module(f"sla_dsl.cli.{name.replace('-', '_')}").command
        return found

    def _run(self, word: str | None = None, *rest: str) -> int:
        if word is None:
            # A call that checks nothing must not end like one in which everything is met.
            terminal.err(f"{self.help()}\n")
            return WRONG_USE
        if word == _VERSION:
            terminal.out(f"sla {__version__}\n")
        elif word in HELP_NAMES:
            terminal.out(f"{self.help()}\n")
        elif any(word == entry.name for entry in self.commands):
            command = self.command(word)
            with command.make_context(f"sla {word}", list(rest)) as context:
                return int(command.invoke(context) or 0)
        else:
            raise _unknown(word, [entry.name for entry in self.commands])
        return 0


def _unknown(word: str, commands: Sequence[str]) -> Exception:
    from sla_dsl.text.diagnostic import Diagnostic, UsageError
    from sla_dsl.text.spell import nearest

    if word.startswith("-") and word != "-":
        what, names = "option", [_VERSION, HELP_NAMES[-1]]
        hint = "`sla --help` shows what there is"
    else:
        what, names = "command", [*commands]
        hint = f"the commands are {', '.join(f'`{n}`' for n in names)}"
    meant = f"sla check {word}" if word.endswith(".sla") else nearest(word, names)
    if meant:
        hint = f"did you mean `{meant}`?"
    return UsageError(Diagnostic("SLA510", f"there is no {what} `{word}`", hint=hint))


sla = Program("Check the agreement between marketing and sales against your data.", COMMANDS, EXAMPLES)
