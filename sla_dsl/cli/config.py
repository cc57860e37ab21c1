"""`sla.toml`: what a folder says about the check of its policy, so that nobody has to type it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Any

from sla_dsl.cli.words import FAIL_ON
from sla_dsl.model.choices import ON_DUPLICATES
from sla_dsl.text.diagnostic import DataError, Diagnostic, UsageError
from sla_dsl.text.record import record
from sla_dsl.text.source import Source, Span
from sla_dsl.text.spell import nearest

NAME = "sla.toml"


@record
class LintSettings:
    """The rule set that is named (None: none is), and the rules that are switched on and off, each with the reason."""

    rules: str | None = None
    on: Mapping[str, str] = field(default_factory=dict)
    off: Mapping[str, str] = field(default_factory=dict)


@record
class Settings:
    """What is to be checked, and how; a command line goes before it. `read` holds fields of `ReadOptions`."""

    policies: tuple[str, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)
    as_of: str | date | None = None
    fail_on: str | None = None
    on_duplicates: str | None = None
    baseline: str | None = None
    ledger: str | None = None
    read: Mapping[str, Any] = field(default_factory=dict)
    lint: LintSettings = field(default_factory=LintSettings)

    @property
    def files(self) -> tuple[str, ...]:
        """What is read: the policies, and the files of the tables where they are there."""
        if not self.data:
            return self.policies
        from sla_dsl.data.paths import named_files

        tables: list[str] = []
        for name in self.data.values():
            with suppress(DataError):  # it is told where the data are read
                tables += (file for file, _ in named_files(name))
        return *self.policies, *tables


Check = Callable[[Any], str | None]
"""None when a value is of the right kind, else what it is to be."""


def _kind(wanted: type | tuple[type, ...], said: str) -> Check:
    return lambda value: None if isinstance(value, wanted) else said


def _word(words: tuple[str, ...]) -> Check:
    said = "one of " + ", ".join(f"`{word}`" for word in words)
    return lambda value: None if value in words else said


def _texts(value: Any) -> str | None:
    right = isinstance(value, list) and all(isinstance(item, str) for item in value)
    return None if right else "a list of texts"


_TEXT = _kind(str, "a text")
_YES_NO = _kind(bool, "`true` or `false`")
TOP: Mapping[str, Check] = {
    "policies": _texts,
    "as_of": _kind((str, date), 'a day or an instant: `"2026-10-01"`'),
    "fail_on": _word(FAIL_ON),
    "on_duplicates": _word(ON_DUPLICATES),
    "baseline": _TEXT,
    "ledger": _TEXT,
    "data": _kind(dict, 'a section of its own: `[data]` with a line `leads = "leads.csv"`'),
    "read": _kind(dict, "a section of its own: `[read]`"),
    "lint": _kind(dict, "a section of its own: `[lint]`"),
}
READ: Mapping[str, Check] = {
    "day_first": _YES_NO,
    "nulls": _texts,
    "decimal_comma": _YES_NO,
    "delimiter": _TEXT,
    "encoding": _TEXT,
    "sheet": _TEXT,
}
LINT: Mapping[str, Check] = {
    "rules": _TEXT,
    "on": _kind(dict, 'a section of its own: `[lint.on]` with a line `RULE = "why"`'),
    "off": _kind(dict, 'a section of its own: `[lint.off]` with a line `RULE = "why"`'),
}


def read_settings(folder: Path) -> Settings:
    """The settings of a folder that has a `sla.toml`; paths are taken from that folder. Raises `UsageError`."""
    path = folder / NAME
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(Diagnostic("SLA505", f"`{path}` is not UTF-8", hint="save the file as UTF-8")) from None
    except OSError:
        raise UsageError(Diagnostic("SLA505", f"`{path}` can not be read")) from None
    source = Source(str(path), text)
    found = _parsed(source)
    lint = _section(found, "lint")
    switches = {name: _section(lint, name) for name in ("on", "off")}
    wrong = [
        *_mistakes(found, TOP, source, ""),
        *_mistakes(_section(found, "read"), READ, source, "read"),
        *_mistakes(_section(found, "data"), dict.fromkeys(_section(found, "data"), _TEXT), source, "data"),
        *_mistakes(lint, LINT, source, "lint"),
        *(
            m
            for name, said in switches.items()
            for m in _mistakes(said, dict.fromkeys(said, _TEXT), source, f"lint.{name}")
        ),
    ]
    if wrong:
        raise UsageError(*wrong)
    as_of = found.get("as_of")
    return Settings(
        policies=tuple(str(folder / name) for name in found.get("policies", ())),
        data={table: str(folder / name) for table, name in found.get("data", {}).items()},
        as_of=as_of,
        fail_on=found.get("fail_on"),
        on_duplicates=found.get("on_duplicates"),
        baseline=str(folder / found["baseline"]) if "baseline" in found else None,
        ledger=str(folder / found["ledger"]) if "ledger" in found else None,
        read={key: tuple(value) if isinstance(value, list) else value for key, value in found.get("read", {}).items()},
        lint=LintSettings(lint.get("rules"), **switches),
    )


def _parsed(source: Source) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(source.text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        span = _at(source, int(place[1]), int(place[2])) if place else Span(len(source.text), len(source.text))
        raise UsageError(Diagnostic("SLA505", "this is not valid TOML", source, span)) from None


def _at(source: Source, line: int, column: int) -> Span:
    lines = source.text.split("\n")
    start = sum(len(before) + 1 for before in lines[: line - 1]) + column - 1
    return Span(start, start + 1)


def _section(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = found.get(name, {})
    return section if isinstance(section, dict) else {}


def _mistakes(found: Mapping[str, Any], known: Mapping[str, Check], source: Source, section: str) -> list[Diagnostic]:
    """One diagnostic for every key that nothing reads, and for every value of the wrong kind."""
    wrong = []
    for key, value in found.items():
        span = _place(source.text, section, key)
        if key not in known:
            meant = nearest(key, known)
            hint = f"did you mean `{meant}`?" if meant else f"the keys are {', '.join(f'`{name}`' for name in known)}"
            wrong.append(Diagnostic("SLA505", f"there is no setting `{key}`", source, span, hint))
            continue
        wanted = known[key](value)
        if wanted is not None:
            wrong.append(Diagnostic("SLA505", f"this is no value for `{key}`", source, span, f"write {wanted}"))
    return wrong


def _place(text: str, section: str, key: str) -> Span:
    """Where a key stands: as `key = ...` in its section, or as the section's own head."""
    word = rf"""(?P<key>["']?{re.escape(key)}["']?)"""
    here, offset = "", 0
    for line in text.split("\n"):
        head = re.match(rf"\s*\[\s*{word}\s*\]", line)
        pair = re.match(rf"\s*{word}\s*[=.]", line)
        match = head if not section else None
        match = match or (pair if here == section else None)
        if match:
            return Span(offset + match.start("key"), offset + match.end("key"))
        opened = re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line)
        here = opened[1] if opened else here
        offset += len(line) + 1
    return Span(0, 0)
