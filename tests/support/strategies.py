"""Hypothesis strategies for random policies, as text, with small random tables around an anchor day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.support.strategies_bases import cut
from tests.support.strategies_cycles import cycles, histories_as_such
from tests.support.strategies_duties import duties, holdings, makings, rhythms, tiered
from tests.support.strategies_measures import comparisons, deliveries, keepings, paces, ratios, targets_by_tier
from tests.support.strategies_parts import parts_by_tier
from tests.support.strategies_tables import Table, histories, instants, leads, reps, spend, touches
from tests.support.strategies_words import ANCHORS, OPENINGS, ZONES, conditions, days_near, maybe

VOCABULARY = """
table leads of reps by owner
  planned plan_at
  points = score + 10
  keen = score >= 50 and icp
  nudge_at = assigned_at + 24h
  keenest = keen and points > 60
table reps
  key owner
  started_at = "started_at"
table changes of leads by lead_id
  key change_id
  at = "at"
table scores of leads by lead_id
  at = "at"
table spend
  key spend_id
  at = "at"
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
event moved in changes = at
stage waiting in changes at at when status = "waiting"
stage held in changes at at when status = "held"
stage opened in changes at at when status = "open"
stage expense in spend at at
stage big-expense in spend at at when cost >= 100 or source = "web"
stage lapsed at mql_at + 24h when rejected_at is unknown or rejected_at > mql_at + 24h
event accepts-by-default = accepted_at or lapsed
define hot = score >= 60 or icp
define human in touches = not automated or leads.score >= 60
let soon = 4h, 24h from 2026-03-10, 30 min from 2026-10-25
let shorter = 24h from 2026-03-01, 4h from 2026-10-25
let lots = 2, 1 from 2026-03-01, 3 from 2026-10-01
let most = 90%, 50% from 2026-03-01, 75% from 2026-10-20
let goal = ceil(7 / 35%) / 5
event planned-for = plan_at
event nudged = nudge_at
event keen-touch = first touches.at where leads.keen and kind != "chat"
stage due-plan at plan_at when score >= 30
let rate = conversion MQL -> SQL within 3 days
let rate-so-far = conversion lead -> warm
let typical = average score in MQL
let usual = median score in warm
let heads = count of reps where quota >= 2
let volume = sum of amount in SQL
let needed = ceil(1 / rate)
let half-volume = volume / 2
"""


@dataclass(frozen=True)
class Scenario:
    """A policy, its tables, the instant it is judged at (None: as the data says), and the base that it uses."""

    text: str
    tables: dict[str, Table]
    as_of: datetime | None
    base: str | None = None


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
def policies(draw: st.DrawFn, zone: str, anchor: date) -> str:
    """A policy of one to three clauses, `c1`, `c2`, ..., over leads and touches around an anchor day."""
    lines = ['agreement "Random"', f'  timezone "{zone}"']
    has_term = draw(st.booleans())
    if has_term:
        lines.append(draw(terms(anchor)))
    if draw(st.booleans()):
        weeks = draw(st.sampled_from(("", "", " in 4-4-5 weeks", " in 5-4-4 weeks")))
        lines.append(f"  fiscal year starts {draw(st.sampled_from(('february', 'april', 'october')))}{weeks}")
    if draw(st.integers(0, 3)) == 0:
        lines.append("  weeks start sunday")
    text = "\n".join(lines) + "\n" + VOCABULARY
    text += (
        f"stage warm at assigned_at when {draw(conditions()).replace(' at warm', ' at assigned')}\n"
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
        tiered(anchor, calendars),
        rhythms(anchor, calendars),
        comparisons(anchor),
        targets_by_tier(anchor),
        parts_by_tier(anchor),
        ratios(anchor, has_term=has_term),
        keepings(anchor, calendars, has_term=has_term),
        cycles(anchor, calendars),
        histories_as_such(anchor),
    )
    written: list[str] = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        clause, *table = draw(clauses).split("\n", 1)
        excusing = [n for n, other in enumerate(written, 1) if is_about_rows(other) and not is_of_histories(other)]
        if excusing and " delivers " not in clause and " ratio " not in clause and not is_of_histories(clause):
            clause += draw(maybe(st.sampled_from(excusing).map(lambda n: f"excused by c{n}")))
        written.append("\n".join([clause, *table]))
        text += "\n".join([f"clause c{number}: {clause}", *table]) + "\n"
    text += "".join(draw(followed(n, clause, anchor)) for n, clause in enumerate(written, 1))
    return within_the_term(text)


def within_the_term(text: str) -> str:
    """The policy with the days of its clauses and waivers moved into its term, outside which they are an error."""
    term = re.search(r"term (\S+) to (\S+)", text)
    if term is None:
        return text
    head, begun, rest = text.partition("stage warm")
    moved = re.sub(
        r"(?<!closed \d{4}-\d\d-\d\d )(from|to) (\d{4}-\d\d-\d\d)",
        lambda m: f"{m[1]} {min(max(m[2], term[1]), term[2])}",
        rest,
    )
    return head + begun + moved


def is_about_rows(clause: str) -> bool:
    """Whether a clause is a duty or an invariant."""
    return " delivers " not in clause and " keeps " not in clause


def is_of_histories(clause: str) -> bool:
    """Whether a clause is about the rows of `changes` themselves."""
    return bool(
        re.search(" on .* of (waiting|held|opened) | (share of|delivers .*) (waiting|held|opened) ", clause)
    ) and (" each" not in clause and " first only" not in clause)


def is_of_single_subjects(clause: str) -> bool:
    """Whether a clause is a duty that promises no share."""
    invariant = re.search(" (never|ensures|fills) ", clause)
    return is_about_rows(clause) and not invariant and not re.search(" (on|per|by (owner|source|tier|reps))", clause)


@st.composite
def followed(draw: st.DrawFn, number: int, clause: str, anchor: date) -> str:
    """What waives a clause, and what its breach leads to."""
    text = ""
    if draw(st.integers(0, 3)) == 0:
        whom = 'owner = "ann"' if " by owner" in clause else ""
        if is_about_rows(clause):
            whom = 'status = "waiting"' if is_of_histories(clause) else draw(conditions())
        first = draw(days_near(anchor))
        last = first + timedelta(days=draw(st.sampled_from((0, 10, 40, 400))))
        condition = draw(st.sampled_from(("", f" for {whom}"))) if whom else ""
        text += f'waive c{number}{condition} from {first} to {last} because "a storm"\n'
    if draw(st.integers(0, 3)) == 0:
        per = re.search(r"(?<!evenly )(?<!target )(?<!% )per (fiscal )?(day|week|month|quarter|half|year)", clause)
        runs = ("in 2 consecutive", "in 3 consecutive", "in 1 of the last 3", "in 2 of the last 6")
        unit = per[2] if per else draw(st.sampled_from(("day", "month"))) if is_of_single_subjects(clause) else "half"
        when = f"{draw(st.sampled_from(runs))} {unit}s " if unit != "half" and draw(st.booleans()) else ""
        text += f'when c{number} breached {when}then escalate "VP Sales"\n'
    if (
        " delivers >= " in clause
        and "of previous" not in clause
        and " per " in clause
        and "rolling" not in clause
        and draw(st.integers(0, 1)) == 0
    ):
        text += f"when c{number} breached then carry over\n"
    return text


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A policy with tables around one anchor day, judged at their end, in their midst, or exactly on an edge."""
    name = draw(st.sampled_from(ZONES))
    zone, anchor = ZoneInfo(name), draw(st.sampled_from(ANCHORS))
    rows = draw(leads(zone, anchor))
    random = Random(draw(st.integers(0, 2**32 - 1)))
    changes, scores = histories(random, rows, zone)
    tables = {"leads": rows, "touches": draw(touches(rows, zone, anchor)), "changes": changes, "scores": scores,
              "reps": reps(random, zone, anchor), "spend": spend(random, rows, zone)}  # fmt: skip
    seen = sorted({t for table in tables.values() for row in table for t in row.values() if isinstance(t, datetime)})
    choices: list[st.SearchStrategy[datetime | None]] = [
        *(st.just(datetime.combine(anchor + timedelta(days=n), time(12), tzinfo=UTC)) for n in (40, 75, 130)),
        instants(zone, anchor),
    ]
    if any(row["created_at"] for row in rows):
        moment = st.tuples(st.sampled_from(seen), st.sampled_from((-1, 0, 1)))
        choices += [st.none(), moment.map(lambda m: m[0] + timedelta(microseconds=m[1]))]
    text, as_of = draw(policies(name, anchor)), draw(st.one_of(*choices))
    if draw(st.integers(0, 7)):
        return Scenario(text, tables, as_of)
    base, text = draw(cut(text))
    return Scenario(text, tables, as_of, base)
