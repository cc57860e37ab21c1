"""The agreement between marketing and sales as a text that is checked against your data.

Everything here is loaded when it is first asked for: importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sla_dsl._version import __version__
    from sla_dsl.api.policy import Clause, Policy, load
    from sla_dsl.findings.models import ClauseSummary, Finding, Severity, Verdict
    from sla_dsl.findings.report import Report
    from sla_dsl.text.diagnostic import DataError, Diagnostic, InternalError, PolicyError, UsageError

__all__ = [
    "Clause",
    "ClauseSummary",
    "DataError",
    "Diagnostic",
    "Finding",
    "InternalError",
    "Policy",
    "PolicyError",
    "Report",
    "Severity",
    "UsageError",
    "Verdict",
    "__version__",
    "load",
]

_HOMES = {
    "_version": ("__version__",),
    "api.policy": ("Clause", "Policy", "load"),
    "findings.models": ("ClauseSummary", "Finding", "Severity", "Verdict"),
    "findings.report": ("Report",),
    "text.diagnostic": ("DataError", "Diagnostic", "InternalError", "PolicyError", "UsageError"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"sla_dsl.{_HOME[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
