"""The semantic diff: from two policies to what is another promise now, clause by clause and definition by definition.

Clauses are compared as forms, in which definitions, amounts, stages and calendars are settled already. What a clause
does not say itself but a statement that it rests on is told once, of that statement, with the clauses it reaches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sla_dsl.bases import names
from sla_dsl.lang import ast
from sla_dsl.logic.relations import Relation
from sla_dsl.model.calendar import Calendar
from sla_dsl.model.cases import leaves
from sla_dsl.model.forms import Duty, Form, calendar_of
from sla_dsl.policy import bound, policy_digest
from sla_dsl.review import agreement, readings
from sla_dsl.review.begun import begun
from sla_dsl.review.catalogue import SORTS, WORDING
from sla_dsl.review.causes import Causes
from sla_dsl.review.compare import calendars
from sla_dsl.review.compare.difference import EVERYWHERE, Difference
from sla_dsl.review.directions import side_by_side, together
from sla_dsl.review.edits import edits, renamed
from sla_dsl.review.halfway import OF_CLAUSES, Halfway
from sla_dsl.review.measured import Whatever
from sla_dsl.review.models import Bound, Change, Direction, Edit, PolicyDiff, PolicyRef, Stated
from sla_dsl.review.money import NOTE, amounts
from sla_dsl.review.remarks import remarks
from sla_dsl.review.say.statements import in_words
from sla_dsl.review.sides import side
from sla_dsl.review.statements import stated


def diff(old: Bound, new: Bound, as_of: date | None = None) -> PolicyDiff:
    """All differences between two policies; with `as_of` also which of them are about a time that has begun."""
    found = edits(old.files, new.files)
    changes = _Diff(old, new, found, as_of).changes()
    return PolicyDiff(
        old=_ref(old),
        new=_ref(new),
        edits=found,
        changes=changes,
        equal_in_text=_texts(old) == _texts(new),
        equal_in_meaning=not changes,
        remarks=remarks(old, new, changes, as_of),
        as_of=as_of,
    )


def _ref(of: Bound) -> PolicyRef:
    return PolicyRef(of.ref, of.policy.title, of.policy.version, policy_digest(of.files), names(of.files))


def _texts(of: Bound) -> list[str]:
    return [f.source.text for f in of.files]


Found = tuple[str, Difference]
"""A difference and the clause that it is one of."""
Places = tuple[int, ...]
"""The places of some edits."""


@dataclass(eq=False, repr=False)
class _Diff:
    """One comparison. `before` are the old forms and `after` the new ones by their ids, both in the new names."""

    old: Bound
    new: Bound
    edits: Sequence[Edit]
    as_of: date | None
    before: dict[str, Form] = field(init=False)
    after: dict[str, Form] = field(init=False)

    def __post_init__(self) -> None:
        self.said_before, self.said_after = stated(self.old.files), stated(self.new.files)
        self.was, files = self.old.policy, self.old.files
        if any(e.renames for e in self.edits):
            files = renamed(self.old.files, self.edits)
            self.was, _ = bound(files)
        self.before = {f.meta.id: f for f in self.was.forms}
        self.after = {f.meta.id: f for f in self.new.policy.forms}
        self.whatever = Whatever((files, self.was), (self.new.files, self.new.policy))
        self.causes = Causes(stated(files), self.said_after, self.edits)
        self.names = {e.name: e.old.name for e in self.edits if e.kind == "clause" and e.renames and e.old is not None}

    def changes(self) -> tuple[Change, ...]:
        """All of them: those of the agreement, of definitions, and of clauses in the order of the new policy."""
        own, shared = self._compared()
        found = [*self._renamed(), *self._agreement(), *self._currency(), *self._shared(shared), *self._clauses(own)]
        return tuple(found)

    # ------------------------------------------------------------------------------------------ clauses

    def _compared(self) -> tuple[list[tuple[Found, Places]], dict[Places, list[Found]]]:
        """What clauses differ in by themselves, and by the edits of what they rest on."""
        names = [n for n in self.after if n in self.before]
        found = {n: list(self.whatever.differences(self.before[n], self.after[n])) for n in names}
        differing = [n for n in names if found[n]]
        halfway = Halfway(self.old.files, self.new.files, self.whatever.plain, self.edits, differing)
        own: list[tuple[Found, Places]] = []
        shared: dict[Places, list[Found]] = {}
        for name in names:
            for i, edit in enumerate(self.edits):
                told = readings.differences(edit, self.after[name]) if edit.kind == "table" else ()
                for read in told:
                    shared.setdefault((i,), []).append((name, read))
            for part, places in (p for d in found[name] for p in self._parts(halfway, name, d)):
                if places and all(self.edits[i].name in EVERYWHERE for i in places):
                    continue  # of the zone and the currency the agreement's own line tells
                if places and places == self._rested(places):
                    narrowed = halfway.narrowed(name, part, places, self.before[name], self.after[name])
                    shared.setdefault(narrowed, []).append((name, part))
                else:
                    own.append(((name, part), places))
        return own, shared

    def _parts(self, halfway: Halfway, name: str, d: Difference) -> Iterator[tuple[Difference, Places]]:
        """A difference and its edits; as two where the clause and what it rests on have each a bit of it."""
        sides = self.before[name], self.after[name]
        found = self.causes.of(name, d)
        rest = self._rested(found)
        if not rest or rest == found:
            yield d, found
        elif halfway.explains(name, d, *sides):
            yield d, rest
        elif (parts := halfway.split(name, d, *sides)) is not None:
            yield parts[0], rest
            yield parts[1], tuple(i for i in found if i not in rest)
        else:
            yield d, found

    def _rested(self, places: Places) -> Places:
        """Those of some edits that are not of a clause itself."""
        return tuple(i for i in places if self.edits[i].kind not in OF_CLAUSES)

    def _clauses(self, own: Sequence[tuple[Found, Places]]) -> Iterator[Change]:
        for name in dict.fromkeys((*self.before, *self.after)):
            if name not in self.after:
                yield self._whole("clause-removed", name, Direction.LOOSENED)
            elif name not in self.before:
                yield self._whole("clause-added", name, Direction.TIGHTENED)
            for (clause, d), places in own:
                if clause == name:
                    yield self._change(d, (name,), places, *self._told_at(name, places), clause=name)

    def _whole(self, id: str, name: str, direction: Direction) -> Change:
        places = tuple(i for i, e in enumerate(self.edits) if e.kind == "clause" and e.name == name)
        old, new = self._stated(name)
        was, now = self.before.get(name), self.after.get(name)
        said = None if was is None else was.meta.english, None if now is None else now.meta.english
        d = Difference(id, direction, *said)
        return self._change(d, (name,), places, old, new, clause=name)

    def _told_at(self, name: str, places: Places) -> tuple[Stated | None, Stated | None]:
        """Where a difference of a clause stands: in its own statement, or in one about it (a waiver, a consequence)."""
        about = [self.edits[i] for i in places if self.edits[i].kind in ("waive", "when")]
        return (about[0].old, about[0].new) if len(about) == len(places) == 1 else self._stated(name)

    def _stated(self, name: str) -> tuple[Stated | None, Stated | None]:
        """The statements of a clause on both sides, by its new name."""
        return _clause(self.said_before, self.names.get(name, name)), _clause(self.said_after, name)

    # ------------------------------------------------------------------------------------------ what they rest on

    def _shared(self, shared: dict[Places, list[Found]]) -> Iterator[Change]:
        """One change for what the same edits bring to all clauses."""
        for places, found in shared.items():
            by_id: dict[str, list[Found]] = {}
            for clause, d in found:
                by_id.setdefault(self._id(places, d), []).append((clause, d))
            for id, ones in by_id.items():
                yield self._together(id, places, ones)

    def _together(self, id: str, places: Places, found: Sequence[Found]) -> Change:
        clauses = tuple(dict.fromkeys(clause for clause, _ in found))
        ways = {c: together(d.direction for name, d in found if name == c) for c in clauses}
        direction = side_by_side(ways.values())
        edit = self.edits[places[0]]
        said = {(d.old, d.new) for _, d in found}
        old, new = said.pop() if len(said) == 1 else (None, None)
        if old == new:  # what differs is not in the words for it, as the hours of a calendar
            old, new = in_words(edit.old, edit.new), in_words(edit.new, edit.old)
        each = [", ".join(f"{c} {way.value}" for c, way in ways.items())] if len(set(ways.values())) > 1 else []
        notes = "; ".join(dict.fromkeys([*each, *(d.note for _, d in found if d.note)]))
        since = None if any(d.since is None for _, d in found) else min(d.since for _, d in found if d.since)
        d = Difference(id, direction, old, new, since=since, note=notes or None)
        return self._change(d, clauses, places, edit.old, edit.new, reaches=clauses)

    def _id(self, places: Places, d: Difference) -> str:
        """The row of the catalogue for what some edits do to a clause."""
        kinds = {self.edits[i].kind for i in places}
        if kinds == {"agreement"} or (kinds <= {"exclude"} and SORTS[d.id].area == "scope"):
            return d.id
        if len(places) > 1:
            return "definitions-changed"
        edit = self.edits[places[0]]
        if edit.kind == "calendar":
            return self._calendar(edit)
        return {"let": "amount-changed", "table": "table-changed", "exclude": "amount-changed"}.get(
            edit.kind, "definition-changed"
        )

    def _calendar(self, edit: Edit) -> str:
        """What happened to a calendar: its lines tell whether days or hours came or went."""
        if edit.old is None or edit.new is None:
            return "calendar-changed"
        a, b = edit.old.node, edit.new.node
        assert isinstance(a, ast.Calendar)
        assert isinstance(b, ast.Calendar)
        if replace(a, holidays=b.holidays) == b:
            return _grown("calendar-holiday", set(a.holidays), set(b.holidays))
        if replace(a, closures=b.closures) == b and not any(c.hours for c in (*a.closures, *b.closures)):
            return _grown("calendar-closure", set(a.closures), set(b.closures))
        if replace(a, openings=b.openings) == b:
            old, new = (_calendar_of(p.forms, edit.name) for p in (self.was, self.new.policy))
            if old is not None and new is not None:
                relation = calendars.compared(old, new).relation
                known = {Relation.WIDER: "calendar-hours-extended", Relation.NARROWER: "calendar-hours-shortened"}
                return known.get(relation, "calendar-hours-changed")
        return "calendar-changed"

    # ------------------------------------------------------------------------------------------ the agreement, names

    def _currency(self) -> Iterator[Change]:
        """What it does to the clauses that speak of money that it is another currency."""
        clauses = tuple(n for n in self.after if n in self.before and any(amounts(tuple(self.causes.statements(n)))))
        places = tuple(
            i for i, e in enumerate(self.edits) if e.name == "currency" or any(amounts((_node(e.old), _node(e.new))))
        )
        old, new = self.old.policy.money, self.new.policy.money
        if clauses and places and None not in (old, new) and old != new:
            d = Difference("amount-changed", Direction.UNDETERMINED, old, new, note=NOTE)
            yield self._change(
                d, clauses, places, self.edits[places[0]].old, self.edits[places[0]].new, reaches=clauses
            )

    def _agreement(self) -> Iterator[Change]:
        for i, edit in enumerate(self.edits):
            if edit.kind == "agreement":
                for d, clauses in agreement.differences(edit, self.was, self.new.policy):
                    yield self._change(d, clauses, (i,), edit.old, edit.new, reaches=clauses)

    def _renamed(self) -> Iterator[Change]:
        for i, edit in enumerate(self.edits):
            if (
                edit.renames
                and edit.old is not None
                and edit.kind in ("clause", "calendar", "let", "define", "event", "stage")
            ):
                id = "clause-renamed" if edit.kind == "clause" else "definition-renamed"
                clause = edit.name if edit.kind == "clause" else None
                d = Difference(id, Direction.EQUIVALENT, edit.old.name, edit.name)
                yield self._change(d, () if clause is None else (clause,), (i,), edit.old, edit.new, clause=clause)

    # ------------------------------------------------------------------------------------------ one change

    def _change(
        self, d: Difference, clauses: Sequence[str], places: Places, old: Stated | None, new: Stated | None,
        *, clause: str | None = None, reaches: tuple[str, ...] = (),
    ) -> Change:  # fmt: skip
        sort = SORTS[d.id]
        parties = self._promising(clauses)
        burden, protected = self._bears(d, clauses, parties)
        when = None if sort.area in WORDING or d.direction is Direction.EQUIVALENT else self._begun(clauses, d)
        return Change(
            id=d.id,
            area=sort.area,
            kind=sort.kind,
            direction=d.direction,
            clause=clause,
            parties=parties,
            burden=burden,
            protected=protected,
            old=side(old),
            new=side(new),
            old_said=d.old,
            new_said=d.new,
            reaches=reaches,
            edits=places,
            retroactive=when is not None,
            begun=when,
            note=d.note,
        )

    def _forms(self, clauses: Sequence[str]) -> list[Form]:
        return [self.after.get(c) or self.before[c] for c in clauses]

    def _promising(self, clauses: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p for f in self._forms(clauses) for p in f.meta.parties))

    def _bears(
        self, d: Difference, clauses: Sequence[str], promising: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who has to do or bear more by a change, and who is the better for it."""
        forms = self._forms(clauses)
        promised = tuple(dict.fromkeys(f.meta.to for f in forms if f.meta.to is not None))
        match d.direction:
            case Direction.TIGHTENED:
                return promising, promised
            case Direction.LOOSENED:
                return promised, promising
            case Direction.BOTH | Direction.UNDETERMINED:
                everybody = tuple(dict.fromkeys((*promising, *promised)))
                return everybody, everybody
            case Direction.EQUIVALENT:
                return (promising if d.id == "party-changed" else ()), ()

    def _begun(self, clauses: Sequence[str], d: Difference) -> str | None:
        if self.as_of is None:
            return None
        found: list[str | None] = []
        for name in clauses:
            sides = ((self.before.get(name), self.was), (self.after.get(name), self.new.policy))
            found += [begun(f, policy, d.since, self.as_of) for f, policy in sides if f is not None]
        return next((when for when in found if when is not None), None)


def _node(one: Stated | None) -> ast.Node | None:
    return None if one is None else one.node


def _clause(statements: Sequence[Stated], name: str) -> Stated | None:
    return next((s for s in statements if s.kind == "clause" and s.name == name), None)


def _grown(stem: str, old: set[object], new: set[object]) -> str:
    return f"{stem}-added" if old < new else f"{stem}-removed" if new < old else "calendar-changed"


def _calendar_of(forms: Sequence[Form], name: str) -> Calendar | None:
    """The calendar of a name as some clause runs on it."""
    for form in forms:
        if isinstance(form, Duty):
            for limit in (*leaves(form.limit), *leaves(form.low)):
                found = calendar_of(limit)
                if found is not None and found.name == name:
                    return found
    return None
