"""The hooks, run by the real pre-commit on real commits, built from this checkout."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from checkout import checkout, commit, done, repository, run
from support import ROOT

# One environment is made for all of them: it takes longer than all the rest.
pytestmark = pytest.mark.xdist_group("pre-commit")

PRE_COMMIT = Path(sys.executable).with_name("pre-commit")

MAIN = """\
resource "terraform_data" "release" {
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.released]
    }
  }
}
"""
EVENTS = """\
action "aws_events_put_events" "released" {
  config {
    entry {
      source      = var.source_name
      detail_type = "Released"
      detail      = jsonencode({ version = 1 })
    }
  }
}
"""
VARIABLES = """\
variable "source_name" {
  type    = string
  default = "acme.releases"
}
"""


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that offers the hooks."""
    return repository(checkout(tmp_path_factory.mktemp("bridgelint")))


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where pre-commit keeps the environments that it makes."""
    path = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRE_COMMIT_HOME", str(path))
        yield path


@pytest.fixture
def work(tmp_path: Path, hooks: Path, request: pytest.FixtureRequest) -> Path:
    """A repository that uses one of the hooks, with a module in order."""
    hook = getattr(request, "param", "bridgelint")
    revision = done(["git", "rev-parse", "HEAD"], hooks).strip()
    module = tmp_path / "live" / "order service"
    module.mkdir(parents=True)
    (module / "main.tf").write_text(MAIN)
    (module / "events.tf").write_text(EVENTS)
    (module / "variables.tf").write_text(VARIABLES)
    (tmp_path / ".pre-commit-config.yaml").write_text(
        dedent(f"""\
        repos:
          - repo: {hooks}
            rev: {revision}
            hooks:
              - id: {hook}
        """)
    )
    repository(tmp_path)
    done([PRE_COMMIT, "install"], tmp_path)
    return tmp_path


def in_module(work: Path, name: str) -> Path:
    return work / "live" / "order service" / name


def test_the_manifest_is_valid() -> None:
    done([PRE_COMMIT, "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], ROOT)


def test_a_good_commit_passes_and_a_bad_one_is_stopped(work: Path) -> None:
    in_module(work, "events.tf").write_text(EVENTS.replace("Released", "Release Done"))
    good = commit(work, "Rename")
    assert good.returncode == 0, good.stdout

    in_module(work, "events.tf").write_text(EVENTS.replace("var.source_name", '"aws.releases"'))
    bad = commit(work, "Break")
    assert bad.returncode != 0
    assert "- exit code: 2" in bad.stdout
    message = "error[reserved_source]: source `aws.releases` uses the reserved prefix `aws.`"
    assert message in bad.stdout
    assert "--> live/order service/events.tf:4:21" in bad.stdout
    assert done(["git", "log", "--format=%s"], work) == "Rename\nBegin\n"


def test_a_variable_alone_that_breaks_an_action_elsewhere_is_caught(work: Path) -> None:
    in_module(work, "variables.tf").write_text(VARIABLES.replace("acme.", "aws."))
    bad = commit(work, "Break from afar")
    assert bad.returncode != 0
    assert "--> live/order service/events.tf:4:21" in bad.stdout
    assert "::: live/order service/variables.tf:3:13" in bad.stdout


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("set.auto.tfvars", 'source_name = "aws.releases"\n'),
        ("set.auto.tfvars.json", '{"source_name": "aws.releases"}\n'),
        ("more.tf.json", '{"locals": {"unused": "${jsonencode(}"}}\n'),
    ],
)
def test_values_and_json_files_are_passed_too(work: Path, name: str, text: str) -> None:
    in_module(work, name).write_text(text)
    bad = commit(work, "Break from a file of another kind")
    assert "- exit code: 2" in bad.stdout


def test_what_has_nothing_to_do_with_terraform_is_not_passed(work: Path) -> None:
    (work / "README.md").write_text("Hello\n")
    good = commit(work, "Say hello")
    assert good.returncode == 0
    assert "(no files to check)Skipped" in good.stdout


def test_a_deleted_file_is_no_error(work: Path) -> None:
    in_module(work, "events.tf").unlink()
    in_module(work, "main.tf").write_text("")
    good = commit(work, "Send nothing any more")
    assert good.returncode == 0, good.stdout


@pytest.mark.parametrize("work", ["bridgelint-all"], indirect=True)
def test_the_hook_for_all_sees_what_a_deleted_file_leaves_behind(work: Path) -> None:
    in_module(work, "events.tf").unlink()
    bad = commit(work, "Delete what is still referred to")
    assert bad.returncode != 0
    assert "error[undeclared_action]" in bad.stdout
    assert "--> live/order service/main.tf:5:18" in bad.stdout

    in_module(work, "main.tf").unlink()
    good = commit(work, "Delete both")
    assert good.returncode == 0, good.stdout


def test_events_are_never_sent_from_a_hook(work: Path) -> None:
    path = work / ".pre-commit-config.yaml"
    path.write_text(path.read_text() + "        args: [--emit, --yes]\n")
    in_module(work, "events.tf").write_text(EVENTS.replace("Released", "Release Done"))
    stopped = commit(work, "Send from a hook")
    assert stopped.returncode != 0
    assert "- exit code: 3" in stopped.stdout
    assert "error: --emit sends nothing in a commit hook: PRE_COMMIT is set" in stopped.stdout


def test_a_run_over_all_files_passes(work: Path) -> None:
    result = run([PRE_COMMIT, "run", "--all-files"], work)
    assert result.returncode == 0, result.stdout
