"""Files that build on one another as one list of statements: of what is said twice, who says it for the policy.

A file speaks for itself before the bases it uses, and the policy's own files before all bases. What is left over when
two files say the same name, and neither builds on the other, has to be alike, or is a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import reduce
from operator import or_
from typing import Any

from sla_dsl.bind.agreement import Lines
from sla_dsl.bind.problems import Problems, line_of, refusal
from sla_dsl.lang import ast
from sla_dsl.text.record import record
from sla_dsl.text.source import Source, Span
from sla_dsl.text.spell import nearest

Key = tuple[str, str]
"""A space of names, and a name in it."""
_LINES = tuple(f.name for f in fields(ast.Agreement) if f.name not in ("span", "acceptances"))


@record
class Override:
    """A `let` of a base that a `use` says anew, and both of their sources."""

    node: ast.Let
    source: Source
    base: ast.Let
    home: Source


@record
class Layered:
    """The statements of a policy, those of its bases before its own, and the lines of its agreement.

    `bases` are the names of the sources that are bases.
    """

    statements: tuple[tuple[ast.Statement, Source], ...]
    agreement: Lines
    overrides: tuple[Override, ...]
    bases: frozenset[str]


@record
class _Said:
    """One thing that a file says: `file` is its place among the files, `at` the thing's among all that is said."""

    file: int
    node: Any
    source: Source
    span: Span
    at: int = -1


def layered(files: Sequence[ast.File], problems: Problems) -> Layered:
    """The policy that the files make; a base stands before the files that use it."""
    return _Layers(files, problems).run()


@dataclass(eq=False, repr=False)
class _Layers:
    """`below` are the places of the files that a file builds on, `top` those that no other builds on."""

    files: Sequence[ast.File]
    problems: Problems
    below: list[frozenset[int]] = field(default_factory=list)
    overrides: list[Override] = field(default_factory=list)
    clashes: dict[tuple[Source, Span], list[tuple[str, _Said, _Said]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places = {f.source.name: i for i, f in enumerate(self.files)}
        self.uses = [[(s, places[name]) for s, name in zip(_used(f), f.bases, strict=True)] for f in self.files]
        for bases in self.uses:
            self.below.append(reduce(or_, (self.below[b] | {b} for _, b in bases), frozenset()))
        self.top = frozenset(range(len(self.files))) - reduce(or_, self.below, frozenset())

    def run(self) -> Layered:
        """Settles every name."""
        said = self._statements()
        by_key: dict[Key, list[_Said]] = {}
        for one in said:
            key = key_of(one.node)
            if key is not None:
                by_key.setdefault(key, []).append(one)
        kept: dict[int, _Said | None] = {}
        for (space, name), ones in by_key.items():
            left = self._settled(ones, f"the clause `{name}`" if space == "clause" else f"`{name}`")
            kept |= dict.fromkeys((one.at for one in ones), None) | {one.at: one for one in left}
            if kept[ones[0].at] is None:  # what replaces the first one stands in its place
                kept[left[0].at], kept[ones[0].at] = None, left[0]
        statements = (kept.get(one.at, one) for one in said)
        agreement = self._agreement()
        self._tell_clashes()
        return Layered(
            statements=tuple((one.node, one.source) for one in statements if one is not None),
            agreement=agreement,
            overrides=tuple(self.overrides),
            bases=frozenset(f.source.name for i, f in enumerate(self.files) if i not in self.top),
        )

    def _over(self, one: _Said, other: _Said) -> bool:
        """Whether what the one says goes before what the other says."""
        return other.file in self.below[one.file] or (one.file in self.top and other.file not in self.top)

    def _settled(self, ones: Sequence[_Said], what: str) -> list[_Said]:
        """Those that nothing goes before; of several bases' alike, the first one's."""
        left = [one for one in ones if not any(self._over(other, one) for other in ones)]
        if left[0].file in self.top:
            return left
        first = left[0]
        for other in left:
            if other.file != first.file and other.node != first.node:
                self._clash(what, first, other)
        return [one for one in left if one.file == first.file]

    # ------------------------------------------------------------------------------------------ what files say

    def _statements(self) -> list[_Said]:
        """All but agreements and the tests of bases; an override of `use` is a `let` of the file that says it."""
        found: list[_Said] = []
        for i, f in enumerate(self.files):
            overrides = {id(s): self._overrides(s, base, f.source) for s, base in self.uses[i]}
            for s in f.statements:
                match s:
                    case ast.Agreement():
                        continue
                    case ast.Test() if i not in self.top:
                        continue
                    case ast.Use():
                        nodes: Sequence[ast.Statement] = overrides[id(s)]
                    case _:
                        nodes = (s,)
                for node in nodes:
                    found.append(_Said(i, node, f.source, node.span, len(found)))
        return found

    def _overrides(self, use: ast.Use, base: int, source: Source) -> list[ast.Let]:
        """The `let`s that a `use` says anew; one that the base does not have is a mistake."""
        known = dict(self._words(base))
        found = []
        for name, value in use.overrides:
            before, home = known.get(name.text, (None, source))
            if isinstance(before, ast.Let):
                found.append(ast.Let(name, value, span=name.span.to(value.span)))
                self.overrides.append(Override(found[-1], source, before, home))
            else:
                lets = [n for n, (s, _) in known.items() if isinstance(s, ast.Let)]
                said = _no_let(name.text, before, self.files[base].source.name, lets)
                self.problems.add(refusal(source, "SLA326", name.span, *said).diagnostic)
        return found

    def _words(self, base: int) -> Iterator[tuple[str, tuple[ast.Statement, Source]]]:
        for i in sorted(self.below[base] | {base}):
            for s in self.files[i].statements:
                if isinstance(s, ast.Event | ast.Stage | ast.Define | ast.Let):
                    yield s.name.text, (s, self.files[i].source)

    # ------------------------------------------------------------------------------------------ the agreement

    def _agreement(self) -> Lines:
        """Every line of the agreement as the policy says it, else as its bases do; a base is accepted for itself."""
        found: list[_Said] = []
        for i, f in enumerate(self.files):
            for s in f.statements:
                if isinstance(s, ast.Agreement) and not self._second(s, i, f.source, found):
                    found.append(_Said(i, s, f.source, s.span))
        lines: dict[str, tuple[Any, Source]] = {}
        for name in _LINES:
            said = [_line(one, name) for one in found if getattr(one.node, name)]
            if said:
                chosen = self._settled(said, f"the agreement's `{name.split('_')[0]}`")[0]
                lines[name] = (chosen.node, chosen.source)
        for one in found:
            if one.file in self.top and one.node.acceptances:
                lines["acceptances"] = (one.node.acceptances, one.source)
        return lines

    def _second(self, agreement: ast.Agreement, file: int, source: Source, found: Sequence[_Said]) -> bool:
        """Whether the same file, or another one of the policy's own, has an agreement already."""
        for one in found:
            if one.file == file or (one.file in self.top and file in self.top):
                message = f"there is an agreement already, in {line_of(one.source, one.span, source)}"
                hint = "one policy is one agreement; check them one by one"
                self.problems.add(refusal(source, "SLA114", agreement.span, message, hint).diagnostic)
                return True
        return False

    # ------------------------------------------------------------------------------------------ what does not agree

    def _clash(self, what: str, one: _Said, other: _Said) -> None:
        """Notes that two bases differ, at the `use` that brings the second one in: in a file that uses both, if any."""
        above = [i for i, below in enumerate(self.below) if other.file in below]
        file = next((i for i in above if one.file in self.below[i]), above[-1])
        use = [s for s, base in self.uses[file] if other.file in self.below[base] | {base}][-1]
        self.clashes.setdefault((self.files[file].source, use.path.span), []).append((what, one, other))

    def _tell_clashes(self) -> None:
        for (source, span), clashes in self.clashes.items():
            what, one, other = clashes[0]
            message = f"`{one.source.name}` and `{other.source.name}` do not say the same of {what}"
            hint = f"say {what} in this policy: that goes before both"
            notes = [f"{w}: {_at(a)} and {_at(b)}" for w, a, b in clashes]
            self.problems.add(refusal(source, "SLA327", span, message, hint, tuple(notes)).diagnostic)


def key_of(node: ast.Statement) -> Key | None:
    """What a statement gives a name in; None for one that adds to the others."""
    match node:
        case ast.Event(name=name) | ast.Stage(name=name) | ast.Define(name=name) | ast.Let(name=name):
            return "word", name.text
        case ast.Table(name=name):
            return "table", name.text
        case ast.Calendar(name=name):
            return "calendar", name.text
        case ast.Clause(id=ast.Name() as name):
            return "clause", name.text
        case _:
            return None


def _used(file: ast.File) -> list[ast.Use]:
    return [s for s in file.statements if isinstance(s, ast.Use)]


def _no_let(name: str, there: ast.Statement | None, base: str, lets: Sequence[str]) -> tuple[str, str]:
    """What is said of a name that stands behind `with` and is no `let` of the base."""
    if there is not None:
        word = type(there).__name__.lower()
        return f"`{name}` is no `let` in `{base}`", f"say it in this policy: `{word} {name} ...`"
    meant = nearest(name, lets)
    listed = f"it has {', '.join(f'`{n}`' for n in lets)}" if lets else "it has none: leave `with` out"
    return f"`{base}` has no `let {name}`", f"did you mean `{meant}`?" if meant else listed


def _at(one: _Said) -> str:
    return line_of(one.source, one.span, None)


def _line(one: _Said, name: str) -> _Said:
    return _Said(one.file, getattr(one.node, name), one.source, one.span)
