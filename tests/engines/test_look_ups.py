"""Look-ups that are recorded: equal ones are one, others never, and each has the value that a gather has."""

from __future__ import annotations

import polars as pl
import pytest

from sla_dsl.compile.clock import due
from sla_dsl.compile.kit import LookUp
from sla_dsl.compile.zone import zone
from sla_dsl.engines.registry import engine_of
from sla_dsl.model.forms import CalendarDays, CalendarMonths

nw = pytest.importorskip("narwhals")
pytest.importorskip("duckdb")

from sla_dsl.engines.narwhals import Namespace, Recorder, stored  # noqa: E402

XP = Namespace()
TABLE = LookUp("table", pl.Series([1, 2], dtype=pl.Int64), 0, 1)
OTHER = LookUp("other", pl.Series([3, 4], dtype=pl.Int64), 0, 1)


def names(*looks: tuple[LookUp, object]) -> int:
    recorder = Recorder()
    for table, x in looks:
        recorder(table, x)
    return len(recorder.looks)


def test_equal_look_ups_are_one() -> None:
    a = XP.col("created_at")
    assert names((TABLE, a), (TABLE, XP.col("created_at")), (TABLE, a)) == 1
    assert names((TABLE, a + 5), (TABLE, XP.col("created_at") + 5)) == 1


def test_other_keys_and_other_tables_are_others() -> None:
    a = XP.col("created_at")
    keys = [
        a, XP.col("Created_at"), a + 5, a + 6, a - 5, 5 - a, XP.lit(5), XP.when(a > 5).then(a), XP.when(a > 6).then(a),
        XP.when(a >= 5).then(a), XP.when(a > 5).then(XP.lit(5)), XP.when(a.is_in([1, 2])).then(a),
        XP.when(a.is_in([1])).then(a),
    ]  # fmt: skip
    assert names(*((TABLE, k) for k in keys)) == len(keys)
    assert names((TABLE, a), (OTHER, a)) == 2


def test_a_text_can_not_pass_for_an_expression() -> None:
    def key(text: str) -> object:
        return XP.when(XP.col("kind") == XP.lit(text)).then(XP.col("at"))

    assert names((TABLE, key("a")), (TABLE, key("b")), (TABLE, key("a"))) == 3


def test_stored_names_differ_whatever_an_engine_makes_of_case() -> None:
    odd = ["Owner", "owner", "OWNER", "^owner", "owner ", "^ row", " row", "^4f^wner", "é", "É", "", "a.b", "a b"]
    assert len({stored(name).lower() for name in odd}) == len(odd)
    assert all(stored(name) != name and not stored(name).startswith("^ ") for name in odd)


@pytest.mark.parametrize("limit", [CalendarDays(1), CalendarMonths(1)], ids=repr)
def test_nested_look_ups_agree_with_the_default_engine(limit: CalendarDays | CalendarMonths) -> None:
    from sla_dsl.engines.duckdb import DuckDBEngine
    from sla_dsl.engines.polars import PolarsEngine

    hours = pl.DataFrame({"at": [h * 1_800_000_000 for h in range(982_000, 983_500)]})  # 2026, over March
    new_york = zone("America/New_York")
    gathered = hours.select(due=due(PolarsEngine().kit(new_york, 0), pl.col("at"), limit))["due"].to_list()
    engine = DuckDBEngine()
    kit = engine.kit(new_york, 0)
    expression = due(kit, kit.xp.col("at"), limit)
    frame = nw.from_native(engine._connection.from_arrow(hours.rename({"at": stored("at")}).to_arrow()))
    assert isinstance(kit.look, Recorder)
    for look in kit.look.looks:
        frame = engine._looked(frame, look)
    joined = frame.select(at=kit.xp.col("at"), due=expression).sort("at").collect("polars")["due"].to_list()
    assert joined == gathered
    assert len(kit.look.looks) >= 2


def test_the_default_engine_needs_no_recorder() -> None:
    assert not isinstance(engine_of("polars").kit(zone("UTC"), 0).look, Recorder)
