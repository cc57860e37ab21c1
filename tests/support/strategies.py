"""Hypothesis strategies for random policies, as text, and small random tables at the edges of their clauses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

Table = list[dict[str, object]]

ZONES = ("America/New_York", "Europe/Berlin", "UTC", "Asia/Kolkata", "Australia/Lord_Howe")
ANCHORS = (
    date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 4), date(2026, 10, 25), date(2026, 11, 1),
    date(2026, 1, 31), date(2026, 2, 28), date(2026, 8, 31), date(2026, 12, 31),
)  # fmt: skip
"""Days of 2026 on which a zone above changes its offset, or a month, a quarter, a fiscal year or week 53 turns."""

LIMITS = {
    "30 min": timedelta(minutes=30), "4h": timedelta(hours=4), "24h": timedelta(hours=24), "3 days": timedelta(days=3),
    "1 week": timedelta(days=7), "2 days": timedelta(days=2), "1 month": timedelta(days=30),
}  # fmt: skip
"""Limits, and a wall-clock distance at or near them."""
BUSINESS_LIMITS = (
    "30 business min", "45 business min", "1 business hour", "4 business hours", "8.5 business hours",
    "7 business min", "40 business hours", "1 business day", "2 business days", "10 business days",
)  # fmt: skip
OPENINGS = (
    "open mon-fri 09:00-17:30", "open mon-fri 09:00-12:00, 13:00-17:00", "open mon-thu 08:00-16:00",
    "open mon-sun 00:00-24:00", "open mon-fri 22:00-24:00\n  open tue-sat 00:00-06:00", "open sat-mon 01:00-04:30",
)  # fmt: skip
OFFICE_HOURS = (time(9), time(12), time(13), time(17), time(17, 30), time(16), time(22), time(6))

EVENTS = (
    "first-touch", "accepts", "rejects", "accepts or rejects", "accepts and first-touch", "call-made", "last-seen",
    "second-seen", "answered", "both-sides",
)  # fmt: skip
NEEDS = (
    ">= 1 touches", ">= 2 touches", ">= 3 touches", "> 1 touches", ">= 1 calls", ">= 2 calls", "= 1 email",
    ">= 2 emails", ">= 1 human", "> 1 human", ">= 1 chats",
)  # fmt: skip
INSTANTS = ("assigned_at", "first_touch_at", "mql_at", "accepted_at", "rejected_at", "sql_at")
CONDITIONS = (
    "score >= 50", "score < 30", 'source = "web"', 'source in ("web", "event")', 'source not in ("web", "ads")',
    "score is known", "score is unknown", "icp", "not icp", "hot", "not hot", "MQL", "SQL",
    "first_touch_at > assigned_at",
    "call-made is known", 'country = "US"', "amount > 100", "score between 30 and 60", 'owner != "ann"',
    '(count of touches where kind = "call") >= 1', "created_at >= 2026-03-08", "assigned_at < 2026-10-25 02:30",
)  # fmt: skip

VOCABULARY = """
table touches of leads by lead_id
  at = "at"
  kind = "kind"
  channel = "channel"
  automated = "automated"

event call-made = first touches.at where kind = "call" and not automated
event last-seen = last touches.at
event second-seen = 2nd touches.at where kind in ("call", "email")
event answered = first touches.at where leads.score >= 50 and kind != "chat"
event both-sides = accepts and call-made
define hot = score >= 60 or icp
define human in touches = not automated or leads.score >= 60
let goal = ceil(7 / 35%) / 5
"""


@dataclass(frozen=True)
class Scenario:
    """A policy, its tables, and the instant it is judged at (None: as the data says)."""

    text: str
    tables: dict[str, Table]
    as_of: datetime | None


def conditions() -> st.SearchStrategy[str]:
    """Conditions of one to three parts over columns that may be null."""
    atoms = st.sampled_from(CONDITIONS)
    three = st.tuples(atoms, atoms, atoms)
    return st.one_of(
        atoms,
        st.tuples(atoms, atoms).map(lambda c: f"{c[0]} and {c[1]}"),
        st.tuples(atoms, atoms).map(lambda c: f"{c[0]} or {c[1]}"),
        st.tuples(atoms, atoms).map(lambda c: f"not ({c[0]} or {c[1]})"),
        three.map(lambda c: f"({c[0]} or {c[1]}) and not ({c[2]})"),
        three.map(lambda c: f"at least 2 of ({c[0]}, {c[1]}, {c[2]})"),
    )


def periods() -> st.SearchStrategy[str]:
    """What stands after `per`."""
    return st.sampled_from(
        ("day", "week", "week", "month", "month", "month", "quarter", "half", "year", "fiscal quarter", "fiscal year")
    )


def maybe(text: st.SearchStrategy[str], often: int = 3) -> st.SearchStrategy[str]:
    """A text with a blank before it, or, `often` - 1 times out of `often`, nothing."""
    return st.integers(1, often).flatmap(lambda n: text.map(lambda t: f" {t}") if n == 1 else st.just(""))


def days_near(anchor: date) -> st.SearchStrategy[date]:
    """Days before an anchor, and some after it."""
    return st.integers(-45, 0).map(lambda n: anchor + timedelta(days=n))


def in_force(anchor: date) -> st.SearchStrategy[str]:
    """`from DATE [to DATE]`."""
    lasting = st.sampled_from((0, 1, 10, 45, 90))
    with_end = st.tuples(days_near(anchor), lasting).map(lambda d: f"from {d[0]} to {d[0] + timedelta(days=d[1])}")
    return st.one_of(days_near(anchor).map(lambda d: f"from {d}"), with_end)


@st.composite
def terms(draw: st.DrawFn, anchor: date) -> str:
    """`term DATE to DATE`, often of whole months, around an anchor."""
    start = draw(days_near(anchor - timedelta(days=15)))
    if draw(st.booleans()):
        start = start.replace(day=1)
    return f"  term {start} to {start + timedelta(days=draw(st.sampled_from((27, 30, 60, 180, 364))))}"


@st.composite
def offices(draw: st.DrawFn, name: str, anchor: date) -> str:
    """`calendar NAME` with hours of several kinds, closed days and half days around an anchor, a zone, holidays."""
    lines = [f"calendar {name}", draw(st.sampled_from(OPENINGS))]
    lines += draw(st.sampled_from(((), (), ('timezone "Europe/Berlin"',), ('timezone "America/New_York"',))))
    lines += draw(st.sampled_from(((),) * 6 + (("holidays US, US-NY",), ("holidays DE-BY",))))
    if draw(st.booleans()):
        day = anchor + timedelta(days=draw(st.integers(-20, 10)))
        lines.append(f"closed {day}" + draw(st.sampled_from(("", f" to {day + timedelta(days=4)}"))))
    if draw(st.booleans()):
        hours = draw(st.sampled_from(("09:00-13:00", "01:30-03:30", "10:00-11:00, 14:00-15:00")))
        lines.append(f"open {anchor + timedelta(days=draw(st.integers(-20, 10)))} {hours}")
    return "\n  ".join(lines) + "\n"


@st.composite
def windows(draw: st.DrawFn, calendars: tuple[str, ...]) -> str:
    """`within LIMIT`, `between LOW and HIGH`, on business time where there is a calendar for it."""
    if calendars and draw(st.integers(0, 3)):
        limit = draw(st.sampled_from(BUSINESS_LIMITS))
        lows = ("30 min and ", "15 business min and ", "2 business hours and ", "1 business day and ")
        window = draw(st.one_of(st.just(f"within {limit}"), st.sampled_from(lows).map(lambda w: f"between {w}{limit}")))
        using = f" using {draw(st.sampled_from(calendars))}"
        return window + (using if len(calendars) > 1 else draw(st.sampled_from(("", using))))
    limit = draw(st.sampled_from(sorted(LIMITS)))
    return draw(st.sampled_from((f"within {limit}",) * 4 + (f"between 30 min and {limit}", "between 1h and 3 days")))


@st.composite
def duties(draw: st.DrawFn, anchor: date, calendars: tuple[str, ...] = ()) -> str:
    """`sales EVENT [STAGE] within LIMIT ...`."""
    event = draw(st.sampled_from(EVENTS))
    stage = draw(st.sampled_from(("", "", "", " MQL", " SQL", " warm")))
    text = f"sales {event}{stage} {draw(windows(calendars))}"
    if not stage:
        text += draw(maybe(st.sampled_from(("of assigned", "of MQL", "of warm", "of created", "of call-made"))))
    return text + draw(around_duties(anchor))


@st.composite
def makings(draw: st.DrawFn, anchor: date, calendars: tuple[str, ...] = ()) -> str:
    """`sales makes N NOUNS, ... within LIMIT before EVENT ...`."""
    needs = draw(st.lists(st.sampled_from(NEEDS), min_size=1, max_size=2, unique=True))
    text = f"sales makes {', '.join(needs)}"
    text += draw(maybe(st.sampled_from(("across >= 2 channels", "across > 1 kinds", "across >= 1 channel"))))
    limit = f" {draw(windows(calendars).filter(lambda window: window.startswith('within')))}"
    event = f" before {draw(st.sampled_from(('disqualified', 'SQL', 'rejects or accepts', 'call-made', 'warm')))}"
    text += draw(st.sampled_from((limit, limit, limit + event, event)))
    text += draw(maybe(st.sampled_from(("of assigned", "of MQL", "of warm", "of accepts or rejects")), 2))
    return text + draw(around_duties(anchor))


@st.composite
def around_duties(draw: st.DrawFn, anchor: date) -> str:
    """The options that every duty takes."""
    text = ""
    if draw(st.booleans()):
        text += draw(maybe(st.sampled_from(("on >= 90%", "on >= 50%", "on >= 33.3%", "on 100%")), 2))
        text += draw(maybe(periods().map(lambda p: f"per {p}"), 2))
        text += draw(maybe(st.sampled_from(("by owner", "by source", "by owner, source")), 2))
        text += draw(maybe(st.integers(1, 4).map(lambda n: f"min {n}")))
    text += draw(maybe(conditions().map(lambda c: f"for {c}"), 3))
    text += draw(maybe(conditions().map(lambda c: f"unless {c}"), 4))
    text += draw(maybe(st.sampled_from(("warn at 50%", "warn at 100%", "warn at 0%")), 4))
    return text + draw(maybe(in_force(anchor), 5))


@st.composite
def deliveries(draw: st.DrawFn, anchor: date, *, has_term: bool) -> str:
    """`marketing delivers BOUND STAGE ...`."""
    stage = draw(st.sampled_from(("MQL", "SQL", "lead", "warm", "called")))
    small = st.integers(0, 8)
    amounts = draw(st.booleans())
    unit, scale = (" of amount in", 150) if amounts else ("", 1)
    low, high = sorted((draw(small) * scale, draw(small) * scale))
    bound = draw(
        st.sampled_from(
            (
                f">= {low}",
                f">= {high}",
                f"<= {high}",
                f"= {low}",
                f"between {low} and {high}",
                f"> {low}",
                f"< {high + 1}",
            )
        )
        if amounts
        else st.sampled_from(
            (f">= {low}", f">= {high}", ">= goal", f"<= {high}", f"= {low}", f"between {low} and {high}")
        )
    )
    text = f"marketing delivers {bound}{unit} {stage}"
    per = draw(st.one_of(periods(), st.sampled_from(("rolling 7 days", "rolling 20 days", "rolling 2 weeks"))))
    if not has_term or draw(st.integers(0, 4)):
        text += f" per {per}"
        if "rolling" not in per and per != "day":
            share, sub = draw(st.sampled_from(("40%", "25%", "66.7%", "100%"))), draw(st.sampled_from(("day", "week")))
            target = draw(st.sampled_from(("", " of target")))
            text += draw(maybe(st.just(f"paced <= {share}{target} per {sub}"), 2))
    text += draw(maybe(st.sampled_from(("by owner", "by source", "by owner, source"))))
    text += draw(maybe(st.integers(1, 3).map(lambda n: f"min {n}"), 6))
    text += draw(maybe(conditions().map(lambda c: f"for {c}")))
    text += draw(maybe(conditions().map(lambda c: f"unless {c}"), 4))
    return text + draw(maybe(in_force(anchor), 6))


@st.composite
def paces(draw: st.DrawFn) -> str:
    """`marketing delivers BOUND STAGE per PERIOD paced ...` without conditions, so that there is something to pace."""
    low, high = sorted((draw(st.integers(0, 12)), draw(st.integers(0, 25))))
    bound = draw(st.sampled_from((f">= {low}", f"<= {high}", f"between {low} and {high}")))
    stage, per = draw(st.sampled_from(("MQL", "lead", "SQL"))), draw(st.sampled_from(("month", "quarter", "year")))
    share, sub = draw(st.sampled_from(("50%", "40%", "66.7%", "20%", "100%"))), draw(st.sampled_from(("week", "day")))
    of_target = draw(st.sampled_from(("", " of target")))
    return f"marketing delivers {bound} {stage} per {per} paced <= {share}{of_target} per {sub}"


@st.composite
def holdings(draw: st.DrawFn, anchor: date) -> str:
    """`sales never COND`, `ensures COND`, `fills FIELDS`, with and without shares."""
    fields = st.sampled_from(("source", "source, owner", "country or score", "owner, score or amount"))
    text = draw(
        st.one_of(
            conditions().map(lambda c: f"sales never {c}"),
            conditions().map(lambda c: f"sales ensures {c}"),
            fields.map(lambda f: f"marketing fills {f}"),
        )
    )
    if draw(st.booleans()):
        text += draw(maybe(st.sampled_from(("on >= 90%", "on >= 50% of MQL", "on 100% of warm", "on >= 75%")), 2))
        text += draw(maybe(periods().map(lambda p: f"per {p}"), 2))
        text += draw(maybe(st.sampled_from(("by owner", "by owner, source")), 2))
        text += draw(maybe(st.integers(1, 4).map(lambda n: f"min {n}")))
    text += draw(maybe(conditions().map(lambda c: f"for {c}"), 2))
    text += draw(maybe(conditions().map(lambda c: f"unless {c}"), 4))
    return text + draw(maybe(in_force(anchor), 5))


MEASURES = (
    "conversion MQL -> SQL", "conversion warm -> SQL", "conversion lead -> warm", "conversion SQL -> called",
    "share of MQL", "share of warm", "share of amount in lead", "share of amount in warm", "average score in MQL",
    "average amount in warm", "median score in lead", "p90 score in warm", "p33 amount in lead", "min score in lead",
    "max score in SQL", "sum amount in warm", "count owner in lead",
)  # fmt: skip
TIMES = ("median", "p90", "p75", "average", "max", "min")


@st.composite
def keepings(draw: st.DrawFn, anchor: date, calendars: tuple[str, ...] = (), *, has_term: bool) -> str:
    """`marketing keeps MEASURE BOUND ...`."""
    if draw(st.integers(0, 2)) == 0:
        text = draw(_timings(calendars))
    else:
        measure = draw(st.sampled_from(MEASURES))
        text = f"marketing keeps {measure}"
        values: tuple[int, ...] = (0, 29, 30, 50, 60, 85)
        using = ""
        if measure.startswith("conversion"):
            window = draw(maybe(windows(calendars).filter(lambda window: window.startswith("within")), 2))
            limit, found, calendar = window.partition(" using ")
            text, using = text + limit, found + calendar
        elif measure.startswith("share"):
            text += f" where ({draw(conditions())})"
        elif "amount" in measure:
            values = (0, 100, 150, 300)
        elif measure.startswith("count"):
            values = (0, 2, 4, 8)
        percent = measure.startswith(("conversion", "share"))
        value = st.sampled_from(("0%", "20%", "33.3%", "50%", "75%", "100%") if percent else [str(v) for v in values])
        text += f" {draw(_bounds(value))}{using}"
        if measure.startswith("conversion"):
            text += draw(maybe(st.sampled_from(("maturing after 3 days", "maturing after 24h")), 4))
    if not has_term or draw(st.integers(0, 4)):
        text += f" per {draw(st.one_of(periods(), st.sampled_from(('rolling 7 days', 'rolling 2 weeks'))))}"
    text += draw(maybe(st.sampled_from(("by owner", "by source", "by owner, source"))))
    text += draw(maybe(st.integers(1, 4).map(lambda n: f"min {n}"), 4))
    text += draw(maybe(conditions().map(lambda c: f"for {c}")))
    text += draw(maybe(conditions().map(lambda c: f"unless {c}"), 4))
    text += draw(maybe(st.sampled_from(("warn at 50%", "warn at 0%")), 4))
    return text + draw(maybe(in_force(anchor), 6))


@st.composite
def _timings(draw: st.DrawFn, calendars: tuple[str, ...]) -> str:
    """`sales keeps STATISTIC time from EVENT to EVENT BOUND`."""
    start, end = (
        draw(st.sampled_from(("created", "assigned", "MQL", "warm"))),
        draw(st.sampled_from(EVENTS[:2] + EVENTS[5:7])),
    )
    limits = ["30 min", "4h", "24h", "3 days"]
    using = ""
    if calendars and draw(st.booleans()):
        limits = ["30 business minutes", "4 business hours", "9 business hours"]
        using = f" using {draw(st.sampled_from(calendars))}"
    bound = f"{draw(st.sampled_from(('<=', '<=', '<', '>=', '>')))} {draw(st.sampled_from(limits))}"
    if draw(st.integers(0, 5)) == 0:
        bound = f"between {limits[0]} and {limits[-1]}"
    finished = draw(maybe(st.just("only finished"), 4))
    return f"sales keeps {draw(st.sampled_from(TIMES))} time from {start} to {end} {bound}{using}{finished}"


@st.composite
def _bounds(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    """A target of any kind; the ends of a band in their order."""
    op = draw(st.sampled_from((">=", ">=", "<=", "<=", ">", "<", "=", "between")))
    if op != "between":
        return f"{op} {draw(values)}"
    low, high = sorted((draw(values), draw(values)), key=lambda v: float(v.rstrip("%")))
    return f"between {low} and {high}"


@st.composite
def policies(draw: st.DrawFn, zone: str, anchor: date) -> str:
    """A policy of one to three clauses, `c1`, `c2`, ..., over leads and touches around an anchor day."""
    lines = ['agreement "Random"', f'  timezone "{zone}"']
    has_term = draw(st.booleans())
    if has_term:
        lines.append(draw(terms(anchor)))
    if draw(st.booleans()):
        lines.append(f"  fiscal year starts {draw(st.sampled_from(('february', 'april', 'october')))}")
    if draw(st.integers(0, 3)) == 0:
        lines.append("  weeks start sunday")
    text = "\n".join(lines) + "\n" + VOCABULARY
    text += (
        f"stage warm at assigned_at when {draw(conditions())}\n"
        if draw(st.booleans())
        else "stage warm at assigned_at\n"
    )
    text += "stage called at call-made\n"
    if draw(st.integers(0, 2)) == 0:
        text += f"stage MQL at mql_at when {draw(st.sampled_from(('score >= 30', 'icp', 'score is known')))}\n"
    if draw(st.integers(0, 4)) == 0:
        text += f'exclude {draw(conditions())} because "own agreement"\n'
    calendars: tuple[str, ...] = draw(st.sampled_from(((), ("office",), ("office",), ("office", "desk"))))
    text += "".join(draw(offices(name, anchor)) for name in calendars)
    timed = duties(anchor, calendars)
    clauses = st.one_of(
        timed,
        deliveries(anchor, has_term=has_term),
        timed,
        paces(),
        holdings(anchor),
        makings(anchor, calendars),
        keepings(anchor, calendars, has_term=has_term),
    )
    for number in range(1, draw(st.integers(1, 3)) + 1):
        text += f"clause c{number}: {draw(clauses)}\n"
    return text


# ------------------------------------------------------------------------------------------------------------- tables


@st.composite
def instants(draw: st.DrawFn, zone: ZoneInfo, anchor: date) -> datetime:
    """Instants around an anchor day: on the first and last microsecond of a day, in a gap or a fold, or anywhere."""
    day = anchor + timedelta(days=draw(st.integers(-20, 6)))
    edge = draw(st.sampled_from(("any", "any", "any", "midnight", "before midnight", "last second", "night", "office")))
    clock = time(draw(st.integers(0, 23)), draw(st.sampled_from((0, 29, 30, 59))))
    if edge == "night":
        day, clock = anchor, time(draw(st.integers(0, 3)), draw(st.sampled_from((0, 30, 45, 59))))
    elif edge == "office":
        clock = draw(st.sampled_from(OFFICE_HOURS))
    elif edge != "any":
        clock = {"midnight": time(0), "before midnight": time(23, 59, 59, 999_999), "last second": time(23, 59, 59)}[
            edge
        ]
    return datetime.combine(day, clock, tzinfo=zone).replace(fold=draw(st.integers(0, 1))).astimezone(UTC)


@st.composite
def later_than(draw: st.DrawFn, start: datetime, zone: ZoneInfo) -> datetime | None:
    """Nothing, or an instant before, at, or exactly a limit after `start`, give or take a microsecond."""
    kind = draw(st.sampled_from(("none", "before", "same", "limit", "limit", "limit", "some", "office")))
    if kind == "none":
        return None
    if kind == "before":
        return start - timedelta(minutes=draw(st.integers(1, 3000)))
    if kind == "same":
        return start
    if kind == "office":
        day = start.astimezone(zone).date() + timedelta(days=draw(st.integers(0, 4)))
        clock = draw(st.sampled_from(OFFICE_HOURS))
        shift = timedelta(microseconds=draw(st.sampled_from((-1, 0, 0, 1))))
        return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC) + shift
    if kind == "some":
        return start + timedelta(minutes=draw(st.integers(0, 60 * 24 * 40)))
    distance = draw(st.sampled_from(sorted(LIMITS.values())))
    moved = start + distance
    if distance.days > 1:
        wall = start.astimezone(zone).replace(tzinfo=None) + distance
        moved = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return moved + timedelta(microseconds=draw(st.sampled_from((-1, 0, 0, 1))))


@st.composite
def leads(draw: st.DrawFn, zone: ZoneInfo, anchor: date, most: int = 40) -> Table:
    """Rows of leads with every canonical column a random policy names; any cell but the key may be null."""
    rows: Table = []
    for number in range(draw(st.one_of(st.integers(3, 9), st.integers(0, most), st.integers(8, most)))):
        created = draw(st.one_of(st.none(), *[instants(zone, anchor)] * 7))
        row: dict[str, object] = {
            "lead_id": f"L{number}",
            "source": draw(st.sampled_from(("web", "web", "event", "ads", None))),
            "owner": draw(st.sampled_from(("ann", "ann", "bob", None))),
            "country": draw(st.sampled_from(("US", "DE", "us", None, ""))),
            "score": draw(st.sampled_from((0, 29, 30, 50, 60, 85, None))),
            "amount": draw(st.sampled_from((Decimal("0"), Decimal("99.99"), Decimal("100.01"), Decimal("300"), None))),
            "icp": draw(st.sampled_from((True, False, None))),
            "created_at": created,
        }
        base = created or draw(instants(zone, anchor))
        for column in INSTANTS:
            row[column] = draw(later_than(base, zone))
        rows.append(row)
    return rows


@st.composite
def touches(draw: st.DrawFn, of: Table, zone: ZoneInfo, anchor: date, most: int = 60) -> Table:
    """Touches of the leads, some of nobody; several may share an instant."""
    rows: Table = []
    leads_or_nobody = st.one_of(st.none(), *[st.sampled_from(of)] * 8) if of else st.none()
    for _ in range(draw(st.one_of(st.integers(3, 9), st.integers(0, most), st.integers(8, most)))):
        lead = draw(leads_or_nobody)
        created = lead["created_at"] if lead else None
        base = created if isinstance(created, datetime) else draw(instants(zone, anchor))
        rows.append(
            {
                "lead_id": lead["lead_id"] if lead else draw(st.sampled_from(("nobody", None))),
                "at": draw(later_than(base, zone)),
                "kind": draw(st.sampled_from(("call", "email", "chat", None))),
                "channel": draw(st.sampled_from(("phone", "web", "", None))),
                "automated": draw(st.sampled_from((False, False, True, None))),
            }
        )
    return rows


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A policy with tables around one anchor day, judged at their end, in their midst, or exactly on an edge."""
    name = draw(st.sampled_from(ZONES))
    zone, anchor = ZoneInfo(name), draw(st.sampled_from(ANCHORS))
    rows = draw(leads(zone, anchor))
    tables = {"leads": rows, "touches": draw(touches(rows, zone, anchor))}
    seen = sorted({t for table in tables.values() for row in table for t in row.values() if isinstance(t, datetime)})
    choices: list[st.SearchStrategy[datetime | None]] = [
        *(st.just(datetime.combine(anchor + timedelta(days=n), time(12), tzinfo=UTC)) for n in (40, 75, 130)),
        instants(zone, anchor),
    ]
    if any(row["created_at"] for row in rows):
        moment = st.tuples(st.sampled_from(seen), st.sampled_from((-1, 0, 1)))
        choices += [st.none(), moment.map(lambda m: m[0] + timedelta(microseconds=m[1]))]
    return Scenario(draw(policies(name, anchor)), tables, draw(st.one_of(*choices)))
