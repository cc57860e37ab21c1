"""The file of a ledger: read before a run, and added to behind it, by one run at a time and whole or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sla_dsl.cli.files import writable, write_text
from sla_dsl.pack.judged import Looked, clauses
from sla_dsl.pack.ledger import added, entries_in
from sla_dsl.pack.tally import counting
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.record import record
from sla_dsl.text.source import Source

if TYPE_CHECKING:
    from sla_dsl.compile.plan import TablePlan
    from sla_dsl.engines.base import PassResult
    from sla_dsl.findings.report import Report
    from sla_dsl.lang.ast import File
    from sla_dsl.model.cycles import Rows
    from sla_dsl.pack.ledger import Entry
    from sla_dsl.ready import Options, Prepared

_TRIES, _PAUSE = 100, 0.1


@record
class Book:
    """A ledger and what it held when it was opened."""

    path: Path
    entries: tuple[Entry, ...]

    def counting(self, ready: Prepared) -> dict[Rows, TablePlan]:
        """The plans of a run with all that is remembered of it."""
        return counting(ready)

    def add_run(
        self,
        files: Sequence[File],
        ready: Prepared,
        options: Options,
        report: Report,
        results: Mapping[Rows, PassResult],
    ) -> None:
        """Adds a run that was made by these plans. Raises what `add` does."""
        self.add(Looked(tuple(files), ready, options, report, clauses(ready, results)).entries())

    def add(self, entries: Sequence[Entry]) -> None:
        """Writes the entries behind what is there by now; those that are there already are not written again.

        Raises `UsageError` when the file can not be written, is broken, or is held by another run.
        """
        with _alone(self.path):
            source = _read(self.path)
            text = added(source, entries)
            if text != source.text:
                write_text(self.path, text)


def opened(name: str) -> Book:
    """The ledger of a file; one that is not there yet is empty. Raises `UsageError` for one that is broken."""
    path = writable(name)
    return Book(path, entries_in(_read(path)))


def _read(path: Path) -> Source:
    try:
        return Source(str(path), path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return Source(str(path), "")
    except (UnicodeDecodeError, OSError):
        raise UsageError(Diagnostic("SLA561", f"`{path}` can not be read as a ledger")) from None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Holds a file beside the ledger, which only one run at a time can make; others wait for it."""
    lock = Path(f"{os.path.realpath(path)}.lock")
    for _ in range(_TRIES):
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except FileExistsError:
            time.sleep(_PAUSE)
        except OSError:
            hint = "may files be made in its folder?"
            raise UsageError(Diagnostic("SLA509", f"`{path}` can not be written", hint=hint)) from None
    else:
        hint = f"wait for it; if no run is under way, one was cut off: remove `{lock}`"
        raise UsageError(Diagnostic("SLA562", f"another run holds the ledger `{path}`", hint=hint))
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
