"""What binding still says rightly of a policy of which some statements could not be read: no mistake is told twice.

A statement that could not be read takes the name with it that it gives, and what is said because that name is not
there is no mistake of its own. So of statements that rest on a lost name, themselves or by another one, only slips of
other names are told; and nothing that could be otherwise if the agreement, a calendar or a table had been read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from sla_dsl.lang.mistake import MARGIN
from sla_dsl.lang.words import DEFINING, NAME
from sla_dsl.text.diagnostic import Diagnostic
from sla_dsl.text.record import record
from sla_dsl.text.source import Source
from sla_dsl.text.spell import nearest

_STATEMENT = re.compile(r"^[^ \t\r\n#]", re.M)
_WORD = re.compile(rf"`[^`\r\n]+`|{NAME}")
_OTHERS = frozenset({"agreement", "use", "exclude", "clause", "when", "waive", "test"})
_SLIP = re.compile(r"did you mean `([^`]*)`")
_NO_SUCH_CLAUSE = "SLA117"
_BY_KIND = frozenset({"SLA202", "SLA222"})
"""What may be said only because a statement that shows what a column holds was not read."""
_HUNG_ON = {
    "agreement": frozenset({"SLA112", "SLA203", "SLA211", "SLA301"}),
    "calendar": frozenset({"SLA118", "SLA120", "SLA121", "SLA348"}),
    "table": frozenset({
        "SLA103", "SLA106", "SLA107", "SLA108", "SLA109", "SLA124", "SLA125", "SLA126", "SLA130", "SLA131", "SLA132",
        "SLA133", "SLA134", "SLA135", "SLA136", "SLA137", "SLA138", "SLA343", "SLA349", "SLA355", "SLA356", "SLA358",
        "SLA359", "SLA367",
    }),
}  # fmt: skip
"""What may be said only because a statement that begins so was not read."""


@record
class _Statement:
    """A stretch of a text from one line at the left margin to the next: its first word, and all of its words."""

    first: str | None
    words: tuple[str, ...]

    @property
    def name(self) -> str | None:
        """The name it gives, if its first word (or what that is a slip of) says so."""
        said = self.begins
        return self.words[1] if said in (*DEFINING, "clause") and len(self.words) > 1 else None

    @property
    def begins(self) -> str | None:
        """The word that says what statement it is; None for a clause that begins with its party."""
        if self.first is None or self.first in DEFINING | _OTHERS:
            return self.first
        return nearest(self.first, sorted(DEFINING | _OTHERS))


class _Text:
    """The statements of a text, found by place."""

    def __init__(self, source: Source) -> None:
        text = source.text
        self.starts = [match.start() for match in _STATEMENT.finditer(text)]
        self.statements = [
            _Statement(_first(text, start), tuple(_WORD.findall(text, start, end)))
            for start, end in zip(self.starts, [*self.starts[1:], len(text)], strict=False)
        ]

    def place(self, of: Diagnostic) -> int | None:
        """Which statement is spoken of; None above the first one."""
        found = bisect_right(self.starts, of.span.start) - 1
        return found if found >= 0 else None


def _first(text: str, start: int) -> str | None:
    found = _WORD.match(text, start)
    return None if found is None else found[0]


class Lost:
    """What could not be read of some texts; `unread` are the mistakes that left statements out."""

    def __init__(self, sources: Sequence[Source], unread: Sequence[Diagnostic]) -> None:
        self.texts = {source.name: _Text(source) for source in sources}
        self.broken = {place for mistake in unread for place in _left_out(self.texts, mistake)}
        missing = [self.texts[name].statements[place] for name, place in self.broken]
        self.untold = any(s.first is None or s.begins == "use" for s in missing)
        """Whether nobody can tell which names were lost: those of a base, or of what begins with no word."""
        self.tables = any(s.begins == "table" for s in missing)
        """Whether it is not known which columns of the data a table has."""
        self.clauses = {s.name for s in missing if s.begins == "clause" and s.name is not None}
        self.names = {s.name for s in missing if s.begins in DEFINING and s.name is not None}
        self.silent = _BY_KIND.union(*(_HUNG_ON.get(s.begins or "", frozenset()) for s in missing))
        self.shaken = _shaken(self.texts, self.broken, self.names)

    def own(self, one: Diagnostic) -> bool:
        """Whether what binding says is a mistake of its own."""
        text = None if one.source is None else self.texts.get(one.source.name)
        place = None if text is None else text.place(one)
        if one.source is None or place is None:
            return True
        here, said = (one.source.name, place), one.source.text[one.span.start : one.span.end]
        if here in self.broken or one.code in self.silent:
            return False
        if one.code == _NO_SUCH_CLAUSE:
            return said not in self.clauses and nearest(said, sorted(self.clauses)) is None
        slip = _SLIP.match(one.hint or "")
        meant = {slip[1]} if slip else set()
        if not self.names.isdisjoint(_WORD.findall(said)) or nearest(said, self.names | meant) in self.names:
            return False
        return here not in self.shaken or (slip is not None and one.code.startswith("SLA1"))


def _left_out(texts: dict[str, _Text], mistake: Diagnostic) -> list[tuple[str, int]]:
    """The statement that a mistake left out; a line that lacks its indentation also cuts the one above it short."""
    text = None if mistake.source is None else texts.get(mistake.source.name)
    place = None if text is None else text.place(mistake)
    if mistake.source is None or place is None:
        return []
    cut = [place - 1] if mistake.code == MARGIN and place > 0 else []
    return [(mistake.source.name, n) for n in (*cut, place)]


def _shaken(texts: dict[str, _Text], broken: set[tuple[str, int]], lost: set[str]) -> set[tuple[str, int]]:
    """The statements that rest on a lost name; `lost` takes in the names that they give themselves."""
    found: set[tuple[str, int]] = set()
    while True:
        more = {
            (name, place)
            for name, text in texts.items()
            for place, s in enumerate(text.statements)
            if (name, place) not in broken | found and not lost.isdisjoint(s.words)
        }
        if not more:
            return found
        found |= more
        named = (texts[name].statements[place] for name, place in more)
        lost |= {s.name for s in named if s.first in DEFINING and s.name is not None}
