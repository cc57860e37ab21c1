"""The catalogue of diagnostic codes: one page a code, read by `sla explain` and by the tests."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable


@cache
def _pages() -> dict[str, Traversable]:
    folder = files("sla_dsl.text") / "codes"
    pages = (page for page in folder.iterdir() if page.name.endswith(".md"))
    return {page.name.removesuffix(".md"): page for page in sorted(pages, key=lambda page: page.name)}


def codes() -> tuple[str, ...]:
    """Every code that has a page, in order: `SLA001`, `SLA002`, ..."""
    return tuple(_pages())


def page(code: str) -> str | None:
    """The Markdown page of a code, or None when there is no such code; letter case does not count."""
    found = _pages().get(code.upper())
    return None if found is None else found.read_text(encoding="utf-8")


def title(code: str) -> str | None:
    """The short title of a code, without the code itself, or None when there is no such code."""
    text = page(code)
    return None if text is None else text.partition("\n")[0].removeprefix(f"# {code.upper()} ")
