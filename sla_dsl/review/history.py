"""How a policy came to say what it says: the changes that every commit brought, and for each clause the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from sla_dsl.review.catalogue import WORDING
from sla_dsl.review.diff import diff
from sla_dsl.review.git import Repository
from sla_dsl.review.models import Bound, Change, PolicyDiff
from sla_dsl.text.diagnostic import Told
from sla_dsl.text.record import record

_FORMAT = "%H%x00%an%x00%ad%x00%s"
_ACCEPTED = ("acceptance-added", "acceptance-changed")


@record
class Commit:
    """A commit: its id, who made it, on which local day of theirs, and the first line of its message."""

    id: str
    author: str
    day: date
    subject: str

    @property
    def short(self) -> str:
        """The id as people write it."""
        return self.id[:7]


@record
class Step:
    """What one commit did to a policy. `diff` is None for the commit that the policy begins with, and where it has
    mistakes: `broken` says the first one."""

    commit: Commit
    diff: PolicyDiff | None
    policy: Bound | None
    broken: str | None = None

    @property
    def accepted(self) -> tuple[str, ...]:
        """Who accepted the agreement with it: `sales "VP" on 2026-06-28`."""
        found = () if self.diff is None else self.diff.changes
        return tuple(c.new_said for c in found if c.id in _ACCEPTED and c.new_said is not None)


@record
class Moved:
    """The changes of one commit that a question was about."""

    step: Step
    changes: tuple[Change, ...]


Read = Callable[[str], Bound | None]
"""The policy at a commit; None where there is none yet. May raise `Told`."""


def commits(repository: Repository, until: str = "HEAD") -> tuple[Commit, ...]:
    """The commits that touched a policy, along the first parents, the oldest first."""
    said = repository.ask(
        "log", "--first-parent", "-m", "--reverse", "--date=format:%Y-%m-%d", f"--format={_FORMAT}",
        repository.commit(until), "--", "*.sla", "*sla.toml",
    )  # fmt: skip
    return tuple(_commit(line) for line in said.splitlines() if line)


def history(found: Sequence[Commit], read: Read) -> Iterator[Step]:
    """What each commit did, the oldest first; commits that leave the policy as it was are left out."""
    last: Bound | None = None
    for commit in found:
        try:
            now = read(commit.id)
        except Told as wrong:
            yield Step(commit, None, None, wrong.diagnostics[0].message)
            continue
        if now is None:
            continue
        if last is None:
            yield Step(commit, None, now)
        else:
            told = diff(last, now, commit.day)
            if told.changes:
                yield Step(commit, told, now)
        last = now


def of_clause(steps: Sequence[Step], clause: str) -> tuple[Moved, ...]:
    """How one clause moved, the oldest first; it is followed back under the names it had."""
    found: list[Moved] = []
    name = clause
    for step in reversed(steps):
        if step.diff is None:
            if step.policy is not None and any(f.meta.id == name for f in step.policy.policy.forms):
                found.append(Moved(step, ()))
            continue
        about = tuple(c for c in step.diff.changes if name == c.clause or name in c.reaches)
        if about:
            found.append(Moved(step, about))
        before = next((c.old_said for c in about if c.id == "clause-renamed"), None)
        name = before or name
        if any(c.id == "clause-added" for c in about):
            break
    return tuple(reversed(found))


def last_moves(steps: Sequence[Step]) -> tuple[tuple[str, Moved], ...]:
    """For every clause of the last policy the commit that changed last what it means, not only its words."""
    policies = [s.policy for s in steps if s.policy is not None]
    if not policies:
        return ()
    found = []
    for form in policies[-1].policy.forms:
        moves = of_clause(steps, form.meta.id)
        meant = [m for m in moves if not m.changes or any(_meant(c) for c in m.changes)]
        if moves:
            found.append((form.meta.id, (meant or moves)[-1]))
    return tuple(found)


def _meant(change: Change) -> bool:
    return change.area not in WORDING and change.id != "clause-renamed"


def _commit(line: str) -> Commit:
    id, author, day, subject = line.split("\0", 3)
    return Commit(id, author, date.fromisoformat(day), subject)
