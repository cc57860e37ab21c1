"""The two sentences as the program answers them."""

from __future__ import annotations

import sla_dsl
from benchmarks.tables import file_of
from benchmarks.two_sentences import AS_OF_DAY, POLICY
from benchmarks.two_sentences.numbers import READ, WORDS, Numbers
from sla_dsl.check import judged, report_of
from sla_dsl.compile.naming import prefix
from sla_dsl.compile.zone import to_us
from sla_dsl.findings.assemble import Collected, measure_rows, span
from sla_dsl.findings.models import Finding, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.model.forms import Measure
from sla_dsl.policy import parse_all, read_source
from sla_dsl.ready import Options, get_ready


def run(rows: int) -> Report:
    """The report, as a program gets it that calls the library."""
    return sla_dsl.load(POLICY).check({"leads": file_of("leads", rows)}, as_of=AS_OF_DAY)


def numbers(rows: int) -> Numbers:
    """The numbers behind the report; it lists no months that are met, so the settled periods are asked."""
    files, options = parse_all([read_source(POLICY)]), Options(as_of=AS_OF_DAY)
    ready = get_ready(files, {"leads": file_of("leads", rows)}, options)
    results = judged(ready, options)
    report = report_of(files, ready, results, options)
    found = results["leads"]
    volume, hot = ready.policy.forms
    assert isinstance(volume, Measure)
    collected = Collected(found.totals, found.rollups, found.groups, found.evidence, lambda: (None, None))
    months = measure_rows(ready.policy, volume, prefix(0), collected, ready.as_of)
    counts = report.clauses[1].counts
    noted = {(n.kind, n.column): n.count or 0 for n in report.run.health}
    first, last = span(found.totals)
    return Numbers(
        rows=report.run.data[0].rows,
        months={m: [n, most] for m, n, most in months.select("period_label", "value", "sub_value").iter_rows()},
        duty={word: counts[Verdict(word)] for word in WORDS},
        worst=[_overdue(f, ready.as_of) for f in report.findings if f.clause == hot.meta.id],
        nulls={c: noted.get(("nulls", c), 0) for c in READ},
        before_start=noted.get(("before_start", hot.meta.id), 0),
        seen=[int(first or 0), int(last or 0)],
        unique=("duplicate_keys", "lead_id") not in noted,
    )


def _overdue(finding: Finding, as_of: int) -> list[int | None]:
    """The key, how long overdue, and when it was done (us)."""
    assert finding.subject is not None
    assert finding.due is not None
    done = None if finding.done is None else to_us(finding.done)
    return [int(str(finding.subject["lead_id"])), (as_of if done is None else done) - to_us(finding.due), done]
