"""The remarks of `sla lint` as text, JSON, annotations of a workflow and SARIF, and the list of rules."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence

from sla_dsl._version import __version__
from sla_dsl.lint.base import GROUPS, Rule
from sla_dsl.lint.registry import RULES
from sla_dsl.lint.run import Linted
from sla_dsl.lint.sets import SETS
from sla_dsl.text.diagnostic import Diagnostic, Level
from sla_dsl.text.render import render_all
from sla_dsl.text.source import Source

_RULES = {rule.id: rule for rule in RULES}
_ASKED = {"as of": "`--as-of`", "data": "`--data`"}
_INDENT = 2


def told(found: Linted, form: str, named: str | None, *, colour: bool = False) -> str:
    """The remarks in one of the shapes; `named` is the rule set that was asked for."""
    match form:
        case "json":
            from sla_dsl.lint.v1 import to_json

            return to_json(found, named)
        case "github":
            return _github(found)
        case "sarif":
            return _sarif(found)
        case _:
            return _text(found, colour)


# ---------------------------------------------------------------------------------------------- text


def _text(found: Linted, colour: bool) -> str:
    parts = [render_all(tuple(one.diagnostic for one in found.told), colour=colour)] if found.told else []
    return "\n\n".join([*parts, "\n".join(_summary(found))]) + "\n"


def _summary(found: Linted) -> list[str]:
    """How many remarks there are, and what was not looked at."""
    mendable = sum(bool(one.fix) for one in found.told)
    lines = [_counted(found) + (f"; `--fix` mends {mendable}" if mendable else "")]
    if found.ignored:
        lines[0] += f"; {found.ignored} ignored by comments"
    for need, how in _ASKED.items():
        rules = [rule for rule, needs in found.unasked if needs == need]
        if rules:
            lines.append(f"not looked at without {how}: {', '.join(rules)}")
    return lines


def _counted(found: Linted) -> str:
    counts = Counter(one.diagnostic.level for one in found.told)
    nouns = {
        Level.ERROR: ("error", "errors"),
        Level.WARNING: ("warning", "warnings"),
        Level.ADVICE: ("piece of advice", "pieces of advice"),
    }
    said = [
        f"{counts[level]} {few if counts[level] == 1 else many}"
        for level, (few, many) in nouns.items()
        if counts[level]
    ]
    return ", ".join(said) or "nothing to remark"


def rules_listed(width: int) -> str:
    """The rules by groups, at most `width` columns wide."""
    wide = max(len(rule.id) for rule in RULES)
    lines = []
    for group, about in GROUPS.items():
        lines += ["", f"{group}: {about}"]
        for rule in (r for r in RULES if r.group == group):
            since = "" if rule.since == SETS[0] else f" (since {rule.since})"
            head = f"{'':{_INDENT}}{rule.id:{wide}}  {rule.level:7}  "
            lines += textwrap.wrap(rule.summary + since, width, initial_indent=head, subsequent_indent=" " * len(head))
    return "\n".join(lines[1:]) + "\n"


# ---------------------------------------------------------------------------------------------- for programs


def _github(found: Linted) -> str:
    from sla_dsl.reports.github import Annotation, commands

    levels = {Level.ERROR: "error", Level.WARNING: "warning", Level.ADVICE: "notice"}
    made = []
    for one in found.told:
        source, line, column = _place(one.diagnostic)
        level = levels[one.diagnostic.level]
        made.append(Annotation(level, one.diagnostic.code, _said(one.diagnostic), source.name, line, column))
    return commands(made, Annotation("notice", "sla lint", _counted(found)))


def _sarif(found: Linted) -> str:
    from sla_dsl.findings.exact import dumps
    from sla_dsl.reports.sarif import SCHEMA

    named = list(dict.fromkeys(one.diagnostic.code for one in found.told))
    driver = {"name": "sla", "version": __version__, "rules": [_sarif_rule(_RULES[name]) for name in named]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(one.diagnostic, named) for one in found.told],
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


_SARIF = {Level.ERROR: "error", Level.WARNING: "warning", Level.ADVICE: "note"}


def _sarif_rule(rule: Rule) -> Mapping[str, object]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": _SARIF[rule.level]},
    }


def _sarif_result(d: Diagnostic, named: Sequence[str]) -> Mapping[str, object]:
    from sla_dsl.reports.sarif import location

    source, line, column = _place(d)
    return {
        "ruleId": d.code,
        "ruleIndex": named.index(d.code),
        "level": _SARIF[d.level],
        "message": {"text": _said(d)},
        "locations": [location(source.name, line, column)],
    }


def _place(d: Diagnostic) -> tuple[Source, int, int]:
    assert d.source is not None, "a remark is about a place"
    return d.source, *d.source.position(d.span.start)


def _said(d: Diagnostic) -> str:
    return d.message + (f" ({d.hint})" if d.hint else "")
