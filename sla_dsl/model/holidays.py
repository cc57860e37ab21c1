"""Public holidays by the codes of countries and their parts: the one place that knows the `holidays` library.

The library is imported when a policy names holidays, and not before: it takes longer than reading the policy.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from importlib.util import find_spec, module_from_spec

_COUNTRIES = "holidays.countries"


@lru_cache(maxsize=64)
def days_off(code: str, years: range) -> frozenset[date]:
    """The days of some years on which the public holidays of a known code are kept, also those moved from a week-end.

    Years for which the library has no list have none.
    """
    from holidays import country_holidays

    country, part = _split(code)
    with warnings.catch_warnings(), _one_by_one():
        warnings.simplefilter("ignore")  # of years that a country's list does not reach
        return frozenset(country_holidays(country, subdiv=part, years=years, language="en_US"))


@lru_cache(maxsize=64)
def known(code: str) -> bool:
    """Whether a code is that of a country, in its two capital letters, or of a part of one."""
    from holidays import country_holidays

    country, part = _split(code)
    if not (len(country) == 2 and country.isascii() and country.isupper()) or code.endswith("-"):
        return False  # the library also answers to names that are no codes
    try:
        with _one_by_one():
            country_holidays(country, subdiv=part)
    except NotImplementedError:
        return False
    return True


def parts(code: str) -> list[str]:
    """The codes of all parts of a code's country that have holidays of their own."""
    from holidays import list_supported_countries

    country, _ = _split(code)
    return [f"{country}-{part}" for part in list_supported_countries(include_aliases=False).get(country, ())]


@contextmanager
def _one_by_one() -> Iterator[None]:
    """Countries are imported by themselves while it lasts: their package would import all of them, two hundred and
    fifty, for the one that is asked for. What stands in for it has its path and goes with the context."""
    from holidays.registry import IMPORT_LOCK

    with IMPORT_LOCK:
        spec = None if _COUNTRIES in sys.modules else find_spec(_COUNTRIES)
        if spec is None:
            yield
            return
        sys.modules[_COUNTRIES] = module_from_spec(spec)
        try:
            yield
        finally:
            del sys.modules[_COUNTRIES]


def _split(code: str) -> tuple[str, str | None]:
    country, _, part = code.partition("-")
    return country, part or None
