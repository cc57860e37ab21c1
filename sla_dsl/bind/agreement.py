"""The agreement of a policy: between whom, for how long, in which zone, currency and year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sla_dsl.bind.problems import Problems, refusal
from sla_dsl.lang import ast
from sla_dsl.lang.words import MONTHS, WEEKDAYS
from sla_dsl.model.policy import Years
from sla_dsl.text.record import record
from sla_dsl.text.source import Source
from sla_dsl.text.spell import nearest

Term = tuple[date | None, date | None]


@record
class Frame:
    """What the agreement says for all clauses; `term` has both days included, None where it is open."""

    title: str | None = None
    version: str | None = None
    parties: tuple[str, ...] = ()
    term: Term = (None, None)
    timezone: str = "UTC"
    currency: str | None = None
    years: Years = field(default_factory=Years)


Lines = Mapping[str, tuple[Any, Source]]
"""What the lines of an agreement say, by their field in `ast.Agreement`, and where; those that are not said are out."""


def frame(lines: Lines, problems: Problems) -> Frame:
    """The frame that the lines of a policy's agreement set; without any, the defaults."""
    said = {name: value for name, (value, _) in lines.items()}
    parties = tuple(p.text for p in said.get("parties", ()))
    for acceptance in said.get("acceptances", ()):
        check_party(acceptance.party, parties, lines["acceptances"][1], problems)
    start, end = said.get("term", (None, None))
    zone = lines.get("timezone")
    return Frame(
        title=said["title"].value if "title" in said else None,
        version=said["version"].value if "version" in said else None,
        parties=parties,
        term=(start.day if start else None, end.day if end else None),
        timezone="UTC" if zone is None else zone_name(*zone, problems, "UTC"),
        currency=said["currency"].text if "currency" in said else None,
        years=Years(
            week_start=WEEKDAYS.index(said["weeks_start"].text) if "weeks_start" in said else 0,
            fiscal_month=MONTHS.index(said["fiscal_start"].text) + 1 if "fiscal_start" in said else 1,
            weeks=_fiscal_weeks(lines),
        ),
    )


def _fiscal_weeks(lines: Lines) -> tuple[int, int, int] | None:
    """The weeks of fiscal months, as said in one line with the start of the year; a base's do not outlive its start."""
    if "fiscal_weeks" not in lines or lines["fiscal_weeks"][1] is not lines["fiscal_start"][1]:
        return None
    weeks: ast.FiscalWeeks = lines["fiscal_weeks"][0]
    return weeks.months


def check_party(name: ast.Name, parties: Sequence[str], source: Source, problems: Problems) -> None:
    """Says when a party is none of the agreement's; an agreement that names none allows any."""
    if not parties or name.text in parties:
        return
    meant = nearest(name.text, parties)
    hint = (
        f"did you mean `{meant}`?" if meant else "the agreement is between " + " and ".join(f"`{p}`" for p in parties)
    )
    problems.add(
        refusal(source, "SLA112", name.span, f"`{name.text}` is not a party of this agreement", hint).diagnostic
    )


def check_day(day: ast.Date, term: Term, source: Source, problems: Problems) -> None:
    """Says when a day lies outside the agreement's term."""
    start, end = term
    if (start is not None and day.day < start) or (end is not None and day.day > end):
        until = f"{start} to {end}" if end is not None else f"from {start} on"
        message = f"`{day.day}` lies outside the agreement's term, {until}"
        hint = "choose a day in the term, or change the term"
        problems.add(refusal(source, "SLA211", day.span, message, hint).diagnostic)


def zone_name(name: ast.Text | None, source: Source, problems: Problems, default: str) -> str:
    """The name of a zone that there is; the default where none is written, or one that there is not."""
    if name is None:
        return default
    try:
        ZoneInfo(name.value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        from zoneinfo import available_timezones

        meant = nearest(name.value, sorted(available_timezones()))
        hint = f"did you mean `{meant}`?" if meant else "write its city: `America/New_York`, `Europe/Berlin`"
        problems.add(refusal(source, "SLA115", name.span, f"`{name.value}` is not a time zone", hint).diagnostic)
        return default
    return name.value
