"""What a review tells: the changes between two policies, each with its direction, its places and who bears it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sla_dsl.lang import ast
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.text.record import record
from sla_dsl.text.source import Source, Span


class Direction(StrEnum):
    """What a change does to breaches.

    Tightened: whatever is breached under the old policy is breached under the new one, on all data. Loosened: the
    mirror. Both: there are data for either way. Equivalent: equal findings. Undetermined: it is not known.
    """

    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    BOTH = "both"
    EQUIVALENT = "equivalent"
    UNDETERMINED = "undetermined"

    @property
    def mirror(self) -> Direction:
        """The direction of the change back."""
        turned = {Direction.TIGHTENED: Direction.LOOSENED, Direction.LOOSENED: Direction.TIGHTENED}
        return turned.get(self, self)


@record
class Side:
    """One side of a change: its place (line and column from 1), its text as written, and what it says in English."""

    file: str
    line: int
    column: int
    text: str
    english: str


@record
class Stated:
    """A statement that counts in a policy, by its kind (`clause`, `let`, ...) and its name, and where it stands.

    Of an agreement it is one line: kind `agreement`, name `term`, and a node that holds that line alone. `base` tells
    that it stands in a base policy.
    """

    kind: str
    name: str
    node: ast.Statement
    source: Source
    span: Span
    base: bool


@record
class Edit:
    """One statement that is not the same in two policies; None on the side where it is not there.

    `kind` and `name` are those of the new statement, or of the old one where it was taken out.
    """

    kind: str
    name: str
    old: Stated | None
    new: Stated | None

    @property
    def renames(self) -> bool:
        """Whether the statement goes by another name: then all that speaks of it follows."""
        return self.old is not None and self.new is not None and self.old.name != self.new.name


@record
class Bound:
    """A policy as it is written, its bases included, and as it is checked; `ref` is what the user calls it."""

    ref: str
    files: tuple[ast.File, ...]
    policy: CheckedPolicy


@record
class Change:
    """One difference in meaning.

    `id` is a row of the catalogue, which also says `area` and `kind`. `clause` is the clause that it is about
    (None: the policy), `parties` are those whose promise changes. `burden` are the parties that have to do more or
    put up with more, `protected` those whose position it betters. `old_said` and `new_said` tell the thing that
    changed (`4 hours`), and `old` and `new` where it stands. `reaches` are the clauses that change with it, `edits`
    the places of the edits that bring it. A change of what holds in a period that has begun is `retroactive`, and
    `begun` tells that period.
    """

    id: str
    area: str
    kind: str
    direction: Direction
    clause: str | None = None
    parties: tuple[str, ...] = ()
    burden: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    old: Side | None = None
    new: Side | None = None
    old_said: str | None = None
    new_said: str | None = None
    reaches: tuple[str, ...] = ()
    edits: tuple[int, ...] = ()
    retroactive: bool = False
    begun: str | None = None
    note: str | None = None


@record
class Remark:
    """Something to be said about the changes as a whole: what they lack. `changes` are the places of those meant."""

    id: str
    message: str
    changes: tuple[int, ...] = ()


@record
class PolicyRef:
    """Which policy was compared: what the user called it, its title and version, its digest and its files."""

    ref: str
    title: str | None
    version: str | None
    digest: str
    files: tuple[str, ...]


@record
class PolicyDiff:
    """All differences between two policies.

    `equal_in_text` is that not a letter differs; `equal_in_meaning` that there is no change, only other words for the
    same, another order or other comments.
    """

    old: PolicyRef
    new: PolicyRef
    edits: tuple[Edit, ...]
    changes: tuple[Change, ...]
    equal_in_text: bool
    equal_in_meaning: bool
    remarks: tuple[Remark, ...] = ()
    as_of: date | None = None
