"""The shapes of `sla whatif`: a line a value, JSON, and a page with the curve."""

from __future__ import annotations

from collections.abc import Iterator

from sla_dsl.answers.row import local
from sla_dsl.answers.whatif import Curve, Point
from sla_dsl.cli.explained import plain
from sla_dsl.compile.zone import to_instant
from sla_dsl.findings.exact import dumps, visible
from sla_dsl.findings.models import Target
from sla_dsl.findings.numbers import moment
from sla_dsl.pack import html
from sla_dsl.pack.models import Bar
from sla_dsl.pack.page import Cell, Chart, Column, Page, Section, Table
from sla_dsl.ready import Prepared
from sla_dsl.reports import units

_BAR = 30
_ALL = Target(">=", 1, "share")
_KEY = "Dark bars are of what is promised now; the line across is all of those judged."


def as_text(curve: Curve, *, bars: bool) -> str:
    """One line a value; with bars on a terminal."""
    wide = max(len(curve.what), *(len(p.said) for p in curve.points))
    noun = "met" if curve.what == "limit" else "periods met"
    head = f"  {curve.what:>{wide}}  {noun:>12}  {'judged':>8}  {'share':>7}"
    lines = [f"{_of(curve)}: what would be met with another {_moved(curve)}", "", head]
    for p in curve.points:
        mark = "*" if p.present else " "
        bar = "  " + "#" * round(float(p.share) * _BAR) if bars and p.share else ""
        lines.append(f"{mark} {p.said:>{wide}}  {p.met:>12,}  {p.judged:>8,}  {_share(p):>7}{bar}".rstrip())
    marked = ["* as promised now"] if any(p.present for p in curve.points) else []
    return "\n".join([*lines, "", *marked, *_notes(curve)]).rstrip() + "\n"


def as_json(curve: Curve, as_of: int) -> str:
    """All of it; `now` is what is promised, with its dates."""
    whole = {
        "clause": curve.clause, "tier": curve.tier, "vary": curve.what, "end": curve.end, "stays": curve.stays,
        "as_of": moment(as_of), "now": [plain(one) for one in curve.now], "points": [plain(p) for p in curve.points],
    }  # fmt: skip
    return dumps(whole) + "\n"


def as_html(curve: Curve, ready: Prepared) -> str:
    """A page that needs nothing else: a bar and a line of a table for every value."""
    what = "subjects" if curve.what == "limit" else "periods"
    title = f"{_of(curve)}: what would be met with another {_moved(curve)}"
    bars = tuple(Bar(p.said, p.share, _ALL if p.judged else None, p.verdict, p.present) for p in curve.points)
    told = "; ".join(f"{p.said}: {p.met:,} of {p.judged:,} met" for p in curve.points)
    chart = Chart(f"{what} that would be met, of those judged", told, bars)
    names = (curve.what, f"{what} met", "judged", "share", "pending", "unknown", "verdict")
    columns = tuple(Column(name, number=name not in (curve.what, "verdict")) for name in names)
    table = Table("every value that was tried", columns, tuple(map(_row, curve.points)))
    sections = (
        Section("curve", "The curve", tuple(_notes(curve)), (), (chart,), key=_KEY),
        Section("values", "The values", (), (table,)),
    )
    as_of = local(to_instant(ready.as_of), ready.policy.timezone)
    return html.render(Page(title, f"as of {as_of}", (), sections))


def _row(p: Point) -> tuple[Cell, ...]:
    said = f"{p.said}, as promised now" if p.present else p.said
    numbers = (Cell(f"{n:,}", n) for n in (p.met, p.judged))
    waiting = (Cell(f"{n:,}", n) for n in (p.pending, p.unknown))
    word = p.verdict.value.replace("_", " ")
    return (Cell(said, p.value), *numbers, Cell(_share(p), p.share), *waiting, Cell(word, verdict=p.verdict))


def _of(curve: Curve) -> str:
    return visible(curve.clause) + ("" if curve.tier is None else f", of {visible(curve.tier)}")


def _moved(curve: Curve) -> str:
    """What is moved, and what stays where it is."""
    if curve.end is None:
        return curve.what
    other = "upper" if curve.end == "lower" else "lower"
    stays = "" if curve.stays is None else f" at {curve.stays}"
    return f"{curve.end} end of its {curve.what}, the {other} one staying{stays}"


def _share(p: Point) -> str:
    return "-" if p.share is None else units.percent(p.share)


def _notes(curve: Curve) -> Iterator[str]:
    if any(one.since is not None for one in curve.now):
        now = ", ".join(one.said if one.since is None else f"{one.said} from {one.since}" for one in curve.now)
        yield f"promised now: {now}; every value stands in the place of all of them"
    left = curve.points[0]
    if any(p.pending or p.unknown for p in curve.points):
        yield f"not judged with {left.said}: {left.pending:,} pending, {left.unknown:,} unknown"
