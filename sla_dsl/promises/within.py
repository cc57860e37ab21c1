"""`EVENT within LIMIT before EVENT`: a party does something within a time of something else, or before it."""

from __future__ import annotations

from typing import Any

from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model import forms
from sla_dsl.model.cases import promised
from sla_dsl.promises import tiers, timed
from sla_dsl.promises.base import Room, Words, only
from sla_dsl.promises.cycles import FLAGS, entered, moment_of
from sla_dsl.promises.plain import doing, limit_in_english, options_in_english, party_in_english, time_in_english
from sla_dsl.promises.scope import groups, minimum, population, warn
from sla_dsl.promises.variants import varied
from sla_dsl.promises.windows import limits, window_in_english
from sla_dsl.text.nouns import a


def lower(words: Words, clause: ast.Clause, promise: ast.Within) -> forms.Duty:
    """The duty: start from the stage noun, from `of EVENT`, or the subject's `created`; done is the event."""
    stage = None if promise.stage is None else words.stage(promise.stage)
    of: ast.Of | None = only(clause, ast.Of)
    start = stage
    if stage is not None:
        others = [] if of is None else [of.event]
        start = stage = entered(words, clause, stage, promise.event, *others)
    if of is not None:
        start = words.moment(of.event, None) if stage is None else moment_of(words, of.event, stage)
    if start is None:
        done = words.moment(promise.event, None)
        start = words.moment(timed.created(clause), done.table)
    start = entered(words, clause, start, promise.event)
    done = moment_of(words, promise.event, start)
    ends = timed.before(words, clause, start)
    needs = "within" if promise.limit is None and ends is None else None
    lines = tiers.lines(words, clause, start, ("within", "on"), needs)
    window = None if promise.limit is None else (promise.limit, promise.low)
    limit, low = limits(words, clause, start, window, lines)
    by = groups(words, clause, start.table)
    on = any("on" in line.outcomes for line in lines)
    covered = None if lines and "within" in lines[0].outcomes else tiers.covered(lines)

    def form(fields: dict[str, Any]) -> forms.Duty:
        return forms.Duty(
            meta=words.meta(clause, english),
            population=population(
                words,
                clause,
                start.table,
                start,
                *(s for s in (stage,) if s is not None),
                covered=(covered, promised(limit), promised(low)),
            ),
            start_name=start.name,
            done_name=done.name,
            counted=False,
            done=timed.instant(done),
            limit=limit,
            low=low,
            before=ends,
            grouped=timed.shared(clause) or on,
            per=timed.per(words, clause),
            by=(*by, forms.TIER) if on and forms.TIER not in by else by,
            minimum=minimum(words, clause),
            warn=warn(words, clause),
            paused=timed.paused(words, clause, start, limit),
            tiers=tiers.tiers(lines),
            **fields,
        )

    return varied(words, timed.shares(words, clause, "`{}` behind the event", lines if on else []), form)


def english(clause: ast.Clause) -> str:
    """`Sales must first-touch within 4 hours of created, where score >= 70`."""
    promise = clause.promise
    assert isinstance(promise, ast.Within)
    noun = "" if promise.stage is None else f" every {promise.stage.text}"
    told = f"{party_in_english(clause)} must {doing(promise.event)}{noun}"
    told = f"{told} {_ends_in_english(clause, promise)}{options_in_english(clause)}"
    return f"{told}{tiers.english(clause, window_in_english)}"


def _ends_in_english(clause: ast.Clause, promise: ast.Within) -> str:
    of: ast.Of | None = only(clause, ast.Of)
    before: ast.Before | None = only(clause, ast.Before)
    event = "" if before is None else f"before {expression(before.event)}"
    if before is not None and promise.limit is None and clause.tiers is None:
        return event if of is None else f"from {expression(of.event)} on, {event}"
    start = "created" if promise.stage is None else f"becoming {a(promise.stage.text)}"
    limit = _limit_in_english(promise, start if of is None else expression(of.event))
    return f"{limit} and {event}" if event else limit


def _limit_in_english(promise: ast.Within, start: str) -> str:
    if promise.limit is None:
        return f"within the time of its tier after {start}"
    if promise.low is None or isinstance(promise.limit, ast.ByDay):
        return limit_in_english(promise.limit, start)
    low, limit = time_in_english(promise.low), time_in_english(promise.limit)
    return f"no earlier than {low} and no later than {limit} after {start}"


ROOM = Room(
    verb="within",
    form="duty",
    lower=lower,
    english=english,
    options=timed.OPTIONS,
    flags=FLAGS,
    tiered=True,
    examples=(
        "sales first-touch within 4h for score >= 70",
        "sales accepts or rejects MQL within 24h",
        "sales first-touch within 1 day of assigned on >= 90% per week by owner",
        'sales first-touch between 2h and 24h for source = "content"',
        "sales first-touch MQL before disqualified",
        "sales first-touch by tier\n  | score | within |\n  | >= 70 | 4h     |\n  | any   | 2 days |",
    ),
)
