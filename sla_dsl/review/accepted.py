"""The file of accepted changes: what was agreed to, with a reason for each, so that a gate lets it pass."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sla_dsl.review.catalogue import SORTS
from sla_dsl.review.models import Change
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.record import record
from sla_dsl.text.spell import nearest

_FIELDS = ("change", "clause", "from", "to", "because", "by")


@record
class Accepted:
    """One accepted change: its sort, and what narrows it down; what is None may be anything."""

    change: str
    clause: str | None
    old: str | None
    new: str | None
    because: str
    by: str | None

    def covers(self, change: Change) -> bool:
        """Whether this is a change that was accepted."""
        about = self.clause is None or self.clause == change.clause or self.clause in change.reaches
        sides = all(a is None or a == b for a, b in ((self.old, change.old_said), (self.new, change.new_said)))
        return change.id == self.change and about and sides


def read_accepted(path: Path) -> tuple[Accepted, ...]:
    """The accepted changes of a file. Raises `UsageError` where it can not be read, or does not say them rightly."""
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(Diagnostic("SLA501", f"there is no file `{path}`")) from None
    except OSError:
        raise UsageError(Diagnostic("SLA502", f"`{path}` can not be read")) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(path, "is not TOML", f"it stops making sense here: {error}") from None
    entries = held.get("accepted", [])
    unknown = [name for name in held if name != "accepted"]
    if unknown or not isinstance(entries, list):
        raise _wrong(path, f"says `{(unknown or ['accepted'])[0]}`", "write each as a table `[[accepted]]`")
    return tuple(_entry(path, n, entry) for n, entry in enumerate(entries, start=1))


def covering(change: Change, accepted: Sequence[Accepted]) -> Accepted | None:
    """What accepts a change, if something does."""
    return next((one for one in accepted if one.covers(change)), None)


def _entry(path: Path, n: int, entry: object) -> Accepted:
    what = f"entry {n}"
    if not isinstance(entry, Mapping) or not all(isinstance(v, str) for v in entry.values()):
        raise _wrong(path, f"has no texts in {what}", 'write each field as a text: `because = "agreed on 2 June"`')
    said: dict[str, Any] = dict(entry)
    for name in said:
        if name not in _FIELDS:
            meant = nearest(name, _FIELDS)
            hint = f"did you mean `{meant}`?" if meant else f"the fields are {', '.join(f'`{f}`' for f in _FIELDS)}"
            raise _wrong(path, f"says `{name}` in {what}", hint)
    sort = said.get("change", "")
    if sort not in SORTS:
        meant = nearest(sort, SORTS)
        hint = f"did you mean `{meant}`?" if meant else "docs/review.md lists the changes there are"
        raise _wrong(path, f"names no change in {what}: `{sort}`", hint)
    if not said.get("because", "").strip():
        raise _wrong(path, f"gives no reason in {what}", 'add it: `because = "agreed on 2 June"`')
    return Accepted(sort, said.get("clause"), said.get("from"), said.get("to"), said["because"], said.get("by"))


def _wrong(path: Path, what: str, hint: str) -> UsageError:
    return UsageError(Diagnostic("SLA532", f"`{path}` {what}", hint=hint))
