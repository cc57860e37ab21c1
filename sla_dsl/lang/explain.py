"""Why a statement could not be read, in the words of the one who wrote it.

The machine only knows the token at which no sentence goes on. Most mistakes lie a word or two before that: so each
likely repair is tried (another word for a misspelt one, backquotes around a name that is a keyword), and the one that
lets the reading go furthest is the explanation. What no repair explains is said as what could have stood there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

from sla_dsl.lang.case import REACH, Case
from sla_dsl.lang.expected import expected
from sla_dsl.lang.habits import NUMBERS, OF_TIME, PARTS_OF_TEXTS, habits, meant
from sla_dsl.lang.lexer import Token
from sla_dsl.lang.machine import Machine, Stuck
from sla_dsl.lang.mistake import INDENT, MARGIN, Mistake
from sla_dsl.lang.phrases import last_guess, phrase
from sla_dsl.lang.strays import MINUTES_OR_MONTHS
from sla_dsl.lang.words import DEFINING, PERIODS, UNITS
from sla_dsl.text.source import Span
from sla_dsl.text.spell import distance, nearest

_BEGINNERS = frozenset(("by", "on", "of", "from", "to", "then", "paced", "using", "min", "warn", "severity"))
_PERIODS = frozenset((*PERIODS, "rolling", "fiscal"))
_LEFT_OUT = {"let": "=", "define": "=", "event": "=", "clause": ":", "when": "then", "calendar": "open"}
"""What is easily left out of a statement that begins with a word."""
_COMPARES = frozenset((">=", "<=", ">", "<", "=", "!=", "between", "in", "is"))
_LONGEST = 5000
"""Longer statements are not repaired on trial: reading them again and again would take seconds."""


def explain(machine: Machine, rule: str, tokens: Sequence[Token], stuck: Stuck, end: int) -> Mistake:
    """The mistake in a statement that got stuck."""
    case = Case(machine, rule, tokens, stuck, end)
    for look in _LOOKS:
        mistake = look(case)
        if mistake is not None:
            return mistake
    return _unexpected(case)


_PROMISES = {
    **dict.fromkeys(("deliver", "delivers", "keep", "keeps", "fill", "fills"), "marketing"),
    **dict.fromkeys(("make", "makes", "ensure", "ensures", "never"), "sales"),
}
"""Who mostly promises what begins with a word."""


def _at_margin(case: Case) -> Mistake | None:
    first = case.tokens[0]
    if case.rule != "statement" or case.index > 2:
        return None
    starts = case.machine.takes([case.machine.tables.starts["statement"]])
    if [token.kind for token in case.tokens[:2]] == ["NAME", "EQUAL"]:
        hint = "a definition starts with `event`, `stage`, `define` or `let`; a column of a table is indented"
        return Mistake(MARGIN, f"`{_shown(first)} =` starts no statement", first.span, hint)
    keywords = case.machine.tables.keywords.get(first.text, ())
    line = first.kind == "ROW" or (bool(keywords) and not any(k.terminal in starts for k in keywords))
    if not line:
        return None
    said = "a table row" if first.kind == "ROW" else f"`{first.text}`"
    party = _PROMISES.get(first.text)
    hint = INDENT if party is None else f"say who promises it: `{party} {first.text}`, or {INDENT}"
    return Mistake(MARGIN, f"{said} starts no statement", first.span, hint)


def _indented(case: Case) -> Mistake | None:
    token = case.token
    if token is None or not case.index or token.kind != "NAME" or len(case.tokens) > _LONGEST:
        return None
    text = case.machine.text
    if text[text.rfind("\n", 0, token.start) + 1 : token.start].strip():
        return None
    rest = case.tokens[case.index :]
    if case.machine.progress("statement", rest) < min(4, len(rest) + 1):
        return None
    return Mistake("SLA006", "this statement is indented", token.span, "a statement starts at the left margin")


def _misspelt(case: Case) -> Mistake | None:
    if len(case.tokens) > _LONGEST:
        return None
    best: tuple[int, int, int, str] | None = None
    for index in case.candidates():
        token = case.tokens[index]
        if token.text in case.machine.tables.keywords or len(token.text) == 1:
            continue
        takes = case.machine.takes(case.machine.states_before(case.rule, case.tokens, index))
        for word, keywords in case.machine.tables.keywords.items():
            if not any(k.terminal in takes for k in keywords) or not nearest(token.text, [word]):
                continue
            progress = case.furthers(index, token._replace(text=word))
            found = (-progress, distance(token.text.lower(), word), -index, word)
            if progress and (best is None or found < best):
                best = found
    if best is None:
        return None
    token, word = case.tokens[-best[2]], best[3]
    if token.text.lower() == word:
        return Mistake("SLA012", f"`{token.text}` is written with small letters", token.span, f"write `{word}`")
    return Mistake(
        "SLA012", f"`{token.text}` is not a word of the language here", token.span, f"did you mean `{word}`?"
    )


def _reserved(case: Case) -> Mistake | None:
    if len(case.tokens) > _LONGEST:
        return None
    for index in case.candidates():
        token = case.tokens[index]
        if index == 0 or token.text not in case.machine.tables.keywords:
            continue
        if case.furthers(index, token._replace(text=f"`{token.text}`")) > case.index + 1:
            hint = f"if it is a name, put it in backquotes: `` `{token.text}` ``"
            return Mistake("SLA031", f"`{token.text}` is a word of the language here", token.span, hint)
    return None


def _named(case: Case) -> Mistake | None:
    """`clause within: ...`: a word of the language in the place of a name."""
    return _reserved(case) if case.index == 1 and case.tokens[0].text in (*DEFINING, "clause") else None


def _unit(case: Case) -> Mistake | None:
    number, word = case.before, case.token
    if number is not None and number.kind == "NAME" and number.text in NUMBERS:
        number = number._replace(kind="NUMBER", text=NUMBERS[number.text])
    if number is None or word is None or number.kind != "NUMBER" or word.kind != "NAME":
        return None
    span = number.span.to(word.span)
    if word.text == "m":
        return Mistake("SLA011", f"`{number.text} m` may be minutes or months", span, MINUTES_OR_MONTHS)
    if number.end - number.start != len(number.text) and word.text in (*UNITS, "business"):
        written = f"{case.machine.text[number.start : number.end]} {word.text}"
        after = case.tokens[case.index + 1 : case.index + 2] if word.text == "business" else []
        right = " ".join([number.text, word.text, *(t.text for t in after)])
        return Mistake("SLA011", f"`{written}` is no length of time", span, f"write `{right}`")
    unit = OF_TIME.get(word.text) or nearest(word.text, (*UNITS, "business"))
    if unit is None:
        return None
    following = case.tokens[case.index + 1].text if case.index + 1 < len(case.tokens) else ""
    rest = f" {following if following in UNITS else 'hours'}" if unit == "business" else ""
    return Mistake("SLA011", f"`{word.text}` is no unit of time", span, f"did you mean `{number.text} {unit}{rest}`?")


def _in_time(case: Case) -> Mistake | None:
    """`in 14 days`."""
    token, before = case.token, case.before
    word = token if token is not None and token.text == "in" else before
    if word is None or word.text != "in" or "WITHIN" not in case.takes:
        return None
    return Mistake("SLA012", "`in` is not a word of the language here", word.span, "did you mean `within`?")


def _habit(case: Case) -> Mistake | None:
    """`at least 100`, `every month`: the words that people write for what is meant, with which reading goes on."""
    if len(case.tokens) > _LONGEST:
        return None
    best: tuple[int, int, int, str, str] | None = None
    for index in range(min(case.index, len(case.tokens) - 1), max(0, case.index - REACH), -1):
        for place, (words, text) in enumerate(habits()):
            written = list(case.tokens[index : index + len(words)])
            if tuple(t.text.lower() for t in written) != words or index + len(words) <= case.index - REACH // 2:
                continue
            behind = case.tokens[index + len(words)].text if index + len(words) < len(case.tokens) else ""
            if text in ("per", "by") and (text == "per") != (behind in _PERIODS):
                continue
            put = meant(text, written)
            trial = [*case.tokens[:index], *put, *case.tokens[index + len(words) :]]
            further = case.machine.progress(case.rule, trial) - len(put) + len(words)
            if further > max(case.index, index + len(words)) and (best is None or (-further, place) < best[:2]):
                said = case.machine.text[written[0].start : written[-1].end]
                best = (-further, place, index, said, text)
    if best is None:
        return None
    start = case.tokens[best[2]].start
    hint = f"write `{best[4]}`" if best[4] else f"leave `{best[3]}` out"
    span = Span(start, start + len(best[3]))
    if best[3].startswith("is "):
        return Mistake("SLA020", f"`{best[3]}` is no comparison", span, hint)
    return Mistake("SLA012", f"`{best[3]}` is not how the language says it", span, hint)


def _phrase(case: Case) -> Mistake | None:
    """`100 to 120`, `during business hours`: what is said by several words, and here by others."""
    return _by(phrase, case)


def _last_guess(case: Case) -> Mistake | None:
    return _by(last_guess, case)


def _by(look: Callable[[str, int, int, int], Mistake | None], case: Case) -> Mistake | None:
    if case.rule != "statement" or len(case.tokens) > _LONGEST or case.token is None:
        return None
    return look(case.machine.text, case.tokens[0].start, case.token.start, case.tokens[-1].end)


def _left_out(case: Case) -> Mistake | None:
    """`let target 100`, `within 4h score >= 70`: something is missing, with which the reading goes on."""
    token = case.token
    if token is None or case.index < 2 or len(case.tokens) > _LONGEST:
        return None
    after = case.tokens[case.index + 1] if case.index + 1 < len(case.tokens) else None
    missing = _word_left_out(case.tokens[0].text, token, after)
    if missing is None:
        return None
    trial = [*case.tokens[: case.index], *meant(missing, [token]), *case.tokens[case.index :]]
    if case.machine.progress(case.rule, trial) <= min(case.index + 2, len(trial)):
        return None
    said = f"`{_shown(token)}` can not stand here{_after(case.tokens[: case.index])}"
    written = f"{missing} {_shown(token)}" if missing != ":" else f"{case.tokens[1].text}: {_shown(token)}"
    return Mistake("SLA008", said, token.span, f"`{missing}` is missing: write `{written}`")


def _word_left_out(first: str, token: Token, after: Token | None) -> str | None:
    """What could be missing before a token of a statement that begins with `first`."""
    if first in _LEFT_OUT:
        return _LEFT_OUT[first]
    if token.kind == "DATE" and first == "waive":
        return "from"
    if token.kind == "STRING":
        return "="
    if after is None or _COMPARES.isdisjoint((token.text, after.text)):
        return None
    return "on" if after.kind == "PERCENT" else "for"


def _elsewhere(case: Case) -> Mistake | None:
    """What the language says in a way of its own: a last day, a range, a part of a text, a name of several words."""
    token, before = case.token, case.before
    if token is None or before is None:
        return None
    after = case.tokens[case.index + 1] if case.index + 1 < len(case.tokens) else None
    if token.kind == "DATE" and before.text == "by" and "NAME" in case.takes:
        hint = f"say from when until when: `from 2026-07-01 to {token.text}`"
        return Mistake("SLA012", f"`by {token.text}` names no column", before.span.to(token.span), hint)
    if after is not None and after.kind == "DATE" and token.text in ("until", "till", "through"):
        hint = f"say from when until when: `from 2026-07-01 to {after.text}`"
        return Mistake("SLA012", f"`{token.text}` is not how the language says it", token.span, hint)
    if after is not None and (before.kind, token.text, after.kind) == ("NUMBER", "-", "NUMBER"):
        hint = f"write `between {before.text} and {after.text}`"
        span = before.span.to(after.span)
        return Mistake("SLA012", f"`{before.text}-{after.text}` is not how the language says it", span, hint)
    if token.text in PARTS_OF_TEXTS:
        hint = 'texts are compared as a whole: `source in ("web", "event")`; of an address `domain(email) = "web.com"`'
        return Mistake("SLA020", f"`{token.text}` is no comparison", token.span, hint)
    words = list(takewhile(lambda t: t.kind == "NAME", case.tokens[1:]))
    behind = case.tokens[len(words) + 1] if len(words) + 1 < len(case.tokens) else None
    if case.tokens[0].text == "clause" and case.index == 2 and words and behind is not None and behind.kind == "COLON":
        joined = "-".join(t.text for t in words)
        hint = f'join its words, `{joined}`, or give it a title: `clause {before.text} "..."`'
        return Mistake("SLA012", "the name of a clause is one word", before.span.to(words[-1].span), hint)
    return None


def _thousands(case: Case) -> Mistake | None:
    for index in range(max(0, case.index - 4), min(case.index, len(case.tokens) - 2)):
        head, comma, tail = case.tokens[index : index + 3]
        grouped = (
            head.kind in ("NUMBER", "MONEY") and (comma.kind, tail.kind) == ("COMMA", "NUMBER") and len(tail.text) == 3
        )
        if grouped and head.end == comma.start and comma.end == tail.start:
            said = f"{head.text},{tail.text}"
            return Mistake(
                "SLA019", f"`{said}` is two numbers", head.span.to(tail.span), f"write `{head.text}_{tail.text}`"
            )
    return None


def _quotes(case: Case) -> Mistake | None:
    token, takes = case.token, case.takes
    if token is None:
        return None
    if token.kind == "STRING" and "NAME" in takes and "STRING" not in takes:
        return Mistake(
            "SLA030", f"`{token.text}` is a text, and a name stands here", token.span, _name_hint(token.text[1:-1])
        )
    if token.kind == "NAME" and "STRING" in takes and not takes & {"NAME", "COLON"}:
        return Mistake(
            "SLA030",
            f"`{token.text.strip('`')}` is a name, and a text stands here",
            token.span,
            'texts stand in double quotes: `"..."`',
        )
    return None


def _name_hint(text: str) -> str:
    return f"write `{text}`" if text.isidentifier() else f"write `` `{text}` `` in backquotes"


def _not_known(case: Case) -> Mistake | None:
    token, before = case.token, case.before
    if token is None or before is None or before.text != "is":
        return None
    hint = "write `is known` or `is unknown`; compare with `=` and `!=`"
    return Mistake("SLA020", f"`is {token.text}` is no comparison", before.span.to(token.span), hint)


def _table(case: Case) -> Mistake | None:
    if case.token is None or case.token.kind != "ROW":
        return None
    hint = "a table stands at the end of a clause, or below `given` in a test"
    return Mistake("SLA023", "no table can stand here", case.token.span, hint)


def _date(case: Case) -> Mistake | None:
    token = case.token
    if token is None or "DATE" not in case.takes or "NUMBER" in case.takes or token.kind in ("NAME", "STRING"):
        return None
    return Mistake("SLA017", f"`{token.text}` is no date", token.span, "write year, month, day: `2026-07-01`")


def _swallowed(case: Case) -> Mistake | None:
    """`paced <= per week`: a word that begins an option was taken for the name that is missing before it."""
    before = case.before
    if before is None or before.text not in _BEGINNERS or case.index < 2:
        return None
    takes = case.machine.takes(case.machine.states_before(case.rule, case.tokens, case.index - 1))
    if "NAME" not in takes or any(k.terminal in takes for k in case.machine.tables.keywords[before.text]):
        return None
    earlier = case.tokens[: case.index - 1]
    said = f"`{before.text}` can not stand here{_after(earlier)}"
    return Mistake("SLA008", said, before.span, f"expected {expected(takes, earlier)}")


def _unexpected(case: Case) -> Mistake:
    wanted = expected(case.takes, case.tokens[: case.index])
    after = _after(case.tokens[: case.index])
    if case.token is None:
        at = max(case.tokens[-1].end - 1, 0) if case.tokens else max(case.end - 1, 0)
        place = case.tokens[-1].span if case.tokens else Span(at, at + 1)
        return Mistake("SLA009", f"the statement ends too early{after}", place, f"expected {wanted}")
    return Mistake("SLA008", f"`{_shown(case.token)}` can not stand here{after}", case.token.span, f"expected {wanted}")


def _after(before: Sequence[Token]) -> str:
    said = [_shown(token) for token in before[-2:]]
    return f", after `{' '.join(said)}`" if said else ""


def _shown(token: Token) -> str:
    text = token.text.replace("`", "").strip()
    return text if len(text) <= 40 else text[:39] + "…"


_LOOKS: tuple[Callable[[Case], Mistake | None], ...] = (
    _at_margin, _named, _thousands, _unit, _phrase, _in_time, _date, _elsewhere, _habit, _misspelt, _left_out,
    _indented, _quotes, _reserved, _not_known, _table, _swallowed, _last_guess,
)  # fmt: skip
