"""How a replay is said: verdicts, edits, causes and margins in the words that all its reports share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import Scalar, Target, Verdict
from sla_dsl.findings.numbers import exact
from sla_dsl.replay.models import NONE, Cause, Contradiction, Flips, Heading, Kept, Margin, Measured, Replay, Turn
from sla_dsl.reports import units

_PARTS = {"pace": "fullest", "even": "behind at"}
_NAME = 60


def word(verdict: str) -> str:
    """A verdict as people say it."""
    if verdict == NONE:
        return "no promise"
    return "not judged" if verdict == Verdict.NOT_APPLICABLE else verdict.replace("_", " ")


def edit(found: Replay, place: int) -> str:
    """An edit by its statement: "clause `hot`", "`timezone`" of the agreement."""
    of = found.edits[place]
    kind = "" if of.kind == "agreement" else f"{of.kind} "
    return f"{kind}`{visible(of.name or of.kind, _NAME)}`"


def unit(found: Replay, place: int) -> str:
    """The edits of a unit, the one that needs the others first."""
    of = found.units[place]
    rest = [edit(found, e) for e in of.edits if e != of.leads]
    return edit(found, of.leads) + (f" with {_and(rest)}" if rest else "")


def cause(found: Replay, of: Cause) -> str:
    """What makes a flip."""
    ways = [[unit(found, u) for u in way] for way in of.units]
    match of.heading:
        case Heading.ALONE:
            return f"{ways[0][0]} alone"
        case Heading.SEVERAL:
            return f"each alone: {_and([way[0] for way in ways])}"
        case Heading.PAIR:
            return f"{', or '.join(_and(way) for way in ways)} together"
        case Heading.MORE:
            return "more than two edits together"
        case Heading.OPEN:
            return "none of the edits and pairs of edits that were tried"


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def turned(turns: Mapping[Turn, int]) -> str:
    """`3 worse, 1 better`; `none` where nothing flips."""
    return ", ".join(f"{n:,} {t.value}" for t in Turn if (n := turns.get(t, 0))) or "none"


def flipped(flips: Flips) -> str:
    """`80 met -> late, 54 - -> late`, most first."""
    order = sorted(flips.counts.items(), key=lambda c: (-c[1], c[0]))
    return ", ".join(f"{n:,} {word(old)} -> {word(new)}" for (old, new), n in order)


def kept(of: Kept) -> str:
    """`89.7% of 39`: how many of those judged are met."""
    return f"{units.percent(exact(Fraction(of.met, of.judged)))} of {of.judged:,}" if of.judged else "-"


def owner(of: Scalar) -> str:
    """An owner, as a table shows it."""
    return units.scalar(of, 30)


def seen(of: Margin) -> str:
    """What was seen in a period, under either policy if both see the same: `103 MQL`."""
    sides = [(m.observed, m.target) for m in (of.old, of.new) if not m.part]
    return " -> ".join(
        dict.fromkeys(units.quantity(exact(value), target) for value, target in sides if value is not None)
    )


def needed(of: Measured) -> str:
    """What one policy asks of a period, and how far from it that is: `120, misses by 17`; `-` without the period."""
    if of.verdict == NONE:
        return "-"
    if of.target is None or of.observed is None:
        return word(of.verdict)
    part = ""
    if of.part:
        part = f"{_PARTS[of.part]} {visible(of.detail, 40)}: {units.quantity(exact(of.observed), of.target)} of "
    return f"{part}{_asked(of.target)}, {_spare(of)}"


def _asked(of: Target) -> str:
    """The bound without its noun, and without its sign where more is better."""
    text = units.bound(replace(of, unit=of.unit if of.unit in _SAID else ""), words=True)
    return text.removeprefix("at least ")


_SAID = frozenset({"share", "seconds", "business_seconds", "previous"})
"""The units that show in a number."""


def _spare(of: Measured) -> str:
    if of.target is None or of.spare is None or of.verdict not in (Verdict.MET, Verdict.BREACHED, Verdict.PENDING):
        return word(of.verdict)
    missing, far = of.spare < 0, amount(abs(of.spare), of.target)
    if of.verdict == Verdict.PENDING:
        return f"{far} {'short' if missing else 'to spare'} so far"
    said = f"misses by {far}" if missing else f"{far} to spare"
    return said if (of.verdict == Verdict.MET) is not missing else f"{said} ({word(of.verdict)})"


def amount(of: Fraction, target: Target) -> str:
    """How far from a target: `17`, `2.5 points` of a share, `1 h` of a time."""
    if target.unit == "share":
        points = units.number(exact(of * 100), digits=1)
        return f"{points} {'point' if points == '1' else 'points'}"
    return units.amount(exact(of), replace(target, op=">=", value=0, high=None))


def contradicted(found: Contradiction) -> str:
    """What is wrong, as our own mistake."""
    flips = units.count(found.count, "verdict flips", "verdicts flip")
    said = f"in the clause `{visible(found.clause, _NAME)}` {flips} to {found.turn.value}"
    if found.change is None:
        return f"{said}, and the review tells of no change that reaches it"
    return f"{said}, and the review says of the one change that reaches it that it is {found.direction}"
