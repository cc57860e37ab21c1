"""Instants as exports write them: one decision a column, made by looking at all of its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import polars as pl

from sla_dsl.data import epochs, local_time
from sla_dsl.data.cells import CLOCK, COMPACT, OTHER_COLON, TOGETHER
from sla_dsl.data.complaints import counted, examples, quoted
from sla_dsl.data.days import Written, order_of, read_day
from sla_dsl.data.outcome import Column
from sla_dsl.model.times import DAY_US, HOUR_US, MINUTE_US, SECOND_US

_ISO = r"\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d(?:\.(\d{1,6}))?(Z|[+-]\d\d:?\d\d|)"
_PLAIN = "2026-07-01"


def quick_instant(cell: pl.Expr, sample: Sequence[str]) -> tuple[pl.Expr, bool] | None:
    """Microseconds of ISO times that all have the layout of the sample, and whether they are local ones.

    Null where a cell has any other layout; None when the sample is not of one such layout. The first 19 characters and
    the fraction are read apart: a third of the time of a general parser.
    """
    read = re.compile(_ISO).fullmatch
    seen = {(m[1], len(m[2] or ""), m[3]) if (m := read(cell)) else None for cell in sample if cell.strip()}
    layout = seen.pop() if len(seen) == 1 else None
    if layout is None:
        return None
    between, digits, suffix = layout
    length = 19 + (digits + 1 if digits else 0) + len(suffix)
    whole = cell.str.head(19).str.to_datetime(f"%Y-%m-%d{between}%H:%M:%S", time_unit="us", strict=False, cache=False)
    us = whole.to_physical()
    fits = cell.str.len_bytes() == length
    if digits:
        fraction = cell.str.slice(20, digits)
        us = us + fraction.cast(pl.Int64, strict=False) * 10 ** (6 - digits)
        fits = fits & (cell.str.slice(19, 1) == ".")
    if suffix:
        fits = fits & cell.str.ends_with(suffix)
        us = us - _fixed_offset(suffix)
    return pl.when(fits).then(us), not suffix


def finish(column: Column, us: pl.Series, local: pl.Series | bool, timed: pl.Series | None = None) -> pl.Series:
    """Instants out of local times where `local` marks them, with what the zone and the calendar have to say.

    `us` are Int64 microseconds (UTC, or local where `local` is true); the result is UTC and within the plausible years.
    A date without a time (`timed` is false) begins when its day does, whatever the clocks do: nothing to be said of it.
    """
    frame = pl.DataFrame({"us": us})
    if local is not False:
        zoneless = frame if local is True else frame.filter(local if timed is None else local & timed)
        folds, gaps = local_time.fold_and_gap(zoneless, column.zone, "us")
        column.note(
            "dst_fold", folds, f"{counted(folds, 'time')} in an hour that {column.zone} has twice, read as the earlier"
        )
        column.note("dst_gap", gaps, f"{counted(gaps, 'time')} in an hour that {column.zone} skips, moved forward")
        read = local_time.instant(pl.col("us"), column.zone)
        us = frame.select(us=read if local is True else pl.when(local).then(read).otherwise("us")).to_series()
    return within_years(column, us)


def within_years(column: Column, us: pl.Series) -> pl.Series:
    """The instants without those that are implausible, which are counted."""
    frame = pl.DataFrame({"us": us})
    plausible = local_time.in_range(pl.col("us"))
    count = int(frame.select((~plausible).sum()).item())
    if not count:
        return us
    column.note("out_of_range", count, out_of_range(count))
    return frame.select(pl.when(plausible).then("us").alias("us")).to_series()


def out_of_range(count: int) -> str:
    """The words for implausible instants."""
    return f"{counted(count, 'instant')} outside of the years 1970 to 2099 left out"


def read_instants(column: Column, cells: pl.Series) -> pl.Series:
    """Int64 microseconds UTC of cells in any layout; cells that are no instant are null and counted."""
    bare = cells.str.strip_chars()
    numeric = bare.str.contains(r"^\d+(?:\.\d+)?$").fill_null(False) & ~bare.str.contains(
        rf"^(19|20)\d{{6}}$|{TOGETHER}"
    ).fill_null(False)
    if numeric.any():
        return _with_numbers(column, cells, bare, numeric)
    day, clock, offset, timed = _read_parts(column, bare)
    us = day * DAY_US + clock
    _unread(column, cells, us)
    zoneless = offset.is_null() & us.is_not_null()
    dates = int((us.is_not_null() & ~timed).sum())
    column.note("date_precision", dates, f"{counted(dates, 'date')} without a time of day: the start of the day")
    offsets = int(offset.is_not_null().sum())
    clocked = int((zoneless & timed).sum())
    if offsets and clocked:
        message = f"{counted(offsets, 'time')} with an offset and {clocked:,} without one, read in {column.zone}"
        column.note("mixed_zones", clocked, message)
    return finish(column, us - offset.fill_null(0), zoneless, timed)


def _with_numbers(column: Column, cells: pl.Series, bare: pl.Series, numeric: pl.Series) -> pl.Series:
    """A column in which some cells are bare numbers: epochs or serial days; the other cells are read as written."""
    nothing = pl.Series([None], dtype=pl.String)
    rest = pl.select(pl.when(~numeric).then(bare)).to_series()
    numbers = pl.select(pl.when(numeric).then(bare)).to_series()
    value = numbers.cast(pl.Int64, strict=False)
    exact = value.null_count() == numbers.null_count()
    us, local = epochs.read(column, value if exact else numbers.cast(pl.Float64, strict=False))
    day, clock, offset, _ = _read_parts(column, rest) if rest.count() else (None, None, None, nothing)
    if day is not None and clock is not None and offset is not None:
        written = day * DAY_US + clock - offset.fill_null(0)
        local = local | (written.is_not_null() & offset.is_null())
        us = pl.select(pl.coalesce(us, written)).to_series()
    _unread(column, cells, us)
    return finish(column, us, local)


def _unread(column: Column, cells: pl.Series, us: pl.Series) -> None:
    """Count the cells that are no instant. Of letters like `EDT` there are several zones, so they are not read."""
    bad = cells.is_not_null() & us.is_null()
    hint = "write times like `2026-07-01 09:00`, name another column, or declare the cells that say nothing as `nulls`"
    if cells.filter(bad).str.contains(r"\d:\d\d.* [A-Z]{2,5}$").any():
        hint = "write an offset in the place of a zone's letters: `2026-07-01 09:00 -04:00`"
    column.unparsed(cells, bad, "a date or a time", hint)


def _read_parts(column: Column, bare: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series, pl.Series]:
    """Days since 1970, microseconds of the day, offset (null: none is written), and whether a time is written."""
    if bare.str.contains(COMPACT).any():
        bare = bare.str.replace(COMPACT, "$1 $2:$3:$4").str.replace(r":(Z|[+-]|$)", "$1")
    if bare.str.contains(TOGETHER).any():
        bare = bare.str.replace(TOGETHER, "$1 $2:$3:$4")
    if bare.str.contains(OTHER_COLON).any():
        bare = bare.str.replace(OTHER_COLON, "$1:$2:$3").str.strip_chars_end(":")
    if not bare.str.contains(":", literal=True).any():
        none = pl.repeat(None, len(bare), dtype=pl.Int64, eager=True)
        day = _days(column, bare.str.strip_chars(" ,"))
        return day, none.fill_null(0), none, pl.repeat(False, len(bare), eager=True)
    groups = bare.str.extract_groups(CLOCK).struct.unnest()
    day = _days(column, bare.str.replace(CLOCK, "").str.strip_chars(" ,"))
    clock = groups.select(_clock()).to_series()
    offset = groups.select(_offset(pl.col("6"))).to_series()
    column.finer(int(groups["4"].str.slice(6).str.contains("[1-9]").sum()))
    return day, clock, offset, groups["1"].is_not_null()


def _clock() -> pl.Expr:
    """Microseconds of the day from the groups of a time; zero where none is written, null where it is no time."""
    hour, minute = pl.col("1").cast(pl.Int64), pl.col("2").cast(pl.Int64)
    second = pl.col("3").cast(pl.Int64).fill_null(0)
    fraction = pl.col("4").str.pad_end(6, "0").str.head(6).cast(pl.Int64).fill_null(0)
    half = pl.col("5").str.to_lowercase().str.head(1)
    twelve = hour % 12 + pl.when(half == "p").then(12).otherwise(0)
    hour24 = pl.when(half.is_null()).then(hour).when(hour.is_between(1, 12)).then(twelve)
    us = hour24 * HOUR_US + minute * MINUTE_US + second * SECOND_US + fraction
    fits = (hour24 <= 23) & (minute <= 59) & (second <= 59) | (us == DAY_US)
    return pl.when(pl.col("1").is_null()).then(pl.lit(0, pl.Int64)).when(fits).then(us)


def _offset(text: pl.Expr) -> pl.Expr:
    """Microseconds to take off; null where no offset is written."""
    digits = text.str.replace_all("[^0-9]", "").str.pad_end(4, "0")
    size = digits.str.head(2).cast(pl.Int64) * HOUR_US + digits.str.slice(2).cast(pl.Int64) * MINUTE_US
    sign = pl.when(text.str.contains("-", literal=True)).then(-1).otherwise(1)
    return pl.when(text.is_not_null()).then(size * sign)


def _fixed_offset(suffix: str) -> int:
    digits = re.sub("[^0-9]", "", suffix).ljust(4, "0")
    size = int(digits[:2]) * HOUR_US + int(digits[2:]) * MINUTE_US
    return -size if suffix.startswith("-") else size


def _days(column: Column, texts: pl.Series) -> pl.Series:
    """Days since 1970-01-01 of texts; there are few different ones, so each is read once."""
    different = texts.drop_nulls().unique().sort().to_list()
    written = {text: day for text in different if (day := read_day(text)) is not None}
    digits = _order(column, {t: d for t, d in written.items() if d.layout[0] == "1" and d.layout[1] in "-/."})
    names = _order(column, {t: d for t, d in written.items() if d.layout == "1 Jul 26"}, names=True)
    days = {}
    for text, day in written.items():
        order = day.orders[0] if len(day.orders) == 1 else names if day.layout == "1 Jul 26" else digits
        days[text] = day.day(order) if order in day.orders else None
    _say(column, texts, written, digits)
    if not days:
        return pl.repeat(None, len(texts), dtype=pl.Int64, eager=True)
    return texts.replace_strict(list(days), list(days.values()), default=None, return_dtype=pl.Int64)


def _order(column: Column, written: dict[str, Written], names: bool = False) -> str:
    said = column.options.day_first
    order, why = order_of(written.values(), said if not names or said is None else True)
    if why is None:
        return order or "dmy"
    texts = [text for day in why for text, other in written.items() if other == day][:2]
    if any(day.short_year for day in why):
        hint = "write years with four digits, or say which part comes first: `day_first = true` or `day_first = false`"
        raise column.error("SLA411", f"{quoted(texts[:1])} can be read as several days", hint)
    hint = "say which part comes first: `--day-first` or `--month-first` (in `sla.toml`: `day_first = true` or `false`)"
    if why[0] == why[1]:
        raise column.error(
            "SLA408", f"{quoted(texts[:1])} is one day with the day first, another with the month first", hint
        )
    raise column.error("SLA408", f"{quoted(texts)} can not both be right: the day is first in one only", hint)


def _say(column: Column, texts: pl.Series, written: dict[str, Written], order: str) -> None:
    counts: Counter[str] = Counter()
    for text, count in texts.drop_nulls().value_counts(name="n").iter_rows():
        if text in written:
            counts[written[text].layout] += count
    if not set(counts) - {_PLAIN}:
        return
    first = {"dmy": "the day first", "mdy": "the month first", "ymd": "the year first"}[order]
    ways = [f"{counted(n, 'date')} like `{layout}`" for layout, n in sorted(counts.items())]
    decided = f", read with {first}" if any(layout[:2] in ("1/", "1-", "1.") for layout in counts) else ""
    short = "; years of two digits from 70 on are 19xx" if any(d.short_year for d in written.values()) else ""
    column.note("format", None, ", ".join(ways) + decided + short, examples(texts.filter(texts.is_in(list(written)))))
