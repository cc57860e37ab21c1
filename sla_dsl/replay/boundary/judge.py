"""What a policy says of a clause on the tables of a test."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sla_dsl.bases import declared
from sla_dsl.check import instances_of, judged, report_of
from sla_dsl.compile.zone import to_us
from sla_dsl.lang import ast
from sla_dsl.policy import bound
from sla_dsl.ready import Options, get_ready
from sla_dsl.testing import given
from sla_dsl.testing.expected import names_of
from sla_dsl.text.diagnostic import DataError, PolicyError, UsageError
from sla_dsl.text.record import record

_NUMBER = re.compile(r"\d+")


def _in_order(name: str) -> tuple[str, list[int]]:
    """Names by their text, and numbers in them by their size: 2 before 10."""
    return _NUMBER.sub("0", name), [int(n) for n in _NUMBER.findall(name)]


def _names(row: Mapping[str, Any], zone: ZoneInfo, by_cycle: bool) -> list[str]:
    """What a test may call an instance; an entry by its number only, where that is asked for."""
    names = names_of(row, zone)
    return [n for n in names if not by_cycle or row["cycle"] is None or n.endswith(f" cycle {row['cycle']}")]


@record
class Said:
    """The verdict of a clause, and of its instances by what a test calls them.

    `subjects` are those of them that are rows of the table; `due` has the due instants (us UTC); `alike` is what is
    said of all that a test may call the same.
    """

    verdict: str
    instances: Mapping[str, str]
    subjects: frozenset[str]
    due: Mapping[str, int]
    alike: Mapping[str, str]

    def of(self, name: str) -> str | None:
        """What a test finds under a name; None where there is nothing, or not the same of all that is called so."""
        return self.instances.get(name, self.alike.get(name))


def said(files: Sequence[ast.File], test: ast.Test, clause: str, *, by_cycle: bool = False) -> Said | None:
    """What a policy says of a clause on a test's tables; None where these can not be judged by it.

    With `by_cycle` entries are called by their numbers, too.
    """
    policy, _ = bound(files, None, (clause,))
    assert test.as_of is not None
    options = Options(as_of=test.as_of.day, only=(clause,), digests=False)
    try:
        ready = get_ready(files, given.tables(test, policy, declared(files)), options)
        results = judged(ready, options)
        report = report_of(files, ready, results, options)
        frames = instances_of(ready, results)
    except (DataError, PolicyError, UsageError):
        return None
    if clause not in frames:
        return None
    zone = ZoneInfo(ready.policy.timezone)
    rows = [(_names(row, zone, by_cycle), row) for row in frames[clause].collect().rows(named=True)]
    called: dict[str, set[str]] = {}
    for names, row in rows:
        for name in names:
            called.setdefault(name, set()).add(row["verdict"])
    plain = [(next((n for n in names if len(called[n]) == 1), None), row) for names, row in rows]
    named = [(name, row) for name, row in plain if name is not None]  # a test can not tell the others apart
    named.sort(key=lambda one: _in_order(one[0]))
    return Said(
        next(c.verdict.value for c in report.clauses if c.id == clause),
        {name: row["verdict"] for name, row in named},
        frozenset(name for name, row in named if row["key"] is not None),
        {name: to_us(row["due"]) for name, row in named if row["due"] is not None},
        {name: next(iter(verdicts)) for name, verdicts in called.items() if len(verdicts) == 1},
    )
