"""Public holidays by the codes of countries and their parts: the one place that knows the `holidays` library.

The library is imported when a policy names holidays, and not before: it takes longer than reading the policy.
"""

from __future__ import annotations

import warnings
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=64)
def days_off(code: str, years: range) -> frozenset[date]:
    """The days of some years on which the public holidays of a known code are kept, also those moved from a week-end.

    Years for which the library has no list have none.
    """
    from holidays import country_holidays

    country, part = _split(code)
    with warnings.catch_warnings():
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
        country_holidays(country, subdiv=part)
    except NotImplementedError:
        return False
    return True


def parts(code: str) -> list[str]:
    """The codes of all parts of a code's country that have holidays of their own."""
    from holidays import list_supported_countries

    country, _ = _split(code)
    return [f"{country}-{part}" for part in list_supported_countries(include_aliases=False).get(country, ())]


def _split(code: str) -> tuple[str, str | None]:
    country, _, part = code.partition("-")
    return country, part or None
