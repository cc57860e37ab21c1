"""The small sets of words that options and `sla.toml` share."""

from __future__ import annotations

from sla_dsl.findings.models import Severity

NEVER = "never"
FAIL_ON: tuple[str, ...] = (*(severity.value for severity in Severity), NEVER)


def least_severity(word: str) -> Severity | None:
    """The severity of a word of `FAIL_ON`; None for `never`."""
    return None if word == NEVER else Severity(word)
