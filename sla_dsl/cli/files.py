"""Files that are written whole or not at all, and never over what is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from sla_dsl.text.diagnostic import Diagnostic, UsageError


def writable(name: str) -> Path:
    """The path of a file to be written. Raises `UsageError` when its folder is not there, or it is a folder itself."""
    path = Path(name)
    if path.is_dir():
        raise UsageError(Diagnostic("SLA509", f"`{name}` is a folder", hint="name a file in it"))
    if not path.parent.is_dir():
        raise UsageError(Diagnostic("SLA509", f"there is no folder `{path.parent}` for `{name}`", hint="make it first"))
    return path


def apart(written: Iterable[Path | None], read: Iterable[str]) -> None:
    """Refuses a file that is to be written twice, or that is read; a device may be. Raises `UsageError`."""
    seen: set[str] = set()
    source = set(map(os.path.realpath, read))
    for path in written:
        if path is None or (path.exists() and not path.is_file()):
            continue
        whole = os.path.realpath(path)
        if whole in source:
            message = f"`{path}` is read, and would be written over"
            raise UsageError(Diagnostic("SLA584", message, hint="name another file"))
        if whole in seen:
            message = f"`{path}` is to be written twice, and the second would take the place of the first"
            raise UsageError(Diagnostic("SLA521", message, hint="name another file"))
        seen.add(whole)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, then put it in its place in one step.

    What is no regular file (a device, a pipe) is written as it is. Raises `UsageError` when it can not be written.
    """
    import tempfile

    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            write(target)
            return
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        os.close(handle)
        beside = Path(name)
        try:
            write(beside)
            beside.chmod(_mode(target))
            os.replace(beside, target)
        finally:
            beside.unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        why = "its permissions forbid it" if isinstance(error, PermissionError) else "is there room on the disk?"
        raise UsageError(Diagnostic("SLA509", f"`{path}` can not be written", hint=why)) from None


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8 with its own line ends, whole or not at all."""
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write bytes, whole or not at all."""
    write_whole(path, lambda beside: beside.write_bytes(content))


def _mode(target: Path) -> int:
    """The permissions a plain write would have left."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
