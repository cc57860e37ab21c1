"""What is written where: UTF-8 on both streams, colour and width of the terminal, progress for those who wait."""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn, TextIO

if TYPE_CHECKING:
    from sla_dsl.text.diagnostic import Diagnostic

WIDTH = 80
_PATIENCE_S = 1.0
_TICK_S = 0.2
_STAGE = 60


def speak_utf8() -> None:
    """Both streams write UTF-8 whatever the locale says; what can not be written is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def color_on(stream: TextIO | None, *, forbidden: bool = False) -> bool:
    """Whether a stream shows colours: a terminal that can, unless `NO_COLOR` or the caller forbids it."""
    if forbidden or stream is None or not stream.isatty():
        return False
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width_of(stream: TextIO | None) -> int:
    """The columns of a terminal; 80 for everything else."""
    import shutil

    return shutil.get_terminal_size((WIDTH, 24)).columns if stream is not None and stream.isatty() else WIDTH


def stdout() -> TextIO | None:
    """Standard output as it is now; None where there is none."""
    return sys.stdout


def out(text: str) -> None:
    """Write to stdout. Raises `UsageError` when it can not be written, `BrokenPipeError` when nobody reads on."""
    if sys.stdout is None:
        raise _lost("there is no standard output")
    _alone()
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError:
        mute()
        raise _lost("standard output does not take it") from None


def _lost(why: str) -> Exception:
    from sla_dsl.text.diagnostic import Diagnostic, UsageError

    return UsageError(Diagnostic("SLA509", "the report can not be written", hint=why))


def err(text: str) -> None:
    """Write to stderr, where nobody minds if it is gone."""
    _alone()
    _to_stderr(text)


def _to_stderr(text: str) -> None:
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()


def keep_to_ourselves() -> None:
    """What the reader of workbooks logs for programmers does not reach stderr: what matters of it is in data health."""
    import logging

    logging.getLogger("fastexcel").addHandler(logging.NullHandler())


def say(diagnostics: Sequence[Diagnostic]) -> None:
    """Diagnostics for a person, on stderr."""
    from sla_dsl.text.render import render_all

    err(render_all(tuple(diagnostics), colour=color_on(sys.stderr)) + "\n")


def flush() -> None:
    """Write what is still to be written now, where a failure can be told."""
    if sys.stdout is not None:
        sys.stdout.flush()


def mute() -> None:
    """Let the interpreter's own last flush go nowhere."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def end(code: int) -> NoReturn:
    """End the process with an exit code; both streams are written, and what was registered for the end is done.

    Left out is the taking apart of modules and objects one by one, which takes a tenth of a small check.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)


class Waiting:
    """Says on a terminal how far the work is, once it has taken longer than a second.

    The line is drawn again and again, also while a stage has nothing to tell, and goes before anything else is written.
    """

    def __init__(self) -> None:
        self._begun = time.monotonic()
        stream = sys.stderr
        self._on = stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
        self._told = ""
        self._shown = False
        self._done = threading.Event()
        self._turn = threading.Lock()

    def __call__(self, stage: str, done: int = 0, total: int = 0, unit: str = "rows") -> None:
        if not self._on or self._done.is_set():
            return
        from sla_dsl.findings.exact import visible

        begins = not self._told
        self._told = visible(stage, _STAGE) + _amount(done, total, unit)
        if begins:
            _drawn.append(self)
            threading.Thread(target=self._keep_drawing, daemon=True).start()

    def over(self) -> None:
        """Take the line away again."""
        with self._turn:
            self._done.set()
            if self._shown:
                _to_stderr("\r\x1b[K")
                self._shown = False

    def _keep_drawing(self) -> None:
        while not self._done.wait(_TICK_S):
            self._draw()

    def _draw(self) -> None:
        passed = time.monotonic() - self._begun
        with self._turn:
            if passed > _PATIENCE_S and not self._done.is_set():
                line = f"{self._told} · {passed:,.0f} s"[: width_of(sys.stderr) - 1]
                _to_stderr(f"\r\x1b[K{line}")
                self._shown = True


_drawn: list[Waiting] = []


def _alone() -> None:
    """Nothing is drawn any more: something else is to be written."""
    while _drawn:
        _drawn.pop().over()


def _amount(done: int, total: int, unit: str) -> str:
    """`: 500,000 of 3,000,000 rows`, `: 322.0 MB`; nothing for what is not known."""
    if not total:
        return ""
    return f": {total / 1_000_000:,.1f} MB" if unit == "bytes" else f": {done:,} of {total:,} {unit}"
