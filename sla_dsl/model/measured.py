"""Amounts that the data tell: what a `let` measures, and what was found."""

from __future__ import annotations

from fractions import Fraction

from sla_dsl.model.forms import Form
from sla_dsl.text.record import record


@record
class Measured:
    """What `let` amounts of the same `text` (`average amount in won`) measure, over all data.

    The form is a ratio, a statistic, a sum, or for a count the invariant that the counted rows meet. Without one (None)
    it can not be measured on this data, and `why` says so.
    """

    text: str
    form: Form | None
    why: str = ""


@record
class Measurement:
    """What was found: the exact value from `rows` rows; None where nothing is there or values are not known (`why`)."""

    value: Fraction | None
    rows: int
    why: str = ""
