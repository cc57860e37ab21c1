"""Random clauses about entries, as text: what rows of leads enter in their history, once or many times."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tests.support.strategies_duties import around_duties, timings
from tests.support.strategies_words import GROUPS, NEEDS, conditions, in_force, maybe, periods

ENTERED = ("waiting", "held", "waiting", "moved")
DONE = ("first-touch", "accepts", "accepts or rejects", "call-made", "last-seen", "SQL", "opened", "held", "answered")
"""Events of leads, and stages of the same history."""
CYCLES = ("cycle = 1", "cycle >= 2", "cycle <= 2 and score >= 30", "cycle between 2 and 3 or icp")


@st.composite
def cycles(draw: st.DrawFn, anchor: date, calendars: tuple[str, ...] = ()) -> str:
    """A clause about entries into a stage of `changes`."""
    kind = draw(st.sampled_from(("within", "within", "makes", "every", "delivers", "keeps", "conversion", "time")))
    entered = draw(st.sampled_from(ENTERED))
    stage = draw(st.sampled_from(("waiting", "held", "waiting")))
    done = draw(st.sampled_from(DONE).filter(lambda d: d not in (entered, stage)))
    which = draw(maybe(st.sampled_from(("each", "first only")), 2))
    if kind == "within":
        time = draw(timings(calendars))
        text = f"sales {done} {stage} {time}" if draw(st.booleans()) else f"sales {done} {time} of {entered}"
    elif kind == "makes":
        text = f"sales makes {draw(st.sampled_from(NEEDS))} "
        text += draw(timings(calendars).filter(lambda t: not t.startswith("between"))) + f" of {entered}"
    elif kind == "every":
        text = f"sales makes >= 1 touches every {draw(st.sampled_from(('24h', '3 days', '4h')))} of {entered}"
        text += draw(maybe(st.just("before SQL"), 2))
    if kind in ("within", "makes", "every"):
        return text + which + draw(maybe(_cycle(), 3)) + draw(around_duties(anchor))
    small = draw(st.sampled_from((0, 1, 2, 3, 5)))
    op = draw(st.sampled_from((">=", "<=", ">", "<", "=")))
    chosen = draw(st.sampled_from((" each", " first only")))
    if kind == "delivers":
        text = f"marketing delivers {op} {small} {stage}{chosen}"
        text = text.replace("> 0", ">= 0").replace("delivers > ", "delivers >= ").replace("delivers < ", "delivers <= ")
    elif kind == "keeps":
        measure = draw(st.sampled_from((
            f"share of {stage} where cycle = 1 or icp", f"share of amount in {stage} where score >= 50",
            f"average score in {stage}", f"p75 amount in {stage}", f"sum amount in {stage}", f"count owner in {stage}",
            f"max score in {stage}",
        )))  # fmt: skip
        text = f"marketing keeps {measure} {op} {draw(_value(measure))}{chosen}"
    elif kind == "conversion":
        text = f"marketing keeps conversion {stage} -> {draw(st.sampled_from(('SQL', 'warm', 'opened', 'MQL')))}"
        text += draw(maybe(st.sampled_from(("within 24h", "within 3 days", "within shorter")), 2))
        text += f" {op} {draw(st.sampled_from(('0%', '50%', '100%')))}{which}"
    else:
        done = done.partition(" or ")[0]
        function = draw(st.sampled_from(("median", "p75", "average", "max")))
        text = f"sales keeps {function} time from {entered} to {done} {draw(st.sampled_from(('<=', '>')))} "
        text += draw(st.sampled_from(("30 min", "24h", "3 days"))) + draw(maybe(st.just("only finished"), 4)) + which
    text += f" per {draw(periods())}" + draw(maybe(st.sampled_from(GROUPS)))
    text += draw(maybe(_cycle(), 3)) + draw(maybe(conditions().map(lambda c: f"unless {c}"), 4))
    return text + draw(maybe(in_force(anchor), 6))


def _cycle() -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(("for", "unless")), st.sampled_from(CYCLES)).map(" ".join)


def _value(measure: str) -> st.SearchStrategy[str]:
    if measure.startswith("share"):
        return st.sampled_from(("20%", "50%", "100%"))
    return st.sampled_from(("100", "300") if "amount" in measure else ("2", "50", "60"))


@st.composite
def histories_as_such(draw: st.DrawFn, anchor: date) -> str:
    """A clause about the rows of `changes` themselves."""
    stage = draw(st.sampled_from(("waiting", "held", "opened")))
    text = draw(st.sampled_from((
        f"marketing delivers >= 2 {stage}", f"marketing delivers <= 5 {stage}",
        f"marketing fills status, lead_id on >= 90% of {stage}", f"sales never at > leads.sql_at on >= 50% of {stage}",
        f"sales ensures leads.score >= 30 on 100% of {stage}",
        f"marketing keeps share of {stage} where leads.icp >= 50%",
    )))  # fmt: skip
    text += f" per {draw(periods())}" + draw(maybe(st.just("by status"), 3))
    text += draw(maybe(st.sampled_from(('for status != "open"', "for leads.score >= 50", "unless leads.icp")), 2))
    return text + draw(maybe(in_force(anchor), 6))
