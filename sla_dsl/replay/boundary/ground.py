"""Where boundary cases are set: a plain working morning within the term, and the days on which two calendars part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from sla_dsl.compile.clock import due, earliest
from sla_dsl.compile.kit import LAST_US, Kit
from sla_dsl.compile.periods import bounds
from sla_dsl.compile.zone import EPOCH_DAY, Zone, zone
from sla_dsl.engines.registry import engine_of
from sla_dsl.model.cases import leaves
from sla_dsl.model.forms import Duty, Form, Per, Plain, SubjectForm
from sla_dsl.model.policy import CheckedPolicy, Years
from sla_dsl.model.times import DAY_US, HOUR_US
from sla_dsl.replay.boundary.sketch import local_time
from sla_dsl.text.record import record

ONE_DAY = timedelta(days=1)
_YEARS = 3 * 366 * DAY_US
_SOME_DAY = date(2026, 7, 1)
"""Where a policy without a term is shown."""


Days = tuple[date | None, date | None]
"""The first and the last day of a stretch, both included; None is without end."""


@record
class Ground:
    """The days a clause covers under both policies, from `first` to `last`, and the zone of the new one; `covered` has
    the days of either by itself."""

    old: CheckedPolicy
    new: CheckedPolicy
    first: date
    last: date | None
    covered: tuple[Days, Days] = ((None, None), (None, None))

    @property
    def zone(self) -> Zone:
        """The zone of the new policy."""
        return zone(self.new.timezone)

    def since(self, day: date | None) -> Ground:
        """The same from a day on."""
        return self if day is None or day <= self.first else replace(self, first=day)

    def at(self, day: date, hour: int = 9) -> int:
        """An hour of a local day (us UTC)."""
        return self.zone.from_local((day - EPOCH_DAY).days * DAY_US + hour * HOUR_US)

    def midnight(self, day: date) -> int:
        """The first instant (us UTC) of a day in the zone of either policy."""
        return min(self.at(day, 0), zone(self.old.timezone).day_start(day))

    def due(self, at: int, limit: Plain) -> int:
        """The last instant (us UTC) that is within a limit of another one."""
        return int(pl.select(due(self._kit, pl.lit(at), limit)).item())

    def earliest(self, at: int, low: Plain) -> int:
        """The first instant (us UTC) that is not too early."""
        return int(pl.select(earliest(self._kit, pl.lit(at), low)).item())

    def after(self, at: int, *forms: SubjectForm) -> int:
        """The first midnight (us UTC) at which clocks from an instant on have run out, two months later at least."""
        limits = [leaf for form in forms if isinstance(form, Duty) for leaf in leaves(form.limit)]
        dues = [self.due(at, limit) for limit in limits if limit is not None]
        return midnight(self, max([at + 60 * DAY_US, *(due for due in dues if due < at + _YEARS)]))

    def holds(self, day: date) -> bool:
        """Whether both policies cover a day."""
        return self.first <= day and (self.last is None or day <= self.last)

    @property
    def _kit(self) -> Kit:
        return engine_of("polars").kit(self.zone, LAST_US)

    def whole(self, per: Per | None, years: Years | None = None) -> tuple[date, date]:
        """The first day of the first whole period, and the day behind its last one, as years are counted (None: as the
        new policy counts them)."""
        if per is None:
            return self.first, (self.last or self.first) + ONE_DAY
        start, end = self.around(per, self.first, years)
        return (start, end) if start >= self.first else self.around(per, end, years)

    def around(self, per: Per, day: date, years: Years | None = None) -> tuple[date, date]:
        """The first day of the period that holds a day, and the day behind its last one; of rolling ones that which
        begins on it."""
        if per.kind == "rolling":
            return day, day + timedelta(days=per.days)
        return bounds(per, day, years or self.new.years)

    def parts(self, per: Per, first: date, end: date, years: Years | None = None) -> list[date]:
        """The first days of the periods between two days, the first one of which may be cut."""
        days = [first]
        while (following := self.around(per, days[-1], years)[1]) < end:
            days.append(following)
        return days

    @property
    def other_zone(self) -> bool:
        """Whether local days are not the same ones."""
        return self.old.timezone != self.new.timezone

    @property
    def other_years(self) -> bool:
        """Whether weeks or fiscal years are not counted in the same way."""
        return self.old.years != self.new.years


def ground(old: CheckedPolicy, new: CheckedPolicy, forms: tuple[Form, Form]) -> Ground | None:
    """The days that both policies and both clauses cover; None where there is none."""
    one, two = (_covered((policy.term, form.meta.in_force)) for policy, form in zip((old, new), forms, strict=True))
    first, last = _covered((one, two))
    if first is not None and last is not None and last < first:
        return None
    return Ground(old, new, first or min(_SOME_DAY, last or _SOME_DAY), last, (one, two))


def _covered(spans: Sequence[Days]) -> Days:
    """The days that all of some stretches have."""
    first = max((a for a, _ in spans if a is not None), default=None)
    return first, min((b for _, b in spans if b is not None), default=None)


def edge(old: Per | None, new: Per | None, place: Ground) -> tuple[date, date]:
    """The day on which a period of the shorter kind ends within one of the longer kind, and the day behind both the
    longer one and the next shorter one."""
    sides = ((old, place.old.years), (new, place.new.years))
    one, two = (place.whole(per, years) for per, years in sides)
    longer, shorter = sides if _days(one) >= _days(two) else sides[::-1]
    inside = place.since(place.whole(*longer)[0])
    end = inside.whole(*shorter)[1]
    of_longer = place.whole(*longer) if longer[0] is None else place.around(longer[0], end, longer[1])
    return end, max(of_longer[1], inside.since(end).whole(*shorter)[1])


def _days(span: tuple[date, date]) -> timedelta:
    return span[1] - span[0]


def midnight(place: Ground, at: int) -> int:
    """The beginning of the next local day after an instant."""
    return place.at(local_time(at, place.zone).date() + timedelta(days=1), 0)
