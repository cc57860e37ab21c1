"""`makes N NOUNS, ... within LIMIT before EVENT`: a party makes so many calls, emails, touches in time.

`every LIMIT` asks for one again and again, and `spaced` says how far apart they are.
"""

from __future__ import annotations

from typing import Any

from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount, expression
from sla_dsl.lang.printer import cell as spelled
from sla_dsl.model import forms
from sla_dsl.model.cases import promised
from sla_dsl.model.expr import (
    ChildPick,
    ChildSpread,
    Expr,
    Latest,
    both,
    either,
)
from sla_dsl.model.schema import SUBJECT
from sla_dsl.promises import tiers, timed
from sla_dsl.promises.base import ChildRows, Moment, Room, Words, only
from sla_dsl.promises.cycles import FLAGS, entered, happening
from sla_dsl.promises.plain import (
    SIGNS,
    limit_in_english,
    options_in_english,
    party_in_english,
    singular,
    target_in_english,
    time_in_english,
)
from sla_dsl.promises.rhythm import every, since, spaces, spacing, until
from sla_dsl.promises.scope import groups, minimum, population, warn
from sla_dsl.promises.variants import varied
from sla_dsl.promises.windows import limits, window_in_english
from sla_dsl.text.record import record

_DAYS = "days"
"""What `across` takes for local days, whatever the columns."""
_TIMES = ("seconds", "minutes", "hours", "weeks", "months", "quarters", "years", "business days")


@record
class _Need:
    """So many rows, as many as `number` says, of what a noun counts."""

    number: int
    noun: str
    rows: ChildRows

    def __str__(self) -> str:
        return _told(self.number, self.noun)


def lower(words: Words, clause: ast.Clause, promise: ast.Makes) -> forms.Duty:
    """The duty: done is the instant at which the last need is reached by what was made from the start on."""
    start = _start(words, clause)
    needs: list[_Need] = []
    for need in promise.needs:
        with words.attempt():
            rows = words.child_rows(need.noun, start.table)
            needs.append(_Need(_number(words, need), need.noun.text, rows))
    done = [happening(_reached(need, start), start) for need in needs]
    name = " and ".join(map(str, needs))
    if promise.across is not None:
        with words.attempt():
            number = _number(words, promise.across)
            name += f" across {_told(number, promise.across.noun.text)}"
            if needs:
                done.append(happening(_spread(words, promise.across, number, needs, start), start))
    lines = _lines(words, clause, promise, start)
    limit, before = _ends(words, clause, promise, start, lines)
    by, on = groups(words, clause, start.table), any("on" in line.outcomes for line in lines)
    covered = None if lines and "within" in lines[0].outcomes else tiers.covered(lines)
    rhythm: forms.Spacing | forms.Every | None = None
    if len(needs) == len(promise.needs):
        first, rows, number = promise.needs[0], needs[0].rows, needs[0].number
        if promise.every is not None:
            before = until(start, before)
            rhythm = every(words, clause, promise, rows, start, before)
            limit, name = rhythm.limit, singular(first.noun.text)
        else:
            rhythm = spacing(words, clause, first, number, rows, start)

    def form(fields: dict[str, Any]) -> forms.Duty:
        return forms.Duty(
            meta=words.meta(clause, english),
            population=population(words, clause, start.table, start, covered=(covered, promised(limit))),
            start_name=start.name,
            done_name=name,
            counted=promise.every is None,
            done=done[0] if len(done) == 1 else Latest(tuple(done)),
            limit=limit,
            low=None,
            before=before,
            grouped=timed.shared(clause) or on,
            per=timed.per(words, clause),
            by=(*by, forms.TIER) if on and forms.TIER not in by else by,
            minimum=minimum(words, clause),
            warn=warn(words, clause),
            paused=timed.paused(words, clause, start, limit),
            rhythm=rhythm,
            tiers=tiers.tiers(lines),
            **fields,
        )

    return varied(words, timed.shares(words, clause, "`of {}`", lines if on else []), form)


def _lines(words: Words, clause: ast.Clause, promise: ast.Makes, start: Moment) -> list[tiers.Line]:
    """The lines of the table: what is made again and again has one limit for all, and shares by tier."""
    if promise.every is not None:
        return tiers.lines(words, clause, start, ("on",), "on")
    needs = "within" if promise.within is None and only(clause, ast.Before) is None else None
    found = tiers.lines(words, clause, start, ("within", "on"), needs)
    for line in found:
        match line.outcomes.get("within"):
            case ast.CellBound(kind="bound") as cell:
                message = f"`{spelled(cell)}` is no limit, and what is made may come as soon as it likes"
                raise words.refuse("SLA331", cell.span, message, "write an amount such as `14 days`")
    return found


def _start(words: Words, clause: ast.Clause) -> Moment:
    of: ast.Of | None = only(clause, ast.Of)
    event = timed.created(clause) if of is None else of.event
    start = words.moment(event, SUBJECT if of is None else None)
    return entered(words, clause, start, of_parent=not words.has_children(start.table))


def _number(words: Words, need: ast.Need) -> int:
    """How many are enough."""
    said = f"{need.op} {amount(need.count)} {need.noun.text}"
    if need.op in ("<", "<="):
        hint = f"write `>= {amount(need.count)} {need.noun.text}`; what is too many, `never (count of TABLE) > N` says"
        raise words.refuse("SLA308", need.span, f"`{said}` sets a most, and `makes` promises a least number", hint)
    number = words.whole(need.count, f"`{need.op}`") + (need.op == ">")
    if not number:
        hint = f"write at least `>= 1 {need.noun.text}`"
        raise words.refuse("SLA308", need.span, f"`{said}` promises nothing", hint)
    return number


def _reached(need: _Need, start: Moment) -> Expr:
    """The instant at which there are enough."""
    rows, number = need.rows, need.number
    where = both(since(start, rows), rows.where)
    return ChildPick(rows.table, rows.by, rows.at, where, "first" if number == 1 else "nth", number)


def _spread(words: Words, across: ast.Need, number: int, needs: list[_Need], start: Moment) -> ChildSpread:
    """The instant by which what counts for any of the needs has enough different values in a column, or days."""
    rows = needs[0].rows
    if any((n.rows.table, n.rows.at) != (rows.table, rows.at) for n in needs):
        said = " and ".join(f"`{n.noun}`" for n in needs)
        message = f"`across` compares rows of one table, and {said} stand in several"
        raise words.refuse(
            "SLA349", across.span, message, "keep them in one table with a column `kind`, or write a clause for each"
        )
    if across.noun.text in _TIMES:
        message = f"`across` counts different days, and `{across.noun.text}` are none"
        raise words.refuse("SLA363", across.span, message, f"write `across >= {amount(across.count)} days`")
    column = None if across.noun.text == _DAYS else words.child_column(across.noun, rows.table)
    conditions = [n.rows.where for n in needs]
    counted = None if None in conditions else either(*conditions)
    where = both(since(start, rows), counted)
    return ChildSpread(rows.table, rows.by, rows.at, column, where, number)


def _ends(
    words: Words, clause: ast.Clause, promise: ast.Makes, start: Moment, lines: list[tiers.Line]
) -> tuple[forms.Limit | None, Expr | None]:
    """What ends the time: a limit, an event, or the one that comes first."""
    before: ast.Before | None = only(clause, ast.Before)
    if promise.every is not None:
        return None, timed.before(words, clause, start)
    if promise.within is None and before is None and not lines:
        hint = "add `within 14 days`, or `before EVENT`"
        raise words.refuse("SLA309", promise.span, "this promise does not say by when", hint)
    window = None if promise.within is None else (promise.within, None)
    limit, _ = limits(words, clause, start, window, lines, also=spaces(clause))
    return limit, timed.before(words, clause, start)


def _told(number: int, noun: str) -> str:
    return f"{number:,} {singular(noun) if number == 1 else noun}"


def english(clause: ast.Clause) -> str:
    """`Sales must make at least 6 touches within 14 days of MQL and before disqualified, except for connected`."""
    promise = clause.promise
    assert isinstance(promise, ast.Makes)
    told = " and ".join(_need_in_english(n) for n in promise.needs)
    if promise.across is not None:
        told += f", across {_need_in_english(promise.across)},"
    of: ast.Of | None = only(clause, ast.Of)
    before: ast.Before | None = only(clause, ast.Before)
    start = "created" if of is None else expression(of.event)
    event = "" if before is None else expression(before.event)
    if promise.every is not None:
        often = f"every {time_in_english(promise.every)} from {start} on{event and f', until {event}'}"
        return f"{party_in_english(clause)} must make {told} {often}{options_in_english(clause)}"
    ends = [limit_in_english(promise.within, start)] if promise.within is not None else []
    ends += [f"before {event}"] if event else []
    if clause.tiers is not None and promise.within is None and before is None:
        ends = [f"within the time of its tier after {start}"]
    begin = "" if ends[0] != f"before {event}" else f" from {start} on,"
    spaced: ast.Spaced | None = only(clause, ast.Spaced)
    apart = "" if spaced is None else f", {target_in_english(spaced.bound, time_in_english)} apart"
    when = f"{begin} {' and '.join(ends)}{apart}"
    by_tier = tiers.english(clause, window_in_english)
    return f"{party_in_english(clause)} must make {told}{when}{options_in_english(clause)}{by_tier}"


def _need_in_english(need: ast.Need) -> str:
    number = amount(need.count)
    sign = "" if need.op == "=" else f"{SIGNS[need.op]} "  # six are made once there are six
    return f"{sign}{number} {singular(need.noun.text) if number == '1' else need.noun.text}"


ROOM = Room(
    verb="makes",
    form="duty",
    lower=lower,
    english=english,
    options=(*timed.OPTIONS, ast.Spaced),
    flags=FLAGS,
    tiered=True,
    examples=(
        "table touches of leads by lead_id\n"
        "sales makes >= 6 touches within 14 days of MQL before disqualified unless connected",
        "table touches of leads by lead_id\n"
        "sales makes >= 3 calls, >= 4 emails across >= 2 channels within 10 days on >= 90% per month by owner",
        "table touches of leads by lead_id\nsales makes >= 3 touches within 7 days spaced between 1 day and 3 days",
        "table touches of leads by lead_id\nsales makes >= 1 touch every 90 days of won before lost",
        "table touches of leads by lead_id\nsales makes >= 6 touches by tier\n"
        "  | score | within  |\n  | >= 70 | 7 days  |\n  | any   | 14 days |",
    ),
)
