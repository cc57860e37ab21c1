"""`python -m sla_dsl.lang.tables`: write `tables.json` anew after a change of the grammar."""

from __future__ import annotations

import json
from pathlib import Path

from sla_dsl.lang.grammar import build, grammar_text

STORED = Path(__file__).with_name("tables.json")


def current() -> str:
    """The text that `tables.json` has when it belongs to the grammar."""
    return json.dumps(build(grammar_text()), separators=(",", ":"), sort_keys=True, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    STORED.write_text(current(), encoding="utf-8")
