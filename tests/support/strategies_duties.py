"""Random duties and invariants, as text."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tests.support.strategies_words import (
    BUSINESS_DEADLINES,
    BUSINESS_LIMITS,
    DEADLINES,
    EVENTS,
    GROUPS,
    LIMITS,
    NEEDS,
    PAUSES,
    TIER_LINES,
    conditions,
    in_force,
    maybe,
    periods,
)


@st.composite
def windows(draw: st.DrawFn, calendars: tuple[str, ...]) -> str:
    """`within LIMIT`, `between LOW and HIGH`, on business time where there is a calendar for it."""
    if calendars and draw(st.integers(0, 3)):
        limit = draw(st.sampled_from(BUSINESS_LIMITS))
        lows = ("30 min and ", "15 business min and ", "2 business hours and ", "1 business day and ")
        window = draw(st.one_of(st.just(f"within {limit}"), st.sampled_from(lows).map(lambda w: f"between {w}{limit}")))
        using = f" using {draw(st.sampled_from((*calendars, *calendars, 'calendar of site')))}"
        return window + (using if len(calendars) > 1 else draw(st.sampled_from(("", using))))
    limit = draw(st.sampled_from((*sorted(LIMITS), "soon", "2 * soon", "shorter")))
    return draw(st.sampled_from((f"within {limit}",) * 4 + (f"between 30 min and {limit}", "between 1h and 3 days")))


@st.composite
def deadlines(draw: st.DrawFn, calendars: tuple[str, ...]) -> str:
    """`by end of next day`, and of business days where there is a calendar for them."""
    if calendars and draw(st.booleans()):
        return draw(st.sampled_from(BUSINESS_DEADLINES)) + f" using {draw(st.sampled_from(calendars))}"
    return draw(st.sampled_from(DEADLINES))


@st.composite
def timings(draw: st.DrawFn, calendars: tuple[str, ...]) -> str:
    """What stands in the place of a limit: a window with or without pauses, a deadline, an event, or two of them."""
    event = f" before {draw(st.sampled_from(('disqualified', 'SQL', 'rejects or accepts', 'call-made', 'warm')))}"
    kind = draw(st.sampled_from(("window",) * 4 + ("paused", "paused", "deadline", "deadline", "event", "both")))
    if kind == "event":
        return event.lstrip()
    limit = draw(deadlines(calendars) if kind == "deadline" else windows(calendars))
    if kind == "paused":
        limit += f" paused while {draw(st.sampled_from(PAUSES))}"
        day_and_night = "business" not in limit.partition(" and ")[2].partition("using")[0] and "business" not in limit
        caps = ("2h", "30 min", "1 day") if day_and_night else ("1 business hour", "10 business hours")
        if day_and_night or "business" in limit.partition(" paused")[0]:
            limit += draw(maybe(st.sampled_from(caps).map(lambda cap: f"at most {cap}")))
    return limit + (event if kind in ("both", "deadline") and draw(st.booleans()) else "")


@st.composite
def duties(draw: st.DrawFn, anchor: date, calendars: tuple[str, ...] = ()) -> str:
    """`sales EVENT [STAGE] within LIMIT ...`."""
    event = draw(st.sampled_from(EVENTS))
    stage = draw(st.sampled_from(("", "", "", " MQL", " SQL", " warm")))
    text = f"sales {event}{stage} {draw(timings(calendars))}"
    if not stage:
        text += draw(
            maybe(
                st.sampled_from(
                    ("of assigned", "of MQL", "of warm", "of created", "of call-made", "of due-plan", "of nudged")
                )
            )
        )
    return text + draw(around_duties(anchor))


@st.composite
def tables_of_tiers(draw: st.DrawFn, calendars: tuple[str, ...]) -> str:
    """The lines of a table that tells who has which limit, and maybe which share."""
    limits = ["30 min", "4h", "24h", "3 days", "between 30 min and 4h", "24h, 4h from 2026-03-20"]
    if len(calendars) == 1:
        limits += ["4 business hours", "2 business days"]
    with_shares = draw(st.booleans())
    text = "\n  | source | score | within |" + (" on |" if with_shares else "")
    for source, score in draw(st.lists(st.sampled_from(TIER_LINES), min_size=1, max_size=4, unique=True)):
        text += f"\n  | {source} | {score} | {draw(st.sampled_from(limits))} |"
        text += f" {draw(st.sampled_from(('>= 90%', '>= 50%', '100%')))} |" if with_shares else ""
    return text


@st.composite
def tiered(draw: st.DrawFn, anchor: date, calendars: tuple[str, ...] = ()) -> str:
    """`sales EVENT ... by tier` with its table."""
    table = draw(tables_of_tiers(calendars))
    text = f"sales {draw(st.sampled_from(EVENTS))}" + draw(
        maybe(st.sampled_from(("by tier", "by tier", "by owner", "by tier, owner")), 2)
    )
    text += draw(maybe(st.sampled_from(("of assigned", "of MQL"))))
    text += draw(maybe(periods().map(lambda p: f"per {p}"))) + draw(maybe(st.sampled_from(("min 1", "min 3")), 5))
    if " on |" not in table:
        text += draw(maybe(st.sampled_from(("on >= 90%", "on >= 50%"))))
    text += draw(maybe(st.sampled_from(PAUSES).map(lambda pause: f"paused while {pause}"), 3))
    text += draw(maybe(conditions().map(lambda c: f"for {c}"), 3)) + draw(
        maybe(conditions().map(lambda c: f"unless {c}"), 4)
    )
    text += draw(maybe(st.sampled_from(("warn at 50%", "warn at 0%")), 4)) + draw(maybe(in_force(anchor), 5))
    return text + table


@st.composite
def makings(draw: st.DrawFn, anchor: date, calendars: tuple[str, ...] = ()) -> str:
    """`sales makes N NOUNS, ... within LIMIT before EVENT ...`."""
    needs = draw(st.lists(st.sampled_from(NEEDS), min_size=1, max_size=2, unique=True))
    text = f"sales makes {', '.join(needs)}"
    across = ("across >= 2 channels", "across > 1 kinds", "across >= 1 channel", "across >= 2 days", "across >= 1 days")
    text += draw(maybe(st.sampled_from(across)))
    text += f" {draw(timings(calendars).filter(lambda timing: not timing.startswith('between')))}"
    if " 1 " not in needs[0] and "paused" not in text:
        spans = ("1h", "4h", "1 day", "3 days") + (
            ("4 business hours", "2 business days") if len(calendars) == 1 else ()
        )
        low, high = draw(st.sampled_from(spans)), draw(st.sampled_from(spans))
        bounds = (f"spaced <= {high}", f"spaced >= {low}", "spaced between 30 min and 3 days")
        text += draw(maybe(st.sampled_from(bounds), 2))
    starts = ("of assigned", "of MQL", "of warm", "of accepts or rejects", "of call-made", "of last-seen",
              "of due-plan", "of keen-touch", "of called", "of nudged")  # fmt: skip
    text += draw(maybe(st.sampled_from(starts), 2))
    return text + draw(around_duties(anchor))


@st.composite
def rhythms(draw: st.DrawFn, anchor: date, calendars: tuple[str, ...] = ()) -> str:
    """`sales makes >= 1 NOUN every LIMIT before EVENT ...`."""
    limits = ["24h", "3 days", "1 week", "4h"] + (
        ["8.5 business hours", "2 business days"] if len(calendars) == 1 else []
    )
    noun = draw(st.sampled_from(("touches", "calls", "human", "email")))
    text = f"sales makes >= 1 {noun} every {draw(st.sampled_from(limits))}"
    text += draw(maybe(st.sampled_from(("before SQL", "before rejects or accepts", "before call-made")), 2))
    text += draw(maybe(st.sampled_from(("of assigned", "of MQL", "of warm", "of call-made", "of second-seen")), 2))
    return text + draw(around_duties(anchor))


@st.composite
def around_duties(draw: st.DrawFn, anchor: date) -> str:
    """The options that every duty takes."""
    text = ""
    if draw(st.booleans()):
        share = draw(maybe(st.sampled_from(("on >= 90%", "on >= 50%", "on >= 33.3%", "on 100%")), 2))
        per = draw(maybe(periods().map(lambda p: f"per {p}"), 2))
        if per and draw(st.integers(0, 3)) == 0:
            share = " on >= most"
        text += share + per
        text += draw(maybe(st.sampled_from(GROUPS), 2))
        text += draw(maybe(st.integers(1, 4).map(lambda n: f"min {n}")))
    text += draw(maybe(conditions().map(lambda c: f"for {c}"), 3))
    text += draw(maybe(conditions().map(lambda c: f"unless {c}"), 4))
    text += draw(maybe(st.sampled_from(("warn at 50%", "warn at 100%", "warn at 0%")), 4))
    return text + draw(maybe(in_force(anchor), 5))


@st.composite
def holdings(draw: st.DrawFn, anchor: date) -> str:
    """`sales never COND`, `ensures COND`, `fills FIELDS`, with and without shares."""
    fields = st.sampled_from(("source", "source, owner", "country or score", "owner, score or amount"))
    text = draw(
        st.one_of(
            conditions().map(lambda c: f"sales never {c}"),
            conditions().map(lambda c: f"sales ensures {c}"),
            fields.map(lambda f: f"marketing fills {f}"),
        )
    )
    if draw(st.booleans()):
        text += draw(maybe(st.sampled_from(("on >= 90%", "on >= 50% of MQL", "on 100% of warm", "on >= 75%")), 2))
        text += draw(maybe(periods().map(lambda p: f"per {p}"), 2))
        text += draw(maybe(st.sampled_from(GROUPS), 2))
        text += draw(maybe(st.integers(1, 4).map(lambda n: f"min {n}")))
    text += draw(maybe(conditions().map(lambda c: f"for {c}"), 2))
    text += draw(maybe(conditions().map(lambda c: f"unless {c}"), 4))
    return text + draw(maybe(in_force(anchor), 5))
