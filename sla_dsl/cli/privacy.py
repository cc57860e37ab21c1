"""What is hidden of the rows in reports and files: with which salt keys are hashed, and what is said of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sla_dsl.cli import terminal
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.record import record

if TYPE_CHECKING:
    import polars as pl

    from sla_dsl.findings.report import Report

SALT = "SLA_REDACT_SALT"


def salt_of(redact: bool, said: str | None) -> bytes | None:
    """The salt, None where nothing is to be hidden: the one said, that of the environment, or one of this run alone.

    Raises `UsageError` for an empty one.
    """
    if not redact and said is None:
        return None
    salt = said if said is not None else os.environ.get(SALT)
    if salt == "":
        hint = f"say some text that nobody guesses, or unset `{SALT}`"
        raise UsageError(Diagnostic("SLA524", "the salt for the hashes of keys is empty", hint=hint))
    if salt is not None:
        return salt.encode("utf-8", "surrogateescape")
    import secrets

    terminal.err(
        "keys are hashed with a salt of this run alone, so another run has other hashes and ids; "
        f"`{SALT}` in the environment keeps them\n"
    )
    return secrets.token_bytes(32)


def lasting(said: str | None) -> bool:
    """Whether the salt is one that another run can have too."""
    return said is not None or SALT in os.environ


@record
class Cover:
    """What makes a report, or rows of findings, ones that may be shown: with a salt, hashes stand for the `keys`."""

    salt: bytes | None
    keys: Mapping[str, set[str]]

    def report(self, report: Report) -> Report:
        """The report as it may be shown."""
        if self.salt is None:
            return report
        from sla_dsl.findings.redaction import redacted

        return redacted(report, self.salt, self.keys)

    def rows(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows of findings as they may be written."""
        if self.salt is None:
            return frame
        from sla_dsl.findings.redaction import redacted_rows

        return redacted_rows(frame, self.salt, self.keys)
