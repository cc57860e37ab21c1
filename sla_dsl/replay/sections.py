"""A replay as titled paragraphs and tables: what its reports for people show, whatever they look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import ClauseSummary, Verdict
from sla_dsl.replay import words
from sla_dsl.replay.models import NONE, ClauseReplay, Contradiction, Flip, Flips, Kept, Margin, Replay, Turn, turn
from sla_dsl.reports import units
from sla_dsl.reports.words import clause_word
from sla_dsl.text.record import record

MOST = 10
"""So many rows of a table, and margins of a clause, are shown."""

Row = tuple[str, ...]


@record
class Table:
    """Finished cells under their headers; the columns of `right` are numbers."""

    headers: Row
    rows: tuple[Row, ...]
    right: frozenset[str] = frozenset()


@record
class Section:
    """A title and what stands under it; of `level` 2 it is a part of the one before."""

    title: str
    parts: tuple[str | Table, ...]
    level: int = 1


_TURNS = tuple(t.value for t in Turn)
_NUMBERS = frozenset(_TURNS)


def sections(found: Replay, contradictions: Sequence[Contradiction] = ()) -> list[Section]:
    """What is said of a replay, in its order."""
    flips = [c for c in found.clauses if c.flips or c.margins]
    out = [_head(found), *([_compliance(found)] if found.clauses else [])]
    if found.flips:
        out += [_parties(found), *_summed("owner", found), *_summed("period", found)]
    if contradictions:
        out.append(_mistakes(contradictions))
    return [*out, *(s for c in flips for s in _clause(found, c))]


def _head(found: Replay) -> Section:
    zone = ZoneInfo(found.timezone)
    data = ", ".join(f"{units.count(t.rows, 'row')} of {visible(t.table, 40)}" for t in found.data)
    source = "as asked" if found.as_of_source == "option" else "the latest instant in the data"
    anew = sum(c.judged_anew for c in found.clauses)
    lines = [
        f"{data}, as of {units.full_instant(found.as_of, zone)} ({source})",
        f"{headline(found)}; {anew} of {units.count(len(found.clauses), 'clause')} judged anew",
    ]
    return Section("Replay", tuple(lines))


def headline(found: Replay) -> str:
    """`12 verdicts flip: 3 worse, 9 better`."""
    total: Counter[Turn] = Counter()
    for c in found.clauses:
        total += c.subjects.turns + c.periods.turns
    if not found.flips:
        return "no verdict flips"
    return f"{units.count(found.flips, 'verdict flips', 'verdicts flip')}: {words.turned(total)}"


def _mistakes(found: Sequence[Contradiction]) -> Section:
    lead = "What follows can not be, and is a mistake of sla itself; please report it with both policies."
    return Section("Contradictions", (lead, *map(words.contradicted, found)))


def _compliance(found: Replay) -> Section:
    rows = [
        (visible(c.id, 40), visible(" and ".join(c.parties), 30), _kept(c.old), _kept(c.new), *_counted(_turns(c)))
        for c in found.clauses
    ]
    headers = ("clause", "party", "old", "new", *_TURNS)
    return Section("Compliance, old -> new", (Table(headers, tuple(rows), _NUMBERS),))


def _kept(of: ClauseSummary | None) -> str:
    if of is None:
        return "-"
    counts = of.counts if of.shares is None else of.shares
    judged = sum(n for v, n in counts.items() if v is Verdict.MET or v.is_breach)
    shown = f" {words.kept(Kept(counts.get(Verdict.MET, 0), judged))}" if judged else ""
    return f"{clause_word(of)}{shown}"


def _turns(of: ClauseReplay) -> Counter[Turn]:
    return of.subjects.turns + of.periods.turns


def _parties(found: Replay) -> Section:
    parties = dict.fromkeys(p for c in found.clauses for p in c.parties)
    rows = []
    for party in parties:
        mine = [c for c in found.clauses if party in c.parties]
        turns = sum((_turns(c) for c in mine), Counter[Turn]())
        breached = (_breached(c.old for c in mine), _breached(c.new for c in mine))
        rows.append((visible(party, 40), *breached, *_counted(turns)))
    headers = ("party", "breached clauses, old", "new", *_TURNS)
    return Section("By party", (Table(headers, tuple(rows), _NUMBERS),))


def _breached(of: Iterable[ClauseSummary | None]) -> str:
    there = [s for s in of if s is not None]
    return f"{sum(s.evaluable and s.verdict.is_breach for s in there)} of {len(there)}"


def _counted(turns: Mapping[Turn, int]) -> Row:
    return tuple(f"{turns.get(t, 0):,}" for t in Turn)


def _summed(by: str, found: Replay) -> Iterator[Section]:
    """Rows kept and what flips by owner or period, in the clauses judged anew; nothing where none is known."""
    kept: dict[object, tuple[Kept, Kept]] = {}
    turns: dict[object, Counter[Turn]] = {}
    for c in found.clauses:
        for what, (old, new) in (c.by_owner if by == "owner" else c.by_period).items():
            was, now = kept.get(what, (Kept(), Kept()))
            kept[what] = _plus(was, old), _plus(now, new)
        for flips in (c.subjects, c.periods):
            for what, counts in (flips.by_owner if by == "owner" else flips.by_period).items():
                turns.setdefault(what, Counter()).update(counts)
    there = [w for w in turns if w is not None] or ([] if by == "owner" else list(turns))
    if not there:
        return
    order = sorted(turns, key=(lambda w: (-turns[w].total(), str(w))) if by == "owner" else str)
    shown = order[:MOST] if by == "owner" else order[-MOST:]
    rows = tuple(
        (words.owner(w), *(words.kept(k) for k in kept.get(w, (Kept(), Kept()))), *_counted(turns[w]))  # type: ignore[arg-type]
        for w in shown
    )
    more = [f"{MOST} of {len(order):,} shown"] if len(order) > len(shown) else []
    note = "Rows kept, in the clauses that were judged anew."
    yield Section(f"By {by}", (note, Table((by, "old", "new", *_TURNS), rows, _NUMBERS), *more))


def _plus(a: Kept, b: Kept) -> Kept:
    return Kept(a.met + b.met, a.judged + b.judged)


# ---------------------------------------------------------------------------------------------------------- clauses


def _clause(found: Replay, of: ClauseReplay) -> Iterator[Section]:
    was = of.old.id if of.old is not None and of.old.id != of.id else None
    title = f"{visible(of.id, 60)}" + (f", before {visible(was, 60)}" if was else "")
    parts: list[str | Table] = []
    for flips, noun in ((of.subjects, _noun(of)), (of.periods, "period")):
        parts += _flips(found, flips, noun, listed=of.new is not None)
    if not of.flips:
        parts.append("no verdict flips")
    if of.untried:
        parts.append(f"{units.count(of.untried, 'pair')} of edits not tried, being too many")
    if of.new is not None:  # which ones and how near they came is no news of what nobody promises any more
        parts += _margins(of)
    yield Section(title, tuple(parts))


def _noun(of: ClauseReplay) -> str:
    summary = of.new or of.old
    return "row" if summary is None else visible(summary.table, 40).removesuffix("s")


def _flips(found: Replay, flips: Flips, noun: str, *, listed: bool) -> list[str | Table]:
    out: list[str | Table] = []
    if flips.total:
        out.append(f"{units.count(flips.total, noun)}: {words.flipped(flips)}")
        out += [f"{n:,} by {words.cause(found, c)}" for c, n in flips.causes.items()]
    for unit, n in flips.cancelled.items():
        out.append(f"{words.unit(found, unit)} alone would flip {n:,} more, which the whole leaves as they are")
    told = {pair: n for pair, n in flips.counts.items() if _named(*pair)}
    for where in Turn:
        mine = [f for f in flips.shown if f.key is not None and f.turn is where and _named(f.old, f.new)]
        if mine and listed:
            of = sum(n for (old, new), n in told.items() if turn(old, new) is where)
            shown = f"first {len(mine)} of " if len(mine) < of else ""
            out += [f"{where.value}, {shown}{of:,}", _keys(found, mine, len(flips.causes) > 1)]
    return out


def _named(old: str, new: str) -> bool:
    """Whether a flip is listed by its key: not where something is promised on one side only and nothing is breached."""
    return turn(old, new) is not Turn.OTHER or NONE not in (old, new)


def _keys(found: Replay, flips: Sequence[Flip], several: bool) -> Table:
    zone, year = ZoneInfo(found.timezone), found.as_of.astimezone(ZoneInfo(found.timezone)).year
    names = tuple(flips[0].key or {})
    rows = []
    for f in flips:
        keys = tuple(units.scalar(v, 30) for v in (f.key or {}).values())
        cycle = "" if f.cycle is None else str(f.cycle)
        start = "" if f.start is None else units.instant(f.start, zone, year)
        because = words.cause(found, f.cause) if several else ""
        rows.append((*keys, cycle, words.owner(f.owner) if f.owner is not None else "", start, words.word(f.old),
                     words.word(f.new), because))  # fmt: skip
    headers = (*(visible(n, 30) for n in names), "cycle", "owner", "start", "old", "new", "by")
    filled = [i for i, _ in enumerate(headers) if any(row[i] for row in rows)]
    return Table(tuple(headers[i] for i in filled), tuple(tuple(row[i] for i in filled) for row in rows))


def _margins(of: ClauseReplay) -> list[str | Table]:
    """Those that flip first, in the order of time."""
    told = sorted((m for m in of.margins if _tells(m)), key=lambda m: m.old.verdict == m.new.verdict)
    rows = []
    for m in told[:MOST]:
        flip = turn(m.old.verdict, m.new.verdict).value if m.old.verdict != m.new.verdict else ""
        group = ", ".join(units.scalar(v, 30) for v in m.group.values())
        rows.append((visible(m.period, 40), group, flip, words.seen(m), words.needed(m.old), words.needed(m.new)))
    if not rows:
        return []
    names = ", ".join(visible(n, 30) for n in told[0].group)
    more = [f"{len(rows)} of {of.instances:,} periods shown"] if len(rows) < of.instances else []
    return [Table(("period", names, "flip", "seen", "needed", "needs"), tuple(rows)), *more]


def _tells(of: Margin) -> bool:
    return of.old.verdict != of.new.verdict or any(m.spare is not None for m in (of.old, of.new))
