"""Where the real tables lie; the tests of this folder are skipped where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
HOME = Path(os.environ.get("SLA_REAL_DATA", HERE.parents[2] / "shared" / "data"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = pytest.mark.skip(reason="the real tables are not here; SLA_REAL_DATA names their folder")
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.real_data)
            if not HOME.is_dir():
                item.add_marker(absent)


@pytest.fixture
def home() -> Path:
    """The folder with the real tables."""
    return HOME
