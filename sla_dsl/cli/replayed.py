"""The replay behind `sla diff --data`: run, held against the review, and said in the format that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sla_dsl.check import key_names
from sla_dsl.cli.side_files import save_table
from sla_dsl.replay.contradictions import contradictions
from sla_dsl.replay.models import Contradiction, Replay
from sla_dsl.replay.redaction import redacted, redacted_table
from sla_dsl.replay.run import Replaying
from sla_dsl.text.record import record

if TYPE_CHECKING:
    from sla_dsl.ready import Options
    from sla_dsl.review.models import Bound, PolicyDiff


@record
class Replayed:
    """A replay, and what in it the review rules out."""

    replay: Replay
    contradictions: tuple[Contradiction, ...]

    def headline(self) -> str:
        """How many verdicts flip, in a line."""
        from sla_dsl.replay.sections import headline

        return headline(self.replay)

    def text(self, width: int, color: bool) -> str:
        """For a person."""
        from sla_dsl.replay.text import render
        from sla_dsl.reports.style import Style

        return render(self.replay, self.contradictions, Style(width=width, color=color))

    def markdown(self) -> str:
        """For a pull request."""
        from sla_dsl.replay.markdown import render

        return render(self.replay, self.contradictions)

    def plain(self) -> dict[str, object]:
        """For a program."""
        from sla_dsl.replay.json import plain

        return plain(self.replay, self.contradictions)


def replayed_on(
    old: Bound, new: Bound, diff: PolicyDiff, data: Mapping[str, object], options: Options, side: Path | None,
    salt: bytes | None,
) -> Replayed:  # fmt: skip
    """Both policies on the data; with a `side` file all flips are written there, with a `salt` keys are hashed."""
    run = Replaying(old.files, new.files, data, options, keep=side is not None)
    found = run.run()
    keys = {name: names for ready in run.ready.values() for name, names in key_names(ready).items()}
    if side is not None:
        table = run.table(found)
        save_table(table if salt is None else redacted_table(table, salt, keys), side)
    shown = found if salt is None else redacted(found, salt, keys)
    return Replayed(shown, contradictions(found, diff.changes))
