"""A statement that could not be read: where the reading got stuck, and how far it gets with something else there."""

from __future__ import annotations

from collections.abc import Sequence

from sla_dsl.lang.lexer import Token
from sla_dsl.lang.machine import Machine, Stuck

REACH = 4
"""How many tokens before the one it got stuck at may be the misspelt one."""


class Case:
    """One statement that could not be read."""

    def __init__(self, machine: Machine, rule: str, tokens: Sequence[Token], stuck: Stuck, end: int) -> None:
        self.machine = machine
        self.rule = rule
        self.tokens = tokens
        self.index = stuck.index
        # without the reductions that the wrong token itself has set off
        self.takes = machine.takes(machine.states_before(rule, tokens, stuck.index))
        self.token = tokens[stuck.index] if stuck.index < len(tokens) else None
        self.before = tokens[stuck.index - 1] if stuck.index else None
        self.end = end

    def furthers(self, index: int, repaired: Token) -> int:
        """How far reading gets with another token at `index`; 0 when no further than without."""
        trial = [*self.tokens[:index], repaired, *self.tokens[index + 1 :]]
        progress = self.machine.progress(self.rule, trial)
        return progress if progress > self.index else 0

    def candidates(self) -> list[int]:
        """The numbers of the words at or before the place, the nearest first."""
        last = min(self.index, len(self.tokens) - 1)
        found = range(last, max(-1, last - REACH), -1)
        return [i for i in found if self.tokens[i].kind == "NAME" and not self.tokens[i].text.startswith("`")]
