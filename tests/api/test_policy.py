"""The library: a policy as a value, its check, and its errors."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import sla_dsl
from sla_dsl import Policy, PolicyError, UsageError, Verdict
from sla_dsl.findings.v1 import to_json

POLICY = """agreement "Short" version "2" between marketing and sales timezone "America/New_York"
clause hot "Hot leads": sales first-touch within 4h for score >= 70
clause volume: marketing delivers >= 1 MQL per month
"""
NINE, ONE = datetime(2026, 7, 1, 13, tzinfo=UTC), datetime(2026, 7, 1, 17, tzinfo=UTC)  # in New York
ROWS: list[dict[str, Any]] = [
    {"lead_id": 1, "score": 85, "created_at": NINE, "first_touch_at": ONE, "mql_at": NINE},
    {"lead_id": 2, "score": 85, "created_at": NINE, "first_touch_at": None, "mql_at": None},
]
AS_OF = "2026-07-02"


def counts(report: sla_dsl.Report, clause: str = "hot") -> dict[str, int]:
    (found,) = (c for c in report.clauses if c.id == clause)
    return {word.value: n for word, n in found.counts.items() if n}


def test_a_policy_tells_of_itself() -> None:
    policy = Policy.from_text(POLICY)
    assert (policy.title, policy.version, policy.timezone) == ("Short", "2", "America/New_York")
    assert policy.clauses == ("hot", "volume")
    hot = policy["hot"]
    assert (hot.id, hot.title, hot.form) == ("hot", "Hot leads", "duty")
    assert hot.sentence == "sales first-touch within 4h for score >= 70"
    assert hot.english.startswith("Sales must first-touch within 4")
    assert policy["volume"].form == "measure"


def test_an_unknown_clause_is_a_key_error_that_says_what_was_meant() -> None:
    with pytest.raises(KeyError, match="did you mean `volume`"):
        Policy.from_text(POLICY)["volme"]


def test_files_and_folders_are_read_together(tmp_path: Path) -> None:
    (tmp_path / "a.sla").write_text("clause a: sales first-touch within 4h\n")
    (tmp_path / "b.sla").write_text("clause b: sales first-touch within 5h\n")
    assert sla_dsl.load(tmp_path / "b.sla", str(tmp_path / "a.sla")).clauses == ("b", "a")
    assert sla_dsl.load(tmp_path).clauses == ("a", "b")


def test_a_policy_error_is_what_a_terminal_shows() -> None:
    with pytest.raises(PolicyError) as caught:
        Policy.from_text("sales first-touch wihtin 4h\nmarketing delivrs 1 MQL per month\n", name="mine.sla")
    assert len(caught.value.diagnostics) == 2
    text = str(caught.value)
    assert text.startswith("mine.sla:1:19: error[")
    assert "1 | sales first-touch wihtin 4h\n" in text
    assert "mine.sla:2:11: error[" in text


@pytest.mark.parametrize("paths", [(), ("nowhere.sla",)])
def test_nothing_to_load_is_a_usage_error(paths: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        sla_dsl.load(*paths)


def frames() -> list[object]:
    frame = pl.DataFrame(ROWS)
    texts = [{k: f"{v:%Y-%m-%dT%H:%M:%SZ}" if isinstance(v, datetime) else v for k, v in row.items()} for row in ROWS]
    return [
        pytest.param(frame, id="polars"),
        pytest.param(frame.lazy(), id="lazy"),
        pytest.param(pd.DataFrame(ROWS), id="pandas"),
        pytest.param(frame.to_arrow(), id="arrow"),
        pytest.param(ROWS, id="rows"),
        pytest.param(texts, id="texts"),
    ]


@pytest.mark.parametrize("table", frames())
def test_a_table_may_be_any_frame(table: object) -> None:
    report = Policy.from_text(POLICY).check({"leads": table}, as_of=AS_OF)
    assert counts(report) == {"met": 1, "missed": 1}


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_table_may_be_a_path(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"leads.{suffix}"
    frame = pl.DataFrame(ROWS)
    frame.write_parquet(path) if suffix == "parquet" else frame.write_csv(path)
    for given in (path, str(path)):
        assert counts(Policy.from_text(POLICY).check({"leads": given}, as_of=AS_OF)) == {"met": 1, "missed": 1}


@pytest.mark.parametrize(
    "as_of",
    [
        "2026-07-01 13:00",  # exactly due, in the policy's zone: still pending
        "2026-07-01T17:00:00Z",
        datetime(2026, 7, 1, 13),
        datetime(2026, 7, 1, 19, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_as_of_is_an_instant_or_a_local_time(as_of: str | datetime) -> None:
    report = Policy.from_text(POLICY).check({"leads": ROWS}, as_of=as_of)
    assert report.run.as_of == ONE
    assert report.run.as_of_source == "option"
    assert counts(report) == {"met": 1, "pending": 1}


def test_a_day_is_its_first_moment_and_none_the_latest_instant() -> None:
    policy = Policy.from_text(POLICY)
    for day in (date(2026, 7, 2), "2026-07-02"):
        assert policy.check({"leads": ROWS}, as_of=day).run.as_of == datetime(2026, 7, 2, 4, tzinfo=UTC)
    report = policy.check({"leads": ROWS})
    assert (report.run.as_of, report.run.as_of_source) == (ONE, "data")


@pytest.mark.parametrize("as_of", ["now", "2026-13-01", "", "0001-01-01", "9999-12-31T23:59:59-12:00", date(1, 1, 1)])
def test_what_is_no_instant_is_refused(as_of: str | date) -> None:
    with pytest.raises(UsageError, match="SLA504"):
        Policy.from_text(POLICY).check({"leads": ROWS}, as_of=as_of)


def test_only_takes_the_named_clauses() -> None:
    report = Policy.from_text(POLICY).check({"leads": ROWS}, as_of=AS_OF, only=["volume"])
    assert [c.id for c in report.clauses] == ["volume"]
    with pytest.raises(PolicyError, match="did you mean `hot`"):
        Policy.from_text(POLICY).check({"leads": ROWS}, as_of=AS_OF, only="hott")


def test_duplicates_are_refused_or_one_row_is_kept() -> None:
    policy, rows = Policy.from_text(POLICY), [ROWS[0], {**ROWS[1], "lead_id": 1}]
    with pytest.raises(sla_dsl.DataError, match="SLA421"):
        policy.check({"leads": rows}, as_of=AS_OF)
    assert counts(policy.check({"leads": rows}, as_of=AS_OF, on_duplicates="first")) == {"met": 1}
    assert counts(policy.check({"leads": rows}, as_of=AS_OF, on_duplicates="last")) == {"missed": 1}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"on_duplicates": "frist"}, "did you mean `first`"),
        ({"engine": "polar"}, "did you mean `polars`"),
    ],
)
def test_a_wrong_word_is_refused(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Policy.from_text(POLICY).check({"leads": ROWS}, as_of=AS_OF, **arguments)


@pytest.mark.parametrize(("tables", "code"), [(ROWS, "SLA508"), ({}, "SLA511"), ({"leads": 5}, "SLA417")])
def test_wrong_tables_are_refused(tables: Any, code: str) -> None:
    with pytest.raises(UsageError, match=code):
        Policy.from_text(POLICY).check(tables, as_of=AS_OF)


def test_day_first_and_nulls_reach_the_reader() -> None:
    rows = [{"lead_id": 1, "score": "n/a", "created_at": "05/02/2026", "first_touch_at": "06/02/2026"}]
    policy = Policy.from_text(
        "clause slow: sales first-touch within 5 days\nclause hot: sales first-touch within 5h for score >= 70"
    )
    report = policy.check({"leads": rows}, as_of="2026-12-01", day_first=True, nulls=["n/a"])
    assert counts(report, "slow") == {"met": 1}
    assert counts(report, "hot") == {"unknown": 1}
    assert counts(policy.check({"leads": rows}, as_of="2026-12-01", day_first=False, nulls="n/a"), "slow") == {
        "late": 1
    }


def test_max_evidence_limits_what_is_listed() -> None:
    rows = [{**ROWS[1], "lead_id": n} for n in range(5)]
    report = Policy.from_text(POLICY).check({"leads": rows}, as_of=AS_OF, max_evidence=2, only=["hot"])
    assert [f.subject for f in report.findings] == [{"lead_id": 0}, {"lead_id": 1}]
    assert report.clauses[0].findings_total == 5
    assert report.clauses[0].verdict is Verdict.BREACHED


def test_the_order_of_the_rows_does_not_matter() -> None:
    policy = Policy.from_text(POLICY)
    there, back = (to_json(policy.check({"leads": rows}, as_of=AS_OF)) for rows in (ROWS, ROWS[::-1]))
    assert there == back


def test_the_public_names_are_few_and_loaded_when_asked_for() -> None:
    assert len(sla_dsl.__all__) <= 20
    assert [name for name in sla_dsl.__all__ if getattr(sla_dsl, name, None) is None] == []
    with pytest.raises(AttributeError):
        _ = sla_dsl.no_such_name
    program = (
        "import sys; import sla_dsl; "
        "print(sorted(m for m in sys.modules if m.startswith(('polars', 'click', 'pydantic', 'sla_dsl.'))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_check_as_text_needs_no_pydantic_and_no_lark() -> None:
    program = (
        "import sys\n"
        "from sla_dsl.cli.app import sla\n"
        "assert sla.run(['check', 'examples/quick-start', '--quiet']) == 0\n"
        "print({'pydantic', 'lark', 'narwhals', 'duckdb', 'pandas', 'numpy', 'pyarrow'} & set(sys.modules))\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.splitlines()[-1] == "set()"


def test_the_policy_alone_is_checked_without_polars() -> None:
    program = (
        "import sys\n"
        "from sla_dsl.cli.app import sla\n"
        "assert sla.run(['check', 'examples/quick-start/policy.sla']) == 0\n"
        "print({'polars', 'pydantic', 'lark', 'tabulate'} & set(sys.modules))\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize(("amount", "told"), [("EUR 2000", 1), ("$2000", 0), ("2000", 0)])
def test_amounts_of_another_currency_are_told(amount: str, told: int) -> None:
    """The first amount of the policy settles its currency (rule 223)."""
    policy = sla_dsl.Policy.from_text("marketing delivers >= $1000 of amount in won from 2026-01-01 to 2026-01-31")
    leads = [{"lead_id": 1, "created_at": "2026-01-01", "won_at": "2026-01-20", "amount": amount}]
    report = policy.check({"leads": leads}, as_of="2026-02-01")
    assert report.clauses[0].verdict is sla_dsl.Verdict.MET
    assert [n.count for n in report.run.health if n.kind == "foreign_currency"] == [1] * told


def test_what_no_stack_can_hold_is_a_mistake_of_the_policy() -> None:
    """Each `let` is no deeper than may be written, and uses the one before it."""
    lets = "".join(f"let a{n} = {'(1 + ' * 90}a{n - 1}{')' * 90}\n" for n in range(1, 30))
    with pytest.raises(PolicyError) as found:
        Policy.from_text(f"marketing delivers >= a29 MQL per month\nlet a0 = 1\n{lets}")
    assert [d.code for d in found.value.diagnostics] == ["SLA027"]
