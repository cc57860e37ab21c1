"""What CI servers read of this repository is of the shape that they publish."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.kit.steps import ROOT

FILES = [
    ("github-actions", "action.yml"),
    ("gitlab-ci", "templates/sla.gitlab-ci.yml"),
    *(("github-workflows", path.relative_to(ROOT).as_posix()) for path in sorted(ROOT.glob(".github/workflows/*.yml"))),
]
BLOCKS = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", (ROOT / "docs/ci.md").read_text(), re.MULTILINE | re.DOTALL)
SHAPES = {".github/workflows/": "github-workflows", ".gitlab-ci.yml": "gitlab-ci"}


@cache
def validator(name: str) -> Any:
    pytest.importorskip("check_jsonschema", reason="it carries the schemas")
    text = resources.files("check_jsonschema.builtin_schemas.vendor").joinpath(f"{name}.json").read_text("utf-8")
    schema = json.loads(text)
    return jsonschema.validators.validator_for(schema)(schema)


def mistakes(name: str, text: str) -> list[str]:
    # YAML 1.1 reads the key `on` as a truth value; the servers do not.
    content = {"on" if key is True else key: value for key, value in yaml.safe_load(text).items()}
    return [error.message for error in validator(name).iter_errors(content)]


@pytest.mark.parametrize(("name", "path"), FILES)
def test_the_published_schema_holds(name: str, path: str) -> None:
    assert mistakes(name, (ROOT / path).read_text(encoding="utf-8")) == []


def test_the_schemas_refuse_something() -> None:
    assert mistakes("github-actions", "name: x\nruns: {using: composite}\n")
    assert mistakes("gitlab-ci", "job: {script: {a: 1}}\n")


@pytest.mark.parametrize(("path", "text"), BLOCKS, ids=[path for path, _ in BLOCKS])
def test_what_the_page_shows_is_of_that_shape_too(path: str, text: str) -> None:
    shape = next((name for start, name in SHAPES.items() if path.startswith(start)), None)
    if shape is None:
        assert path == ".pre-commit-config.yaml"
        hooks = [hook["id"] for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"]]
        there = [hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))]
        assert set(hooks) <= set(there)
    else:
        assert mistakes(shape, text) == []


def test_the_page_shows_all_three() -> None:
    assert {Path(path).name for path, _ in BLOCKS} == {"agreement.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml"}
