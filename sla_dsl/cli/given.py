"""What a command is to work on: the policies named, or what a folder and its `sla.toml` say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sla_dsl.cli.config import NAME, Settings, read_settings
from sla_dsl.text.diagnostic import Diagnostic, UsageError


def settings_of(given: Sequence[str]) -> Settings:
    """The settings for what was named: nothing (this folder), one folder, or policy files, read together as one.

    The result has one policy at least. Raises `UsageError`.
    """
    folders = [name for name in given or (".",) if Path(name).is_dir()]
    if not folders:
        return Settings(policies=tuple(given))
    if len(given) > 1:
        hint = "one folder is one policy: check them one by one, or name the files"
        raise UsageError(Diagnostic("SLA510", f"`{folders[0]}` is a folder, and more than it is named", hint=hint))
    return _of_folder(Path(folders[0]))


def _of_folder(folder: Path) -> Settings:
    from sla_dsl.policy import policies_in

    if not (folder / NAME).is_file():
        return Settings(policies=policies_in(folder))
    settings = read_settings(folder)
    if settings.policies:
        return settings
    return Settings(**{**vars(settings), "policies": policies_in(folder)})
