"""One limit on business hours over the instants of leads in memory: what the program makes of it against by hand.

The office is open from 9 to 17 in New York, so hours are a grid that it keeps, in every zone and season. A limit of
whole hours keeps it too; one of 250 minutes does not.
"""

from __future__ import annotations

from benchmarks.workload import Peer, Workload


def _workload(name: str, limit: str) -> Workload:
    ways = {"clock at both ends, by hand": "clock", "due look-up, by hand": "due", "sla_dsl": "ours"}
    peers = (Peer(said, f"benchmarks.business_clock.{limit}.{way}") for said, way in ways.items())
    return Workload(name, tuple(peers))


ON_GRID = _workload("business_clock", "hours")
OFF_GRID = _workload("business_clock_off_grid", "minutes")
