"""Every instance of every clause: the frames agree with the report, row by row and id by id."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sla_dsl import Policy
from sla_dsl.check import instances_of, judged
from sla_dsl.findings.exact import dumps
from sla_dsl.findings.fingerprint import fingerprint
from sla_dsl.findings.frame import SCHEMA
from sla_dsl.findings.instances import in_order
from sla_dsl.policy import parse_all
from sla_dsl.ready import Options, get_ready
from sla_dsl.text.source import Source

POLICY = """clause hot: sales first-touch within 4h for score >= 70 unless source = "partner"
clause weekly: sales first-touch within 4h on >= 50% per week by owner
clause whole: sales first-touch within 8h on >= 50%
clause volume: marketing delivers >= 3 MQL per week by owner
clause pipeline: marketing delivers >= 2 MQL per month paced <= 90% per week
"""
START = datetime(2026, 7, 1, 9, tzinfo=UTC)
KEYS: dict[str, list[Any]] = {
    "texts": [
        "plain",
        'quo"te',
        "back\\slash",
        "tab\t",
        "\u202eright to left",
        "ünïcödé",
        "emoji 🎯",
        "",
        "\x7f",
        "a b",
    ],
    "integers": [-1, 0, 1, 2**53, -(2**62), 7, 8, 9, 10, 11],
    "floats": [0.5, 1.0, -2.25, 1e16, 1e-7, 3.0, 4.0, 5.0, 6.0, 7.0],
    "booleans": [True, False],
}


def rows(keys: list[Any]) -> list[dict[str, Any]]:
    found = []
    for n, key in enumerate(keys):
        start = START + timedelta(days=3 * n)
        touch = [start + timedelta(hours=2), start + timedelta(hours=6), None, start - timedelta(hours=1)][n % 4]
        found.append(
            {
                "lead_id": key,
                "score": [85, 12, None][n % 3],
                "source": ["web", "web", "partner"][n % 3],
                "owner": ["ana", "ben", None][n % 3],
                "created_at": start,
                "first_touch_at": touch,
                "mql_at": start + timedelta(hours=1) if n % 2 else None,
            }
        )
    return found


def side_file(table: object, *, unmet: bool) -> pl.DataFrame:
    ready = get_ready(parse_all([Source("policy.sla", POLICY)]), {"leads": table}, Options(as_of="2026-08-15"))
    return pl.concat(map(in_order, instances_of(ready, judged(ready, Options()), unmet=unmet).values()))


@pytest.mark.parametrize("kind", KEYS)
def test_the_side_file_of_findings_holds_the_reports_findings(kind: str) -> None:
    table = rows(KEYS[kind])
    report = Policy.from_text(POLICY).check({"leads": table}, as_of="2026-08-15", max_evidence=10_000)
    assert report.findings
    expected, found = report.to_polars(), side_file(table, unmet=True)
    assert_frame_equal(found.sort("clause", "id"), expected.sort("clause", "id"))


@pytest.mark.parametrize("kind", KEYS)
def test_ids_are_the_fingerprints(kind: str) -> None:
    frame = Policy.from_text(POLICY).plan({"leads": rows(KEYS[kind])}, as_of="2026-08-15")["hot"].collect()
    known = [None if key == "" else key for key in KEYS[kind]]
    of = {dumps({"lead_id": key}): fingerprint("hot", subject={"lead_id": key}) for key in known}
    assert frame.height
    assert {key: of[key] for key in frame["key"]} == dict(zip(frame["key"], frame["id"], strict=True))


def test_every_instance_is_there_once_and_in_the_one_schema() -> None:
    table = rows(KEYS["integers"])
    policy = Policy.from_text(POLICY)
    frames = {name: frame.collect() for name, frame in policy.plan({"leads": table}, as_of="2026-08-15").items()}
    assert tuple(frames) == policy.clauses
    for clause in policy.check({"leads": table}, as_of="2026-08-15").clauses:
        frame = frames[clause.id]
        assert dict(frame.schema) == SCHEMA
        assert frame["id"].is_unique().all()
        # A duty with shares has its subjects and, on top, its periods and groups.
        told = Counter({word.value: n for word, n in clause.counts.items() if n})
        told += Counter({word.value: n for word, n in (clause.shares or {}).items() if n})
        if clause.form == "measure":
            del told["excluded"]  # rows that are left out are no instances of a measure
        assert Counter(frame["verdict"].to_list()) == told


def test_every_row_says_why() -> None:
    for frame in Policy.from_text(POLICY).plan({"leads": rows(KEYS["integers"])}, as_of="2026-08-15").values():
        assert frame.filter(pl.col("reason").is_null() | (pl.col("reason") == "")).collect().height == 0


def test_the_order_of_the_rows_does_not_matter() -> None:
    table = rows(KEYS["texts"])
    assert_frame_equal(side_file(table, unmet=False), side_file(table[::-1], unmet=False))


def test_subjects_stay_lazy() -> None:
    frame = Policy.from_text(POLICY).plan({"leads": rows(KEYS["integers"])}, as_of="2026-08-15")["hot"]
    assert isinstance(frame, pl.LazyFrame)
    # Lead 4 of the table (score 85, web) was created on 10 July and touched an hour before that.
    (row,) = frame.filter(pl.col("key") == '{"lead_id": 9007199254740992}').collect().rows(named=True)
    assert (row["verdict"], row["elapsed_s"]) == ("met", 0.0)
