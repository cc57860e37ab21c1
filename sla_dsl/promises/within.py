"""`EVENT within LIMIT`: a party does something within a time of something else."""

from __future__ import annotations

from fractions import Fraction

from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount, expression
from sla_dsl.model import forms
from sla_dsl.model.expr import Expr, Where
from sla_dsl.promises.base import Moment, Room, Words, only
from sla_dsl.promises.plain import doing, options_in_english, party_in_english, time_in_english
from sla_dsl.promises.scope import groups, minimum, population, warn


def lower(words: Words, clause: ast.Clause, promise: ast.Within) -> forms.Duty:
    """The duty: start from the stage noun, from `of EVENT`, or the subject's `created`; done is the event."""
    stage = None if promise.stage is None else words.stage(promise.stage)
    of: ast.Of | None = only(clause, ast.Of)
    start = stage
    if of is not None:
        start = words.moment(of.event, stage.table if stage else None)
    if start is None:
        done = words.moment(promise.event, None)
        start = words.moment(ast.Ref(ast.Name(("created",), span=promise.span), span=promise.span), done.table)
    done = words.moment(promise.event, start.table)
    limit, low = _limits(words, clause, promise)
    return forms.Duty(
        meta=words.meta(clause, english(clause)),
        population=population(words, clause, start.table, start, *(s for s in (stage,) if s is not None)),
        start_name=start.name,
        done_name=done.name,
        done=_value(done),
        limit=limit,
        low=low,
        share=_share(words, clause),
        grouped=any(isinstance(o, ast.On | ast.Per | ast.By) for o in clause.options),
        per=_per(words, clause),
        by=groups(words, clause, start.table),
        minimum=minimum(words, clause),
        warn=warn(words, clause),
    )


def _limits(words: Words, clause: ast.Clause, promise: ast.Within) -> tuple[forms.Limit, forms.Limit | None]:
    """The upper and the lower bound; a calendar that neither of them runs on is a mistake."""
    assert promise.limit is not None, "a clause without a limit has a table of tiers, and is not lowered"
    using: ast.Using | None = only(clause, ast.Using)
    limit = words.limit(promise.limit, using)
    low = None if promise.low is None else words.limit(promise.low, using)
    if using is not None and not any(isinstance(x, forms.BusinessTime | forms.BusinessDays) for x in (limit, low)):
        said = amount(promise.limit)
        message = f"`{said}` runs day and night, so a calendar changes nothing"
        with words.attempt():
            raise words.refuse("SLA307", using.span, message, "ask for business time, or leave the calendar out")
    return limit, low


def _value(done: Moment) -> Expr:
    return done.at if done.condition is None else Where(done.at, done.condition)


def _share(words: Words, clause: ast.Clause) -> Fraction:
    on: ast.On | None = only(clause, ast.On)
    if on is None:
        return Fraction(1)
    if on.of is not None:
        message = "`of` behind a percentage names the rows of `fills`; those of a time limit come from its stage"
        hint = f"write `{on.of.text}` behind the event, or `for {on.of.text}`"
        raise words.refuse("SLA303", on.of.span, message, hint)
    return words.share(on.share, "`on`")


def _per(words: Words, clause: ast.Clause) -> forms.Per | None:
    per: ast.Per | None = only(clause, ast.Per)
    return None if per is None else words.per(per.period)


def english(clause: ast.Clause) -> str:
    """`Sales must first-touch within 4 hours of created, where score >= 70`."""
    promise = clause.promise
    assert isinstance(promise, ast.Within)
    noun = "" if promise.stage is None else f" every {promise.stage.text}"
    told = f"{party_in_english(clause)} must {doing(promise.event)}{noun}"
    return f"{told} {_limit_in_english(promise, _start_in_english(clause, promise))}{options_in_english(clause)}"


def _start_in_english(clause: ast.Clause, promise: ast.Within) -> str:
    of: ast.Of | None = only(clause, ast.Of)
    if of is not None:
        return expression(of.event)
    return "created" if promise.stage is None else f"becoming {promise.stage.text}"


def _limit_in_english(promise: ast.Within, start: str) -> str:
    if promise.limit is None:
        return f"in the time of its tier, counted from {start}"
    limit = time_in_english(promise.limit)
    if promise.low is not None:
        return f"no earlier than {time_in_english(promise.low)} and no later than {limit} after {start}"
    return f"within {limit} of {start}"


ROOM = Room(
    verb="within",
    form="duty",
    node=ast.Within,
    lower=lower,
    english=english,
    options=(ast.Per, ast.By, ast.On, ast.MinSize, ast.Of, ast.Using),
    examples=(
        "sales first-touch within 4h for score >= 70",
        "sales accepts or rejects MQL within 24h",
        "sales first-touch within 1 day of assigned on >= 90% per week by owner",
        'sales first-touch between 2h and 24h for source = "content"',
    ),
)
