"""How a run ends: everything that can happen becomes a few words on stderr and one exit code."""

from __future__ import annotations

import os
from collections.abc import Callable
from errno import EACCES, ENAMETOOLONG, EPERM
from typing import TYPE_CHECKING

from sla_dsl._version import __version__
from sla_dsl.cli import terminal

if TYPE_CHECKING:
    import click

    from sla_dsl.text.diagnostic import Diagnostic

WRONG_USE = 2
WRONG_POLICY = 3
WRONG_DATA = 4
OUR_MISTAKE = 101
INTERRUPTED = 130
PIPE_CLOSED = 141
"""As for a program that the signal of a closed pipe has ended."""
_OUT_OF_REACH = (EACCES, EPERM, ENAMETOOLONG)


def conclude(work: Callable[[], int]) -> int:
    """The exit code of `work`, and on stderr what went wrong with it."""
    terminal.speak_utf8()
    try:
        code = work()
        terminal.flush()
        return code
    except KeyboardInterrupt:
        terminal.err("interrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        terminal.err("")  # takes away what was drawn
        terminal.mute()
        return PIPE_CLOSED
    except SystemExit:
        raise
    except BaseException as error:  # also a panic of a compiled library, which is no Exception
        return _wrong(error)


def _wrong(error: BaseException) -> int:
    """Says what an exception means, and gives its exit code."""
    # Imported here: a run without a mistake need not know how mistakes are told.
    import click

    from sla_dsl.text.deep import TOO_DEEP
    from sla_dsl.text.diagnostic import DataError, PolicyError, Told

    diagnostics: tuple[Diagnostic, ...]
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case click.exceptions.Abort():
            return INTERRUPTED
        case click.ClickException():
            diagnostics, code = (_of_click(error),), WRONG_USE
        case Told():
            diagnostics = error.diagnostics
            code = {PolicyError: WRONG_POLICY, DataError: WRONG_DATA}.get(type(error), WRONG_USE)
        case OSError(filename=str() as name) if error.errno in _OUT_OF_REACH:
            diagnostics, code = (_out_of_reach(name, error),), WRONG_USE
        case RecursionError():
            _show_where(error)
            diagnostics, code = (TOO_DEEP,), WRONG_POLICY
        case _:
            diagnostics, code = (_our_mistake(error),), OUR_MISTAKE
    terminal.say(diagnostics)
    return code


def _out_of_reach(name: str, error: OSError) -> Diagnostic:
    """What a path comes to that may not even be looked at."""
    from sla_dsl.text.diagnostic import Diagnostic
    from sla_dsl.text.render import visible

    hint = (
        "its name is too long" if error.errno == ENAMETOOLONG else "its permissions, or those of its folder, forbid it"
    )
    return Diagnostic("SLA578", f"`{visible(name)}` can not be opened", hint=hint)


def _show_where(error: BaseException) -> None:
    if os.environ.get("SLA_DEBUG") == "1":
        import traceback

        terminal.err("".join(traceback.format_exception(error)))


def _our_mistake(error: BaseException) -> Diagnostic:
    import platform

    from sla_dsl.text.diagnostic import Diagnostic

    _show_where(error)
    return Diagnostic(
        "SLA901",
        "this is a mistake of ours, and no verdict of this run counts",
        hint="please report it with the policy and a few rows that show it; `SLA_DEBUG=1` shows where it happened",
        notes=(f"sla {__version__}, Python {platform.python_version()}, {platform.system()}",),
    )


def _of_click(error: click.ClickException) -> Diagnostic:
    """What the reader of the arguments has to say, in our words."""
    import click

    from sla_dsl.text.diagnostic import Diagnostic

    match error:
        case click.NoSuchOption():
            meant = error.possibilities
            return Diagnostic(
                "SLA510",
                f"there is no option `{error.option_name}`",
                hint=f"did you mean {' or '.join(f'`{m}`' for m in meant)}?" if meant else _help(error),
            )
        case click.BadOptionUsage():
            needs = "needs a value" if "requires" in error.message else "takes no value"
            return Diagnostic("SLA510", f"`{error.option_name}` {needs}", hint=_help(error))
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else "an argument"
            return Diagnostic("SLA510", f"`{name}` is missing", hint=_help(error))
        case _:
            said = error.format_message().rstrip(".")
            return Diagnostic("SLA510", said[:1].lower() + said[1:], hint=_help(error))


def _help(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"`{context.command_path if context else 'sla'} --help` shows what there is"
