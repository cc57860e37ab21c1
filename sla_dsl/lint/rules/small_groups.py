"""The rule small-groups: shares of groups that may be of one row."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import Context, option
from sla_dsl.model.forms import TIER, Duty, Form, Invariant, Lasting, Per, Ratio, Statistic, group_name
from sla_dsl.text.diagnostic import Level

_SHORT = ("day", "week", "month", "fiscal_month")


def find(context: Context) -> Iterator[Remark]:
    for clause in context.own_clauses:
        said = option(clause.node, ast.By)
        if said is not None and _small(clause.form):
            by = group_name(clause.form.by[-1])
            message = f"nothing says how small a group may be: one row of one `{by}` is a share of 0 % or 100 %"
            yield Remark(clause.source, said.span, message, "write from how many rows on a group is judged: `min 5`")


def _small(form: Form) -> bool:
    """Whether a form is about a share of each group in short periods, however few rows that may be."""
    match form:
        case Duty(share=share) | Invariant(share=share):
            shared = 0 < share < 1
        case Ratio():
            shared = True
        case Statistic(value=value, rank=rank):
            shared = isinstance(value, Lasting) and rank != 1
        case _:
            return False
    return shared and form.minimum == 0 and _often(form.per) and any(by != TIER for by in form.by)


def _often(per: Per | None) -> bool:
    return per is not None and (per.kind in _SHORT or 0 < per.days <= 31)


RULE = Rule(
    id="small-groups",
    group="ambiguity",
    level=Level.ADVICE,
    since="2026.1",
    summary="a share of each group, however small the group",
    why=(
        "A rep who was sick had one lead that week, and it was late: that is a share of 0 %, as red as forty late "
        "leads. `min 5` calls a group of fewer not applicable, and the report still shows it."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days on >= 90% per week by owner
""",
    good="""clause volume: marketing delivers >= 100 MQL per month
clause decision: sales accepts or rejects MQL within 2 days on >= 90% per week by owner min 5
""",
    find=find,
)
