"""The standard vocabulary, written in the language itself over the canonical columns."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sla_dsl.lang.ast import File
from sla_dsl.lang.parser import parse
from sla_dsl.text.diagnostic import InternalError
from sla_dsl.text.source import Source

NAME = "prelude.sla"
"""The name its source goes by in messages."""


@cache
def prelude() -> File:
    """The statements of `prelude.sla`."""
    text = Path(__file__).with_name("prelude.sla").read_text(encoding="utf-8")
    file, mistakes = parse(Source(NAME, text))
    if mistakes:
        raise InternalError(f"the prelude does not parse: {mistakes[0].message}")
    return file
