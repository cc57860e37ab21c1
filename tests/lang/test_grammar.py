"""The one grammar: free of conflicts, its stored tables current, and lark only needed to make them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lark import Lark
from lark.parsers.lalr_analysis import LALR_Analyzer

from sla_dsl.lang import grammar
from sla_dsl.lang.build.statements import Statements
from sla_dsl.lang.parser import parse
from sla_dsl.lang.tables import STORED, current
from sla_dsl.text.source import Source


def test_stored_tables_belong_to_the_grammar() -> None:
    assert STORED.read_text(encoding="utf-8") == current(), "run `python -m sla_dsl.lang.tables`"


def test_grammar_has_no_conflicts(monkeypatch: pytest.MonkeyPatch) -> None:
    """lark resolves a shift/reduce conflict silently as a shift; a strict analysis does not."""
    made = LALR_Analyzer.__init__

    def strictly(self: LALR_Analyzer, conf: object, debug: bool = False, strict: bool = False) -> None:
        made(self, conf, debug, True)

    monkeypatch.setattr(LALR_Analyzer, "__init__", strictly)
    assert grammar.build(grammar.grammar_text())["starts"].keys() == set(grammar.STARTS)


def test_lark_itself_reads_the_language() -> None:
    """The grammar is a whole one: lark's own lexer and parser read every policy of the project, file by file."""
    root = Path(__file__).parents[2]
    lark = Lark(grammar.grammar_text(), parser="lalr", lexer="contextual", start="file")
    blocks = re.findall(r"^```sla\n(.*?)^```", (root / "docs" / "language.md").read_text("utf-8"), re.M | re.S)
    cells = re.findall(r"\| `((?:marketing|sales) [^`]*)`", (root / "docs" / "language.md").read_text("utf-8"))
    files = [p for folder in ("policies", "examples", "sla_dsl") for p in sorted((root / folder).rglob("*.sla"))]
    texts = [*blocks, *cells, *(p.read_text("utf-8") for p in files)]
    assert len(blocks) > 3
    assert len(cells) > 15
    for text in texts:
        statements = len(parse(Source("p.sla", text))[0].statements)
        assert len(list(lark.parse(text).find_data("statement"))) == statements


def test_reading_needs_no_lark() -> None:
    program = (
        "import sys\n"
        "from sla_dsl.lang.parser import parse\n"
        "from sla_dsl.text.source import Source\n"
        "file, mistakes = parse(Source('p.sla', 'sales first-touch within 4h'))\n"
        "print(len(file.statements), len(mistakes), 'lark' in sys.modules)\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.split() == ["1", "0", "False"]


def test_tables_of_another_grammar_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed grammar holds at once, without new tables."""
    changed = grammar.grammar_text().replace('"deliver"', '"supply"')
    monkeypatch.setattr(grammar, "grammar_text", lambda: changed)
    found = grammar.tables.__wrapped__()
    assert "supply" in found.keywords
    assert "deliver" not in found.keywords
    assert json.loads(STORED.read_bytes())["grammar"] != grammar.digest(changed)


def test_every_rule_has_its_builder() -> None:
    tables = grammar.tables().rules
    rules = {r.name for r in map(tables.__getitem__, range(len(tables.lines))) if not r.passes and not r.helps}
    builders = {method.removeprefix("on_") for method in dir(Statements) if method.startswith("on_")}
    assert rules == builders


def test_line_ends_of_the_grammar_file_do_not_count() -> None:
    assert grammar.digest("a\r\nb\r\n") == grammar.digest("a\nb\n")
