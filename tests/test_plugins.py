"""Rules of installed packages: the one that the documentation builds, and what goes wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import FIXTURES, Result

MODULE = FIXTURES / "plugin_module"
CONFIG = 'plugin "acme" {\n}\n'
METADATA = "Metadata-Version: 2.1\nName: other-rules\nVersion: 1.0\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory in which the documentation's package is installed."""
    source = tmp_path_factory.mktemp("source") / "plugin"
    target = tmp_path_factory.mktemp("installed")
    shutil.copytree(FIXTURES / "plugin", source)
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    command += ["--no-index", "--no-deps", "--no-build-isolation", "--target", str(target)]
    subprocess.run([*command, str(source)], check=True, capture_output=True)  # noqa: S603 # our own program
    return target


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The module of the documentation, in a directory of its own."""
    return Path(shutil.copytree(MODULE, tmp_path / "work"))


def run(work: Path, path: Path | None, *arguments: str) -> Result:
    """The command in a new process, as `python -m` runs it: with the working directory first."""
    environment = {**os.environ, "PYTHONPATH": str(path or "")}
    done = subprocess.run(  # noqa: S603 # our own program
        [sys.executable, "-m", "bridgelint", *arguments],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def distribution(path: Path, value: str, code: str) -> Path:
    """A distribution in `path` whose entry point `acme` has this value, with a module `other`."""
    info = path / "other_rules-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(METADATA, encoding="utf-8")
    (info / "entry_points.txt").write_text(
        f"[bridgelint.rules]\nacme = {value}\n", encoding="utf-8"
    )
    (path / "other.py").write_text(code, encoding="utf-8")
    return path


def test_the_documented_rule_is_like_any_other(work: Path, installed: Path) -> None:
    result = run(work, installed, "--format", "compact")
    assert result.status == 2
    assert result.stdout == (
        "main.tf:15:21: Error - source `orders` does not start with `acme.` (acme_source_prefix)\n"
    )
    [issue] = json.loads(run(work, installed, "--format", "json").stdout)["issues"]
    assert issue["rule"] == {
        "name": "acme_source_prefix",
        "severity": "error",
        "link": "https://wiki.acme.example/events/source-prefix",
    }
    for form in ("sarif", "checkstyle", "junit", "markdown", "github", "gitlab"):
        assert "acme_source_prefix" in run(work, installed, "--format", form).stdout


def test_options_switches_and_pages(work: Path, installed: Path) -> None:
    listed = run(work, installed, "--list-rules").stdout
    assert "acme_source_prefix" in listed.splitlines()[-1]
    assert (
        "The event catalog of Acme."
        in run(work, installed, "--explain", "acme_source_prefix").stdout
    )
    assert run(work, installed, "--disable-rule", "acme_source_prefix").status == 0
    assert run(work, installed, "--only", "acme_source_prefix").status == 2
    config = work / ".bridgelint.hcl"
    config.write_text(CONFIG + 'rule "acme_source_prefix" {\n  prefix = "ord"\n}\n')
    assert run(work, installed).status == 0
    config.write_text(CONFIG + 'rule "acme_source_prefix" {\n  prefix = 1\n}\n')
    wrong = run(work, installed)
    assert wrong.status == 1
    assert (
        "rule `acme_source_prefix` in `.bridgelint.hcl`: `prefix` must be a string" in wrong.stderr
    )


def test_comments_and_an_extended_file(work: Path, installed: Path) -> None:
    text = (work / "main.tf").read_text(encoding="utf-8")
    ignored = text.replace('"orders"', '"orders" # bridgelint-ignore: acme_source_prefix')
    (work / "main.tf").write_text(ignored, encoding="utf-8")
    result = run(work, installed)
    assert result.stdout.endswith("(1 action, 1 trigger checked; 1 finding ignored)\n")
    (work / ".bridgelint.hcl").rename(work / "company.hcl")
    (work / ".bridgelint.hcl").write_text(
        'config {\n  extends = "company.hcl"\n}\n\n'
        'rule "acme_source_prefix" {\n  ignorable = false\n}\n',
        encoding="utf-8",
    )
    assert run(work, installed).status == 2


def test_nothing_is_imported_without_a_plugin_block(work: Path, tmp_path: Path) -> None:
    path = distribution(tmp_path / "site", "other:RULES", "raise SystemExit('imported')\n")
    (work / ".bridgelint.hcl").unlink()
    assert run(work, path).status == 0
    assert run(work, path, "--list-rules").status == 0


def test_a_plugin_that_is_not_installed(work: Path) -> None:
    result = run(work, None)
    assert (result.status, result.stdout) == (1, "")
    assert "error: .bridgelint.hcl:1:8: plugin `acme` is not installed\n" in result.stderr


@pytest.mark.parametrize(
    ("value", "code", "message"),
    [
        ("other:RULES", "raise SystemExit('no')\n", "SystemExit: no"),
        ("other:RULES", "1 / 0\n", "ZeroDivisionError: division by zero"),
        ("other:RULES", "", "AttributeError: module 'other' has no attribute 'RULES'"),
        ("nowhere:RULES", "", "ModuleNotFoundError: No module named 'nowhere'"),
        ("other:RULES", "RULES = 1\n", "`other:RULES` must be a tuple of rules"),
        ("other:RULES", "RULES = (1,)\n", "`other:RULES` contains 1, which is not a rule"),
        (
            "other:RULES",
            (
                "from bridgelint.lint import Rule\n"
                "class Other(Rule):\n    name = 'other'\nRULES = [Other]\n"
            ),
            "the rule Other has no valid `severity`",
        ),
        (
            "other:RULES",
            "from bridgelint_rules import RULES\n",
            "bridgelint already has a rule `syntax_error`",
        ),
    ],
)
def test_a_plugin_that_cannot_be_used(
    work: Path, tmp_path: Path, value: str, code: str, message: str
) -> None:
    result = run(work, distribution(tmp_path / "site", value, code))
    assert result.status == 1
    assert f"error: .bridgelint.hcl:1:8: cannot load plugin `acme`: {message}\n" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_rule_that_crashes_names_its_plugin(work: Path, tmp_path: Path) -> None:
    code = """
from bridgelint.lint import Rule, Severity

class Other(Rule):
    name = "acme_source_prefix"
    severity = Severity.ERROR
    summary = "it crashes"
    link = ""

    def check_module(self, module):
        raise KeyError("x")

RULES = (Other,)
"""
    result = run(work, distribution(tmp_path / "site", "other:RULES", code))
    assert result.status == 1
    assert (
        "error: bug in plugin `acme`, in the rule `acme_source_prefix`: KeyError: 'x'\n"
        in result.stderr
    )


def test_nothing_of_the_checked_tree_is_a_plugin(work: Path) -> None:
    # `python -m` puts the working directory first on the path.
    distribution(work, "other:RULES", "raise SystemExit('imported')\n")
    result = run(work, None)
    assert (result.status, "imported" in result.stderr) == (1, False)
    assert "error: .bridgelint.hcl:1:8: plugin `acme` is not installed\n" in result.stderr
    assert run(work, work).stderr == result.stderr


def test_a_module_of_the_tree_does_not_replace_an_installed_one(
    work: Path, installed: Path
) -> None:
    (work / "acme_bridgelint.py").write_text("raise SystemExit('imported')\n", encoding="utf-8")
    assert run(work, installed).status == 2
