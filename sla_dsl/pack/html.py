"""A review pack as one HTML file that needs nothing else: no script to be read, no other file, no address outside."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from sla_dsl.pack.charts import SIGNS, chart, spark, word_of
from sla_dsl.pack.page import Cell, Page


def render(page: Page) -> str:
    """The page as HTML; whatever comes from the policy or the data is text and never markup."""
    room = files("sla_dsl.pack")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((room / "review.html.jinja").read_text(encoding="utf-8"))
    style, script = ((room / name).read_text(encoding="utf-8") for name in ("review.css", "review.js"))
    return template.render(
        page=page, style=Markup(style), script=Markup(script), chart=chart, spark=spark, mark=_mark, signs=SIGNS
    ).rstrip() + "\n"  # fmt: skip


def _mark(cell: Cell) -> str:
    """The class of a cell that shows a verdict; nothing for another one."""
    return "" if cell.verdict is None else word_of(cell.verdict)
