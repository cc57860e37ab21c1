"""A report that tells nobody's key: in the place of keys stand hashes that need a salt to be made again."""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal

import polars as pl

from sla_dsl.findings.exact import dumps
from sla_dsl.findings.fingerprint import LENGTH, as_text
from sla_dsl.findings.instances import RESTED
from sla_dsl.findings.models import Baseline, Evidence, Finding, KnownBreach, Scalar
from sla_dsl.findings.report import Report
from sla_dsl.model.health import HealthNote

Keys = Mapping[str, Collection[str]]
"""The key columns of every table."""


def hashed(value: Scalar, salt: bytes) -> str | None:
    """Sixteen hexadecimal digits for a value, the same for the same value and salt; nothing stays nothing."""
    text = as_text(value)
    return None if text is None else hmac.new(salt, text.encode(), "sha256").hexdigest()[:LENGTH]


def redacted(report: Report, salt: bytes, keys: Keys) -> Report:
    """The report with hashes for all values of key columns and for the ids made of them, and no cells as examples."""
    run = replace(report.run, health=tuple(map(_note, report.run.health)))
    everywhere = {name for names in keys.values() for name in names}
    return replace(
        report,
        run=run,
        findings=tuple(_finding(f, salt, {*everywhere, *(f.subject or {})}) for f in report.findings),
        consequences=tuple(replace(c, group=hashed_values(c.group, salt, everywhere)) for c in report.consequences),
        baseline=None if report.baseline is None else _baseline(report.baseline, salt, everywhere),
    )


def _note(note: HealthNote) -> HealthNote:
    """The note without its examples, which its message may say, too."""
    message = note.message
    for cell in note.examples:
        message = message.replace(f"`{cell}`", "`…`")
    return replace(note, message=message, examples=())


def redacted_rows(frame: pl.DataFrame, salt: bytes, keys: Keys) -> pl.DataFrame:
    """A frame of findings (`sla_dsl.findings.frame.SCHEMA`) as `redacted` has them."""
    everywhere = {name for names in keys.values() for name in names}

    def values(text: str, names: Collection[str] | None) -> str:
        read = json.loads(text, parse_float=Decimal)
        return dumps(hashed_values(read, salt, read if names is None else names))

    def of(name: str, names: Collection[str] | None) -> pl.Expr:
        return pl.col(name).map_elements(lambda text: values(text, names), return_dtype=pl.String)

    # What a verdict rests on is digested in a baseline: without the salt a value could be guessed there.
    whole = [name for name in ("id", RESTED) if name in frame.columns]
    ids = pl.col(whole).map_elements(lambda text: hashed(text, salt), return_dtype=pl.String)
    return frame.with_columns(of("key", None), of("group", everywhere), ids)


def _finding(finding: Finding, salt: bytes, names: Collection[str]) -> Finding:
    evidence = finding.evidence
    columns = {
        name: tuple(hashed(value, salt) for value in values) if name in names else values
        for name, values in evidence.columns.items()
    }
    return replace(
        finding,
        id=hashed(finding.id, salt) or "",
        subject=None if finding.subject is None else hashed_values(finding.subject, salt, names),
        group=hashed_values(finding.group, salt, names),
        evidence=Evidence(evidence.total, evidence.shown, columns),
    )


def _baseline(baseline: Baseline, salt: bytes, names: Collection[str]) -> Baseline:
    return replace(baseline, stale=tuple(replace(s, breach=_known(s.breach, salt, names)) for s in baseline.stale))


def _known(breach: KnownBreach, salt: bytes, names: Collection[str]) -> KnownBreach:
    subject = None if breach.subject is None else hashed_values(breach.subject, salt, breach.subject)
    return replace(
        breach, id=hashed(breach.id, salt) or "", subject=subject, group=hashed_values(breach.group, salt, names)
    )  # fmt: skip


def hashed_values(values: Mapping[str, Scalar], salt: bytes, names: Collection[str]) -> dict[str, Scalar]:
    """The values with hashes in the place of those under some names."""
    return {name: hashed(value, salt) if name in names else value for name, value in values.items()}
