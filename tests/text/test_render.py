"""A diagnostic on the screen: the underline stands under the spot, whatever the line is made of."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_dsl.text.diagnostic import Diagnostic, Level
from sla_dsl.text.render import WIDTH, render, render_all, visible
from sla_dsl.text.source import Source, Span


def at(text: str, spot: str, **more: object) -> Diagnostic:
    start = text.index(spot)
    return Diagnostic("SLA012", "`x` is wrong", Source("p.sla", text), Span(start, start + len(spot)), **more)  # type: ignore[arg-type]


def test_all_parts() -> None:
    diagnostic = at("let a = 1\nlet b = 22\n", "22", hint="write `2`", notes=("one", "two"))
    assert render(diagnostic) == (
        "p.sla:2:9: error[SLA012]: `x` is wrong\n"
        "2 | let b = 22\n"
        "  |         ^^\n"
        "  hint: write `2`\n"
        "  note: one\n"
        "  note: two"
    )


def test_a_warning_says_so() -> None:
    assert render(at("x", "x", level=Level.WARNING)).startswith("p.sla:1:1: warning[SLA012]: ")


def test_without_a_text_there_is_no_place() -> None:
    assert render(Diagnostic("SLA401", "no file `x.csv`", hint="name it")) == (
        "error[SLA401]: no file `x.csv`\n  hint: name it"
    )


@pytest.mark.parametrize(
    ("line", "spot", "shown", "carets"),
    [
        ("\tab", "a", "    ab", "    ^"),
        ("a\tb", "\tb", "a    b", " ^^^^^"),
        ("日本 x", "x", "日本 x", "     ^"),
        ("日本", "本", "日本", "  ^^"),
        ("e\u0301x", "x", "e\u0301x", " ^"),
        ("a\x1b[31mb", "b", "a\\x1b[31mb", "         ^"),
        ("a\x00b", "\x00", "a\\x00b", " ^^^^"),
        ("a\u202eb", "b", "a\\u202eb", "       ^"),
    ],
)
def test_the_underline_stands_under_the_spot(line: str, spot: str, shown: str, carets: str) -> None:
    assert render(at(line, spot)).split("\n")[1:] == [f"1 | {shown}", f"  | {carets}"]


def test_an_empty_spot_and_one_at_the_end_get_one_caret() -> None:
    source = Source("p.sla", "abc\n")
    for offset, column in ((1, 1), (3, 3), (4, 0)):
        lines = render(Diagnostic("SLA009", "m", source, Span(offset, offset))).split("\n")
        assert lines[2].partition("| ")[2] == " " * column + "^"


def test_a_spot_over_lines_is_underlined_on_its_first() -> None:
    assert render(at("ab\ncd", "b\ncd")).split("\n")[2] == "  |  ^"


@pytest.mark.parametrize("offset", [0, 10, 500_000, 999_990])
def test_a_long_line_is_cut_around_the_spot(offset: int) -> None:
    text = "a" * offset + "X" + "b" * (1_000_000 - offset)
    first, shown, carets = render(at(text, "X")).split("\n")
    assert first.startswith(f"p.sla:1:{offset + 1}: ")
    assert len(shown) <= WIDTH + 6
    assert shown[carets.index("^")] == "X"


def test_user_text_never_reaches_the_terminal_raw() -> None:
    diagnostic = Diagnostic("SLA1", "a\x1b[2Jb", Source("\x1b.sla", "\x07"), Span(0, 1), "c\x1bd", ("e\rf",))
    assert not [sign for sign in render(diagnostic) if unicodedata.category(sign) == "Cc" and sign != "\n"]


def test_colour_adds_nothing_but_colour() -> None:
    diagnostic = at("let b = 22\n", "22", hint="write `2`", notes=("one",))
    coloured = render(diagnostic, colour=True)
    assert "\x1b[31m" in coloured
    for code in ("\x1b[31m", "\x1b[1m", "\x1b[2m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == render(diagnostic)


def test_all_are_apart_by_a_blank_line() -> None:
    one = at("x", "x")
    assert render_all((one, one)) == f"{render(one)}\n\n{render(one)}"


def test_visible_text_stays() -> None:
    assert visible("`größe` ≥ 日本 €5") == "`größe` ≥ 日本 €5"


@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_any_place_in_any_text_can_be_shown(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    said = render(Diagnostic("SLA008", "m", Source("p", text), Span(start, min(len(text), start + length))))
    assert said.startswith("p:")
    assert ("^" in said) == bool(text)
