"""The pages of the codes of names, types and meaning: their policies are bound, and every code raised has a page."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import sla_dsl
from sla_dsl.policy import read_source
from sla_dsl.text import catalogue
from sla_dsl.text.diagnostic import Diagnostic, Level
from sla_dsl.text.source import Source
from tests.support.diagnose import diagnose, header_of

CODES = [code for code in catalogue.codes() if code[3] in "123"]
ROOMS = Path(sla_dsl.__file__).parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shown(code: str, heading: str) -> tuple[Diagnostic, ...]:
    """What the policy under a heading of a page is told, with the header that stands above it.

    Several blocks are files that lie side by side, each with its name in the first line; the last is the policy.
    """
    page = catalogue.page(code) or ""
    section = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    schema, policies = None, []
    for language, body in BLOCK.findall(section):
        if language == "csv":
            schema = header_of(body)
        else:
            policies.append(body)
    if len(policies) == 1:
        return diagnose(Source("page.sla", policies[0]), schema)
    with TemporaryDirectory() as folder:
        paths = [Path(folder, body.removeprefix("# ").partition("\n")[0]) for body in policies]
        for path, body in zip(paths, policies, strict=True):
            path.write_text(body, encoding="utf-8")
        return diagnose(read_source(paths[-1]), schema)


@pytest.mark.parametrize("code", CODES)
def test_wrong_block_gives_the_code(code: str) -> None:
    found = {d.code for d in shown(code, "Wrong")}
    assert code in found
    assert found <= {code, "SLA302"}


@pytest.mark.parametrize("code", CODES)
def test_right_block_has_no_error(code: str) -> None:
    found = shown(code, "Right")
    assert code not in {d.code for d in found}
    assert [d.message for d in found if d.level is Level.ERROR] == []


@pytest.mark.parametrize("code", CODES)
def test_messages_are_in_the_voice_of_the_house(code: str) -> None:
    for d in shown(code, "Wrong"):
        for text in (d.message, d.hint or ""):
            assert not text.endswith((".", "!"))
            assert not re.search(r"\b(None|Kind|Sort|Fraction|Decimal|ast|polars|lark)\b", text)
        assert d.message[0].islower() or d.message[0] in "`0123456789" or d.message.startswith(("USD", "EUR"))
        assert d.level is Level.WARNING or d.hint


def test_every_code_that_is_raised_has_its_page() -> None:
    modules = [ROOMS / "bases.py", *(p for room in ("bind", "promises") for p in (ROOMS / room).glob("*.py"))]
    text = "".join(p.read_text(encoding="utf-8") for p in modules)
    assert set(re.findall(r"SLA[123]\d\d", text)) == set(CODES)
