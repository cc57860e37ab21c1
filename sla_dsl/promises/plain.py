"""Plain English for what every clause can carry: its parties, times, verbs and the options around the promise."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sla_dsl.lang import ast
from sla_dsl.lang.printer import amount, expression, period

SIGNS = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than", "=": "exactly"}
_HISS = ("ss", "sh", "ch", "x", "z")
_OF_PERIODS = (ast.Delivers, ast.Keeps)
"""Promises about periods, which say themselves how often."""


def party_in_english(clause: ast.Clause) -> str:
    """`Marketing`, or `Marketing and sales` for a joint promise."""
    joined = " and ".join(p.text for p in clause.parties)
    return joined[:1].upper() + joined[1:]


def amount_in_english(value: ast.Amount) -> str:
    """`100`, `$250k`, `100 (120 from 2026-10-01 on)`."""
    return dated_in_english(value, amount) if isinstance(value, ast.Dated) else amount(value)


def target_in_english(target: ast.Bound, say: Callable[[ast.Amount], str] = amount, what: str = "") -> str:
    """`at least 100`, `between 100 and 130`; `say` tells one amount.

    `what` is counted, and stands before later amounts: `at least 100 MQL (120 from 2026-10-01 on)`.
    """
    if target.previous:
        say, of = amount, " of the previous period's"
    else:
        of = ""
    behind = f"{of} {what}".rstrip()

    def told(value: ast.Amount, behind: str) -> str:
        return dated_in_english(value, say, behind) if isinstance(value, ast.Dated) else f"{say(value)}{behind}"

    if target.high is not None:
        return f"between {told(target.value, '')} and {told(target.high, behind)}"
    return f"{SIGNS[target.op]} {told(target.value, behind)}"


def target_cell_in_english(cell: ast.CellBound) -> str:
    """What a tier is promised, from its cell: `at least 25`."""
    if cell.bound is not None:
        return target_in_english(cell.bound)
    return "".join(f"at least {amount_in_english(value)}" for value in cell.values)


def time_in_english(value: ast.Amount) -> str:
    """`4 hours`, `2 business days`, or the name of a `let`."""
    match value:
        case ast.Lit(ast.Duration(unit=("hour" | "minute") as unit, business=False) as said):
            number = amount(ast.Lit(said)).removesuffix("h").removesuffix("min").strip()
            return f"{number} {unit}" + ("" if said.amount == 1 else "s")
        case ast.Dated():
            return dated_in_english(value, time_in_english)
        case ast.Ref():
            return f"`{expression(value)}`"
        case _:
            return amount(value)


def limit_in_english(limit: ast.Time, start: str = "") -> str:
    """`within 4 hours of created`, `by the end of the next business day after created`; `start` may be left open."""
    if not isinstance(limit, ast.ByDay):
        return f"within {time_in_english(limit)}" + (f" of {start}" if start else "")
    clock = "the end" if limit.time is None else f"{limit.time:%H:%M}"
    number, day = limit.after.amount, f"{'business ' if limit.after.business else ''}{limit.after.unit}"
    which = "same " if not number and not start else "next " if number == 1 else ""
    what = f"the {which}{day}" if number <= 1 else amount(ast.Lit(limit.after))
    link = "after" if number else "of"
    return f"by {clock} of {what}" + (f" {link} {start}" if start else "")


def dated_in_english(value: ast.Dated, say: Callable[[ast.Amount], str], what: str = "") -> str:
    """`8 hours (4 hours from 2026-04-01 on)`; `say` tells one amount, and `what` stands behind the first."""
    (first, begin), *later = value.steps
    steps = [f"{say(v)} from {expression(ast.Lit(since))} on" for v, since in later if since is not None]
    begins = [] if begin is None else [f"from {expression(ast.Lit(begin))} on"]
    return f"{say(first)}{what} ({'; '.join([*begins, *steps])})"


def doing(event: ast.Expr) -> str:
    """What somebody does for an event to happen: `first-touch`, `accept or reject`."""
    match event:
        case ast.Or(items):
            return " or ".join(doing(i) for i in items)
        case ast.And(items):
            return " and ".join(doing(i) for i in items)
        case ast.Ref(name) if name.text.replace("-", "").isalpha():
            return infinitive(name.text)
        case _:
            return f"reach `{expression(event)}`"


def infinitive(verb: str) -> str:
    """`accepts` is `accept`, `qualifies` is `qualify`, `reports-back` is `report-back`; a word without an `s` stays."""
    first, dash, rest = verb.partition("-")
    if dash and len(first) > 4:
        return f"{infinitive(first)}-{rest}"
    if verb.endswith("ies") and len(verb) > 4:
        return f"{verb[:-3]}y"
    if verb.endswith("es") and verb[:-2].endswith(_HISS):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb


def singular(noun: str) -> str:
    """`calls` is `call`, `replies` is `reply`; `sms` and `status` are no plurals."""
    return noun if len(noun) < 4 or noun.endswith(("us", "is")) else infinitive(noun)


def how_often(clause: ast.Clause) -> str:
    """` per month`, ` over the term`, or nothing where the clause's own days say it."""
    per = next((o for o in clause.options if isinstance(o, ast.Per)), None)
    if per is not None:
        return f" per {period(per.period)}"
    dated = any(isinstance(o, ast.InForce) and o.end is not None for o in clause.options)
    return "" if dated else " over the term"


def options_in_english(clause: ast.Clause, without: type[ast.Option] | None = None) -> str:
    """Scope, share, periods, groups and days, in that order whatever the order written; ends without a full stop.

    `without` are those that the promise has said itself.
    """
    found: dict[type, list[str]] = {}
    for option in clause.options:
        text = _option(option, clause)
        if text and type(option) is not without:
            found.setdefault(type(option), []).append(text)
    return "".join(text for kind in _ORDER for text in found.get(kind, ()))


_ORDER: tuple[type[ast.Option], ...] = (
    ast.For, ast.Unless, ast.ExcusedBy, ast.On, ast.Per, ast.By, ast.MinSize, ast.Using, ast.Paused, ast.InForce,
    ast.Flag,
)  # fmt: skip


def _option(option: ast.Option, clause: ast.Clause) -> str:
    noun = "" if isinstance(clause.promise, _OF_PERIODS) else " cases"
    match option:
        case ast.For(condition):
            return f", {'for' if isinstance(condition, ast.Ref) else 'where'} {expression(condition)}"
        case ast.Unless(condition):
            return f", except {'for' if isinstance(condition, ast.Ref) else 'where'} {expression(condition)}"
        case ast.ExcusedBy(clause=other):
            return f", excused where {other.text} is breached"
        case ast.On(op, share):
            whole = amount_in_english(share) == "100%"
            return ", in all cases" if whole else f", in {target_in_english(ast.Bound(op, share), what='of cases')}"
        case ast.Per(p) if not isinstance(clause.promise, _OF_PERIODS):
            return _counted(clause, ast.Per, f"per {period(p)}")
        case ast.By(fields):
            return _counted(clause, ast.By, f"for each {fields_in_english(fields)}")
        case ast.MinSize(size):
            return f"; fewer than {amount_in_english(size)}{noun} are not judged"
        case ast.Using(calendar=ast.Name() as calendar):
            return f", on the hours of {calendar.text}"
        case ast.Using(column=ast.Name() as column):
            return f", on the hours of the calendar that {column.text} names"
        case ast.Flag("each"):
            return ", each time anew"
        case ast.Flag("first only"):
            return ", the first time only"
        case ast.Paused(condition, most):
            cap = "" if most is None else f", for at most {time_in_english(most)} in all"
            return f", the clock standing still while {expression(condition)}{cap}"
        case ast.Flag(word="prorated"):
            return ", of a partial period in proportion to its working days"
        case ast.InForce(start, end):
            until = f" to {expression(ast.Lit(end))}" if end else " on"
            return f", from {expression(ast.Lit(start))}{until}"
        case _:
            return ""


def fields_in_english(fields: Sequence[ast.Name]) -> str:
    """What groups are made by: `owner and region`."""
    return " and ".join(f.text for f in fields)


def _counted(clause: ast.Clause, kind: type, text: str) -> str:
    """A period or group of a time limit belongs to its share of cases, which is all of them unless `on` says less."""
    said = [type(o) for o in clause.options]
    by_tier = clause.tiers is not None and any(name.text == "on" for name in clause.tiers.header)
    if isinstance(clause.promise, _OF_PERIODS) or by_tier or ast.On in said or (kind is ast.By and ast.Per in said):
        return f" {text}"
    return f", in all cases {text}"
