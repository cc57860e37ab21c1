"""Steps of a composite action, run as GitHub runs them: a script in bash, inputs through the environment only."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")


@dataclass
class Runner:
    """A machine that runs steps in `folder`; what they write is kept as GitHub keeps it."""

    folder: Path
    temp: Path
    values: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.temp.mkdir()
        defaults = {f"inputs.{name}": str(given.get("default", "")) for name, given in ACTION["inputs"].items()}
        self.values = {**defaults, "github.action_path": str(ROOT), **self.values}
        for name in ("output", "summary"):
            (self.temp / name).touch()

    def install(self) -> None:
        """Puts a `sla` where the action's installation would."""
        program = self.temp / "sla" / "bin" / "sla"
        program.parent.mkdir(parents=True)
        program.write_text(
            f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m sla_dsl "$@"\n', encoding="utf-8"
        )
        program.chmod(0o755)

    def run(self, name: str, path: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Runs the step of that name; `path` goes before the machine's own."""
        (step,) = [step for step in STEPS if step.get("name") == name]
        # The project's Python is the machine's.
        path = os.pathsep.join(filter(None, (path, str(Path(sys.executable).parent), os.environ["PATH"])))
        env = {
            "PATH": path, "HOME": str(self.temp), "RUNNER_TEMP": str(self.temp), "GITHUB_REPOSITORY": "them/agreement",
            "GITHUB_OUTPUT": str(self.temp / "output"), "GITHUB_STEP_SUMMARY": str(self.temp / "summary"),
            **{key: self.filled(text) for key, text in step.get("env", {}).items()}, **more,
        }  # fmt: skip
        bash = shutil.which("bash") or "bash"
        done = subprocess.run(
            [bash, "--noprofile", "--norc", "-euo", "pipefail", "-c", step["run"]],
            cwd=self.folder, env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if step.get("id"):
            self.values |= {f"steps.{step['id']}.outputs.{key}": value for key, value in self.outputs().items()}
        return done

    def filled(self, text: str) -> str:
        return _EXPRESSION.sub(lambda found: self.values.get(found[1], ""), text)

    def outputs(self) -> Mapping[str, str]:
        lines = (self.temp / "output").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    def summary(self) -> str:
        return (self.temp / "summary").read_text(encoding="utf-8")
