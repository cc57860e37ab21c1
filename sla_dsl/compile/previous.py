"""A value against that of the period before, of the same group (fine print 143)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import polars as pl

from sla_dsl.model.forms import Target

PRIOR, PRIOR_OF = "prior", "prior_of"
"""The columns of the value of the period before, as a fraction; null where there is none to compare with."""
_NONE, _UNKNOWN = "not_applicable", "unknown"


def holds(target: Target, value: Fraction) -> bool:
    """Whether a value is on its side of a target."""
    match target.op:
        case ">=":
            return value >= target.value
        case ">":
            return value > target.value
        case "<=":
            return value <= target.value
        case "<":
            return value < target.value
        case _:
            return target.value <= value <= (target.value if target.high is None else target.high)


def compared(frame: pl.DataFrame, target: Target, by: Sequence[str]) -> pl.DataFrame:
    """Adds `verdict`, `fails` (whether what there is now is not on its side), and the columns `PRIOR` and `PRIOR_OF`.

    `frame` has a row a period and group: `head`, the verdict of what is not judged by its value, else null; `numerator`
    over `denominator`; `doubt`, whether a row that is not known could change that, and `waiting`, how many rows still
    could. Only what surely stands is compared.
    """
    rows = {(r["period"], *(r[b] for b in by)): r for r in frame.iter_rows(named=True)}
    told = [_told(r, rows.get((r["period"] - 1, *(r[b] for b in by))), target, by) for r in rows.values()]
    schema = {"verdict": pl.String(), "fails": pl.Boolean(), PRIOR: pl.Int128(), PRIOR_OF: pl.Int128()}
    return frame.hstack(pl.DataFrame(told, schema=schema, orient="row"))


def _told(
    row: Mapping[str, Any], before: Mapping[str, Any] | None, target: Target, by: Sequence[str]
) -> tuple[str, bool, int | None, int | None]:
    prior = _value(before)
    if before is None or before["head"] == _NONE or (prior is None and before["head"] != _UNKNOWN):
        return _UNKNOWN if row["head"] == _UNKNOWN and any(row[b] is None for b in by) else _NONE, False, None, None
    value = _value(row)
    kept = None not in (prior, value) and holds(_against(target, prior or Fraction(0)), value or Fraction(0))
    verdict = row["head"] or _verdict(row, before, kept=kept)
    if prior is None:
        return verdict, False, None, None
    return verdict, value is not None and not kept, prior.numerator, prior.denominator


def _value(row: Mapping[str, Any] | None) -> Fraction | None:
    """What is observed of a row, if anything is."""
    if row is None or row["denominator"] <= 0:
        return None
    return Fraction(int(row["numerator"]), int(row["denominator"]))


def _verdict(row: Mapping[str, Any], before: Mapping[str, Any], *, kept: bool) -> str:
    if before["head"] == _UNKNOWN or before["doubt"] or row["doubt"]:
        return _UNKNOWN
    if before["head"] is not None or before["waiting"] or row["waiting"]:
        return "pending"
    return "met" if kept else "breached"


def _against(target: Target, prior: Fraction) -> Target:
    return Target(target.op, target.value * prior, None if target.high is None else target.high * prior, target.unit)


def goal(target: Target, row: Mapping[str, Any]) -> Target:
    """The target as a number for one row of `compared`; as it stands where there is nothing to compare with."""
    if not target.previous or row[PRIOR] is None:
        return target
    return _against(target, Fraction(int(row[PRIOR]), int(row[PRIOR_OF])))
