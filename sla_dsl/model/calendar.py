"""A calendar: when a party is open, as weekly hours, days with hours of their own, and public holidays."""

from __future__ import annotations

from datetime import date

from sla_dsl.text.record import record

Hours = tuple[tuple[int, int], ...]
"""Spans of a local day in minutes since its midnight, in order and apart; 1440 is the end of the day."""


@record
class SpecialDays:
    """Local days, both included, that have just these hours, whatever the week or the holidays say; none: closed."""

    first: date
    last: date
    hours: Hours


@record
class Calendar:
    """Open time in the zone `timezone` (an IANA name).

    `weekly` has the hours of Monday to Sunday. Of `special` days that overlap, those with hours win, all of them.
    `holidays` are codes of countries and their parts (`US`, `US-NY`): their public holidays are closed.
    """

    name: str
    timezone: str
    weekly: tuple[Hours, ...]
    special: tuple[SpecialDays, ...]
    holidays: tuple[str, ...]


def united(spans: list[tuple[int, int]]) -> Hours:
    """The spans in order, those that overlap or touch as one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)
