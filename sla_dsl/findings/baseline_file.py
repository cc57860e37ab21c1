"""The file of a baseline: a line of JSON a breach, in an order that keeps its changes readable."""

from __future__ import annotations

from sla_dsl.findings.baseline import Held
from sla_dsl.findings.exact import dumps, read_json
from sla_dsl.findings.models import KnownBreach
from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.source import Source, Span

VERSION = 1
_TEXTS = ("clause", "verdict", "id", "data")


def text_of(held: Held) -> str:
    """The file of a baseline: its version, then a line a breach, in an order that the breaches alone decide."""
    head = {"baseline": VERSION, **({} if held.salt is None else {"salt": held.salt})}
    lines = sorted((_order(b), dumps(_line(b))) for b in held.breaches)
    return "".join(f"{line}\n" for line in (dumps(head), *(text for _, text in lines)))


def _order(breach: KnownBreach) -> tuple[str, ...]:
    return breach.clause, breach.period or "", dumps(breach.group), dumps(breach.subject), breach.id


def _line(breach: KnownBreach) -> dict[str, object]:
    said = {
        "clause": breach.clause,
        "period": breach.period,
        "group": breach.group or None,
        "key": breach.subject,
        "cycle": breach.cycle,
        "verdict": breach.verdict,
        "id": breach.id,
        "data": breach.data,
    }
    return {name: value for name, value in said.items() if value is not None}


def held_in(source: Source) -> Held:
    """What the text of a baseline holds. Raises `UsageError` for every line that is none of a baseline."""
    breaches: list[KnownBreach] = []
    wrong: list[Diagnostic] = []
    head, *rest = source.text.split("\n")
    salt = _head(head, source)
    start = len(head) + 1
    for line in rest:
        found = _read_line(line)
        if found is not None:
            breaches.append(found)
        elif line.strip():
            wrong.append(_not_a_line(source, Span(start, start + len(line))))
        start += len(line) + 1
    if wrong:
        raise UsageError(*wrong)
    return Held(tuple(breaches), salt)


def _head(line: str, source: Source) -> str | None:
    found = read_json(line)
    salt = found.get("salt") if isinstance(found, dict) else None
    if not isinstance(found, dict) or found.get("baseline") != VERSION or not isinstance(salt, str | None):
        hint = f"its first line is `{dumps({'baseline': VERSION})}`; remove the file to have it written anew"
        raise UsageError(Diagnostic("SLA581", "this is no baseline", source, Span(0, len(line)), hint))
    return salt


def _not_a_line(source: Source, span: Span) -> Diagnostic:
    conflict = source.text.startswith(("<<<<<<<", "=======", ">>>>>>>"), span.start)
    hint = "keep the lines of both sides" if conflict else "take the line out; what it knew comes back as new"
    message = "a conflict of two versions is not solved" if conflict else "this line is none of a baseline"
    return Diagnostic("SLA581", message, source, span, hint)


def _read_line(line: str) -> KnownBreach | None:
    found = read_json(line)
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in _TEXTS):
        return None
    key, group, cycle, period = (found.get(name) for name in ("key", "group", "cycle", "period"))
    if not (_values(key) and _values(group) and isinstance(cycle, int | None) and isinstance(period, str | None)):
        return None
    clause, verdict, id, data = (found[name] for name in _TEXTS)
    return KnownBreach(clause, verdict, id, data, key, cycle, period, group or {})


def _values(found: object) -> bool:
    """Whether this is nothing, or values by their names."""
    if not isinstance(found, dict):
        return found is None
    return not any(isinstance(value, dict | list) for value in found.values())
