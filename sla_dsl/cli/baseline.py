"""The baseline on the command line: its file, opened before anything is judged, and written anew where asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sla_dsl.cli import terminal
from sla_dsl.cli.files import writable, write_text
from sla_dsl.cli.privacy import Cover
from sla_dsl.findings.baseline import (
    BREACHES,
    Comparison,
    Held,
    breaches_of,
    compared,
    known_rows,
    mark,
    salt_word,
    with_baseline,
)
from sla_dsl.findings.baseline_file import held_in, text_of
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.record import record
from sla_dsl.text.source import Source

if TYPE_CHECKING:
    import polars as pl

    from sla_dsl.findings.models import KnownBreach
    from sla_dsl.findings.report import Report

    Rows = Callable[[pl.DataFrame], pl.DataFrame]


_LOOKED_THROUGH = 10_000
"""Behind more known breaches than these, a new one may be counted and not be listed; making a finding takes time."""


@record
class Opened:
    """A baseline that a run is compared with: its file, what it holds, and whether it is to be written anew."""

    name: str
    held: Held
    update: bool

    @property
    def looked_through(self) -> int:
        """How many findings of a clause are made beside those that are listed, so that new ones are among them."""
        return min(self.held.most, _LOOKED_THROUGH)

    def beside(
        self, report: Report, found: Iterable[pl.LazyFrame], cover: Cover, *, whole: bool, most: int
    ) -> tuple[Report, Rows]:
        """The report with what the baseline says of it, and what does the same to rows of findings; both may be shown.

        `found` are all instances of the clauses that are not met; `whole` says that all clauses were asked for. A
        baseline that is to be written anew is, and then knows all there is.
        """
        import polars as pl

        hashed = self.held.salt is not None  # what the file holds is compared with what is shown
        breached = [f.filter(pl.col("verdict").is_in(BREACHES)).collect() for f in found]
        report = cover.report(report) if hashed else report
        breaches = breaches_of(map(cover.rows, breached) if hashed else breached, report.run.timezone)
        comparison = compared(self.held, breaches, report, whole=whole)
        if self.update:
            comparison = self._written(breaches, comparison, report, whole)
        report = with_baseline(report, comparison, self.name, most)

        def rows(frame: pl.DataFrame) -> pl.DataFrame:
            return known_rows(cover.rows(frame), comparison) if hashed else cover.rows(known_rows(frame, comparison))

        return report if hashed else cover.report(report), rows

    def _written(self, breaches: Sequence[KnownBreach], before: Comparison, report: Report, whole: bool) -> Comparison:
        """Writes the baseline anew; the comparison with what it holds then."""
        now = Held((*breaches, *before.unseen), self.held.salt)
        write_text(Path(self.name), text_of(now))
        added = sum(mark(b) not in before.known for b in breaches)
        dropped, kept = len(before.stale), len(now.breaches) - added
        terminal.err(f"{self.name}: {added:,} added, {dropped:,} dropped, {kept:,} kept\n")
        return compared(now, breaches, report, whole=whole)


def opened(name: str | None, update: bool, salt: bytes | None, lasting: bool) -> Opened | None:
    """The baseline of a file; None where none is named. Raises `UsageError`.

    `salt` is that of the run's hashes, and `lasting` says that another run can have it too.
    """
    if name is None:
        if update:
            hint = 'name it: `--baseline FILE`, or `baseline = "FILE"` in `sla.toml`'
            raise UsageError(Diagnostic("SLA582", "`--update-baseline` has no file to write", hint=hint))
        return None
    path = writable(name)
    if update and salt is not None and not lasting:
        hint = "set `SLA_REDACT_SALT` in the environment, here and wherever the baseline is read"
        message = "the baseline would hold hashes that no other run can make"
        raise UsageError(Diagnostic("SLA583", message, hint=hint))
    word = None if salt is None else salt_word(salt)
    if not path.exists() and update:
        return Opened(name, Held(salt=word), update)
    held = held_in(_source(name, path))
    _refuse_other_salt(name, held.salt, word, update)
    return Opened(name, held, update)


def _source(name: str, path: Path) -> Source:
    try:
        if path.is_char_device():
            raise OSError(f"{path} may never end")
        return Source(name, path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except FileNotFoundError:
        hint = "make it of what is breached today: `--update-baseline`"
        raise UsageError(Diagnostic("SLA580", f"there is no baseline `{name}`", hint=hint)) from None
    except (UnicodeDecodeError, OSError):
        raise UsageError(Diagnostic("SLA581", f"`{name}` can not be read as a baseline")) from None


def _refuse_other_salt(name: str, there: str | None, ours: str | None, update: bool) -> None:
    """A file with hashes is read with their salt only; and no run writes keys over hashes, or hashes over keys."""
    if there == ours or (there is None and not update):
        return
    if there is None:
        message, hint = f"`{name}` holds keys as they are", "remove it to have it written with hashes"
    elif ours is None:
        message, hint = f"`{name}` holds hashes of keys", "say `--redact`, with the salt it was written with"
    else:
        message, hint = f"`{name}` holds hashes of another salt", "use the salt it was written with, or remove it"
    raise UsageError(Diagnostic("SLA583", message, hint=hint))
