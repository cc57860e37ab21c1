"""The text of `sla test`: what was expected, what came out instead and why, and what no test has shown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sla_dsl.cli.suites import ClauseAt, Ran, Suite, clause_at
from sla_dsl.findings.numbers import share_target, target
from sla_dsl.model.forms import Duty, Form, Invariant
from sla_dsl.reports import units
from sla_dsl.testing.coverage import Point, points
from sla_dsl.testing.expected import Outcome, Row
from sla_dsl.text.render import visible
from sla_dsl.text.source import Source, Span

_MOST = 8
"""How many of the instances that there are a line names."""
_SAID = 36
"""Columns of what no test shows; behind them stands why it matters."""


def told(ran: Sequence[Ran], width: int) -> str:
    """Every test that fails, and how many expectations hold."""
    lines = [line for one in ran for line in _test(one, width)]
    held = sum(o.holds for one in ran for o in one.outcomes)
    said = sum(max(1, len(expect.subjects)) for one in ran for expect in one.test.expects)
    mark, tests = "✓" if passed(ran) else "✗", units.count(len(ran), "test")
    return "\n".join([*lines, f"{mark} {tests}: {held} of {said} expectations hold"]) + "\n"


def passed(ran: Sequence[Ran]) -> bool:
    """Whether every test was run and every expectation holds."""
    return all(not one.trouble and all(o.holds for o in one.outcomes) for one in ran)


# ---------------------------------------------------------------------------------------------- what fails


def _test(ran: Ran, width: int) -> Iterator[str]:
    failed = [o for o in ran.outcomes if not o.holds]
    if not failed and not ran.trouble:
        return
    yield from _wrapped(f"✗ {visible(ran.test.name.value)}", width, 0)
    for diagnostic in ran.trouble:
        yield f"  {_place(ran.source, ran.test.span)}: can not be judged"
        yield from _wrapped(visible(diagnostic.message), width, 4)
    for outcome in failed:
        yield f"  {_place(ran.source, outcome.span)}"
        yield from _wrapped(f"expected  {visible(outcome.said)}", width, 4, 10)
        first, *more = _found(ran, outcome)
        yield from _wrapped(f"found     {visible(first)}", width, 4, 10)
        for line in more:
            yield from _wrapped(visible(line), width, 14)
    yield ""


def _found(ran: Ran, outcome: Outcome) -> list[str]:
    """What came out instead, and why."""
    if outcome.rows:
        form = ran.forms[outcome.clause]
        return list(dict.fromkeys(line for row in outcome.rows for line in _instance(row, form, ran.zone)))
    clause = ran.clauses[outcome.clause]
    if outcome.subject is None:
        counts = ", ".join(f"{n} {word}" for word, n in clause.counts.items() if n)
        return [f"the clause is {clause.verdict}" + (f": {counts}" if counts else ""), *filter(None, [clause.why])]
    if not outcome.there:
        return ["the clause has no instance at all", *filter(None, [clause.why])]
    *most, last = outcome.there[:_MOST]
    listed = f"{', '.join(most)} and {last}" if most else last
    more = len(outcome.there) - _MOST
    return [f"nothing for {outcome.subject}: there is {listed}" + (f" and {more} more" if more > 0 else "")]


def _instance(row: Row, form: Form, zone: ZoneInfo) -> list[str]:
    """Verdict and reason of an instance, and the numbers or the instants behind it."""
    facts = [f"{name} {_instant(row[name], zone)}" for name in ("start", "done", "due") if row[name] is not None]
    if row["period_start"] is not None:
        facts.append(f"{row['period_kind'].replace('_', ' ')} from {row['period_start'].astimezone(zone).date()}")
    if row["observed"] is not None:
        promised = share_target(form.share) if isinstance(form, Duty | Invariant) else target(form.target)
        facts.append(f"{units.quantity(row['observed'], promised)}, promised {units.bound(promised, words=True)}")
    return [f"{row['verdict']}: {row['reason']}", *([", ".join(facts)] if facts else [])]


def _instant(at: datetime, zone: ZoneInfo) -> str:
    """A local time as tests write it, to the last digit."""
    text = at.astimezone(zone).replace(tzinfo=None).isoformat(" ")
    return text.removesuffix(":00")


# ---------------------------------------------------------------------------------------------- what is not shown


def not_shown(ran: Sequence[Ran], suites: Sequence[Suite], width: int) -> str:
    """For every clause what no test has shown of it, and why that matters."""
    shown = frozenset(pair for one in ran for pair in one.shown)
    forms: dict[ClauseAt, Form] = {}
    for suite in suites:
        for form in suite.forms:
            forms.setdefault(clause_at(form), form)
    lines: list[str] = []
    whole = 0
    for at, form in forms.items():
        missing = [point for point in points(form) if (at, point.name) not in shown]
        whole += not missing
        lines += _clause(form, missing, width)
    head = f"clauses tested throughout: {whole} of {len(forms)}"
    return "\n".join([head, *lines]) + "\n"


def _clause(form: Form, missing: Sequence[Point], width: int) -> Iterator[str]:
    name = visible(form.meta.id)
    if not missing:
        yield f"✓ {name}"
        return
    yield from _wrapped(f"✗ {name} ({visible(form.meta.file)}:{form.meta.line}), no test shows", width, 0)
    for point in missing:
        said = visible(point.said)
        if len(said) > _SAID:
            yield from _wrapped(said, width, 4)
            said = ""
        why = textwrap.wrap(visible(point.why), max(20, width - 6 - _SAID))
        yield from (f"    {left:{_SAID}}  {line}" for left, line in zip([said] + [""] * len(why), why, strict=False))


# ---------------------------------------------------------------------------------------------- pieces


def _place(source: Source, span: Span) -> str:
    return f"{visible(source.name)}:{source.position(span.start)[0]}"


def _wrapped(text: str, width: int, indent: int, hang: int = 2) -> list[str]:
    before, after = " " * indent, " " * (indent + hang)
    return textwrap.wrap(
        text, width, initial_indent=before, subsequent_indent=after, break_on_hyphens=False, break_long_words=False
    )
