"""The grammar as data: LALR tables read from `tables.json`, or built by lark when the grammar has changed since.

Building takes lark some 60 ms and importing lark 40 more; reading the tables takes none to speak of, since a line of
them stays text until somebody comes to it: a file comes to a tenth of the states. So lark is imported only here, and
only when `tables.json` does not belong to the grammar found (the digest tells).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from sla_dsl.text.record import record

T = TypeVar("T")

STARTS = ("statement", "cell_bound", "cell_amount", "cell_value")
_HERE = Path(__file__).parent
# what separates two words: in a look-ahead of the grammar `\s` stands for comments too
_BLANK = r"(?:\s|#[^\n]*\n)"
_SOFT_KEYWORD = re.compile(r"([a-z]+)((?:\(\?[=!].*)+)", re.S)


@record
class Rule:
    """One production: how many symbols it takes off the stack, which of them it keeps, and what it is called.

    `keep` lists the positions of the kept symbols; `splice` those among them whose value is a list to be spread.
    A rule that `passes` is what its one kept symbol is; one that `helps` is the list of those it keeps.
    """

    origin: str
    name: str
    size: int
    keep: tuple[int, ...]
    splice: frozenset[int]
    passes: bool

    @property
    def helps(self) -> bool:
        return self.origin.startswith("_")


@record
class Keyword:
    """A terminal that a word can stand for, and the pattern that must follow the word for that (None: anything)."""

    terminal: str
    ahead: str | None


class Lines(dict[int, T]):
    """What lines of text say, by their number; a line is read when somebody comes to it."""

    def __init__(self, lines: Sequence[str], read: Callable[[str], T]) -> None:
        super().__init__()
        self.lines, self.read = lines, read

    def __missing__(self, number: int) -> T:
        found = self[number] = self.read(self.lines[number])
        return found


@record
class Tables:
    """All that reading needs: terminals, keywords by word, rules, and for every state its actions and its gotos.

    An action below zero reduces rule `-action - 1`, any other shifts to that state.
    """

    patterns: tuple[tuple[str, str], ...]
    symbols: dict[str, str]
    keywords: dict[str, tuple[Keyword, ...]]
    rules: Lines[Rule]
    actions: Lines[dict[str, int]]
    gotos: Lines[dict[str, int]]
    starts: dict[str, int]
    ends: dict[str, int]


def grammar_text() -> str:
    """The text of `sla.lark`: beside this module in an installed package, at the top of a checkout otherwise."""
    inside = _HERE / "sla.lark"
    return (inside if inside.exists() else _HERE.parents[1] / "grammar" / "sla.lark").read_text(encoding="utf-8")


def digest(grammar: str) -> str:
    """What ties the tables to the grammar they were built from."""
    return sha256(grammar.replace("\r\n", "\n").encode()).hexdigest()


@cache
def tables() -> Tables:
    """The tables of the grammar, once a process."""
    grammar = grammar_text()
    stored = _HERE / "tables.json"
    if stored.exists():
        data = json.loads(stored.read_bytes())
        if data["grammar"] == digest(grammar):
            return _load(data)
    return _load(build(grammar))


def build(grammar: str) -> dict[str, Any]:
    """Let lark make LALR tables of a grammar, as plain JSON data."""
    from lark import Lark

    lark = Lark(grammar, parser="lalr", start=list(STARTS), maybe_placeholders=False)
    table = lark.parser.parser._parse_table
    words = {t.name for t in lark.terminals if _is_word(t.pattern.value)}
    rules = lark.rules
    number = {rule: i for i, rule in enumerate(rules)}
    names = {rule.origin.name for rule in rules}
    states = _ordered(table)
    renumbered = {state: i for i, state in enumerate(states)}
    actions: list[dict[str, int]] = []
    gotos: list[dict[str, int]] = []
    for state in states:
        row = sorted(table.states[state].items())
        actions.append(
            {
                name: (renumbered[arg] if action.name == "Shift" else -number[arg] - 1)
                for name, (action, arg) in row
                if name not in names
            }
        )
        gotos.append({name: renumbered[arg] for name, (_, arg) in row if name in names})
    # the end of a statement is for lark alone: here files are cut at the margin before they are read
    regexes = [t for t in lark.terminals if t.pattern.type == "re" and t.name not in words and t.name != "_MARGIN"]
    return {
        "grammar": digest(grammar),
        "patterns": [[t.name, t.pattern.value] for t in sorted(regexes, key=lambda t: -t.priority)],
        "symbols": {t.pattern.value: t.name for t in lark.terminals if t.pattern.type == "str" and t.name not in words},
        "words": [[t.name, t.pattern.value] for t in lark.terminals if t.name in words],
        "rules": [_rule(rule, words) for rule in rules],
        "actions": [_line(row) for row in actions],
        "gotos": [_line(row) for row in gotos],
        "starts": {name: renumbered[state] for name, state in table.start_states.items()},
        "ends": {name: renumbered[state] for name, state in table.end_states.items()},
    }


def _ordered(table: Any) -> list[int]:
    """The states in the order a walk from the starts finds them: lark's own order changes from run to run."""
    found = dict.fromkeys(state for _, state in sorted(table.start_states.items()))
    walk = list(found)
    for state in walk:
        for _, (action, arg) in sorted(table.states[state].items()):
            if action.name == "Shift" and arg not in found:
                found[arg] = None
                walk.append(arg)
    return walk


def _is_word(pattern: str) -> bool:
    return pattern.isalpha() or _SOFT_KEYWORD.fullmatch(pattern) is not None


def _line(row: dict[str, int]) -> str:
    """A row of a table as text: names and numbers in turn."""
    return " ".join(f"{name} {number}" for name, number in row.items())


def _row(line: str) -> dict[str, int]:
    said = line.split()
    return dict(zip(said[::2], map(int, said[1::2]), strict=True))


def _rule(rule: Any, words: set[str]) -> str:
    """A rule as text: origin, name, size, whether it passes, and the positions it keeps, `*` behind what is spread."""
    keep_all = rule.options.keep_all_tokens
    kept = [
        i
        for i, s in enumerate(rule.expansion)
        if not s.is_term or keep_all or not (s.filter_out or s.name in words)
    ]  # fmt: skip
    splice = [i for i in kept if not rule.expansion[i].is_term and rule.expansion[i].name.startswith("_")]
    passes = bool(rule.options.expand1) and rule.alias is None and len(kept) == 1
    said = [rule.origin.name, rule.alias or rule.origin.name, len(rule.expansion), "passes" if passes else "stays"]
    return " ".join(map(str, (*said, *(f"{i}*" if i in splice else i for i in kept))))


def _read_rule(line: str) -> Rule:
    origin, name, size, passes, *kept = line.split()
    keep = tuple(int(place.rstrip("*")) for place in kept)
    splice = frozenset(i for i, place in zip(keep, kept, strict=True) if place.endswith("*"))
    return Rule(origin, name, int(size), keep, splice, passes == "passes")


def _load(data: dict[str, Any]) -> Tables:
    keywords: dict[str, list[Keyword]] = {}
    for terminal, pattern in data["words"]:
        soft = _SOFT_KEYWORD.fullmatch(pattern)
        word = soft[1] if soft else pattern
        ahead = soft[2].replace(r"\s", _BLANK) if soft else None
        keywords.setdefault(word, []).append(Keyword(terminal, ahead))
    return Tables(
        patterns=tuple((name, pattern) for name, pattern in data["patterns"]),
        symbols=data["symbols"],
        # a word with a look-ahead is tried before the same word without
        keywords={word: tuple(sorted(found, key=lambda k: k.ahead is None)) for word, found in keywords.items()},
        rules=Lines(data["rules"], _read_rule),
        actions=Lines(data["actions"], _row),
        gotos=Lines(data["gotos"], _row),
        starts=data["starts"],
        ends=data["ends"],
    )
