"""`sla git-driver`: makes `git diff` and `git log -p` show what policies mean, and is what git asks for it."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.files import write_text
from sla_dsl.cli.shape import Command, option

EXAMPLES = (
    ("from now on `git diff` shows meaning in this repository", "sla git-driver"),
    ("and no longer", "sla git-driver --remove"),
    ("what git shows of a policy", "sla git-driver policy.sla"),
)
_KEY = "diff.sla.textconv"
_LINE = "*.sla diff=sla"


@click.command(cls=Command, name="git-driver", short_help="Make `git diff` show what policies mean.", examples=EXAMPLES)
@click.argument("policy", required=False, metavar="[POLICY]")
@option("--remove", is_flag=True, group="What", help="Let git show the text of policies again.")
def command(policy: str | None, remove: bool) -> int:
    """Set up git, in the repository of this folder, to show what policies mean in the place of their text.

    Only this clone is set up: a line in its own attributes, and one in its configuration. With POLICY its meaning is
    printed, in an order that does not depend on how it is written; that is what git then asks for. A policy that can
    not be checked by itself is shown in the one layout, and one that does not parse as it is.
    """
    if policy is not None:
        terminal.out(_meaning(policy))
        return 0
    from sla_dsl.review.git import Repository

    repository = Repository.around(Path())
    attributes = repository.own("info/attributes")
    lines = attributes.read_text(encoding="utf-8").splitlines() if attributes.exists() else []
    kept = [line for line in lines if line != _LINE]
    if not remove:
        repository.ask("config", "--local", _KEY, _program())
        kept.append(_LINE)
    elif lines != kept:
        repository.ask("config", "--local", "--remove-section", "diff.sla")
    attributes.parent.mkdir(parents=True, exist_ok=True)
    write_text(attributes, "".join(f"{line}\n" for line in kept))
    told = (
        "git shows the text of policies again"
        if remove
        else "git shows what policies mean; `sla git-driver --remove` ends it"
    )
    terminal.out(f"{told}\n")
    return 0


def _program() -> str:
    """What git is to call; `sla`, where the shell finds it."""
    words = ["sla"] if shutil.which("sla") else [sys.executable, "-m", "sla_dsl"]
    return shlex.join([*words, "git-driver"])


def _meaning(policy: str) -> str:
    from sla_dsl.lang.printer import formatted
    from sla_dsl.policy import bound, parse_all, read_source
    from sla_dsl.review.say.portrait import portrait
    from sla_dsl.text.diagnostic import PolicyError

    source = read_source(policy)
    try:
        return portrait(bound(parse_all([source]))[0])
    except PolicyError:
        pass
    try:
        return formatted(source)
    except PolicyError:
        return source.text
