"""The rule hours-unstated: a limit in hours that runs day and night, without a word that this is meant."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.lang import ast
from sla_dsl.lint.base import Remark, Rule
from sla_dsl.lint.context import ClauseAt, Context
from sla_dsl.text.diagnostic import Level
from sla_dsl.text.source import Span

_HOURS = ("second", "minute", "hour")


def find(context: Context) -> Iterator[Remark]:
    lets = {s.name.text: s.value for s, _ in context.statements if isinstance(s, ast.Let)}
    calendars = [s.name.text for s, _ in context.statements if isinstance(s, ast.Calendar)]
    there = [(clause, span) for clause in context.own_clauses if (span := _span(clause, lets)) is not None]
    # Who has no calendar anywhere thinks in plain hours, or has not thought of it: once is enough to ask.
    for clause, span in there if calendars else there[:1]:
        said = clause.source.text[span.start : span.end]
        message = f"`{said}` runs day and night, at weekends too, and nothing says that this is meant"
        office = f"on the hours of `{calendars[0]}`" if calendars else "and a calendar"
        hint = (
            f"write `business hours` {office}; where it is meant, say so: `# lint: ignore hours-unstated because ...`"
        )
        more = len(there) - 1
        notes = (
            ()
            if calendars or not more
            else (f"{more} more of this policy's clauses {'does' if more == 1 else 'do'} so",)
        )
        yield Remark(clause.source, span, message, hint, notes)


def _span(clause: ClauseAt, lets: dict[str, ast.Amount]) -> Span | None:
    """The first limit of a clause that is in plain hours."""
    node = clause.node
    match node.promise:
        case ast.Within(limit=limit):
            limits = [limit]
        case ast.Makes(within=limit, every=every):
            limits = [limit, every]
        case ast.Keeps(measure=ast.TimeStatistic(), target=ast.Bound(value=value, previous=False)):
            limits = [value]
        case ast.Keeps(measure=ast.Conversion(within=limit)):
            limits = [limit]
        case _:
            return None
    if node.tiers is not None:
        limits += [v for row in node.tiers.rows for cell in row for v in cell.values if cell.kind == "amount"]
    return next((one.span for one in limits if one is not None and _hours(one, lets)), None)


def _hours(amount: ast.Node, lets: dict[str, ast.Amount]) -> bool:
    if isinstance(amount, ast.Ref) and amount.name.text in lets:
        amount = lets[amount.name.text]
    return any(isinstance(n, ast.Duration) and n.unit in _HOURS and not n.business for n in ast.nodes(amount))


RULE = Rule(
    id="hours-unstated",
    group="ambiguity",
    level=Level.ADVICE,
    since="2026.1",
    summary="a limit in hours that does not say whether nights and weekends count",
    why=(
        "A lead of Friday evening is late on Saturday by `within 4h`, and on Monday by `within 4 business hours`. "
        "Both are good promises; the quarrel comes when one side reads the one and the other side the other. In a "
        "policy with a calendar it asks of every such limit, in one without of the first."
    ),
    bad="""clause volume: marketing delivers >= 100 MQL per month
clause hot: sales first-touch within 4h for score >= 70
""",
    good="""clause volume: marketing delivers >= 100 MQL per month
clause hot: sales first-touch within 4 business hours for score >= 70
calendar office
  open mon-fri 09:00-17:30
""",
    find=find,
)
