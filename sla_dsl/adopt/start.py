"""The files that a folder with an agreement begins with, made from what is known of its data."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sla_dsl.adopt.inspect import LEAD_KEY, Inspection, quoted
from sla_dsl.adopt.suggest import Today, today
from sla_dsl.bind.mapped import QUALIFYING_TOUCH
from sla_dsl.compile.zone import to_instant
from sla_dsl.lang.parser import parse
from sla_dsl.lang.printer import formatted
from sla_dsl.model.schema import AT, CREATED, SUBJECT, squash
from sla_dsl.model.times import DAY_US, HOUR_US
from sla_dsl.ready import Options
from sla_dsl.text.diagnostic import DataError, Diagnostic, UsageError
from sla_dsl.text.record import record
from sla_dsl.text.render import visible
from sla_dsl.text.source import Source

POLICY = "policy.sla"
SETTINGS = "sla.toml"
HOOKS = ".pre-commit-config.yaml"
CI = {"github": ".github/workflows/agreement.yml", "gitlab": ".gitlab-ci.yml"}
"""Where each CI server looks for its file."""

_MONTHS_SHOWN = 4
_LATE_US = 31 * DAY_US
"""Touches that begin so long after the leads were not exported with them."""
FIRST_TOUCH, MQL = "first_touch_at", "mql_at"
_OWN_KEYS = frozenset({"id", "recordid"})


@record
class Wishes:
    """What a person says of the start; `columns` are headers by columns of `leads`, or by `TABLE.COLUMN`; `read` says
    how files are read."""

    title: str
    timezone: str
    ci: str | None = None
    hooks: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    on_duplicates: str | None = None
    read: Mapping[str, Any] = field(default_factory=dict)

    def of(self, table: str) -> dict[str, str]:
        """The headers that were said of a table, by its columns."""
        named = ((name.rpartition("."), header) for name, header in self.columns.items())
        return {column: header for (said, _, column), header in named if (said or SUBJECT) == table}


def start(tables: Sequence[Inspection], wishes: Wishes, options: Options, folder: Path) -> dict[str, str]:
    """The texts of the files by their paths in the folder; `tables` are what is to be checked, maybe none.

    Raises `DataError` where the leads have no key or no beginning, or the data can not be read, and `UsageError` for a
    text that a policy can not hold, and where no table is that of the leads.
    """
    _refuse_unknown(tables, wishes)
    _refuse_unseen([wishes.title, *wishes.columns.values(), *(h for t in tables for h in t.decided.values())])
    _refuse_headless(tables, wishes)
    files = {SETTINGS: _settings(tables, wishes, folder), POLICY: _policy(tables, wishes, options)}
    if wishes.ci is not None:
        files[CI[wishes.ci]] = _GITHUB if wishes.ci == "github" else _GITLAB
    if wishes.hooks:
        files[HOOKS] = _HOOKS
    return files


def _refuse_unknown(tables: Sequence[Inspection], wishes: Wishes) -> None:
    """Refuses a header of a table that no file is."""
    names = [t.table for t in tables] or [SUBJECT]
    for said in wishes.columns:
        table = said.rpartition(".")[0] or SUBJECT
        if table not in names:
            message = f"`--column {said}` is of the table `{table}`, and none of the files is that"
            raise UsageError(Diagnostic("SLA577", message, hint=f"the tables are {', '.join(f'`{n}`' for n in names)}"))


def _refuse_unseen(texts: Sequence[str]) -> None:
    """Refuses what no text of a policy can hold."""
    for text in texts:
        _, mistakes = parse(Source("text", f"table t\n  x = {quoted(text)}\n"))
        if mistakes:
            message = f"`{visible(text)}` can not stand in a policy: {mistakes[0].message}"
            raise UsageError(Diagnostic("SLA576", message, hint="leave it out; in a header, rename the column"))


def _refuse_headless(tables: Sequence[Inspection], wishes: Wishes) -> None:
    leads = _leads(tables)
    if tables and leads is None:
        named = ", ".join(f"`{t.origin}` is `{t.table}`" for t in tables)
        hint = f"say which one has the leads: `leads={tables[0].origin}`"
        raise UsageError(Diagnostic("SLA579", f"none of the files is the table `leads`: {named}", hint=hint))
    missing = [c for c in (LEAD_KEY, CREATED) if leads is not None and _where(leads, c, wishes) is None]
    if leads is None or not missing:
        return
    named = " and ".join(f"`{c}`" for c in missing)
    hint = f'name it: `--column {missing[0]}="Header"`; `sla inspect` shows what there is'
    notes = tuple(d.about for d in leads.decisions if any(c in d.about for c in missing))
    message = f"nothing says which column of `{leads.origin}` is {named}"
    raise DataError(Diagnostic("SLA573", message, hint=hint, notes=notes))


def _leads(tables: Sequence[Inspection]) -> Inspection | None:
    return next((t for t in tables if t.table == SUBJECT), None)


def _where(leads: Inspection, column: str, wishes: Wishes) -> str | None:
    """The header that holds a column of the leads: as said, by its name or its mapping, or as the only one that can."""
    return wishes.of(SUBJECT).get(column) or leads.header(column) or leads.decided.get(column)


# ------------------------------------------------------------------------------------------ sla.toml


def _settings(tables: Sequence[Inspection], wishes: Wishes, folder: Path) -> str:
    said = {"on_duplicates": wishes.on_duplicates, "fail_on": "critical"}
    lines = ["# What `sla check` of this folder reads. Once both sides agree on the numbers, let more fail: `major`."]
    lines += [f'policies = ["{POLICY}"]', *(f"{k} = {_toml(v)}" for k, v in said.items() if v is not None)]
    if wishes.read:
        lines += ["", "[read]", *(f"{k} = {_toml(v)}" for k, v in wishes.read.items())]
    lines += ["", "[data]"]
    if not tables:
        lines.append('# leads = "leads.csv"')
    lines += [f"{t.table} = {_toml(os.path.relpath(t.origin, folder))}" for t in tables]
    return "\n".join([*lines, ""])


def _toml(value: Any) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=True)


# ------------------------------------------------------------------------------------------ the policy


def _policy(tables: Sequence[Inspection], wishes: Wishes, options: Options) -> str:
    head = "\n".join(_head(wishes))
    leads = _leads(tables)
    declared = "\n".join(_declared(tables, wishes))
    touched, stage, since = False, "lead", None
    found = Today()
    if leads is not None:
        touched = _where(leads, FIRST_TOUCH, wishes) is not None or _touches(tables, wishes) is not None
        stage = "lead" if _where(leads, MQL, wishes) is None else "MQL"
        data = {t.table: t.origin for t in tables}
        since = _since(leads, _touches(tables, wishes), wishes)
        found = today(f"{head}\n{declared}", stage, data, options, touched=touched and since is None)
        if since is not None:
            head = f"# {since.why}\n{head}\n  term {since.day}"
            then = today(f"{head}\n{declared}", stage, data, options, touched=True)
            found = replace(found, answered=then.answered, leads=then.leads, p80_us=then.p80_us)
    promises = "\n".join(_promises(tables, wishes, found, stage, touched=touched))
    return formatted(Source(POLICY, f"{head}\n\n{promises}\n\n{declared}\n"))


def _head(wishes: Wishes) -> Iterator[str]:
    yield f'agreement {quoted(wishes.title)} version "0.1"'
    yield "  between marketing and sales"
    yield "  review every quarter"
    yield f"  timezone {quoted(wishes.timezone)}"


@record
class Since:
    """The day from which on the data can show an answer, and why not before."""

    day: date
    why: str


def _since(leads: Inspection, touches: Inspection | None, wishes: Wishes) -> Since | None:
    """The first of the month after the first touch, where the leads begin much earlier; None where they do not, or
    none of them is left then."""
    begun, called = leads.of(CREATED), None if touches is None else touches.of(AT)
    if begun is None or called is None or begun.low is None or begun.high is None or called.low is None:
        return None
    if called.low - begun.low <= _LATE_US:
        return None
    first = to_instant(int(called.low)).astimezone(ZoneInfo(wishes.timezone)).date()
    day = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    if to_instant(int(begun.high)).astimezone(ZoneInfo(wishes.timezone)).date() < day:
        return None
    why = f"The first touch in the data is of {first}, and nothing can show an earlier answer: so this begins after it."
    return Since(day, why)


def _of_touches(tables: Sequence[Inspection]) -> Inspection | None:
    """The table of which a mapping says what counts as a touch."""
    return next((t for t in tables if t.table != SUBJECT and t.mapping is not None and t.mapping.touches), None)


def _touches(tables: Sequence[Inspection], wishes: Wishes) -> Inspection | None:
    """The same, where it has all the columns that tell it."""
    there = _of_touches(tables)
    return None if there is None or there.untold(wishes.of(there.table)) else there


def _declared(tables: Sequence[Inspection], wishes: Wishes) -> Iterator[str]:
    leads = _leads(tables)
    key = None if leads is None else _where(leads, LEAD_KEY, wishes)
    for there in tables:
        said = wishes.of(there.table)
        if key is not None and LEAD_KEY not in said and _holds(there, key):
            yield f"table {there.table} of {SUBJECT} by {LEAD_KEY}\n  {LEAD_KEY} = {quoted(key)}"
        elif LEAD_KEY in said and there.table != SUBJECT and there.header(LEAD_KEY) is None:
            yield f"{there.write} of {SUBJECT} by {LEAD_KEY}"
        else:
            yield there.write
        yield from (f"  {column} = {quoted(header)}" for column, header in said.items())
    touches = _touches(tables, wishes)
    if touches is not None:
        yield f"event first-touch = first {touches.table}.{AT} where {QUALIFYING_TOUCH}"


def _holds(there: Inspection, key: str) -> bool:
    """Whether a table that nobody knows has the column in which the leads have their key: under a name that every
    table has for a key of its own, it is that."""
    if there.table == SUBJECT or there.mapping is not None or there.found is None or squash(key) in _OWN_KEYS:
        return False
    return key in {c.header for c in there.found.columns}


def _promises(
    tables: Sequence[Inspection], wishes: Wishes, found: Today, stage: str, *, touched: bool
) -> Iterator[str]:
    month, leads = found.median, _leads(tables)
    if leads is None:
        yield "# The numbers are those of the base; with data `sla init FILE` suggests others."
        yield 'use "first_agreement.sla" with leads_per_month = 50, answer_within = 2 days, answered_in_time = 80%'
        return
    yield "# What the data say today, as a beginning: change it to what both sides promise."
    yield f"# leads_per_month: {_months(found, stage)}"
    volume = f'clause volume "{stage}s, month by month": marketing delivers >= leads_per_month {stage} per month'
    volume = volume.replace('"leads,', '"Leads,')
    if touched:
        yield f"# answer_within: {_answers(found)}"
        limit = found.limit or "2 days"
        yield (
            f'use "first_agreement.sla" with leads_per_month = {month or 50}, answer_within = {limit}, '
            "answered_in_time = 80%"
        )
        if stage == "MQL":
            yield "\n# The export says when a lead became an MQL, so these are counted."
            yield volume
    else:
        yield f"let leads_per_month = {month or 50}\n"
        yield volume
        yield "# Nothing says when a lead was first answered, so sales promises nothing yet: name the column"
        yield from (f"# {line}" for line in _missing(tables, wishes))


def _missing(tables: Sequence[Inspection], wishes: Wishes) -> Iterator[str]:
    """What to say so that touches can be told."""
    there = _of_touches(tables)
    if there is not None:
        likely = dict(d.write.split(" = ", 1) for d in there.decisions if " = " in d.write)
        untold = there.untold(wishes.of(there.table))
        said = (f"`--column {there.table}.{c}={likely.get(c, quoted('Header'))}`" for c in untold)
        yield f"when you begin: `sla init` with {' and '.join(said)}."
        return
    own = next((t.table for t in tables if t.table != SUBJECT and None not in (t.header(LEAD_KEY), t.header(AT))), None)
    if own is None:
        yield '(`first_touch_at = "Header"` under `table leads`), or give a table of calls and emails.'
    else:
        yield f'(`first_touch_at = "Header"` under `table leads`), or say which rows of `{own}` are touches:'
        yield f"`event first-touch = first {own}.{AT} where ...`."


def _months(found: Today, stage: str) -> str:
    if not found.months:
        return f"no whole month of {stage}s is in the data; 50 is only a number"
    shown = ", ".join(f"{month} {number:,}" for month, number in found.months[-_MONTHS_SHOWN:])
    before = f"{len(found.months)} months, at last " if len(found.months) > _MONTHS_SHOWN else ""
    return f"{before}{shown}; the median is {found.median:,}"


def _answers(found: Today) -> str:
    if found.limit is None or found.p80_us is None:
        return f"only {found.answered:,} of {found.leads:,} leads were answered; 2 days is only a number"
    took = f"{found.p80_us / HOUR_US:,.1f} h"
    return f"of {found.leads:,} leads {found.answered:,} were answered, 80% of these within {took} (p80)"


# ------------------------------------------------------------------------------------------ other files

_GITHUB = """\
# Checks the agreement whenever somebody proposes a change. Put the place of sla_dsl for OWNER/sla_dsl.
name: agreement
on:
  pull_request:
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: OWNER/sla_dsl@v1
        with:
          run: fmt check
"""
_GITLAB = """\
# Checks the agreement whenever somebody proposes a change. Put the place of sla_dsl for OWNER/sla_dsl.
include:
  - project: OWNER/sla_dsl
    file: templates/sla.gitlab-ci.yml
agreement:
  extends: .sla
"""
_HOOKS = """\
# `pre-commit install` runs these before every commit. Put the place of sla_dsl for OWNER/sla_dsl.
repos:
  - repo: https://github.com/OWNER/sla_dsl
    rev: v1
    hooks:
      - id: sla-fmt
      - id: sla-lint
      - id: sla-check
"""
