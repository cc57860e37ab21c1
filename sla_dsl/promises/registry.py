"""The one list of promise rooms; docs, completeness tests and binding derive from it."""

from __future__ import annotations

from sla_dsl.lang import ast
from sla_dsl.promises import delivers, ensures, fills, keeps, makes, never, within
from sla_dsl.promises.base import Room

ROOMS: tuple[Room, ...] = (delivers.ROOM, within.ROOM, makes.ROOM, keeps.ROOM, fills.ROOM, ensures.ROOM, never.ROOM)


def room(node: ast.Promise) -> Room:
    """The room that serves a promise's syntax node."""
    return next(r for r in ROOMS if isinstance(node, r.node))
