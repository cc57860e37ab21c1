"""The HTML file stands alone, is well formed, can be read by everybody, and takes nothing from the data as markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import pytest

from sla_dsl.findings.models import Verdict
from sla_dsl.pack import html, markdown
from sla_dsl.pack.charts import chart
from sla_dsl.pack.models import Bar
from sla_dsl.pack.page import Chart
from sla_dsl.pack.sections import page
from tests.pack.conftest import LEADS, POLICY, leads, run_of

VOID = {"meta", "link", "br", "img", "input", "rect", "line"}
HOSTILE = '</script><script>alert(1)</script>"><img src=x>'


class Reader(HTMLParser):
    """Every element with its attributes and, under its tag, its text; complains where tags do not close."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), tuple(self.open)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.append((self.open[-1], data))

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs, _ in self.elements if tag in tags]


@pytest.fixture(scope="module")
def text() -> str:
    return html.render(page(run_of()[1]()))


@pytest.fixture(scope="module")
def read(text: str) -> Reader:
    return Reader(text)


def test_it_needs_nothing_else(text: str, read: Reader) -> None:
    assert "src" not in {name for _, attrs, _ in read.elements for name in attrs}
    assert all((a["href"] or "").startswith("#") for a in read.all("a"))
    assert read.all("link", "img", "iframe", "object") == []
    assert re.search(r"https?:|//\w|url\(|@import|fetch|XMLHttp", text.replace("// Heads", "")) is None


def test_links_lead_to_what_is_there(read: Reader) -> None:
    ids = [attrs["id"] for _, attrs, _ in read.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    wanted = {(a["href"] or "")[1:] for a in read.all("a")}
    wanted |= {name for _, a, _ in read.elements for name in (a.get("aria-labelledby") or "").split()}
    assert wanted - set(ids) == set()


def test_headings_stand_in_order(read: Reader) -> None:
    levels = [int(tag[1]) for tag, _, _ in read.elements if re.fullmatch(r"h\d", tag)]
    assert levels == [1, *[2] * (len(levels) - 1)]
    assert len(levels) > 8


def test_every_table_says_what_it_is_and_every_head_what_it_heads(read: Reader) -> None:
    tables = [n for n, (tag, _, _) in enumerate(read.elements) if tag == "table"]
    assert tables
    assert {read.elements[n + 1][0] for n in tables} == {"caption"}
    heads = [(attrs.get("scope"), inside) for tag, attrs, inside in read.elements if tag == "th"]
    assert {(scope, "thead" in inside) for scope, inside in heads} == {("col", True), ("row", False)}


def test_it_says_its_language_and_can_be_reached_by_keyboard(read: Reader) -> None:
    assert read.all("html") == [{"lang": "en"}]
    first = next(attrs for tag, attrs, inside in read.elements if inside[-1:] == ("body",))
    assert (first["class"], first["href"]) == ("skip", "#main")
    assert all(a.get("tabindex") == "0" and a.get("aria-label") for a in read.all("div") if a.get("class") == "wide")


def test_charts_say_in_words_what_they_show(read: Reader) -> None:
    charts = [a for a in read.all("svg") if a["class"] == "chart"]
    assert len(charts) == 2
    assert all(a["role"] == "img" for a in charts)
    told = [t for tag, t in read.texts if tag == "desc"]
    assert told[0] == (
        "2026-01 2 MQL, 2026-02 1 MQL, 2026-03 2 MQL, 2026-04 1 MQL, 2026-05 1 MQL, 2026-06 2 MQL; "
        "promised at least 2 MQL; breached 2026-02, 2026-04, 2026-05"
    )
    assert all(a.get("aria-hidden") == "true" for a in read.all("svg") if a["class"] == "spark")


def test_a_chart_can_be_read_without_its_colours(read: Reader) -> None:
    values = [t for tag, t in read.texts if tag == "text"][:12:2]
    assert values == ["✓ 2", "✗ 1", "✓ 2", "✗ 1", "✗ 1", "✓ 2"]


def test_labels_of_many_bars_leave_room() -> None:
    # twelve weeks, of which a label is 8 letters wide: not every one is labelled, and the last one is
    bars = tuple(Bar(f"2026-W{10 + n}", 1, None, Verdict.MET, True) for n in range(12))
    found = Reader(str(chart(Chart("hot", "told", bars), "c")))
    labels = [t for tag, t in found.texts if tag == "text"][1::2]
    assert labels == [f"2026-W{n}" for n in (12, 15, 18, 21)]
    places = [Decimal(a["x"] or 0) for tag, a, _ in found.elements if tag == "text" and a["class"] == "label"]
    assert all(b - a > 8 * Decimal("6.2") for a, b in pairwise(places))
    assert places[-1] + 4 * Decimal("6.2") <= 360


def test_of_many_clauses_the_first_ones_are_named() -> None:
    many = "".join(f"clause late-{n}: sales first-touch within {n} min\n" for n in range(1, 12))
    found = page(run_of(policy=POLICY + many)[1]())
    # the nine leads of the year were touched after an hour or more, so all eleven are breached, and volume and hot are
    assert found.answers[-1] == "Breached: volume, hot, late-1, late-2, late-3, late-4, late-5, late-6, and 5 more"


def test_a_period_that_is_not_over_is_said_to_go_on() -> None:
    said = page(run_of(as_of="2026-06-20", period="2026-Q2")[1]()).subtitle
    assert said == "Version 1.1, as of 20 Jun 2026 00:00 UTC; 2026-Q2 goes on until 2026-06-30"
    assert "goes on" not in page(run_of()[1]()).subtitle


def test_bars_are_as_high_as_their_values(read: Reader) -> None:
    bars = [a for tag, a, inside in read.elements if tag == "rect" and "figure" in inside][:6]
    # two MQL fill the 108 units of the chart, one fills half of them
    assert [a["height"] for a in bars] == ["108.0", "54.0", "108.0", "54.0", "54.0", "108.0"]
    words = ["met past", "breached past", "met past", "breached", "breached", "met"]
    assert [a["class"] for a in bars] == words


@pytest.mark.parametrize("render", [html.render, markdown.render])
def test_nothing_of_the_data_is_markup(render: Callable[..., str]) -> None:
    said = HOSTILE.replace('"', "'")
    policy = POLICY.replace('agreement "Pack"', f'agreement "{said}"').replace("clause hot:", f'clause hot "{said}":')
    policy = policy.replace('"CMO"', f'"{said}"').replace('"CRO"', f'"{said}"')
    rows = leads([(HOSTILE + r[0], HOSTILE, *r[2:]) for r in LEADS])
    out = render(page(run_of(policy=policy, rows=rows)[1]()))
    assert "<img" not in out
    assert "<script>alert" not in out
    assert "alert" in out.replace("&#8203;", "")  # it is told, as text


def test_hostile_texts_leave_the_file_well_formed() -> None:
    rows = leads([(HOSTILE + r[0], HOSTILE, *r[2:]) for r in LEADS])
    read = Reader(html.render(page(run_of(rows=rows)[1]())))
    assert HOSTILE in "".join(t for tag, t in read.texts if tag == "th")
    assert len(read.all("script")) == 1


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_colours_of_texts_stand_out(scheme: int) -> None:
    style = (files("sla_dsl.pack") / "review.css").read_text(encoding="utf-8")
    block = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for ground in ("ground", "raised"):
        for ink in ("ink", "soft", "link", "met", "breached", "open"):
            assert contrast(colours[ground], colours[ink]) >= 4.5, (ground, ink)
    for bar in ("met-fill", "breached-fill", "open-fill", "bound"):  # the edges of charts; past bars are outlined too
        assert contrast(colours["ground"], colours[bar]) >= 3, bar


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
