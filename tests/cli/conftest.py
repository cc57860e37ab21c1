"""A folder with a policy and its data, and a way to run `sla` in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sla_dsl.cli.app import sla

POLICY = "clause hot: sales first-touch within 4h for score >= 70\n"
LEADS = """lead_id,score,created_at,first_touch_at
1,85,2026-07-01 09:00,2026-07-01 13:00
2,85,2026-07-01 09:00,
"""


@dataclass(frozen=True)
class Done:
    """How a run ended, and what it wrote."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: `policy.sla` with one clause, `leads.csv` with one lead in time and one that was missed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SLA_DEBUG", raising=False)
    (tmp_path / "policy.sla").write_text(POLICY, encoding="utf-8")
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `sla` with some arguments in `folder`."""

    def call(*args: str) -> Done:
        code = sla.run(args)
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return call


@pytest.fixture
def check(run: Run) -> Run:
    """Runs `sla check policy.sla` on the leads as of the next day, with more arguments."""
    return lambda *args: run("check", "policy.sla", "--data", "leads=leads.csv", "--as-of", "2026-07-02", *args)
