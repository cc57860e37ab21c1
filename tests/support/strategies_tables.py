"""Small random tables at the edges of the clauses: leads, and what belongs to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.support.strategies_words import INSTANTS, LIMITS, OFFICE_HOURS

Table = list[dict[str, object]]


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
            "source": draw(st.sampled_from(("web", "web", "Web", "event", "ads", None))),
            "owner": draw(st.sampled_from(("ann", "ann", "bob", None))),
            "country": draw(st.sampled_from(("US", "DE", " US", "us", None, ""))),
            "score": draw(st.sampled_from((0, 29, 30, 50, 60, 85, None))),
            "amount": draw(st.sampled_from((Decimal("0"), Decimal("99.99"), Decimal("100.01"), Decimal("300"), None))),
            "icp": draw(st.sampled_from((True, False, None))),
            "site": draw(st.sampled_from(("office", "office", "desk", "moon", None))),
            "email": draw(st.sampled_from(("a@Acme.com", "b@x@ACME.com ", "nobody", "c@", None))),
            "created_at": created,
        }
        base = created or draw(instants(zone, anchor))
        for column in INSTANTS:
            row[column] = draw(later_than(base, zone))
        row["plan_at"] = draw(later_than(base, zone))
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


def histories(random: Random, of: Table, zone: ZoneInfo) -> tuple[Table, Table]:
    """What the status of leads was (`changes`), and their scores: also several rows at an instant, some of nobody."""
    changes: Table = []
    scores: Table = []
    for lead in of:
        instants = [t for t in lead.values() if isinstance(t, datetime)]
        shifts = (timedelta(0), timedelta(0), timedelta(microseconds=1), timedelta(hours=2), timedelta(hours=30))
        for table, column, values in (
            (changes, "status", ("waiting", "waiting", "open", "held", None)),
            (scores, "score", (29, 50, 60, 85, None)),
        ):  # fmt: skip
            for _ in range(random.choice((0, 0, 1, 2, 4)) if instants else 0):
                at = random.choice(instants) + random.choice((-1, 1)) * random.choice(shifts)
                who = random.choice([lead["lead_id"]] * 15 + ["nobody", None])
                key = {"change_id": f"C{len(changes)}"} if table is changes else {}
                table.append(
                    key | {"lead_id": who, "at": random.choice([at] * 12 + [None]), column: random.choice(values)}
                )
    return changes, scores


def spend(random: Random, of: Table, zone: ZoneInfo) -> Table:
    """What was spent, mostly when leads were created or became something, or at the turn of a local day; a cost may
    not be known, and may be given back."""
    instants = [t for lead in of for t in lead.values() if isinstance(t, datetime)]
    rows: Table = []
    for number in range(random.choice((0, 3, 8, 20)) if instants else 0):
        at = random.choice(instants)
        midnight = datetime.combine(at.astimezone(zone).date(), time(0), tzinfo=zone).astimezone(UTC)
        rows.append(
            {
                "spend_id": f"S{number}",
                "at": random.choice((at, at, at + timedelta(hours=30), midnight, None)),
                "cost": random.choice(
                    [Decimal("0"), Decimal("50"), Decimal("99.99"), Decimal("300")] * 4 + [None, Decimal("-20")]
                ),
                "source": random.choice(("web", "web", "event", "ads", "fair", None)),
                "owner": random.choice(("ann", "bob", None)),
            }
        )
    return rows


def reps(random: Random, zone: ZoneInfo, anchor: date) -> Table:
    """Reps: `ann` or `bob` may not be among them, and `cyd` has no leads."""
    rows: Table = []
    for name in ("ann", "bob", "cyd"):
        if random.random() < 0.7:
            started = datetime.combine(anchor + timedelta(days=random.randint(-60, 60)), time(0), tzinfo=zone)
            rows.append(
                {
                    "owner": name,
                    "region": random.choice(("emea", "amer", "", None)),
                    "quota": random.choice((0, 2, 5, None)),
                    "started_at": random.choice((started.astimezone(UTC), None)),
                }
            )
    return rows
