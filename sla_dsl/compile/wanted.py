"""What need not be picked from child rows, or not exactly: an engine that knows does less, and says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from sla_dsl.compile.duty import due_at
from sla_dsl.compile.kit import Expr, Kit
from sla_dsl.compile.population import in_force, members, window
from sla_dsl.model import expr as m
from sla_dsl.model.forms import Duty, Form, row_expressions
from sla_dsl.model.policy import CheckedPolicy


def of_interest(
    kit: Kit, policy: CheckedPolicy, forms: Sequence[Form], wanted: Sequence[m.FromChildren]
) -> Expr | None:
    """The subjects whose picks anybody asks for: members of duties that are done by these picks; None is all."""
    asking = [f for f in forms if _reads(row_expressions(f), wanted)]
    duties = [f for f in asking if isinstance(f, Duty) and not _reads(_beside_done(f), m.FromChildren)]
    if not asking or len(duties) < len(asking):
        return None
    found: list[Expr] = []
    for duty in duties:
        who = members(kit, duty.population, window(kit.zone, in_force(policy.term, duty.meta)))
        found += [e.fill_null(False) for e in (who.judged, who.unknown, who.excluded) if e is not None]
    return reduce(or_, found)


def until(
    kit: Kit,
    forms: Sequence[Form],
    wanted: Sequence[m.FromChildren],
    names: Mapping[m.FromChildren | m.ParentValue | m.Repeated, str],
) -> dict[str, Expr]:
    """By the column of a pick the instant (us) of its subject up to which it need not be known when it was.

    A duty that is done by its n-th row in time is met, whenever that was: any instant not after the due one will do.
    """
    found: dict[str, Expr] = {}
    for pick in wanted:
        asking = [f for f in forms if _reads(row_expressions(f), [pick])]
        if not isinstance(pick, m.ChildPick | m.ChildSpread) or len(asking) != 1 or pick.nth < 2:
            continue
        (form,) = asking
        if isinstance(form, Duty) and _counts_only(form):
            found[names[pick]] = due_at(kit, form)
    return found


def _counts_only(duty: Duty) -> bool:
    """Whether of what is done in time nothing else is asked, and done is when all that is counted is there."""
    parts = duty.done.items if isinstance(duty.done, m.Latest) else (duty.done,)
    picked = all(isinstance(p, m.ChildPick | m.ChildSpread) for p in parts)
    return picked and duty.low is None and duty.rhythm is None and not _reads(_beside_done(duty), m.FromChildren)


def _beside_done(duty: Duty) -> list[m.Expr]:
    return [e for e in row_expressions(duty) if e is not duty.done]


def _reads(expressions: Sequence[m.Expr], what: Sequence[m.FromChildren] | object) -> bool:
    """Whether any of the expressions reads one of these picks, or any pick at all."""
    there = (e for top in expressions for e in m.walk(top))
    if isinstance(what, Sequence):
        return any(e in what for e in there)
    return any(isinstance(e, m.FromChildren) for e in there)
