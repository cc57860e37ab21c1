"""Which object of a CRM system the headers of a table are those of: every mapping that explains them, never a guess."""

from __future__ import annotations

from collections.abc import Iterable

from sla_dsl.mappings.models import TableMapping
from sla_dsl.mappings.registry import mappings
from sla_dsl.model.schema import SUBJECT
from sla_dsl.text.record import record


@record
class Hit:
    """A mapping that explains the headers of a table, and the headers by which it is known."""

    mapping: TableMapping
    evidence: tuple[str, ...]


def hits(headers: Iterable[str], table: str | None = None) -> tuple[Hit, ...]:
    """The mappings that explain some headers: all columns that they require are there, and what tells them apart.

    For `leads` those of leads are asked, for another table the others, and all where no table is named.
    """
    there = tuple(headers)
    asked = (m for m in mappings() if table is None or (m.table == SUBJECT) == (table == SUBJECT))
    return tuple(hit for m in asked if (hit := _hit(m, there)) is not None)


def _hit(mapping: TableMapping, headers: tuple[str, ...]) -> Hit | None:
    required = [mapping.fits(column, headers) for column in mapping.required]
    told = mapping.told(headers)
    if not told or not all(required):
        return None
    return Hit(mapping, tuple(dict.fromkeys([*(found[0] for found in required), *told])))
