"""Every engine writes the default one's report, to the byte: random scenarios, files, and rows in any order."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sla_dsl import check as product
from sla_dsl.engines.registry import ENGINES
from sla_dsl.findings.v1 import to_json
from sla_dsl.lang import ast
from sla_dsl.lang.parser import parse
from sla_dsl.ready import Options
from sla_dsl.text.diagnostic import Told
from sla_dsl.text.source import Source
from tests.support.comparing import SCHEMAS, frame, read
from tests.support.strategies import Scenario, scenarios

ROOT = Path(__file__).parents[2]
QUICK_START = ROOT / "examples/quick-start"


def answer(text: str, tables: Mapping[str, Any], engine: str, as_of: datetime | str | None, **said: Any) -> str:
    """The report as JSON, or what is said where there is none."""
    file, mistakes = parse(Source("policy.sla", text))
    assert not mistakes, [m.message for m in mistakes]
    return report([file], tables, Options(as_of=as_of, engine=engine, **said))


def report(files: Sequence[ast.File], tables: Mapping[str, Any], options: Options) -> str:
    """The report of a policy with its bases as JSON, or what is said where there is none."""
    try:
        return to_json(product.check(files, tables, options))
    except Told as told:
        return str(told)


def in_any_order(table: pl.DataFrame, seed: int) -> pl.DataFrame:
    return table.sample(fraction=1, shuffle=True, seed=seed) if table.height else table


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(scenario=scenarios(), seed=st.integers(0, 1000), evidence=st.sampled_from((0, 1, 100)))
def test_random_scenarios(engine: str, scenario: Scenario, seed: int, evidence: int) -> None:
    tables = {name: frame(rows, SCHEMAS[name]) for name, rows in scenario.tables.items()}
    options = Options(as_of=scenario.as_of, engine=ENGINES[0], max_evidence=evidence)
    _, files = read(scenario)
    expected = report(files, tables, options)
    shuffled = {name: in_any_order(table, seed) for name, table in tables.items()}
    assert report(files, shuffled, replace(options, engine=engine)) == expected


def quick_start(data: object, engine: str) -> str:
    text = (QUICK_START / "policy.sla").read_text(encoding="utf-8")
    return answer(text, {"leads": data}, engine, "2026-10-01")


def test_quick_start_from_csv(engine: str, tmp_path: Path) -> None:
    header, *rows = (QUICK_START / "leads.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "leads.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    expected = quick_start(path, ENGINES[0])
    assert '"verdict": "breached"' in expected
    assert quick_start(path, engine) == expected


@pytest.mark.parametrize("files", [1, 3])
def test_quick_start_from_parquet_files_in_any_order(engine: str, files: int, tmp_path: Path) -> None:
    instants = pl.selectors.ends_with("_at").str.to_datetime(time_unit="us", time_zone="America/New_York", strict=False)
    rows = pl.read_csv(QUICK_START / "leads.csv").with_columns(instants)
    # In one file the columns stand in another order, and small numbers are stored narrow everywhere.
    rows = rows.with_columns(pl.col("score").cast(pl.Float32))

    def written(order: pl.DataFrame) -> str:
        for number in range(files):
            part = order.gather_every(files, number)
            part.select(part.columns[:: -1 if number == 1 else 1]).write_parquet(tmp_path / f"leads-{number}.parquet")
        return str(tmp_path / "*.parquet")

    expected = quick_start(written(rows), ENGINES[0])
    assert '"verdict": "breached"' in expected
    assert quick_start(written(in_any_order(rows, 7)), engine) == expected


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("keep", ["first", "last", "error"])
def test_duplicate_keys_are_kept_by_the_order_of_the_rows(engine: str, suffix: str, keep: str, tmp_path: Path) -> None:
    rng = random.Random(keep)
    keys = [rng.choice(["a", "b", "c", None]) for _ in range(40)]
    rows = pl.DataFrame({"lead_id": keys, "score": range(40)}).with_columns(
        created_at=pl.lit(datetime(2026, 7, 1)).dt.replace_time_zone("UTC") + pl.duration(minutes=pl.col("score")),
        first_touch_at=pl.lit(None, dtype=pl.Datetime("us", "UTC")),
    )
    for number, part in enumerate((rows[:25], rows[25:])):
        path = tmp_path / f"leads-{number}.{suffix}"
        part.write_csv(path) if suffix == "csv" else part.write_parquet(path)
    text = "sales first-touch within 4h\n"
    given = {"leads": str(tmp_path / f"*.{suffix}")}
    found = answer(text, given, engine, "2026-07-02", on_duplicates=keep)
    assert found == answer(text, given, ENGINES[0], "2026-07-02", on_duplicates=keep)
    for key in "abc" if keep != "error" else "":
        places = [n for n, k in enumerate(keys) if k == key]
        minute = places[0] if keep == "first" else places[-1]
        assert f"2026-07-01T00:{minute:02d}:00" in found
