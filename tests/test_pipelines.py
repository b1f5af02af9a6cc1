"""The container's recipe and the example for GitLab, each of their lines executed."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bridgelint.version import VERSION
from checkout import checkout, done, run
from support import FIXTURES, FOREIGN, ROOT, copy

SOURCE = "https://github.com/bridgelint/bridgelint"
SCRIPTS = Path(sys.executable).parent
HOME = Path("opt/bridgelint")


@pytest.fixture(autouse=True)
def stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the settings of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith(FOREIGN):
            monkeypatch.delenv(name)


def instructions() -> list[list[tuple[str, str]]]:
    """The Dockerfile's instructions, stage by stage."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.findall(r"^([A-Z]+) (.*)$", text, flags=re.MULTILINE)
    starts = [index for index, (word, _) in enumerate(lines) if word == "FROM"]
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]


def test_every_line_of_the_container_runs_in_a_clean_environment(tmp_path: Path) -> None:
    build, final = instructions()
    repository = checkout(tmp_path / "repository")
    source = tmp_path / "source"
    # What `python` is in the image: an interpreter that has nothing but pip.
    done([sys.executable, "-m", "venv", tmp_path / "python"], tmp_path)
    environment = {"PATH": f"{tmp_path / 'python' / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    for word, rest in build:
        if word == "COPY":
            *names, target = shlex.split(rest)
            for name in names:
                path = repository / name
                where = source / target / ("" if path.is_dir() else name)
                where.parent.mkdir(parents=True, exist_ok=True)
                (shutil.copytree if path.is_dir() else shutil.copy2)(path, where)
        elif word == "RUN":
            assert "/opt/bridgelint" in rest
            line = rest.replace("/opt/bridgelint", str(tmp_path / HOME))
            done(["sh", "-c", line], source, environment)
        else:
            assert (word, rest) in {("FROM", "python:3.13-slim AS build"), ("WORKDIR", "/source")}
    assert final == [
        ("FROM", "python:3.13-slim"),
        ("COPY", "--from=build /opt/bridgelint /opt/bridgelint"),
        ("USER", "65534:65534"),
        ("WORKDIR", "/data"),
        ("ENTRYPOINT", '["/opt/bridgelint/bin/bridgelint"]'),
    ]
    assert (tmp_path / HOME / "share" / "man" / "man1" / "bridgelint.1").is_file()
    shutil.rmtree(source)
    command = tmp_path / HOME / "bin" / "bridgelint"
    nobody = {"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"}
    data = copy(FIXTURES / "demo", tmp_path / "data")
    before = sorted(data.rglob("*"))
    result = run([command], data, nobody)
    assert f"{result.stdout}exit status {result.returncode}\n" == (data / "report.txt").read_text()
    assert sorted(data.rglob("*")) == before
    done([command, "--emit", "--help"], data, nobody)
    python = tmp_path / HOME / "bin" / "python"
    done([python, "-c", "import boto3"], data, nobody)
    assert run([python, "-c", "import pip"], data, nobody).returncode == 1


def test_the_engine_is_sent_what_the_container_is_made_of() -> None:
    build, _ = instructions()
    copied = {name for word, rest in build if word == "COPY" for name in shlex.split(rest)[:-1]}
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line[1:] for line in lines if line.startswith("!")} == copied


def test_the_gitlab_job_leaves_a_code_quality_report(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "ci" / "gitlab-ci.yml").read_text(encoding="utf-8")
    job: dict[str, Any] = yaml.safe_load(text)["bridgelint"]
    install, events, lint = job["script"]
    assert install == f"pip install --quiet {SOURCE}/archive/v{VERSION}.tar.gz"
    copy(FIXTURES / "demo", tmp_path / "live" / "demo")
    environment = {"PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"}
    assert run(["sh", "-e", "-c", events], tmp_path, environment).returncode == 0
    assert job["artifacts"]["paths"] == ["bridgelint-events.md"]
    assert "```mermaid" in (tmp_path / "bridgelint-events.md").read_text(encoding="utf-8")
    result = run(["sh", "-e", "-c", lint], tmp_path, environment)
    assert result.returncode == 2
    assert "error[reserved_source]: source `aws.storefront`" in result.stdout
    assert job["artifacts"]["when"] == "always"
    report = json.loads((tmp_path / job["artifacts"]["reports"]["codequality"]).read_bytes())
    assert len(report) == 10
    assert report[0]["location"]["path"] == "live/demo/events.tf"
