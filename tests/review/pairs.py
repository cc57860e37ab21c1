"""Pairs of policies that differ in one thing, with what is to be said of it: id, direction, clause or clauses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sla_dsl.policy import bound, parse_all
from sla_dsl.review.models import Bound, Direction
from sla_dsl.text.source import Source

T, L, B, E, U = (
    Direction.TIGHTENED,
    Direction.LOOSENED,
    Direction.BOTH,
    Direction.EQUIVALENT,
    Direction.UNDETERMINED,
)  # fmt: skip

Expected = tuple[str, Direction, str]
"""An id of the catalogue, the direction, and the clauses, joined by blanks."""

HEAD = """\
agreement "SLA" version "1"
  between marketing and sales
  term 2026-01-01 to 2026-12-31
"""
BERLIN = HEAD + '  timezone "Europe/Berlin"\n'
OFFICE = "calendar office\n  open mon-fri 09:00-17:00\n"
TOUCHES = "table touches of leads by lead_id\n"


@dataclass(frozen=True)
class Pair:
    """An old and a new text behind the head of the agreement, and the changes expected; none is "the same"."""

    old: str
    new: str
    expected: tuple[Expected, ...]
    name: str = ""
    head: str = HEAD

    def __str__(self) -> str:
        return self.name or (self.expected[0][0] if self.expected else "the same")


def one(old: str, new: str, id: str, direction: Direction, clauses: str = "c", name: str = "") -> Pair:
    return Pair(old, new, ((id, direction, clauses),), name or f"{id}: {old[-40:]!r} {new[-40:]!r}")


def clause(old: str, new: str, id: str, direction: Direction, before: str = "") -> Pair:
    """Two texts of one clause `c`; `before` stands above both."""
    return one(f"{before}clause c: {old}\n", f"{before}clause c: {new}\n", id, direction)


def same(old: str, new: str, before: str = "") -> Pair:
    return Pair(f"{before}clause c: {old}\n", f"{before}clause c: {new}\n", (), f"same: {old!r} {new!r}")


@cache
def policy(text: str, name: str = "policy.sla", head: str = HEAD) -> Bound:
    files = parse_all([Source(name, head + text)])
    return Bound(name, files, bound(files)[0])


FIRST = "sales first-touch"
TOUCH = "sales first-touch within 4h"
BY_TIER = "clause c: sales first-touch by tier\n"
BY_SOURCE = "clause c: marketing delivers MQL per month by source\n"
FUNNEL = "let goal = ceil(won / rate)\nclause c: marketing delivers >= goal MQL per month\n"
VOLUME = "marketing delivers >= 100 MQL per month"
EVERY = "marketing delivers <= 25 MQL per day"
CONVERSION = "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter"
SHARE = 'marketing keeps share of won where source = "web" >= 40% per quarter'
MEDIAN = "sales keeps median time from created to first-touch <= 4h per month"

LIMITS = (
    clause("sales first-touch within 4h", "sales first-touch within 2h", "limit-tightened", T),
    clause("sales first-touch within 2 days", "sales first-touch within 3 days", "limit-loosened", L),
    clause("sales first-touch within 1 month", "sales first-touch within 2 months", "limit-loosened", L),
    # open time never passes faster than time does
    clause("sales first-touch within 4h", "sales first-touch within 4 business hours", "limit-loosened", L, OFFICE),
    # from an opening on 2 hours of open time are 2 hours; over a week-end they are more than 4
    clause("sales first-touch within 4h", "sales first-touch within 2 business hours", "limit-changed", B, OFFICE),
    # 8 open hours a day: 4 of them are used up before a working day is
    clause(f"{FIRST} within 4 business hours", f"{FIRST} within 1 business day", "limit-loosened", L, OFFICE),
    clause("sales first-touch within 2 days", "sales first-touch within 2 business days", "limit-loosened", L, OFFICE),
    # in UTC a day has 24 hours
    same("sales first-touch within 2 days", "sales first-touch within 48h"),
    clause("sales first-touch within 1 day", "sales first-touch within 30h", "limit-loosened", L),
    # a month has 28 to 31 days
    clause("sales first-touch within 1 month", "sales first-touch within 28 days", "limit-tightened", T),
    clause("sales first-touch within 1 month", "sales first-touch within 30 days", "limit-changed", B),
    clause("sales first-touch within 4h", "sales first-touch by end of next day", "limit-loosened", L),
    clause("sales first-touch by end of day", "sales first-touch by 10:00 of next day", "limit-loosened", L),
    clause("sales first-touch within 4h", "sales first-touch between 1h and 4h", "earliest-added", T),
    clause("sales first-touch between 1h and 4h", "sales first-touch between 2h and 4h", "earliest-tightened", T),
    clause("sales first-touch between 2h and 4h", "sales first-touch between 1h and 4h", "earliest-loosened", L),
    # of a month and 30 days either may be more
    clause(f"{FIRST} between 30 days and 2 months", f"{FIRST} between 1 month and 2 months", "earliest-changed", B),
    # there are days of 23 and of 25 hours in Berlin
    Pair(
        f"clause c: {FIRST} within 1 day\n",
        f"clause c: {FIRST} within 24h\n",
        (("limit-changed", B, "c"),),
        "in Berlin",
        BERLIN,
    ),
    clause(f"{FIRST} MQL before disqualified", f"{FIRST} MQL within 4h before disqualified", "limit-added", T),
    clause("sales first-touch MQL within 4h", "sales first-touch MQL within 4h before disqualified", "before-added", T),
    clause("sales first-touch MQL before disqualified", "sales first-touch MQL before won", "before-changed", B),
)  # fmt: skip

NIGHT = "calendar office\n  open mon-fri 09:00-17:00\n  open sat 09:00-12:00\n"
IN_TIME = "sales accepts MQL within 8 business hours"

CLOCKS = (
    clause(
        "sales accepts MQL within 8h",
        'sales accepts MQL within 8h paused while status = "waiting"',
        "pause-added",
        L,
        "table changes of leads by lead_id\n",
    ),
    clause(
        'sales accepts MQL within 8h paused while status = "waiting" at most 5 days',
        'sales accepts MQL within 8h paused while status = "waiting" at most 6 days',
        "pause-widened",
        L,
        "table changes of leads by lead_id\n",
    ),
    clause(
        'sales accepts MQL within 8h paused while status = "a"',
        'sales accepts MQL within 8h paused while status = "b"',
        "pause-changed",
        B,
        "table changes of leads by lead_id\n",
    ),
    clause(
        "sales makes >= 3 touches within 7 days",
        "sales makes >= 3 touches within 7 days spaced <= 2 days",
        "rhythm-tightened",
        T,
        TOUCHES,
    ),
    clause(
        "sales makes >= 3 touches within 7 days spaced <= 2 days",
        "sales makes >= 3 touches within 7 days spaced <= 3 days",
        "rhythm-loosened",
        L,
        TOUCHES,
    ),
    clause(
        "sales makes >= 1 touch every 90 days", "sales makes >= 1 touch every 30 days", "rhythm-tightened", T, TOUCHES
    ),
    clause(
        "sales makes >= 3 touches within 7 days spaced <= 30 days",
        "sales makes >= 3 touches within 7 days spaced <= 1 month",
        "rhythm-changed",
        B,
        TOUCHES,
    ),
    clause(
        "sales makes >= 3 touches within 7 days", "sales makes >= 5 touches within 7 days", "deed-tightened", T, TOUCHES
    ),
    clause("sales accepts MQL within 24h", "sales accepts or rejects MQL within 24h", "deed-loosened", L),
    clause("sales accepts MQL within 24h", "sales first-touch MQL within 24h", "deed-changed", B),
    clause("sales first-touch within 4h", "sales first-touch within 4h of assigned", "start-changed", B),
    clause(
        "sales first-touch within 4h of MQL each",
        "sales first-touch within 4h of MQL first only",
        "entries-changed",
        U,
        'table changes of leads by lead_id\nstage MQL in changes at at when stage = "MQL"\n',
    ),
    one(
        OFFICE + f"clause c: {IN_TIME}\n", OFFICE + f"  holidays US\nclause c: {IN_TIME}\n", "calendar-holiday-added", L
    ),
    one(
        OFFICE + f"clause c: {IN_TIME}\n",
        OFFICE + f"  closed 2026-12-24\nclause c: {IN_TIME}\n",
        "calendar-closure-added",
        L,
    ),
    one(OFFICE + f"clause c: {IN_TIME}\n", NIGHT + f"clause c: {IN_TIME}\n", "calendar-hours-extended", T),
    one(
        OFFICE + f"clause c: {IN_TIME}\n",
        OFFICE.replace("09:00-17:00", "10:00-18:00") + f"clause c: {IN_TIME}\n",
        "calendar-hours-changed",
        U,
    ),
    one(
        OFFICE + f"clause c: {IN_TIME}\n",
        OFFICE + f"  holidays US\n  closed 2026-12-24\nclause c: {IN_TIME}\n",
        "calendar-changed",
        L,
    ),
    one(
        "clause c: sales first-touch by tier\n  | source | within |\n  | web | 2h |\n  | any | 4h |\n",
        "clause c: sales first-touch by tier\n  | source | within |\n  | web | 1h |\n  | any | 4h |\n",
        "limit-tightened",
        T,
    ),
)

TARGETS = (
    clause(VOLUME, "marketing delivers >= 120 MQL per month", "target-raised", T),
    clause(EVERY, "marketing delivers <= 30 MQL per day", "target-raised", L),
    same("marketing delivers >= 100 MQL per month", "marketing delivers > 99 MQL per month"),
    same("marketing delivers <= 25 MQL per day", "marketing delivers < 26 MQL per day"),
    clause(VOLUME, "marketing delivers <= 100 MQL per month", "target-changed", B),
    clause(VOLUME, "marketing delivers between 100 and 130 MQL per month", "target-changed", T),
    clause(
        "marketing delivers between 100 and 130 MQL per month",
        "marketing delivers between 90 and 140 MQL per month",
        "band-widened",
        L,
    ),
    clause(
        "marketing delivers between 100 and 130 MQL per month",
        "marketing delivers between 110 and 140 MQL per month",
        "band-changed",
        B,
    ),
    clause(
        "sales first-touch within 4h on >= 90% per week",
        "sales first-touch within 4h on >= 95% per week",
        "share-raised",
        T,
    ),
    clause("sales first-touch within 4h", "sales first-touch within 4h on >= 90%", "share-lowered", L),
    one(
        BY_TIER + "  | source | within | on |\n  | web | 2h | 90% |\n  | any | 4h | 80% |\n",
        BY_TIER + "  | source | within | on |\n  | web | 2h | 80% |\n  | any | 4h | 90% |\n",
        "share-changed",
        B,
    ),
    clause(SHARE, f"{SHARE} min 10", "minimum-raised", L),
    clause(VOLUME, f"{VOLUME} paced <= 40% per week", "pacing-added", T),
    clause(f"{VOLUME} paced <= 40% per week", f"{VOLUME} paced <= 30% per week", "pacing-tightened", T),
    clause(f"{VOLUME} paced <= 40% per week", f"{VOLUME} paced <= 40% of target per week", "pacing-changed", B),
    clause(VOLUME, f"{VOLUME} paced evenly", "even-pace-added", T),
    clause(f"{VOLUME} paced evenly", f"{VOLUME} paced evenly within 10%", "even-pace-loosened", L),
    clause(VOLUME, f"{VOLUME} prorated", "proration-added", T),
    clause(
        # 16 of the 23 working days of July lie behind the 9th, and 12 of 18 that are no Fridays
        f"{VOLUME} prorated using office from 2026-07-10",
        f"{VOLUME} prorated using desk from 2026-07-10",
        "proration-changed",
        L,
        OFFICE + OFFICE.replace("office", "desk").replace("mon-fri", "mon-thu"),
    ),
    Pair(
        "clause c: marketing delivers >= $100 of amount in MQL per month\n",
        "clause c: marketing delivers >= 100 MQL per month\n",
        (("measure-changed", B, "c"), ("target-changed", U, "c")),
        "another amount",
    ),
    clause(SHARE, SHARE.replace(' = "web"', ' in ("web", "event")'), "part-loosened", L),
    clause(SHARE, SHARE.replace(' = "web"', ' = "event"'), "part-changed", B),
    clause(CONVERSION, CONVERSION.replace("30 days", "60 days"), "window-extended", L),
    # of a most, more are reached, and it is judged later
    clause(
        CONVERSION.replace(">= 30%", "<= 30%"),
        CONVERSION.replace("30 days >= 30%", "60 days <= 30%"),
        "window-extended",
        B,
    ),
    clause(CONVERSION, CONVERSION.replace("30 days", "1 month"), "window-changed", B),
    clause(f"{CONVERSION} maturing after 40 days", f"{CONVERSION} maturing after 60 days", "maturing-extended", L),
    clause(f"{CONVERSION} maturing after 60 days", f"{CONVERSION} maturing after 2 months", "maturing-changed", B),
    # it is judged after 30 days at the earliest, and a month may have 31
    same(f"{CONVERSION} maturing after 10 days", f"{CONVERSION} maturing after 20 days"),
    clause(f"{CONVERSION} maturing after 30 days", f"{CONVERSION} maturing after 1 month", "maturing-extended", L),
    clause(MEDIAN, MEDIAN.replace("median", "p90"), "measure-changed", T),
    clause(MEDIAN, MEDIAN.replace("<= 4h", "<= 2h"), "target-lowered", T),
    one(
        BY_SOURCE + "  | source | target |\n  | web | >= 25 |\n",
        BY_SOURCE + "  | source | target |\n  | web | >= 25 |\n  | event | >= 15 |\n",
        "tiers-changed",
        T,
    ),
    one(
        BY_SOURCE + "  | source | target |\n  | web | >= 25 |\n  | event | >= 15 |\n",
        BY_SOURCE + "  | source | target |\n  | web | >= 25 |\n  | event | >= 10 |\n",
        "target-lowered",
        L,
    ),
    clause(
        "marketing delivers >= 100, 120 from 2026-07-01 MQL per month",
        "marketing delivers >= 100, 130 from 2026-07-01 MQL per month",
        "target-raised",
        T,
    ),
    Pair(
        f"clause c: {VOLUME}\n",
        f"clause c: {VOLUME}\nwhen c breached then carry over\n",
        (("consequence-added", T, "c"), ("carry-over-added", T, "c")),
        "carry over",
    ),
)

SCOPES = (
    clause(TOUCH, f"{TOUCH} for score >= 70", "scope-narrowed", L),
    clause(f"{TOUCH} for score >= 70", f"{TOUCH} for score >= 60", "scope-widened", T),
    clause(f"{TOUCH} for score >= 70", f"{TOUCH} for icp", "scope-changed", B),
    clause(f"{TOUCH} on >= 90% per week", f"{TOUCH} for score >= 70 on >= 90% per week", "scope-narrowed", B),
    clause(VOLUME, "marketing delivers >= 100 MQL for icp per month", "scope-narrowed", T),
    clause(EVERY, "marketing delivers <= 25 MQL for icp per day", "scope-narrowed", L),
    clause(CONVERSION, f"{CONVERSION} for icp", "scope-narrowed", B),
    same(f"{TOUCH} for score >= 70 and icp", f"{TOUCH} for icp and score >= 70"),
    same(f"{TOUCH} for not score < 70", f"{TOUCH} for score >= 70"),
    same(f"{TOUCH} for score between 70 and 80", f"{TOUCH} for score >= 70 and score <= 80"),
    same(f'{TOUCH} for source in ("web", "event")', f'{TOUCH} for source = "event" or source = "web"'),
    clause(TOUCH, f"{TOUCH} unless icp", "exclusion-added", L),
    clause(VOLUME, f"{VOLUME} unless icp", "exclusion-added", T),
    clause(f"{TOUCH} unless score < 50", f"{TOUCH} unless score < 60", "exclusion-widened", L),
    clause(f"{TOUCH} unless icp", f"{TOUCH} unless score < 50", "exclusion-changed", B),
    one(f"clause c: {TOUCH}\n", f'clause c: {TOUCH}\nexclude icp because "x"\n', "exclusion-added", L),
    clause(
        "sales accepts MQL within 24h",
        "sales accepts MQL within 24h excused by o",
        "excuse-added",
        L,
        "clause o: sales fills email\n",
    ),
    Pair(
        "clause o: sales fills email\nclause c: sales fills phone excused by o\n",
        "clause o: sales fills email, company\nclause c: sales fills phone excused by o\n",
        (("condition-tightened", T, "o"), ("excuse-changed", U, "c")),
        "excuse-changed",
    ),
    clause("marketing fills email", "marketing fills email, company", "condition-tightened", T),
    clause("marketing fills email", "marketing fills company", "condition-changed", B),
    clause("sales never score < 0", "sales never score < -5", "condition-loosened", L),
    clause(VOLUME, "marketing delivers >= 100 MQL per quarter", "period-changed", B),
    clause(TOUCH, f"{TOUCH} on 100% per week", "period-changed", L),
    clause(EVERY, f"{EVERY} by owner", "groups-changed", B),
    Pair("", f"clause c: {VOLUME}\n", (("clause-added", T, "c"),), "clause-added"),
    Pair(f"clause c: {VOLUME}\n", f"clause d: {VOLUME}\n", (("clause-renamed", E, "d"),), "clause-renamed"),
    clause(TOUCH, "sales delivers <= 100 lead per month", "promise-replaced", B),
)

WAIVER = 'waive c for owner = "jane" from 2026-08-01 to 2026-08-14 because "leave" approved by "VP"\n'


def with_waiver(old: str, new: str, id: str, direction: Direction) -> Pair:
    return one(f"clause c: {TOUCH}\n{old}", f"clause c: {TOUCH}\n{new}", id, direction)


RELIEF = (
    with_waiver("", WAIVER, "waiver-added", L),
    with_waiver(WAIVER, WAIVER.replace("08-14", "08-20"), "waiver-extended", L),
    with_waiver(WAIVER, WAIVER.replace("08-01", "08-05").replace("08-14", "08-20"), "waiver-changed", B),
    with_waiver(WAIVER, WAIVER.replace(' for owner = "jane"', ""), "waiver-widened", L),
    with_waiver(WAIVER, WAIVER.replace('"VP"', '"CEO"'), "waiver-reworded", E),
    one(f"clause c: {VOLUME}\n", f"clause c: {VOLUME}\nwhen c breached then terminate\n", "consequence-added", T),
    one(
        f"clause c: {VOLUME}\nwhen c breached in 3 consecutive months then terminate\n",
        f"clause c: {VOLUME}\nwhen c breached in 2 consecutive months then terminate\n",
        "consequence-tightened",
        T,
    ),
    one(
        f"clause c: {VOLUME}\nwhen c breached then terminate\n",
        f'clause c: {VOLUME}\nwhen c breached then escalate "VP"\n',
        "consequence-changed",
        B,
    ),
    clause(f"{TOUCH} severity minor", f"{TOUCH} severity critical", "severity-raised", T),
)

WORDS = (
    Pair(
        "clause c: sales first-touch within 4h to marketing\n",
        "clause c: sales first-touch within 4h to sales\n",
        (("beneficiary-changed", E, "c"),),
        "beneficiary-changed",
    ),
    Pair(
        "clause c: sales first-touch within 4h\n",
        "clause c: marketing first-touch within 4h\n",
        (("party-changed", E, "c"), ("beneficiary-changed", E, "c")),
        "party-changed",
    ),
    one(f"clause c: {TOUCH}\n", f'clause c "Fast": {TOUCH}\n', "title-changed", E),
    clause(TOUCH, f'{TOUCH} owner "VP"', "owner-changed", E),
    clause(TOUCH, f'{TOUCH} because "speed wins"', "reason-changed", E),
    clause(TOUCH, f"{TOUCH} warn at 50%", "warning-changed", E),
    Pair(
        "let a = 4h\nclause c: sales first-touch within a\n",
        "let b = 4h\nclause c: sales first-touch within b\n",
        (("definition-renamed", E, ""),),
        "definition-renamed",
    ),
    one(
        "let a = 4h\nclause c: sales first-touch within a\n",
        "let a = 2h\nclause c: sales first-touch within a\n",
        "amount-changed",
        T,
    ),
    one(
        f"define hot = score >= 70\nclause c: {TOUCH} for hot\n",
        f"define hot = score >= 80\nclause c: {TOUCH} for hot\n",
        "definition-changed",
        L,
    ),
    one(
        f"define hot = score >= 70\nclause c: {TOUCH} for hot\nclause d: sales accepts lead within 1 day for hot\n",
        f"define hot = score >= 80\nclause c: {TOUCH} for hot\nclause d: sales accepts lead within 1 day for hot\n",
        "definition-changed",
        L,
        "c d",
    ),
    one(
        f"define hot = score >= 70\ndefine big = employees >= 50\nclause c: {TOUCH} for hot and big\n",
        f"define hot = score >= 80\ndefine big = employees >= 60\nclause c: {TOUCH} for hot and big\n",
        "definitions-changed",
        L,
    ),
    one(
        f"table leads\n  hot = score >= 70\nclause c: {TOUCH} for hot\n",
        f"table leads\n  hot = score >= 80\nclause c: {TOUCH} for hot\n",
        "table-changed",
        L,
    ),
    # the funnel: 100 / 25 % is 400, and so is 200 / 50 %
    Pair(
        "let won = 100\nlet rate = 25%\n" + FUNNEL,
        "let won = 200\nlet rate = 50%\n" + FUNNEL,
        (),
        "the same goal",
    ),
)


def agreement(old: str, new: str, id: str, direction: Direction, clauses: str = "", text: str = "") -> Pair:
    """Two heads of one policy."""
    return Pair(old + text, new + text, ((id, direction, clauses),), f"{id}: {new!r}", head="")


ALL = f"clause c: {TOUCH}\nclause m: {VOLUME}\n"
AGREEMENT = (
    agreement(HEAD, HEAD.replace("12-31", "11-30"), "term-shortened", L, "c m", ALL),
    agreement(
        HEAD,
        HEAD.replace("2026-01-01", "2026-02-01").replace("2026-12-31", "2027-01-31"),
        "term-changed",
        B,
        "c m",
        ALL,
    ),
    clause(TOUCH, f"{TOUCH} from 2026-03-01 to 2026-06-30", "in-force-shortened", L),
    clause(f"{TOUCH} from 2026-03-01 to 2026-06-30", f"{TOUCH} from 2026-04-01 to 2026-07-31", "in-force-changed", B),
    agreement(HEAD, HEAD + '  timezone "Europe/Berlin"\n', "timezone-changed", B, "c m", ALL),
    agreement(
        HEAD + "  fiscal year starts february\n",
        HEAD + "  fiscal year starts april\n",
        "fiscal-year-changed",
        B,
        "f",
        f"clause f: {VOLUME.replace('month', 'fiscal quarter')}\n{ALL}",
    ),
    agreement(
        HEAD,
        HEAD + "  weeks start sunday\n",
        "week-start-changed",
        B,
        "w",
        f"clause w: {VOLUME.replace('month', 'week')}\n{ALL}",
    ),
    agreement(HEAD, HEAD.replace('"SLA"', '"Another"'), "agreement-title-changed", E, "", ALL),
    agreement(HEAD, HEAD.replace('version "1"', 'version "2"'), "version-changed", E, "", ALL),
    agreement(HEAD, HEAD.replace("marketing and sales", "sales and marketing"), "parties-changed", E, "", ALL),
    agreement(HEAD, HEAD + '  purpose "One goal"\n', "purpose-changed", E, "", ALL),
    agreement(HEAD, HEAD + "  review every quarter\n", "review-changed", E, "", ALL),
    agreement(HEAD, HEAD + "  currency USD\n", "currency-changed", E, "", ALL),
    agreement(HEAD, HEAD + '  accepted by sales "VP" on 2026-01-01\n', "acceptance-added", E, "", ALL),
    agreement(
        HEAD + '  accepted by sales "VP" on 2026-01-01\n',
        HEAD + '  accepted by sales "VP" on 2026-02-01\n',
        "acceptance-changed",
        E,
        "",
        ALL,
    ),
)

PAIRS = (*LIMITS, *CLOCKS, *TARGETS, *SCOPES, *RELIEF, *WORDS, *AGREEMENT)
