"""Random promises about periods, as text: `delivers` and `keeps`."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.support.strategies_duties import windows
from tests.support.strategies_words import (
    EVENTS,
    GROUPS,
    OWN_GROUPS,
    TIER_LINES,
    conditions,
    days_near,
    in_force,
    maybe,
    periods,
)


@st.composite
def deliveries(draw: st.DrawFn, anchor: date, *, has_term: bool) -> str:
    """`marketing delivers BOUND STAGE ...`."""
    stage = draw(st.sampled_from(("MQL", "SQL", "lead", "warm", "called", "due-plan")))
    small = st.integers(0, 8)
    amounts = draw(st.booleans())
    summed = draw(st.sampled_from((" of amount in", " of amount in", " of points in")))
    unit, scale = (summed, 150) if amounts else ("", 1)
    low, high = sorted((draw(small) * scale, draw(small) * scale))
    bound = draw(
        st.sampled_from(
            (
                f">= {low}",
                f">= {high}",
                f"<= {high}",
                f"= {low}",
                f"between {low} and {high}",
                f"> {low}",
                f"< {high + 1}",
                ">= half-volume",
            )
        )
        if amounts
        else st.sampled_from(
            (
                f">= {low}",
                f">= {high}",
                ">= goal",
                ">= lots",
                ">= needed",
                "<= heads",
                f"<= {high}",
                f"= {low}",
                f"between {low} and {high}",
            )
        )
    )
    text = f"marketing delivers {bound}{unit} {stage}"
    per = draw(st.one_of(periods(), st.sampled_from(("rolling 7 days", "rolling 20 days", "rolling 2 weeks"))))
    if not has_term or draw(st.integers(0, 4)):
        text += f" per {per}"
        if "rolling" not in per and per != "day":
            share, sub = draw(st.sampled_from(("40%", "25%", "66.7%", "100%"))), draw(st.sampled_from(("day", "week")))
            target = draw(st.sampled_from(("", " of target")))
            sub = draw(st.sampled_from((sub, sub, "rolling 3 days", "rolling 10 days", "rolling 1 week")))
            text += draw(maybe(st.just(f"paced <= {share}{target} per {sub}"), 2))
        if "rolling" not in per:
            text += draw(maybe(st.just("prorated")))
    elif draw(st.booleans()):
        text += f" from {anchor - timedelta(days=30)} to {anchor + timedelta(days=draw(st.integers(0, 40)))}"
    text += draw(maybe(st.sampled_from(GROUPS)))
    text += draw(maybe(st.integers(1, 3).map(lambda n: f"min {n}"), 6))
    text += draw(maybe(conditions().map(lambda c: f"for {c}")))
    text += draw(maybe(conditions().map(lambda c: f"unless {c}"), 4))
    return text if " from " in text else text + draw(maybe(in_force(anchor), 6))


SUBS = ("week", "day", "week", "rolling 3 days", "rolling 7 days", "rolling 2 weeks", "rolling 40 days")


@st.composite
def paces(draw: st.DrawFn) -> str:
    """`marketing delivers BOUND STAGE per PERIOD paced ...` without conditions, so that there is something to pace."""
    low, high = sorted((draw(st.integers(0, 12)), draw(st.integers(0, 25))))
    bound = draw(st.sampled_from((f">= {low}", f"<= {high}", f"between {low} and {high}")))
    stage, per = draw(st.sampled_from(("MQL", "lead", "SQL"))), draw(st.sampled_from(("month", "quarter", "year")))
    share, sub = draw(st.sampled_from(("50%", "40%", "66.7%", "20%", "100%"))), draw(st.sampled_from(SUBS))
    of_target = draw(st.sampled_from(("", " of target")))
    text = f"marketing delivers {bound} {stage} per {per}"
    even = bound.startswith(">=") and draw(st.booleans())
    if not even or draw(st.integers(0, 3)) == 0:
        text += f" paced <= {share}{of_target} per {sub}"
    if even:
        text += " paced evenly" + draw(maybe(st.just("over business days")))
        text += draw(maybe(st.sampled_from(("within 10%", "within 50%"))))
        text += draw(maybe(st.sampled_from(("per week", "per day"))))
        text += draw(maybe(st.sampled_from(("for icp", "for score >= 30")), 4))
    text += draw(maybe(st.just("prorated")))
    return text + draw(maybe(st.sampled_from(GROUPS), 5))


MEASURES = (
    "conversion MQL -> SQL", "conversion warm -> SQL", "conversion lead -> warm", "conversion SQL -> called",
    "share of MQL", "share of warm", "conversion due-plan -> SQL", "average points in MQL", "max points in warm",
    "share of amount in lead", "share of amount in warm", "average score in MQL",
    "average amount in warm", "median score in lead", "p90 score in warm", "p33 amount in lead", "min score in lead",
    "max score in SQL", "sum amount in warm", "count owner in lead",
)  # fmt: skip
TIMES = ("median", "p90", "p75", "average", "max", "min")


@st.composite
def keepings(draw: st.DrawFn, anchor: date, calendars: tuple[str, ...] = (), *, has_term: bool) -> str:
    """`marketing keeps MEASURE BOUND ...`."""
    if draw(st.integers(0, 2)) == 0:
        text = draw(_timings(calendars))
    else:
        measure = draw(st.sampled_from(MEASURES))
        text = f"marketing keeps {measure}"
        values: tuple[int, ...] = (0, 29, 30, 50, 60, 85)
        using = ""
        if measure.startswith("conversion"):
            window = draw(maybe(windows(calendars).filter(lambda w: w.startswith("within") and "site" not in w), 2))
            limit, found, calendar = window.partition(" using ")
            text, using = text + limit, found + calendar
        elif measure.startswith("share"):
            text += f" where ({draw(conditions())})"
        elif "amount" in measure:
            values = (0, 100, 150, 300)
        elif measure.startswith("count"):
            values = (0, 2, 4, 8)
        percent = measure.startswith(("conversion", "share"))
        measured = ("rate", "rate-so-far") if measure.startswith("conversion") else ()
        measured = ("typical", "usual") if "score" in measure else measured
        value = st.sampled_from(
            (*measured, "0%", "20%", "33.3%", "50%", "75%", "100%")
            if percent
            else [*measured, *(str(v) for v in values)]
        )
        text += f" {draw(_bounds(value))}{using}"
        if measure.startswith("conversion"):
            text += draw(maybe(st.sampled_from(("maturing after 3 days", "maturing after 24h")), 4))
    if not has_term or draw(st.integers(0, 4)):
        text += f" per {draw(st.one_of(periods(), st.sampled_from(('rolling 7 days', 'rolling 2 weeks'))))}"
    text += draw(maybe(st.sampled_from(GROUPS)))
    text += draw(maybe(st.integers(1, 4).map(lambda n: f"min {n}"), 4))
    text += draw(maybe(conditions().map(lambda c: f"for {c}")))
    text += draw(maybe(conditions().map(lambda c: f"unless {c}"), 4))
    if text.startswith(("marketing keeps sum", "marketing keeps count")) and " per " in text and "rolling" not in text:
        text += draw(maybe(st.just("prorated")))
    text += draw(maybe(st.sampled_from(("warn at 50%", "warn at 0%")), 4))
    return text + draw(maybe(in_force(anchor), 6))


@st.composite
def _timings(draw: st.DrawFn, calendars: tuple[str, ...]) -> str:
    """`sales keeps STATISTIC time from EVENT to EVENT BOUND`."""
    start, end = (
        draw(st.sampled_from(("created", "assigned", "MQL", "warm"))),
        draw(st.sampled_from(EVENTS[:2] + EVENTS[5:7])),
    )
    limits = ["30 min", "4h", "24h", "3 days"]
    using = ""
    if calendars and draw(st.booleans()):
        limits = ["30 business minutes", "4 business hours", "9 business hours"]
        using = f" using {draw(st.sampled_from(calendars))}"
    bound = f"{draw(st.sampled_from(('<=', '<=', '<', '>=', '>')))} {draw(st.sampled_from(limits))}"
    if draw(st.integers(0, 5)) == 0:
        bound = f"between {limits[0]} and {limits[-1]}"
    finished = draw(maybe(st.just("only finished"), 4))
    return f"sales keeps {draw(st.sampled_from(TIMES))} time from {start} to {end} {bound}{using}{finished}"


@st.composite
def _bounds(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    """A target of any kind; the ends of a band in their order."""
    op = draw(st.sampled_from((">=", ">=", "<=", "<=", ">", "<", "=", "between")))
    if op != "between":
        return f"{op} {draw(values)}"
    numbers = values.filter(lambda v: v[0].isdigit())
    low, high = sorted((draw(numbers), draw(numbers)), key=lambda v: float(v.rstrip("%")))
    return f"between {low} and {high}"


@st.composite
def comparisons(draw: st.DrawFn, anchor: date) -> str:
    """Promises about groups beside one another, and about the period before."""
    stage = draw(st.sampled_from(("MQL", "SQL", "lead", "warm")))
    per = draw(st.sampled_from(("month", "week", "month", "fiscal month", "quarter")))
    share = draw(st.sampled_from(("20%", "50%", "100%", "110%", f"100%, 50% from {draw(days_near(anchor))}")))
    op = draw(st.sampled_from((">=", "<=", ">")))
    kind = draw(st.sampled_from(("part", "balance", "delivers", "delivers", "keeps", "conversion")))
    of = draw(st.sampled_from(("", "amount in ")))
    if kind in ("part", "balance"):
        share = draw(st.sampled_from(("20%", "50%", "100%")))
    if kind == "part":
        text = f"marketing keeps share of {of}{stage} {op} {share}"
    elif kind == "balance":
        text = f"marketing keeps balance of {of}{stage} within {share}"
    elif kind == "delivers":
        text = f"marketing delivers {op} {share} of previous {'of ' if of else ''}{of}{stage}"
    elif kind == "keeps":
        measure = draw(st.sampled_from(("average score", "median amount", "max score", "sum amount", "count owner")))
        text = f"marketing keeps {measure} in {stage} {op} {share} of previous"
    else:
        text = f"marketing keeps conversion lead -> {stage} {op} {share} of previous"
    text += f" per {per}"
    grouped = draw(st.sampled_from(GROUPS))
    text += f" {grouped}" if kind in ("part", "balance") else draw(maybe(st.just(grouped), 2))
    text += draw(maybe(st.integers(1, 4).map(lambda n: f"min {n}"), 4))
    text += draw(maybe(st.sampled_from(("for score >= 30", "for icp", "for amount > 100", "for score is known")), 2))
    text += draw(maybe(conditions().map(lambda c: f"unless {c}"), 5))
    return text + draw(maybe(in_force(anchor), 6))


COUNTED = ("MQL", "lead", "SQL", "warm", "expense", "big-expense")
SUMMED = (
    "amount in lead", "amount in warm", "amount in MQL", "cost in expense", "cost in expense", "cost in big-expense",
)  # fmt: skip


@st.composite
def ratios(draw: st.DrawFn, anchor: date, *, has_term: bool) -> str:
    """`marketing keeps ratio of X to Y BOUND ...`, often of two tables."""
    above, below = (draw(st.sampled_from((*COUNTED, *SUMMED, "lead", "expense"))) for _ in range(2))
    values = st.sampled_from(("0", "0.5", "1", "1.01", "3", "10", "100"))
    text = f"marketing keeps ratio of {above} to {below} {draw(_bounds(values))}"
    if not has_term or draw(st.integers(0, 4)):
        text += f" per {draw(st.one_of(periods(), st.sampled_from(('rolling 7 days', 'rolling 2 weeks'))))}"
    groups = OWN_GROUPS if "expense" in above + below else GROUPS
    text += draw(maybe(st.sampled_from(groups), 2)) + draw(maybe(st.integers(1, 3).map(lambda n: f"min {n}"), 4))
    of_spend = "expense" in above
    scope = (
        conditions() if not of_spend else st.sampled_from(('source = "web"', "cost > 50", "cost is known", "cost > 0"))
    )
    text += draw(maybe(scope.map(lambda c: f"for {c}"))) + draw(maybe(scope.map(lambda c: f"unless {c}"), 4))
    text += draw(maybe(st.sampled_from(("warn at 50%", "warn at 0%")), 4))
    return text + draw(maybe(in_force(anchor), 6))


@st.composite
def targets_by_tier(draw: st.DrawFn, anchor: date) -> str:
    """`delivers` and `keeps` with a table that tells each tier's target."""
    kind = draw(st.sampled_from((
        "delivers MQL", "delivers of amount in lead", "keeps average score in lead", "keeps conversion MQL -> SQL",
        "keeps conversion lead -> warm within 3 days", "keeps share of lead where icp", "keeps max score in warm",
        "keeps median time from created to first-touch",
    )))  # fmt: skip
    text = f"marketing {kind} per {draw(st.sampled_from(('month', 'week', 'quarter')))}" + draw(
        maybe(st.just("by tier"))
    )
    text += draw(maybe(conditions().map(lambda c: f"for {c}"))) + draw(maybe(st.just("min 2"), 4))
    text += draw(maybe(conditions().map(lambda c: f"unless {c}"), 4)) + draw(maybe(in_force(anchor), 5))
    text += draw(maybe(st.just("prorated"), 4)) if kind.startswith("delivers") else ""
    text += draw(maybe(st.just("warn at 50%"), 4)) if kind.startswith("keeps") else ""
    text += "\n  | source | score | target |"
    targets = [">= 1", ">= 2", "<= 60", "between 1 and 90", ">= lots", "= 2"]
    if "conversion" in kind or "share" in kind:
        targets = [">= 50%", "<= 33.3%", ">= most", "between 20% and 80%", "= 100%"]
    elif "time" in kind:
        targets = ["<= 4h", "> 24h", "<= shorter", "between 30 min and 3 days"]
    for source, score in draw(st.lists(st.sampled_from(TIER_LINES), min_size=1, max_size=4, unique=True)):
        text += f"\n  | {source} | {score} | {draw(st.sampled_from(targets))} |"
    return text
