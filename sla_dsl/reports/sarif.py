"""The sarif room: the breaches as results of code scanning, SARIF 2.1.0, within the limits that GitHub sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from sla_dsl.findings.exact import dumps, visible
from sla_dsl.findings.models import ClauseSummary, Finding, Place, Severity, Verdict
from sla_dsl.findings.report import Report
from sla_dsl.reports.folding import Left, folds
from sla_dsl.reports.style import PLAIN, Style
from sla_dsl.reports.words import BREACHES, clause_word, named, observed, summed, what, whom
from sla_dsl.text.diagnostic import Diagnostic, Level

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RESULTS = 5_000
"""What GitHub shows of a run; it refuses one with more than 25,000."""
BYTES = 9_000_000
"""Results' bytes: GitHub takes 10 MB in all (compressed; a run is measured as it is, to be safe)."""

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.MAJOR: "error",
    Severity.MINOR: "warning",
    Severity.INFO: "note",
}
_WANTED = (*BREACHES, Verdict.UNKNOWN)
_TEXT = 1_000
_NOTICES = 1_000

Json = Mapping[str, object]


def render(report: Report, style: Style = PLAIN) -> str:
    """One run: a rule a clause, a result a breach and an instance that can not be judged, notices for the rest."""
    name, _, version = report.run.tool.partition(" ")
    rules = {clause.id: n for n, clause in enumerate(report.clauses)}
    driver = {"name": name, **({"version": version} if version else {}), "rules": [_rule(c) for c in report.clauses]}
    invocation = {
        "executionSuccessful": all(clause.evaluable for clause in report.clauses),
        "toolExecutionNotifications": [*map(_notice, _missing(report)), *map(_remark, report.diagnostics[:_NOTICES])],
    }
    head = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "properties": _run(report),
    }
    results = ",\n".join(_results(report, rules))
    lines = "[\n" + results + "\n]" if results else "[]"
    start = f'{{"$schema": {dumps(SCHEMA)}, "version": "2.1.0", "runs": [\n'
    return f'{start}{dumps(head)[:-1]},\n"results": {lines}}}\n]}}\n'


def _rule(clause: ClauseSummary) -> Json:
    return {
        "id": clause.id,
        "shortDescription": {"text": _text(clause.title or clause.english)},
        "fullDescription": {"text": _text(clause.english)},
        "help": {"text": _text(clause.sentence)},
        "defaultConfiguration": {"level": LEVELS[clause.severity]},
        "properties": {
            "verdict": clause_word(clause),
            "severity": clause.severity.value,
            "party": clause.party,
            "counts": {verdict.value: n for verdict, n in clause.counts.items()},
            **({} if clause.shares is None else {"shares": {v.value: n for v, n in clause.shares.items()}}),
        },
    }


def _results(report: Report, rules: Mapping[str, int]) -> Iterable[str]:
    """The results as JSON; what goes beyond a limit is folded into one result a clause, which says how many."""
    room, most = BYTES, RESULTS - len(_WANTED) * len(report.clauses)
    for fold in folds(report, _WANTED, most):
        more = {(left.verdict, left.known): left.count for left in fold.left}
        for finding in fold.listed:
            text = dumps(_result(report, finding, fold.clause, rules))
            room -= len(text.encode())
            if room < 0:
                more[finding.verdict, finding.known] = more.get((finding.verdict, finding.known), 0) + 1
            else:
                yield text
        for (verdict, known), n in more.items():
            yield dumps(_folded(fold.clause, Left(verdict, n, known), rules))


def _result(report: Report, finding: Finding, clause: ClauseSummary, rules: Mapping[str, int]) -> Json:
    said = f"{whom(finding)}: {what(finding, report.run.as_of)}"
    base = _base(clause, finding, said, finding.place, finding.id, rules)
    if finding.row is None:
        return base
    row = {"id": 1, "message": {"text": "the row in the data"}, **location(finding.row.file, finding.row.line)}
    return {**base, "relatedLocations": [row]}


def _folded(clause: ClauseSummary, left: Left, rules: Mapping[str, int]) -> Json:
    said = f"{left.said}; {observed(clause)}" if observed(clause) else left.said
    return {**_base(clause, left, said, clause.place, left.id(clause.id), rules), "occurrenceCount": left.count}


def _base(
    clause: ClauseSummary, of: Finding | Left, said: str, place: Place, id: str, rules: Mapping[str, int]
) -> dict[str, object]:
    # A result that is no failure has no level: it is neither red nor green.
    unknown = of.verdict is Verdict.UNKNOWN
    state = {} if of.known is None else {"baselineState": "unchanged" if of.known else "new"}
    return {
        "ruleId": clause.id,
        "ruleIndex": rules[clause.id],
        "kind": "review" if unknown else "fail",
        "level": "none" if unknown else LEVELS[clause.severity],
        "message": {"text": _text(said)},
        "locations": [location(place.file, place.line, place.column)],
        # GitHub tells results apart by the first; every finding of a clause has the same line.
        "partialFingerprints": {"primaryLocationLineHash": f"{id}:1", "slaFinding/v1": id},
        **state,
        "properties": {"verdict": of.verdict.value},
    }


def location(file: str, line: int, column: int | None = None) -> Json:
    """A place in a file; lines and columns count from 1."""
    region = {"startLine": line} if column is None else {"startLine": line, "startColumn": column}
    return {"physicalLocation": {"artifactLocation": _artifact(file), "region": region}}


def _artifact(file: str) -> Json:
    """A file as an address: from the root of the repository, or the whole path of one that lies elsewhere."""
    path = file.replace("\\", "/")
    safe = quote(path.encode("utf-8", "backslashreplace"), safe="/._-~")
    if path.startswith("/"):
        return {"uri": f"file://{safe}"}
    if path[1:3] == ":/":
        return {"uri": f"file:///{path[0]}:{quote(path[2:], safe='/._-~')}"}
    return {"uri": safe.removeprefix("./"), "uriBaseId": "%SRCROOT%"}


def _missing(report: Report) -> list[ClauseSummary]:
    return [clause for clause in report.clauses if not clause.evaluable]


def _notice(clause: ClauseSummary) -> Json:
    place = clause.place
    return {
        "level": "error",
        "message": {"text": _text(f"{named(clause)}: not evaluable: {summed(clause)}")},
        "locations": [location(place.file, place.line, place.column)],
        "associatedRule": {"id": clause.id},
    }


def _remark(diagnostic: Diagnostic) -> Json:
    source = diagnostic.source
    located = {} if source is None else {"locations": [location(source.name, *source.position(diagnostic.span.start))]}
    return {
        "level": "error" if diagnostic.level is Level.ERROR else "warning",
        "message": {"text": _text(diagnostic.message)},
        "descriptor": {"id": diagnostic.code},
        **located,
    }


def _run(report: Report) -> Json:
    return {"asOf": report.run.as_of, "policyDigest": report.run.policy_digest}


def _text(text: str) -> str:
    return visible(text, _TEXT) or "(none)"
