"""The stable id of a finding: the same instance of the same clause has the same id in every run.

It hashes who is spoken about (clause, subject or period and group, cycle), never how it is said, where the row stood or
what was found. Values are compared by their text: `1` read from Parquet, `1.0` from a column with gaps and `"1"` from
CSV are one key, while `"01"`, `"a"` and `"A"` are others.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from sla_dsl.findings.exact import dumps, instant, number
from sla_dsl.findings.models import PeriodRef, Scalar

LENGTH = 16


def fingerprint(
    clause: str,
    subject: Mapping[str, Scalar] | None = None,
    period: PeriodRef | None = None,
    group: Mapping[str, Scalar] | None = None,
    cycle: int = 1,
) -> str:
    """Sixteen hexadecimal digits for one instance of `clause`.

    `subject` is the key of a row; `period` and `group` are those of a measure's or share's instance. `cycle` counts
    from 1 the times one subject entered the clause. The order of key columns does not count.
    """
    who = f"{_quoted(clause)}, {_values(subject)}, {_period(period)}, {_values(group or {})}, {cycle}"
    return sha256(f"[{who}]".encode()).hexdigest()[:LENGTH]


_quoted = lru_cache(maxsize=1024)(dumps)  # clauses and columns are the same for many findings


def _values(values: Mapping[str, Scalar] | None) -> str:
    if not values:
        return "null" if values is None else "[]"
    return "[" + ", ".join([f"[{_quoted(name)}, {_text(values[name])}]" for name in sorted(values)]) + "]"


def _text(value: Scalar) -> str:
    return f'"{value}"' if type(value) is int else dumps(as_text(value))  # as most keys are, in a fraction of the time


def as_text(value: Scalar) -> str | None:
    """The text by which values are compared; None for what is not there."""
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else number(value)


def _period(period: PeriodRef | None) -> str:
    if period is None:
        return "null"
    # There is one period of the kind `term`, and without a written term its start moves with the data.
    return dumps([period.kind] if period.kind == "term" else [period.kind, instant(period.start)])
