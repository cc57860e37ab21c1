"""The one list of engines, by name; an engine's libraries are imported when it is chosen."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sla_dsl.text.diagnostic import Diagnostic, UsageError

if TYPE_CHECKING:
    from sla_dsl.engines.base import Engine

ENGINES: tuple[str, ...] = ("polars", "duckdb")
"""Their names, the default first."""

NEEDS: dict[str, tuple[str, ...]] = {"duckdb": ("duckdb", "narwhals", "pyarrow")}
"""The packages that an engine needs beyond the plain installation; its extra has the engine's name."""


def engine_of(name: str) -> Engine:
    """The engine of a name in `ENGINES`. Raises `UsageError` when a package that it needs is not installed."""
    try:
        for package in NEEDS.get(name, ()):
            import_module(package)
    except ImportError:
        hint = f'pip install "sla-dsl[{name}]"'
        raise UsageError(Diagnostic("SLA507", f"the engine `{name}` needs a package", hint=hint)) from None
    match name:
        case "duckdb":
            from sla_dsl.engines.duckdb import DuckDBEngine

            return DuckDBEngine()
        case _:
            from sla_dsl.engines.polars import PolarsEngine

            return PolarsEngine()
