"""Whatever is given to the reader, it answers with statements and diagnostics, and never with an exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.lang.parser import parse, read
from sla_dsl.text.diagnostic import Diagnostic
from sla_dsl.text.render import render
from sla_dsl.text.source import Source

TWO = "marketing delivers >= 100 MQL per month\nsales first-touch within 4h\n  for score >= 70\n"


def found(text: str) -> tuple[int, list[str]]:
    """How many statements, and the codes."""
    file, diagnostics = parse(Source("policy.sla", text))
    return len(file.statements), [d.code for d in diagnostics]


@pytest.mark.parametrize("text", ["", "\n\n", "   \n\t\n", "# only\n  # comments", "#"])
def test_a_file_without_statements_is_valid(text: str) -> None:
    assert found(text) == (0, [])


@pytest.mark.parametrize("text", [TWO, TWO.rstrip(), TWO.replace("\n", "\r\n"), "\n\n" + TWO + "\n# end", "#\n" + TWO])
def test_line_ends_and_blank_lines_do_not_count(text: str) -> None:
    assert found(text) == (2, [])


def test_comments_stand_anywhere() -> None:
    text = "# above\nsales first-touch # event\n# at the margin\n  # indented\n  within 4h # limit\n# below"
    file, diagnostics = parse(Source("policy.sla", text))
    assert diagnostics == ()
    assert [c.text for c in file.comments] == [" above", " event", " at the margin", " indented", " limit", " below"]


def test_a_mistake_hides_no_other_statement() -> None:
    text = "sales first-touch wihtin 4h\n" + TWO + "let x = 1 2\nlet y = 3\n"
    file, diagnostics = parse(Source("policy.sla", text))
    assert len(file.statements) == 3
    assert [file.source.position(d.span.start)[0] for d in diagnostics] == [1, 5]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a b\rc d\r", "SLA002"),
        ("sales\0first", "SLA002"),
        ('exclude source = "\u202ebew"', "SLA002"),
        ("# a comment \x1b[31m\nlet x = 1 # \x07", "SLA002"),
        ("sales first-touch within\u00a04h", "SLA003"),
        ("\ufeffsales first-touch within 4h", "SLA003"),
        ("\tsales first-touch within 4h", "SLA006"),
        ("define x = " + "(" * 100_000, "SLA027"),
        ("define x = " + "(" * 200 + "a" + ")" * 200, "SLA027"),
        ("define x = " + "not " * 20_000 + "a", "SLA027"),
        ("let x = " + "- " * 20_000 + "1", "SLA027"),
        ("let x = 1" + " + 1" * 20_000, "SLA027"),
        ("define x = a" + " < b" * 20_000, "SLA021"),
        ("let x = " + "9" * 100_000, "SLA019"),
        ('define x = "' + "a" * 1_000_000, "SLA004"),
        ("a" * 1_000_000 + " b c d", "SLA008"),
        ("`" * 1_000_000, "SLA004"),
        ("a\n  " + "|" * 100_000 + "x", "SLA023"),
    ],
)
def test_hostile_text_is_one_mistake(text: str, code: str) -> None:
    file, diagnostics = parse(Source("policy.sla", text))
    assert [d.code for d in diagnostics] == [code]
    assert max(map(len, render(diagnostics[0]).split("\n"))) < 400
    assert file.source.text[diagnostics[0].span.start : diagnostics[0].span.end]


def test_a_long_condition_is_no_deep_one() -> None:
    assert found("define x = a" + " and a" * 20_000) == (1, [])
    assert found("define x = " + "(" * 90 + "a" + ")" * 90) == (1, [])


def test_time_grows_with_the_length_only() -> None:
    """Ten times the text takes about ten times the work: a generous bound, for a quadratic reader takes a hundred."""

    def seconds(count: int) -> float:
        text = "define x = a" + " and a" * count
        start = time.process_time()
        parse(Source("policy.sla", text))
        return time.process_time() - start

    seconds(100)
    short = max(min(seconds(3_000) for _ in range(3)), 0.005)
    assert min(seconds(30_000) for _ in range(2)) < 50 * short


def test_bytes_are_read_with_and_without_a_mark() -> None:
    for data in (TWO.encode(), b"\xef\xbb\xbf" + TWO.encode()):
        source = read("policy.sla", data)
        assert isinstance(source, Source)
        assert source.text == TWO


@pytest.mark.parametrize(
    ("data", "line", "column", "hint"),
    [
        (b"let x = 1\nlet \xff = 2\n", 2, 5, "save the file as UTF-8"),
        ("exclude source = \"é\"".encode("latin-1"), 1, 19, "save the file as UTF-8"),
        ("let x = 1\n".encode("utf-16"), 1, 1, "the file is UTF-16: save it as UTF-8"),
        (b"\xef\xbb\xbflet \xff", 1, 5, "save the file as UTF-8"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_have_a_place(data: bytes, line: int, column: int, hint: str) -> None:
    found = read("policy.sla", data)
    assert isinstance(found, Diagnostic)
    assert (found.code, found.hint) == ("SLA001", hint)
    assert found.source is not None
    assert found.source.position(found.span.start) == (line, column)


SENTENCES = """
sales first-touch within 4h for score >= 70 and not icp by owner , # a
clause hot : marketing delivers <= 100 MQL per month paced 40% of ( 2026-07-01 )
marketing keeps share of won where source in "web" or `x` is known between at ->
table leads key = | when then . $5 % ; “
"""
WORDS = st.sampled_from([*dict.fromkeys(SENTENCES.split()), "\n", "\n  ", "\r\n  ", "\t"])


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_any_words_are_read(text: str) -> None:
    file, diagnostics = parse(Source("policy.sla", text))
    for diagnostic in diagnostics:
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text)
        assert render(diagnostic).startswith("policy.sla:")
    assert len(file.statements) + len(diagnostics) <= text.count("\n") + 1


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    parse(Source("policy.sla", text))


@given(st.binary(max_size=60))
def test_any_bytes_are_read(data: bytes) -> None:
    source = read("policy.sla", data)
    if isinstance(source, Source):
        parse(source)
