"""The ledger: what every run found of every clause, a line of JSON each, so that trends outlive their exports.

A line tells no single row and nobody's name: counts by verdict, of the rows that begin in a week or a month, and of the
periods that the clause is judged by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sla_dsl.findings.clauses import clause_verdict
from sla_dsl.findings.exact import dumps, read_json
from sla_dsl.findings.models import ClauseSummary, Number, Run, Target, Verdict
from sla_dsl.pack.models import Counts, InPeriod, Kept, Remembered
from sla_dsl.pack.spans import Span
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.record import record
from sla_dsl.text.source import Source
from sla_dsl.text.source import Span as Text

VERSION = 1
ROWS, PERIODS = "rows", "periods"
_LENGTH = 16


@record
class Line:
    """What is remembered of some days: `of` says whether rows that begin in them are counted, or periods and groups.

    `start` and `end` are local days, the end behind the last one. Of a single period that has them, `observed` and
    `target` are told.
    """

    of: str
    kind: str
    label: str
    start: date
    end: date
    counts: Counts
    observed: Number | None = None
    target: Target | None = None


@record
class Entry:
    """One clause of one run. `run` tells the run from others: its policy, its data and its as-of.

    `day` is the local day of the as-of, `since` the first day of which the run had seen anything. `judged` says whether
    rows or periods were judged.
    """

    run: str
    as_of: datetime
    day: date
    title: str | None
    version: str | None
    policy: str
    clause: str
    party: str
    judged: str
    verdict: Verdict
    counts: Counts
    observed: Number | None
    target: Target | None
    since: date | None
    lines: tuple[Line, ...] = field(default=())


def entry(
    run: Run, day: date, clause: ClauseSummary, judged: str, since: date | None, lines: Sequence[Line]
) -> Entry:  # fmt: skip
    """What is to be remembered of a clause of a run; `judged` says whether rows or periods are."""
    return Entry(
        run=run_word(run),
        as_of=run.as_of,
        day=day,
        title=run.policy_title,
        version=run.policy_version,
        policy=run.policy_digest,
        clause=clause.id,
        party=clause.party,
        judged=judged,
        verdict=clause.verdict,
        counts={w: n for w, n in (clause.counts if clause.shares is None else clause.shares).items() if n},
        observed=clause.observed,
        target=clause.target,
        since=since,
        lines=tuple(lines),
    )


def run_word(run: Run) -> str:
    """What tells a run from others; the same policy on the same data as of the same instant is the same run."""
    data = [(t.table, t.digest) for t in run.data]
    return sha256(dumps([run.policy_digest, run.as_of, data]).encode()).hexdigest()[:_LENGTH]


def added(source: Source, entries: Iterable[Entry]) -> str:
    """The ledger's text with the entries that it does not hold yet behind what is there.

    Raises `UsageError` for every line that is none of a ledger.
    """
    known = {(e.run, e.clause) for e in entries_in(source)}
    new = [_text(e) for e in entries if (e.run, e.clause) not in known]
    glue = "\n" if source.text and not source.text.endswith("\n") else ""
    return source.text + (glue if new else "") + "".join(f"{line}\n" for line in new)


def _text(of: Entry) -> str:
    said = {
        "ledger": VERSION,
        "run": of.run,
        "as_of": of.as_of,
        "day": of.day.isoformat(),
        "policy": {"title": of.title, "version": of.version, "digest": of.policy},
        "clause": of.clause,
        "party": of.party,
        "judged": of.judged,
        "verdict": of.verdict.value,
        "counts": _counts_said(of.counts),
        "observed": of.observed,
        "target": _target_said(of.target),
        "since": None if of.since is None else of.since.isoformat(),
        "periods": [_line_said(line) for line in of.lines],
    }
    return dumps(said)


def _line_said(line: Line) -> dict[str, object]:
    said: dict[str, object] = {
        "of": line.of,
        "kind": line.kind,
        "label": line.label,
        "start": line.start.isoformat(),
        "end": line.end.isoformat(),
        "counts": _counts_said(line.counts),
    }
    more = {"observed": line.observed, "target": _target_said(line.target)}
    return {**said, **{name: value for name, value in more.items() if value is not None}}


def _counts_said(counts: Counts) -> dict[str, int]:
    return {word.value: n for word, n in counts.items() if n}


def _target_said(target: Target | None) -> dict[str, object] | None:
    if target is None:
        return None
    said = {"op": target.op, "value": target.value, "unit": target.unit, "high": target.high}
    return {name: value for name, value in said.items() if value is not None}


# ---------------------------------------------------------------------------------------------- reading


def entries_in(source: Source) -> tuple[Entry, ...]:
    """What a ledger holds, in its order. Raises `UsageError` for every line that is none of a ledger."""
    found: list[Entry] = []
    wrong: list[Diagnostic] = []
    start = 0
    for text in source.text.split("\n"):
        if text.strip():
            try:
                found.append(_entry(read_json(text)))
            except (KeyError, TypeError, ValueError, AttributeError):
                wrong.append(_not_a_line(source, Text(start, start + len(text))))
        start += len(text) + 1
    if wrong:
        raise UsageError(*wrong)
    return tuple(found)


def _not_a_line(source: Source, where: Text) -> Diagnostic:
    hint = "take the file back as it was, or take this line out of it; no run writes over what is there"
    return Diagnostic("SLA561", "this line is none of a ledger", source, where, hint)


def _entry(said: Any) -> Entry:
    """The entry that a line tells; whatever is not as it is written raises `KeyError`, `TypeError`, `ValueError`."""
    if said["ledger"] != VERSION:
        raise ValueError
    policy = said["policy"]
    return Entry(
        run=_word(said["run"]),
        as_of=datetime.fromisoformat(said["as_of"]),
        day=date.fromisoformat(said["day"]),
        title=policy["title"],
        version=policy["version"],
        policy=_word(policy["digest"]),
        clause=_word(said["clause"]),
        party=_word(said["party"]),
        judged={ROWS: ROWS, PERIODS: PERIODS}[_word(said["judged"])],
        verdict=Verdict(said["verdict"]),
        counts=_counts(said["counts"]),
        observed=_number(said["observed"]),
        target=_target(said["target"]),
        since=None if said["since"] is None else date.fromisoformat(said["since"]),
        lines=tuple(map(_line, said["periods"])),
    )


def _line(said: Any) -> Line:
    return Line(
        of=_word(said["of"]),
        kind=_word(said["kind"]),
        label=_word(said["label"]),
        start=date.fromisoformat(said["start"]),
        end=date.fromisoformat(said["end"]),
        counts=_counts(said["counts"]),
        observed=_number(said.get("observed")),
        target=_target(said.get("target")),
    )


def _word(said: Any) -> str:
    if not isinstance(said, str):
        raise TypeError
    return said


def _number(said: Any) -> Number | None:
    if isinstance(said, bool | str | list | dict):
        raise TypeError
    found: Number | None = said
    return found


def _counts(said: Mapping[str, Any]) -> Counts:
    if not all(isinstance(n, int) and n >= 0 for n in said.values()):
        raise TypeError
    return {Verdict(word): n for word, n in said.items()}


def _target(said: Any) -> Target | None:
    if said is None:
        return None
    value = _number(said["value"])
    if value is None:
        raise TypeError
    return Target(_word(said["op"]), value, _word(said["unit"]), _number(said.get("high")))


# ---------------------------------------------------------------------------------------------- asking


def remembered(entries: Iterable[Entry], clause: str, span: Span) -> tuple[date, InPeriod] | None:
    """A clause in a span as the ledger has it, with the first day of it that the run had seen; None where none has."""
    return next(
        (
            (max(one.since, span.start), found)
            for one in _tellers(entries, clause, span.start, span.end)
            if one.since is not None and (found := _in_span(one, span)) is not None
        ),
        None,
    )


def remembered_periods(entries: Sequence[Entry], clause: str, kind: str) -> dict[date, Line]:
    """The periods of one kind that the clause was judged by, as the ledger has them, by the day behind their last."""
    days = {(n.start, n.end) for e in entries if e.clause == clause for n in _of_kind(e, kind)}
    return {
        end: line
        for start, end in sorted(days)
        for teller in _tellers(entries, clause, start, end)[:1]
        for line in _of_kind(teller, kind)
        if (line.start, line.end) == (start, end)
    }


def _of_kind(of: Entry, kind: str) -> Iterator[Line]:
    return (line for line in of.lines if line.of == PERIODS and line.kind == kind)


def _tellers(entries: Iterable[Entry], clause: str, start: date, end: date) -> list[Entry]:
    """The runs behind some days that had seen most of them, the latest one first, and of one instant the last one."""
    there = [e for e in entries if e.clause == clause and e.day >= end and e.since is not None and e.since < end]
    most = min((max(e.since, start) for e in there if e.since is not None), default=start)
    best = [e for e in reversed(there) if e.since is not None and max(e.since, start) == most]
    return sorted(best, key=lambda e: e.as_of, reverse=True)


def _in_span(of: Entry, span: Span) -> InPeriod | None:
    tile = _tile(span)
    rows = [n for n in of.lines if n.of == ROWS and n.kind == tile and n.start >= span.start and n.end <= span.end]
    ended = [n for n in of.lines if n.of == PERIODS and span.start < n.end <= span.end]
    by_rows = any(n.of == ROWS for n in of.lines)
    if (by_rows and tile is None) or not (rows or ended):
        return None
    whole = Kept(_sum(rows)) if by_rows else None
    periods = Kept(_sum(ended)) if of.judged == PERIODS else None
    judging = whole if periods is None else periods
    told = Remembered(of.policy, of.version)
    return InPeriod(span, clause_verdict((judging or Kept()).counts), whole, periods, told)


def _tile(span: Span) -> str | None:
    """What fills a span without a gap: months, or weeks."""
    if span.start.day == span.end.day == 1:
        return "month"
    return "week" if span.kind == "week" else None


def _sum(lines: Iterable[Line]) -> Counts:
    out: dict[Verdict, int] = {}
    for line in lines:
        for word, n in line.counts.items():
            out[word] = out.get(word, 0) + n
    return out
