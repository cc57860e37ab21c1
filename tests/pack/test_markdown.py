"""The Markdown of a pack, as it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sla_dsl.pack.markdown import render
from sla_dsl.pack.sections import page
from sla_dsl.policy import bound, parse_all
from sla_dsl.review.diff import diff
from sla_dsl.review.models import Bound
from sla_dsl.text.source import Source
from tests.pack.conftest import POLICY, run_of

WAIVED = """waive hot for owner = "bob" from 2026-06-01 to 2026-08-31 because "parental leave" approved by "VP Sales"
clause callable "Leads can be called": marketing ensures owner is known on >= 90% per month
"""


def policy(ref: str, text: str) -> Bound:
    files = parse_all([Source("policy.sla", text)])
    return Bound(ref, files, bound(files)[0])


def test_a_whole_pack(golden: Callable[[str, str], None]) -> None:
    now = POLICY + WAIVED
    packed = run_of(policy=now)[1]
    since = diff(policy("last year's", POLICY), policy("this policy", now))
    pack = packed(since=since, ledger="sla-ledger.jsonl")
    golden("pack/review.md", render(page(replace(pack, run=replace(pack.run, tool="sla", policy_digest="sha256:0")))))


def test_what_is_not_there_is_said() -> None:
    text = render(page(run_of(policy='agreement "A"\nclause v: marketing delivers >= 1 MQL per month\n')[1]()))
    for said in ("No earlier policy was given", "The policy waives nothing", "None is triggered, pending or at risk"):
        assert said in text
    assert "By owner" not in text
