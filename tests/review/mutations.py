"""Random edits of random policies: one piece of a clause, a definition, a calendar or the agreement becomes another."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from tests.support.strategies_words import BUSINESS_LIMITS, CONDITIONS, LIMITS

TURNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?<=within )(?:\d[\d.]* ?(?:business )?(?:min|h|hours?|days?|weeks?|months?))", (*LIMITS, *BUSINESS_LIMITS)),
    (r"(?<=score >= )\d+", ("30", "50", "60", "80")),
    (r"(?<=for )score >= \d+", CONDITIONS),
    (r"(?<=delivers )(?:>=|<=|>|<|=) \d+", (">= 1", ">= 3", "<= 2", "> 1", "= 2", "between 1 and 3")),
    (r"(?<=on >= )\d+%", ("50%", "75%", "90%", "100%")),
    (r" per (?:day|week|month|quarter)(?! of| within)", (" per week", " per month", " per quarter")),
    (r" by (?:owner|source)\b", ("", " by owner")),
    (r" min \d+", ("", " min 1", " min 3")),
    (r" paced <= \d+%", (" paced <= 30%", " paced <= 60%")),
    (r" paced evenly(?: over business days)?", (" paced evenly", " paced evenly over business days")),
    (r"(?<=\|\n)  \|[^\n]*\|\n", ("",)),
    (r"(?<= in )\d (?:consecutive|of the last \d) (?=days|months)", ("2 consecutive ", "3 of the last 4 ")),
    (r" unless [^\n]*?(?= by | on | per | min | excused| warn|\n|$)", ("", " unless icp", " unless score < 30")),
    (r"(?<=exclude )[^\n]*(?= because)", CONDITIONS),
    (r"open [a-z-]+ \d\d:\d\d-\d\d:\d\d\b", ("open mon-fri 09:00-17:30", "open mon-sat 08:00-18:00")),
    (r"holidays [^\n]*", ("holidays US", "holidays US, US-NY", "holidays DE-BY")),
    (r"(?<= to )\d{4}-\d\d-\d\d(?= because)", ("2026-03-31", "2026-10-31", "2026-12-31")),
    (r"(?<=define hot = )[^\n]*", ("score >= 60", "score >= 50 or icp", "score >= 60 and icp")),
    (r"(?<=let lots = )[^\n]*", ("2", "3, 1 from 2026-03-01", "1")),
    (r"(?<=let soon = )[^\n]*", ("4h", "24h", "4h, 2h from 2026-03-10, 30 min from 2026-10-25")),
    (r"(?<=let goal = )[^\n]*", ("ceil(7 / 35%) / 4", "1")),
    (r"(?<=  term )[^\n]*", ("2026-01-01 to 2026-12-31", "2026-02-01 to 2026-10-31")),
    (r" excused by c\d", ("",)),
    (r" spaced [^\n]*?(?= within| by|\n)", ("",)),
    (r" before [a-z-]+", ("",)),
    (r" paused while [^\n]*?(?= by| on| per|\n)", ("",)),
    (r"\n$", ('\nexclude icp because "own agreement"\n', "\n")),
)  # fmt: skip


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """The text with one or two pieces turned into others; the same text where the second turns back the first."""
    for _ in range(draw(st.sampled_from((1, 1, 1, 2)))):
        there = [(p, others) for p, others in TURNS if re.search(p, text)]
        pattern, others = draw(st.sampled_from(there))
        found = list(re.finditer(pattern, text))
        at = draw(st.sampled_from(found))
        other = draw(st.sampled_from([one for one in others if one != at.group()]))
        text = text[: at.start()] + other + text[at.end() :]
    return text
