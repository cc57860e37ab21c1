"""The LALR machine: tokens of one statement in, what the builder makes of the rules out.

lark makes the tables; running them is this small loop, which also decides, word by word, whether the state it is in
takes a word as a keyword or as a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from sla_dsl.lang.grammar import Tables, tables
from sla_dsl.lang.lexer import Token
from sla_dsl.lang.words import RESERVED
from sla_dsl.text.source import Span

END = "$END"
Handler = Callable[[list[Any], Span], Any]


class Stuck(Exception):
    """No sentence goes on with token number `index` (the number of tokens when the end came too early)."""

    def __init__(self, index: int, states: list[int]) -> None:
        super().__init__(index)
        self.index = index
        self.states = states


class Machine:
    """Runs the tables over tokens of `text`; `handler(name)` gives the builder's function for a rule."""

    def __init__(self, text: str, handler: Callable[[str], Handler]) -> None:
        self.text = text
        self.tables: Tables = tables()
        self.handler = handler

    def run(self, start: str, tokens: Sequence[Token]) -> Any:
        """The value of the start rule; raises `Stuck`."""
        actions, gotos, rules = self.tables.actions, self.tables.gotos, self.tables.rules
        keywords = self.tables.keywords
        states = [self.tables.starts[start]]
        values: list[Any] = []
        spans: list[tuple[int, int]] = []
        count = len(tokens)
        for index in range(count + 1):
            token = tokens[index] if index < count else None
            while True:
                row = actions[states[-1]]
                kind = END if token is None else token.kind
                if token is not None and kind == "NAME" and token.text in keywords:
                    kind = self.kind(token, row)
                action = row.get(kind)
                if action is None:
                    raise Stuck(index, states)
                if action >= 0:
                    assert token is not None
                    states.append(action)
                    values.append(token)
                    spans.append((token.start, token.end))
                    break
                rule = rules[-action - 1]
                size = rule.size
                if size == 1 and rule.passes:
                    del states[-1]
                else:
                    begin = spans[-size][0] if size else (spans[-1][1] if spans else 0)
                    stop = spans[-1][1] if size else begin
                    kids = _kids(rule, values[-size:] if size else [])
                    if rule.passes:
                        value = kids[0]
                    elif rule.helps:
                        value = kids
                    else:
                        value = self.handler(rule.name)(kids, Span(begin, stop))
                    if size:
                        del states[-size:], values[-size:], spans[-size:]
                    values.append(value)
                    spans.append((begin, stop))
                states.append(gotos[states[-1]][rule.origin])
                if token is None and states[-1] == self.tables.ends[start]:
                    return values[-1]
        raise AssertionError

    def kind(self, token: Token, row: dict[str, int]) -> str:
        """Which terminal a word is where `row` holds what can be done."""
        for keyword in self.tables.keywords[token.text]:
            if keyword.terminal not in row:
                continue
            if keyword.ahead is None or re.compile(keyword.ahead).match(self.text, token.end):
                return keyword.terminal
        return "RESERVED" if token.text in RESERVED else "NAME"

    def states_before(self, start: str, tokens: Sequence[Token], index: int) -> list[int]:
        """The stack of states when token number `index` comes."""
        try:
            Machine(self.text, _unbuilt).run(start, [*tokens[:index], Token("?", 0, 0, "")])
        except Stuck as stuck:
            return stuck.states
        raise AssertionError

    def progress(self, start: str, tokens: Sequence[Token]) -> int:
        """The number of the token at which reading gets stuck; beyond the end when all is well."""
        try:
            Machine(self.text, _unbuilt).run(start, tokens)
        except Stuck as stuck:
            return stuck.index
        return len(tokens) + 1

    def takes(self, states: Sequence[int]) -> frozenset[str]:
        """The terminals that can come next: those that a few reductions lead to being shifted."""
        return frozenset(kind for kind in self.tables.actions[states[-1]] if self._shifts(list(states), kind))

    def _shifts(self, states: list[int], kind: str) -> bool:
        while True:
            action = self.tables.actions[states[-1]].get(kind)
            if action is None:
                return False
            if action >= 0:
                return True
            rule = self.tables.rules[-action - 1]
            if rule.size:
                del states[-rule.size :]
            states.append(self.tables.gotos[states[-1]][rule.origin])
            if kind == END and states[-1] in self.tables.ends.values():
                return True


def _unbuilt(name: str) -> Handler:
    return lambda kids, span: None


def _kids(rule: Any, values: list[Any]) -> list[Any]:
    if not rule.splice:
        return [values[i] for i in rule.keep]
    first, *rest = rule.keep
    # the helper of a repetition is the first symbol of itself: its list is taken over, not copied
    kids = values[first] if first in rule.splice else [values[first]]
    for i in rest:
        if i in rule.splice:
            kids.extend(values[i])
        else:
            kids.append(values[i])
    return kids
