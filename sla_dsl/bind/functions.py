"""The functions of the language: what each takes and gives, and what to say where it is given something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sla_dsl.bind.choices import chosen
from sla_dsl.bind.names import Names
from sla_dsl.bind.repeats import repeated
from sla_dsl.bind.rows import Row, Wanted
from sla_dsl.bind.units import NUMERIC, comparable
from sla_dsl.lang import ast
from sla_dsl.lang.printer import expression
from sla_dsl.model import expr as m
from sla_dsl.model.types import INSTANT, NUMBER, TEXT, Sort, Type, articled
from sla_dsl.promises.base import Typed
from sla_dsl.text.record import record
from sla_dsl.text.source import Source
from sla_dsl.text.spell import nearest

if TYPE_CHECKING:
    from sla_dsl.bind.expressions import Expressions


@record
class Signature:
    """What a function takes, and what it gives; None is "of the kind it was given". Some take `several` arguments."""

    takes: frozenset[Sort]
    wants: Type
    gives: Type | None
    several: bool = False


_TEXT, _INSTANT = frozenset({Sort.TEXT}), frozenset({Sort.INSTANT})
_LENGTH = NUMERIC | {Sort.DURATION}
_ORDERED = _LENGTH | {Sort.INSTANT}
FUNCTIONS: dict[m.Function, Signature] = {
    "lower": Signature(_TEXT, TEXT, TEXT),
    "trim": Signature(_TEXT, TEXT, TEXT),
    "domain": Signature(_TEXT, TEXT, TEXT),
    "day": Signature(_INSTANT, INSTANT, NUMBER),
    "month": Signature(_INSTANT, INSTANT, NUMBER),
    "hour": Signature(_INSTANT, INSTANT, NUMBER),
    "weekday": Signature(_INSTANT, INSTANT, TEXT),
    "ceil": Signature(NUMERIC, NUMBER, None),
    "floor": Signature(NUMERIC, NUMBER, None),
    "round": Signature(NUMERIC, NUMBER, None),
    "abs": Signature(_LENGTH, NUMBER, None),
    "min": Signature(_ORDERED, NUMBER, None, several=True),
    "max": Signature(_ORDERED, NUMBER, None, several=True),
}
REPEATED: Literal["repeated"] = "repeated"
IF: Literal["if"] = "if"
"""The one function that asks the whole table."""
_WANTED = {Sort.TEXT: "a text", Sort.INSTANT: "a point in time", Sort.NUMBER: "a number"}
_HINTS = {
    Sort.TEXT: "give it a column of texts",
    Sort.INSTANT: "give it an event or a column that says when",
    Sort.NUMBER: "give it a number or an amount",
}


def check_function(names: Names, e: ast.Call, source: Source) -> m.Function | Literal["repeated", "if"]:
    """The function that is meant. Refuses one that there is not, and one with too few or too many arguments."""
    there = [*FUNCTIONS, REPEATED, IF]
    found = next((f for f in there if f == e.function), None)
    if found is None:
        meant = nearest(e.function, there)
        hint = f"did you mean `{meant}`?" if meant else "the functions are " + ", ".join(f"`{f}`" for f in there)
        raise names.refuse(source, "SLA206", e.span, f"there is no function `{e.function}`", hint)
    count = len(e.arguments)
    if found == IF:
        if count != 3:
            message = f"`if` takes a condition and two values, and has {count} of the three"
            raise names.refuse(source, "SLA206", e.span, message, "write `if(CONDITION, a, b)`")
        return found
    several = found != REPEATED and FUNCTIONS[found].several
    if count != 1 if not several else count < 2:
        wants = "two arguments or more" if several else "one argument"
        message = f"`{found}` takes {wants}, and has {count}"
        hint = f"write `{found}(a, b)`" if several else f"write `{found}(x)`"
        raise names.refuse(source, "SLA206", e.span, message, hint)
    return found


def call(expressions: Expressions, e: ast.Call, row: Row, source: Source, wanted: Wanted | None) -> Typed:
    """A function of what a row has."""
    function = check_function(expressions.names, e, source)
    if function == REPEATED:
        return repeated(expressions, e, row, source)
    if function == IF:
        return chosen(expressions, e, row, source, wanted)
    signature = FUNCTIONS[function]
    wants = signature.wants
    if signature.several:
        told = [expressions.value(a, row, source).type for a in e.arguments if not expressions.free(a, row)]
        wants = next((t for t in told if t.sort in signature.takes), wants)
    given = [expressions.value(a, row, source, Wanted(wants)) for a in e.arguments]
    for node, argument in zip(e.arguments, given, strict=True):
        if argument.type.sort not in signature.takes:
            message = f"`{function}` takes {_WANTED[wants.sort]}, and `{expression(node)}` is {articled(argument.type)}"
            raise expressions.names.refuse(source, "SLA240", node.span, message, _HINTS[wants.sort])
    type_ = signature.gives or _common(expressions.names, e, given, source)
    return Typed(m.Call(function, tuple(g.expr for g in given)), type_)


def _common(names: Names, e: ast.Call, given: list[Typed], source: Source) -> Type:
    """The one unit of all arguments: plain numbers go with a percentage or an amount of money."""
    units = [g.type for g in given]
    unit = next((u for u in units if u.sort is not Sort.NUMBER), units[0])
    if not all(comparable(unit, u) for u in units):
        said = ", ".join(f"`{expression(a)}` is {articled(u)}" for a, u in zip(e.arguments, units, strict=True))
        message = f"{said}; `{e.function}` compares them"
        raise names.refuse(source, "SLA202", e.span, message, "give it values of one unit")
    return unit


def check_weekday(names: Names, e: ast.Expr, value: Typed, other: ast.Expr, source: Source) -> None:
    """Refuses to compare a day of the week with a text that none of them has."""
    named = value.expr.value if isinstance(value.expr, m.Const) else None
    if isinstance(e, ast.Call) and e.function == "weekday" and isinstance(named, str) and named not in m.WEEKDAYS:
        meant = next((day for day in m.WEEKDAYS if named.casefold().startswith(day)), None)
        hint = f'write `"{meant}"`' if meant else "write one of " + ", ".join(f'`"{day}"`' for day in m.WEEKDAYS)
        message = f"no day of the week is called `{named}`"
        raise names.refuse(source, "SLA241", other.span, message, hint)
