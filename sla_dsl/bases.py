"""The files of one policy: those that were named, and before them the base policies that their `use` stands for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from sla_dsl.lang import ast
from sla_dsl.lang.parser import parse, read
from sla_dsl.text.diagnostic import Diagnostic
from sla_dsl.text.source import Source
from sla_dsl.text.spell import nearest

SHIPPED = "sla_dsl/policies"
"""What the names of the shipped policies begin with, wherever the package lies."""

TEST_FILE = "_test.sla"
"""How a file ends that holds the tests of a policy: it is one itself, and no part of its folder's policy."""


def gather(sources: Sequence[Source]) -> tuple[tuple[ast.File, ...], tuple[Diagnostic, ...]]:
    """The syntax trees of all that some texts use, and behind them those of the texts, and every mistake.

    Each file is there once, a base before those that use it. A `use` that leads nowhere, or back, is a mistake, and
    stands for nothing.
    """
    gathering = _Gathering(sources)
    for source in sources:
        gathering.take(source)
    files = tuple(gathering.files.values())
    policy = own(files)
    bases = [file for file in files if all(file is not other for other in policy)]
    return (*bases, *policy), tuple(gathering.mistakes)


def own(files: Iterable[ast.File]) -> tuple[ast.File, ...]:
    """The files that no other one uses: the policy itself, without its bases."""
    there = tuple(files)
    bases = {name for file in there for name in file.bases}
    return tuple(file for file in there if file.source.name not in bases)


def declared(files: Iterable[ast.File]) -> dict[str, ast.Table]:
    """The declaration of every table that has one: the policy's own goes before those of its bases."""
    return {s.name.text: s for file in files for s in file.statements if isinstance(s, ast.Table)}


def names(files: Iterable[ast.File]) -> tuple[str, ...]:
    """The names of all files, the policy's own before its bases."""
    there = tuple(files)
    return tuple(dict.fromkeys(file.source.name for file in (*own(there), *there)))


def shipped_folder() -> Path:
    """Where the shipped policies lie: inside an installed package, at the top of a checkout otherwise."""
    inside = Path(__file__).with_name("policies")
    return inside if inside.is_dir() else Path(__file__).parents[1] / "policies"


Place = Path | int
"""What tells files apart: where they lie; a text that is in no file is only itself."""


class _Gathering:
    """Reads depth first; `_way` are the files that lead to the one at hand."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.files: dict[Place, ast.File] = {}
        self.mistakes: list[Diagnostic] = []
        self._given = {_place(source): source for source in sources}
        self._way: dict[Place, Source] = {}

    def take(self, source: Source) -> None:
        """Reads a file, and what it uses before it."""
        place = _place(source)
        if place in self.files:
            return
        self._way[place] = source
        file, mistakes = parse(source)
        self.mistakes.extend(mistakes)
        found = [self._base(s, source) for s in file.statements if isinstance(s, ast.Use)]
        bases = [base for base in found if base is not None]
        for base in bases:
            self.take(base)
        del self._way[place]
        self.files[place] = replace(file, bases=tuple(base.name for base in bases))

    def _base(self, use: ast.Use, source: Source) -> Source | None:
        """The text that a `use` stands for; None, and a mistake, where there is none."""
        found = _found(use.path.value, source)
        if isinstance(found, str):
            said = use.path.value
            message = f"there is no policy `{said}`" if said.strip() else "`use` names no policy"
            self._wrong("SLA515", use, source, message, found)
            return None
        path, name = found
        place = _resolved(path)
        if place in self._way:
            self._wrong("SLA325", use, source, *_circle(list(self._way), self._way, place))
            return None
        if place in self.files:
            return self.files[place].source
        return self._given.get(place) or self._read(path, name, use, source)

    def _read(self, path: Path, name: str, use: ast.Use, source: Source) -> Source | None:
        try:
            text = read(name, path.read_bytes())
        except OSError:
            self._wrong("SLA515", use, source, f"`{name}` can not be read", "do its permissions forbid it?")
            return None
        if isinstance(text, Diagnostic):
            self._wrong("SLA515", use, source, f"`{name}` is not UTF-8", text.hint)
            return None
        taken = {other.name for other in self._given.values()}
        return replace(text, path=path, name=os.path.join(".", name) if name in taken else name)

    def _wrong(self, code: str, use: ast.Use, source: Source, message: str, hint: str | None) -> None:
        self.mistakes.append(Diagnostic(code, message, source, use.path.span, hint))


def _place(source: Source) -> Place:
    return id(source) if source.path is None else _resolved(source.path)


def _resolved(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _circle(places: Sequence[Place], way: dict[Place, Source], back: Place) -> tuple[str, str]:
    """What is said of a `use` that leads back to a file it came from."""
    names = [way[place].name for place in places[places.index(back) :]]
    chain = " → ".join(f"`{name}`" for name in (*names, names[0]))
    message = f"`{names[0]}` uses itself" + ("" if len(names) == 1 else f": {chain}")
    return message, "take this `use` out: a base knows nothing of the policies that use it"


def _found(said: str, source: Source) -> tuple[Path, str] | str:
    """Where the policy lies that a `use` names, and the name it goes by; or, where there is none, what to do."""
    file = said if said.endswith(".sla") else f"{said}.sla"
    folder = Path() if source.path is None else source.path.parent
    if _is_file(folder / file):
        beside = Path() if source.path is None else Path(source.name).parent
        return folder / file, os.path.normpath(beside / file)
    shipped = [name for name in _policies_in(shipped_folder()) if not name.endswith(TEST_FILE)]
    if file in shipped:
        return shipped_folder() / file, f"{SHIPPED}/{file}"
    beside_it = _policies_in((folder / file).parent)
    meant = nearest(Path(file).name, [*beside_it, *shipped]) if said.strip() else None
    if meant is None:
        told = ", ".join(f"`{name}`" for name in shipped)
        return f"write a path from the folder of this file, or a policy that comes with sla: {told}"
    return f"did you mean `{Path(file).with_name(meant).as_posix() if meant in beside_it else meant}`?"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no name that a file could have
        return False


def _policies_in(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.glob("*.sla"))
    except (OSError, ValueError):
        return []
