"""Every diagnostic code has one page of one shape, and the catalogue finds it."""

from __future__ import annotations

import re

import pytest

from sla_dsl.lang.parser import parse
from sla_dsl.text import catalogue
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.source import Source

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def parts(code: str) -> dict[str, str]:
    """A page by its headings; what stands above the first is under the empty heading."""
    head, *rest = re.split(r"^## (.+)\n", catalogue.page(code) or "", flags=re.MULTILINE)
    return {"": head, **dict(zip(rest[::2], rest[1::2], strict=True))}


def policies(text: str) -> list[str]:
    return [body for language, body in BLOCK.findall(text) if language == "sla"]


def error_codes(text: str) -> list[str]:
    _, diagnostics = parse(Source("page.sla", text))
    return [d.code for d in diagnostics if d.level is Level.ERROR]


def test_codes_are_listed_in_order_and_once() -> None:
    codes = catalogue.codes()
    assert "SLA901" in codes
    assert list(codes) == sorted(set(codes))


@pytest.mark.parametrize("code", catalogue.codes())
def test_page_has_the_one_shape(code: str) -> None:
    page = parts(code)
    assert list(page) == ["", "Wrong", "Right", "Why"]
    first, blank, paragraph, *rest = page[""].split("\n")
    assert re.fullmatch(rf"# {code} ([A-Z`].*[^.])", first)
    assert first == f"# {code} {catalogue.title(code)}"
    assert blank == ""
    assert paragraph.endswith(".") or rest[0]
    assert not BLOCK.search(page[""])
    assert BLOCK.search(page["Wrong"])
    assert BLOCK.search(page["Right"])
    assert BLOCK.findall(page["Wrong"]) != BLOCK.findall(page["Right"])
    assert page["Why"].strip()


def test_titles_are_not_shared() -> None:
    titles = [catalogue.title(code) for code in catalogue.codes()]
    assert len(set(titles)) == len(titles)


def test_letter_case_of_a_code_does_not_count() -> None:
    assert catalogue.page("sla901") == catalogue.page("SLA901")
    assert catalogue.title("sla901") == "A mistake of ours"


@pytest.mark.parametrize("code", ["SLA999", "", "../diagnostic", "901"])
def test_what_is_not_a_code_has_no_page(code: str) -> None:
    assert catalogue.page(code) is None
    assert catalogue.title(code) is None


@pytest.mark.parametrize("code", catalogue.codes())
def test_policies_shown_as_right_parse(code: str) -> None:
    found = {text: error_codes(text) for text in policies(parts(code)["Right"])}
    assert {text: codes for text, codes in found.items() if codes} == {}


@pytest.mark.parametrize("code", [code for code in catalogue.codes() if code.startswith("SLA0")])
def test_policies_shown_as_wrong_syntax_give_that_code_alone(code: str) -> None:
    for text in policies(parts(code)["Wrong"]):
        assert set(error_codes(text)) == {code}
