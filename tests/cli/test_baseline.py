"""`--baseline`: what is known does not fail, what is new does, and the file is one that people can review."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.cli.conftest import Done, Run

LEADS = """lead_id,score,created_at,first_touch_at
1,85,2026-07-01 09:00,2026-07-01 13:00
2,85,2026-07-01 09:00,
3,85,2026-07-01 09:00,2026-07-01 14:00
4,,2026-07-01 09:00,
"""
"""Of the hot leads 1 is in time (13:00 is four hours later), 2 is missed and 3 an hour late; 4 has no score."""


@pytest.fixture
def leads(folder: Path) -> Callable[[str, str], None]:
    """Changes the text of the export, which holds `LEADS`."""
    (folder / "leads.csv").write_text(LEADS, encoding="utf-8")

    def change(old: str, new: str) -> None:
        text = (folder / "leads.csv").read_text(encoding="utf-8")
        assert text.count(old) == 1
        (folder / "leads.csv").write_text(text.replace(old, new), encoding="utf-8")

    return change


Change = Callable[[str, str], None]


@pytest.fixture
def known(check: Run, leads: Change, folder: Path) -> Run:
    """`check` beside a baseline of all that is breached in `LEADS`."""
    done = check("--baseline", "known.jsonl", "--update-baseline")
    assert (done.code, done.err) == (0, "known.jsonl: 2 added, 0 dropped, 0 kept\n")
    return lambda *args: check("--baseline", "known.jsonl", *args)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "known.jsonl").read_text(encoding="utf-8").splitlines()]


def told(done: Done) -> dict[str, Any]:
    found = json.loads(done.out)
    assert isinstance(found, dict)
    return found


def test_what_is_known_does_not_fail_and_is_shown(known: Run) -> None:
    done = known()
    assert (done.code, done.err) == (0, "")
    assert "✗ BREACHED (KNOWN)  hot" in done.out
    assert done.out.splitlines()[-1] == "1 clause: 1 breached · 3 findings (2 shown) · 0 new, 2 known in known.jsonl"


@pytest.mark.parametrize("runner", ["polars", "duckdb"])
@pytest.mark.parametrize("hidden", [(), ("--redact-salt", "pepper")])
def test_a_row_that_breaks_a_condition_in_another_way_is_new(
    check: Run, leads: Change, folder: Path, runner: str, hidden: tuple[str, ...]
) -> None:
    policy = "clause never-so: sales never score > 80\nclause filled: sales ensures score is known\n"
    (folder / "policy.sla").write_text(policy, encoding="utf-8")
    more = ("--baseline", "known.jsonl", "--engine", runner, *hidden)
    check(*more, "--update-baseline")
    assert check(*more).code == 0
    leads("2,85,", "2,90,")  # it was over 80 and is; nothing else of it is read
    done = check(*more, "--format", "json")
    assert done.code == 1
    stale = told(done)["baseline"]["stale"]
    assert [(s["clause"], s["why"]) for s in stale] == [("never-so", "its data changed")]


def test_the_as_of_is_no_part_of_the_data(known: Run) -> None:
    assert known("--as-of", "2027-01-01").code == 0


def test_a_new_breach_fails_and_stands_first(known: Run, leads: Change) -> None:
    leads("2026-07-01 13:00", "2026-07-01 13:01")
    done = known("--format", "json", "--max-evidence", "1")
    assert done.code == 1
    report = told(done)
    assert [(f["subject"]["key"], f["known"]) for f in report["findings"]] == [({"lead_id": 1}, False)]
    assert (report["baseline"]["new"], report["baseline"]["known"], report["baseline"]["stale"]) == (1, 2, [])
    assert report["clauses"][0]["known"] == {"late": 1, "missed": 1}
    assert report["clauses"][0]["findings"] == {"total": 4, "shown": 1, "truncated": True}
    assert known("--fail-on", "critical").code == 0


def test_only_a_breach_is_known_or_new(known: Run) -> None:
    findings = told(known("--format", "json"))["findings"]
    assert [(f["subject"]["key"]["lead_id"], f["known"]) for f in findings] == [(2, True), (3, True), (4, None)]


@pytest.mark.parametrize(
    ("old", "new", "code", "why"),
    [
        ("2026-07-01 14:00", "2026-07-01 12:00", 0, "is breached no longer"),
        ("2026-07-01 14:00", "2026-07-01 15:00", 1, "its data changed"),
        ("3,85,", "3,69,", 0, "is breached no longer"),
    ],
    ids=["mended", "another touch", "out of scope"],
)  # fmt: skip
def test_a_line_drops_out_when_its_row_changes(
    known: Run, leads: Change, old: str, new: str, code: int, why: str
) -> None:
    leads(old, new)
    done = known()
    assert done.code == code
    assert f"Holds no longer in the baseline\n  hot, lead_id 3 (late): {why}\n" in done.out
    (stale,) = told(known("--format", "json"))["baseline"]["stale"]
    assert (stale["clause"], stale["key"], stale["why"]) == ("hot", {"lead_id": 3}, why)


def test_a_known_miss_that_is_touched_at_last_is_new_as_a_late_one(known: Run, leads: Change) -> None:
    leads("2,85,2026-07-01 09:00,", "2,85,2026-07-01 09:00,2026-07-01 20:00")
    assert known().code == 1
    done = known("--update-baseline")
    assert (done.code, done.err) == (0, "known.jsonl: 1 added, 1 dropped, 1 kept\n")


def test_another_promise_is_another_breach(known: Run, folder: Path) -> None:
    policy = (folder / "policy.sla").read_text(encoding="utf-8")
    (folder / "policy.sla").write_text(policy.replace("4h", "3h"), encoding="utf-8")
    assert known().code == 1


def test_the_file_is_sorted_and_does_not_move_without_a_change(known: Run, folder: Path, leads: Change) -> None:
    before = (folder / "known.jsonl").read_bytes()
    head, *rest = lines(folder)
    assert head == {"baseline": 1}
    assert [(line["key"], line["verdict"]) for line in rest] == [({"lead_id": 2}, "missed"), ({"lead_id": 3}, "late")]
    assert all(len(line["id"]) == len(line["data"]) == 16 for line in rest)
    rows = LEADS.splitlines(keepends=True)
    (folder / "leads.csv").write_text("".join([rows[0], *reversed(rows[1:])]), encoding="utf-8")
    known("--update-baseline", "--as-of", "2026-12-01")
    assert (folder / "known.jsonl").read_bytes() == before


def test_a_clause_that_was_not_asked_for_keeps_its_lines(known: Run, folder: Path) -> None:
    policy = (folder / "policy.sla").read_text(encoding="utf-8")
    other = "clause all: sales first-touch within 1h\n"
    (folder / "policy.sla").write_text(policy + other, encoding="utf-8")
    done = known("--only", "all", "--update-baseline")
    # touched after 4 hours (1), never (2), after 5 hours (3), never (4)
    assert done.err == "known.jsonl: 4 added, 0 dropped, 2 kept\n"
    assert "Holds no longer" not in known("--only", "hot").out
    assert known().code == 0
    (folder / "policy.sla").write_text(other, encoding="utf-8")
    assert known().out.count("(missed): the policy has no such clause") == 1


@pytest.mark.parametrize("runner", ["polars", "duckdb"])
def test_periods_and_groups_are_known_too(check: Run, folder: Path, runner: str) -> None:
    (folder / "leads.csv").write_text(
        "lead_id,owner,created_at,first_touch_at,mql_at\n"
        "1,ann,2026-07-01 09:00,,2026-07-01 09:00\n2,bob,2026-07-02 09:00,2026-07-02 10:00,2026-08-01 00:00\n",
        encoding="utf-8",
    )
    (folder / "policy.sla").write_text(
        'agreement "A"\n  timezone "America/New_York"\n'
        "clause volume: marketing delivers >= 2 MQL per month\n"
        "clause fast: sales first-touch within 4h on >= 90% per month by owner\n",
        encoding="utf-8",
    )
    args = ("--baseline", "known.jsonl", "--as-of", "2026-09-02")
    assert check(*args, "--update-baseline").code == 0
    args = (*args, "--engine", runner)
    assert [(line["clause"], line["period"], line.get("group")) for line in lines(folder)[1:]] == [
        ("fast", "month 2026-07-01", {"owner": "ann"}),
        # 00:00 in New York, as the export's local times are, is the 1st there and 04:00 in UTC
        ("volume", "month 2026-07-01", None),
        ("volume", "month 2026-08-01", None),
    ]
    assert check(*args).code == 0
    leads = (folder / "leads.csv").read_text(encoding="utf-8").replace("2,bob", "3,bob,2026-08-05 09:00,,\n2,bob")
    (folder / "leads.csv").write_text(leads, encoding="utf-8")
    done = check(*args, "--format", "json")
    assert done.code == 1
    assert [f["group"] for f in told(done)["findings"] if f["known"] is False] == [{"owner": "bob"}]


def test_side_files_and_tables_say_what_is_known(known: Run, folder: Path, leads: Change) -> None:
    leads("2026-07-01 13:00", "2026-07-01 13:01")
    known("--report", "parquet:r.parquet", "--findings-out", "f.parquet", "--instances-out", "i.parquet")
    for name in ("r", "f", "i"):
        frame = pl.read_parquet(folder / f"{name}.parquet")
        found = {json.loads(key)["lead_id"]: known for key, known in frame.select("key", "known").iter_rows()}
        assert found == {1: False, 2: True, 3: True, 4: None}


def test_every_report_tells_known_from_new(known: Run, folder: Path, leads: Change) -> None:
    leads("2026-07-01 13:00", "2026-07-01 13:01")
    (run,) = json.loads(known("--format", "sarif").out)["runs"]
    assert [r.get("baselineState") for r in run["results"]] == ["new", "unchanged", "unchanged", None]
    assert [e["severity"] for e in json.loads(known("--format", "gitlab").out)] == ["major", "info", "info", "info"]
    # The clause and lead 1 fail; 2, 3 and the unknown 4 are skipped.
    assert 'name="hot" tests="5" failures="2" errors="0" skipped="3"' in known("--format", "junit").out
    markdown = known("--format", "markdown").out
    assert "Breaches: **1 new, 2 known in" in markdown
    assert markdown.count("missed (known)") == 1
    assert "::error file=policy.sla" in known("--format", "github").out
    leads("2026-07-01 13:01", "2026-07-01 13:00")
    assert "::notice file=policy.sla" in known("--format", "github").out
    assert 'name="hot" tests="4" failures="0" errors="0" skipped="4"' in known("--format", "junit").out


def test_what_is_not_listed_is_told_apart_too(known: Run, leads: Change) -> None:
    leads("2026-07-01 13:00", "2026-07-01 13:01")
    (run,) = json.loads(known("--format", "sarif", "--max-evidence", "0").out)["runs"]
    assert [(r["properties"]["verdict"], r.get("baselineState"), r["occurrenceCount"]) for r in run["results"]] == [
        ("late", "new", 1),
        ("late", "unchanged", 1),
        ("missed", "unchanged", 1),
        ("unknown", None, 1),
    ]
    ids = [r["partialFingerprints"]["slaFinding/v1"] for r in run["results"]]
    assert len(set(ids)) == len(ids)


def test_sla_toml_names_it(run: Run, folder: Path, leads: Change) -> None:
    (folder / "sla.toml").write_text(
        'baseline = "known.jsonl"\nas_of = "2026-07-02"\n[data]\nleads = "leads.csv"\n', encoding="utf-8"
    )
    assert run("check").code == 2
    assert run("check", "--update-baseline").code == 0
    assert run("check", str(folder)).code == 0
    assert run("check", "--baseline", "other.jsonl").code == 2


def test_redacted_it_holds_hashes_and_works(check: Run, folder: Path, leads: Change) -> None:
    args = ("--baseline", "known.jsonl", "--redact-salt", "pepper")
    assert check(*args, "--update-baseline").code == 0
    plain = json.loads(check("--format", "json").out)["findings"]
    text = (folder / "known.jsonl").read_text(encoding="utf-8")
    assert not any(f["id"] in text for f in plain)  # a fingerprint of a key that can be guessed gives it away
    assert {line["key"]["lead_id"] for line in lines(folder)[1:]}.isdisjoint({2, 3})
    assert check(*args).code == 0
    findings = json.loads(check(*args, "--format", "json").out)["findings"]
    assert {f["id"] for f in findings if f["known"]} == {line["id"] for line in lines(folder)[1:]}
    leads("2026-07-01 14:00", "2026-07-01 15:00")
    assert check(*args).code == 1


def test_a_plain_one_is_read_by_a_run_that_hides_keys(known: Run, leads: Change) -> None:
    leads("2026-07-01 14:00", "2026-07-01 15:00")
    report = told(known("--format", "json", "--redact-salt", "pepper"))
    assert (report["baseline"]["known"], report["baseline"]["new"]) == (1, 1)
    assert report["baseline"]["stale"][0]["key"] != {"lead_id": 3}
    assert report["baseline"]["stale"][0]["id"] == report["findings"][0]["id"]


def test_hashes_of_another_salt_are_refused(check: Run, folder: Path, leads: Change) -> None:
    args = ("--baseline", "known.jsonl")
    check(*args, "--redact-salt", "pepper", "--update-baseline")
    for other in ((), ("--redact-salt", "salt"), ("--update-baseline",)):
        done = check(*args, *other)
        assert done.code == 2
        assert "SLA583" in done.err


def test_hashes_that_nobody_can_make_again_are_not_written(
    check: Run, folder: Path, leads: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLA_REDACT_SALT", raising=False)
    done = check("--baseline", "known.jsonl", "--redact", "--update-baseline")
    assert done.code == 2
    assert "SLA583" in done.err
    assert not (folder / "known.jsonl").exists()


def test_keys_are_not_mixed_with_hashes(known: Run, folder: Path) -> None:
    before = (folder / "known.jsonl").read_bytes()
    done = known("--update-baseline", "--redact-salt", "pepper")
    assert done.code == 2
    assert "SLA583" in done.err
    assert (folder / "known.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "1:1"),
        ("[]\n", "1:1"),
        ('{"baseline": 2}\n', "1:1"),
        ('{"baseline": 1}\n<<<<<<< HEAD\n', "2:1"),
        ('{"baseline": 1}\n\n{"clause": "hot"}\n', "3:1"),
        ('{"baseline": 1}\n{"clause": 1, "verdict": "late", "id": "a", "data": "b"}\n', "2:1"),
        ('{"baseline": 1}\n{"clause": "a", "verdict": "late", "id": "a", "data": "b", "key": {"x": []}}\n', "2:1"),
        ('{"baseline": 1}\n' + "[" * 100_000 + "\n", "2:1"),
        ('{"baseline": 1}\n' + "9" * 10_000 + "\n", "2:1"),
    ],
)
def test_what_is_no_baseline_is_refused_with_its_place(
    check: Run, folder: Path, leads: Change, text: str, place: str
) -> None:
    (folder / "known.jsonl").write_text(text, encoding="utf-8")
    done = check("--baseline", "known.jsonl")
    assert done.code == 2
    assert f"known.jsonl:{place}: error[SLA581]" in done.err
    assert done.out == ""


@pytest.mark.parametrize("content", [b"\xff\xfe", None], ids=["not UTF-8", "a folder"])
def test_what_can_not_be_read_is_refused(check: Run, folder: Path, content: bytes | None) -> None:
    if content is None:
        (folder / "known.jsonl").mkdir()
    else:
        (folder / "known.jsonl").write_bytes(content)
    assert check("--baseline", "known.jsonl").code == 2


def test_a_hostile_line_steers_no_terminal(check: Run, folder: Path, leads: Change) -> None:
    line = {"clause": "\x1b[2J", "verdict": "\x1b]0;x\x07", "id": "a", "data": "b", "key": {"\u202e": "\x1b[31m"}}
    (folder / "known.jsonl").write_text('{"baseline": 1}\n' + json.dumps(line) + "\n", encoding="utf-8")
    done = check("--baseline", "known.jsonl")
    assert "\x1b" not in done.out
    assert "Holds no longer" in done.out


def test_a_line_twice_does_no_harm(known: Run, folder: Path) -> None:
    path = folder / "known.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + path.read_text(encoding="utf-8").partition("\n")[2])
    done = known()
    assert done.code == 0
    assert "0 new, 2 known" in done.out


def test_a_file_to_write_is_named(check: Run) -> None:
    done = check("--update-baseline")
    assert done.code == 2
    assert "SLA582" in done.err


def test_a_missing_one_says_how_to_make_it(check: Run) -> None:
    done = check("--baseline", "known.jsonl")
    assert done.code == 2
    assert "SLA580" in done.err
    assert "--update-baseline" in done.err


def test_nothing_is_written_over_it(check: Run, known: Run, folder: Path) -> None:
    done = known("--update-baseline", "--output", "known.jsonl")
    assert done.code == 2
    assert "SLA521" in done.err


def test_without_data_there_is_nothing_to_know(run: Run, folder: Path) -> None:
    assert run("check", "policy.sla", "--baseline", "known.jsonl", "--update-baseline").code == 2


def test_a_clause_that_can_not_be_evaluated_keeps_its_lines_and_ends_with_4(
    known: Run, folder: Path, leads: Change
) -> None:
    leads("lead_id,score,", "lead_id,points,")
    done = known("--update-baseline")
    assert done.code == 4
    assert len(lines(folder)) == 3
