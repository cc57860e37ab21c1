"""The laws of a ledger: it only grows, the same run adds nothing, nothing is lost, and what is broken is said."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from sla_dsl.cli import ledger as file
from sla_dsl.findings.models import Verdict
from sla_dsl.pack.ledger import Entry, added, entries_in
from sla_dsl.pack.sections import page
from sla_dsl.text.diagnostic import UsageError
from sla_dsl.text.source import Source
from tests.pack.conftest import LEADS, POLICY, SECOND_QUARTER, clause, leads, run_of


def entries(as_of: str = "2026-07-01", rows: object = None) -> list[Entry]:
    return run_of(as_of=as_of, rows=rows)[0].entries()


def text_of(*runs: list[Entry]) -> str:
    text = ""
    for run in runs:
        text = added(Source("l.jsonl", text), run)
    return text


def test_it_holds_what_was_written() -> None:
    found = entries()
    assert entries_in(Source("l.jsonl", text_of(found))) == tuple(found)


def test_the_same_run_adds_nothing() -> None:
    once = text_of(entries())
    assert text_of(entries(), entries()) == once
    assert once.count("\n") == 2  # two clauses


def test_another_as_of_adds_behind_what_is_there() -> None:
    once = text_of(entries())
    twice = text_of(entries(), entries("2026-07-02"))
    assert twice.startswith(once)
    assert twice.count("\n") == 4


def test_a_last_line_without_its_end_is_not_written_into() -> None:
    once = text_of(entries()).rstrip("\n")
    both = added(Source("l.jsonl", once), entries("2026-07-02"))
    assert both.startswith(once + "\n")
    assert len(entries_in(Source("l.jsonl", both))) == 4


def test_no_key_no_name_and_no_group_is_held() -> None:
    text = text_of(entries())
    assert "ann" not in text
    assert "lead_id" not in text


@pytest.mark.parametrize(
    "line",
    [
        '{"ledger": 1, "run": "ddf6',
        "[]",
        "{}",
        '{"ledger": 2}',
        "<<<<<<< HEAD",
        '{"counts": {"met": -1}}',
        '{"verdict": "fine"}',
        '{"periods": [{"of": "rows"}]}',
        '{"target": {"op": ">="}}',
        '{"as_of": "yesterday"}',
        '{"clause": 7}',
    ],
)
def test_a_broken_line_is_told_with_its_place(line: str) -> None:
    whole = text_of(entries()).splitlines()[0]
    if line.startswith('{"') and "ledger" not in line:  # one field of a line that is right else
        line = whole[:-1] + ", " + line[1:]
    with pytest.raises(UsageError) as caught:
        entries_in(Source("l.jsonl", f"{whole}\n\n{line}\n"))
    (found,) = caught.value.diagnostics
    assert found.code == "SLA561"
    assert found.source is not None
    assert found.span is not None
    assert found.source.position(found.span.start) == (3, 1)


def test_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "l.jsonl"
    found = entries()
    runs = [[replace(e, run=f"run {n}") for e in found] for n in range(12)]
    books = [file.opened(str(path)) for _ in runs]  # all of them saw it empty
    with ThreadPoolExecutor(len(runs)) as pool:
        list(pool.map(lambda both: both[0].add(both[1]), zip(books, runs, strict=True)))
    held = entries_in(Source("l.jsonl", path.read_text()))
    assert {(e.run, e.clause) for e in held} == {(e.run, e.clause) for run in runs for e in run}
    assert len(held) == 24
    assert [p.name for p in tmp_path.iterdir()] == ["l.jsonl"]


def test_a_ledger_that_is_held_is_waited_for_and_then_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "_PAUSE", 0)
    book = file.opened(str(tmp_path / "l.jsonl"))
    (tmp_path / "l.jsonl.lock").touch()
    with pytest.raises(UsageError) as caught:
        book.add(entries())
    assert [d.code for d in caught.value.diagnostics] == ["SLA562"]
    assert not (tmp_path / "l.jsonl").exists()


def test_what_the_data_do_not_reach_back_to_comes_from_the_ledger() -> None:
    kept = entries("2026-04-02")  # when the first quarter was over: 4 of 5 leads, 2 of 3 months
    rows = leads([r for r in LEADS if r[2] >= SECOND_QUARTER])
    packed = run_of(rows=rows)[1]
    for id, met, judged in (("hot", 4, 5), ("volume", 2, 3)):
        assert clause(packed(), id).earlier == ()
        (one,) = clause(packed(kept), id).earlier
        assert (one.span.label, one.kept.met, one.kept.judged) == ("2026-Q1", met, judged)
        assert one.ledger is not None


def test_what_the_data_hold_comes_from_the_data() -> None:
    old = [replace(e, lines=()) for e in entries("2026-04-02")]
    assert [e.ledger for e in clause(run_of()[1](old), "hot").earlier] == [None]
    kept = entries("2026-04-02", leads(LEADS[:2]))
    (one,) = clause(run_of()[1](kept), "hot").earlier
    assert (one.kept.judged, one.ledger) == (5, None)


def test_the_run_that_saw_most_of_a_period_counts_and_of_these_the_latest() -> None:
    rows = leads([r for r in LEADS if r[2] >= SECOND_QUARTER])
    # the second run had lost January, the third one is the first again, a day later and with lead 2 in time
    mended = leads([(*r[:3], 1) if r[0] == "2" else r for r in LEADS])
    runs = [*entries("2026-04-02"), *entries("2026-04-03", leads(LEADS[2:])), *entries("2026-04-04", mended)]
    (one,) = clause(run_of(rows=rows)[1](runs), "hot").earlier
    assert (one.kept.met, one.kept.judged) == (5, 5)


def test_a_run_before_the_end_of_a_period_does_not_tell_of_it() -> None:
    rows = leads([r for r in LEADS if r[2] >= SECOND_QUARTER])
    assert clause(run_of(rows=rows)[1](entries("2026-03-20")), "hot").earlier == ()


def test_charts_and_proposals_hold_no_period_that_nobody_has_seen(engine: str) -> None:
    rows = leads([r for r in LEADS if r[2] >= SECOND_QUARTER])
    packed = run_of(rows=rows, engine=engine)[1]
    # the term begins in January, and the data in April: one, one and two MQL
    volume = clause(packed(), "volume")
    assert [(b.label, b.value) for b in volume.bars] == [("2026-04", 1), ("2026-05", 1), ("2026-06", 2)]
    (target,) = [p for p in packed().proposals if p.clause == "volume"]
    assert (target.met, target.judged) == (1, 3)
    # two, one and two of the first quarter, as they were seen when it was over
    kept = entries("2026-04-02")
    bars = clause(packed(kept), "volume").bars
    assert [(b.label, b.value) for b in bars[:3]] == [("2026-01", 2), ("2026-02", 1), ("2026-03", 2)]
    assert [b.verdict.value for b in bars] == ["met", "breached", "met", "breached", "breached", "met"]
    # 1 of 2, 1 of 1 and 2 of 2 leads were touched in time
    hot = clause(packed(kept), "hot").bars
    assert [(b.label, b.value) for b in hot[:3]] == [("2026-01", Decimal("0.5")), ("2026-02", 1), ("2026-03", 1)]


def test_an_export_by_another_date_does_not_hide_what_the_ledger_knows() -> None:
    # leads that became an MQL in the second quarter, one of them created in January
    rows = leads([r for r in LEADS if r[2] >= SECOND_QUARTER])
    rows = rows.with_columns(created_at=pl.concat([pl.Series(["2026-01-02 09:00"]), rows["created_at"][1:]]))
    (one,) = clause(run_of(rows=rows)[1](entries("2026-04-02")), "volume").earlier
    assert (one.kept.met, one.kept.judged) == (2, 3)


def test_a_share_over_all_time_is_not_judged_by_the_rows_of_a_period() -> None:
    policy = POLICY.replace("within 4h", "within 4h on >= 50%")
    kept = run_of(policy=policy, as_of="2026-04-02")[0].entries()
    rows = leads([r for r in LEADS if r[2] >= SECOND_QUARTER])
    (one,) = clause(run_of(policy=policy, rows=rows)[1](kept), "hot").earlier
    assert (one.verdict, one.kept.met, one.kept.judged) == (Verdict.NOT_APPLICABLE, 4, 5)


def test_what_another_policy_has_judged_is_said_to_be_so() -> None:
    kept = run_of(policy=POLICY.replace('"1.1"', '"1.0"').replace("4h", "6h"), as_of="2026-04-02")[0].entries()
    rows = leads([r for r in LEADS if r[2] >= SECOND_QUARTER])
    packed = run_of(rows=rows)[1]
    told = [sentence for s in page(packed(kept)).sections if s.id == "clauses" for sentence in s.sentences]
    assert told[1] == "Judged by the policy as it was then: 2026-Q1 (version 1.0)."
    assert len([x for s in page(packed(entries("2026-04-02"))).sections if s.id == "clauses" for x in s.sentences]) == 1


def test_of_two_runs_of_one_instant_the_one_that_was_written_last_counts() -> None:
    rows = leads([r for r in LEADS if r[2] >= SECOND_QUARTER])
    mended = leads([(*r[:3], 1) if r[0] == "2" else r for r in LEADS])
    for runs, met in (((None, mended), 5), ((mended, None), 4)):
        kept = [e for one in runs for e in entries("2026-04-02", one)]
        assert [e.kept.met for e in clause(run_of(rows=rows)[1](kept), "hot").earlier] == [met]


def test_weeks_are_kept_too() -> None:
    rows = leads([r for r in LEADS if r[2] >= SECOND_QUARTER])
    packed = run_of(rows=rows, period="2026-W16")[1]  # 13 to 19 April
    earlier = {e.span.label: e.kept.judged for e in clause(packed(entries("2026-04-20")), "hot").earlier}
    # leads 4 and 5 came on 12 and 13 March, in week 11
    assert earlier == {"2026-W11": 2}
