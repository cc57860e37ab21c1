"""The published JSON: exactly its keys, valid against its schema, the same bytes for the same report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sla_dsl.findings.models import Limit
from sla_dsl.findings.v1 import from_json, json_schema, to_json, to_v1
from tests.support.sample_report import HOSTILE, HOT, REPORT

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema" / "findings-1.json"

# The spine of section 5 of docs/language.md, in its order; other keys may follow.
SPINE = {
    "report": "schema_version run clauses findings consequences",
    "run": "tool as_of as_of_source timezone policy data health",
    "policy": "title version digest files",
    "data": "table source rows digest",
    "clause": "id title sentence english party to form severity verdict counts observed target file line column",
    "target": "op value unit",
    "finding": "id clause verdict severity subject period group start done due elapsed_s limit observed target "
    "numerator denominator reason evidence waiver excused_by file line column",
    "subject": "table key",
    "limit": "value clock",
    "evidence": "total shown truncated columns",
}


def content(report: object = REPORT) -> dict[str, Any]:
    return dict(json.loads(to_json(report)))  # type: ignore[arg-type]


def test_the_spine_is_written_in_its_order() -> None:
    report = content()
    clause, finding = report["clauses"][0], report["findings"][0]
    places = {
        "report": report,
        "run": report["run"],
        "policy": report["run"]["policy"],
        "data": report["run"]["data"][0],
        "clause": clause,
        "target": clause["target"],
        "finding": finding,
        "subject": finding["subject"],
        "limit": finding["limit"],
        "evidence": finding["evidence"],
    }
    assert {name: list(place)[: len(SPINE[name].split())] for name, place in places.items()} == {
        name: keys.split() for name, keys in SPINE.items()
    }


def test_the_values_are_those_of_the_report() -> None:
    report = content()
    assert report["schema_version"] == "1"
    assert report["run"]["as_of"] == "2026-09-02T13:00:00Z"
    hot, late, missed = report["clauses"][0], report["findings"][0], report["findings"][2]
    assert list(hot["counts"].items())[:3] == [("met", 13_329), ("late", 2), ("missed", 2)]
    assert hot["findings"] == {"total": 17, "shown": 7, "truncated": True}
    assert late["elapsed_s"] == 14_400.000001
    assert late["done"] == "2026-08-31T17:12:00.000001Z"
    assert late["limit"] == {"value": 14_400, "clock": "elapsed", "low": None, "low_clock": None, "time": None}
    assert late["period"] is None
    assert missed["subject"] == {"table": "leads", "key": {"lead_id": HOSTILE}, "cycle": 1}
    assert missed["elapsed_s"] is None
    share = next(f for f in report["findings"] if f["clause"] == "accept")
    assert share["subject"] is None
    assert share["group"] == {"owner": "jane"}
    assert share["period"]["state"] == "closed"
    assert [part["name"] for part in report["findings"][-5]["parts"]] == ["volume", "pace"]


def test_numbers_are_written_exactly() -> None:
    third = Decimal(1) / Decimal(3)
    finding = replace(HOT[0], observed=third, limit=Limit(Decimal("0.5"), "elapsed"), elapsed_us=2_000_000)
    text = to_json(replace(REPORT, findings=(finding,)))
    assert '"observed": 0.3333333333333333333333333333,' in text
    assert '"limit": {"value": 0.5, ' in text
    assert '"elapsed_s": 2,' in text
    assert from_json(text).findings[0].observed == third


def test_what_is_written_reads_back() -> None:
    assert from_json(to_json(REPORT)) == to_v1(REPORT)


def test_a_reader_ignores_keys_it_does_not_know() -> None:
    later = content() | {"later": 1}
    later["clauses"][0]["later"] = 1
    assert from_json(json.dumps(later)).clauses[0].id == "hot"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema_version": "2"}', to_json(REPORT).replace('"1"', '"2"', 1)])
def test_what_is_not_version_1_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_json(text)


def test_the_text_is_the_same_every_time_and_steers_no_terminal() -> None:
    text = to_json(REPORT)
    assert text == to_json(replace(REPORT))
    assert text.endswith("}\n")
    assert all(c == "\n" or c.isprintable() for c in text)


def test_a_rendered_report_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.validate(content(), json_schema())
    empty = replace(REPORT, clauses=(), findings=(), consequences=(), diagnostics=())
    jsonschema.validate(content(empty), json_schema())


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("schema_version",), "2"),
        (("clauses", 0, "verdict"), "green"),
        (("clauses", 0, "counts"), {"green": 1}),
        (("findings", 0, "observed"), "0.5"),
        (("findings", 0, "limit", "clock"), "wall"),
        (("run", "as_of_source"), "clock"),
    ],
)
def test_the_schema_refuses_what_the_format_does_not_have(path: tuple[str | int, ...], wrong: object) -> None:
    report: Any = content()
    place = report
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = wrong
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, json_schema())


def test_every_key_of_the_spine_is_required() -> None:
    definitions = json_schema()["$defs"]
    assert set(SPINE["clause"].split()) == set(definitions["ClauseV1"]["required"])
    assert set(SPINE["finding"].split()) == set(definitions["FindingV1"]["required"])
    assert set(SPINE["report"].split()) == set(json_schema()["required"])


def objects(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for value in schema.values():
            yield from objects(value)


def test_every_key_is_described() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"]
    assert schema["title"]
    found = list(objects(schema))
    assert len(found) > 10
    assert [key for o in found for key, value in o["properties"].items() if not value.get("description")] == []
    assert [o["title"] for o in found if not o.get("description")] == []


def test_the_published_schema_is_current(request: pytest.FixtureRequest) -> None:
    text = json.dumps(json_schema(), indent=2) + "\n"
    if request.config.getoption("--update-golden"):
        PUBLISHED.write_text(text, encoding="utf-8", newline="\n")
    assert PUBLISHED.read_text(encoding="utf-8") == text, "run pytest --update-golden"
