"""What the changes as a whole lack: a new version, notice of a removal, an acceptance of what is new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sla_dsl.lang import ast
from sla_dsl.review.catalogue import WORDING
from sla_dsl.review.models import Bound, Change, Direction, Remark
from sla_dsl.review.statements import stated

_MAYBE = (Direction.BOTH, Direction.UNDETERMINED)


def remarks(old: Bound, new: Bound, changes: Sequence[Change], as_of: date | None) -> tuple[Remark, ...]:
    """Everything that is to be said of the changes as a whole."""
    return (*_version(old, new, changes), *_notice(old, changes, as_of), *_accepted(old, new, changes))


def _version(old: Bound, new: Bound, changes: Sequence[Change]) -> Iterator[Remark]:
    surely = tuple(i for i, c in enumerate(changes) if c.direction is Direction.TIGHTENED)
    maybe = tuple(i for i, c in enumerate(changes) if c.direction in _MAYBE)
    if (surely or maybe) and old.policy.version == new.policy.version:
        version = new.policy.version
        said = "the agreement has no version" if version is None else f"the version is still `{version}`"
        message = f"{_stricter(len(surely), len(maybe))}, and {said}"
        yield Remark("tightened-without-version", message, tuple(sorted((*surely, *maybe))))


def _stricter(surely: int, maybe: int) -> str:
    """`2 changes tighten a promise and 1 may`."""
    few = f"{surely:,} {'change tightens' if surely == 1 else 'changes tighten'} a promise"
    if not maybe:
        return few
    if not surely:
        return f"{maybe:,} {'change' if maybe == 1 else 'changes'} may tighten a promise"
    return f"{few} and {maybe:,} may"


def _notice(old: Bound, changes: Sequence[Change], as_of: date | None) -> Iterator[Remark]:
    """A clause that said its last day has given notice, once that day is over."""
    last = {f.meta.id: f.meta.in_force[1] for f in old.policy.forms}
    for i, change in enumerate(changes):
        if change.id == "clause-removed" and change.clause is not None:
            end = last.get(change.clause)
            if end is None:
                yield Remark(
                    "removed-without-notice", f"`{change.clause}` is taken out and did not say when it ends", (i,)
                )
            elif as_of is not None and end >= as_of:
                message = f"`{change.clause}` is taken out before its last day, {end}"
                yield Remark("removed-without-notice", message, (i,))


def _accepted(old: Bound, new: Bound, changes: Sequence[Change]) -> Iterator[Remark]:
    """An acceptance that stood in the old policy is not one of what the new policy changes."""
    moved = tuple(i for i, c in enumerate(changes) if c.area not in WORDING)
    before = _acceptances(old)
    for party, day in _acceptances(new).items():
        if moved and before.get(party) == day:
            message = f"{party} accepted on {day}, before these changes were made"
            yield Remark("accepted-before-change", message, moved)


def _acceptances(of: Bound) -> dict[str, date]:
    lines = (s.node for s in stated(of.files) if s.kind == "agreement" and s.name == "acceptances")
    return {a.party.text: a.on.day for node in lines if isinstance(node, ast.Agreement) for a in node.acceptances}
