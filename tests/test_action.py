"""The GitHub Action, its shell steps executed here as a runner would."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from checkout import checkout, done, run
from support import FIXTURES, FOREIGN, ROOT, copy

# One environment is installed for all of them.
pytestmark = pytest.mark.xdist_group("action")

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
REFERENCE = re.compile(r"\$\{\{ ([\w.-]+) \}\}")
SCRIPTS = Path(sys.executable).parent


@dataclass
class Runner:
    """Runs the steps of the composite action, and tells what others would be given."""

    temp: Path
    inputs: dict[str, str]
    source: Path = ROOT
    directory: Path = ROOT
    outputs: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    used: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    log: str = ""
    status: int = 0

    def value(self, name: str) -> str:
        """What a reference in an expression comes to."""
        where, _, rest = name.partition(".")
        if where == "inputs":
            default: str = ACTION["inputs"][rest]["default"]
            return self.inputs.get(rest, default)
        if where == "steps":
            step, _, output = rest.partition(".outputs.")
            return self.outputs.get(step, {}).get(output, "")
        assert name == "github.action_path"
        return str(self.source)

    def filled(self, values: Mapping[str, object]) -> dict[str, str]:
        """Values with their expressions filled in."""
        return {
            name: REFERENCE.sub(lambda found: self.value(found[1]), str(value))
            for name, value in values.items()
        }

    def is_wanted(self, condition: str) -> bool:
        """Whether a step runs, by the few forms of conditions that are in use."""
        parts = condition.split(" && ")
        if "always()" not in parts and self.status != 0:
            return False
        for part in parts:
            name, operator, text = (
                part.partition(" == ") if " == " in part else part.partition(" != ")
            )
            if operator and (self.value(name) == text.strip("'")) != (operator == " == "):
                return False
        return True

    def run(self, *wanted: str) -> Runner:
        """Run the steps with these names, in order."""
        for step in ACTION["runs"]["steps"]:
            if step["name"] not in wanted or not self.is_wanted(step.get("if", "")):
                continue
            if "uses" in step:
                self.used[step["name"]] = self.filled(step["with"])
                continue
            assert step["shell"] == "bash"
            assert "${{" not in step["run"]
            self._run(step)
        return self

    def _run(self, step: Mapping[str, Any]) -> None:
        script, output = self.temp / "script.sh", self.temp / "output"
        script.write_text(step["run"])
        output.write_text("")
        (self.temp / "summary").touch()
        where = self.filled({"where": step.get("working-directory", ".")})["where"]
        environment = {
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary"),
            **self.filled(step.get("env", {})),
        }
        result = run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            self.directory / where,
            environment,
        )
        self.log += result.stdout
        self.status = self.status or result.returncode
        lines = output.read_text().splitlines()
        self.outputs[step.get("id", "")] = dict(line.split("=", 1) for line in lines)


LINT = ("Lint", "Show the events", "Upload findings to code scanning", "Exit as bridgelint did")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command as the action installs it."""
    runner = Runner(
        tmp_path_factory.mktemp("runner temp"),
        {},
        source=checkout(tmp_path_factory.mktemp("action")),
        outputs={"python": {"python-path": sys.executable}},
    ).run("Install bridgelint")
    assert runner.status == 0, runner.log
    return Path(runner.outputs["install"]["command"])


@pytest.fixture
def lint(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 # a function with many keywords
    for name in list(os.environ):
        if name.startswith(FOREIGN):
            monkeypatch.delenv(name)

    def begin(directory: Path, **inputs: str) -> Runner:
        (tmp_path / "temp").mkdir()
        named = {name.replace("_", "-"): value for name, value in inputs.items()}
        outputs = {"install": {"command": str(installed)}}
        return Runner(tmp_path / "temp", named, directory=directory, outputs=outputs).run(*LINT)

    return begin


def test_findings_are_annotated_summed_up_and_uploaded_and_the_status_kept(lint: Any) -> None:  # noqa: ANN401 # as the fixture
    runner: Runner = lint(FIXTURES, working_directory="demo")
    assert runner.status == 2
    assert runner.outputs["lint"]["exit-status"] == "2"
    assert "::error file=fixtures/demo/events.tf,line=11," in runner.log
    summary = (runner.temp / "summary").read_text()
    assert "`reserved_source`" in summary
    assert "```mermaid\nflowchart LR\n" in summary
    assert "| `action.aws_events_put_events.released` |" in summary
    upload = runner.used["Upload findings to code scanning"]
    assert upload["category"] == "bridgelint"
    results = json.loads(Path(upload["sarif_file"]).read_bytes())["runs"][0]["results"]
    assert len(results) == 10


def test_a_module_in_order_passes_and_its_empty_result_is_uploaded(lint: Any) -> None:  # noqa: ANN401 # as the fixture
    runner: Runner = lint(FIXTURES / "company" / "clean")
    assert runner.status == 0, runner.log
    upload = runner.used["Upload findings to code scanning"]
    assert json.loads(Path(upload["sarif_file"]).read_bytes())["runs"][0]["results"] == []


def test_what_is_not_wanted_is_not_done(lint: Any) -> None:  # noqa: ANN401 # as the fixture
    runner: Runner = lint(
        FIXTURES / "demo",
        annotations="false",
        summary="false",
        sarif="false",
        recursive="false",
        events="false",
    )
    assert runner.status == 2
    assert "error[reserved_source]: source" in runner.log
    assert "::error" not in runner.log
    assert (runner.temp / "summary").read_text() == ""
    assert runner.used == {}


def test_inputs_are_texts_and_never_commands(lint: Any, tmp_path: Path) -> None:  # noqa: ANN401 # as the fixture
    evil = "a $(touch evil) `touch evil` ; touch evil '\""
    copy(FIXTURES / "company" / "clean", tmp_path / "repository" / evil)
    runner: Runner = lint(
        tmp_path / "repository",
        paths=f"{evil}\n\n",
        arguments="--only=reserved_source\n--var=region=eu central 1; touch evil\n",
        minimum_failure_severity="notice",
    )
    assert runner.status == 0, runner.log
    assert not list(tmp_path.rglob("evil"))


def test_a_failure_is_told_from_findings(lint: Any) -> None:  # noqa: ANN401 # as the fixture
    runner: Runner = lint(FIXTURES, paths="demmo")
    assert runner.status == 1
    assert "no such file or directory: `demmo`" in runner.log
    assert runner.outputs["lint"]["exit-status"] == "1"
    assert "Upload findings to code scanning" in runner.used

    wrong: Runner = Runner(runner.temp, {"arguments": "--onyl=x"}, outputs=runner.outputs).run(
        *LINT
    )
    assert wrong.status == 1
    assert "did you mean `--only`?" in wrong.log
    assert wrong.used == {}


def test_every_input_is_documented_and_in_use() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name, described in ACTION["inputs"].items():
        assert described["description"]
        assert f"inputs.{name} " in text


def test_zizmor_finds_nothing() -> None:
    arguments = ["--offline", "--no-progress", "--persona=pedantic"]
    done([SCRIPTS / "zizmor", *arguments, "action.yml", ".github/workflows"], ROOT)
