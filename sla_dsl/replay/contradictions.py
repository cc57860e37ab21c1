"""Flips that can not be if the review is right: each is a mistake of ours, and is said to be one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sla_dsl.replay.models import ClauseReplay, Contradiction, Replay, Turn
from sla_dsl.review.models import Change, Direction

_BESIDE = frozenset({"words", "agreement", "party"})
_WEIGHTS = frozenset({"severity-raised", "severity-lowered"})
"""Areas and sorts of changes that touch no verdict; a consequence may, where it carries over what was missed."""
_IMPOSSIBLE = {
    Direction.TIGHTENED: (Turn.BETTER,),
    Direction.LOOSENED: (Turn.WORSE,),
    Direction.EQUIVALENT: tuple(Turn),
}


def contradictions(found: Replay, changes: Sequence[Change]) -> tuple[Contradiction, ...]:
    """Where the flips of a clause are none that the one change which reaches it can bring, or where none reaches it.

    Where several changes reach a clause their directions say nothing of all of them together.
    """
    return tuple(c for clause in found.clauses for c in _of_clause(clause, changes))


def _of_clause(clause: ClauseReplay, changes: Sequence[Change]) -> Iterator[Contradiction]:
    places = [n for n, c in enumerate(changes) if _about_verdicts(c) and _reaches(c, clause)]
    turns = _turns(clause)
    if not places:
        direction, place = Direction.EQUIVALENT, None
    elif len(places) == 1:
        direction, place = changes[places[0]].direction, places[0]
    else:
        return
    for turn in _IMPOSSIBLE.get(direction, ()):
        if turns[turn]:
            yield Contradiction(clause.id, place, direction.value, turn, turns[turn])


def _turns(clause: ClauseReplay) -> Counter[Turn]:
    """The flips that a direction speaks of: those of shares for a clause with shares, of single rows else."""
    sides = [s for s in (clause.old, clause.new) if s is not None]
    in_periods = {s.shares is not None or s.form == "measure" for s in sides}
    if len(in_periods) > 1:
        return Counter()  # other instances: only the clause itself can be compared
    return clause.periods.turns if True in in_periods else clause.subjects.turns


def _about_verdicts(change: Change) -> bool:
    return change.area not in _BESIDE and change.id not in _WEIGHTS


def _reaches(change: Change, clause: ClauseReplay) -> bool:
    names = {clause.id, *(of.id for of in (clause.old, clause.new) if of is not None)}
    if change.clause is None and not change.reaches:
        return True  # a change of the whole policy
    return change.clause in names or not names.isdisjoint(change.reaches)
