"""How a day is written: every layout that is read, and the decision which part is the day, the month and the year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from sla_dsl.text.record import record

EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# As Dutch, French, German, Italian, Portuguese and Spanish write them; none of them is two months.
_ELSEWHERE = (
    "januar januari jänner janvier janv enero ene gennaio gen janeiro",
    "februar februari février fevrier févr fevr febrero febbraio fevereiro fev",
    "märz maerz mär mrz mars maart mrt marzo março marco",
    "avril avr abril abr aprile",
    "mai mei mayo maggio mag maio",
    "juni juin junio giugno giu junho",
    "juli juillet juil julio luglio lug julho",
    "augustus août aout agosto ago",
    "sept septembre septiembre setiembre set settembre setembro",
    "oktober okt octobre octubre ottobre ott outubro out",
    "novembre noviembre novembro",
    "dezember dez décembre decembre déc diciembre dic dicembre dezembro",
)
MONTH = {m[:n]: i for i, m in enumerate(_MONTHS, 1) for n in (3, len(m))} | {
    name: i for i, names in enumerate(_ELSEWHERE, 1) for name in names.split()
}
# Texts, not compiled patterns: `re` keeps what is used, and most tables use one of them.
_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,? )?"
_NAME = r"([^\W\d_]{3,10})"
_OPENING = frozenset((*(m[:3] for m in _MONTHS), "mon", "tue", "wed", "thu", "fri", "sat", "sun"))
_YEAR_FIRST = r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?"
_TOGETHER = r"((?:19|20)\d{2})(\d{2})(\d{2})"
_DIGITS = r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})\.?"
_DAY_NAME = rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[-/ ](?:de )?{_NAME}\.?,?[-/ ](?:de )?(\d{{4}}|\d{{2}})"
_NAME_DAY = rf"{_WEEKDAY}{_NAME}\.?[- ](\d{{1,2}})(?:st|nd|rd|th)?,?[- ](\d{{4}})"
_YEAR_NAME = rf"(\d{{4}})[-/ ]{_NAME}[-/ ](\d{{1,2}})"


@record
class Written:
    """Three numbers in the order in which they are written, and what each may be.

    `orders` are the ways to read them: `ymd`, `dmy`, `mdy`; one way is a fact, several are a question to the column.
    """

    layout: str
    parts: tuple[int, int, int]
    orders: tuple[str, ...]
    short_year: bool = False

    def day(self, order: str) -> int | None:
        """Days since 1970-01-01 in that order, or None where there is no such day."""
        said = dict(zip(order, self.parts, strict=True))
        year = said["y"] + (0 if not self.short_year else 2000 if said["y"] < 70 else 1900)
        try:
            return date(year, said["m"], said["d"]).toordinal() - EPOCH
        except ValueError:
            return None

    def fits(self) -> frozenset[str]:
        """The orders that give a day of the calendar."""
        return frozenset(order for order in self.orders if self.day(order) is not None)


def read_day(text: str) -> Written | None:
    """The day that a text writes, in any of the layouts; None when it writes none."""
    if not (text[:1].isdecimal() or text[:3].lower() in _OPENING):
        return None
    if m := re.fullmatch(_YEAR_FIRST, text):
        shown = {"-": "2026-07-01", "/": "2026/07/01", ".": "2026.07.01"}[m[2]]
        return Written(shown, (int(m[1]), int(m[3]), int(m[4])), ("ymd",))
    if m := re.fullmatch(_TOGETHER, text):
        return Written("20260701", (int(m[1]), int(m[2]), int(m[3])), ("ymd",))
    if m := re.fullmatch(_DIGITS, text):
        short = len(m[4]) == 2
        ways = ("dmy", "mdy", "ymd")[: 3 if short else 2]
        return Written(f"1{m[2]}7{m[2]}{'26' if short else '2026'}", (int(m[1]), int(m[3]), int(m[4])), ways, short)
    if (m := re.fullmatch(_DAY_NAME, text, re.I)) and (month := MONTH.get(m[2].lower())):
        short = len(m[3]) == 2
        ways = ("dmy", "ymd")[: 2 if short else 1]
        return Written("1 Jul 26" if short else "1 Jul 2026", (int(m[1]), month, int(m[3])), ways, short)
    if (m := re.fullmatch(_NAME_DAY, text, re.I)) and (month := MONTH.get(m[1].lower())):
        return Written("Jul 1 2026", (month, int(m[2]), int(m[3])), ("mdy",))
    if (m := re.fullmatch(_YEAR_NAME, text, re.I)) and (month := MONTH.get(m[2].lower())):
        return Written("2026 Jul 1", (int(m[1]), month, int(m[3])), ("ymd",))
    return None


def order_of(days: Iterable[Written], day_first: bool | None) -> tuple[str | None, tuple[Written, Written] | None]:
    """The one order in which all days of a question read, or None and the two that show why there is none.

    The pair is of days that contradict each other, or twice the day that reads in several ways. What was said aloud
    (`day_first`) decides; days that do not fit are the caller's to count. Days that are the same in every order that
    is left (`01/01/2026`) ask nothing.
    """
    seen = list(days)
    if day_first is not None:
        return ("dmy" if day_first else "mdy"), None
    left = frozenset(("dmy", "mdy", "ymd"))
    deciding: Written | None = None
    for day in seen:
        fits = day.fits()
        if not fits:
            continue
        if not left & fits:
            return None, (deciding or day, day)
        if left & fits != left:
            left, deciding = left & fits, day
    orders = sorted(left)
    for day in seen:
        if len({day.day(order) for order in orders if order in day.orders}) > 1:
            return None, (day, day)
    return orders[0] if orders else None, None
