"""Small closed sets of words, and what is said of a word that is in none of them."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.text.diagnostic import Diagnostic
from sla_dsl.text.spell import nearest


def not_one_of(what: str, value: str, words: Sequence[str]) -> Diagnostic:
    """The diagnostic for a `value` that is not one of `words`; `what` is the set's name: `format`."""
    meant = nearest(value, words)
    hint = f"did you mean `{meant}`?" if meant else f"it is one of {', '.join(f'`{w}`' for w in words)}"
    return Diagnostic("SLA506", f"there is no {what} `{value}`", hint=hint)
