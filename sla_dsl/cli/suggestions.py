"""What may come next in a command line that is being typed; file names are left to the shell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import click
from click.core import ParameterSource

from sla_dsl.cli.app import sla
from sla_dsl.cli.help import HELP_NAMES
from sla_dsl.cli.shape import OneOf
from sla_dsl.reports.registry import NAMES
from sla_dsl.text.diagnostic import Told

_PARTING = ("=", ":")
"""Signs at which bash parts what is one word to us."""


def suggestions(words: Sequence[str]) -> list[str]:
    """What may stand in the place of the last word, which is as far as it is typed; no names of files."""
    *before, typed = _whole(words) or [""]
    if not before:
        return _beginning(typed, [entry.name for entry in sla.commands] if typed[:1] != "-" else _program_options())
    if not any(before[0] == entry.name for entry in sla.commands):
        return []
    name, *given = before
    command = sla.command(name)
    waiting = _waiting(command, given)
    # An option without its value would keep the rest from being read.
    context = command.make_context(f"sla {name}", given[: len(given) - bool(waiting)], resilient_parsing=True)
    if waiting is not None:
        return _beginning(typed, _values(waiting, context))
    if typed.startswith("-") and "--" not in given:
        return _of_option(typed, command, context)
    argument = _argument(command, context)
    return [] if argument is None else _beginning(typed, _values(argument, context))


def _of_option(typed: str, command: click.Command, context: click.Context) -> list[str]:
    """The options that begin so, or behind `=` the values of one."""
    name, equals, value = typed.partition("=")
    if not equals:
        return _beginning(typed, _options(command, context))
    found = _option(command, name)
    return [] if found is None else [f"{name}={v}" for v in _beginning(value, _values(found, context))]


def _whole(words: Sequence[str]) -> list[str]:
    """The words as the program will be given them: `--format`, `=`, `json` are one, and so are `sarif`, `:`, `a`."""
    out: list[str] = []
    parted = False
    for word in words:
        if out and (parted or word in _PARTING):
            out[-1] += word
        else:
            out.append(word)
        parted = word in _PARTING
    return out


def _beginning(typed: str, words: Iterable[str]) -> list[str]:
    # `sarif:` is whole, and what follows is the name of a file.
    return [word for word in words if word.startswith(typed) and not (word == typed and word.endswith(":"))]


def _program_options() -> list[str]:
    return [HELP_NAMES[-1], "--version"]


def _options(command: click.Command, context: click.Context) -> list[str]:
    """The long names of all options that are shown in the help."""
    shown = [p for p in command.get_params(context) if isinstance(p, click.Option) and not p.hidden]
    return [name for p in shown for name in (*p.opts, *p.secondary_opts) if name.startswith("--")]


def _option(command: click.Command, name: str) -> click.Option | None:
    options = (p for p in command.params if isinstance(p, click.Option))
    return next((p for p in options if name in p.opts), None)


def _waiting(command: click.Command, given: Sequence[str]) -> click.Option | None:
    """The option at the end that still wants its value."""
    found = _option(command, given[-1]) if given else None
    return None if found is None or found.is_flag or "--" in given[:-1] else found


def _argument(command: click.Command, context: click.Context) -> click.Argument | None:
    """The argument that comes next: the first that has no value yet, or takes many."""
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    return next((p for p in arguments if p.nargs != 1 or not _given(p, context)), None)


def _given(parameter: click.Parameter, context: click.Context) -> bool:
    """Whether a value stands in the command line already."""
    return context.get_parameter_source(parameter.name or "") is ParameterSource.COMMANDLINE


def _values(parameter: click.Parameter, context: click.Context) -> list[str]:
    """The values of an option or argument that is no file: words of a set, or what its name in the help stands for."""
    if isinstance(parameter.type, OneOf):
        return list(parameter.type.words)
    shown = parameter.make_metavar(context)
    if "CLAUSE" in shown:
        return _clauses(context.params)
    if "CODE" in shown:
        from sla_dsl.text.catalogue import codes

        return list(codes())
    if shown == "FORMAT:FILE":
        return [f"{name}:" for name in NAMES]
    words = shown.strip("[]").split("|")
    return words if len(words) > 1 and shown.islower() else []


def _clauses(params: dict[str, Any]) -> list[str]:
    """The ids of the clauses of the policy that is named, or of this folder's; none where it can not be read."""
    from sla_dsl.bind.meta import ids_of
    from sla_dsl.cli.given import settings_of
    from sla_dsl.lang.ast import Clause
    from sla_dsl.policy import parse_all, read_source

    try:
        settings = settings_of(params.get("policy") or params.get("what") or ())
        files = parse_all([read_source(name) for name in settings.policies])
    except Told:
        return []
    return ids_of([s for file in files for s in file.statements if isinstance(s, Clause)])
