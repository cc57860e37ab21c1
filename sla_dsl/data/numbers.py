"""Numbers as people and programs write them: one decision a column about the comma and the dot.

A mark that stands twice in a cell, or before another kind of mark, groups digits; the last mark of two kinds, and a
mark that is not followed by exactly three digits, or that stands after a zero or more than three digits, is the decimal
one. A single comma before three digits (`1,234`) shows nothing. A hundred different cells like it do, when the cells
without a comma are whole numbers of up to three digits: fractions would end in a zero now and then, and lose it.
Where no cell shows more, and they are fewer, it is asked for. A single dot before three digits is the decimal point of
every program, and is asked for only where columns are separated by semicolons, as they are where the comma is decimal.
"""

from __future__ import annotations

import polars as pl

from sla_dsl.data.cells import NUMBER, SPACES
from sla_dsl.data.complaints import counted, examples
from sla_dsl.data.currencies import say_currencies
from sla_dsl.data.outcome import Column

_EXACT = 2.0**53
_SCALES = {"k": "e3", "K": "e3", "M": "e6", "B": "e9"}
_MANY = 100
_SAY = "say which one it is: `--decimal-comma` or `--decimal-point` (in `sla.toml`: `decimal_comma = true` or `false`)"
_ONE = r"^[1-9]\d{0,2}MARK\d{3}$"


def quick_number(cell: pl.Expr, whole: bool) -> pl.Expr:
    """Plain machine numbers, Int64 or Float64; null where the cell is anything else."""
    if whole:
        return cell.cast(pl.Int64, strict=False)
    value = cell.cast(pl.Float64, strict=False)
    return pl.when(value.is_finite() & (value.abs() < _EXACT)).then(value)


def narrowed(values: pl.Series) -> pl.Series:
    """Int64 where all values are whole and exact, else as they are."""
    if values.dtype != pl.Float64:
        return values
    exact = bool((values.floor() == values).all() and (values.abs() < _EXACT).all())
    return values.cast(pl.Int64) if exact else values


def read_numbers(column: Column, cells: pl.Series) -> pl.Series:
    """Int64 when all values are whole, else Float64; cells that are no number are null and counted."""
    bare = cells.str.strip_chars()
    plain = bare.cast(pl.Int64, strict=False)
    if plain.null_count() == cells.null_count():
        return plain
    parts = bare.str.extract_groups(NUMBER).struct.unnest()
    body = parts["body"].str.replace_all(rf"[{SPACES}'’]+$", "")
    comma = _decimal_comma(column, body, cells)
    text, wrong = _machine_text(parts, body, comma)
    text, alien = _shares(column, parts, text, cells)
    wrong = wrong | alien
    value = text.cast(pl.Float64, strict=False)
    lost = value.is_infinite().fill_null(False)
    value = pl.select(pl.when(~lost).then(value)).to_series()
    bad = cells.is_not_null() & (value.is_null() | wrong)
    if not alien.any():
        column.unparsed(cells, bad, "a number")
    elif column.share:
        column.unparsed(cells, bad, "a share", "write all cells with `%`, or none")
    else:
        column.unparsed(cells, bad, "a plain number", "compare the column with a percentage: `>= 40%`, not `>= 40`")
    value = pl.select(pl.when(~wrong).then(value)).to_series()
    _say(column, parts, comma, cells)
    return _whole(column, text, value)


def _machine_text(parts: pl.DataFrame, body: pl.Series, comma: bool) -> tuple[pl.Series, pl.Series]:
    """The numbers as a program writes them, and which bodies are not grouped the way the column is."""
    group, decimal = (r"\.", ",") if comma else (",", r"\.")
    marks = rf"[{group}'’{SPACES}]"
    shape = rf"^(?:\d{{1,3}}(?:{marks}\d{{2,3}})*{marks}\d{{3}}|\d*)(?:{decimal}\d*)?$"
    digits = body.str.replace_all(marks, "").str.replace(",", ".", literal=True)
    frame = parts.with_columns(digits=digits).select(
        negative=pl.any_horizontal(pl.col(c).is_in(["-", "−"]) for c in ("sign", "inner", "trail"))
        | (pl.col("open").is_not_null() & pl.col("close").is_not_null()),
        digits="digits",
        power=pl.col("exp").fill_null("")
        if not parts["scale"].count()
        else pl.coalesce(
            pl.col("scale").replace_strict(_SCALES, default=None, return_dtype=pl.String), "exp", pl.lit("")
        ),
        half=(pl.col("open").is_null() != pl.col("close").is_null())
        | (pl.sum_horizontal(pl.col(c).is_not_null() for c in ("sign", "inner", "trail", "open")) > 1),
    )
    text = frame.select(pl.concat_str(pl.when("negative").then(pl.lit("-")).otherwise(pl.lit("")), "digits", "power"))
    wrong = (~body.str.contains(shape)).fill_null(True) | frame["half"]
    return text.to_series(), wrong & body.is_not_null()


def _shares(column: Column, parts: pl.DataFrame, text: pl.Series, cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The numbers with percentages as shares, and which cells are not read: percentages where a plain number is asked
    for, and where both stand in one column those of which there are fewer; nothing is nothing either way."""
    marked = parts["percent"].is_not_null()
    bare = parts["body"].is_not_null() & ~marked
    if not marked.any():
        return text, marked
    mixed = bare & (text.cast(pl.Float64, strict=False) != 0).fill_null(True)
    readable = marked & parts["exp"].is_null() & parts["scale"].is_null()
    alien = mixed | (marked & ~readable)
    if not column.share or int(mixed.sum()) > int(marked.sum()):
        alien = marked
    if column.share and mixed.any():
        some = examples(cells.filter(marked))[0], examples(cells.filter(mixed))[0]
        column.note("format", None, f"percentages and plain numbers stand in one column: `{some[0]}` and `{some[1]}`")
    return pl.select(pl.when(readable).then(text + "e-2").otherwise(text)).to_series(), alien


def _whole(column: Column, text: pl.Series, value: pl.Series) -> pl.Series:
    """Int64 where nothing is lost by it; whole numbers that a float can not hold are kept as integers, or counted."""
    whole = pl.select(pl.when(value.is_not_null()).then(text.cast(pl.Int64, strict=False))).to_series()
    if whole.null_count() == value.null_count():
        return whole
    large = (value.abs() >= _EXACT).fill_null(False)
    column.note("precision", int(large.sum()), f"{counted(int(large.sum()), 'number')} of more digits than are exact")
    return narrowed(value)


def _decimal_comma(column: Column, body: pl.Series, cells: pl.Series) -> bool:
    """Whether the comma is the decimal mark of this column."""
    if column.options.decimal_comma is not None:
        return column.options.decimal_comma
    by_comma, open_comma = _evidence(body, ",", ".")
    by_dot, open_dot = _evidence(body, ".", ",")
    if by_comma.any() and by_dot.any():
        one, other = examples(cells.filter(by_comma))[0], examples(cells.filter(by_dot))[0]
        message = f"`{one}` has a decimal comma and `{other}` a decimal point"
        raise column.error("SLA409", message, _SAY)
    if by_comma.any() or by_dot.any():
        return bool(by_comma.any())
    if _grouped(body, open_comma):
        column.note("format", None, "the comma groups thousands")
        return False
    unclear = open_comma if open_comma.any() else open_dot
    if open_comma.any() or (open_dot.any() and column.delimiter == ";"):
        cell = examples(cells.filter(unclear))[0]
        message = f"`{cell}` can be a whole number or a fraction, and no cell of the column shows which"
        raise column.error("SLA409", message, _SAY)
    return False


def _grouped(body: pl.Series, open_comma: pl.Series) -> bool:
    """Whether so many cells have one comma before three digits that it can not be chance."""
    others = body.filter(~open_comma).drop_nulls()
    return (
        body.filter(open_comma).n_unique() >= _MANY
        and len(others) > 0
        and bool(others.str.contains(r"^\d{1,3}$").all())
    )


def _evidence(body: pl.Series, mark: str, other: str) -> tuple[pl.Series, pl.Series]:
    """Cells that show `mark` to be decimal, and cells where it stands once before three digits, which show nothing."""
    has, has_other = (body.str.contains(m, literal=True).fill_null(False) for m in (mark, other))
    single = (body.str.count_matches(mark, literal=True) == 1).fill_null(False)
    open_ = body.str.contains(_ONE.replace("MARK", f"[{mark}]")).fill_null(False)
    last = body.str.contains(rf"[{other}].*[{mark}][^{other}]*$").fill_null(False)
    others = (body.str.count_matches(other, literal=True) > 1).fill_null(False)
    return (has & ~has_other & single & ~open_) | (has & has_other & last & single) | (~has & others), open_


def _say(column: Column, parts: pl.DataFrame, comma: bool, cells: pl.Series) -> None:
    if comma:
        column.note("format", None, "the comma is the decimal mark")
    say_currencies(column, parts["before"], parts["after"], cells)
    found = parts["scale"].is_not_null()
    count = int(found.sum())
    column.note(
        "format", count, f"{counted(count, 'number')} in thousands or more (`k`)", examples(cells.filter(found))
    )
