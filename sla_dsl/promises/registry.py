"""The one list of promise rooms; docs, completeness tests and binding derive from it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from sla_dsl.lang import ast
from sla_dsl.promises.base import Room

VERBS: Mapping[type[ast.Promise], str] = {
    ast.Delivers: "delivers",
    ast.Within: "within",
    ast.Makes: "makes",
    ast.Keeps: "keeps",
    ast.Fills: "fills",
    ast.Ensures: "ensures",
    ast.Never: "never",
}
"""The syntax node that a room serves, and its verb: the module of this package that holds the room as `ROOM`."""


def room(node: type[ast.Promise]) -> Room:
    """The room that serves a syntax node. It is loaded when the first policy needs it: most need two or three."""
    return cast(Room, import_module(f"sla_dsl.promises.{VERBS[node]}").ROOM)
