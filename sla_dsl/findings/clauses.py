"""What the summaries of all forms share: the clause's words, its verdict from its instances, its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import polars as pl

from sla_dsl.findings.models import ClauseSummary, Number, PeriodRef, Place, Severity, Verdict
from sla_dsl.findings.numbers import moment, target
from sla_dsl.findings.relief import nothing_left
from sla_dsl.findings.variants import variants
from sla_dsl.model.forms import Meta, PeriodForm
from sla_dsl.model.policy import Unjudged

Counts = Mapping[Verdict, int]
Words = tuple[Verdict, ...]
Why = Callable[[Verdict], str]
INSTANCES = (Verdict.MET, Verdict.BREACHED, Verdict.PENDING, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)
"""The verdicts of a period and group."""

NOT_CLOSED = "no whole period has closed yet"
"""Why a clause is pending: a period that is only partly covered may have ended, and is not judged."""


def place(meta: Meta) -> Place:
    """Where the clause stands."""
    return Place(meta.file, meta.line, meta.column)


def clause_verdict(counts: Counts) -> Verdict:
    """Fine print 21: breached if any instance is; else met, unknown or pending, in that order, if any is."""
    if any(n for v, n in counts.items() if v.is_breach):
        return Verdict.BREACHED
    for word in (Verdict.MET, Verdict.UNKNOWN, Verdict.PENDING):
        if counts.get(word):
            return word
    return Verdict.NOT_APPLICABLE


def counted(frame: pl.DataFrame, words: Words) -> dict[Verdict, int]:
    """How many rows of a settled frame have each verdict, in the order of `words`."""
    there = dict(frame["verdict"].value_counts().iter_rows())
    return {w: int(there.get(w.value, 0)) for w in words}


def common(meta: Meta, table: str) -> dict[str, Any]:
    """The fields of a summary that come from the policy alone."""
    return {
        "id": meta.id,
        "title": meta.title,
        "sentence": meta.sentence,
        "english": meta.english,
        "party": " and ".join(meta.parties),
        "to": meta.to,
        "table": table,
        "severity": Severity(meta.severity),
        "place": place(meta),
    }


def unjudged(clause: Unjudged) -> ClauseSummary:
    """The summary of a clause that this data can not answer."""
    return ClauseSummary(
        **common(clause.meta, clause.table),
        form=clause.form,
        verdict=Verdict.UNKNOWN,
        counts={},
        why=clause.reason,
        evaluable=False,
    )


def period_of(row: Mapping[str, Any]) -> PeriodRef:
    """The period of a settled row."""
    begins, ends = moment(row["begins"]), moment(row["ends"])
    assert begins is not None
    assert ends is not None
    return PeriodRef(row["period_kind"], row["period_label"], begins, ends, row["period_state"])


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 lead`, `1,200 leads`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


_UNMET = ("breached", "unknown", "pending", "not_applicable", "waived")


def unmet(settled: pl.DataFrame, most: int) -> list[dict[str, Any]]:
    """At most `most` settled rows that are not met: breaches first, then in the order of the periods and groups."""
    number = pl.int_range(settled.height, eager=True)
    ranked = [number.filter(settled["verdict"] == word).head(most) for word in _UNMET]
    return settled[pl.concat(ranked).head(most)].to_dicts()


def of_periods(
    form: PeriodForm, settled: pl.DataFrame, shown: int, left_out: Counts, observed: Number | None, why: Why
) -> ClauseSummary:
    """The summary of a clause that is judged by periods and groups; `observed` is the value that speaks for it.

    `left_out` counts the rows that are on neither side, by the word for it.
    """
    varied = variants(form)
    counts = counted(settled, (*INSTANCES, *((Verdict.WAIVED,) if form.meta.waivers else ())))
    verdict = clause_verdict(counts)
    if verdict is Verdict.NOT_APPLICABLE and counts.get(Verdict.WAIVED):
        why = partial(_waived, counts)
    return ClauseSummary(
        **common(form.meta, form.population.table),
        form="measure",
        verdict=verdict,
        counts={**counts, **left_out},
        at_risk=int(settled["at_risk"].sum()),
        observed=None if varied else observed,
        target=None if varied else target(form.target),
        variants=varied,
        findings_total=sum(n for v, n in counts.items() if v is not Verdict.MET),
        findings_shown=shown,
        why=why(verdict),
        per=None if form.per is None else form.per.kind,
    )


def _waived(counts: Counts, verdict: Verdict) -> str:
    others = counts[Verdict.NOT_APPLICABLE]
    return "every period that would be judged is waived" if others else nothing_left(counts[Verdict.WAIVED], 0)
