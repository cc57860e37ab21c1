"""The agreement of a policy: between whom, for how long, in which zone, currency and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sla_dsl.bind.problems import Problems, line_of, refusal
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


def frame(statements: Sequence[tuple[ast.Statement, Source]], problems: Problems) -> Frame:
    """The frame that the one agreement of a policy sets; without an agreement, the defaults."""
    found = [(s, source) for s, source in statements if isinstance(s, ast.Agreement)]
    for extra, source in found[1:]:
        where = line_of(found[0][1], found[0][0].span, source)
        message, hint = (
            f"there is an agreement already, in {where}",
            "one policy is one agreement; check them one by one",
        )
        problems.add(refusal(source, "SLA114", extra.span, message, hint).diagnostic)
    if not found:
        return Frame()
    agreement, source = found[0]
    _check_acceptances(agreement, source, problems)
    return Frame(
        title=agreement.title.value if agreement.title else None,
        version=agreement.version.value if agreement.version else None,
        parties=tuple(p.text for p in agreement.parties),
        term=_term(agreement),
        timezone=zone_name(agreement.timezone, source, problems, "UTC"),
        currency=agreement.currency.text if agreement.currency else None,
        years=_years(agreement),
    )


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


def _check_acceptances(agreement: ast.Agreement, source: Source, problems: Problems) -> None:
    parties = tuple(p.text for p in agreement.parties)
    for acceptance in agreement.acceptances:
        check_party(acceptance.party, parties, source, problems)


def _term(agreement: ast.Agreement) -> Term:
    if agreement.term is None:
        return None, None
    start, end = agreement.term
    return start.day, end.day if end else None


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


def _years(agreement: ast.Agreement) -> Years:
    fiscal, weeks = agreement.fiscal_start, agreement.weeks_start
    return Years(
        week_start=WEEKDAYS.index(weeks.text) if weeks else 0,
        fiscal_month=MONTHS.index(fiscal.text) + 1 if fiscal else 1,
    )
