"""Leads from CSV through the program's reader, which trusts no cell and keeps count of what it can not read."""

from __future__ import annotations

from benchmarks.from_csv.numbers import INSTANTS, PLAIN, Numbers, numbers_of
from benchmarks.tables import file_of
from sla_dsl.data.tables import Need, open_table, prepare
from sla_dsl.model.kinds import Kind


def numbers(rows: int) -> Numbers:
    """The file opened, its dialect found, and the columns made."""
    needs = [*(Need(c, c, Kind.NUMBER) for c in PLAIN), *(Need(c, c, Kind.INSTANT) for c in INSTANTS)]
    return numbers_of(prepare(open_table("leads", file_of("leads", rows, "csv")), needs, "UTC").frame)
