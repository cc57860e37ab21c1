"""Every sort of change that a review tells apart: its id, which never changes, its area and its mirror."""

from __future__ import annotations

from sla_dsl.text.record import record


@record
class Sort:
    """One sort of change. `mirror` is the id of the change back, its own where that is of the same sort.

    `area` is what it is about, `kind` what happened to it, `words` how a person calls it.
    """

    id: str
    area: str
    kind: str
    mirror: str
    words: str


def _pair(area: str, one: tuple[str, str, str], other: tuple[str, str, str]) -> tuple[Sort, Sort]:
    """Two sorts that undo each other; each is its id, its kind and its words."""
    (a, a_kind, a_words), (b, b_kind, b_words) = one, other
    return Sort(a, area, a_kind, b, a_words), Sort(b, area, b_kind, a, b_words)


def _own(area: str, id: str, words: str, kind: str = "changed") -> tuple[Sort]:
    """A sort that undoes itself."""
    return (Sort(id, area, kind, id, words),)


def _there(area: str, stem: str, noun: str) -> tuple[Sort, Sort]:
    """What is added and what is removed."""
    return _pair(area, (f"{stem}-added", "added", f"{noun} added"), (f"{stem}-removed", "removed", f"{noun} taken out"))


def _strict(area: str, stem: str, noun: str) -> tuple[Sort, ...]:
    """What is tightened, loosened, or changed in a way that is neither."""
    return (
        *_pair(
            area,
            (f"{stem}-tightened", "tightened", f"{noun} tightened"),
            (f"{stem}-loosened", "loosened", f"{noun} loosened"),
        ),
        *_own(area, f"{stem}-changed", f"{noun} changed"),
    )


def _sized(area: str, stem: str, noun: str, more: str, less: str) -> tuple[Sort, ...]:
    """What becomes more, less, or something else."""
    return (
        *_pair(area, (f"{stem}-{more}", more, f"{noun} {more}"), (f"{stem}-{less}", less, f"{noun} {less}")),
        *_own(area, f"{stem}-changed", f"{noun} changed"),
    )


CATALOGUE: tuple[Sort, ...] = (
    # clauses
    *_there("clause", "clause", "clause"),
    *_own("clause", "clause-renamed", "clause renamed", "renamed"),
    *_own("clause", "promise-replaced", "promise replaced by another one"),
    # time limits
    *_there("limit", "limit", "time limit"),
    *_strict("limit", "limit", "time limit"),
    *_there("limit", "earliest", "earliest time"),
    *_strict("limit", "earliest", "earliest time"),
    *_there("limit", "before", "event that ends the time"),
    *_own("limit", "before-changed", "event that ends the time changed"),
    *_there("limit", "pause", "pause of the clock"),
    *_sized("limit", "pause", "pause of the clock", "widened", "narrowed"),
    *_strict("limit", "rhythm", "time between what is made"),
    *_own("limit", "tiers-changed", "tiers changed"),
    # what is done, and from when on
    *_own("deed", "start-changed", "start of the clock changed"),
    *_strict("deed", "deed", "what is to be done"),
    *_own("deed", "entries-changed", "entries that count changed"),
    # targets
    *_sized("target", "target", "target", "raised", "lowered"),
    *_sized("target", "band", "target band", "widened", "narrowed"),
    *_sized("target", "share", "share that must hold", "raised", "lowered"),
    *_sized("target", "minimum", "least size", "raised", "lowered")[:2],
    *_there("target", "pacing", "pacing"),
    *_strict("target", "pacing", "pacing"),
    *_there("target", "even-pace", "even pace"),
    *_strict("target", "even-pace", "even pace"),
    *_there("target", "proration", "judging of partial periods"),
    *_own("target", "proration-changed", "judging of partial periods changed"),
    *_there("target", "carry-over", "carrying over of what was missed"),
    *_own("target", "measure-changed", "what is measured changed"),
    *_strict("target", "part", "part that counts"),
    *_sized("target", "window", "time to reach the goal", "extended", "shortened"),
    *_sized("target", "maturing", "wait before judging", "extended", "shortened"),
    # scope
    *_sized("scope", "scope", "scope", "widened", "narrowed"),
    *_there("scope", "exclusion", "exclusion"),
    *_sized("scope", "exclusion", "exclusion", "widened", "narrowed"),
    *_there("scope", "excuse", "excuse"),
    *_own("scope", "excuse-changed", "excusing clause changed"),
    *_strict("scope", "condition", "condition that must hold"),
    *_own("scope", "period-changed", "periods changed"),
    *_own("scope", "groups-changed", "groups changed"),
    # waivers
    *_there("waiver", "waiver", "waiver"),
    *_sized("waiver", "waiver", "waiver", "extended", "shortened"),
    *_sized("waiver", "waiver", "those waived", "widened", "narrowed")[:2],
    # time in force
    *_sized("time", "term", "term", "extended", "shortened"),
    *_sized("time", "in-force", "days in force", "extended", "shortened"),
    *_own("time", "timezone-changed", "time zone changed"),
    *_own("time", "fiscal-year-changed", "fiscal year changed"),
    *_own("time", "week-start-changed", "first day of the week changed"),
    # calendars
    *_there("calendar", "calendar-holiday", "holidays"),
    *_there("calendar", "calendar-closure", "closed days"),
    *_sized("calendar", "calendar-hours", "open hours", "extended", "shortened"),
    *_own("calendar", "calendar-changed", "calendar changed"),
    # definitions
    *_own("definition", "definition-changed", "definition changed"),
    *_own("definition", "amount-changed", "amount changed"),
    *_own("definition", "table-changed", "table changed"),
    *_own("definition", "definitions-changed", "several definitions changed"),
    # what a breach weighs and brings
    *_sized("consequence", "severity", "severity", "raised", "lowered")[:2],
    *_there("consequence", "consequence", "consequence"),
    *_strict("consequence", "consequence", "consequence"),
    # parties
    *_own("party", "party-changed", "party that promises changed"),
    *_own("party", "beneficiary-changed", "party that is promised it changed"),
    # words
    *_own("words", "title-changed", "title changed"),
    *_own("words", "owner-changed", "owner changed"),
    *_own("words", "reason-changed", "reason changed"),
    *_own("words", "warning-changed", "time of the warning changed"),
    *_own("words", "waiver-reworded", "waiver reworded"),
    *_own("words", "definition-renamed", "definition renamed", "renamed"),
    # the agreement
    *_own("agreement", "agreement-title-changed", "title of the agreement changed"),
    *_own("agreement", "version-changed", "version changed"),
    *_own("agreement", "parties-changed", "parties of the agreement changed"),
    *_own("agreement", "purpose-changed", "purpose changed"),
    *_own("agreement", "review-changed", "review changed"),
    *_own("agreement", "currency-changed", "currency changed"),
    *_there("agreement", "acceptance", "acceptance"),
    *_own("agreement", "acceptance-changed", "acceptance changed"),
)  # fmt: skip

SORTS = {sort.id: sort for sort in CATALOGUE}
"""The sorts by their id."""

WORDING = frozenset({"words", "agreement"})
"""The areas that touch no verdict, no severity and no consequence."""

NO_VERDICTS = WORDING | {"consequence", "party"}
"""The areas that touch no verdict."""
