"""What published JSON shapes have in common: models that keep keys they do not know, and a JSON Schema's head."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Published(BaseModel):
    """A part of a published shape; within a version keys may be added, so those it does not know are kept."""

    model_config = ConfigDict(extra="allow")


def json_schema_of(model: type[BaseModel], name: str, title: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of version 1 of what `sla schema` calls `name`."""
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:sla-dsl:{name}:1",
        "title": f"SLA {title}, version 1",
    }
    return head | {key: value for key, value in model.model_json_schema().items() if key != "title"}
