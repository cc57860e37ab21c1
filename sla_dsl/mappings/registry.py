"""Every mapping that is shipped, read from its file of facts when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sla_dsl.mappings.models import Citation, Header, MappedColumn, QualifyingTouch, TableMapping
from sla_dsl.model.kinds import Kind

MAPPINGS: tuple[str, ...] = (
    "hubspot.contacts",
    "hubspot.deals",
    "hubspot.activities",
    "salesforce.leads",
    "salesforce.opportunities",
    "salesforce.tasks",
    "salesforce.lead_history",
    "marketo.people",
    "marketo.activities",
    "pipedrive.deals",
    "pipedrive.activities",
    "dynamics.leads",
    "zoho.leads",
    "zoho.calls",
    "zoho.deals",
)
"""The names behind `from`."""


@cache
def mapping(name: str) -> TableMapping:
    """The mapping of a name, which is one of `MAPPINGS`."""
    import tomllib  # most policies name no mapping, and the start of every check would pay for it
    from importlib.resources import files

    told = tomllib.loads(files("sla_dsl.mappings").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return TableMapping(
        name=name,
        title=told["title"],
        table=told["table"],
        columns={n: _column(n, c) for n, c in told["columns"].items()},
        required=tuple(told["required"]),
        telling=tuple(told["telling"]),
        citations=tuple(Citation(s["what"], s["where"], s["date"].isoformat()) for s in told["source"]),
        key=tuple(told.get("key", ())),
        planned=frozenset(told.get("planned", ())),
        prefixes=tuple(told.get("prefixes", ())),
        touches=tuple(
            QualifyingTouch(t["is"].strip(), t["says"], tuple(t["reads"])) for t in told.get("qualifying-touch", ())
        ),
        note=told.get("note"),
    )


def mappings() -> tuple[TableMapping, ...]:
    """All of them."""
    return tuple(mapping(name) for name in MAPPINGS)


def _column(name: str, told: Mapping[str, Any]) -> MappedColumn:
    headers = (h if isinstance(h, dict) else {"name": h} for h in told["headers"])
    return MappedColumn(
        name=name,
        headers=tuple(Header(h["name"], h.get("caveat")) for h in headers),
        kind=Kind(told["kind"]) if "kind" in told else None,
        daily=told.get("daily", False),
        caveat=told.get("caveat"),
        absent=told.get("absent"),
        separator=told.get("separator"),
        suffixed=told.get("suffixed", False),
    )
