"""The two sides of a diff: files, a folder, a revision of git, or a file at a revision, read as a policy each."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sla_dsl.cli.config import NAME, Settings, read_settings
from sla_dsl.cli.given import settings_of
from sla_dsl.findings.exact import visible
from sla_dsl.policy import bound, parse_all, read_source
from sla_dsl.review.git import Repository
from sla_dsl.review.history import Step, commits, history
from sla_dsl.review.models import Bound
from sla_dsl.text.diagnostic import Diagnostic, PolicyError, UsageError
from sla_dsl.text.record import record

if TYPE_CHECKING:
    from sla_dsl.text.source import Source

HERE = "."
_RANGE = ".."
_TOLD = 3
"""So many policies of a revision are named where the one that was asked for is not there."""


@record
class Whence:
    """Where a policy is read from: a path, at a revision (None: as it lies there now)."""

    revision: str | None
    path: str

    @property
    def ref(self) -> str:
        """How it is called."""
        if self.revision is None:
            return "the working tree" if self.path == HERE else self.path
        return self.revision if self.path == HERE else f"{self.revision}:{self.path}"


def sides(old: str | None, new: str | None) -> tuple[Whence, Whence]:
    """What is to be compared.

    Without anything it is HEAD with what lies here; of one thing that with what lies here. `A..B` are two revisions,
    and a path may stand behind them.
    """
    if old is not None and _RANGE in old and not Path(old).exists() and ":" not in old:
        first, _, last = old.partition(_RANGE)
        path = _there(new) if new is not None else HERE
        return Whence(first or "HEAD", path), Whence(last or None, path)
    before = _whence(old or "HEAD")
    if new is None:
        if before.revision is None:
            hint = f"name the other policy, too: `sla diff {before.path} NEW`"
            raise UsageError(Diagnostic("SLA533", f"`{before.path}` is compared with nothing", hint=hint))
        return before, Whence(None, _lying(before.path))
    after = _whence(new)
    if before.path == HERE and before.revision is not None:
        before = replace(before, path=after.path)
    if after.path == HERE and after.revision is not None and before.revision is not None:
        after = replace(after, path=before.path)
    return before, after


def settings_at(whence: Whence) -> Settings:
    """What the `sla.toml` of a folder that lies here says; nothing of a file, or of a revision."""
    there = whence.revision is None and (Path(whence.path) / NAME).is_file()
    return read_settings(Path(whence.path)) if there else Settings()


def read_both(old: Whence, new: Whence) -> tuple[Bound, Bound]:
    """Both policies. Raises `PolicyError` with the mistakes of both, and `UsageError`."""
    found: list[Bound] = []
    mistakes: list[Diagnostic] = []
    for one in (old, new):
        try:
            found.append(read(one))
        except PolicyError as error:
            mistakes += error.diagnostics
    if mistakes:
        raise PolicyError(tuple(mistakes))
    before, after = found
    return before, after


def read(whence: Whence) -> Bound:
    """The policy that lies there, checked. Raises `PolicyError` and `UsageError`."""
    if whence.revision is None:
        names = settings_of([whence.path]).policies
        return _bound(whence.ref, [read_source(name) for name in names])
    repository = Repository.around(Path())
    commit = repository.commit(whence.revision)
    return read_at(repository, commit, whence.path, whence.revision)


def read_at(repository: Repository, commit: str, path: str, called: str) -> Bound:
    """The policy at a path of a commit; its files are named by what the commit is called."""
    place = _place(repository, commit, path)
    with repository.files_at(commit) as top:
        if not (top / place).exists():
            message = f"`{called}` has no policy {_named_place(path)}"
            hint = "a path is taken from the top of the repository, or from the folder you are in"
            there = [name for name in repository.tree(commit) if name.endswith(".sla")][:_TOLD]
            if there:  # a file that was moved has another name there
                hint += f"; it has {', '.join(f'`{called}:{visible(name)}`' for name in there)}"
            raise UsageError(Diagnostic("SLA531", message, hint=hint))
        names = settings_of([str(top / place)]).policies
        sources = [_named(read_source(name), top, called) for name in names]
        return _bound(f"{called}:{path}" if path != HERE else called, sources)


def history_of(path: str, until: str) -> tuple[Step, ...]:
    """What every commit up to a revision did to the policy at a path. Raises `UsageError` where it is in none."""
    repository = Repository.around(Path())
    place = repository.place(Path(path))

    def policy(commit: str) -> Bound | None:
        known = repository.tree(commit)
        if not any(name == place or place == HERE or name.startswith(f"{place}/") for name in known):
            return None
        return read_at(repository, commit, f"./{path}", commit[:7])

    found = tuple(history(commits(repository, until), policy))
    if not found:
        message = f"no commit has a policy {_named_place(path)}"
        raise UsageError(Diagnostic("SLA531", message, hint="name a file or a folder that is committed"))
    return found


def _named_place(path: str) -> str:
    return "in this folder" if path.removeprefix("./") == HERE else f"`{path.removeprefix('./')}`"


def _bound(ref: str, sources: list[Source]) -> Bound:
    files = parse_all(sources)
    policy, _ = bound(files)
    return Bound(ref, files, policy)


def _named(source: Source, top: Path, called: str) -> Source:
    inside = os.path.relpath(os.path.realpath(source.name), os.path.realpath(top))
    return replace(source, name=f"{called}:{Path(inside).as_posix()}")


def _place(repository: Repository, commit: str, path: str) -> str:
    """A path from the top of the repository, as git takes it, or else from the folder at hand."""
    if path == HERE or path.startswith("./"):
        return repository.place(Path(path))
    known = repository.tree(commit)
    inside = path.rstrip("/")
    if any(name == inside or name.startswith(f"{inside}/") for name in known):
        return inside
    return repository.place(Path(path))


def _whence(text: str) -> Whence:
    """A file or a folder, where there is one; else a revision, maybe with a path behind a colon."""
    if Path(text).exists():
        return Whence(None, text)
    revision, colon, path = text.partition(":")
    if not colon and text.endswith(".sla"):
        return Whence(None, text)  # a file that is missing: reading it says so
    return Whence(revision or "HEAD", path or HERE)


def _there(text: str) -> str:
    _, colon, path = text.partition(":")
    return path if colon and not Path(text).exists() else text


def _lying(path: str) -> str:
    """The path from here of what git knows from the top of the repository."""
    if path == HERE or Path(path).exists():
        return path
    return os.path.relpath(Repository.around(Path()).root / path)
