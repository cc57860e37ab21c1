"""What can be wrong with data, in the user's words: one function a diagnostic, and how a cell is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from sla_dsl.text.diagnostic import DataError, Diagnostic, UsageError
from sla_dsl.text.spell import nearest

SHOWN = 60


def shown(text: object, limit: int = SHOWN) -> str:
    """A cell or a header as a message may show it: one line, no control characters, not longer than a line bears."""
    clean = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in str(text))
    return clean if len(clean) <= max(limit, SHOWN) else clean[: limit - 1] + "…"


def named(path: str) -> str:
    """A path as a message may show it: all of it, without control characters."""
    return shown(path, len(path))


def quoted(texts: Iterable[object]) -> str:
    """Texts in backticks, separated by commas."""
    return ", ".join(f"`{shown(t)}`" for t in texts)


def examples(cells: pl.Series) -> tuple[str, ...]:
    """The three least distinct values: the same ones whatever the order of the rows."""
    return tuple(shown(v) for v in cells.drop_nulls().unique().bottom_k(3).sort())


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """`1 value`, `2 values`, `1,234 values`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def unreadable(origin: str, what: str, hint: str | None = None) -> DataError:
    """The content is of no kind that holds a table."""
    return DataError(Diagnostic("SLA402", f"`{named(origin)}` {what}", hint=hint))


def damaged(origin: str, what: str, hint: str = "write the file again, or fetch it again") -> DataError:
    """The content says what it is, and then breaks off or does not hold together."""
    return DataError(Diagnostic("SLA403", f"`{named(origin)}` {what}", hint=hint))


def option(message: str, hint: str) -> UsageError:
    """Something that was said about the data does not fit it."""
    return UsageError(Diagnostic("SLA414", message, hint=hint))


def no_file(path: str) -> UsageError:
    """A named file is not there."""
    hint = "a path is taken from the folder in which the command runs"
    return UsageError(Diagnostic("SLA501", f"there is no file `{named(path)}`", hint=hint))


def no_plain_file(path: str) -> UsageError:
    """What is named is there, and is a pipe or a device: it could be read only once, and is read twice."""
    hint = "write what it gives to a file, and name that"
    return UsageError(Diagnostic("SLA501", f"`{named(path)}` is no file but a pipe or a device", hint=hint))


def not_opened(path: str) -> DataError:
    """A file that is there, and may not be read."""
    hint = "its permissions forbid it, or another program holds it"
    return DataError(Diagnostic("SLA432", f"`{named(path)}` can not be opened", hint=hint))


def no_extra(what: str, package: str) -> UsageError:
    """A reader's package is not installed; `package` is what pip is told."""
    return UsageError(Diagnostic("SLA507", f"reading {what} needs a package", hint=f'pip install "{package}"'))


def no_column(table: str, origin: str, column: str, headers: Sequence[str]) -> Diagnostic:
    """A header that the table does not have."""
    numbered = [h for h in headers if h.startswith(f"{column} (")]
    meant = numbered or [h for h in headers if h == nearest(column, headers)]
    hint = f"did you mean {quoted(meant)}?" if meant else "name the column in the table of the policy"
    notes = (f"the columns are {quoted(headers[:40])}{' ...' if len(headers) > 40 else ''}",)
    return Diagnostic(
        "SLA406", f"`{named(origin)}` has no column `{shown(column)}` for table `{table}`", hint=hint, notes=notes
    )


def empty(origin: str) -> DataError:
    """A file without a single character, or without a header."""
    hint = "a table without rows still has a line of headers"
    return DataError(Diagnostic("SLA401", f"`{named(origin)}` is empty", hint=hint))


def choose(origin: str, what: str, names: Sequence[str]) -> DataError:
    """One file that holds several things where one is meant."""
    if not names:
        return DataError(Diagnostic("SLA413", f"`{named(origin)}` holds no {what}"))
    hint = "unpack it and give the one file that is meant"
    if what == "sheets":
        hint = "name the sheet: `--sheet NAME` (in `sla.toml`: `sheet`)"
    message = f"`{named(origin)}` holds {counted(len(names), what.removesuffix('s'))}: {quoted(names[:8])}"
    return DataError(Diagnostic("SLA413", message, hint=hint))


def not_encoded(origin: str, encoding: str, at: int) -> DataError:
    """Bytes that are no text in the encoding that was said, or that the file's mark promises."""
    message = f"`{named(origin)}` is not text in {encoding}: byte {at + 1:,} does not fit"
    return DataError(
        Diagnostic(
            "SLA415", message, hint="say the encoding it was written in: `--encoding NAME` (in `sla.toml`: `encoding`)"
        )
    )


def ragged(origin: str, line: int, has: int, width: int, more: int) -> DataError:
    """Rows that do not have as many cells as the header."""
    message = f"line {line:,} of `{named(origin)}` has {counted(has, 'cell')} and the header {counted(width, 'column')}"
    hint = "take out what is not a row (a title, a total), or quote cells that hold the delimiter or a line break"
    notes = (f"{counted(more, 'more row')} like it",) if more else ()
    return DataError(Diagnostic("SLA404", message, hint=hint, notes=notes))


def unclosed(origin: str, line: int) -> DataError:
    """A quote that opens a cell and is never closed, or is closed in the middle of one."""
    message = f"`{named(origin)}` has a quoted cell that does not end where it should, near line {line:,}"
    return DataError(Diagnostic("SLA405", message, hint='write a quote inside of a quoted cell twice: `""`'))


def other_columns(origin: str, first: str, missing: Sequence[str], extra: Sequence[str]) -> DataError:
    """Files of one table whose headers differ."""
    notes = tuple(f"{what} {quoted(names[:8])}" for what, names in (("it lacks", missing), ("it has", extra)) if names)
    message = f"`{named(origin)}` has not the same columns as `{named(first)}`"
    return DataError(Diagnostic("SLA407", message, hint="files of one table have one set of columns", notes=notes))


def mixed_types(origin: str, column: str | None = None) -> DataError:
    """A column that holds several types of value, where types are not a matter of reading."""
    where = f"column `{shown(column)}` of `{named(origin)}`" if column is not None else f"a column of `{named(origin)}`"
    message = f"{where} holds values of several types"
    return DataError(Diagnostic("SLA416", message, hint="give the whole column one type, or hand it over as text"))


def not_a_table(table: str) -> UsageError:
    """Something was handed over that holds no rows and columns."""
    hint = "give a path, a polars, pandas or Arrow table, or a list of dicts"
    return UsageError(Diagnostic("SLA417", f"what was given for table `{shown(table)}` is not a table", hint=hint))
