"""The text and the JSON of `sla explain --clause`: what a clause rests on, and the story of a subject."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime

from sla_dsl.answers.clause import ClauseTold, Fact
from sla_dsl.answers.models import Story
from sla_dsl.answers.row import local
from sla_dsl.findings.exact import dumps, visible
from sla_dsl.findings.models import ClauseSummary, Place
from sla_dsl.model.times import SECOND_US
from sla_dsl.reports import units

_LABEL = 12
_TITLE = 200


def told(
    clause: ClauseTold, summary: ClauseSummary | None, stories: Sequence[Story], as_of: datetime | None, timezone: str,
    width: int,
) -> str:  # fmt: skip
    """The report, at most `width` columns wide; with stories the clause itself is told in brief."""
    lines = [*_head(clause, width)]
    if stories:
        for story in stories:
            lines += ["", *_story(story, width)]
    else:
        for fact in clause.facts:
            lines += _fact(fact, clause.place, width)
        lines += [] if summary is None else ["", *_verdict(summary, width)]
    lines += [] if as_of is None else ["", f"as of {local(as_of, timezone)}"]
    return "\n".join(lines) + "\n"


def _head(clause: ClauseTold, width: int) -> Iterator[str]:
    title = f" {visible(clause.title, _TITLE)}" if clause.title else ""
    yield from _wrapped(f"{visible(clause.id)}{':' + title if title else ''}", width, 0, 2)
    yield from _wrapped(visible(clause.sentence), width, 2)
    yield from _wrapped(f"{visible(clause.english)}.", width, 2)
    to = f" to {clause.to}" if clause.to else ""
    said = f"{clause.form} of {clause.party}{to} about {clause.table}, {clause.severity}"
    said += f", owner {clause.owner}" if clause.owner else ""
    yield from _wrapped(f"{visible(said)} ({_place(clause.place)})", width, 2)
    if clause.because:
        yield from _wrapped(f"because {visible(clause.because)}", width, 2)


def _fact(fact: Fact, clause: Place, width: int) -> list[str]:
    there = ""
    if fact.place is not None:
        there = f" (line {fact.place.line})" if fact.place.file == clause.file else f" ({_place(fact.place)})"
    return _labelled(fact.what, visible(fact.text) + there, width)


def _place(place: Place) -> str:
    return f"{visible(place.file)}:{place.line}"


def _verdict(summary: ClauseSummary, width: int) -> Iterator[str]:
    counts = summary.counts if summary.shares is None else summary.shares
    said = ", ".join(f"{n:,} {word.value.replace('_', ' ')}" for word, n in counts.items() if n)
    word = summary.verdict.value.replace("_", " ").upper()
    yield from _labelled("verdict", f"{word}{': ' + said if said else ''}", width)
    if summary.shares is not None:
        rows = ", ".join(f"{n:,} {word.value}" for word, n in summary.counts.items() if n)
        yield from _labelled("subjects", rows or "none", width)
    if summary.observed is not None:
        yield from _labelled("observed", units.quantity(summary.observed, summary.target), width)
    if summary.why:
        yield from _labelled("why", summary.why, width)


def _story(story: Story, width: int) -> Iterator[str]:
    cycle = "" if story.cycle is None else f", cycle {story.cycle}"
    subject = f"{units.pairs(story.subject)}{cycle}"
    word = "NO INSTANCE" if story.verdict is None else story.verdict.replace("_", " ").upper()
    reason = story.reason.removeprefix("no instance: ").removeprefix("waived, ")
    yield from _wrapped(f"{subject}: {word}" + (f", {visible(reason)}" if reason else ""), width, 0, 2)
    before = ""
    for step in story.steps:
        yield from _labelled("" if step.what == before else step.what, visible(step.text), width)
        before = step.what


def _labelled(what: str, text: str, width: int) -> list[str]:
    lines = textwrap.wrap(text, width - 2 - _LABEL, break_on_hyphens=False) or [""]
    return [f"  {what if n == 0 else '':{_LABEL}}{line}".rstrip() for n, line in enumerate(lines)]


def _wrapped(text: str, width: int, indent: int, hang: int = 0) -> list[str]:
    before, after = " " * indent, " " * (indent + hang)
    return textwrap.wrap(text, width, initial_indent=before, subsequent_indent=after, break_on_hyphens=False)


# ---------------------------------------------------------------------------------------------- JSON


def as_json(
    clause: ClauseTold, summary: ClauseSummary | None, stories: Sequence[Story], as_of: datetime | None
) -> str:  # fmt: skip
    """The same for programs: durations are in seconds, instants in UTC."""
    verdict = None
    if summary is not None:
        verdict = {
            "verdict": summary.verdict.value,
            "counts": {word.value: n for word, n in summary.counts.items()},
            "observed": summary.observed,
            "why": summary.why,
        }
    out = {"as_of": as_of, "clause": plain(clause), "result": verdict, "subjects": [_story_json(s) for s in stories]}
    return dumps(out) + "\n"


def _story_json(story: Story) -> Mapping[str, object]:
    out = dict(plain(story, ("overdue_us", "paused_us")).items())
    for name in ("overdue", "paused"):
        us = getattr(story, f"{name}_us")
        out[f"{name}_s"] = None if us is None else us / SECOND_US
    return out


def plain(value: object, without: Iterable[str] = ()) -> dict[str, object]:
    """A record as a mapping of plain values."""
    assert is_dataclass(value)
    return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name not in set(without)}


def _plain(value: object) -> object:
    if is_dataclass(value):
        return plain(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    return value
