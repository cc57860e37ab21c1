"""What is counted, as it is said of one and of several: `1 lead`, `59 leads`, `100 MQL`."""

from __future__ import annotations

_COUNTED = frozenset((
    "account", "booking", "call", "campaign", "client", "company", "contact", "contract", "customer", "deal",
    "demo", "email", "event", "expense", "introduction", "invoice", "lead", "meeting", "opportunity", "order",
    "partner", "person", "proposal", "prospect", "quote", "referral", "registration", "renewal", "reply",
    "request", "response", "sale", "signup", "subscription", "survey", "ticket", "touch", "trial", "upgrade",
    "user", "visit", "visitor",
))  # fmt: skip
"""Words of which everybody knows the plural. Of others, such as `MQL`, `won` or `came-back`, nobody does: they stay."""


def several(noun: str) -> str:
    """A stage as it is said of several: `leads`, `gold-partners`, and `MQL` as it is written."""
    first, dash, last = noun.rpartition("-")
    if last not in _COUNTED:
        return noun
    if last == "person":
        return f"{first}{dash}people"
    if last.endswith("y") and last[-2] not in "aeiou":
        return f"{first}{dash}{last[:-1]}ies"
    return f"{first}{dash}{last}{'es' if last.endswith('ch') else 's'}"


def a(noun: str) -> str:
    """A stage as it is said of one: `a lead`, `an opportunity`, and `MQL` as it is written."""
    if several(noun) == noun:
        return noun
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"
