"""The sections of a review pack: what its records say, in sentences and tables for a person who leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import Finding, Verdict
from sla_dsl.findings.numbers import ratio
from sla_dsl.pack.models import ClauseReview, InPeriod, Kept, Pack, Proposal, Step
from sla_dsl.pack.page import Cell, Chart, Column, Page, Section, Table
from sla_dsl.pack.said import NOTHING, change, kept, of_trend, share, trend, verdict
from sla_dsl.pack.spans import ONE, RUN
from sla_dsl.reports import units, words
from sla_dsl.review.say.text import bears, said, summary, where

_NAME, _TEXT = 60, 300
_FEW = 8
"""How many clauses are named in a row; the table of clauses has them all."""


def page(pack: Pack) -> Page:
    """The page of a pack."""
    title = visible(pack.agreement.title, 200) if pack.agreement.title else "Agreement without a title"
    sections = (
        _parties(pack), _agreement(pack), _changes(pack), _clauses(pack), _parts(pack), _owners(pack), _worst(pack),
        _waivers(pack), _consequences(pack), _funnel(pack), _proposals(pack), _about(pack),
    )  # fmt: skip
    return Page(
        title=f"{title}: review of {pack.span.label}",
        subtitle=_subtitle(pack),
        answers=tuple(_answers(pack)),
        sections=tuple(s for s in sections if s is not None),
    )


def _subtitle(pack: Pack) -> str:
    zone = ZoneInfo(pack.run.timezone)
    version = f"Version {visible(pack.agreement.version, 40)}, as" if pack.agreement.version else "As"
    goes_on = pack.run.as_of.astimezone(zone).date() < pack.span.end and pack.span.kind != RUN
    more = f"; {pack.span.label} goes on until {pack.span.end - ONE}" if goes_on else ""
    return f"{version} of {units.full_instant(pack.run.as_of, zone)}{more}"


# ---------------------------------------------------------------------------------------------- who kept what


def _answers(pack: Pack) -> Iterator[str]:
    """Who kept what, in a sentence a party; then what was breached."""
    for party, clauses in _by_party(pack.clauses).items():
        met, judged = _promises_kept([c.now for c in clauses])
        if judged:
            then = _before(clauses)
            more = f" ({then[0]} of {then[1]} in {clauses[0].earlier[-1].span.label})" if then and then[1] else ""
            yield f"{_cap(party)} kept {met} of {units.count(judged, 'promise')}{more}"
        else:
            yield f"{_cap(party)}: nothing was judged"
    breached = [c.summary.id for c in pack.clauses if c.now.verdict.is_breach]
    if breached:
        yield f"Breached: {_named(breached)}"
    elif any(c.now.verdict is Verdict.MET for c in pack.clauses):
        yield "No promise that was judged is breached"


def _named(clauses: Sequence[str]) -> str:
    """`volume, hot`; of many clauses the first ones, and how many more there are."""
    more = [f"and {len(clauses) - _FEW} more"] if len(clauses) > _FEW else []
    return ", ".join([*(visible(c, _NAME) for c in clauses[:_FEW]), *more])


def _by_party(clauses: Sequence[ClauseReview]) -> dict[str, list[ClauseReview]]:
    """The clauses of each party; those of several parties are promises of each of them."""
    out: dict[str, list[ClauseReview]] = {}
    for clause in clauses:
        for party in clause.parties:
            out.setdefault(party, []).append(clause)
    return out


def _promises_kept(spans: Sequence[InPeriod]) -> tuple[int, int]:
    """How many clauses are met, of those that are met or breached."""
    met = sum(one.verdict is Verdict.MET for one in spans)
    return met, met + sum(one.verdict.is_breach for one in spans)


def _before(clauses: Sequence[ClauseReview]) -> tuple[int, int] | None:
    found = [c.earlier[-1] for c in clauses if c.earlier]
    return _promises_kept(found) if found else None


def _parties(pack: Pack) -> Section:
    rows = []
    for party, clauses in _by_party(pack.clauses).items():
        met, judged = _promises_kept([c.now for c in clauses])
        then = _before(clauses)
        spans = [e.span for e in max((c.earlier for c in clauses), key=len)]
        past = [_promises_kept([e for c in clauses for e in c.earlier if e.span == span]) for span in spans]
        rows.append(
            (
                Cell(_cap(party)),
                Cell(f"{met} of {judged}", sort=met),
                Cell(NOTHING if then is None else f"{then[0]} of {then[1]}", sort=-1 if then is None else then[0]),
                of_trend([ratio(n, of) for n, of in (*past, (met, judged))]),
                Cell(_named([c.summary.id for c in clauses if c.now.verdict.is_breach]) or "none"),
            )
        )
    columns = _columns("Party", "#Promises kept", "#Period before", "Trend", "Breached")
    told = "A promise is kept when it is met; those that are pending, unknown or waived are not counted."
    return Section("parties", "Who kept what", (told,), (Table("Compliance by party", columns, tuple(rows)),))


# ---------------------------------------------------------------------------------------------- the agreement


def _agreement(pack: Pack) -> Section:
    of = pack.agreement
    first, last = of.term
    facts = [
        f"Between {' and '.join(visible(p, _NAME) for p in of.parties)}" if of.parties else "",
        f"Term {first or 'from the beginning'} to {last or 'without an end'}" if first or last else "No term is set",
        f"Reviewed {of.review}" if of.review else "How often it is reviewed is not said",
        f"Purpose: {visible(of.purpose, _TEXT)}" if of.purpose else "",
    ]
    missing = [f"Not accepted by {' and '.join(visible(p, _NAME) for p in of.missing)}"] if of.missing else []
    rows = tuple(
        (Cell(_cap(party)), Cell(visible(role, 100)), Cell(day.isoformat())) for party, role, day in of.acceptances
    )
    tables = (Table("Acceptance", _columns("Party", "By", "On"), rows),) if rows else ()
    return Section("agreement", "The agreement", (), tables, (), (*filter(None, facts), *missing))


def _changes(pack: Pack) -> Section:
    title, id = "What changed since the last review", "changes"
    if pack.since is None:
        return Section(id, title, ("No earlier policy was given to compare with; --since names one.",))
    found = pack.since
    rows = tuple(
        (
            Cell(c.direction.value),
            Cell(visible(c.clause or ", ".join(c.reaches) or "agreement", 200)),
            Cell(visible(said(c, "→"), 500) + (f" (also of {c.begun}, which had begun)" if c.retroactive else "")),
            Cell(visible(bears(c) or NOTHING, 200)),
            Cell(visible(where(c) or NOTHING, 200)),
        )
        for c in found.changes
    )
    told = f"Compared with {visible(found.old.ref, 100)}: {summary(found)}."
    points = tuple(visible(r.message, _TEXT) for r in found.remarks)
    columns = _columns("Direction", "Clause", "Change", "For whom", "Where")
    tables = (Table("Changes of the policy", columns, rows),) if rows else ()
    return Section(id, title, (told,), tables, (), points)


# ---------------------------------------------------------------------------------------------- clauses


def _clauses(pack: Pack) -> Section:
    rows = tuple(
        (
            Cell(visible(c.summary.id, _NAME)),
            Cell(_cap(c.summary.party)),
            verdict(c.now),
            Cell(c.summary.severity.value, sort=-c.summary.severity.rank),
            Cell(kept(c.now, c), sort=_rank(c.now.kept)),
            Cell(kept(c.earlier[-1], c), sort=_rank(c.earlier[-1].kept)) if c.earlier else Cell(NOTHING, sort=-1),
            change(c.now.kept, c.earlier[-1].kept if c.earlier else None),
            trend(c),
        )
        for c in pack.clauses
    )
    points = tuple(_told(c) for c in pack.clauses)
    columns = _columns("Clause", "Party", "Verdict", "Severity", "Kept", "Period before", "#Change", "Trend")
    charts = tuple(_chart(c) for c in pack.clauses if len(c.bars) > 1)
    table = Table(f"Compliance by clause, {pack.span.label}", columns, rows)
    return Section("clauses", "The clauses", tuple(_remembered(pack)), (table,) if rows else (), charts, points)


def _remembered(pack: Pack) -> Iterator[str]:
    """What comes from the ledger, and which of that another policy has judged."""
    found = [one for c in pack.clauses for one in c.earlier if one.ledger is not None]
    if found:
        yield "Earlier periods that the data do not hold are taken from the ledger."
    others = {
        one.span: one.ledger.version
        for one in found
        if one.ledger is not None and one.ledger.policy != pack.run.policy_digest
    }
    if others:
        said = [
            f"{span.label}{f' (version {visible(version, 40)})' if version else ''}"
            for span, version in sorted(others.items(), key=lambda other: other[0].start)
        ]
        yield f"Judged by the policy as it was then: {', '.join(said)}."


def _told(clause: ClauseReview) -> str:
    """A clause in plain English; who looks after it, and why it is not judged where it is not."""
    title = f" ({visible(clause.summary.title, 100)})" if clause.summary.title else ""
    owner = f" Looked after by {visible(clause.owner, _NAME)}." if clause.owner else ""
    why = "" if clause.summary.evaluable else f" Not judged: {visible(clause.summary.why, _TEXT)}."
    return f"{visible(clause.summary.id, _NAME)}{title}: {visible(clause.summary.english, 500)}.{owner}{why}"


def _chart(clause: ClauseReview) -> Chart:
    values = [
        f"{bar.label} {units.quantity(bar.value, bar.target)}" for bar in clause.bars if bar.value is not None
    ]  # fmt: skip
    last = clause.bars[-1].target
    promised = f"; promised {units.bound(last, words=True)}" if last is not None else ""
    breached = [bar.label for bar in clause.bars if bar.verdict.is_breach]
    missed = f"; breached {', '.join(breached)}" if breached else ""
    return Chart(visible(clause.summary.id, _NAME), f"{', '.join(values)}{promised}{missed}", clause.bars)


def _parts(pack: Pack) -> Section | None:
    labels = [part.span.label for part in pack.clauses[0].parts] if pack.clauses else []
    judged = [c for c in pack.clauses if c.parts]
    if len(labels) < 2:
        labels = [part.span.label for part in judged[0].parts] if judged else []
    if not judged or len(labels) < 2:
        return None
    rows = tuple((Cell(visible(c.summary.id, _NAME)), *(_part(part, c) for part in c.parts), _whole(c)) for c in judged)
    columns = _columns("Clause", *(f"#{label}" for label in labels), "#All")
    told = (
        "Rows count in the part in which they begin, and periods in the one in which they end. "
        "Shares are of the instances that were judged."
    )
    return Section("periods", "By period", (told,), (Table("Compliance by period", columns, rows),))


def _part(of: InPeriod, clause: ClauseReview) -> Cell:
    """A clause in a part: what was seen, where it is one number; else the share that was met, and of how many."""
    if of.rows is None:
        seen = next((b for b in clause.bars if b.label == of.span.label and b.value is not None), None)
        if seen is not None and seen.value is not None:
            said = f"{units.quantity(seen.value, seen.target)}{_undecided(seen.verdict)}"
            return Cell(said, sort=seen.value, verdict=seen.verdict)
    if not of.kept.judged:
        return Cell(NOTHING, sort=-1)
    said = f"{share(of.kept)} of {of.kept.judged:,}{_undecided(of.verdict)}"
    return Cell(said, sort=_rank(of.kept), verdict=of.verdict)


def _undecided(verdict: Verdict) -> str:
    """What stands behind a value that neither keeps nor breaks the promise; nothing where nothing is judged there."""
    if verdict is Verdict.MET or verdict.is_breach or verdict is Verdict.NOT_APPLICABLE:
        return ""
    return f", {words.verdict_word(verdict)}"


def _whole(clause: ClauseReview) -> Cell:
    """The share of rows that was met in all parts, or how many periods were: a share of values says nothing."""
    of = clause.now
    said = share(of.kept) if of.rows is not None else kept(of, clause)
    return Cell(said, sort=_rank(of.kept))


def _owners(pack: Pack) -> Section | None:
    mine = [c for c in pack.clauses if any(k.judged for k in c.owners.values())]
    names = dict.fromkeys(o for c in mine for o in c.owners)
    if not names:
        return None
    order = sorted(names, key=lambda n: (n is None, n or ""))
    rows = tuple(_owner(name, mine) for name in order)
    columns = _columns(_cap(pack.by), *(f"#{visible(c.summary.id, 30)}" for c in mine), "#All", "#Change")
    told = "Of the clauses that are about single rows: the share met, and of how many."
    table = Table(f"Compliance by {visible(pack.by, _NAME)}", columns, rows)
    return Section("owners", f"By {visible(pack.by, _NAME)}", (told,), (table,))


def _owner(name: str | None, clauses: Sequence[ClauseReview]) -> tuple[Cell, ...]:
    cells = [_of_owner(c.owners.get(name, Kept())) for c in clauses]
    now, then = (_all(name, [getattr(c, what) for c in clauses]) for what in ("owners", "owners_before"))
    return (Cell("not known" if name is None else visible(name, _NAME)), *cells, _of_owner(now), change(now, then))


def _of_owner(of: Kept) -> Cell:
    return Cell(f"{share(of)} of {of.judged:,}" if of.judged else NOTHING, sort=_rank(of))


def _rank(of: Kept) -> int:
    """What a share is sorted by: in millionths, nothing before all of it."""
    return of.met * 1_000_000 // of.judged if of.judged else -1


def _all(name: str | None, owners: Sequence[Mapping[str | None, Kept]]) -> Kept:
    counts: dict[Verdict, int] = {}
    for of in owners:
        for word, n in of.get(name, Kept()).counts.items():
            counts[word] = counts.get(word, 0) + n
    return Kept(counts)


# ---------------------------------------------------------------------------------------------- what stands out


def _worst(pack: Pack) -> Section:
    title, id = "Worst breaches", "worst"
    if not pack.worst:
        return Section(id, title, ("There is none.",))
    as_of = pack.run.as_of
    rows = tuple(
        (
            Cell(visible(f.clause, _NAME)),
            Cell(words.instance_word(f), verdict=f.verdict),
            Cell(f.severity.value, sort=-f.severity.rank),
            Cell(words.whom(f)),
            Cell(_what(f, as_of)),
        )
        for f in pack.worst
    )
    told = "The gravest clauses first, then by how many times the promise it is missed; at most three of a clause."
    columns = _columns("Clause", "Verdict", "Severity", "Whom", "What")
    return Section(id, title, (told,), (Table("The breaches furthest beyond what was promised", columns, rows),))


def _what(of: Finding, as_of: datetime) -> str:
    """What happened; the reason of a count has its numbers."""
    return visible(of.reason, _TEXT) if "promised" in of.reason else words.why(of, as_of)


def _waivers(pack: Pack) -> Section:
    title, id = "Waivers", "waivers"
    if not pack.waivers:
        return Section(id, title, ("The policy waives nothing.",))
    rows = tuple(
        (
            Cell(visible(w.clause, _NAME)),
            Cell("all" if w.condition is None else visible(w.condition, 200)),
            Cell(" to ".join(day.isoformat() for day in w.days)),
            Cell(_standing_of(w.standing, w.days_left), sort=w.days_left),
            Cell(f"{w.used:,}", sort=w.used),
            Cell(visible(w.because, _TEXT)),
            Cell(visible(w.approved_by or NOTHING, 100)),
        )
        for w in pack.waivers
    )
    columns = _columns("Clause", "For", "Days", "State", "#Used", "Because", "Approved by")
    told = "Used: how many rows or periods of this review it lifts."
    return Section(id, title, (told,), (Table("Waivers, used and expiring", columns, rows),))


def _standing_of(standing: str, left: int) -> str:
    return f"{standing}, ends in {units.count(left, 'day')}" if standing == "in force" else standing


def _consequences(pack: Pack) -> Section:
    id, title = "consequences", "Consequences"
    rows = [
        (
            Cell("triggered", sort=0, verdict=Verdict.BREACHED),
            Cell(visible(c.clause, _NAME)),
            Cell(words.due(c).removeprefix(visible(c.clause, _NAME)).strip() + _of_all(pack, c.period is None)),
            Cell("; ".join(map(words.action, c.actions))),
        )
        for c in pack.triggered
    ]
    order = {"pending": 1, "at risk": 2}
    rows += [
        (Cell(s.state, sort=order[s.state]), Cell(visible(s.clause, _NAME)), Cell(s.why), Cell(s.actions))
        for s in pack.standing
    ]
    if not rows:
        return Section(id, title, ("None is triggered, pending or at risk.",))
    told = (
        "Triggered: due of what ends in this review. Pending: some of the breaches that it takes are there, as of "
        "today. At risk: one more breach brings it, and that may come."
    )
    columns = _columns("State", "Clause", "Why", "What is to happen")
    return Section(id, title, (told,), (Table("Consequences, triggered, pending and at risk", columns, tuple(rows)),))


def _of_all(pack: Pack, always: bool) -> str:
    return " (in the whole run)" if always and pack.span.kind != RUN else ""


# ---------------------------------------------------------------------------------------------- what next


def _funnel(pack: Pack) -> Section | None:
    if not pack.funnel:
        return None
    rows = tuple(
        (
            Cell(visible(f.clause, _NAME)),
            Cell(f.target),
            Cell("; ".join(visible(x, _TEXT) for x in f.lets) or NOTHING),
            Cell(f.came or NOTHING),
            *([Cell(f.brings or NOTHING)] if pack.steps else []),
        )
        for f in pack.funnel
    )
    brings = ["What it brings"] if pack.steps else []
    columns = _columns("Clause", "Target", "How it is worked out", "What came", *brings)
    table = Table("Targets and what came", columns, rows)
    told = (
        "What a target brings: the target times the conversion times the average sale, both measured from all data up "
        "to the as-of, as `sla targets` does."
    )
    return Section("funnel", "Targets against the funnel", (told,) if pack.steps else (), (table, *_steps(pack)))


def _steps(pack: Pack) -> Iterator[Table]:
    if pack.steps:
        rows = tuple(
            (Cell(visible(s.what, _TEXT)), Cell(s.measured), Cell(_rows_of(s), sort=s.rows)) for s in pack.steps
        )
        yield Table("The funnel as it was measured", _columns("Step", "#Measured", "#From"), rows)


def _rows_of(of: Step) -> str:
    return f"{units.count(of.rows, 'row')}{', which tells little' if of.few else ''}"


def _proposals(pack: Pack) -> Section | None:
    if not pack.proposals:
        return None
    rows = tuple(_proposal(p) for p in pack.proposals)
    told = (
        "What the data could bear: the round limit at which so many of the rows of this review would have been met, "
        "and the round target that so many of the periods up to now would have met. A star marks the clause's own "
        "share."
    )
    columns = _columns("Clause", "What", "Promised now", "Met now", "What the data could bear")
    return Section("proposals", "Proposals", (told,), (Table("Limits and targets to talk about", columns, rows),))


def _proposal(of: Proposal) -> tuple[Cell, ...]:
    levels = "; ".join(
        f"{units.percent(level.share)}{'*' if level.own else ''}: {level.said or 'none of those tried'}"
        for level in of.levels
    )
    now = Kept({Verdict.MET: of.met, Verdict.BREACHED: of.judged - of.met})
    met = f"{of.met:,} of {of.judged:,} {visible(of.unit, _NAME)} ({share(now)})"
    return Cell(visible(of.clause, _NAME)), Cell(of.what), Cell(of.present), Cell(met), Cell(levels)


def _about(pack: Pack) -> Section:
    run = pack.run
    points = [
        f"Policy: {', '.join(visible(f, 200) for f in run.policy_files)}, {run.policy_digest}",
        *(f"Data: {visible(t.table, _NAME)}, {t.rows:,} rows from {visible(t.source, 200)}" for t in run.data),
        *([f"Ledger: {visible(pack.ledger, 200)}"] if pack.ledger else []),
        f"Days are local days of {run.timezone}; made by {run.tool}",
    ]
    return Section("about", "About this review", (), (), (), tuple(points))


def _columns(*names: str) -> tuple[Column, ...]:
    """The heads of columns; `#` marks one of numbers."""
    return tuple(Column(name.removeprefix("#"), name.startswith("#")) for name in names)


def _cap(text: str) -> str:
    shown = visible(text, _NAME)
    return shown[:1].upper() + shown[1:]
