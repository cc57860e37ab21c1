"""What the conversion of one column comes to: its values, and what is worth saying about them."""

from __future__ import annotations

from dataclasses import field

import polars as pl

from sla_dsl.data.cells import SUSPICIOUS
from sla_dsl.data.complaints import counted, examples, quoted
from sla_dsl.data.shapes import ReadOptions
from sla_dsl.model.health import MANY_UNPARSEABLE, HealthNote
from sla_dsl.text.diagnostic import DataError, Diagnostic
from sla_dsl.text.record import record

_FEW = 20  # fewer cells that can not be read are usual, and so are one in so many; more of them stand out
_NAME_ANOTHER = "name another column, or declare the cells that say nothing as `nulls`"


@record
class Column:
    """One column on its way: who asks for it, where it comes from, what was said, and the notes found so far."""

    table: str
    name: str
    header: str
    zone: str
    options: ReadOptions
    delimiter: str = ","
    share: bool = False
    notes: list[HealthNote] = field(default_factory=list)

    def note(self, kind: str, count: int | None, message: str, shown: tuple[str, ...] = ()) -> None:
        """Add an observation; nothing is noted that occurs no times."""
        if count != 0:
            self.notes.append(HealthNote(self.table, self.name, kind, count, message, shown))

    def finer(self, count: int) -> None:
        """Note how many times say more than a microsecond, which is cut off."""
        self.note("precision", count, f"{counted(count, 'time')} finer than a microsecond, cut there")

    def error(self, code: str, message: str, hint: str, *notes: str) -> DataError:
        """A column that can not be read as it is asked for."""
        where = f"column `{self.header}` of table `{self.table}`: "
        return DataError(Diagnostic(code, where + message, hint=hint, notes=notes))

    def unparsed(self, cells: pl.Series, bad: pl.Series, what: str, hint: str = _NAME_ANOTHER) -> None:
        """Count the cells that could not be read; too many of them mean that the column is not what it is taken for."""
        count = int(bad.sum())
        if not count:
            return
        some, known = examples(cells.filter(bad)), len(cells) - cells.null_count()
        if 2 * count > known:
            message = f"{counted(count, 'cell')} of {known:,} can not be read as {what}: {quoted(some)}"
            raise self.error("SLA410", message, hint)
        message = f"{counted(count, 'cell')} can not be read as {what} and left out: {quoted(some)}"
        hollow = int(cells.filter(bad).is_in(list(SUSPICIOUS)).sum())
        if count - hollow < _FEW or _FEW * (count - hollow) <= known:
            self.note("unparseable", count, message, some)
        else:
            self.note(MANY_UNPARSEABLE, count, f"`{self.header}`: {message}, of {known:,} that say something", some)


def suspect(column: Column, found: pl.Series) -> None:
    """Note the cells that look like a hidden null; they are kept, and what they mean is for the user to declare."""
    if found.is_empty():
        return
    some = examples(found)
    message = f"{counted(len(found), 'cell')} kept as text that may mean nothing: {quoted(some)}"
    column.note("hidden_null", len(found), message, some)
