"""The way from policy files to a checked policy: all that can be said before there is any data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from sla_dsl.bases import TEST_FILE, gather
from sla_dsl.bind.policy import bind
from sla_dsl.lang import ast
from sla_dsl.lang.parser import read
from sla_dsl.model.formats import FORMATS
from sla_dsl.model.measured import Measurement
from sla_dsl.model.policy import CheckedPolicy
from sla_dsl.model.schema import Schema
from sla_dsl.text.diagnostic import Diagnostic, Level, PolicyError, UsageError
from sla_dsl.text.source import Source
from sla_dsl.text.spell import nearest

_TABLES = frozenset(FORMATS) - {".txt"}  # which may be a policy as well


def read_source(path: str | Path) -> Source:
    """The text of a policy file; its name is the path as it was given.

    Raises `UsageError` when it is not there, can not be read or is a table, `PolicyError` when it is not UTF-8.
    """
    name = str(path)
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise UsageError(Diagnostic("SLA501", f"there is no file `{name}`", hint=_meant(Path(path)))) from None
    except (OSError, ValueError) as error:
        raise UsageError(_unreadable(name, error)) from None
    if Path(path).suffix.lower() in _TABLES:  # of which every line would be a mistake
        hint = f"name it as the file of a table: `--data leads={name}`"
        raise UsageError(Diagnostic("SLA508", f"`{name}` is a table, not a policy", hint=hint))
    found = read(name, data)
    if isinstance(found, Diagnostic):
        raise PolicyError((found,))
    return replace(found, path=Path(path))


def files_in(folder: str | Path) -> tuple[str, ...]:
    """All files of a folder that end in `.sla`, by name. Raises `UsageError` when there is none."""
    found = tuple(str(p) for p in sorted(Path(folder).glob("*.sla")) if p.is_file())
    if not found:
        raise UsageError(Diagnostic("SLA503", f"there is no file that ends in `.sla` in `{folder}`"))
    return found


def policies_in(folder: str | Path) -> tuple[str, ...]:
    """The policy files of a folder, by name, without its test files. Raises `UsageError` when there is none."""
    found = tuple(name for name in files_in(folder) if not name.endswith(TEST_FILE))
    if not found:
        hint = "name a test file itself, or run it with `sla test`"
        raise UsageError(Diagnostic("SLA503", f"the files in `{folder}` are all test files", hint=hint))
    return found


def _meant(path: Path) -> str:
    there = [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
    meant = nearest(path.name, there)
    return f"did you mean `{path.parent / meant}`?" if meant else "a path is taken from the folder you are in"


def _unreadable(name: str, error: Exception) -> Diagnostic:
    if isinstance(error, IsADirectoryError):
        return Diagnostic("SLA502", f"`{name}` is a folder", hint="name the policy in it")
    if isinstance(error, PermissionError):
        return Diagnostic("SLA502", f"`{name}` may not be read", hint="its permissions forbid it")
    return Diagnostic("SLA502", f"`{name}` can not be read")


def parse_all(sources: Sequence[Source], schema: Callable[[], Schema | None] | None = None) -> tuple[ast.File, ...]:
    """The syntax trees of texts that make one policy together, and before them of the base policies they use.

    Raises `PolicyError` with all mistakes: those of the text, and those in the statements that could be read, as far as
    these do not come from the ones that could not. `schema` says then what the data has, if there are any.
    """
    files, mistakes = gather(sources)
    if any(d.level is Level.ERROR for d in mistakes):
        from sla_dsl.bind.lost import Lost

        lost = Lost([file.source for file in files], mistakes)
        known = None if schema is None or lost.tables else schema()
        names = () if lost.untold else bind(files, known)[1]
        whole = [*mistakes, *(d for d in names if _is_mistake(d) and lost.own(d))]
        places = {file.source.name: place for place, file in enumerate(files)}
        raise PolicyError(tuple(sorted(whole, key=lambda d: _place(d, places))))
    return files


def _is_mistake(said: Diagnostic) -> bool:
    """An error, or a name that is close to a known one."""
    return said.level is Level.ERROR or said.code == "SLA101"


def _place(of: Diagnostic, files: Mapping[str, int]) -> tuple[int, int]:
    """Where something is said: the file's place, and the place in it."""
    return (-1 if of.source is None else files.get(of.source.name, -1), of.span.start)


def bound(
    files: Sequence[ast.File],
    schema: Schema | None = None,
    only: Sequence[str] = (),
    measured: Mapping[str, Measurement] | None = None,
) -> tuple[CheckedPolicy, tuple[Diagnostic, ...]]:
    """The checked policy and its warnings; `only` are the ids of the clauses to take, `measured` what the
    data have told of amounts. Raises `PolicyError`."""
    policy, diagnostics = bind(files, schema, only, measured)
    if any(d.level is Level.ERROR for d in diagnostics):
        raise PolicyError(diagnostics)
    return policy, diagnostics


def policy_digest(files: Sequence[ast.File]) -> str:
    """`sha256:` of the policy's texts, those of its bases first."""
    found = sha256()
    for f in files:
        found.update(f.source.text.encode())
        found.update(b"\0")
    return f"sha256:{found.hexdigest()}"
