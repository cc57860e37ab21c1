"""What holds of every replay: it agrees with two checks, and every flip has one cause that is one."""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sla_dsl.check import instances_of, judged
from sla_dsl.lang import ast
from sla_dsl.policy import bound
from sla_dsl.ready import Options, get_ready
from sla_dsl.replay.contradictions import contradictions
from sla_dsl.replay.models import Flips, Heading, Replay
from sla_dsl.replay.run import replay
from sla_dsl.review.diff import diff
from sla_dsl.review.edits import applied, edits
from sla_dsl.review.models import Bound
from tests.replay.replaying import clause, files

# An example is a dozen checks: to shrink one takes minutes, and is asked for by whoever looks into a failure.
RANDOM = settings(
    deadline=None,
    database=None,
    print_blob=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SOAK = int(os.environ.get("SLA_SOAK", "5000")) // 10
"""An example is some ten times the work of other laws'."""
AS_OF = "2026-08-20T04:00:00Z"
"""An instant: a day would be another one under a policy of another zone, and a replay judges both as of the same."""
BEGIN = datetime(2026, 6, 28, 13)
CHOICES = {
    "term": ["", "  term 2026-07-01 to 2026-08-31\n"],
    "office": ["09:00-17:00", "10:00-16:00"],
    "limit": ["4h", "30h"],
    "hot": ["score >= 50", "score >= 70", 'score >= 50 and source = "web"'],
    "goal": ["2", "4"],
    "zone": ["America/New_York", "America/New_York", "Asia/Tokyo"],
    "first": ["marketing ensures score is known", "sales first-touch within 2h"],
    "fast": ["within limit for hot", "within 3 business hours for hot", "within limit excused by first"],
    "share": ["on 50% per month by owner", "on 80% per month by owner", "on 80% per month"],
    "volume": ["per month for hot", "per month", "per quarter for hot"],
    "more": [
        "",
        'waive fast from 2026-07-05 to 2026-07-20 because "ill" approved by "VP"\n',
        'exclude source = "event" because "fair"\n',
        "clause more: marketing ensures score is known for hot\n",
    ],
}
POLICY = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CHOICES.items()})
ROW = st.fixed_dictionaries(
    {
        "day": st.integers(0, 50),
        "hours": st.none() | st.integers(0, 60),
        "score": st.none() | st.sampled_from([40, 50, 70, 90]),
        "source": st.sampled_from(["web", "event", None]),
        "owner": st.sampled_from(["ana", "ben", None]),
    }
)


def text(of: dict[str, str]) -> str:
    return (
        f'agreement "Small" between marketing and sales\n  timezone "{of["zone"]}"\n'
        f"{of['term']}calendar office\n  open mon-fri {of['office']}\n"
        f"let limit = {of['limit']}\nlet goal = {of['goal']}\ndefine hot = {of['hot']}\n"
        f"clause first: {of['first']}\nclause fast: sales first-touch {of['fast']}\n"
        f"clause share: sales first-touch within limit {of['share']}\n"
        f"clause volume: marketing delivers >= goal MQL {of['volume']}\n{of['more']}"
    )


def table(rows: list[dict[str, Any]]) -> pl.DataFrame:
    made = [BEGIN + timedelta(days=r["day"]) for r in rows]
    done = [None if r["hours"] is None else m + timedelta(hours=r["hours"]) for r, m in zip(rows, made, strict=True)]
    when = pl.Datetime("us")
    return pl.DataFrame(
        {
            "lead_id": pl.Series(range(len(rows)), dtype=pl.Int64),
            "created_at": pl.Series(made, dtype=when).dt.replace_time_zone("UTC"),
            "mql_at": pl.Series(made, dtype=when).dt.replace_time_zone("UTC"),
            "first_touch_at": pl.Series(done, dtype=when).dt.replace_time_zone("UTC"),
            "score": pl.Series([r["score"] for r in rows], dtype=pl.Int64),
            **{n: pl.Series([r[n] for r in rows], dtype=pl.String) for n in ("source", "owner")},
        }
    )


def verdicts(policy: tuple[ast.File, ...], rows: pl.DataFrame, engine: str) -> dict[str, dict[Any, str]]:
    """By clause the verdict of every subject, and of every period and group, as a check of one policy gives it."""
    options = Options(as_of=AS_OF, engine=engine)
    ready = get_ready(policy, {"leads": rows}, options)
    found: dict[str, dict[Any, str]] = {}
    for name, frame in instances_of(ready, judged(ready, options)).items():
        of = frame.collect().iter_rows(named=True)
        found[name] = {_instance(r): r["verdict"] for r in of}
    return found


def _instance(row: dict[str, Any]) -> Any:
    if row["key"] is not None:
        return next(iter(json.loads(row["key"]).values()))
    return row["period_start"], row["period_end"], row["group"]


def differences(old: dict[Any, str], new: dict[Any, str]) -> dict[Any, tuple[str, str]]:
    pairs = {i: (old.get(i, "none"), new.get(i, "none")) for i in {*old, *new}}
    return {i: pair for i, pair in pairs.items() if pair[0] != pair[1]}


def agrees(found: Flips, wanted: dict[Any, tuple[str, str]]) -> None:
    assert dict(found.counts) == dict(Counter(wanted.values()))
    assert found.total == sum(found.causes.values()) == sum(found.turns.values())
    assert len(found.shown) == found.total  # tables are small, so that all are shown
    in_periods, of_owners = (
        sum(n for turns in by.values() for n in turns.values()) for by in (found.by_period, found.by_owner)
    )
    assert in_periods == found.total
    assert of_owners <= found.total  # a period of no owner's is of none


def of_causes(name: str, found: Replay, flips: Flips, tries: dict[tuple[int, ...], dict[str, dict[Any, str]]]) -> None:
    """Each shown flip comes to the same where just the edits of its cause are made, and of one alone nowhere else."""
    for flip in flips.shown:
        if flip.key is not None:
            instance: Any = next(iter(flip.key.values()))
            alone = {u for u, t in tries.items() if t.get(name, {}).get(instance, "none") == flip.new}
            said = {w for way in flip.cause.units for w in [way] if len(way) == 1}
            if flip.cause.heading in (Heading.ALONE, Heading.SEVERAL):
                assert said <= alone
            else:
                assert not alone


@settings(RANDOM, max_examples=12)
@given(old=POLICY, new=POLICY, rows=st.lists(ROW, max_size=14))
def test_a_replay_agrees_with_two_checks(old: dict[str, str], new: dict[str, str], rows: list[dict[str, Any]]) -> None:
    holds(old, new, rows, "polars")


@settings(RANDOM, max_examples=2)
@given(old=POLICY, new=POLICY, rows=st.lists(ROW, min_size=8, max_size=14))
def test_it_does_on_every_engine(engine: str, old: dict[str, str], new: dict[str, str], rows: list[Any]) -> None:
    holds(old, new, rows, engine)


@pytest.mark.soak
def test_a_replay_agrees_for_long(capsys: pytest.CaptureFixture[str]) -> None:
    flips: Counter[str] = Counter()

    @settings(RANDOM, max_examples=SOAK)
    @given(old=POLICY, new=POLICY, rows=st.lists(ROW, max_size=14))
    def run(old: dict[str, str], new: dict[str, str], rows: list[dict[str, Any]]) -> None:
        flips.update(pairs=1, flips=holds(old, new, rows, "polars"))

    try:
        run()
    finally:
        with capsys.disabled():
            print(f"\n{dict(flips)}")
    assert flips["flips"] > flips["pairs"]


def holds(old: dict[str, str], new: dict[str, str], rows: list[dict[str, Any]], engine: str) -> int:
    """The laws, on one pair of policies; how many verdicts flip."""
    before, after, data = files(text(old), "old.sla"), files(text(new), "new.sla"), table(rows)
    found = replay(before, after, {"leads": data}, Options(as_of=AS_OF, engine=engine, max_evidence=1000))
    was, now = verdicts(before, data, engine), verdicts(after, data, engine)
    review = diff(*(Bound("", policy, bound(policy)[0]) for policy in (before, after)))
    assert contradictions(found, review.changes) == ()
    changed = edits(before, after)
    tries = {
        (n,): verdicts(applied(before, [changed[i] for i in unit.edits]), data, engine)
        for n, unit in enumerate(found.units)
    }
    for name in {*was, *now}:
        wanted = differences(was.get(name, {}), now.get(name, {}))
        one = clause(found, name)
        agrees(one.subjects, {i: pair for i, pair in wanted.items() if isinstance(i, int)})
        agrees(one.periods, {i: pair for i, pair in wanted.items() if not isinstance(i, int)})
        of_causes(name, found, one.subjects, tries)
    return found.flips
