"""One hand-built report that has everything a report can say; every report room is shown with it.

The agreement is in New York, the verdicts hold for 2 September 2026, 09:00 there (13:00 UTC).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sla_dsl.findings.fingerprint import fingerprint
from sla_dsl.findings.models import (
    Action,
    ClauseSummary,
    Consequence,
    Evidence,
    Finding,
    Limit,
    Part,
    PeriodRef,
    Place,
    Run,
    Scalar,
    Severity,
    TableRef,
    Target,
    Verdict,
)
from sla_dsl.findings.report import Report
from sla_dsl.model.health import HealthNote
from sla_dsl.text.diagnostic import Diagnostic, Level
from sla_dsl.text.source import Source, Span

HOSTILE = "\x1b[2J\x1b[31mjane\u202e\nDROP TABLE"
FOUR_HOURS = Limit(14_400, "elapsed")
FULL = Target(">=", 1, "share")
HUNDRED = Target(">=", 100, "MQL")
CAP = Target("<=", Decimal("0.4"), "share")

MET, LATE, MISSED, BREACHED = Verdict.MET, Verdict.LATE, Verdict.MISSED, Verdict.BREACHED
PENDING, UNKNOWN, NOT_APPLICABLE = Verdict.PENDING, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE


def at(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, us: int = 0) -> datetime:
    """An instant of 2026, in UTC."""
    return datetime(2026, month, day, hour, minute, second, us, tzinfo=UTC)


def month(number: int, state: str = "closed") -> PeriodRef:
    """A month of 2026 in New York (daylight saving time, four hours behind UTC)."""
    return PeriodRef("month", f"2026-{number:02d}", at(number, 1, 4), at(number + 1, 1, 4), state)


def week(number: int, start: datetime, state: str = "closed") -> PeriodRef:
    return PeriodRef("week", f"2026-W{number}", start, start + timedelta(days=7), state)


def line(number: int) -> Place:
    return Place("smarketing.sla", number, 1)


def hot(
    key: Scalar,
    verdict: Verdict,
    start: datetime,
    done: datetime | None = None,
    reason: str = "",
    at_risk: bool = False,
    **evidence: Scalar,
) -> Finding:
    """A finding of the duty `hot`: first touch within four hours."""
    return Finding(
        id=fingerprint("hot", {"lead_id": key}),
        clause="hot",
        verdict=verdict,
        severity=Severity.CRITICAL,
        place=line(12),
        reason=reason,
        table="leads",
        subject={"lead_id": key},
        start=start,
        done=done,
        due=start + timedelta(hours=4),
        elapsed_us=None if done is None else (done - start) // timedelta(microseconds=1),
        limit=FOUR_HOURS,
        at_risk=at_risk,
        evidence=Evidence(1, 1, {name: (value,) for name, value in evidence.items()}) if evidence else Evidence(),
    )


HOT = (
    hot(1042, LATE, at(8, 31, 13, 12), at(8, 31, 17, 12, 0, 1), "touched under 1 s after the limit", owner="jane"),
    hot(1043, LATE, at(8, 28, 9), at(8, 30, 17, 25), "touched 2d 4h after the limit", owner="omar"),
    hot(HOSTILE, MISSED, at(9, 1, 13), None, "not touched; the limit passed 20 h ago", owner="jane"),
    hot("00Q5e00000AbCdE-a-very-long-key-from-an-old-system-000000000000001", MISSED, at(9, 2, 8, 55), None,
        "not touched; the limit passed 5 min ago", owner="O'Neill <b>"),
    hot(1050, PENDING, at(9, 2, 9, 30), None, "due in 30 min", at_risk=True, owner="jane"),
    hot(1051, PENDING, at(9, 2, 11), None, "due in 2 h", owner="omar"),
    hot(1060, UNKNOWN, at(9, 1, 9), None, "score is not known"),
)  # fmt: skip


def instance(
    clause: str,
    verdict: Verdict,
    period: PeriodRef,
    target: Target,
    observed: int | Decimal | None,
    reason: str,
    place: Place,
    severity: Severity = Severity.MAJOR,
    group: dict[str, Scalar] | None = None,
    **more: object,
) -> Finding:
    """A finding about a period and group."""
    return Finding(
        id=fingerprint(clause, None, period, group),
        clause=clause,
        verdict=verdict,
        severity=severity,
        place=place,
        reason=reason,
        table="leads",
        period=period,
        group=group or {},
        target=target,
        observed=observed,
        **more,  # type: ignore[arg-type]
    )


NINETY = Target(">=", Decimal("0.9"), "share")
SHARES = (
    instance("accept", BREACHED, week(34, at(8, 17, 4)), NINETY, Decimal("0.8999"), "8,999 of 10,000 in time", line(15),
             group={"owner": "jane"}, numerator=8_999, denominator=10_000),
    instance("accept", BREACHED, week(35, at(8, 24, 4)), NINETY, Decimal("0.5"), "1 of 2 in time", line(15),
             group={"owner": HOSTILE}, numerator=1, denominator=2),
    instance("accept", UNKNOWN, week(35, at(8, 24, 4)), NINETY, None, "the owner is not known", line(15),
             group={"owner": None}, numerator=0, denominator=0),
    instance("accept", PENDING, week(36, at(8, 31, 4), "open"), NINETY, Decimal("0.75"), "the week is still open",
             line(15), group={"owner": "omar"}, numerator=3, denominator=4, at_risk=True),
)  # fmt: skip
ACCEPT = (
    *SHARES,
    Finding(
        id=fingerprint("accept", {"lead_id": 2001}, cycle=2),
        clause="accept",
        verdict=MISSED,
        severity=Severity.MAJOR,
        place=line(15),
        reason="neither accepted nor rejected",
        table="leads",
        subject={"lead_id": 2001},
        cycle=2,
        start=at(8, 27, 14),
        due=at(8, 31, 14),
        limit=Limit(2, "business_days"),
    ),
    Finding(
        id=fingerprint("accept", {"lead_id": 2002}),
        clause="accept",
        verdict=LATE,
        severity=Severity.MAJOR,
        place=line(15),
        reason="accepted 3h 12m after the limit",
        table="leads",
        subject={"lead_id": 2002},
        cycle=1,
        start=at(8, 20, 14),
        done=at(8, 20, 21, 12),
        due=at(8, 20, 18),
        elapsed_us=25_920_000_000,
        limit=Limit(14_400, "business_time"),
    ),
)

VOLUME = (
    instance("volume", NOT_APPLICABLE, month(5, "partial"), HUNDRED, 31, "only part of the month is in the term",
             line(18), Severity.CRITICAL),
    instance("volume", BREACHED, month(6), HUNDRED, 0, "none delivered", line(18), Severity.CRITICAL,
             parts=(Part("volume", BREACHED, 0, HUNDRED), Part("pace", NOT_APPLICABLE, None, CAP))),
    instance("volume", BREACHED, month(7), HUNDRED, 1_204, "too much in one week", line(18), Severity.CRITICAL,
             parts=(Part("volume", MET, 1_204, HUNDRED),
                    Part("pace", BREACHED, Decimal("0.52"), CAP, "week 2026-W28"))),
    instance("volume", BREACHED, month(8), HUNDRED, 87, "13 MQL short, too much in one week", line(18),
             Severity.CRITICAL,
             parts=(Part("volume", BREACHED, 87, HUNDRED),
                    Part("pace", BREACHED, Decimal("0.4003"), CAP, "week 2026-W32")),
             evidence=Evidence(87, 2, {"lead_id": (1, 2), "mql_at": ("2026-08-03", "2026-08-04")})),
    instance("volume", PENDING, month(9, "open"), HUNDRED, 6, "the month is still open", line(18), Severity.CRITICAL,
             projection=Decimal("94.2"), at_risk=True,
             parts=(Part("volume", PENDING, 6, HUNDRED), Part("pace", PENDING, Decimal("0.06"), CAP, "week 2026-W36"))),
)  # fmt: skip

BAND_TARGET = Target("between", 100, "MQL", 130)
BAND = (
    instance("band", BREACHED, month(7), BAND_TARGET, 1_204, "1,074 MQL over", line(21), Severity.MINOR,
             parts=(Part("volume", BREACHED, 1_204, BAND_TARGET),)),
    instance("band", BREACHED, month(8), BAND_TARGET, 87, "13 MQL short", line(21), Severity.MINOR,
             parts=(Part("volume", BREACHED, 87, BAND_TARGET),)),
)  # fmt: skip

MONEY = Target(">=", 250_000, "USD")
QUARTER = PeriodRef("quarter", "2026-Q2", at(4, 1, 4), at(7, 1, 4), "closed")
PIPELINE = (
    instance("pipeline", UNKNOWN, QUARTER, MONEY, Decimal("249999.995"),
             "3 amounts are not known and could turn it", line(24)),
)  # fmt: skip


def clause(
    id: str,
    title: str | None,
    sentence: str,
    english: str,
    number: int,
    verdict: Verdict,
    counts: dict[Verdict, int],
    party: str = "marketing",
    form: str = "measure",
    severity: Severity = Severity.MAJOR,
    **more: object,
) -> ClauseSummary:
    """A clause of the sample, promised to the other party."""
    return ClauseSummary(
        id=id,
        title=title,
        sentence=sentence,
        english=english,
        party=party,
        to="sales" if party == "marketing" else "marketing",
        form=form,
        table="leads",
        severity=severity,
        verdict=verdict,
        counts=counts,
        place=line(number),
        **more,  # type: ignore[arg-type]
    )


CLAUSES = (
    clause("hot", "Hot leads are called first", "sales first-touch within 4h for score >= 70",
           "Sales makes the first touch within 4 hours of the lead's creation, for leads with a score of at least 70.",
           12, BREACHED, {MET: 13_329, LATE: 2, MISSED: 2, PENDING: 12, UNKNOWN: 1, Verdict.WAIVED: 0,
                          Verdict.EXCLUDED: 21, Verdict.EXCUSED: 0},
           "sales", "duty", Severity.CRITICAL, at_risk=1, observed=Decimal(13_329) / Decimal(13_333), target=FULL,
           limit=FOUR_HOURS, next_due=at(9, 2, 13, 30), last_due=at(9, 2, 16, 55), findings_total=17,
           findings_shown=7),
    clause("accept", None, "sales accepts or rejects MQL within 2 business days on >= 90% per week by owner",
           "Sales accepts or rejects each MQL within 2 business days, for at least 90% of them each week for each "
           "owner.", 15, BREACHED, {MET: 9_005, LATE: 1, MISSED: 1_001, PENDING: 0, UNKNOWN: 0},
           "sales", "duty", shares={MET: 20, BREACHED: 2, PENDING: 1, UNKNOWN: 1, NOT_APPLICABLE: 0},
           target=NINETY, limit=Limit(2, "business_days"), findings_total=1_006, findings_shown=6),
    clause("volume", "Volume", "marketing delivers >= 100 MQL per month paced <= 40% per week",
           "Marketing delivers at least 100 MQL each month, no more than 40% of them in any one week.",
           18, BREACHED, {MET: 0, BREACHED: 3, PENDING: 1, UNKNOWN: 0, NOT_APPLICABLE: 1},
           severity=Severity.CRITICAL, target=HUNDRED, at_risk=1, findings_total=5, findings_shown=5),
    clause("band", None, "marketing delivers between 100 and 130 MQL per month",
           "Marketing delivers between 100 and 130 MQL each month.", 21, BREACHED,
           {MET: 1, BREACHED: 2, PENDING: 0, UNKNOWN: 0, NOT_APPLICABLE: 0}, severity=Severity.MINOR,
           target=BAND_TARGET, findings_total=2, findings_shown=2),
    clause("pipeline", "Pipeline value", "marketing delivers >= $250k of pipeline_value in MQL per quarter",
           "Marketing delivers MQL worth at least 250,000 USD of pipeline_value each quarter.", 24, UNKNOWN,
           {MET: 0, BREACHED: 0, PENDING: 0, UNKNOWN: 1, NOT_APPLICABLE: 0}, target=MONEY,
           why="the total of 2026-Q2 rests on 3 amounts that are not known", findings_total=1, findings_shown=1),
    clause("median", None, "sales keeps median time from created to first-touch <= 1h per month",
           "Sales keeps the median time from creation to first touch at or below 1 hour each month.", 27, UNKNOWN, {},
           "sales", why="`keeps median time` is not evaluated yet", evaluable=False),
    clause("partners", "Partner leads", "sales first-touch within 1 day for source = \"partner\"",
           "Sales makes the first touch within 1 day of the lead's creation, for leads from partners.", 30,
           NOT_APPLICABLE, {MET: 0, LATE: 0, MISSED: 0, PENDING: 0, UNKNOWN: 0}, "sales", "duty",
           why="no lead is in scope"),
    clause("demo", None, "sales first-touch within 15 min for source = \"demo\"",
           "Sales makes the first touch within 15 minutes of the lead's creation, for leads that asked for a demo.", 33,
           MET, {MET: 212, LATE: 0, MISSED: 0, PENDING: 0, UNKNOWN: 0}, "sales", "duty", observed=1, target=FULL),
)  # fmt: skip

SOURCE = Source(
    "smarketing.sla", 'agreement "Smarketing SLA"\nsales keeps median time from created to first-touch <= 1h\n'
)

REPORT = Report(
    run=Run(
        tool="sla-dsl 0.1.0",
        as_of=at(9, 2, 13),
        as_of_source="data",
        timezone="America/New_York",
        policy_title="Smarketing SLA, second half 2026",
        policy_version="1.4",
        policy_digest="sha256:" + "ab" * 32,
        policy_files=("smarketing.sla", "b2b_saas.sla"),
        data=(
            TableRef("leads", "exports/leads.csv", 13_560, "sha256:" + "cd" * 32),
            TableRef("touches", "exports/touches\x1b.csv", 1, "sha256:" + "ef" * 32),
        ),
        health=(
            HealthNote("leads", None, "rows", 13_560, "13,560 rows"),
            HealthNote("leads", "first_touch_at", "before_start", 3, "3 touches lie before the lead's creation"),
            HealthNote("leads", "mql_at", "after_as_of", 1, "1 instant lies after the as-of instant",
                       ("2027-01-01\x1b[0m",)),
            HealthNote("leads", "score", "nulls", 1, "1 value is empty"),
            HealthNote("touches", "at", "dst_fold", 0, "0 local times occur twice"),
        ),
    ),
    clauses=CLAUSES,
    findings=(*HOT, *ACCEPT, *VOLUME, *BAND, *PIPELINE),
    consequences=(
        Consequence("volume", "breached in 3 consecutive months, 2026-06 to 2026-08",
                    (Action("escalate", "VP Marketing"), Action("carry over")), line(40),
                    PeriodRef("month", "2026-06 to 2026-08", at(6, 1, 4), at(9, 1, 4), "closed"), count=3),
        Consequence("accept", "breached in 2026-W35",
                    (Action("credit", None, "marketing", Decimal("12500.5"), "USD"),), line(41),
                    week(35, at(8, 24, 4)), {"owner": HOSTILE}),
    ),
    diagnostics=(
        Diagnostic("SLA301", "`keeps median time` is not evaluated yet", SOURCE, Span(27, 65),
                   hint="write `on >= 50%` with the limit instead", level=Level.WARNING),
    ),
)  # fmt: skip
