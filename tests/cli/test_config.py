"""`sla.toml`: what it says, what goes before it, and how its mistakes are told."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from sla_dsl.cli.config import READ, Settings, read_settings
from sla_dsl.data.tables import ReadOptions
from sla_dsl.text.diagnostic import UsageError
from tests.cli.conftest import Run

FULL = """policies = ["policy.sla"]
as_of = "2026-07-02"
fail_on = "critical"

[data]
leads = "leads.csv"
"""


def settings(folder: Path, text: str) -> Settings:
    (folder / "sla.toml").write_text(text, encoding="utf-8")
    return read_settings(folder)


def mistakes(folder: Path, text: str) -> list[tuple[tuple[int, int], str, str]]:
    with pytest.raises(UsageError) as caught:
        settings(folder, text)
    found = []
    for d in caught.value.diagnostics:
        assert d.code == "SLA505"
        assert d.source is not None
        found.append((d.source.position(d.span.start), d.message, d.hint or ""))
    return found


def test_a_folder_says_it_all(run: Run, folder: Path) -> None:
    (folder / "sla.toml").write_text(FULL)
    for args in ((), (".",), (str(folder),)):
        done = run("check", *args)
        assert (done.code, done.err) == (0, "")
        assert "1 met" in done.out


def test_paths_are_taken_from_the_folder(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "sla.toml").write_text(FULL)
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    done = run("check", "..", "--format", "json")
    assert json.loads(done.out)["run"]["policy"]["files"] == [str(Path("..") / "policy.sla")]


def test_the_command_line_goes_first(run: Run, folder: Path) -> None:
    (folder / "sla.toml").write_text(FULL)
    assert run("check", "--fail-on", "major").code == 1
    (folder / "other.csv").write_text(
        "lead_id,score,created_at,first_touch_at\n1,85,2026-07-01 09:00,2026-07-01 10:00\n"
    )
    assert run("check", "--fail-on", "major", "--data", "leads=other.csv").code == 0
    # At noon nothing is due yet.
    assert "1 pending" in run("check", "--as-of", "2026-07-01 12:00").out


def test_a_file_that_is_named_does_not_take_the_folders_settings(run: Run, folder: Path) -> None:
    (folder / "sla.toml").write_text(FULL)
    assert "nothing was judged" in run("check", "policy.sla").out


def test_a_folder_without_settings_stands_for_its_policies(run: Run, folder: Path) -> None:
    (folder / "second.sla").write_text("clause second: sales first-touch within 8h\n")
    done = run("check", "--data", "leads=leads.csv", "--as-of", "2026-07-02", "--format", "json")
    assert [c["id"] for c in json.loads(done.out)["clauses"]] == ["hot", "second"]


def test_without_policies_the_settings_are_for_all_of_the_folder(tmp_path: Path, run: Run, folder: Path) -> None:
    (folder / "sla.toml").write_text('[data]\nleads = "leads.csv"\n')
    assert run("check", "--as-of", "2026-07-02").code == 1


def test_dates_of_toml_are_taken(folder: Path, run: Run) -> None:
    (folder / "sla.toml").write_text(FULL.replace('"2026-07-02"', "2026-07-02"))
    assert "2 Jul 2026 00:00" in run("check").out
    (folder / "sla.toml").write_text(FULL.replace('"2026-07-02"', "2026-07-02T09:00:00+02:00"))
    assert "2 Jul 2026 07:00" in run("check").out


def test_the_read_options_are_those_of_the_reader() -> None:
    """All but the currency, which the policy says."""
    assert set(READ) == {f.name for f in fields(ReadOptions)} - {"currency"}


def test_lists_become_what_the_reader_wants(folder: Path) -> None:
    found = settings(folder, '[read]\nnulls = ["n/a"]\nday_first = true\n')
    assert ReadOptions(**found.read) == ReadOptions(day_first=True, nulls=("n/a",))


def test_an_unknown_key_is_told_with_its_line(folder: Path) -> None:
    assert mistakes(folder, '# settings\npolicys = ["policy.sla"]\n') == [
        ((2, 1), "there is no setting `policys`", "did you mean `policies`?")
    ]
    assert mistakes(folder, "[read]\n\nday_frist = true\n") == [
        ((3, 1), "there is no setting `day_frist`", "did you mean `day_first`?")
    ]
    ((place, message, _),) = mistakes(folder, "[raed]\nday_first = true\n")
    assert (place, message) == ((1, 2), "there is no setting `raed`")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('policies = "policy.sla"\n', "policies"),
        ("policies = [1]\n", "policies"),
        ("as_of = 5\n", "as_of"),
        ('fail_on = "sometimes"\n', "fail_on"),
        ("fail_on = []\n", "fail_on"),
        ('data = "leads.csv"\n', "data"),
        ('on_duplicates = "both"\n', "on_duplicates"),
    ],
)
def test_a_wrong_value_is_told_with_what_to_write(folder: Path, text: str, key: str) -> None:
    ((place, message, hint),) = mistakes(folder, text)
    assert (place, message) == ((1, 1), f"this is no value for `{key}`")
    assert hint.startswith("write ")


def test_every_mistake_is_told_at_once(folder: Path) -> None:
    found = mistakes(folder, 'fail_on = "no"\n[data]\nleads = 1\n[read]\nnulls = "-"\n')
    assert [place for place, _, _ in found] == [(1, 1), (5, 1), (3, 1)]


def test_what_is_not_toml_is_told_with_its_place(folder: Path) -> None:
    ((place, message, _),) = mistakes(folder, 'fail_on = "major"\nas_of = \n')
    assert place[0] == 2
    assert message == "this is not valid TOML"


def test_settings_that_are_not_text_are_refused(folder: Path, run: Run) -> None:
    (folder / "sla.toml").write_bytes(b"\xff\xfe")
    done = run("check")
    assert done.code == 2
    assert "error[SLA505]" in done.err
