"""An inspection for a person."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sla_dsl.adopt.inspect import TOLD, Decision, Inspection
from sla_dsl.data.profile import ColumnProfile
from sla_dsl.model.kinds import Kind
from sla_dsl.text.render import visible

_VALUES_SHOWN = 12
_WIDE = 18
"""Hours of the day that are further apart tell nothing: they are nobody's working day."""
_KINDS = {Kind.NUMBER: "number", Kind.TEXT: "text", Kind.INSTANT: "instant", Kind.BOOLEAN: "yes or no"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def text(there: Inspection, zone: str, width: int) -> str:
    """The lines of one file, at most `width` columns wide; nothing in them acts on a terminal."""
    return "".join(f"{line}\n" for line in _lines(there, zone, width))


def _lines(there: Inspection, zone: str, width: int) -> Iterator[str]:
    if there.found is None:
        yield visible(f"{there.origin}: not read")
        for d in there.errors:
            yield from _wrapped(f"[{d.code}] {d.message}{f' ({d.hint})' if d.hint else ''}", width, "  ")
        return
    rows, columns = _count(there.found.rows, "row"), _count(len(there.found.columns), "column")
    yield from _wrapped(f"{there.origin}: {there.called}, {rows}, {columns}", width, "")
    yield from _wrapped(f"mapping: {_mapping(there)}", width, "  ")
    for note in there.found.notes:
        yield from _wrapped(f"{'read as' if note.kind in TOLD else 'problem'}: {note.message}", width, "  ")
    yield ""
    yield "  Columns"
    for c in there.found.columns:
        yield from _wrapped(_column(there, c, zone), width, "    ")
        for note in (n for n in c.notes if n.kind == "format"):
            yield from _wrapped(f"read as: {note.message}", width, "        ")
        if c.values:
            yield from _wrapped(_values(c), width, "        ")
    decisions = [_decision(d) for d in there.decisions]
    for heading, lines in (("Problems", _problems(there)), ("To know", _caveats(there)), ("To decide", decisions)):
        yield from _part(heading, list(lines), width)
    yield ""
    yield "  In a policy"
    yield from (f"    {visible(line)}" for line in there.write.splitlines())


def _part(heading: str, lines: Sequence[str], width: int) -> Iterator[str]:
    if lines:
        yield from ("", f"  {heading}")
        for line in lines:
            yield from _wrapped(line, width, "    ")


def _wrapped(line: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        visible(line),
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_on_hyphens=False,
        break_long_words=False,
    )


def _mapping(there: Inspection) -> str:
    if there.mapping is not None:
        return f"{there.mapping.name}, by {', '.join(f'`{h}`' for h in there.evidence)}"
    if there.rivals:
        return f"not chosen: {' and '.join(f'`{r}`' for r in there.rivals)} both explain these headers"
    return "none explains these headers"


def _column(there: Inspection, c: ColumnProfile, zone: str) -> str:
    column = there.columns.get(c.header)
    name = f"{c.header} → {column}" if column is not None and column != c.header else c.header
    assert there.found is not None
    if not c.readable:
        return f"{name}: lists, records or bytes, not read"
    return f"{name}: {_KINDS[c.kind]}, {_filled(c, there.found.rows)}{_range(c, zone)}"


def _filled(c: ColumnProfile, rows: int) -> str:
    if not c.filled:
        return "empty"
    if c.filled == rows:
        return "full, all different" if c.distinct == rows > 1 else f"full, {_count(c.distinct, 'value')}"
    return f"{100 * c.filled // rows}% filled, {_count(c.distinct, 'value')}"


def _range(c: ColumnProfile, zone: str) -> str:
    if c.low is None or c.high is None:
        return ""
    if c.kind is Kind.INSTANT:
        daily = c.hours is None
        ends = f", {instant(int(c.low), zone, daily=daily)} to {instant(int(c.high), zone, daily=daily)}"
        zoned = "" if c.zoned is None else ", with their zone" if c.zoned else ", without a zone"
        hours = (
            f", mostly {c.hours[0]:02}:00 to {c.hours[1]:02}:59" if c.hours and c.hours[1] - c.hours[0] < _WIDE else ""
        )
        return ends + (", dates only" if daily else zoned) + hours
    return f", {_number(c.low)} to {_number(c.high)}"


def _values(c: ColumnProfile) -> str:
    shown = [f"{v} {n:,}" for v, n in c.values[:_VALUES_SHOWN]]
    more = len(c.values) - len(shown)
    return " · ".join(shown) + (f" · and {more} more" if more else "")


def _problems(there: Inspection) -> Iterator[str]:
    assert there.found is not None
    for c in there.found.columns:
        yield from (f"{c.header}: {n.message}" for n in c.notes if n.kind not in TOLD)


def _decision(d: Decision) -> str:
    """What is to be decided, and what to write; where that is more than a line of a policy, it says so itself."""
    return f"{d.about}; {d.write}" if "`" in d.write else f"{d.about}; write `{d.write}`"


def _caveats(there: Inspection) -> Iterator[str]:
    mapping = there.mapping
    held = {} if mapping is None else {h: c for h, c in there.columns.items() if c in mapping.columns}
    for header, column in held.items():
        yield from (f"{header}: {caveat}" for caveat in (mapping.caveats(column, header) if mapping else ()))


def instant(us: int, zone: str, *, daily: bool = False) -> str:
    """An instant (us) as a local time of a zone, to the minute; to the day where it has no time."""
    at = (_EPOCH + timedelta(microseconds=us)).astimezone(ZoneInfo(zone))
    return at.strftime("%Y-%m-%d" if daily else "%Y-%m-%d %H:%M")


def _number(value: float) -> str:
    return f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else f'{noun}s'}"


# ------------------------------------------------------------------------------------------ for a program
