"""A base policy with an override: the same verdicts on every engine."""

from __future__ import annotations

from pathlib import Path

import sla_dsl


def test_one_amount_stands_in_for_one_that_changes_on_dates(engine: str, tmp_path: Path) -> None:
    """Touched after three hours: late under the base, whose limit was two hours by then, and in time under four."""
    base = "let limit = 8h, 2h from 2026-06-01\nclause hot: sales first-touch within limit\n"
    (tmp_path / "base.sla").write_text(base)
    path = tmp_path / "policy.sla"
    path.write_text('use "base.sla" with limit = 4h\n')
    rows = [{"lead_id": 1, "created_at": "2026-07-01 09:00", "first_touch_at": "2026-07-01 12:00"}]
    for policy, expected in (("base.sla", "breached"), ("policy.sla", "met")):
        (hot,) = sla_dsl.load(tmp_path / policy).check({"leads": rows}, as_of="2026-07-02", engine=engine).clauses
        assert hot.verdict.value == expected


def test_an_override_moves_the_limit_of_the_base(engine: str, tmp_path: Path) -> None:
    """Touches three, four and five hours after the start, under a base of four hours that is overridden to three."""
    base = "let limit = 4h\nclause hot: sales first-touch within limit for score >= hot_score\nlet hot_score = 70\n"
    (tmp_path / "base.sla").write_text(base)
    path = tmp_path / "policy.sla"
    path.write_text('use "base.sla" with limit = 3h, hot_score = 80\n')
    rows = [
        {"lead_id": n, "score": score, "created_at": "2026-07-01 09:00", "first_touch_at": f"2026-07-01 {hour}:00"}
        for n, (score, hour) in enumerate([(80, 12), (80, 13), (90, 14), (79, 14)], 1)
    ]
    tables = {"leads": rows}
    # base: 12:00 and 13:00 are in time, both 14:00 late; policy: 12:00 is in time, 13:00 and the first 14:00 late
    for policy, expected in (("base.sla", {"met": 2, "late": 2}), ("policy.sla", {"met": 1, "late": 2})):
        (hot,) = sla_dsl.load(tmp_path / policy).check(tables, as_of="2026-07-02", engine=engine).clauses
        assert {word.value: n for word, n in hot.counts.items() if n} == expected
