"""`sla completion`: what makes a shell complete the words of a command line."""

from __future__ import annotations

from importlib import resources

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.shape import Command, WholeNumber, option
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.sets import not_one_of

SHELLS = ("bash", "zsh", "fish")
EXAMPLES = (
    ("in this bash, and with this line in ~/.bashrc in every one", 'eval "$(sla completion bash)"'),
    ("in zsh, in ~/.zshrc", 'eval "$(sla completion zsh)"'),
    ("in fish", "sla completion fish > ~/.config/fish/completions/sla.fish"),
)


@click.command(
    cls=Command, name="completion", short_help="Let a shell complete commands, options and clauses.", examples=EXAMPLES
)
@click.argument("words", nargs=-1, metavar="|".join(SHELLS))
@option("--suggest", type=WholeNumber(0), hidden=True, group="Mode", help="What may stand at this place of the words.")
def command(words: tuple[str, ...], suggest: int | None) -> int:
    """Print the script that makes a shell complete the words of `sla`: commands, options and their values, ids of
    clauses, and the names of files.
    """
    if suggest is not None:
        from sla_dsl.cli.suggestions import suggestions

        terminal.out("".join(f"{word}\n" for word in suggestions(words[1 : suggest + 1])))
        return 0
    if len(words) != 1:
        message = "a shell is missing" if not words else "one shell is named at a time"
        raise UsageError(Diagnostic("SLA510", message, hint=f"write `sla completion {SHELLS[0]}`"))
    if words[0] not in SHELLS:
        raise UsageError(not_one_of("shell", words[0], SHELLS))
    terminal.out(resources.files("sla_dsl.cli").joinpath(f"shells/sla.{words[0]}").read_text(encoding="utf-8"))
    return 0
