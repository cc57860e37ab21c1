"""What is told of one subject: plain frozen records, which the command line shows and writes as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from sla_dsl.findings.models import Limit, Scalar
from sla_dsl.text.record import record


@record
class Asked:
    """A condition as it was asked of the subject: whether it holds (None: not known), and the values it saw."""

    text: str
    holds: bool | None
    values: Mapping[str, Scalar | datetime] = field(default_factory=dict)


@record
class Step:
    """One thing that is told: `what` it is about (`start`, `scope`, `clock`, `due`, `done`, ...) and the words.

    `asked` is the condition behind it, `at` the instant, where there is one.
    """

    what: str
    text: str
    at: datetime | None = None
    asked: Asked | None = None


@record
class Story:
    """How one subject came to its verdict in one clause; `verdict` is None where the subject is no instance of it.

    `overdue_us` is how long after its due instant (a breach: or how much too early) it was done or is still undone.
    """

    clause: str
    table: str
    subject: Mapping[str, Scalar]
    cycle: int | None
    verdict: str | None
    reason: str
    steps: tuple[Step, ...]
    start: datetime | None = None
    due: datetime | None = None
    done: datetime | None = None
    overdue_us: int | None = None
    paused_us: int | None = None
    limit: Limit | None = None
    waiver: str | None = None
    excused_by: str | None = None
