"""Words of random policies: names, limits, conditions and days at which something turns."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import strategies as st

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
    "second-seen", "answered", "both-sides", "planned-for", "nudged", "keen-touch", "due-plan",
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
RARE_CONDITIONS = (
    'reps.region = "emea"', "reps.quota >= 2", "reps.quota is unknown", "reps.started_at < created_at",
    'lower(source) = "web"', 'trim(country) in ("US", "DE")', 'domain(email) = "acme.com"', "domain(email) is known",
    'weekday(created_at) in ("sat", "sun")', "hour(assigned_at) < 3", "day(mql_at) >= 29",
    "month(created_at) in (3, 10)",
    "round(amount) = 100", "ceil(amount) > 100", "floor(amount) = 99", "abs(score - 45) <= 15", "min(score, 50) >= 50",
    "max(created_at, mql_at) >= first_touch_at", "first_touch_at - created_at <= 4h", "mql_at + 24h >= sql_at",
    "(score at MQL) >= 50", "(score at assigned) is unknown", "(scores.score at warm) < 50",
    "created_at <= 2026-03-29", "mql_at > 2026-10-25", "assigned_at between 2026-03-01 and 2026-03-29",
    "created_at = 2026-10-25", "sql_at < 2026-11-01", "lapsed", "lapsed is known",
    '(count of changes where status = "waiting") >= 1', 'if(source = "web", 50, score) >= 50',
    "score - if(lapsed, 20, 0) >= 30", "if(score >= 50, mql_at, created_at) < sql_at",
    "icp = true", "icp != false", "amount >= $100", "first_touch_at <= created_at + 90 seconds",
    "points >= 60", "points < 60 or keen", "keen", "not keenest", "keenest is known", "nudge_at > sql_at",
    "nudge_at is known", "nudged is known", "plan_at > mql_at", "plan_at is unknown", "due-plan",
    "plan_at <= 2026-03-29",
    "score >= typical", "points > usual", '(count of touches where leads.keen and kind = "call") >= 1',
    "planned-for is known", "keen-touch is known", "-score <= -50", "icp is unknown or icp",
    "repeated(email)", "not repeated(lower(source))",
    "repeated(score)", "mql_at <= created_at + 3 days", "sql_at - created_at > 1 day",
)  # fmt: skip
"""What needs a reference table, a history, a function, or a date that is a whole day."""
PAUSES = ('status = "waiting"', 'status in ("waiting", "held")', 'changes.status != "open"', "status is unknown")
DEADLINES = (
    "by end of day", "by end of next day", "by end of 3 days", "by 10:00 of next day", "by 09:00 of day",
    "by 02:30 of day", "by 17:30 of 2 days",
)  # fmt: skip
BUSINESS_DEADLINES = (
    "by end of business day", "by end of next business day", "by end of 3 business days", "by 10:00 of business day",
    "by 12:30 of next business day", "by 02:30 of business day", "by 23:00 of 2 business days",
)  # fmt: skip
TIER_LINES = (
    ("web, event", "any"), ("web", ">= 50"), ("any", ">= 60"), ("any", "between 30 and 60"), ("ads", "any"),
    ("any", "< 30"),
    ("any", "any"), ("any", "85"), ("Web", "< 50"),
)  # fmt: skip
"""Cells of the columns `source` and `score`."""
OWN_GROUPS = ("by owner", "by source", "by owner, source")
GROUPS = (*OWN_GROUPS, "by reps.region", "by source, reps.region")


def conditions() -> st.SearchStrategy[str]:
    """Conditions of one to three parts over columns that may be null."""
    atoms = st.one_of(*[st.sampled_from(CONDITIONS)] * 3, st.sampled_from(RARE_CONDITIONS))
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
        (
            "day",
            "week",
            "week",
            "month",
            "month",
            "month",
            "quarter",
            "half",
            "year",
            "fiscal quarter",
            "fiscal year",
            "fiscal month",
        )
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
