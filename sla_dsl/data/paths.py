"""Which files a path means: one file, the files of a folder, or those that a pattern matches, in the order of names."""

from __future__ import annotations

import glob
from pathlib import Path

from sla_dsl.data import complaints
from sla_dsl.data.content import DATA_SUFFIXES


def named_files(given: str) -> list[tuple[str, Path]]:
    """Name and path of each file; no file at all is an error, never an empty table."""
    path = Path(given)
    if not given:
        raise complaints.no_file(given)  # `Path("")` is the folder in which the command runs
    if path.is_file():
        return [(given, _opened(path))]
    if path.is_dir():
        found = [p for p in sorted(path.rglob("*")) if _holds_data(p.relative_to(path)) and p.is_file()]
        if not found:
            raise complaints.choose(given, "tables", [])
    else:
        found = sorted(p for p in map(Path, glob.glob(given, recursive=True)) if p.is_file())
        if not found:
            raise complaints.no_plain_file(given) if path.exists() else complaints.no_file(given)
    return [(str(p), _opened(p)) for p in found]


def _opened(path: Path) -> Path:
    """The path, if it may be read."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise complaints.not_opened(str(path)) from error
    return path


def _holds_data(path: Path) -> bool:
    hidden = any(part.startswith((".", "_")) for part in path.parts)
    return not hidden and path.suffix.lower() in DATA_SUFFIXES
