"""The error corpus: every file of tests/corpus/bad says on its lines which mistakes are found there, and no others are.

`#! SLA012 "text"` at the end of a line expects that code on that line, with the text in its message or its hint; on a
line of its own it speaks about the line above. An expected error that is missing fails, and so does one not expected.
A file without a mistake of syntax is bound; `# leads.csv: lead_id, score` in its first line is the header of the data.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sla_dsl.text.source import Source
from tests.support.diagnose import diagnose, header_of

CORPUS = sorted((Path(__file__).parents[1] / "corpus" / "bad").glob("*.sla"))
EXPECTATION = re.compile(r'#! (SLA\d{3}) "(.*)"$')
HEADER = re.compile(r"# leads.csv: (.*)\n")


def expectations(text: str) -> list[tuple[int, str, str]]:
    """Line, code and words of every expectation."""
    found, above = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        above = above if line.startswith("#!") else number
        match = EXPECTATION.search(line)
        if match:
            found.append((above, match[1], match[2]))
    return found


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_mistakes_are_those_expected(path: Path) -> None:
    source = Source(path.name, path.read_text(encoding="utf-8"))
    header = HEADER.match(source.text)
    diagnostics = diagnose(source, None if header is None else header_of(header[1]))
    found = [(source.position(d.span.start)[0], d.code, f"{d.message} | {d.hint}") for d in diagnostics]
    expected = expectations(source.text)
    assert [(line, code) for line, code, _ in found] == [(line, code) for line, code, _ in expected]
    for (line, _, said), (_, _, words) in zip(found, expected, strict=True):
        assert words in said, f"line {line}: {said}"


def test_every_comment_of_the_corpus_is_read() -> None:
    """A `#!` that no expectation is read from would expect nothing."""
    for path in CORPUS:
        text = path.read_text(encoding="utf-8")
        assert text.count("#!") == len(expectations(text)) > 0, path.name


def test_every_syntax_code_that_a_file_can_show_is_in_the_corpus() -> None:
    shown = {code for path in CORPUS for _, code, _ in expectations(path.read_text(encoding="utf-8"))}
    pages = {p.stem for p in (Path(__file__).parents[2] / "sla_dsl/text/codes").glob("SLA0*.md")}
    # bytes that are no text and control characters are made by the tests of the parser, deep nesting by a loop
    assert pages - shown == {"SLA001", "SLA002", "SLA027"}
