"""Every room takes a report that is hostile, one that is empty, and one that is very long."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from sla_dsl.findings.report import Report
from sla_dsl.reports.registry import ROOMS, Room
from tests.support.odd_reports import clean, empty, hostile, known, long

TEXTS = [room for room in ROOMS if not room.binary]


@pytest.mark.parametrize("room", TEXTS, ids=lambda room: room.name)
@pytest.mark.parametrize("report", [hostile(), known()], ids=["hostile", "known"])
def test_nothing_hostile_steers_a_terminal_or_begins_a_line(room: Room, report: Report) -> None:
    text = room.render(report)
    assert isinstance(text, str)
    assert all(c == "\n" or c.isprintable() for c in text)
    assert not any(line.lstrip().startswith("::error::fake") for line in text.split("\n"))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
@pytest.mark.parametrize("report", [empty(), clean()], ids=["empty", "clean"])
def test_a_report_without_findings_is_one(room: Room, report: object) -> None:
    assert room.render(report) == room.render(report)  # type: ignore[arg-type]


@pytest.mark.parametrize("room", TEXTS, ids=lambda room: room.name)
def test_the_same_findings_in_another_order_of_clauses_are_the_same_lines(room: Room) -> None:
    report = long(3)
    other = replace(report, findings=report.findings[3:] + report.findings[:3])
    one, two = room.render(report), room.render(other)
    assert isinstance(one, str)
    assert isinstance(two, str)
    assert sorted(one.replace(",\n", "\n").split("\n")) == sorted(two.replace(",\n", "\n").split("\n"))


@pytest.mark.parametrize(
    "name", [room.name for room in ROOMS if room.name not in ("json", "ndjson")], ids=lambda name: name
)
def test_a_hundred_thousand_findings_take_a_few_seconds(name: str) -> None:
    report = long(100_000)
    (room,) = (r for r in ROOMS if r.name == name)
    begun = time.process_time()
    room.render(report)
    assert time.process_time() - begun < 10
