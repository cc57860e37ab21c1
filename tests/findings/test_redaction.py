"""Hashes in the place of keys: the same for the same key and salt, and nothing left that gives a key away."""

from __future__ import annotations

from dataclasses import replace

from sla_dsl.findings.fingerprint import fingerprint
from sla_dsl.findings.redaction import hashed, redacted, redacted_rows
from sla_dsl.model.health import HealthNote
from tests.support.sample_report import REPORT

SALT = b"pepper"
KEYS = {"leads": {"lead_id"}}


def test_a_hash_is_that_of_the_text_of_a_value() -> None:
    assert hashed(1042, SALT) == hashed("1042", SALT) == hashed(1042.0, SALT)
    assert hashed(1042, SALT) != hashed(1042, b"salt") != hashed(1043, b"salt")
    assert hashed(None, SALT) is None
    assert len(hashed("", SALT) or "") == 16


def test_keys_and_ids_are_hashed_and_the_rest_stays() -> None:
    report = redacted(REPORT, SALT, KEYS)
    for before, after in zip(REPORT.findings, report.findings, strict=True):
        assert after.id == hashed(before.id, SALT)
        if before.subject is not None:
            assert after.subject == {"lead_id": hashed(before.subject["lead_id"], SALT)}
            assert after.id != fingerprint(before.clause, before.subject, cycle=before.cycle or 1)
        assert after.group == before.group  # by owner, and no key
        assert after.evidence.columns.get("owner") == before.evidence.columns.get("owner")
        assert (after.verdict, after.due, after.reason) == (before.verdict, before.due, before.reason)
    volume = next(f for f in report.findings if f.clause == "volume" and f.evidence.columns)
    assert volume.evidence.columns["lead_id"] == (hashed(1, SALT), hashed(2, SALT))
    assert volume.evidence.columns["mql_at"] == ("2026-08-03", "2026-08-04")


def test_a_group_that_is_a_key_is_hashed_and_examples_go() -> None:
    assert any(note.examples for note in REPORT.run.health)
    report = redacted(REPORT, SALT, KEYS)
    assert not any(note.examples for note in report.run.health)
    by_owner = redacted(REPORT, SALT, {"leads": {"lead_id"}, "reps": {"owner"}})
    (group,) = [c.group for c in by_owner.consequences if c.group]
    (before,) = [c.group for c in REPORT.consequences if c.group]
    assert group == {"owner": hashed(before["owner"], SALT)}
    both = {"leads": {"lead_id"}, "reps": {"owner"}}
    assert redacted_rows(REPORT.to_polars(), SALT, both).equals(by_owner.to_polars())
    assert {f.group["owner"] for f in by_owner.findings if f.group} >= {hashed("jane", SALT), None}


def test_rows_are_hashed_as_findings_are() -> None:
    rows = redacted_rows(REPORT.to_polars(), SALT, KEYS)
    assert rows.equals(redacted(REPORT, SALT, KEYS).to_polars())
    assert redacted_rows(replace(REPORT, findings=()).to_polars(), SALT, KEYS).is_empty()


def test_cells_in_a_message_of_data_health_go_too() -> None:
    note = HealthNote(
        "touches", "lead_id", "unparseable", 1, "1 cell of `lead_id` left out: `5001;5180`", ("5001;5180",)
    )
    report = redacted(replace(REPORT, run=replace(REPORT.run, health=(note,))), b"salt", {})
    assert [n.message for n in report.run.health] == ["1 cell of `lead_id` left out: `…`"]
