"""Who of the owners kept what, clause by clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sla_dsl.findings.exact import visible
from sla_dsl.findings.models import Verdict
from sla_dsl.pack.models import ClauseReview, Kept, Pack
from sla_dsl.pack.page import Cell, Section, Table
from sla_dsl.pack.said import NOTHING, change, share
from sla_dsl.pack.sections.pieces import NAME, cap, heads, rank


def owners(pack: Pack) -> Section | None:
    """A row an owner, of the clauses about single rows; None where nobody owns anything."""
    mine = [c for c in pack.clauses if any(k.judged for k in c.owners.values())]
    names = dict.fromkeys(o for c in mine for o in c.owners)
    if not names:
        return None
    order = sorted(names, key=lambda n: (n is None, n or ""))
    rows = tuple(_owner(name, mine) for name in order)
    columns = heads(cap(pack.by), *(f"#{visible(c.summary.id, 30)}" for c in mine), "#All", "#Change")
    told = "Of the clauses that are about single rows: the share met, and of how many."
    table = Table(f"Compliance by {visible(pack.by, NAME)}", columns, rows)
    return Section("owners", f"By {visible(pack.by, NAME)}", (told,), (table,))


def _owner(name: str | None, clauses: Sequence[ClauseReview]) -> tuple[Cell, ...]:
    cells = [_of_owner(c.owners.get(name, Kept())) for c in clauses]
    now, then = (_all(name, [getattr(c, what) for c in clauses]) for what in ("owners", "owners_before"))
    return (Cell("not known" if name is None else visible(name, NAME)), *cells, _of_owner(now), change(now, then))


def _of_owner(of: Kept) -> Cell:
    return Cell(f"{share(of)} of {of.judged:,}" if of.judged else NOTHING, sort=rank(of))


def _all(name: str | None, owners: Sequence[Mapping[str | None, Kept]]) -> Kept:
    counts: dict[Verdict, int] = {}
    for of in owners:
        for word, n in of.get(name, Kept()).counts.items():
            counts[word] = counts.get(word, 0) + n
    return Kept(counts)
