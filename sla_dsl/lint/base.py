"""What a lint rule is, and what it says of a place in a policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal

from sla_dsl.text.diagnostic import Level
from sla_dsl.text.record import record
from sla_dsl.text.source import Source, Span

if TYPE_CHECKING:
    from sla_dsl.lint.context import Context

Group = Literal["bugs", "ambiguity", "agreement", "style"]
GROUPS: dict[Group, str] = {
    "bugs": "what can not be meant",
    "ambiguity": "what two readers take for two things",
    "agreement": "what one party would hold against the other",
    "style": "what is harder to read than it need be",
}
"""The groups, in the order in which they are listed, and what each is about."""

Need = Literal["as of", "data"]
"""What a rule can not look without: a day it is asked for, or the data."""


@record
class Edit:
    """One change of a text: what stands at `span` of `source` becomes `text`."""

    source: Source
    span: Span
    text: str


@record
class Remark:
    """What a rule says of a place: what is wrong, what to write instead, and the edits that mend it, if any are safe.

    Edits are safe when every clause means afterwards what it meant before.
    """

    source: Source
    span: Span
    message: str
    hint: str | None = None
    notes: tuple[str, ...] = ()
    fix: tuple[Edit, ...] = ()


@record
class Rule:
    """One thing that lint looks for.

    `since` is the rule set that it came with. `summary` says in half a sentence what it finds, `why` in a few sentences
    why that matters. `bad` is a policy of which the rule has a remark and no other one has, `good` one of which none
    has; both stand in the agreement of `EXAMPLE` where they have none of their own and need not stand `alone`. `data`
    is a `leads.csv` for them.
    """

    id: str
    group: Group
    level: Level
    since: str
    summary: str
    why: str
    bad: str
    good: str
    find: Callable[[Context], Iterable[Remark]]
    needs: Need | None = None
    data: str = ""
    alone: bool = False

    @property
    def examples(self) -> tuple[str, str]:
        """The wrong and the right example as whole policies."""
        return self._whole(self.bad), self._whole(self.good)

    def _whole(self, text: str) -> str:
        return text if self.alone or text.startswith("agreement ") else EXAMPLE + text


EXAMPLE = """agreement "Example" version "1"
  between marketing and sales
  term 2026-07-01 to 2026-12-31
  review every quarter
  timezone "America/New_York"
  currency USD
  accepted by marketing "CMO" on 2026-06-28
  accepted by sales "VP Sales" on 2026-06-29

"""
"""The agreement in which the examples of rules stand."""

EXAMPLE_AS_OF = "2026-10-01"
"""The day on which the examples of rules are looked at."""


def page(rule: Rule) -> str:
    """The Markdown page of a rule."""
    parts = [
        f"# {rule.id}: {rule.summary}",
        f"Group {rule.group}, {rule.level}, since rule set {rule.since}." + _NEEDS.get(rule.needs or "", ""),
        *([f"```csv\n{rule.data}```"] if rule.data else []),
        "## Wrong",
        f"```sla\n{rule.bad}```",
        "## Right",
        f"```sla\n{rule.good}```",
        "## Why",
        rule.why,
        "## Where it is meant",
        f"`# lint: ignore {rule.id} because REASON` above the statement or behind it.",
    ]
    return "\n\n".join(parts) + "\n"


_NEEDS = {
    "as of": " It looks only where a day is said: `--as-of`, or `as_of` in `sla.toml`.",
    "data": " It looks only where `--data` is given.",
}
