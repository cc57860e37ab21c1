"""What a replay says to people and programs: the pages to the letter, and its parts where they could go wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction

import polars as pl
import pytest

from sla_dsl.findings.exact import dumps
from sla_dsl.findings.models import Target
from sla_dsl.ready import Options
from sla_dsl.replay import words
from sla_dsl.replay.json import plain
from sla_dsl.replay.markdown import render as markdown
from sla_dsl.replay.models import Cause, Contradiction, Heading, Measured, Replay, Turn
from sla_dsl.replay.run import Replaying
from sla_dsl.replay.text import render
from sla_dsl.reports.style import Style
from tests.engines.judging import leads
from tests.replay.replaying import files, replayed

OLD = """let limit = 8h
define hot = score >= 90
clause fast: sales first-touch within limit for hot
clause volume: marketing delivers >= 2 MQL per month
clause gone: sales first-touch within 30 min for score >= 95
clause share: sales first-touch within 2h on 90% per month by owner
"""
NEW = """let limit = 4h
define hot = score >= 70
clause fast: sales first-touch within limit for hot
clause volume: marketing delivers >= 3 MQL per month
clause come: marketing ensures owner is known
clause share: sales first-touch within 2h on 60% per month by owner
"""
DAYS = ["2026-06-30", "2026-07-01", "2026-07-02", "2026-07-03", "2026-08-03", "2026-08-04"]
HOURS = [1, 3, 5, 1, 1, 9]
ROWS = leads(
    created_at=[f"{day} 09:00" for day in DAYS],
    mql_at=[f"{day} 09:00" for day in DAYS],
    first_touch_at=[f"{day} {9 + h:02}:00" for day, h in zip(DAYS, HOURS, strict=True)],
    score=[95, 75, 75, 60, None, 95],
    owner=["ana", "ana", "<b>*ben*", "ana", None, "ana"],
)


@pytest.fixture(scope="module")
def found() -> Replay:
    return replayed(OLD, NEW, {"leads": ROWS})


MISTAKE = Contradiction("fast", 0, "tightened", Turn.BETTER, 2)


def test_as_text(found: Replay, golden: Callable[[str, str], None]) -> None:
    text = render(found, (MISTAKE,))
    assert max(map(len, text.splitlines())) <= 80
    golden("replay/sample.txt", text)


def test_as_markdown(found: Replay, golden: Callable[[str, str], None]) -> None:
    golden("replay/sample.md", markdown(found, (MISTAKE,)))


@pytest.mark.parametrize("width", [60, 100])
def test_text_keeps_to_the_width(found: Replay, width: int) -> None:
    assert max(map(len, render(found, style=Style(width=width)).splitlines())) <= width


def test_as_json(found: Replay) -> None:
    told = json.loads(dumps(plain(found, (MISTAKE,))))
    fast = next(c for c in told["clauses"] if c["id"] == "fast")
    # Of the two of 75 points that come into scope one is answered after 3 hours, one after 5.
    assert [(c["old"], c["new"], c["count"]) for c in fast["subjects"]["counts"]] == [
        ("none", "late", 1), ("none", "met", 1),
    ]  # fmt: skip
    assert sum(c["count"] for c in fast["subjects"]["causes"]) == fast["subjects"]["total"] == 2
    assert told["contradictions"] == [
        {"clause": "fast", "change": 0, "direction": "tightened", "turn": "better", "count": 2}
    ]
    july = next(m for c in told["clauses"] if c["id"] == "volume" for m in c["margins"] if m["period"] == "2026-08")
    assert (july["old"]["spare"], july["new"]["spare"]) == (0, -1)


def test_all_flips_as_a_table(engine: str) -> None:
    """Every flip is a row, those of periods too, and of a cause that the page tells."""
    run = Replaying(
        files(OLD, "old.sla"), files(NEW, "new.sla"), {"leads": ROWS},
        Options(as_of="2026-09-01", engine=engine, max_evidence=1), keep=True,
    )  # fmt: skip
    found = run.run()
    table = run.table(found)
    assert table.height == found.flips
    counts = dict(table.group_by("clause").len().iter_rows())
    assert counts == {c.id: c.flips for c in found.clauses if c.flips}
    fast = table.filter(pl.col("clause") == "fast").select("key", "old", "new", "turn", "cause", "owner").rows()
    assert fast == [
        ('{"lead_id": 2}', "none", "met", "other", "define `hot` alone", "ana"),
        ('{"lead_id": 3}', "none", "late", "worse", "let `limit` and define `hot` together", "<b>*ben*"),
    ]
    august = table.filter((pl.col("clause") == "volume") & (pl.col("period") == "2026-08")).row(0, named=True)
    assert (august["old"], august["new"], august["key"]) == ("met", "breached", None)


@pytest.mark.parametrize(
    ("spare", "unit", "said"),
    [
        (Fraction(17), "MQL", "17"),
        (Fraction(1, 100), "share", "1 point"),
        (Fraction(1, 40), "share", "2.5 points"),
        (Fraction(5400), "seconds", "1h 30m"),
        (Fraction(25, 2), "USD", "12.50"),
    ],
)
def test_how_far_is_said_in_the_unit(spare: Fraction, unit: str, said: str) -> None:
    assert words.amount(spare, Target(">=", 1, unit)) == said


def test_how_a_period_is_said() -> None:
    target = Target(">=", 120, "MQL")
    assert words.needed(Measured("breached", Fraction(103), target, Fraction(-17))) == "120, misses by 17"
    assert words.needed(Measured("met", Fraction(123), target, Fraction(3))) == "120, 3 to spare"
    assert words.needed(Measured("pending", Fraction(103), target, Fraction(-17))) == "120, 17 short so far"
    assert words.needed(Measured("not_applicable", Fraction(1), target, Fraction(-119))) == "120, not judged"
    most = Target("<=", 5, "MQL")
    assert words.needed(Measured("breached", Fraction(7), most, Fraction(-2))) == "at most 5, misses by 2"
    assert words.needed(Measured("none")) == "-"


def test_causes_in_words(found: Replay) -> None:
    said = {cause: words.cause(found, cause) for c in found.clauses for cause in c.subjects.causes}
    assert "define `hot` alone" in said.values()
    assert words.cause(found, Cause(Heading.SEVERAL, ((0,), (1,)))) == "each alone: let `limit` and define `hot`"
    assert words.cause(found, Cause(Heading.MORE)) == "more than two edits together"
