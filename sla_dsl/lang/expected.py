"""What could have stood at a place, said with examples instead of the names of terminals."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sla_dsl.lang.grammar import tables
from sla_dsl.lang.lexer import Token

_PERCENTAGE = "a percentage such as `40%`"
_DURATION = "a duration such as `4h` or `2 business days`"
_PERIOD = "a period such as `month`"
_CONDITION = "a condition such as `score >= 70`"
_AFTER: tuple[tuple[tuple[str, ...], str], ...] = (
    (("paced", "<="), _PERCENTAGE),
    (("paced",), "`<=` and " + _PERCENTAGE),
    (("on", ">="), _PERCENTAGE),
    (("on",), "a share such as `>= 90%`"),
    (("warn", "at"), _PERCENTAGE),
    (("within",), _DURATION),
    (("maturing", "after"), _DURATION),
    (("at", "most"), _DURATION),
    (("rolling",), "a duration such as `30 days`"),
    (("per",), _PERIOD),
    (("every",), _PERIOD),
    (("for",), _CONDITION),
    (("unless",), _CONDITION),
    (("where",), _CONDITION),
    (("while",), _CONDITION),
    (("ensures",), _CONDITION),
    (("never",), _CONDITION),
    (("excused", "by"), "the id of a clause"),
    (("by",), "a column such as `owner`"),
    (("severity",), "`critical`, `major`, `minor` or `info`"),
    (("using",), "the name of a calendar"),
    (("delivers",), "a target and a stage such as `>= 100 MQL`"),
    (("makes",), "a need such as `>= 6 touches`"),
    (("keeps",), "what is kept, such as `conversion MQL -> SQL >= 30%`"),
    (("fills",), "a column such as `email`"),
    (("is",), "`known` or `unknown`"),
)
_KINDS = {
    "NAME": "a name",
    "STRING": "a text in double quotes",
    "DATE": "a date such as `2026-07-01`",
    "HOURS": "hours such as `09:00-17:30`",
    "NUMBER": "a number",
    "PERCENT": _PERCENTAGE,
    "DURATION": _DURATION,
    "ROW": "a table",
}
_SIGNS = {
    "COMMA": "`,`",
    "COLON": "`:`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "DOT": "`.`",
    "EQUAL": "`=`",
    "__ANON_0": "`->`",
}
_MOST = 7


def expected(takes: Collection[str], before: Sequence[Token]) -> str:
    """What can come next, in words: `takes` are the terminals that can, `before` the tokens so far."""
    said = tuple(token.text for token in before[-2:])
    for words, phrase in _AFTER:
        if said[-len(words) :] == words and _opens(takes):
            return phrase
    if set(takes) == {"LPAR"} and said[-1:] == ("in",):
        return 'a list in brackets such as `("web", "event")`'
    if "DELIVERS" in takes:
        return "a promise such as `delivers >= 100 MQL` or `first-touch within 4h`"
    if {"NUMBER", "STRING", "LPAR"} <= set(takes):
        return _CONDITION if "NOT" in takes else "a value"
    if {"PER", "BECAUSE", "$END"} <= set(takes):
        return "an option such as `for score >= 70` or `per month`, or the end of the statement"
    if "IS" in takes:
        return "a comparison such as `>= 70`, `and`, `or`, or what follows the condition"
    return _listed(takes)


def _opens(takes: Collection[str]) -> bool:
    """Whether something new begins here, rather than what stands before going on."""
    return "$END" not in takes and "COMMA" not in takes


def _listed(takes: Collection[str]) -> str:
    kinds = [phrase for kind, phrase in _KINDS.items() if kind in takes]
    signs = [phrase for kind, phrase in _SIGNS.items() if kind in takes]
    words = [f"`{word}`" for word, keywords in tables().keywords.items() if any(k.terminal in takes for k in keywords)]
    singular = [word for word in words if f"{word[:-1]}s`" not in words]
    phrases = [*kinds, *signs, *singular]
    if "$END" in takes:
        # more could follow: naming the end first says that nothing is missing
        phrases = ["the end of the statement", *phrases]
    shown = phrases[:_MOST]
    if len(phrases) > _MOST:
        return ", ".join(shown) + ", ..."
    return " or ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0] if shown else "nothing more"
