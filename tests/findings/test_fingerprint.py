"""The id of a finding says who, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from sla_dsl.findings.fingerprint import fingerprint
from sla_dsl.findings.models import PeriodRef, Scalar
from tests.support.sample_report import at, month


def test_an_id_is_sixteen_hexadecimal_digits() -> None:
    found = fingerprint("hot", {"lead_id": 1})
    assert len(found) == 16
    assert set(found) <= set("0123456789abcdef")


def test_an_id_never_changes() -> None:
    # sha256 of ["hot", [["lead_id", "1"]], null, [], 1]; a baseline on a user's disk holds such ids.
    assert fingerprint("hot", {"lead_id": 1}) == "1caf051016c1bfd1"


@pytest.mark.parametrize("other", ["1", 1.0, Decimal("1.00")])
def test_a_key_has_the_same_id_whatever_file_it_came_from(other: Scalar) -> None:
    assert fingerprint("hot", {"lead_id": 1}) == fingerprint("hot", {"lead_id": other})


def test_the_order_of_key_columns_does_not_count() -> None:
    assert fingerprint("hot", {"a": 1, "b": 2}) == fingerprint("hot", {"b": 2, "a": 1})
    assert fingerprint("hot", {"a": 1, "b": 2}) != fingerprint("hot", {"a": 2, "b": 1})


def test_what_differs_has_different_ids() -> None:
    august, july = month(8), month(7)
    ids = [
        fingerprint("hot", {"lead_id": "a"}),
        fingerprint("hot", {"lead_id": "A"}),
        fingerprint("Hot", {"lead_id": "a"}),
        fingerprint("hot", {"id": "a"}),
        fingerprint("hot", {"lead_id": "a"}, cycle=2),
        fingerprint("hot", {"lead_id": "01"}),
        fingerprint("hot", {"lead_id": 1}),
        fingerprint("hot", {"lead_id": None}),
        fingerprint("hot", {"lead_id": "None"}),
        fingerprint("hot", {"lead_id": "null"}),
        fingerprint("hot", {"lead_id": ""}),
        fingerprint("hot", {"lead_id": 'a"], ["x", "b'}),
        fingerprint("hot", None, august),
        fingerprint("hot", None, july),
        fingerprint("hot", None, replace(july, kind="rolling")),
        fingerprint("hot", None, july, {"owner": "jane"}),
        fingerprint("hot", None, july, {"owner": None}),
    ]
    assert len(set(ids)) == len(ids)


def test_how_a_period_is_called_and_whether_it_is_open_does_not_count() -> None:
    july = month(7)
    assert fingerprint("v", None, july) == fingerprint("v", None, replace(july, label="July", state="open"))


def test_the_whole_term_keeps_its_id_while_the_data_grow() -> None:
    def term(day: int) -> PeriodRef:
        return PeriodRef("term", "all", at(7, day), at(9, day), "closed")

    assert fingerprint("v", None, term(1)) == fingerprint("v", None, term(2))
