"""`EVENT within LIMIT before EVENT`: a party does something within a time of something else, or before it."""

from __future__ import annotations

from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model import forms
from sla_dsl.promises import timed
from sla_dsl.promises.base import Room, Words, only
from sla_dsl.promises.cycles import FLAGS, entered, moment_of
from sla_dsl.promises.plain import doing, limit_in_english, options_in_english, party_in_english, time_in_english
from sla_dsl.promises.scope import groups, minimum, population, warn


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
    limits = timed.limits(words, clause, *(b for b in (promise.limit, promise.low) if b is not None))
    limit = limits[0] if promise.limit is not None else None
    return forms.Duty(
        meta=words.meta(clause, english(clause)),
        population=population(words, clause, start.table, start, *(s for s in (stage,) if s is not None)),
        start_name=start.name,
        done_name=done.name,
        counted=False,
        done=timed.instant(done),
        limit=limit,
        low=limits[1] if promise.low is not None else None,
        before=timed.before(words, clause, start),
        share=timed.share(words, clause, "`{}` behind the event"),
        grouped=timed.shared(clause),
        per=timed.per(words, clause),
        by=groups(words, clause, start.table),
        minimum=minimum(words, clause),
        warn=warn(words, clause),
        paused=timed.paused(words, clause, start, limit),
    )


def english(clause: ast.Clause) -> str:
    """`Sales must first-touch within 4 hours of created, where score >= 70`."""
    promise = clause.promise
    assert isinstance(promise, ast.Within)
    noun = "" if promise.stage is None else f" every {promise.stage.text}"
    told = f"{party_in_english(clause)} must {doing(promise.event)}{noun}"
    return f"{told} {_ends_in_english(clause, promise)}{options_in_english(clause)}"


def _ends_in_english(clause: ast.Clause, promise: ast.Within) -> str:
    of: ast.Of | None = only(clause, ast.Of)
    before: ast.Before | None = only(clause, ast.Before)
    event = "" if before is None else f"before {expression(before.event)}"
    if before is not None and promise.limit is None and clause.tiers is None:
        return event if of is None else f"from {expression(of.event)} on, {event}"
    start = "created" if promise.stage is None else f"becoming {promise.stage.text}"
    limit = _limit_in_english(promise, start if of is None else expression(of.event))
    return f"{limit} and {event}" if event else limit


def _limit_in_english(promise: ast.Within, start: str) -> str:
    if promise.limit is None:
        return f"in the time of its tier, counted from {start}"
    if promise.low is None or isinstance(promise.limit, ast.ByDay):
        return limit_in_english(promise.limit, start)
    low, limit = time_in_english(promise.low), time_in_english(promise.limit)
    return f"no earlier than {low} and no later than {limit} after {start}"


ROOM = Room(
    verb="within",
    form="duty",
    node=ast.Within,
    lower=lower,
    english=english,
    options=timed.OPTIONS,
    flags=FLAGS,
    examples=(
        "sales first-touch within 4h for score >= 70",
        "sales accepts or rejects MQL within 24h",
        "sales first-touch within 1 day of assigned on >= 90% per week by owner",
        'sales first-touch between 2h and 24h for source = "content"',
        "sales first-touch MQL before disqualified",
    ),
)
