"""Every instance of a clause, the met ones too, as rows of the findings' frame: made by columns, for millions of rows.

A finding is made one by one, since few are listed; what is written to a side file is not. The ids are those of
`fingerprint`, whose JSON is put together here by columns and hashed row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any

import polars as pl

from sla_dsl.compile.naming import key_column, prefix
from sla_dsl.compile.plan import TablePlan
from sla_dsl.compile.relief import EXCUSED, WAIVED
from sla_dsl.compile.rows import BREACHES, Columns
from sla_dsl.findings import measures
from sla_dsl.findings import subjects as told_of
from sla_dsl.findings.assemble import Collected, measure_rows, quotient_rows, rate_rows, subject_rows
from sla_dsl.findings.exact import dumps, number
from sla_dsl.findings.fingerprint import LENGTH
from sla_dsl.findings.frame import SCHEMA, findings_frame
from sla_dsl.findings.models import Finding, Verdict
from sla_dsl.findings.relief import excused, waiver_told, would_be
from sla_dsl.findings.variants import tier_of
from sla_dsl.model.cycles import Rows
from sla_dsl.model.expr import Column, walk
from sla_dsl.model.forms import Duty, Form, Invariant, Measure, Quotient, Ratio, Statistic, SubjectForm
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.model.times import SECOND_US

WORDS: tuple[str, ...] = tuple(Verdict)
"""Every verdict an instance may have."""
UNMET: tuple[str, ...] = tuple(v for v in Verdict if v not in (Verdict.MET, Verdict.EXCLUDED))
"""The verdicts that a finding speaks of."""

RESTED = "rested"
"""The column of `with_rested`."""

_PLAIN = r"^[ !#-\[\]-~]*$"  # what JSON writes as it is


def settled(
    policy: CheckedPolicy, form: Form, index: int, tables: Mapping[Rows, Collected], as_of: int
) -> pl.DataFrame:
    """The period and group instances of the policy's `index`-th clause; no row for a duty that has subjects only."""
    frame = period_rows(policy, form, index, tables, as_of)
    return findings_frame(map(record_of(form), frame.iter_rows(named=True)))


def period_rows(
    policy: CheckedPolicy, form: Form, index: int, tables: Mapping[Rows, Collected], as_of: int
) -> pl.DataFrame:
    """The settled periods and groups of a clause; `index` is its place in the pass.

    A duty that has subjects only has no row, and no column either.
    """
    name, data = prefix(index), tables[form.population.rows]
    match form:
        case Duty() | Invariant():
            shares = subject_rows(policy, form, name, data, as_of).shares
            return pl.DataFrame() if shares is None else shares
        case Measure():
            return measure_rows(policy, form, name, data, as_of)
        case Ratio() | Statistic():
            return rate_rows(policy, form, name, data, as_of)
        case Quotient():
            return quotient_rows(policy, form, index, tables, as_of)


def record_of(form: Form) -> Callable[[Mapping[str, Any]], Finding]:
    """What makes the record of a settled period and group of a clause."""
    match form:
        case Duty() | Invariant():
            return told_of.share(form, ())
        case Measure():
            return lambda row: measures.finding(form, row)
        case Ratio() | Statistic():
            from sla_dsl.findings import rates

            return lambda row: rates.finding(form, row)
        case Quotient():
            from sla_dsl.findings import quotients

            return lambda row: quotients.finding(form, row)


def subject_row(plan: TablePlan, index: int) -> Columns:
    """What the plan tells of one subject of the policy's `index`-th clause (see `subject_columns`)."""
    (found,) = (e for e in plan.evidence if e.name == f"{prefix(index)}breach")
    return dict(found.columns)


def subjects(form: SubjectForm, rows: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of `subject_row` with the columns of `SCHEMA`."""
    meta = form.meta
    names = rows.collect_schema().names()
    keys = [c.removeprefix(key_column("")) for c in names if c.startswith(key_column(""))]
    start, done, due, at_risk, paused = (
        pl.col(c) if c in names else pl.lit(None) for c in ("start", "done", "due", "at_risk", "paused")
    )
    waiver, excuse = (pl.col(c) if c in names else pl.lit(None, dtype=pl.Int64) for c in ("waiver", "excuse"))
    waivers = {n: waiver_told(w) for n, w in enumerate(form.meta.waivers)}
    excuses = {n: other.meta.id for n, other in enumerate(form.meta.excuses)}
    told: dict[str, pl.Expr] = {
        "clause": pl.lit(meta.id),
        "verdict": pl.col("verdict"),
        "severity": pl.lit(meta.severity),
        "at_risk": at_risk.cast(pl.Boolean).fill_null(False),
        "table": pl.lit(form.population.table),
        "key": key_json(keys),
        "cycle": pl.col("cycle") if "cycle" in names else pl.lit(None),
        "group": _tier(form),
        "start": _instant(start),
        "done": _instant(done),
        "due": _instant(due),
        "elapsed_s": _seconds((done.cast(pl.Int64) - start.cast(pl.Int64)).clip(0)),
        "paused_s": _seconds(paused.cast(pl.Int64)),
        "reason": _reason(form, names),
        "waiver": pl.when(pl.col("verdict") == WAIVED).then(_words(waiver, waivers)),
        "excused_by": pl.when(pl.col("verdict") == EXCUSED).then(_words(excuse, excuses)),
        "id": _id(meta.id, keys, pl.col("cycle").cast(pl.String) if "cycle" in names else pl.lit("1")),
        "file": pl.lit(meta.file),
        "line": pl.lit(meta.line, dtype=pl.Int64),
        "column": pl.lit(meta.column, dtype=pl.Int64),
    }
    return rows.select(told.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in SCHEMA.items())


def rested_columns(form: SubjectForm, there: Collection[str]) -> dict[str, str]:
    """The columns of the row that the condition of an invariant reads, by the names under which `with_rested` looks
    for them; of other forms none, since their instants and numbers say it."""
    if not isinstance(form, Invariant):
        return {}
    read = {e.name for e in walk(form.condition) if isinstance(e, Column)}
    return {f"{RESTED}.{name}": name for name in sorted(read & {*there})}


def with_rested(frame: pl.LazyFrame, rows: pl.LazyFrame) -> pl.LazyFrame:
    """The frame of `rows` with their columns of `rested_columns` as one column of JSON."""
    names = [n for n in rows.collect_schema().names() if n.startswith(f"{RESTED}.")]
    if not names:
        return frame.with_columns(pl.lit(None, dtype=pl.String).alias(RESTED))
    said = rows.select(pl.struct(names).struct.json_encode().alias(RESTED))
    return pl.concat([frame, said], how="horizontal")


def _reason(form: SubjectForm, names: list[str]) -> pl.Expr:
    """What happened to a subject, as a finding says it."""
    verdict = pl.col("verdict")
    out = _words(verdict, {word: told_of.reason(form, Verdict(word)) for word in WORDS})
    ways = told_of.WAYS if "way" in names else {}
    by_way = {way: told_of.reason(form, Verdict.BREACHED, way) for way in ways}
    if ways:
        out = pl.when(verdict == Verdict.BREACHED.value).then(_words(pl.col("way"), by_way)).otherwise(out)
    if "would" in names:
        reasons = {word: would_be(Verdict(word), told_of.reason(form, Verdict(word))) for word in BREACHES}
        waived = _words(pl.col("would"), reasons)
        if ways:
            of_way = {way: would_be(Verdict.BREACHED, text) for way, text in by_way.items()}
            breached = pl.col("would") == Verdict.BREACHED.value
            waived = pl.when(breached).then(_words(pl.col("way"), of_way)).otherwise(waived)
        out = pl.when(verdict == WAIVED).then(waived).otherwise(out)
    if "excuse" in names:
        by = {n: excused(other.meta.id) for n, other in enumerate(form.meta.excuses)}
        out = pl.when(verdict == EXCUSED).then(_words(pl.col("excuse"), by)).otherwise(out)
    return out


def _words(of: pl.Expr, words: Mapping[Any, str]) -> pl.Expr:
    """The words for values, null for any other value."""
    return of.replace_strict(words, default=None, return_dtype=pl.String) if words else pl.lit(None, dtype=pl.String)


def in_order(frame: pl.LazyFrame) -> pl.DataFrame:
    """The rows of one clause in an order that their data alone decide."""
    return frame.sort("period_start", "group", "key", "cycle", "start", "due", "done", nulls_last=True).collect()


def _instant(us: pl.Expr) -> pl.Expr:
    return us.cast(pl.Int64).cast(pl.Datetime("us", "UTC"))


def _seconds(us: pl.Expr) -> pl.Expr:
    """The nearest Float64: integers over a number are multiplied by its inverse, but of a single row divided."""
    return (us.cast(pl.Decimal(38, 6)) / SECOND_US).cast(pl.Float64)


def _tier(form: SubjectForm) -> pl.Expr:
    """The JSON of the tier of a subject, where the clause has a table."""
    if not isinstance(form, Duty) or form.tiers is None:
        return pl.lit(None)
    names = {n: dumps(tier_of(form.tiers, n)) for n in range(len(form.tiers.groups))}
    return pl.col("tier").replace_strict(names, default=dumps(tier_of(form.tiers, None)), return_dtype=pl.String)


def key_json(keys: Sequence[str]) -> pl.Expr:
    """The JSON of a subject's key, as `dumps` writes it, from its columns by `key_column`."""
    pairs: list[pl.Expr] = []
    for name in keys:
        lead = ("{" if not pairs else ", ") + f"{dumps(name)}: "
        pairs += [pl.lit(lead), _by_column(name, _json)]
    return pl.concat_str(*pairs, pl.lit("}")) if keys else pl.lit("{}")


def _id(clause: str, keys: list[str], cycle: pl.Expr) -> pl.Expr:
    """The fingerprint of a subject, by columns."""
    pairs: list[pl.Expr] = [pl.lit(f"[{dumps(clause)}, [")]
    for place, name in enumerate(sorted(keys)):
        pairs += [pl.lit(f"{', ' if place else ''}[{dumps(name)}, "), _by_column(name, _json_of_text), pl.lit("]")]
    pairs += [pl.lit("], null, [], "), cycle, pl.lit("]")]
    return pl.concat_str(*pairs).map_batches(_hashed, return_dtype=pl.String, is_elementwise=True)


def _by_column(name: str, how: Callable[[pl.Series], pl.Series]) -> pl.Expr:
    return pl.col(key_column(name)).map_batches(how, return_dtype=pl.String, is_elementwise=True)


def _json(values: pl.Series) -> pl.Series:
    """The JSON of values, `null` for what is not known."""
    return (_quoted(values) if values.dtype == pl.String else _text(values)).fill_null("null")


def _json_of_text(values: pl.Series) -> pl.Series:
    """The JSON of the texts by which a fingerprint compares values."""
    return _quoted(values if values.dtype == pl.String else _text(values)).fill_null("null")


def _text(values: pl.Series) -> pl.Series:
    """Numbers and booleans as JSON writes them."""
    if values.dtype.is_float():
        return values.map_elements(number, return_dtype=pl.String)
    return values.cast(pl.String)


def _quoted(texts: pl.Series) -> pl.Series:
    """Texts as JSON strings; only those that hold a sign to be escaped are looked at one by one."""
    plain = texts.str.contains(_PLAIN)
    quoted = '"' + texts + '"'
    if plain.all():
        return quoted
    odd = texts.set(plain.fill_null(True), None).map_elements(dumps, return_dtype=pl.String)
    return odd.zip_with(~plain.fill_null(True), quoted)


def _hashed(identities: pl.Series) -> pl.Series:
    return pl.Series(identities.name, [sha256(text.encode()).hexdigest()[:LENGTH] for text in identities], pl.String)
