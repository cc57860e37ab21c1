"""How often the data are read: once for all policies that read them the same way, and once more for each other way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sla_dsl.compile.zone import to_instant
from sla_dsl.data.tables import RawTable
from sla_dsl.lang import ast
from sla_dsl.model.measured import Measurement
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.model.schema import Schema
from sla_dsl.policy import bound
from sla_dsl.ready import Options, Prepared, instant_of, opened, prepared, schema_of
from sla_dsl.replay.owners import with_column
from sla_dsl.replay.tries import Told
from sla_dsl.replay.union import Union, amount, covers, together

Files = Sequence[ast.File]


class Ground:
    """One reading of the data: the policy whose tables are read, and the clauses that are judged on them."""

    def __init__(self, whole: CheckedPolicy, ready: Prepared | None) -> None:
        self.whole, self.ready = whole, ready
        self.union = Union()


class Grounds:
    """All readings of the data, the first one that of the old policy; each further one is made when it is asked for."""

    def __init__(self, old_files: Files, new_files: Files, given: Mapping[str, object], options: Options) -> None:
        self._raws: dict[str, RawTable] = opened(given, options)
        self._files = (old_files, new_files)
        self.schema: Schema = schema_of(self._raws)
        self.options = options
        self.old, self.new = (bound(files, self.schema)[0] for files in self._files)
        self.source = "option"
        if options.as_of is not None:
            self._fix(to_instant(instant_of(options.as_of, self.new.timezone)))
        self.there = self._opened()
        instants = [g.ready.as_of for g in self.there if g.ready is not None]
        if options.as_of is None:
            self.source = "data"
            self._fix(to_instant(max(instants)))
            if len(set(instants)) > 1:
                self.there = self._opened()
        self.as_of = max(instants)
        self.old, self.new = (
            self._bound(files, self._ready(self.of(policy)).measured)
            for files, policy in zip(self._files, (self.old, self.new), strict=True)
        )

    def _fix(self, as_of: datetime) -> None:
        self.options = replace(self.options, as_of=as_of)

    def _opened(self) -> list[Ground]:
        """One ground where one will do, else one for each policy."""
        if together(self.old, self.new) is not None:
            return [self._ground(self._files)]
        return [self._ground((files,)) for files in self._files]

    def _ground(self, policies: Sequence[Files]) -> Ground:
        ready = prepared(lambda told: (self._whole(policies, told), ()), self._raws, self.options)
        return Ground(ready.policy, ready)

    def _whole(self, policies: Sequence[Files], told: Mapping[str, Measurement] | None) -> CheckedPolicy:
        whole, *more = (self._bound(files, told) for files in policies)
        for other in more:
            both = together(whole, other)
            assert both is not None, "policies that read the data alike do so whatever was measured"
            whole = both
        return self._with_owner(whole)

    def _bound(self, files: Files, told: Mapping[str, Measurement] | None) -> CheckedPolicy:
        if not told:
            return self.old if files is self._files[0] else self.new
        return bound(files, self.schema, (), told)[0]

    def _with_owner(self, policy: CheckedPolicy) -> CheckedPolicy:
        """The policy with the column of owners among those read of the tables whose rows are judged."""
        return with_column(policy, (*self._files[0], *self._files[1]), self.schema)

    def of(self, policy: CheckedPolicy) -> int:
        """The place of the reading that a policy is judged on."""
        for n, ground in enumerate(self.there):
            if covers(ground.whole, policy):
                return n
        self.there.append(Ground(self._with_owner(policy), None))
        return len(self.there) - 1

    def _ready(self, ground: int) -> Prepared:
        there = self.there[ground]
        if there.ready is None:
            there.ready = prepared(lambda _: (there.whole, ()), self._raws, self.options)
        return there.ready

    def ready(self, ground: int) -> Prepared:
        """The data as read for a ground, and all its clauses bound to it."""
        ready = self._ready(ground)
        return replace(ready, policy=self.there[ground].union.policy(ready.policy))

    def told(self) -> Told:
        """What the data have told of measured amounts."""
        ready = [g.ready for g in self.there if g.ready is not None]
        return {amount(m): r.measured[m.text] for r in ready for m in r.policy.measured if m.text in r.measured}
