"""`--watch`: the same again whenever a policy of the folders at hand changes, until somebody ends it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Set
from contextlib import suppress
from pathlib import Path

from sla_dsl.cli import terminal
from sla_dsl.cli.config import NAME
from sla_dsl.cli.outcome import INTERRUPTED, OUR_MISTAKE, PIPE_CLOSED, conclude
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.render import visible

_ENDS = (INTERRUPTED, OUR_MISTAKE, PIPE_CLOSED)


def again_and_again(run: Callable[[], int], folders: Callable[[], Set[Path]]) -> int:
    """Runs once, and again after every change in the `folders`, which are asked for after each run.

    The exit code is the last run's: being interrupted is how this ends. Raises `UsageError` when `watchfiles` is not
    installed.
    """
    try:
        import watchfiles  # noqa: F401
    except ImportError:
        hint = 'pip install "sla-dsl[watch]"'
        raise UsageError(Diagnostic("SLA507", "`--watch` needs a package", hint=hint)) from None
    code, watched = conclude(run), folders()
    with suppress(KeyboardInterrupt):
        while code not in _ENDS:
            for changed in _changes(watched):
                terminal.err(f"\n— {', '.join(changed)} —\n")
                code = conclude(run)
                if code in _ENDS or folders() != watched:
                    break
            watched = folders()
    return code


def _changes(folders: Set[Path]) -> Iterator[list[str]]:
    """The names of the policies that changed, a list a change, until the end of days."""
    from watchfiles import watch

    there = sorted(folder for folder in folders if folder.is_dir())
    terminal.err(f"watching {', '.join(visible(str(folder)) for folder in there)}; Ctrl-C ends it\n")
    for changes in watch(*there, watch_filter=_is_policy, recursive=False):
        yield sorted({visible(os.path.relpath(path)) for _, path in changes})


def _is_policy(_: object, path: str) -> bool:
    return path.endswith(".sla") or Path(path).name == NAME
