"""The published JSON of a report, version 1: its models, its writer and reader, and its JSON Schema.

Other programs rely on these names, so they stand apart from the records the tool works with. Within version 1 keys may
be added, never renamed or removed; readers must ignore keys they do not know. Only such modules import pydantic.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from sla_dsl.findings.exact import dumps
from sla_dsl.findings.models import (
    Baseline,
    ClauseSummary,
    Consequence,
    Evidence,
    Finding,
    Limit,
    Number,
    Part,
    PeriodRef,
    Place,
    Run,
    Scalar,
    Severity,
    Stale,
    Target,
    Verdict,
)
from sla_dsl.findings.report import Report
from sla_dsl.text.diagnostic import Diagnostic
from sla_dsl.text.published import json_schema_of

ExactNumber = Annotated[int | Decimal, WithJsonSchema({"type": "number"})]
Cell = Annotated[
    str | bool | int | float | Decimal | None, WithJsonSchema({"type": ["string", "number", "boolean", "null"]})
]
Counts = Annotated[
    dict[str, int],
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"enum": sorted(Verdict)},
            "additionalProperties": {"type": "integer", "minimum": 0},
        }
    ),
]

_COUNT_ORDER = (
    Verdict.MET,
    Verdict.LATE,
    Verdict.MISSED,
    Verdict.BREACHED,
    Verdict.PENDING,
    Verdict.UNKNOWN,
    Verdict.NOT_APPLICABLE,
    Verdict.WAIVED,
    Verdict.EXCLUDED,
    Verdict.EXCUSED,
)


def _word(*words: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(words)})


VerdictWord = Annotated[str, _word(*Verdict)]
SeverityWord = Annotated[str, _word(*Severity)]


class _PlaceKeys(TypedDict):
    file: str
    line: int
    column: int


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class PolicyV1(_Model):
    """The policy that was checked."""

    title: str | None = Field(description="Title of the agreement.")
    version: str | None = Field(description="Version of the agreement, as written.")
    digest: str = Field(description="`sha256:` and the digest of all policy files.")
    files: list[str] = Field(description="The policy files, the one asked for first.")


class TableV1(_Model):
    """One table that was read."""

    table: str = Field(description="Name of the table in the policy.")
    source: str = Field(description="Where it was read from.")
    rows: int = Field(description="Number of rows read.")
    digest: str = Field(description="Digest of the content.")


class HealthV1(_Model):
    """One counted observation about the data the verdicts rest on."""

    table: str = Field(description="Name of the table in the policy.")
    column: str | None = Field(description="Canonical name of the column, where the note is about one.")
    kind: str = Field(description="Stable word for the kind of note, such as `after_as_of` or `duplicate_keys`.")
    count: int | None = Field(description="How many rows or values, where they are counted.")
    message: str = Field(description="The note for a person.")
    examples: list[str] = Field(default=[], description="A few raw values.")


class RunV1(_Model):
    """What was run, on what, and the instant the verdicts hold for."""

    tool: str = Field(description="Name and version of the program.")
    as_of: datetime = Field(description="The instant the verdicts hold for, in UTC.")
    as_of_source: Annotated[str, _word("option", "data")] = Field(
        description="`option` when it was asked for, `data` when it is the latest instant in the data."
    )
    timezone: str = Field(description="IANA name of the policy's zone.")
    policy: PolicyV1 = Field(description="What it was checked against.")
    data: list[TableV1] = Field(description="The tables that were read.")
    health: list[HealthV1] = Field(description="Observations about the data.")


class TargetV1(_Model):
    """What is promised as a number."""

    op: Annotated[str, _word(">=", "<=", ">", "<", "=", "between")] = Field(description="How it is compared.")
    value: ExactNumber = Field(description="The bound; the lower one of `between`.")
    unit: str = Field(
        description="`share` (1 is 100 %), a stage's noun such as `MQL`, a currency code, `seconds`, "
        "`business_seconds` (of open time), `previous` (a share of the value of the period before), "
        "or empty for a plain number."
    )
    high: ExactNumber | None = Field(default=None, description="The upper bound of `between`.")


class LimitV1(_Model):
    """The limit of a duty."""

    value: ExactNumber = Field(
        description="Seconds for `elapsed`, open seconds for `business_time`, else days or months; for the end or a "
        "time of a day, how many days that day is after the start's."
    )
    clock: Annotated[
        str,
        _word(
            "elapsed", "calendar_days", "calendar_months", "business_time", "business_days",
            "day_end", "day_time", "business_day_end", "business_day_time",
        ),
    ] = Field(description="The clock that the limit runs on.")  # fmt: skip
    low: ExactNumber | None = Field(default=None, description="The lower bound, when too early is a breach as well.")
    low_clock: str | None = Field(default=None, description="The clock of the lower bound.")
    time: str | None = Field(default=None, description="The time of the day, such as `10:00`, for a limit by one.")


class VariantV1(_Model):
    """What is promised to one tier, or from one day on."""

    group: dict[str, Cell] = Field(description="What the tier is called, as in a finding's group; empty for all.")
    since: date | None = Field(description="First local day it is in force: of a start, or of a period's begin.")
    limit: LimitV1 | None = Field(default=None, description="The limit of a duty, where it varies.")
    target: TargetV1 | None = Field(default=None, description="What is promised, where it varies.")


class ListedV1(_Model):
    """How many findings a clause has, and how many of them the report lists."""

    total: int = Field(description="Instances that are not met.")
    shown: int = Field(description="Findings in this report.")
    truncated: bool = Field(description="Whether the report leaves some out.")


class ClauseV1(_Model):
    """One clause: the promise, its verdict and the counts behind it."""

    id: str = Field(description="Id of the clause.")
    title: str | None = Field(description="Title of the clause.")
    sentence: str = Field(description="The promise as written.")
    english: str = Field(description="The promise in plain English.")
    party: str = Field(description="Who promises.")
    to: str | None = Field(description="Who is promised.")
    form: Annotated[str, _word("duty", "measure", "invariant")] = Field(description="The form of the promise.")
    severity: SeverityWord = Field(description="How much a breach weighs.")
    verdict: VerdictWord = Field(description="The verdict of the clause.")
    counts: Counts = Field(description="Instances by verdict: subjects of a duty, periods and groups of a measure.")
    observed: ExactNumber | None = Field(description="What was observed over all, in the target's unit.")
    target: TargetV1 | None = Field(description="What is promised, where it is the same for all.")
    file: str = Field(description="Policy file of the clause.")
    line: int = Field(description="Line of the clause, from 1.")
    column: int = Field(description="Column of the clause, from 1.")
    table: str | None = Field(default=None, description="The table whose rows the clause speaks about.")
    shares: Counts | None = Field(default=None, description="Period and group instances of a duty, by verdict.")
    at_risk: int = Field(default=0, description="How many pending instances are at risk.")
    limit: LimitV1 | None = Field(default=None, description="The limit of a duty, where it is the same for all.")
    variants: list[VariantV1] = Field(
        default=[], description="The limits and targets that are not the same for all, by tier and day; else empty."
    )
    next_due: datetime | None = Field(default=None, description="Earliest due instant of what is pending.")
    last_due: datetime | None = Field(default=None, description="Latest due instant of what is pending.")
    findings: ListedV1 | None = Field(default=None, description="How many findings there are and are listed.")
    why: str = Field(default="", description="Why the verdict is neither met nor breached.")
    evaluable: bool = Field(default=True, description="False when the clause could not be evaluated at all.")
    known: Counts | None = Field(default=None, description="How many breaches the baseline holds; null without one.")


class SubjectV1(_Model):
    """The row a finding is about."""

    table: str = Field(description="Name of the table in the policy.")
    key: dict[str, Cell] = Field(description="Key columns and their values.")
    cycle: int = Field(default=1, description="Which entry of the row into a stage that it can enter many times.")


class PeriodV1(_Model):
    """The period a finding is about: `start <= t < end`."""

    kind: str = Field(
        description="`day`, `week`, `month`, `quarter`, `half`, `year`, `fiscal_...`, `rolling` or `term`."
    )
    start: datetime = Field(description="First instant of the period, in UTC.")
    end: datetime = Field(description="First instant after the period, in UTC.")
    state: Annotated[str, _word("closed", "open", "partial")] = Field(description="Whether all of it can be judged.")
    label: str = Field(default="", description="Short readable name, such as `2026-08` or `2026-W35`.")


class PartV1(_Model):
    """One part of a measure's verdict."""

    name: str = Field(description="`volume`, `pace` (the fullest part of a period), `even` (how far along it is), ...")
    verdict: VerdictWord = Field(description="The verdict of this part.")
    observed: ExactNumber | None = Field(description="What was observed.")
    target: TargetV1 | None = Field(description="What is promised.")
    detail: str = Field(default="", description="Where it was observed.")


class EvidenceV1(_Model):
    """The rows behind a finding."""

    total: int = Field(description="How many rows there are.")
    shown: int = Field(description="How many are listed.")
    truncated: bool = Field(description="Whether some are left out.")
    columns: dict[str, list[Cell]] = Field(description="The listed rows, column by column.")


class FindingV1(_Model):
    """One instance that is not met."""

    id: str = Field(description="Stable fingerprint of clause, subject or period and group, and cycle.")
    clause: str = Field(description="Id of the clause.")
    verdict: VerdictWord = Field(description="The verdict of the instance.")
    severity: SeverityWord = Field(description="How much it weighs.")
    subject: SubjectV1 | None = Field(description="The row; null for an instance of period and group.")
    period: PeriodV1 | None = Field(description="The period; null for an instance of a row.")
    group: dict[str, Cell] = Field(description="The group's columns and values; empty without `by`.")
    start: datetime | None = Field(description="When the clock started.")
    done: datetime | None = Field(description="When it was done; null when it is not.")
    due: datetime | None = Field(description="The last instant at which it is in time.")
    elapsed_s: ExactNumber | None = Field(description="Seconds from start to done.")
    limit: LimitV1 | None = Field(description="The limit in force.")
    observed: ExactNumber | None = Field(description="What was observed, in the target's unit.")
    target: TargetV1 | None = Field(description="What is promised.")
    numerator: ExactNumber | None = Field(description="Upper part of an observed share.")
    denominator: ExactNumber | None = Field(description="Lower part of an observed share.")
    reason: str = Field(description="Why, in one sentence for a person; the wording may change between releases.")
    evidence: EvidenceV1 = Field(description="The rows behind it.")
    waiver: str | None = Field(description="The waiver that applies: its reason, who approved it, and its days.")
    excused_by: str | None = Field(description="The clause whose breach excuses this one.")
    file: str = Field(description="Policy file of the clause.")
    line: int = Field(description="Line of the clause, from 1.")
    column: int = Field(description="Column of the clause, from 1.")
    table: str | None = Field(default=None, description="The table whose rows the clause speaks about.")
    at_risk: bool = Field(default=False, description="Whether a pending instance is close to a breach.")
    would_be: VerdictWord | None = Field(default=None, description="The verdict that a waived instance would have.")
    projection: ExactNumber | None = Field(default=None, description="What an open period is on course for.")
    parts: list[PartV1] = Field(default=[], description="The parts of a measure's verdict.")
    paused_s: ExactNumber | None = Field(default=None, description="Seconds for which the limit's clock stood still.")
    known: bool | None = Field(default=None, description="Of a breach, whether the baseline holds it; else null.")


class ActionV1(_Model):
    """One thing that is to happen."""

    action: str = Field(
        description="`escalate`, `notify`, `credit`, `terminate`, `carry over` or a word of the policy."
    )
    text: str | None = Field(description="What the policy says of it, such as whom to tell.")
    to: str | None = Field(description="The party it is for.")
    amount: ExactNumber | None = Field(description="What is credited.")
    unit: str | None = Field(
        description="Unit of the amount: a currency code, `share` (1 is 100 %), `seconds`, or empty for a plain number."
    )


class ConsequenceV1(_Model):
    """One consequence that is due."""

    clause: str = Field(description="Id of the clause that is breached.")
    reason: str = Field(description="Why it is due, in words that may change between releases.")
    period: PeriodV1 | None = Field(description="The breached period, or the time that a run of them spans.")
    group: dict[str, Cell] = Field(description="The group's columns and values; empty without `by`.")
    count: int = Field(description="How many breached periods, or rows, bring it.")
    actions: list[ActionV1] = Field(description="What is to happen.")
    file: str = Field(description="Policy file of the consequence.")
    line: int = Field(description="Line of the consequence, from 1.")
    column: int = Field(description="Column of the consequence, from 1.")


class DiagnosticV1(_Model):
    """One remark about the policy or the data that did not stop the run."""

    code: str = Field(description="Stable code.")
    level: Annotated[str, _word("error", "warning")] = Field(description="How much it matters.")
    message: str = Field(description="What is wrong.")
    file: str | None = Field(description="Policy file, where the remark is about one.")
    line: int | None = Field(description="Line, from 1.")
    column: int | None = Field(description="Column, from 1.")
    hint: str | None = Field(default=None, description="What to write instead.")
    notes: list[str] = Field(default=[], description="Further lines.")


class StaleV1(_Model):
    """One line of the baseline that holds no longer."""

    clause: str = Field(description="Id of the clause.")
    verdict: str = Field(description="The verdict that it had.")
    id: str = Field(description="The finding's fingerprint.")
    key: dict[str, Cell] | None = Field(description="Key columns and values of the row; null for a period's instance.")
    cycle: int | None = Field(description="Which entry of the row into a stage that it can enter many times.")
    period: str | None = Field(description="Kind and first local day of the period; null for a row.")
    group: dict[str, Cell] = Field(description="The group's columns and values; empty without `by`.")
    why: str = Field(description="Why, in words that may change between releases.")


class BaselineV1(_Model):
    """The breaches that were known before this run."""

    file: str = Field(description="The file that holds them.")
    known: int = Field(description="How many breaches of this run it holds.")
    new: int = Field(description="How many it does not hold.")
    stale: list[StaleV1] = Field(description="What of it holds no longer.")


class ReportV1(_Model):
    """The verdicts of one agreement on one set of data at one instant."""

    schema_version: Literal["1"] = Field(description="Version of this format.")
    run: RunV1 = Field(description="What was run on what.")
    clauses: list[ClauseV1] = Field(description="A summary for every clause, in the policy's order.")
    findings: list[FindingV1] = Field(description="A record for every instance that is not met, as far as listed.")
    consequences: list[ConsequenceV1] = Field(description="The consequences that are due.")
    diagnostics: list[DiagnosticV1] = Field(default=[], description="Remarks that did not stop the run.")
    baseline: BaselineV1 | None = Field(default=None, description="Null where the run was compared with none.")


def to_json(report: Report) -> str:
    """The report as JSON text, the same for the same report: one record a line in a list, and a final newline."""
    content = to_v1(report).model_dump()
    return "{" + ",\n ".join(f'"{key}": {_lines(value)}' for key, value in content.items()) + "}\n"


def finding_lines(report: Report) -> Iterator[str]:
    """The findings as lines of JSON, each as it stands in the list of `to_json`."""
    return (dumps(_finding(finding).model_dump()) for finding in report.findings)


def from_json(text: str) -> ReportV1:
    """Read a report of version 1, fractions as `Decimal`. Raises ValueError when the text is not such a report."""
    return ReportV1.model_validate(json.loads(text, parse_float=Decimal))


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of version 1."""
    return json_schema_of(ReportV1, "findings", "findings")


def to_v1(report: Report) -> ReportV1:
    """The report in the published shape."""
    return ReportV1(
        schema_version="1",
        run=_run(report.run),
        clauses=[_clause(clause) for clause in report.clauses],
        findings=[_finding(finding) for finding in report.findings],
        consequences=[_consequence(consequence) for consequence in report.consequences],
        diagnostics=[_diagnostic(diagnostic) for diagnostic in report.diagnostics],
        baseline=None if report.baseline is None else _baseline(report.baseline, report.clauses),
    )


def _lines(value: object) -> str:
    if not isinstance(value, list) or not value:
        return dumps(value)
    return "[\n  " + ",\n  ".join(map(dumps, value)) + "\n ]"


def _run(run: Run) -> RunV1:
    policy = PolicyV1(
        title=run.policy_title, version=run.policy_version, digest=run.policy_digest, files=list(run.policy_files)
    )
    return RunV1(
        tool=run.tool,
        as_of=run.as_of,
        as_of_source=run.as_of_source,
        timezone=run.timezone,
        policy=policy,
        data=[TableV1(table=t.table, source=t.source, rows=t.rows, digest=t.digest) for t in run.data],
        health=[
            HealthV1(
                table=note.table,
                column=note.column,
                kind=note.kind,
                count=note.count,
                message=note.message,
                examples=list(note.examples),
            )
            for note in run.health
        ],
    )


def _clause(clause: ClauseSummary) -> ClauseV1:
    total, shown = clause.findings_total, clause.findings_shown
    return ClauseV1(
        id=clause.id,
        title=clause.title,
        sentence=clause.sentence,
        english=clause.english,
        party=clause.party,
        to=clause.to,
        form=clause.form,
        severity=clause.severity,
        verdict=clause.verdict,
        counts=_counts(clause.counts),
        observed=clause.observed,
        target=_target(clause.target),
        table=clause.table,
        shares=None if clause.shares is None else _counts(clause.shares),
        at_risk=clause.at_risk,
        limit=_limit(clause.limit),
        variants=[
            VariantV1(group=dict(v.group), since=v.since, limit=_limit(v.limit), target=_target(v.target))
            for v in clause.variants
        ],
        next_due=clause.next_due,
        last_due=clause.last_due,
        findings=ListedV1(total=total, shown=shown, truncated=shown < total),
        why=clause.why,
        evaluable=clause.evaluable,
        known=None if clause.known is None else _counts(clause.known),
        **_place(clause.place),
    )


def _finding(finding: Finding) -> FindingV1:
    return FindingV1(
        id=finding.id,
        clause=finding.clause,
        verdict=finding.verdict,
        severity=finding.severity,
        subject=_subject(finding),
        period=_period(finding.period),
        group=dict(finding.group),
        start=finding.start,
        done=finding.done,
        due=finding.due,
        elapsed_s=_seconds(finding.elapsed_us),
        limit=_limit(finding.limit),
        observed=finding.observed,
        target=_target(finding.target),
        numerator=finding.numerator,
        denominator=finding.denominator,
        reason=finding.reason,
        evidence=_evidence(finding.evidence),
        waiver=finding.waiver,
        excused_by=finding.excused_by,
        would_be=finding.would_be,
        table=finding.table,
        at_risk=finding.at_risk,
        projection=finding.projection,
        parts=[_part(part) for part in finding.parts],
        paused_s=_seconds(finding.paused_us),
        known=finding.known,
        **_place(finding.place),
    )


def _consequence(consequence: Consequence) -> ConsequenceV1:
    return ConsequenceV1(
        clause=consequence.clause,
        reason=consequence.reason,
        period=_period(consequence.period),
        group=dict(consequence.group),
        count=consequence.count,
        actions=[
            ActionV1(action=a.kind, text=a.text, to=a.to, amount=a.amount, unit=a.unit) for a in consequence.actions
        ],
        **_place(consequence.place),
    )


def _baseline(baseline: Baseline, clauses: Iterable[ClauseSummary]) -> BaselineV1:
    return BaselineV1(
        file=baseline.file,
        known=baseline.known,
        new=sum(clause.new for clause in clauses),
        stale=[_stale(stale) for stale in baseline.stale],
    )


def _stale(stale: Stale) -> StaleV1:
    breach = stale.breach
    return StaleV1(
        clause=breach.clause,
        verdict=breach.verdict,
        id=breach.id,
        key=None if breach.subject is None else dict(breach.subject),
        cycle=breach.cycle,
        period=breach.period,
        group=dict(breach.group),
        why=stale.why,
    )


def _subject(finding: Finding) -> SubjectV1 | None:
    if finding.subject is None:
        return None
    return SubjectV1(table=finding.table, key=dict(finding.subject), cycle=finding.cycle or 1)


def _counts(counts: Mapping[Verdict, int]) -> dict[str, int]:
    return {verdict.value: counts[verdict] for verdict in _COUNT_ORDER if verdict in counts}


def _target(target: Target | None) -> TargetV1 | None:
    return TargetV1(op=target.op, value=target.value, unit=target.unit, high=target.high) if target else None


def _limit(limit: Limit | None) -> LimitV1 | None:
    return (
        LimitV1(value=limit.value, clock=limit.clock, low=limit.low, low_clock=limit.low_clock, time=limit.time)
        if limit
        else None
    )


def _period(period: PeriodRef | None) -> PeriodV1 | None:
    if period is None:
        return None
    return PeriodV1(kind=period.kind, start=period.start, end=period.end, state=period.state, label=period.label)


def _part(part: Part) -> PartV1:
    return PartV1(
        name=part.name,
        verdict=part.verdict,
        observed=part.observed,
        target=_target(part.target),
        detail=part.detail,
    )


def _evidence(evidence: Evidence) -> EvidenceV1:
    columns: dict[str, list[Scalar]] = {name: list(values) for name, values in evidence.columns.items()}
    return EvidenceV1(total=evidence.total, shown=evidence.shown, truncated=evidence.truncated, columns=columns)


def _seconds(us: int | None) -> Number | None:
    return None if us is None else Decimal(us).scaleb(-6)


def _diagnostic(diagnostic: Diagnostic) -> DiagnosticV1:
    source = diagnostic.source
    line, column = source.position(diagnostic.span.start) if source else (None, None)
    return DiagnosticV1(
        code=diagnostic.code,
        level=diagnostic.level,
        message=diagnostic.message,
        file=source.name if source else None,
        line=line,
        column=column,
        hint=diagnostic.hint,
        notes=list(diagnostic.notes),
    )


def _place(place: Place) -> _PlaceKeys:
    return {"file": place.file, "line": place.line, "column": place.column}
