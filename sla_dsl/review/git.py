"""Policies as git has them: the files of a revision, read through `git` itself and never through a shell."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from sla_dsl.text.diagnostic import Diagnostic, UsageError
from sla_dsl.text.record import record
from sla_dsl.text.spell import nearest

_READ = (".sla", "sla.toml")
_BLOB = "100"
"""What the modes of plain files begin with; links and other repositories have another one."""


@record
class Repository:
    """A git repository by the folder at its top."""

    root: Path

    @classmethod
    def around(cls, folder: Path) -> Repository:
        """The repository that a folder lies in. Raises `UsageError` where there is none, or no `git`."""
        done = _run(folder, "rev-parse", "--show-toplevel")
        if done.returncode != 0:
            place = "this folder" if folder == Path() else f"`{folder}`"
            message = f"{place} lies in no git repository"
            hint = "without one, two files or two folders can be compared: `sla diff old.sla new.sla`"
            raise UsageError(Diagnostic("SLA530", message, hint=hint))
        return cls(Path(done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")))

    def commit(self, revision: str) -> str:
        """The id of the commit that a revision names. Raises `UsageError` where it names none."""
        found = self.find(revision)
        if found is None:
            meant = nearest(revision, self._names)
            hint = f"did you mean `{meant}`?" if meant else "`git log --oneline` shows the revisions there are"
            raise UsageError(Diagnostic("SLA531", f"`{revision}` is neither a file nor a revision", hint=hint))
        return found

    def find(self, revision: str) -> str | None:
        """The same; None where it names no commit."""
        done = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return done.stdout.decode().strip() if done.returncode == 0 else None

    def place(self, path: Path) -> str:
        """A path as it stands in the trees of the repository; the top is `.`. Raises `UsageError` if it is outside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            message = f"`{path}` lies outside of the repository `{self.root}`"
            raise UsageError(Diagnostic("SLA530", message, hint="name a file of the repository")) from None

    @contextmanager
    def files_at(self, commit: str) -> Iterator[Path]:
        """A folder with the policies of a commit and what is said of them, where they lie; it is gone afterwards."""
        with TemporaryDirectory(prefix="sla-") as folder:
            top = Path(folder)
            for name, blob in self.tree(commit).items():
                file = top / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(self.blob(blob))
            yield top

    def tree(self, commit: str) -> Mapping[str, str]:
        """The policies of a commit and what is said of them: the ids of their texts by their paths."""
        listed = self.ask("ls-tree", "-r", "-z", "--full-tree", commit).split("\0")
        found = {}
        for entry in listed:
            head, _, name = entry.partition("\t")
            if head.startswith(_BLOB) and name.endswith(_READ) and ".." not in PurePosixPath(name).parts:
                found[name] = head.split()[2]
        return found

    def blob(self, id: str) -> bytes:
        """The content of a file by its id."""
        return self._git("cat-file", "blob", id).stdout

    def ask(self, *arguments: str) -> str:
        """What `git` answers, as text. Raises `UsageError` with what it says where it can not."""
        done = self._git(*arguments)
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise UsageError(Diagnostic("SLA531", "git can not tell it", notes=tuple(said[:1])))
        return done.stdout.decode("utf-8", "surrogateescape")

    def own(self, name: str) -> Path:
        """A file of the repository's own, which is not committed."""
        return self.root / self.ask("rev-parse", "--git-path", name).rstrip("\n")

    @cached_property
    def _names(self) -> Sequence[str]:
        return self.ask("for-each-ref", "--format=%(refname:short)").split()

    def _git(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return _run(self.root, *arguments)


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "--no-optional-locks", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        hint = "install git, or name two files: `sla diff old.sla new.sla`"
        raise UsageError(Diagnostic("SLA530", "there is no program `git`", hint=hint)) from None
