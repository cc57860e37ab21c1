"""What the signs of currencies stand for, in a policy and in cells; nothing is ever converted."""

from __future__ import annotations

DOLLARS = frozenset(("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD"))
SIGNS = {
    "$": DOLLARS,
    **dict.fromkeys(("C$", "CA$"), frozenset(("CAD",))),
    **dict.fromkeys(("A$", "AU$"), frozenset(("AUD",))),
    **dict.fromkeys(("kr", "kr."), frozenset(("SEK", "NOK", "DKK"))),
    **dict.fromkeys(("Fr", "Fr."), frozenset(("CHF",))),
    **dict.fromkeys(("₹", "Rs", "Rs."), frozenset(("INR",))),
    "US$": frozenset(("USD",)),
    "NZ$": frozenset(("NZD",)),
    "HK$": frozenset(("HKD",)),
    "S$": frozenset(("SGD",)),
    "R$": frozenset(("BRL",)),
    "€": frozenset(("EUR",)),
    "£": frozenset(("GBP",)),
    "¥": frozenset(("JPY", "CNY")),
    "₽": frozenset(("RUB",)),
    "₩": frozenset(("KRW",)),
    "₪": frozenset(("ILS",)),
    "₺": frozenset(("TRY",)),
    "zł": frozenset(("PLN",)),
}
"""The codes that a sign before or behind a number can stand for; a code stands for itself."""
