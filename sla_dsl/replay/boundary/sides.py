"""A clause under two policies, and what either says of it on the rows of a sketch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

from sla_dsl.lang import ast
from sla_dsl.model.forms import Form
from sla_dsl.replay.boundary.ground import Ground
from sla_dsl.replay.boundary.judge import Said, said
from sla_dsl.replay.boundary.sketch import NotShown, Sketch, local_time, moment
from sla_dsl.replay.boundary.tables import enters_often, given
from sla_dsl.review.models import Bound
from sla_dsl.text.record import record

_MOST_NAMED = 50
"""Of more rows than these only those are named on which two policies part."""


@record
class Shown:
    """A test that the new policy passes; `before` says where the old one judges otherwise."""

    test: ast.Test
    before: str


@record
class Sides:
    """A clause as it was and as it is, on the days and in the zone where it is shown."""

    old: Bound
    new: Bound
    was: Form
    form: Form
    place: Ground

    def test(self, sketch: Sketch) -> ast.Test:
        """The test of a sketch, which expects nothing yet. Raises `NotShown` where no test can say its rows."""
        place, p = self.place, self.form.population
        uses = {**place.old.tables, **place.new.tables}
        says = partial(moment, zone=place.zone, offset=place.other_zone)
        tables = given(sketch, p.table, uses, says, p.entries)
        as_of = ast.Date(local_time(sketch.as_of, place.zone).date())
        return ast.Test(ast.Text(f"{self.form.meta.id}: {sketch.title}"), tables, as_of, ())

    def _said(self, test: ast.Test, by_cycle: bool = False) -> tuple[Said | None, Said | None]:
        return (
            said(self.old.files, test, self.was.meta.id, by_cycle=by_cycle),
            said(self.new.files, test, self.form.meta.id, by_cycle=by_cycle),
        )

    def dues(self, sketch: Sketch) -> list[int]:
        """The due instants (us UTC) of the rows under either policy; none where no test can say these."""
        try:
            found = self._said(self.test(sketch))
        except NotShown:
            return []
        return [us for one in found if one is not None for us in one.due.values()]

    def apart(self, sketch: Sketch) -> list[int]:
        """The places of the rows of which the two policies say something else."""
        before, after = self._said(self.test(sketch))
        if before is None or after is None:
            return []
        names = ((n, str(n + 1)) for n in range(len(sketch.rows)))
        return [n for n, name in names if before.instances.get(name) != after.instances.get(name)]

    def shown(self, sketch: Sketch) -> Shown | None:
        """The test of a sketch with what the new policy says; None where that holds under the old one, too. Raises
        `NotShown` where no test can say its rows."""
        if not sketch.rows:
            return None
        test = self.test(sketch)
        before, after = self._said(test, enters_often(sketch))
        if before is None or after is None or not _part(before, after):
            return None
        return Shown(replace(test, expects=tuple(_expects(self.form, before, after))), _said_before(before, after))


def _part(before: Said, after: Said) -> bool:
    """Whether something of what is said can be expected that was not said before."""
    other = any(before.of(name) != verdict for name, verdict in after.instances.items())
    return other or before.verdict != after.verdict


def _expects(form: Form, before: Said, after: Said) -> Iterator[ast.Expect]:
    """What is expected of every row (of many rows only of those on which the two part), of every period on which the
    two part, and of the clause if there is neither."""
    by_verdict: dict[str, list[ast.Value]] = {}
    few = after.subjects if len(after.subjects) <= _MOST_NAMED else ()
    for name, verdict in after.instances.items():
        if name in few or before.of(name) != verdict:
            by_verdict.setdefault(verdict, []).append(_value(name))
    clause = ast.Name((form.meta.id,))
    yield from (ast.Expect(clause, verdict, tuple(names)) for verdict, names in by_verdict.items())
    if before.verdict != after.verdict:
        yield ast.Expect(clause, after.verdict)


def _said_before(before: Said, after: Said) -> str:
    """Where the old policy judges otherwise, in one line."""
    other: dict[str, list[str]] = {}
    for name in dict.fromkeys([*after.instances, *before.instances]):
        verdict = before.instances.get(name, "not judged")
        if verdict != after.instances.get(name, "not judged"):
            other.setdefault(verdict, []).append(name)
    parts = [f"{verdict} for {', '.join(names)}" for verdict, names in other.items()]
    if before.verdict != after.verdict:
        parts.append(f"the clause {before.verdict}")
    return f"the old policy: {'; '.join(parts)}"


def _value(name: str) -> ast.Value:
    if re.fullmatch(r"\d+", name):
        return ast.Number(Decimal(name), name)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", name):
        return ast.Date(date.fromisoformat(name))
    return ast.Text(name)
