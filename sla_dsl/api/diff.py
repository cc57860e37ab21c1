"""Two policies side by side as a value: what changed, and on data what it would have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sla_dsl.review.models import Change, PolicyDiff

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sla_dsl.ready import Options
    from sla_dsl.replay.models import Contradiction, Replay
    from sla_dsl.review.models import Bound


class Diff:
    """What is another promise under a new policy. Made by `Policy.diff`.

    `replay` is what both policies come to on the same data, None where none were given. `contradictions` are flips
    that the changes rule out: a mistake of sla, and none is expected.
    """

    def __init__(
        self, found: PolicyDiff, replay: Replay | None = None, contradictions: Sequence[Contradiction] = ()
    ) -> None:
        self._found, self.replay, self.contradictions = found, replay, tuple(contradictions)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All differences in meaning, each with its `id`, `direction`, `clause` or `reaches`, and who bears it."""
        return self._found.changes

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the changes as a whole lack, such as a new version."""
        return tuple(r.message for r in self._found.remarks)

    @property
    def equal_in_meaning(self) -> bool:
        """Whether nothing has changed but words."""
        return self._found.equal_in_meaning

    @property
    def equal_in_text(self) -> bool:
        """Whether not a letter differs."""
        return self._found.equal_in_text

    def __repr__(self) -> str:
        return f"<Diff {self._found.old.ref} -> {self._found.new.ref}: {len(self.changes)} changes>"

    def to_text(self, width: int = 80) -> str:
        """What `sla diff` prints."""
        from sla_dsl.replay.text import render as replayed
        from sla_dsl.reports.style import Style
        from sla_dsl.review.say.text import Page, render

        parts = [render(self._found, None, Page(width), self._headline())]
        if self.replay is not None:
            parts.append(replayed(self.replay, self.contradictions, Style(width=width)))
        return "\n".join(parts)

    def to_markdown(self) -> str:
        """What `sla diff --format markdown` prints."""
        from sla_dsl.replay.markdown import render as replayed
        from sla_dsl.review.say.markdown import render

        parts = [render(self._found, None, self._headline())]
        return "\n".join(parts if self.replay is None else [*parts, replayed(self.replay, self.contradictions)])

    def to_json(self) -> str:
        """What `sla diff --format json` prints: `docs/schema/diff-1.json`."""
        from sla_dsl.replay.json import plain
        from sla_dsl.review.v1 import to_json

        return to_json(self._found, None, None if self.replay is None else plain(self.replay, self.contradictions))

    def _headline(self) -> str | None:
        from sla_dsl.replay.sections import headline

        return None if self.replay is None else headline(self.replay)


def diff_of(old: Bound, new: Bound, tables: Mapping[str, object] | None, options: Options) -> Diff:
    """The diff of two policies, with their replay where there are tables."""
    from sla_dsl.compile.zone import zone
    from sla_dsl.ready import instant_of
    from sla_dsl.review.diff import diff

    as_of, timezone = options.as_of, new.policy.timezone
    day = None if as_of is None else zone(timezone).day_of(instant_of(as_of, timezone))
    found = diff(old, new, day)
    if tables is None:
        return Diff(found)
    from sla_dsl.replay.contradictions import contradictions
    from sla_dsl.replay.run import replay

    flips = replay(old.files, new.files, tables, options)
    return Diff(found, flips, contradictions(flips, found.changes))
