"""Charts as inline SVG that need no script: bars against what was promised, and small ones of a trend.

Colours come from the page's style sheet by class, so that they follow its light and its dark side; whatever a colour
says, the text beside it says too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import ceil

from markupsafe import Markup

from sla_dsl.findings.models import Number, Verdict
from sla_dsl.pack.models import Bar
from sla_dsl.pack.page import Chart
from sla_dsl.reports import units

SIGNS = {"met": "✓", "breached": "✗", "open": "•"}
"""What stands before a value for those who do not tell colours apart."""
_WIDE, _HIGH = 360, 156
_LEFT, _TOP, _FLOOR = 14, 8, 116
_GAP = Decimal("0.3")
_LETTER, _APART = Decimal("6.2"), 8
"""How wide a letter of a label is, and how far apart labels are at least."""
_SPARK_WIDE, _SPARK_HIGH = 88, 24


def chart(of: Chart, id: str) -> Markup:
    """The bars of a clause, each with its value below it and a line across it at what was promised then."""
    targets = [bar.target for bar in of.bars if bar.target is not None]
    values = [bar.value for bar in of.bars] + [b for target in targets for b in (target.value, target.high)]
    top = max((Decimal(v) for v in values if v is not None), default=Decimal(0)) or Decimal(1)
    step = Decimal(_WIDE - 2 * _LEFT) / max(len(of.bars), 1)
    every = ceil((max(len(text) for bar in of.bars for text in (bar.label, _value(bar))) * _LETTER + _APART) / step)
    last = len(of.bars) - 1
    marks = Markup("").join(
        m for n, bar in enumerate(of.bars) for m in _bar(bar, n, step, top, labelled=(last - n) % every == 0)
    )
    ends = {"left": _LEFT, "right": _WIDE - _LEFT, "floor": _FLOOR}
    return Markup(
        '<svg class="chart" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{id}-t {id}-d">'
        '<title id="{id}-t">{title}</title><desc id="{id}-d">{told}</desc>'
        '{marks}<line class="axis" x1="{left}" y1="{floor}" x2="{right}" y2="{floor}"/></svg>'
    ).format(w=_WIDE, h=_HIGH, id=id, title=of.title, told=of.told, marks=marks, **ends)


def _bar(of: Bar, place: int, step: Decimal, top: Decimal, *, labelled: bool) -> Iterator[Markup]:
    left = _LEFT + step * place
    width = step * (1 - _GAP)
    middle = left + step / 2
    if of.value is not None:
        high = _tall(of.value, top)
        yield Markup('<rect class="{c}" x="{x}" y="{y}" width="{w}" height="{h}" rx="2"/>').format(
            c=_class(of), x=_said(left + step * _GAP / 2), y=_said(_FLOOR - high), w=_said(width), h=_said(high)
        )
    for bound in () if of.target is None else (of.target.value, of.target.high):
        if bound is not None and of.target is not None and of.target.unit != "previous":
            y = _said(_FLOOR - _tall(bound, top))
            yield Markup('<line class="bound" x1="{a}" y1="{y}" x2="{b}" y2="{y}"/>').format(
                a=_said(left + 1), b=_said(left + step - 1), y=y
            )
    if labelled:
        if of.value is not None:
            yield _text("value", middle, Decimal(_FLOOR + 16), _value(of))
        yield _text("label", middle, Decimal(_FLOOR + 32), of.label)


def _value(of: Bar) -> str:
    return "" if of.value is None else f"{SIGNS[word_of(of.verdict)]} {units.amount(of.value, of.target)}"


def _tall(value: Number, top: Decimal) -> Decimal:
    return max(Decimal(value), Decimal(0)) / top * (_FLOOR - _TOP)


def _class(of: Bar) -> str:
    return word_of(of.verdict) if of.reviewed else f"{word_of(of.verdict)} past"


def word_of(verdict: Verdict) -> str:
    """What is met, what is breached, and what is not judged, as the style sheet tells them apart."""
    return "met" if verdict is Verdict.MET else "breached" if verdict.is_breach else "open"


def _text(name: str, x: Decimal, y: Decimal, text: str) -> Markup:
    return Markup('<text class="{c}" x="{x}" y="{y}">{t}</text>').format(c=name, x=_said(x), y=_said(y), t=text)


def spark(shares: Sequence[Number | None]) -> Markup:
    """Shares in time as small bars, the latest one dark; the cell beside it says them in words."""
    step = Decimal(_SPARK_WIDE) / max(len(shares), 6)
    bars = Markup("").join(
        Markup('<rect class="{c}" x="{x}" y="{y}" width="{w}" height="{h}"/>').format(
            c="now" if n == len(shares) - 1 else "then", x=_said(step * n), y=_said(_SPARK_HIGH - high),
            w=_said(step - 2), h=_said(high),
        )
        for n, share in enumerate(shares)
        if share is not None
        for high in [max(Decimal(share) * _SPARK_HIGH, Decimal(1))]
    )  # fmt: skip
    return Markup('<svg class="spark" viewBox="0 0 {w} {h}" aria-hidden="true" focusable="false">{bars}</svg>').format(
        w=_SPARK_WIDE, h=_SPARK_HIGH, bars=bars
    )


def _said(value: Decimal) -> str:
    """A coordinate to a tenth."""
    return f"{round(value, 1):f}"
