"""What a folder begins with: numbers from the data, files that pass the tool's commands, nothing written over."""

from __future__ import annotations

import io
import sys
import tomllib
from pathlib import Path

import pytest

from sla_dsl.adopt.suggest import Today
from sla_dsl.cli.app import sla
from sla_dsl.model.times import HOUR_US

ROOT = Path(__file__).parents[2]
EXPORTS = ROOT / "examples" / "exports"

PLAIN = "lead_id,created_at,first_touch_at\n" + "".join(
    # April has three leads, May two, June one; each is touched after its number of hours, the last one never
    f"{n},2026-{month}-10 00:00,{touched}\n"
    for n, (month, touched) in enumerate(
        [
            ("03", "2026-03-10 01:00"),
            ("04", "2026-04-10 02:00"),
            ("04", "2026-04-10 03:00"),
            ("04", "2026-04-10 04:00"),
            ("05", "2026-05-10 05:00"),
            ("05", "2026-05-10 06:00"),
            ("06", ""),
        ]
    )
)


def run(*args: object) -> int:
    return sla.run([str(a) for a in args])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SLA_DEBUG", raising=False)
    (tmp_path / "leads.csv").write_text(PLAIN, encoding="utf-8")
    return tmp_path


def test_numbers_are_those_of_the_data(home: Path) -> None:
    """Whole months: April 3 and May 2 (March is cut where the data begin, June where they end): the median is the lower
    one, 2. Of the six answers after 1 to 6 hours, 80 % are five: the fifth least is 5 h."""
    assert run("init", "leads.csv") == 0
    text = (home / "policy.sla").read_text(encoding="utf-8")
    assert "# leads_per_month: 2026-04 3, 2026-05 2; the median is 2\n" in text
    assert "# answer_within: of 7 leads 6 were answered, 80% of these within 5.0 h (p80)\n" in text
    assert "with leads_per_month = 2, answer_within = 5h, answered_in_time = 80%" in text


@pytest.mark.parametrize(
    ("hours", "limit"),
    [(0.01, "5 min"), (0.6, "40 min"), (2, "120 min"), (2.01, "3h"), (48, "48h"), (48.1, "3 days"), (72, "3 days")],
)
def test_a_limit_is_the_p80_rounded_up(hours: float, limit: str) -> None:
    assert Today(answered=5, leads=10, p80_us=round(hours * HOUR_US)).limit == limit


def test_a_few_answers_suggest_no_limit() -> None:
    assert Today(answered=4, leads=9, p80_us=HOUR_US).limit is None
    assert Today().limit is None
    assert Today().median is None


EXPORTED = {
    "hubspot": ("hubspot_contacts.csv", "hubspot_activities.csv"),
    "salesforce": ("salesforce_leads.csv", "salesforce_tasks.csv"),
}


@pytest.mark.parametrize("system", EXPORTED)
def test_what_it_writes_passes_the_tools_own_commands(
    system: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [EXPORTS / name for name in EXPORTED[system]]
    assert run("init", *files, "--ci", "github", "--hooks") == 0
    assert run("check") == 0
    assert run("lint") == 0
    assert run("fmt", "--check") == 0
    assert run("check", "--fail-on", "major") == 1, "the breaches are true ones"
    said = capsys.readouterr()
    assert said.err == ""
    assert f"columns are read as those of `{system}." in said.out.replace("\n    ", " ")
    assert (home / ".github/workflows/agreement.yml").is_file()
    assert (home / ".pre-commit-config.yaml").is_file()


def test_without_data_and_without_touches_there_is_a_start_too(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "bare.csv").write_text("mql_id,seen\na,2026-04-01\nb,2026-05-02\nc,2026-06-03\n", encoding="utf-8")
    for folder, files in (("none", []), ("bare", ["bare.csv"])):
        (home / folder).mkdir()
        assert run("init", *files, "--folder", folder, "--ci", "gitlab") == 0
        assert run("check", folder) == 0
        assert run("lint", folder) == 0
        assert run("fmt", "--check", folder) == 0
        assert (home / folder / ".gitlab-ci.yml").is_file()
    text = (home / "bare" / "policy.sla").read_text(encoding="utf-8")
    assert 'lead_id    = "mql_id"' in text
    assert "sales promises nothing yet" in text
    assert tomllib.loads((home / "bare" / "sla.toml").read_text())["data"] == {"leads": "../bare.csv"}
    assert "Traceback" not in capsys.readouterr().err


def test_nothing_is_written_over(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "policy.sla").write_text("mine", encoding="utf-8")
    assert run("init", "leads.csv") == 2
    assert "`policy.sla` is there already" in capsys.readouterr().err
    assert (home / "policy.sla").read_text() == "mine"
    assert not (home / "sla.toml").exists()


def test_where_a_file_can_not_be_written_none_is(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / ".github").write_text("a file where the folder has to be", encoding="utf-8")
    assert run("init", "leads.csv", "--ci", "github") == 2
    assert "no files can be written into `.github/workflows`" in capsys.readouterr().err
    assert not (home / "sla.toml").exists()


def test_a_dry_run_shows_the_files_and_writes_none(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("init", "leads.csv", "--dry-run", "--ci", "github") == 0
    said = capsys.readouterr().out
    assert {p.name for p in home.iterdir()} == {"leads.csv"}
    for name in ("sla.toml", "policy.sla", ".github/workflows/agreement.yml"):
        assert f"# ---- {name}\n" in said


def test_what_nobody_said_of_the_leads_is_asked_for(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "two.csv").write_text(
        "a,b,seen,met\n1,x,2026-04-01,2026-04-02\n2,y,2026-05-01,2026-05-02\n", encoding="utf-8"
    )
    assert run("init", "two.csv") == 4
    said = capsys.readouterr().err
    assert "SLA573" in said
    assert "it could be `a` or `b`" in said
    assert run("init", "two.csv", "--column", "lead_id=a", "--column", "created_at=met") == 0
    assert 'created_at = "met"' in (home / "policy.sla").read_text(encoding="utf-8")


def test_how_files_are_read_is_kept(home: Path) -> None:
    (home / "days.csv").write_text("lead_id,created_at\n1,05/02/2026\n2,06/03/2026\n2,06/03/2026\n", encoding="utf-8")
    assert run("init", "days.csv", "--day-first", "--on-duplicates", "first") == 0
    settings = tomllib.loads((home / "sla.toml").read_text(encoding="utf-8"))
    assert settings["read"] == {"day_first": True}
    assert settings["on_duplicates"] == "first"
    assert run("check") == 0


@pytest.mark.parametrize(
    ("args", "code", "ends"),
    [
        (["nothing.csv"], "SLA501", 2),
        ([""], "SLA501", 2),
        (["leads.csv", "a.csv"], "SLA575", 2),
        (["leads.csv", "--column", "x"], "SLA574", 2),
        (["leads.csv", "--timezone", "Berlin"], "SLA571", 2),
        (["leads.csv", "--title", "red \x1b[31m"], "SLA576", 2),
        (["leads.csv", "--folder", "leads.csv"], "SLA509", 2),
        (["leads.csv", "--column", "calls.at=x"], "SLA577", 2),
        (["leads.csv", "--column", "a.b.c=x"], "SLA574", 2),
        (["empty.csv"], "SLA401", 4),
    ],
)
def test_mistakes_are_said(
    args: list[str], code: str, ends: int, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "a.csv").write_text(PLAIN, encoding="utf-8")
    (home / "empty.csv").write_text("", encoding="utf-8")
    if "a.csv" in args:
        args = ["leads=leads.csv", "leads=a.csv"]
    assert run("init", *args) == ends
    assert code in capsys.readouterr().err
    assert not (home / "policy.sla").exists()


class Keyboard(io.StringIO):
    """What a person types on a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_person_is_asked_for_what_was_not_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard("Our deal\nEurope/Berlin\ngitlab\n"))
    assert run("init", "leads.csv") == 0
    text = (home / "policy.sla").read_text(encoding="utf-8")
    assert 'agreement "Our deal" version "0.1"' in text
    assert 'timezone "Europe/Berlin"' in text
    assert (home / ".gitlab-ci.yml").is_file()


def test_who_says_yes_is_asked_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard(""))
    assert run("init", "leads.csv", "--yes") == 0
    assert 'timezone "UTC"' in (home / "policy.sla").read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_made(home: Path) -> None:
    assert run("init", "leads.csv", "--folder", "agreements/first") == 0
    assert run("check", "agreements/first") == 0


CONTACTS = "Record ID,Create Date,Contact owner\n" + "".join(f"{n},2026-0{n}-05 09:00,Ann\n" for n in range(1, 7))
CALLED = "Record ID,Associated Contact IDs,Activity date,Kind of activity\n"


def test_what_tells_a_touch_can_be_said(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No header says what kind of activity a row is: nothing is promised that nobody can judge, until it is said."""
    (home / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    calls = [f"9{n},{n},2026-0{n}-05 1{n % 2}:00,Call\n9{n}0,{n},2026-0{n}-05 09:30,Note\n" for n in range(1, 7)]
    (home / "activities.csv").write_text(CALLED.replace("date,", "date,Activity assigned to,") + "".join(
        c.replace(":00,", ":00,Ann,").replace(":30,", ":30,Ann,") for c in calls), encoding="utf-8")  # fmt: skip
    assert run("inspect", "activities.csv") == 0
    assert 'write `kind = "Kind of activity"`' in " ".join(capsys.readouterr().out.split())
    assert run("init", "contacts.csv", "activities.csv", "--folder", "unsaid") == 0
    unsaid = (home / "unsaid" / "policy.sla").read_text(encoding="utf-8")
    assert "first-touch within" not in unsaid
    assert "first_agreement" not in unsaid
    assert '`--column touches.kind="Kind of activity"`' in unsaid
    assert run("init", "contacts.csv", "activities.csv", "--folder", "said", "--column", "touches.kind=Kind of activity") == 0  # fmt: skip  # noqa: E501
    said = (home / "said" / "policy.sla").read_text(encoding="utf-8")
    # the note after half an hour is no touch: the calls come after one hour and after two
    assert "# answer_within: of 6 leads 6 were answered, 80% of these within 2.0 h (p80)" in said
    for command in (["check"], ["lint"], ["fmt", "--check"]):
        assert run(*command, "said") == 0


def test_leads_of_before_the_first_touch_are_not_held_against_anybody(home: Path) -> None:
    """Leads from January on, calls from the first of May on: the agreement begins in June."""
    (home / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    calls = "".join(f"9{n},{n},2026-0{n}-05 10:00,Call,Ann\n" for n in (5, 6))
    head = CALLED.replace("Kind of activity", "hs_engagement_type,Activity assigned to")
    (home / "activities.csv").write_text(head + calls, encoding="utf-8")
    assert run("init", "contacts.csv", "activities.csv") == 0
    text = (home / "policy.sla").read_text(encoding="utf-8")
    assert "term 2026-06-01" in text
    assert "# The first touch in the data is of 2026-05-05" in text
    assert (
        "2026-02 1, 2026-03 1, 2026-04 1, 2026-05 1; the median is 1" in text
    )  # what came before is known all the same
    assert "# answer_within: of 1 leads 1 were answered, 80% of these within 1.0 h (p80)" in text
    assert run("check") == 0


def test_a_key_that_every_table_has_links_nothing(home: Path) -> None:
    (home / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    (home / "tickets.csv").write_text("Record ID,Subject\n1,a\n2,b\n", encoding="utf-8")
    assert run("init", "contacts.csv", "tickets.csv") == 0
    assert "of leads" not in (home / "policy.sla").read_text(encoding="utf-8")


def test_plain_tables_are_taken_for_what_their_columns_say(home: Path) -> None:
    """`lead_id` and `created_at` make a table of leads, `lead_id` and `at` one of what was done with them."""
    (home / "contacts.csv").write_text(PLAIN.replace("first_touch_at", "seen"), encoding="utf-8")
    (home / "calls.csv").write_text("lead_id,at,kind\n1,2026-04-10 02:00,call\n", encoding="utf-8")
    assert run("init", "contacts.csv", "calls.csv") == 0
    text = (home / "policy.sla").read_text(encoding="utf-8")
    assert "table calls of leads by lead_id" in text
    assert "# `event first-touch = first calls.at where ...`." in text
    for command in (["check"], ["lint"], ["fmt", "--check"]):
        assert run(*command) == 0


def test_files_without_leads_are_no_start(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "people.csv").write_text("person,since\n1,2026-04-10\n2,2026-04-11\n", encoding="utf-8")
    (home / "calls.csv").write_text("person,at\n1,2026-04-10 02:00\n", encoding="utf-8")
    assert run("init", "people.csv", "calls.csv") == 2
    assert "SLA579" in capsys.readouterr().err
    assert run("init", "leads=people.csv", "calls.csv") == 0
