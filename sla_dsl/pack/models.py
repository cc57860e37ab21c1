"""What a review pack holds, as plain records: words, tables and charts are made of them and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Literal

from sla_dsl.findings.models import ClauseSummary, Consequence, Finding, Number, Run, Target, Verdict
from sla_dsl.pack.spans import Span
from sla_dsl.review.models import PolicyDiff
from sla_dsl.text.record import record

Counts = Mapping[Verdict, int]


@record
class Kept:
    """How much of something was kept: instances by verdict. Judged are those that are met or breached."""

    counts: Counts = field(default_factory=dict)

    @property
    def met(self) -> int:
        return self.counts.get(Verdict.MET, 0)

    @property
    def breached(self) -> int:
        return sum(n for word, n in self.counts.items() if word.is_breach)

    @property
    def judged(self) -> int:
        return self.met + self.breached


@record
class Remembered:
    """The run of a ledger that tells of a period: the digest and the version of the policy it was judged by."""

    policy: str
    version: str | None


@record
class InPeriod:
    """A clause in one span: its verdict there, its rows that begin in it, and its periods and groups that end in it.

    A clause that is judged row by row has no `periods`, and one that is judged by periods has no `rows`. `ledger` is
    the earlier run that is remembered, None where the data themselves tell.
    """

    span: Span
    verdict: Verdict
    rows: Kept | None
    periods: Kept | None
    ledger: Remembered | None = None

    @property
    def kept(self) -> Kept:
        """What speaks for the clause: its rows, where it has some."""
        return self.rows or self.periods or Kept()


@record
class Bar:
    """One value of a clause in time: what was seen against what was promised, in the unit of `target`."""

    label: str
    value: Number | None
    target: Target | None
    verdict: Verdict
    reviewed: bool


@record
class ClauseReview:
    """A clause in the review: what it says, how it came out, and how it did before.

    `earlier` are the periods before, in their order and without those of which nothing is known; `parts` the parts of
    the reviewed one; `bars` what was seen over time, up to the end of the review; `owners` its rows by owner, and
    `owners_before` those of the period before. `by` are the columns of its groups.
    """

    summary: ClauseSummary
    owner: str | None
    parties: tuple[str, ...]
    now: InPeriod
    earlier: tuple[InPeriod, ...] = ()
    parts: tuple[InPeriod, ...] = ()
    bars: tuple[Bar, ...] = ()
    owners: Mapping[str | None, Kept] = field(default_factory=dict)
    owners_before: Mapping[str | None, Kept] = field(default_factory=dict)
    by: tuple[str, ...] = ()


@record
class Agreement:
    """The agreement's own lines. `acceptances` are party, role and day; `missing` the parties without one."""

    title: str | None
    version: str | None
    purpose: str | None
    parties: tuple[str, ...]
    term: tuple[date | None, date | None]
    review: str | None
    acceptances: tuple[tuple[str, str, date], ...]
    missing: tuple[str, ...]


@record
class WaiverUse:
    """A waiver, how many rows or periods of the review it lifts, and how it stands at the as-of."""

    clause: str
    condition: str | None
    days: tuple[date, date]
    because: str
    approved_by: str | None
    used: int
    standing: Literal["over", "in force", "to come"]
    days_left: int


@record
class Standing:
    """A consequence that is not due: how many breached periods of those that it takes there are, and why it is told.

    `pending`: some of the breaches it takes are there, in a run or a window that goes on. `at risk`: nothing is
    missing but a breach of a period that stands so that it may come.
    """

    clause: str
    actions: str
    state: Literal["pending", "at risk"]
    why: str


@record
class Level:
    """The round limit or target at which a share would have been met; `said` is None where none of those tried is."""

    share: Number
    said: str | None
    met: int
    judged: int
    own: bool


@record
class Proposal:
    """What a clause promises now, how much of that was met, and what the data could bear at some levels.

    `clause` is its id; of a table of limits with the line that this is about. `unit` is what is counted: `leads`, or
    `periods`.
    """

    clause: str
    what: Literal["limit", "target"]
    present: str
    met: int
    judged: int
    unit: str
    levels: tuple[Level, ...]


@record
class Funnel:
    """A promise to deliver: its target in words, how that comes from the policy's amounts, and what came.

    `brings` is the revenue that the target brings by what the data tell, in words; None where they do not.
    """

    clause: str
    target: str
    lets: tuple[str, ...]
    came: str
    brings: str | None


@record
class Step:
    """A conversion, or the average sale, as the data tell it; `few` says that the rows are too few to rest much on."""

    what: str
    measured: str
    rows: int
    few: bool


@record
class Pack:
    """Everything that a review looks at. `since` is the policy of the last review, compared with this one; `steps` are
    what was measured of the funnel."""

    run: Run
    agreement: Agreement
    span: Span
    clauses: tuple[ClauseReview, ...]
    by: str
    since: PolicyDiff | None
    worst: tuple[Finding, ...]
    waivers: tuple[WaiverUse, ...]
    triggered: tuple[Consequence, ...]
    standing: tuple[Standing, ...]
    funnel: tuple[Funnel, ...]
    steps: tuple[Step, ...]
    proposals: tuple[Proposal, ...]
    ledger: str | None = None
