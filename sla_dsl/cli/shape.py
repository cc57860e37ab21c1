"""How commands look: options in groups, examples at the end, and values whose mistakes are said in our own words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from sla_dsl.cli import terminal
from sla_dsl.cli.help import HELP_NAMES, Examples, examples_text
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.sets import not_one_of


class Option(click.Option):
    """An option with the heading it stands under in the help."""

    def __init__(self, *args: Any, group: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group


class Command(click.Command):
    """A command whose help has its options in groups and ends in examples."""

    def __init__(self, *args: Any, examples: Examples = (), **kwargs: Any) -> None:
        super().__init__(*args, **{"context_settings": {"help_option_names": list(HELP_NAMES)}, **kwargs})
        self.examples = examples

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # so that the hint names this command's help
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found is not None:
            found.callback = _show_help
        return found

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        # The arguments are told of in the text above, and `--help` comes last.
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        for param in sorted(options, key=lambda option: not isinstance(option, Option)):
            record = param.get_help_record(ctx)
            if record is not None:
                groups.setdefault(param.group if isinstance(param, Option) else "Help", []).append(record)
        for heading, records in groups.items():
            with formatter.section(heading):
                formatter.write_dl(records)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.examples:
            with formatter.section("Examples"):
                formatter.write(examples_text(self.examples, " " * formatter.current_indent) + "\n")


def _show_help(ctx: click.Context, param: click.Parameter, asked: bool) -> None:
    """Writes the help as everything else is written: what can not be written is said in words."""
    if asked and not ctx.resilient_parsing:
        terminal.out(f"{ctx.get_help()}\n")
        ctx.exit()


def option(*names: str, group: str, **kwargs: Any) -> Callable[[Any], Any]:
    """`click.option` with a group."""
    return click.option(*names, cls=Option, group=group, **kwargs)


class OneOf(click.ParamType):  # type: ignore[type-arg]  # generic in some versions only
    """One word of a small set; `what` is the set's name in messages: `format`."""

    name = "word"

    def __init__(self, what: str, words: Sequence[str]) -> None:
        self.what, self.words = what, tuple(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return "|".join(self.words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value in self.words:
            return str(value)
        raise UsageError(not_one_of(self.what, str(value), self.words))


class WholeNumber(click.ParamType):  # type: ignore[type-arg]  # generic in some versions only
    """A whole number that is at least `least`."""

    name = "number"

    def __init__(self, least: int) -> None:
        self.least = least

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        if str(value).isdecimal() and len(str(value)) < 12 and int(value) >= self.least:
            return int(value)
        option = f"`{param.opts[0]}`" if param is not None else "this"
        hint = f"write a whole number, {self.least} or more"
        raise UsageError(Diagnostic("SLA506", f"`{value}` is no value for {option}", hint=hint))


class TableFile(click.ParamType):  # type: ignore[type-arg]  # generic in some versions only
    """`TABLE=FILE` as a pair."""

    name = "table"

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        return "TABLE=FILE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        table, equals, path = str(value).partition("=")
        if not (table.strip() and equals and path):
            hint = f"write `--data leads={path or table or 'leads.csv'}`"
            raise UsageError(Diagnostic("SLA508", f"`{value}` is not of the form `TABLE=FILE`", hint=hint))
        return table.strip(), path
