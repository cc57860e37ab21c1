"""Pairs of policies whose direction is easily told wrong, each with the rows that show why."""

from __future__ import annotations

from sla_dsl.review.models import Direction
from tests.review.pairs import (
    BERLIN,
    HEAD,
    MEDIAN,
    OFFICE,
    TOUCHES,
    VOLUME,
    B,
    E,
    L,
    Pair,
    T,
    U,
    agreement,
    clause,
    one,
    same,
)

FIRST = "sales first-touch within 4h"
MORE = "marketing delivers > 99 MQL per month"
MEASURED = (
    "let w = conversion MQL -> won within {} days\nlet g = ceil(10 / w)\n"
    "clause c: marketing delivers >= g MQL per month\n"
)
FILLED = (
    "clause o: marketing fills email on >= {} of MQL per month\nclause c: sales accepts MQL within 24h excused by o\n"
)
REACHED = "marketing keeps conversion MQL -> SQL within {} >= 30% per quarter"
EXCUSED = "clause o: sales accepts MQL within {}\nclause c: sales first-touch MQL within 8h excused by o\n"
DESK = "calendar desk\n  open mon-fri 10:00-12:00, 13:00-18:00\n"
TWO = "calendar US\n  open mon-fri 09:00-17:00\ncalendar DE\n  open mon-fri 08:00-16:00\n"
TIERED = "marketing delivers MQL per month by tier\n  | source | target |\n  | web | {} |\n{}  | any | {} |"

NUMBERS = (
    # 5 of 7 days: 71 is more than 99 * 5/7 = 70.7 and less than 100 * 5/7 = 71.4
    clause(f"{VOLUME} prorated", f"{MORE} prorated", "target-lowered", L),
    # after 10 of 30 days 33 is as much as 99 / 3, and less than 100 / 3
    clause(f"{VOLUME} paced evenly", f"{MORE} paced evenly", "target-lowered", L),
    # 40 in a week are 40 % of 100, and more than 40 % of 99
    clause(f"{VOLUME} paced <= 40% of target per week", f"{MORE} paced <= 40% of target per week", "target-lowered", T),
    # with 90 delivered 10 are missed of 100, and 9.5 of 99.5
    Pair(
        f"clause c: {VOLUME}\nwhen c breached then carry over\n",
        "clause c: marketing delivers >= 99.5 MQL per month\nwhen c breached then carry over\n",
        (("target-lowered", L, "c"),),
        "what is carried over of 99.5",
    ),
    # half a year it may be more in a week, then less
    clause(
        f"{VOLUME} paced <= cap per week",
        f"{VOLUME} paced <= other per week",
        "pacing-changed",
        B,
        "let cap = 40%\nlet other = 50%, 30% from 2026-07-01\n",
    ),
    # nine rows that fail and one that is unknown are too few to be judged; where that one holds they are ten
    clause(
        "sales ensures score >= 50 on >= 90% of MQL per month min 10",
        "sales ensures score >= 50 or score is unknown on >= 90% of MQL per month min 10",
        "condition-changed",
        U,
    ),
    clause(
        "marketing delivers >= 100, 120 from 2026-04-01, 110 from 2026-07-01 MQL per month",
        "marketing delivers >= 100, 120 from 2026-07-01 MQL per month",
        "target-changed",
        B,
    ),
)

SORTS = (
    # a hundred rows are a hundred rows, whatever they are called
    Pair(
        f"clause c: {VOLUME}\n",
        "clause c: marketing delivers >= 100 SQL per month\n",
        (("start-changed", B, "c"),),
        "as many of another stage",
    ),
    Pair(
        f"clause c: {VOLUME}\n",
        "clause c: marketing delivers >= 120 SQL per month\n",
        (("start-changed", B, "c"), ("target-raised", T, "c")),
        "more of another stage",
    ),
    # what counts of a calendar are its working days, and these are Monday to Friday in both
    *(
        same(f"{VOLUME} {word} using office", f"{VOLUME} {word} using desk", OFFICE + DESK)
        for word in ("prorated", "paced evenly over business days")
    ),
)

STATISTICS = (
    clause(
        "sales keeps average score in MQL <= 65 per month",
        "sales keeps max score in MQL <= 65 per month",
        "measure-changed",
        T,
    ),
    clause(
        "sales keeps average score in MQL >= 65 per month",
        "sales keeps min score in MQL >= 65 per month",
        "measure-changed",
        T,
    ),
    clause(MEDIAN, MEDIAN.replace("median", "average"), "measure-changed", B),
    # p90 is more than the median, and of another time it may be less
    clause(
        MEDIAN,
        MEDIAN.replace("median time from created to first-touch", "p90 time from created to won"),
        "measure-changed",
        U,
    ),
    # of any time no more is open than passes
    clause(MEDIAN, MEDIAN.replace("4h", "4 business hours"), "measure-changed", L, OFFICE),
    # with a day off less of the same time is open
    one(
        OFFICE + f"clause c: {MEDIAN.replace('4h', '4 business hours')}\n",
        OFFICE + f"  closed 2026-12-24\nclause c: {MEDIAN.replace('4h', '4 business hours')}\n",
        "calendar-closure-added",
        L,
    ),
    # of a most: fewer are reached in time, and it is judged later
    clause(
        "marketing keeps conversion MQL -> SQL <= 30% per quarter",
        "marketing keeps conversion MQL -> SQL within 30 days <= 30% per quarter",
        "window-changed",
        L,
    ),
    # of a least: fewer are reached, but it is judged later
    clause(
        "marketing keeps conversion MQL -> SQL >= 30% per quarter",
        "marketing keeps conversion MQL -> SQL within 30 days >= 30% per quarter",
        "window-changed",
        B,
    ),
    Pair(
        f"{TWO}clause c: {REACHED.format('8 business hours')} using calendar of country\n",
        f"{TWO}clause c: {REACHED.format('2 days')}\n",
        (("scope-widened", B, "c"), ("window-changed", U, "c")),
        "a window by the calendar of a column",
    ),
)

LIMITS = (
    clause("sales first-touch within 7 days", "sales first-touch within 5 business days", "limit-loosened", L, OFFICE),
    clause(
        "sales first-touch within 1 business day",
        "sales first-touch by end of next business day",
        "limit-loosened",
        L,
        OFFICE,
    ),
    clause(
        "sales first-touch by end of next business day",
        "sales first-touch by 10:00 of next business day",
        "limit-tightened",
        T,
        OFFICE,
    ),
    # half past four may be before the end of a day or behind it
    clause(
        "sales first-touch by end of next business day",
        "sales first-touch by 16:30 of next business day",
        "limit-changed",
        U,
        OFFICE + "  open 2026-12-24 09:00-13:00\n",
    ),
    Pair(
        f"{TWO}clause c: sales first-touch within 8h\n",
        f"{TWO}clause c: sales first-touch within 8 business hours using calendar of country\n",
        (("scope-narrowed", L, "c"), ("limit-loosened", L, "c")),
        "a calendar by a column",
    ),
    # who has no country is judged on one side only, and may have been met
    Pair(
        f"{TWO}clause c: sales first-touch within 8h on >= 60% per month\n",
        f"{TWO}clause c: sales first-touch within 8 business hours on >= 60% per month using calendar of country\n",
        (("scope-narrowed", B, "c"), ("limit-changed", U, "c")),
        "a calendar by a column in a share",
    ),
    # eight open hours from nine on are over at five, and nobody is late before nine of the next day
    clause("sales first-touch within 24h", "sales first-touch within 8 business hours", "limit-loosened", L, OFFICE),
    # from Monday at ten on they are over on Tuesday at ten, after 24 hours; over a week-end they take longer
    clause("sales first-touch within 25h", "sales first-touch within 8 business hours", "limit-changed", B, OFFICE),
    # sixteen open hours are two working days
    clause("sales first-touch within 1 day", "sales first-touch within 16 business hours", "limit-loosened", L, OFFICE),
    # the next working day begins after the end of the start's own
    clause(
        "sales first-touch within 1 business day",
        "sales first-touch by end of business day",
        "limit-tightened",
        T,
        OFFICE,
    ),
    # a tier of its own is another name in the findings, and no other limit
    clause(
        "sales first-touch\n  | source | within |\n  | web | 2h |\n  | any | 4h |",
        "sales first-touch\n  | source | within |\n  | web | 2h |\n  | event | 4h |\n  | any | 4h |",
        "tiers-changed",
        E,
    ),
)

TIERS = (
    same(
        "marketing delivers MQL per month by source\n  | source | target |\n  | web | >= 25 |\n  | event | >= 15 |",
        "marketing delivers MQL per month by source\n  | source | target |\n  | event | >= 15 |\n  | web | >= 25 |",
    ),
    # of the rest fewer are left to deliver as many
    clause(
        TIERED.format(">= 2", "", ">= 3"), TIERED.format(">= 2", "  | event | >= 1 |\n", ">= 3"), "tiers-changed", T
    ),
    # of a most the rest keeps to it sooner, and events have one of their own
    clause(
        TIERED.format("<= 2", "", "<= 3"), TIERED.format("<= 2", "  | event | <= 1 |\n", "<= 3"), "tiers-changed", B
    ),
    Pair(
        "clause c: " + TIERED.format(">= 2", "", ">= 3") + "\n",
        "clause c: " + TIERED.format(">= 4", "  | event | >= 1 |\n", ">= 3") + "\n",
        (("tiers-changed", T, "c"), ("target-raised", T, "c")),
        "a tier more and a target raised",
    ),
)

RESTING = (
    # whoever is late there is excused here: more late there, fewer breached here
    Pair(
        EXCUSED.format("4h"), EXCUSED.format("2h"), (("limit-tightened", T, "o"), ("excuse-changed", L, "c")), "excused"
    ),
    Pair(
        EXCUSED.format("4h"),
        EXCUSED.format("6h"),
        (("limit-loosened", L, "o"), ("excuse-changed", T, "c")),
        "excused less",
    ),
    # a row is breached there whatever share of them is
    Pair(
        FILLED.format("80%"),
        FILLED.format("90%"),
        (("share-raised", T, "o"),),
        "an excuse asks for rows",
    ),
    # what is measured is not known before there are data
    one(MEASURED.format(90), MEASURED.format(30), "amount-changed", U, name="measured in less time"),
    one(
        MEASURED.format(90),
        MEASURED.format(90).replace("10 / w", "10 * w"),
        "amount-changed",
        U,
        name="measured, and used otherwise",
    ),
    Pair(
        MEASURED.format(90),
        MEASURED.format(90) + 'exclude source = "Partner" because "x"\n',
        (("exclusion-added", T, "c"), ("amount-changed", U, "c")),
        "fewer are measured",
    ),
    one(
        MEASURED.format(90),
        MEASURED.format(90).replace("MQL per month", "MQL for icp per month"),
        "scope-narrowed",
        T,
        name="measured, and another scope",
    ),
    one(
        f'table leads\n  created_at = "Created"\nclause c: {FIRST}\n',
        f'table leads\n  created_at = "Create Date"\nclause c: {FIRST}\n',
        "table-changed",
        U,
        name="another column of the data",
    ),
    # a column that no clause reads
    Pair(
        f'table leads\n  phone = "Phone"\nclause c: {FIRST}\n',
        f'table leads\n  phone = "Mobile"\nclause c: {FIRST}\n',
        (),
        "another column that is not read",
    ),
)

ZONES = (
    agreement(
        HEAD + '  timezone "America/New_York"\n',
        HEAD + '  timezone "US/Eastern"\n',
        "timezone-changed",
        E,
        "",
        f"clause c: {FIRST}\nclause m: {VOLUME}\n",
    ),
    agreement(BERLIN, HEAD + '  timezone "Asia/Tokyo"\n', "timezone-changed", B, "c", f"clause c: {FIRST}\n"),
)

DATED = (
    # every row that is judged has started, on one of the days before or on one from then on
    clause("sales first-touch within 8h, 4h from 2026-07-01", "sales first-touch within 8h", "limit-loosened", L),
    # the term ends in 2026 and begins there
    same("sales first-touch within 8h, 4h from 2027-03-01", "sales first-touch within 8h"),
    same("sales first-touch within 8h, 4h from 2025-03-01", FIRST),
    # a target is the one in force on the first day of its period: the first of August, the first of October
    same(
        "marketing delivers >= 100, 120 from 2026-07-15 MQL per month",
        "marketing delivers >= 100, 120 from 2026-08-01 MQL per month",
    ),
    same(
        "marketing delivers >= 100, 120 from 2026-07-15 MQL per quarter",
        "marketing delivers >= 100, 120 from 2026-10-01 MQL per quarter",
    ),
    clause(
        "marketing delivers >= 100, 120 from 2026-07-15 MQL per month",
        "marketing delivers >= 100, 120 from 2026-08-02 MQL per month",
        "target-lowered",
        L,
    ),
    # a partial period that is judged in proportion begins with the clause, on the 15th
    clause(
        "marketing delivers >= 100, 120 from 2026-07-15 MQL per month prorated from 2026-07-10",
        "marketing delivers >= 100, 120 from 2026-08-01 MQL per month prorated from 2026-07-10",
        "target-lowered",
        L,
    ),
    # the term ends there anyway
    same(f"{VOLUME} from 2026-03-01 to 2026-12-31", f"{VOLUME} from 2026-03-01"),
    same(VOLUME, f"{VOLUME} from 2026-01-01"),
    clause(VOLUME, f"{VOLUME} from 2026-02-01", "in-force-shortened", U),
    # whoever has an MQL to be accepted is one
    same("sales accepts MQL within 24h", "sales accepts MQL within 24h for MQL"),
)

FISCAL = HEAD + "  fiscal year starts january\n"
BY_QUARTER = "clause c: marketing delivers >= 100 MQL per fiscal quarter\n"


def fiscal(month: str, direction: Direction, clauses: str) -> Pair:
    return agreement(FISCAL, FISCAL.replace("january", month), "fiscal-year-changed", direction, clauses, BY_QUARTER)


CUT = (
    # Monday is the first day of a week where nothing else is said
    agreement(
        HEAD,
        HEAD + "  weeks start monday\n",
        "week-start-changed",
        E,
        "",
        f"clause c: {VOLUME} paced <= 40% per week\n",
    ),
    # quarters that begin in April begin in January, too
    fiscal("april", E, ""),
    fiscal("march", B, "c"),
    # a fiscal year of weeks begins on the first day of one
    agreement(
        HEAD + "  fiscal year starts february in 4-4-5 weeks\n",
        HEAD + "  fiscal year starts february in 4-4-5 weeks\n  weeks start sunday\n",
        "week-start-changed",
        B,
        "c",
        BY_QUARTER,
    ),
    # without weeks a fiscal month is a month
    clause(VOLUME, "marketing delivers >= 100 MQL per fiscal month", "period-changed", E),
    same(f"{FIRST} on >= 90% per month by owner, source", f"{FIRST} on >= 90% per month by source, owner"),
    same(
        "marketing and sales keep conversion MQL -> SQL >= 30% per quarter",
        "sales and marketing keep conversion MQL -> SQL >= 30% per quarter",
    ),
    # nobody comes to a line below the one for all
    clause(
        "sales first-touch\n  | source | within |\n  | web | 2h |\n  | any | 8h |",
        "sales first-touch\n  | source | within |\n  | web | 2h |\n  | any | 8h |\n  | event | 1h |",
        "tiers-changed",
        E,
    ),
)

PICKED = "table touches of leads by lead_id\nevent reached = {} touches.at\nclause c: sales reached within 4h\n"
DECIDED = "event decides = accepts {} rejects\nclause c: sales decides MQL within 24h\n"
MADE = "sales makes >= {} calls, >= {} emails within 14 days"
DONE = (
    # the last of some is none before the first of them
    one(PICKED.format("first"), PICKED.format("last"), "definition-changed", T),
    # with one touch there is a last one, and no second one
    one(PICKED.format("2nd"), PICKED.format("last"), "definition-changed", U),
    # the later of two is none before the earlier, and is known for fewer
    one(DECIDED.format("or"), DECIDED.format("and"), "definition-changed", T),
    clause(MADE.format(3, 4), MADE.format(3, 5), "deed-tightened", T, TOUCHES),
    clause(MADE.format(3, 4), MADE.format(4, 3), "deed-changed", U, TOUCHES),
    clause(
        "sales makes >= 6 touches across >= 2 channels within 14 days",
        "sales makes >= 6 touches across >= 3 channels within 14 days",
        "deed-tightened",
        T,
        TOUCHES,
    ),
)

RICH = f"{FIRST} for amount >= {{}}"
MONEY = (
    # a thousand of the one is more or less than of the other, from day to day
    clause(RICH.format("$1k"), RICH.format("1000 EUR"), "amount-changed", U),
    same(RICH.format("$1k"), RICH.format("1000 USD")),
    Pair(
        "clause c: marketing delivers >= $100k of amount in MQL per month\n",
        "clause c: marketing delivers >= 100_000 EUR of amount in MQL per month\n",
        (("amount-changed", U, "c"), ("target-changed", U, "c")),
        "a target in another currency",
    ),
)

SPREAD = f"{VOLUME} paced <= 40% per {{}}"
PACES = (
    # seven days in a row hold every week, and every part of one
    clause(SPREAD.format("week"), SPREAD.format("rolling 7 days"), "pacing-tightened", T),
    clause(SPREAD.format("week"), SPREAD.format("rolling 6 days"), "pacing-changed", U),
)

NAMED = (
    same(f"{FIRST} for MQL", f"{FIRST} for MQL is known"),
    # the new clause has no `hot`, and the old one no `warm`: what comes from which is not to be told apart
    Pair(
        f"define hot = score >= 70\nclause c: {FIRST} for hot\n",
        f"define warm = score >= 80\nclause c: {FIRST} for warm\n",
        (("scope-narrowed", L, "c"),),
        "a definition of another name and another meaning",
    ),
)

BY_DAYS = f"clause c: {VOLUME} paced evenly over business days\n"
CUT_OFF = f"clause c: {VOLUME} prorated from 2026-07-10\n"
SHARED = "marketing keeps {} per month by tier\n  | source | target |\n  | web | {} |\n{}"
POINTS = "define points = {}\nclause c: marketing keeps average points in MQL >= 65 per month\n"
BY_DEFAULT = "event due = mql_at + {}\nevent decided = accepts or due\nclause c: sales decided MQL within 72h\n"
RUNS = f"clause c: {VOLUME}\nwhen c breached in {{}} months then terminate\n"


def closed(day: str, clauses: str, direction: Direction) -> Pair:
    """The same, and one working day less."""
    return one(OFFICE + clauses, f"{OFFICE}  closed {day}\n{clauses}", "calendar-closure-added", direction)


DECIDED_BY_DAYS = (
    # on the first two days of 2026 seven rows of 100 are due by 31 days, and ten by 22; on the fourth 13, and ten
    clause(f"{VOLUME} paced evenly", f"{VOLUME} paced evenly over business days", "even-pace-changed", B, OFFICE),
    # n of the 23 working days of December are less than n of 22
    closed("2026-12-31", BY_DAYS, T),
    # without its first one, n - 1 of 22 are less than n of 23, and as much at its end
    closed("2026-12-01", BY_DAYS, L),
    # 16 of the 23 working days of July lie behind the 9th: of 22 that is more, and 15 of 22 are less
    closed("2026-07-03", CUT_OFF, T),
    closed("2026-07-31", CUT_OFF, L),
    closed("2026-07-31", CUT_OFF.replace(">=", "<="), T),
)
DECIDED_BY_TIER = (
    # all rows are of some tier on both sides: of those that are left fewer, and events have a share of their own
    clause(
        SHARED.format("share of MQL", ">= 30%", "  | any | >= 20% |"),
        SHARED.format("share of MQL", ">= 30%", "  | event | >= 10% |\n  | any | >= 20% |"),
        "tiers-changed",
        T,
    ),
    # of a most those that are left hold less
    clause(
        SHARED.format("share of MQL", "<= 30%", "  | any | <= 20% |"),
        SHARED.format("share of MQL", "<= 30%", "  | event | <= 10% |\n  | any | <= 20% |"),
        "tiers-changed",
        B,
    ),
    # rows that were of no tier are a part of the whole now, of which the web holds less
    clause(
        SHARED.format("share of MQL", ">= 30%", ""),
        SHARED.format("share of MQL", ">= 30%", "  | event | >= 10% |"),
        "tiers-changed",
        T,
    ),
    # a ratio is one of the tier's own rows
    clause(
        SHARED.format("ratio of MQL to SQL", ">= 3", ""),
        SHARED.format("ratio of MQL to SQL", ">= 3", "  | event | >= 1 |"),
        "tiers-changed",
        T,
    ),
    clause(
        SHARED.format("ratio of MQL to SQL", ">= 3", "  | any | >= 2 |"),
        SHARED.format("ratio of MQL to SQL", ">= 3", "  | event | >= 1 |\n  | any | >= 2 |"),
        "tiers-changed",
        B,
    ),
)
DECIDED_BY_VALUE = (
    one(POINTS.format("score"), POINTS.format("score + 10"), "definition-changed", L),
    one(POINTS.format("score + 10"), POINTS.format("score + 5"), "definition-changed", T),
    one(POINTS.format("score"), POINTS.format("min(score, 90)"), "definition-changed", T),
    one(POINTS.format("score"), POINTS.format("ceil(score)"), "definition-changed", L),
    # of a score below zero twice as much is less
    one(POINTS.format("score"), POINTS.format("score * 2"), "definition-changed", U),
    one(BY_DEFAULT.format("24h"), BY_DEFAULT.format("48h"), "definition-changed", T),
)
DECIDED_BY_RUN = (
    # a run of long ago is still due, and three of six need not be a run
    one(RUNS.format("3 consecutive"), RUNS.format("3 of the last 6"), "consequence-changed", B),
    # the one that is left of six parts five in two, of which one has three at least
    one(RUNS.format("3 consecutive"), RUNS.format("5 of the last 6"), "consequence-loosened", L),
)

PAIRS = (
    *NUMBERS,
    *SORTS,
    *STATISTICS,
    *LIMITS,
    *TIERS,
    *RESTING,
    *ZONES,
    *DATED,
    *CUT,
    *DONE,
    *MONEY,
    *PACES,
    *NAMED,
    *DECIDED_BY_DAYS,
    *DECIDED_BY_TIER,
    *DECIDED_BY_VALUE,
    *DECIDED_BY_RUN,
)
