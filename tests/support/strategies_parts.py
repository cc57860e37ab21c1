"""Random promises of what a tier holds of all tiers, and of one count or sum over another by tier, as text."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tests.support.strategies_words import TIER_LINES, conditions, in_force, maybe

SHARES = ("share of MQL", "share of lead", "share of warm", "share of amount in lead", "share of amount in warm")
RATIOS = (
    "ratio of amount in lead to MQL", "ratio of lead to MQL", "ratio of warm to amount in lead",
    "ratio of lead to expense", "ratio of amount in lead to cost in expense", "ratio of cost in expense to lead",
)  # fmt: skip
BOTH_LINES = (
    ("web, event", "any"), ("web", "ann"), ("any", "bob"), ("ads", "any"), ("any", "any"), ("Web", "ann, bob"),
)  # fmt: skip
"""Cells of `source` and `owner`, columns of leads and of what is spent."""


@st.composite
def parts_by_tier(draw: st.DrawFn, anchor: date) -> str:
    """`marketing keeps share of STAGE ...` and `keeps ratio of A to B ...` with a table of targets."""
    measure = draw(st.one_of(st.sampled_from(SHARES), st.sampled_from(RATIOS)))
    spent = "expense" in measure
    text = f"marketing keeps {measure} per {draw(st.sampled_from(('month', 'week', 'quarter')))}"
    text += draw(maybe(st.just("by tier")))
    scope = st.sampled_from(('source = "web"', 'owner != "bob"')) if spent else conditions()
    text += draw(maybe(scope.map(lambda c: f"for {c}"))) + draw(maybe(scope.map(lambda c: f"unless {c}"), 4))
    text += draw(maybe(st.integers(1, 3).map(lambda n: f"min {n}"), 4)) + draw(maybe(st.just("warn at 50%"), 4))
    text += draw(maybe(in_force(anchor), 6))
    targets = [">= 1", "<= 3", "between 1 and 90", "= 2", "< 0.5", "> 0"]
    if measure in SHARES:
        targets = [">= 20%", "<= 50%", "between 10% and 60%", ">= 1%", "< 100%", "= 50%", "> 33.3%"]
    text += f"\n  | source | {'owner' if spent else 'score'} | target |"
    lines = BOTH_LINES if spent else TIER_LINES
    for source, other in draw(st.lists(st.sampled_from(lines), min_size=1, max_size=4, unique=True)):
        text += f"\n  | {source} | {other} | {draw(st.sampled_from(targets))} |"
    return text
