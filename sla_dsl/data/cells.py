"""What a single cell of text says: nothing, a yes or no, a number, a day; and what kind a column of such cells has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import polars as pl

from sla_dsl.data.days import read_day
from sla_dsl.model.kinds import Kind
from sla_dsl.model.money import SIGNS

TRUE = (
    *("true", "yes", "y", "t", "1", "1.0", "on", "x", "checked", "\u2713", "\u2714"),
    *("ja", "j", "wahr", "oui", "vrai", "si", "sí", "sì", "verdadero", "vero", "sim", "verdadeiro"),
)
FALSE = (
    *("false", "no", "n", "f", "0", "0.0", "off", "unchecked", "\u2717", "\u2718"),
    *("nein", "falsch", "non", "faux", "falso", "não", "nao", "nee"),
)
_WORDS = frozenset((*TRUE[:4], *FALSE[:4]))
_HOLLOW = (
    *("select", "n/a", "#n/a", "null", "none", "nan", "unknown", "undefined", "not set", "no value", "-", "--", "?"),
    *("na", "n.a.", "nil", "tbd", "missing", "not available", "no data", "k.a.", ".", "\\n", "\u2013", "\u2014"),
    *("(blank)", "(none)", "(empty)", "(not set)", "(no value)", "-none-", "--none--", "<null>", "[null]", "(null)"),
    *("#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!"),
)
SUSPICIOUS = frozenset(
    form
    for word in _HOLLOW
    for form in (word, word.upper(), word.capitalize(), word.title(), word[:1] + word[1:].capitalize())
)

_CODES = "USD|EUR|GBP|CHF|JPY|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|INR|CNY|HKD|SGD|ZAR|ILS|TRY|AED|KRW"
_MONEY = rf"{'|'.join(map(re.escape, sorted(SIGNS, key=len, reverse=True)))}|{_CODES}"
SPACES = " \u00a0\u2009\u202f"
NUMBER = (
    rf"^(?P<open>\()?(?P<sign>[-+−])?\s*(?P<before>{_MONEY})?\s*(?P<inner>[-+−])?"
    rf"(?P<body>(?:\d[\d.,'’{SPACES}]*|[.,]\d+))(?P<exp>[eE][-+]?\d{{1,3}})?\s*(?P<scale>[kKMB])?\s*(?P<percent>%)?"
    rf"\s*(?P<after>{_MONEY})?(?P<trail>[-−])?(?P<close>\))?$"
)
CLOCK = (
    rf"(?:[Tt{SPACES}]|, ?)\s*(?:at )?"
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(?:([AaPp]\.?[Mm]\.?)|Uhr)?"
    r"\s*(?:(Z|z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)(?:\[[\w/+-]+\]|\s*\([\w .]+\))?)?$"
)
COMPACT = r"^(\d{8})[Tt](\d{2})(\d{2})(\d{2})?"
TOGETHER = r"^((?:19|20)\d{6})(\d{2})(\d{2})(\d{2})$"
OTHER_COLON = rf"([{SPACES}]\d{{1,2}})[.h](\d{{2}})(?:[.m](\d{{2}}))?$"
_ISO = r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?"
_GROUPED = rf"(?:\d{{1,3}}(?:[,.'’{SPACES}]\d{{2,3}})*[,.'’{SPACES}]\d{{3}}|\d*)(?:[.,]\d*)?"
_LEADING_ZERO = r"[-+]?0\d"
_LONGEST = 18  # digits that an integer holds; what is longer is a name, not a quantity


def filled(column: pl.Expr, nulls: Sequence[str] = ()) -> pl.Expr:
    """The cell as it stands, or null where it is blank or one of the declared nulls (compared without outer blanks)."""
    bare = column.str.strip_chars()
    empty = bare == "" if not nulls else (bare == "") | bare.is_in(list(nulls))
    return pl.when(~empty).then(column)


def suggested(cells: Iterable[str]) -> Kind:
    """The kind that all cells fit which say something; TEXT when none does, or when they differ."""
    seen = set(map(str.strip, cells)) - SUSPICIOUS - {""}
    if not seen:
        return Kind.TEXT
    if all(map(re.compile(_ISO).fullmatch, seen)):  # as most instants are
        return Kind.INSTANT
    if all(c.lower() in _WORDS for c in seen):
        return Kind.BOOLEAN
    if all(_is_number(c) for c in seen):
        return Kind.NUMBER
    if all(_is_day(c) for c in seen):
        return Kind.INSTANT
    return Kind.TEXT


def _is_number(cell: str) -> bool:
    if cell.isdecimal() and len(cell) <= _LONGEST and (cell[0] != "0" or len(cell) == 1):  # as most are
        return True
    match = re.match(NUMBER, cell)
    if match is None or re.match(_LEADING_ZERO, cell) or sum(c.isdigit() for c in match["body"]) > _LONGEST:
        return False
    return re.fullmatch(_GROUPED, match["body"].strip(SPACES)) is not None


def _is_day(cell: str) -> bool:
    day = cell
    if ":" in cell or "T" in cell or " " in cell:  # only then can there be a time of day
        written = re.sub(OTHER_COLON, r"\1:\2", re.sub(COMPACT, r"\1 \2:\3", cell))
        day = re.sub(CLOCK, "", written)
    return read_day(day.strip(" ,")) is not None
