"""Random policies cut in two: a base, and what builds on it and says some of it again."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from tests.support.strategies_words import maybe

HEADS = (
    "", "  weeks start sunday\n", "  fiscal year starts april\n",
    '  purpose "Base"\n  accepted by sales "VP" on 2026-01-01\n',
)  # fmt: skip
REPLACED = (
    "define hot = score >= 85\n", "stage warm at created_at when icp\n", "let lots = 40\n",
    "clause c1: sales first-touch within 4h for icp per month\n", "event call-made = last touches.at\n",
    "calendar office\n  open mon-fri 08:00-12:00\n", "stage MQL at mql_at when icp is known\n",
)  # fmt: skip
ADDED = (
    "marketing delivers >= 1 MQL per month\n", "sales first-touch within 4h\n",
    'exclude source = "ads" because "of another agreement"\n',
    "marketing keeps conversion MQL -> warm >= 50% per month\n",
    'exclude score = 0 because "noise"\n', "clause zero: sales never score < 30 on >= 50%\n",
)  # fmt: skip
GIVEN = ("lots = 3", "goal = 2", "soon = 24h", "most = 50%")


@st.composite
def cut(draw: st.DrawFn, text: str) -> tuple[str, str]:
    """The base, and the policy that uses it: together they hold the statements of the text, and some more."""
    statements = [s + "\n" for s in re.split(r"\n+(?=\S)", text.strip("\n"))]
    head, *rest = statements
    zone = re.search(r'timezone (".*")', head)
    assert zone is not None
    words = [s for s in rest if re.match(r"(table|event|stage|define|let|calendar)\b", s)]
    lower = [s for s in words if s.startswith("table") or draw(st.integers(0, 2))]
    names = {_name(s) for s in lower}
    replaced = [s for s in draw(st.lists(st.sampled_from(REPLACED), max_size=4, unique=True)) if _is_said(s, rest)]
    lower = [s for s in lower if _name(s) not in {_name(r) for r in replaced}] + replaced
    upper = [s for s in rest if s not in lower]
    lower += [s for s in draw(st.lists(st.sampled_from(ADDED), max_size=2, unique=True)) if _name(s) not in names]
    given = draw(maybe(st.sampled_from(GIVEN).map(lambda g: f"with {g}"), 2))
    if given and not any(s.startswith(f"let {given.split()[1]} ") for s in lower):
        given = ""
    if given:
        upper = [s for s in upper if not s.startswith(f"let {given.split()[1]} ")]
    base = f'agreement "Base"\n  timezone {zone[1]}\n' + draw(st.sampled_from(HEADS)) + "".join(lower)
    return base, f'use "base.sla"{given}\n' + head + "".join(upper)


def _name(statement: str) -> str:
    return " ".join(statement.replace(":", " ").split()[:2])


def _is_said(statement: str, rest: list[str]) -> bool:
    return any(_name(s) == _name(statement) for s in rest)
