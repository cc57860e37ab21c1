"""What is told of an export: its columns as a policy reads them, what is odd, and what to write, which then works."""

from __future__ import annotations

import json
import re
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest

from sla_dsl.adopt.inspect import Inspection, inspect, named_file
from sla_dsl.adopt.shown import text
from sla_dsl.adopt.v1 import json_schema, to_json
from sla_dsl.cli.app import sla
from sla_dsl.data.tables import ReadOptions
from sla_dsl.lang.parser import parse
from sla_dsl.model.kinds import Kind
from sla_dsl.text.diagnostic import UsageError
from sla_dsl.text.source import Source

ROOT = Path(__file__).parents[2]
FILE = "file table format rows mapping evidence rivals notes columns decisions policy errors"
COLUMN = "header column kind filled distinct low high values zoned hours notes errors"
HUBSPOT = """Record ID,Contact owner,Lead Status,Create Date,Date of first engagement
1,jane,NEW,2026-07-01 09:05,2026-07-01 10:05
2,joe,NEW,2026-07-02 14:30,
3,joe,OPEN,2026-07-03 16:00,2026-07-04 09:00
"""


def told(tmp_path: Path, content: str | bytes, name: str = "export.csv", **said: object) -> Inspection:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return inspect(str(path), None, "UTC", ReadOptions(**said), alone=True)  # type: ignore[arg-type]


def decisions(there: Inspection) -> dict[str, str]:
    return {d.write: d.about for d in there.decisions}


def test_columns_are_told_with_their_mapping_their_kind_and_what_is_in_them(tmp_path: Path) -> None:
    there = told(tmp_path, HUBSPOT)
    assert there.mapping is not None
    assert there.mapping.name == "hubspot.contacts"
    assert there.evidence == ("Record ID", "Create Date", "Contact owner")
    created, touched, status = (there.of(c) for c in ("created_at", "first_touch_at", "status"))
    assert created is not None
    assert (created.kind, created.filled, created.zoned, created.hours) == (Kind.INSTANT, 3, False, (9, 16))
    assert created.low == 1_782_896_700_000_000  # 2026-07-01T09:05Z: 20,635 days and 9 h 5 min after the epoch
    assert touched is not None
    assert (touched.filled, touched.distinct) == (2, 2)
    assert status is not None
    assert status.values == (("NEW", 2), ("OPEN", 1))
    assert there.write == "table leads from hubspot.contacts"


def test_times_without_a_zone_are_a_decision_and_times_with_one_are_none(tmp_path: Path) -> None:
    assert 'timezone "Europe/Berlin"' in decisions(told(tmp_path, HUBSPOT))
    zoned = re.sub(r"(\d\d:\d\d)", r"\1:00Z", HUBSPOT)
    there = told(tmp_path, zoned)
    assert 'timezone "Europe/Berlin"' not in decisions(there)
    created = there.of("created_at")
    assert created is not None
    assert created.zoned is True


def test_a_key_and_a_time_that_only_one_column_can_be_are_written(tmp_path: Path) -> None:
    there = told(tmp_path, "mql_id,first_contact_date,origin\na,2017-06-14,web\nb,2017-06-15,web\n")
    assert there.mapping is None
    assert there.write == 'table leads\n  lead_id = "mql_id"\n  created_at = "first_contact_date"'


def test_between_two_that_fit_nobody_chooses(tmp_path: Path) -> None:
    there = told(tmp_path, "a,b,seen,met\n1,x,2026-01-01,2026-01-02\n2,y,2026-01-03,2026-01-04\n")
    assert there.write == "table leads"
    asked = decisions(there)
    assert asked['lead_id = "a"'].endswith("it could be `a` or `b`")
    assert asked['created_at = "seen"'].endswith("it could be `seen` or `met`")


def test_two_headers_for_one_column_and_two_mappings_are_decisions(tmp_path: Path) -> None:
    both = (
        HUBSPOT.replace("Lead Status", "First outreach date").replace("NEW", "2026-07-05").replace("OPEN", "2026-07-05")
    )
    asked = decisions(told(tmp_path, both))
    assert "could all be `first_touch_at`" in asked['first_touch_at = "First outreach date"']
    there = told(tmp_path, "Lead ID,Lead Owner,Lead Status,Create Date,Created Time\n1,a,b,2026-01-01,2026-01-02\n")
    assert there.rivals == ("salesforce.leads", "zoho.leads")
    assert "table leads from salesforce.leads" in decisions(there)


def test_duplicates_hidden_nulls_and_days_that_read_two_ways_are_decisions(tmp_path: Path) -> None:
    there = told(tmp_path, HUBSPOT.replace("\n2,joe", "\n1,Select"))
    asked = decisions(there)
    assert asked["--on-duplicates first"] == "`Record ID` has 1 of its values more than once, in 2 rows"
    assert asked['nulls "Select"'] == "`Select` in `Contact owner` may mean nothing"
    ambiguous = HUBSPOT.replace("2026-07-01 09:05", "05/02/2026 09:05")
    for day in ("2026-07-02 14:30", "2026-07-03 16:00"):
        ambiguous = ambiguous.replace(day, "06/03/2026 10:00")
    (asked_for,) = [d for d in told(tmp_path, ambiguous).decisions if "Create Date" in d.about and "month" in d.about]
    assert "--day-first" in asked_for.write
    assert not [d for d in told(tmp_path, ambiguous, day_first=True).decisions if "month" in d.about]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "SLA401"), (b"%PDF-1.4 x", "SLA402"), (b"PAR1 broken", "SLA403"), (b'a,b\n"1,2\n', "SLA405")],
)
def test_what_can_not_be_read_says_why(tmp_path: Path, content: bytes, code: str) -> None:
    there = told(tmp_path, content)
    assert [d.code for d in there.errors] == [code]
    assert there.found is None
    assert text(there, "UTC", 80).startswith(str(tmp_path / "export.csv")[:40])


def test_a_file_that_is_not_there_is_a_mistake_of_the_command(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        inspect(str(tmp_path / "nothing.csv"), None, "UTC", ReadOptions())


def test_a_table_may_be_named_and_a_path_with_an_equals_sign_is_a_path() -> None:
    assert named_file("touches=a.csv", exists=False) == ("touches", "a.csv")
    assert named_file("touches=a.csv", exists=True) == (None, "touches=a.csv")
    assert named_file("a b=c.csv", exists=False) == (None, "a b=c.csv")


def test_nothing_in_a_file_acts_on_a_terminal_and_no_line_is_too_long(tmp_path: Path) -> None:
    hostile = 'Record ID,"quo""te",\u202eabc,Create Date,Contact owner\n1,=1+1,\u009b31m,2026-07-01 09:00,\u202ejane\n'
    there = told(tmp_path, hostile * 1 + "2,a,b,2026-07-02 09:00,\u202ejane\n")
    said = text(there, "UTC", 60)
    assert all(sign.isprintable() or sign == "\n" for sign in said)
    assert all(len(line) <= 60 for line in said.splitlines() if str(tmp_path) not in line)
    (statement,) = parse(Source("x.sla", there.write + "\n"))[0].statements
    assert statement is not None


def test_odd_headers_are_written_as_a_policy_reads_them(tmp_path: Path) -> None:
    there = told(
        tmp_path, 'say ""id"",when\n'.replace('say ""id""', '"say ""id"" \\"') + "a,2026-01-01\nb,2026-01-02\n"
    )
    file, mistakes = parse(Source("x.sla", there.write + "\n"))
    assert mistakes == ()
    assert 'lead_id = "say \\"id\\" \\\\"' in there.write
    assert len(file.statements) == 1


def test_a_program_is_told_the_same(tmp_path: Path) -> None:
    there = told(tmp_path, HUBSPOT)
    said = json.loads(to_json([there], "UTC"))
    assert said["schema_version"] == "1"
    (file,) = said["files"]
    assert (file["mapping"], file["rows"], file["policy"]) == ("hubspot.contacts", 3, there.write)
    columns = {c["header"]: c for c in file["columns"]}
    assert columns["Create Date"]["column"] == "created_at"
    assert columns["Create Date"]["low"] == "2026-07-01T09:05Z"
    assert columns["Lead Status"]["values"] == [{"value": "NEW", "count": 2}, {"value": "OPEN", "count": 1}]


def test_the_json_is_as_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    published = json.loads((ROOT / "docs/schema/inspect-1.json").read_text(encoding="utf-8"))
    assert sla.run(["schema", "inspect"]) == 0
    assert published == json_schema() == json.loads(capsys.readouterr().out)
    files = [told(tmp_path, c) for c in (HUBSPOT, "", "id,score,when,ok\n1,1.5,2026-07-01 09:00Z,true\n1,,,\n")]
    said = json.loads(to_json(files, "UTC"))
    jsonschema.validate(said, published)
    # version 1 keeps every key that it has, in its order: others may follow
    assert [list(file) for file in said["files"]] == [FILE.split()] * 3
    assert [list(column) for column in said["files"][2]["columns"]] == [COLUMN.split()] * 4
    assert said["files"][1]["errors"][0].keys() == {"code", "message", "hint"}


def test_the_command_tells_every_file_and_ends_with_four_where_one_can_not_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad, out = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "out.json"
    good.write_text(HUBSPOT, encoding="utf-8")
    bad.write_bytes(b"")
    assert sla.run(["inspect", str(good)]) == 0
    assert sla.run(["inspect", f"people={good}", str(bad), "--format", "json", "--output", str(out)]) == 4
    said = json.loads(out.read_text(encoding="utf-8"))
    assert [(f["table"], [e["code"] for e in f["errors"]]) for f in said["files"]] == [
        ("people", []),
        ("bad", ["SLA401"]),
    ]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("args", "code"), [([], "SLA570"), (["--timezone", "Berlin", "x.csv"], "SLA571")])
def test_mistakes_of_the_command_are_said(args: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert sla.run(["inspect", *args]) == 2
    assert code in capsys.readouterr().err


def test_one_column_of_records_does_not_hide_the_others(tmp_path: Path) -> None:
    rows = '{"lead_id": 1, "tags": ["a"], "created_at": "2026-07-01"}\n{"lead_id": 2, "tags": [], "created_at": null}\n'
    there = told(tmp_path, rows.encode())
    assert there.found is not None
    assert [(c.header, c.filled, c.readable) for c in there.found.columns] == [
        ("lead_id", 2, True),
        ("tags", 0, False),
        ("created_at", 1, True),
    ]
    assert "tags: lists, records or bytes, not read" in text(there, "UTC", 80)
    nothing = told(tmp_path, b'{"tags": ["a"]}\n')
    assert [d.code for d in nothing.errors] == ["SLA412"]


def test_a_file_without_headers_is_noticed(tmp_path: Path) -> None:
    there = told(tmp_path, b"1,2026-07-01 09:00,Ann\n2,2026-07-02 09:00,Bo\n")
    assert any("looks like a row" in d.about for d in there.decisions)
    named = told(tmp_path, b"lead_id,2025,2026\n1,3,4\n")
    assert not any("looks like a row" in d.about for d in named.decisions)


def test_a_missing_package_is_told_of_its_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    book = tmp_path / "book.xlsx"
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/workbook.xml", "")
    assert [d.code for d in inspect(str(book), None, "UTC", ReadOptions()).errors] == ["SLA507"]
