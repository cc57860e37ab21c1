"""Exports with the headers of their systems: HubSpot's contacts and activities, Salesforce's leads and tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from examples.generate.draw import Draw, Row, days, table

OWNERS = ("Ann Lee", "Bo Kim", "Cy Diaz")
FIRST, LAST = date(2026, 3, 31), date(2026, 6, 30)


def _created(draw: Draw, each: Callable[[Draw, int, datetime], None]) -> None:
    """Calls `each` with the number and the instant of every lead, the same in all exports: none at weekends."""
    clock, number = Draw(20), 0
    for day in days(FIRST, LAST):
        for _ in range(2 + clock.below(3) if day.weekday() < 5 else 0):
            number += 1
            each(draw, number, datetime.combine(day, time(8)) + timedelta(minutes=clock.below(9 * 60)))


def _minutes(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def hubspot_contacts() -> str:
    """`hubspot_contacts.csv`: an export from the screen, times to the minute."""
    rows = list[Row]()

    def one(draw: Draw, number: int, at: datetime) -> None:
        mql = at + draw.hours(0, 20) if draw.chance(0.6) else None
        rows.append({
            "Record ID": 5000 + number,
            "First Name": f"First {number}",
            "Email": f"person{number}@company{number % 70}.example",
            "Contact owner": draw.one(OWNERS),
            "Lead Status": draw.one(("NEW", "OPEN", "IN_PROGRESS", "UNQUALIFIED")),
            "Create Date": _minutes(at),
            "Original Source": draw.one(("Organic Search", "Paid Social", "Referrals", "Direct Traffic")),
            'Date entered "Marketing Qualified Lead (Lifecycle Stage Pipeline)"': "" if mql is None else _minutes(mql),
        })  # fmt: skip

    _created(Draw(21), one)
    return table(rows)


def hubspot_activities() -> str:
    """`hubspot_activities.csv`: most contacts are called or written to, some call, one rep logs all on Fridays."""
    rows = list[Row]()

    def add(contact: int, at: datetime, kind: str, owner: str, **more: str) -> None:
        rows.append({
            "Record ID": 90_000 + len(rows),
            "Associated Contact IDs": contact,
            "Activity date": _minutes(at),
            "hs_engagement_type": kind,
            "Activity assigned to": owner,
            "Call direction": more.get("direction", ""),
            "Call status": more.get("status", ""),
            "Email Direction": more.get("email", ""),
            "Meeting outcome": "",
        })  # fmt: skip

    def one(draw: Draw, number: int, at: datetime) -> None:
        contact, owner = 5000 + number, draw.one(OWNERS)
        if draw.chance(0.15):
            add(contact, at + draw.hours(0.1, 3), "Call", owner, direction="Inbound", status="Completed")
        made = {"direction": "Outbound", "status": "Completed"}
        if draw.chance(0.1):
            friday = at.date() + timedelta(days=(4 - at.weekday()) % 7)
            add(contact, datetime.combine(friday, time(17)), "Call", OWNERS[0], **made)
        elif draw.chance(0.9):
            answer = at + draw.hours(0.2, 30)
            if draw.chance(0.5):
                add(contact, answer, "Email", owner, email="EMAIL")
            else:
                add(contact, answer, "Call", owner, **made)

    _created(Draw(22), one)
    return table(rows)


def salesforce_leads() -> str:
    """`salesforce_leads.csv`: a report, with ids of 15 letters; the date of creation has no time."""
    rows = list[Row]()

    def one(draw: Draw, number: int, at: datetime) -> None:
        rows.append({
            "Lead ID": _id("00Q", number),
            "Lead Owner": draw.one(OWNERS),
            "Company / Account": f"Company {number % 70}",
            "Email": f"person{number}@company{number % 70}.example",
            "Lead Source": draw.one(("Web", "Trade Show", "Partner Referral")),
            "Lead Status": draw.one(("Open - Not Contacted", "Working - Contacted", "Closed - Not Converted")),
            "Create Date": f"{at:%Y-%m-%d}",
        })  # fmt: skip

    _created(Draw(23), one)
    return table(rows)


def salesforce_tasks() -> str:
    """`salesforce_tasks.csv`: what the API gives: ids of 18 letters, the day a task is due beside when it was done."""
    rows = list[Row]()

    def one(draw: Draw, number: int, at: datetime) -> None:
        if not draw.chance(0.9):
            return
        done = at + draw.hours(0.5, 40)
        completed = draw.chance(0.92)
        rows.append({
            "Id": _full_id("00T", len(rows)),
            "WhoId": _full_id("00Q", number),
            "OwnerId": _full_id("005", OWNERS.index(draw.one(OWNERS))),
            "Subject": "Follow up",
            "TaskSubtype": draw.one(("Call", "Email", "Task")),
            "Status": "Completed" if completed else "Not Started",
            "CallType": "",
            "ActivityDate": f"{done + timedelta(days=1):%Y-%m-%d}",
            "CreatedDate": f"{at + timedelta(minutes=5):%Y-%m-%dT%H:%M:%S}.000Z",
            "CompletedDateTime": f"{done:%Y-%m-%dT%H:%M:%S}.000Z" if completed else "",
        })  # fmt: skip

    _created(Draw(24), one)
    return table(rows)


def _id(prefix: str, number: int) -> str:
    """An id of 15 letters."""
    return f"{prefix}1G{number:010}"


def _full_id(prefix: str, number: int) -> str:
    """The same with the three letters that say which of the others are capitals, five by five: 18 letters."""
    bare = _id(prefix, number)
    bits = [sum(1 << i for i, letter in enumerate(bare[at : at + 5]) if letter.isupper()) for at in (0, 5, 10)]
    return bare + "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[n] for n in bits)
