"""The statements in which two policies differ, and the policy in which only some of these edits are made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from sla_dsl.lang import ast
from sla_dsl.lang.printer import statement
from sla_dsl.review.models import Edit, Stated
from sla_dsl.review.renaming import WORDS, Renames
from sla_dsl.review.statements import files_of, stated

_ALIKE = 0.6
"""The share of words that two clauses, waivers, ... have in common at least to be taken for one that was edited."""
_RENAMED = WORDS | {"calendar", "clause"}


def edits(old_files: Sequence[ast.File], new_files: Sequence[ast.File]) -> tuple[Edit, ...]:
    """The statements that are not the same, by what counts: those of bases included, comments and spelling not.

    Statements of one kind and name belong together; of those that are left over, those that say the same under another
    name (of clauses, nearly the same). What only speaks of such a thing by its new name is no edit.
    """
    pairs, gone, come = _paired(stated(old_files), stated(new_files))
    names, renamed = _renames(gone, come)
    gone = [s for s in gone if all(s is not old for old, _ in renamed)]
    come = [s for s in come if all(s is not new for _, new in renamed)]
    changed = [(a, b) for a, b in pairs if names.of(a.node) != b.node]
    alike = _alike(gone, come)
    gone = [s for s in gone if all(s is not old for old, _ in alike)]
    come = [s for s in come if all(s is not new for _, new in alike)]
    both = [Edit(new.kind, new.name, old, new) for old, new in (*changed, *renamed, *alike)]
    return (
        *sorted(both, key=lambda e: _place(new_files, e.new)),
        *(Edit(s.kind, s.name, s, None) for s in gone),
        *(Edit(s.kind, s.name, None, s) for s in come),
    )


def applied(old_files: Sequence[ast.File], chosen: Collection[Edit]) -> tuple[ast.File, ...]:
    """The files of the old policy with just these edits made.

    An edit that renames renames all that speaks of its statement; what is edited speaks the new names already, so the
    edits that rename are to be among the chosen ones whenever an edit beside them is. The result may have mistakes:
    one edit may need another one.
    """
    names = _names(chosen)
    replaced = {(e.old.source, e.old.span, e.old.kind, e.old.name): e.new for e in chosen if e.old is not None}
    out: list[Stated] = []
    for one in stated(old_files):
        key = (one.source, one.span, one.kind, one.name)
        new = replaced[key] if key in replaced else replace(one, node=names.of(one.node))
        if new is not None:
            out.append(new)
    return files_of([*out, *(e.new for e in chosen if e.old is None and e.new is not None)])


def back(edit: Edit) -> Edit:
    """The edit that undoes one."""
    name = edit.name if edit.old is None else edit.old.name
    return Edit(edit.kind, name, edit.new, edit.old)


def renamed(old_files: Sequence[ast.File], found: Collection[Edit]) -> tuple[ast.File, ...]:
    """The files of the old policy in the names of the new one, whatever else an edit that renames says."""
    names = _names(found)
    return files_of(replace(one, node=names.of(one.node)) for one in stated(old_files))


def _names(found: Collection[Edit]) -> Renames:
    names = Renames()
    for edit in found:
        if edit.old is not None and edit.new is not None and edit.renames and edit.kind in _RENAMED:
            names = names.with_one(edit.kind, edit.old.name, edit.new.name)
    return names


Pair = tuple[Stated, Stated]


def _paired(old: Sequence[Stated], new: Sequence[Stated]) -> tuple[list[Pair], list[Stated], list[Stated]]:
    """Statements of one kind and name, equal ones first where there are several; and those left over on both sides."""
    waiting: dict[tuple[str, str], list[Stated]] = {}
    for one in new:
        waiting.setdefault((one.kind, one.name), []).append(one)
    pairs: list[Pair] = []
    left = []
    for one in old:  # what is equal goes together before what is not can take its place
        there = waiting.get((one.kind, one.name), [])
        same = next((i for i, other in enumerate(there) if other.node == one.node), None)
        if same is None:
            left.append(one)
        else:
            pairs.append((one, there.pop(same)))
    gone = []
    for one in left:
        there = waiting.get((one.kind, one.name), [])
        if there:
            best = max(range(len(there)), key=lambda i: _likeness(one.node, there[i].node))
            pairs.append((one, there.pop(best)))
        else:
            gone.append(one)
    come = {id(one) for ones in waiting.values() for one in ones}
    return pairs, gone, [one for one in new if id(one) in come]


def _renames(gone: Sequence[Stated], come: Sequence[Stated]) -> tuple[Renames, list[Pair]]:
    """The statements that say the same under another name; one that is found may show another one."""
    names, found = Renames(), list[Pair]()
    taken: set[int] = set()
    while True:
        more = next(
            (
                (a, b)
                for a in gone
                if a.kind in _RENAMED and id(a) not in taken
                for b in come
                if b.kind == a.kind
                and id(b) not in taken
                and _says_the_same(names.with_one(a.kind, a.name, b.name), a, b)
            ),
            None,
        )
        if more is None:
            return names, found
        found.append(more)
        taken |= {id(more[0]), id(more[1])}
        names = names.with_one(more[0].kind, more[0].name, more[1].name)


def _says_the_same(names: Renames, old: Stated, new: Stated) -> bool:
    return bool(names.of(old.node) == new.node)


def _alike(gone: Sequence[Stated], come: Sequence[Stated]) -> list[Pair]:
    """Of what is left over, the pairs that have most in common; words and tables go by their name."""
    kinds = {"clause", "waive", "when", "exclude"}
    scored = [
        (_likeness(a.node, b.node), i, j)
        for i, a in enumerate(gone)
        for j, b in enumerate(come)
        if a.kind == b.kind and a.kind in kinds
    ]
    found: list[Pair] = []
    olds, news = set[int](), set[int]()
    for score, i, j in sorted(scored, key=lambda s: (-s[0], s[1], s[2])):
        if score >= _ALIKE and i not in olds and j not in news:
            olds.add(i)
            news.add(j)
            found.append((gone[i], come[j]))
    return found


def _likeness(one: ast.Statement, other: ast.Statement) -> float:
    """The share of words that two statements have in common, without the name of a clause: 0 to 1."""
    if isinstance(one, ast.Clause) and isinstance(other, ast.Clause):
        if type(one.promise) is not type(other.promise):
            return 0
        one, other = replace(one, id=None, title=None), replace(other, id=None, title=None)
    a, b = Counter(statement(one).split()), Counter(statement(other).split())
    return 2 * (a & b).total() / ((a.total() + b.total()) or 1)


def _place(files: Sequence[ast.File], one: Stated | None) -> tuple[int, int]:
    assert one is not None
    order = {f.source.name: i for i, f in enumerate(files)}
    return order.get(one.source.name, len(order)), one.span.start
