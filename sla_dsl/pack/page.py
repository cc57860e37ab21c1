"""A review pack as a page: sections of sentences, tables and charts, the same for every shape it is written in."""

from __future__ import annotations

from decimal import Decimal

from sla_dsl.findings.models import Verdict
from sla_dsl.pack.models import Bar
from sla_dsl.text.record import record


@record
class Cell:
    """A cell: its text, what it is sorted by where that is not the text, and the verdict it shows, if any.

    `trend` are shares from 0 to 1, the latest one last; None stands for a period without one.
    """

    text: str
    sort: int | Decimal | str | None = None
    verdict: Verdict | None = None
    trend: tuple[Decimal | int | None, ...] = ()


@record
class Column:
    """The head of a column; numbers stand to the right."""

    name: str
    number: bool = False


@record
class Table:
    """A table; the first cell of a row says what the row is about."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@record
class Chart:
    """What was seen in time against what was promised; `told` says it in a sentence."""

    title: str
    told: str
    bars: tuple[Bar, ...]


EARLIER_ARE_PALE = "A line across a bar is what was promised; pale bars are of earlier periods."


@record
class Section:
    """A part of the page under a heading; `id` is what links point to, and `key` says how its charts are read."""

    id: str
    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    points: tuple[str, ...] = ()
    key: str = EARLIER_ARE_PALE


@record
class Page:
    """The whole: what is reviewed, the answer in a few sentences, and the sections."""

    title: str
    subtitle: str
    answers: tuple[str, ...]
    sections: tuple[Section, ...]
