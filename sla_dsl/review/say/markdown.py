"""A diff as Markdown: the comment of a pull request, a table a clause, and what is to be settled below."""

from __future__ import annotations

from hashlib import sha256

from sla_dsl.findings.exact import visible
from sla_dsl.findings.markup import prose
from sla_dsl.review.gate import Gate
from sla_dsl.review.models import Change, Direction, PolicyDiff
from sla_dsl.review.say.text import bears, by_party, failed, said, sections, summary, where

CHARACTERS = 60_000
"""A comment on GitHub holds 65,536 characters; changes that do not fit are left out, and that is said."""

_MARKS = {
    Direction.TIGHTENED: "🔺",
    Direction.LOOSENED: "🔻",
    Direction.BOTH: "🔶",
    Direction.UNDETERMINED: "❔",
    Direction.EQUIVALENT: "➖",
}


def render(found: PolicyDiff, gate: Gate | None = None, flips: str | None = None) -> str:
    """The diff in GitHub's Markdown; its first line is a comment by which a bot finds what it wrote before.

    `flips` is what a replay counted, in a line.
    """
    title = found.new.title or found.old.title or "policy"
    name = found.new.title or found.old.title or "\n".join(found.new.files)
    version = ""
    if found.old.version != found.new.version:
        version = f", version {prose(found.old.version or 'none')} → {prose(found.new.version or 'none')}"
    lead = [*by_party(found), *([flips] if flips else [])]
    lines = [
        f"<!-- sla-diff {sha256(name.encode('utf-8', 'backslashreplace')).hexdigest()[:12]} -->",
        f"## {prose(title)}{version}",
        "",
        f"**{prose(summary(found))}**",
        "",
        *(f"- {prose(text)}" for text in lead),
        *([""] if lead else []),
        f"{prose(found.old.ref)} → {prose(found.new.ref)}",
        "",
    ]
    left = 0
    for heading, changes in sections(found):
        block = [f"### {prose(visible(heading, 100))}", "", "| | change | for whom | where |", "|---|---|---|---|"]
        block += [_row(change, i, gate) for i, change in changes]
        if sum(len(line) + 1 for line in (*lines, *block)) > CHARACTERS:
            left += len(changes)
        else:
            lines += [*block, ""]
    lines += [f"… and {left:,} more changes", ""] if left else []
    lines += [f"- ⚠️ {prose(r.message)}" for r in found.remarks]
    lines += [*([""] if found.remarks else []), *_gated(gate)]
    return "\n".join(lines).rstrip() + "\n"


def _row(change: Change, place: int, gate: Gate | None) -> str:
    told = [prose(visible(said(change, "→"), 500))]
    if change.reaches and change.clause is None:
        told.append(f"reaches {prose(visible(', '.join(change.reaches), 300))}")
    if change.retroactive:
        told.append(f"**retroactive**: {prose(change.begun or '')}")
    if change.note:
        told.append(prose(visible(change.note, 300)))
    if gate is not None:
        told += [f"accepted: {prose(visible(one.because, 300))}" for i, one in gate.accepted if i == place]
    mark = f"{_MARKS[change.direction]} {change.direction.value}"
    whom, there = prose(visible(bears(change) or "", 200)), prose(visible(where(change) or "", 200))
    return f"| {mark} | {'<br>'.join(told)} | {whom} | {there} |"


def _gated(gate: Gate | None) -> list[str]:
    if gate is None or not gate.failed:
        return []
    return [f"❌ **{failed(len(gate.failed))}**"]
