"""Whose mistake it is where data do not fit: the old policy asks for what is not there, or the new one does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sla_dsl.lang import ast
from sla_dsl.ready import Options, get_ready
from sla_dsl.text.diagnostic import DataError, PolicyError, Told, UsageError


def asked_by(
    error: Told, old: Sequence[ast.File], new: Sequence[ast.File], given: Mapping[str, object], options: Options
) -> Told:
    """The same error with a note where only one of the two policies has it, and its text does not show which."""
    if all(d.source is not None for d in error.diagnostics):
        return error
    has = [_has_error(files, given, options) for files in (old, new)]
    if has[0] is has[1]:
        return error
    word, files = ("old", old) if has[0] else ("new", new)
    note = f"it is the {word} policy that asks for it, `{files[-1].source.name}`"
    told = tuple(d if d.source is not None else replace(d, notes=(*d.notes, note)) for d in error.diagnostics)
    return PolicyError(told) if isinstance(error, PolicyError) else type(error)(*told)


def _has_error(files: Sequence[ast.File], given: Mapping[str, object], options: Options) -> bool:
    try:
        get_ready(files, given, options)
    except (DataError, PolicyError, UsageError):
        return True
    return False
