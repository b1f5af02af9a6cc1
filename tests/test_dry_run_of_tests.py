"""`--dry-run --test`: what the runs of `terraform test` send."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support import Result, bridgelint

MODULE = """
variable "release" {
  type    = string
  default = "r1"
}

variable "size" {
  type    = number
  default = 1
}

resource "terraform_data" "rollout" {
  input = var.release

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.aws_events_put_events.rolled_out]
    }
    action_trigger {
      events    = [after_create]
      condition = var.size > 1
      actions   = [action.aws_events_put_events.grown]
    }
  }
}

action "aws_events_put_events" "rolled_out" {
  config {
    entry {
      source      = "acme.parcels"
      detail_type = "Rolled Out"
      detail      = jsonencode({ release = var.release, size = var.size })
    }
  }
}

action "aws_events_put_events" "grown" {
  config {
    entry {
      source      = "acme.parcels"
      detail_type = "Grown"
      detail      = "{}"
    }
  }
}

action "aws_events_put_events" "by_hand" {
  config {
    entry {
      source      = "acme.parcels"
      detail_type = "By Hand"
      detail      = "{}"
    }
  }
}
"""
TESTS = """
variables {
  size = 1
}

run "plans" {
  command = plan
}

run "applies" {
}

run "the_same" {
}

run "larger" {
  variables {
    release = run.applies.release
    size    = 1 + 1
  }
}

run "setup" {
  module {
    source = "./setup"
  }
}

run "registry" {
  module {
    source = "acme/setup/aws"
  }
}
"""
MOCKED = 'mock_provider "aws" {}\n\nrun "applies" {\n}\n'


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The module, with its tests."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "setup").mkdir()
    (tmp_path / "main.tf").write_text(MODULE, encoding="utf-8")
    (tmp_path / "setup" / "main.tf").write_text('output "x" {\n  value = 1\n}\n', encoding="utf-8")
    (tmp_path / "tests" / "a.tftest.hcl").write_text(TESTS, encoding="utf-8")
    (tmp_path / "mocked.tftest.hcl").write_text(MOCKED, encoding="utf-8")
    return tmp_path


def dry_run(work: Path, test: str, *arguments: str) -> Result:
    """The command with `--test`."""
    return bridgelint(["--dry-run", "-f", "json", "--test", test, *arguments], work)


def sent(work: Path, test: str) -> list[tuple[str, str, Any]]:
    """The run, the address and the detail of each request of a dry run that goes well."""
    result = dry_run(work, test)
    assert (result.status, result.stderr) == (0, "")
    return [
        (each["run"], each["address"], each["entries"][0]["Detail"])
        for each in json.loads(result.stdout)["actions"]
    ]


def test_a_run_sends_what_its_variables_say(work: Path) -> None:
    assert sent(work, "tests/a.tftest.hcl:applies") == [
        (
            "applies",
            "action.aws_events_put_events.rolled_out",
            '{"release":"r1","size":1}',
        )
    ]
    assert sent(work, "tests/a.tftest.hcl:larger") == [
        (
            "larger",
            "action.aws_events_put_events.rolled_out",
            '{"release":"(unknown)","size":2}',
        ),
        ("larger", "action.aws_events_put_events.grown", "{}"),
    ]


def test_a_file_is_all_of_its_runs(work: Path) -> None:
    result = dry_run(work, "tests/a.tftest.hcl")
    assert result.status == 1
    assert "the module `acme/setup/aws` of the run `registry` is not a local directory" in (
        result.stderr
    )
    runs = [each["run"] for each in json.loads(result.stdout)["actions"]]
    assert runs == ["applies", "larger", "larger"]


@pytest.mark.parametrize(
    "run", ["tests/a.tftest.hcl:plans", "mocked.tftest.hcl", "tests/a.tftest.hcl:setup"]
)
def test_what_sends_nothing(work: Path, run: str) -> None:
    assert sent(work, run) == []


@pytest.mark.parametrize(
    ("test", "error"),
    [
        ("none.tftest.hcl", "cannot read test file `none.tftest.hcl`: No such file or directory"),
        ("main.tf", "`main.tf` is not a test file"),
        ("mocked.tftest.hcl:aplies", "no such run in `mocked.tftest.hcl`: `aplies`"),
    ],
)
def test_what_cannot_be_asked(work: Path, test: str, error: str) -> None:
    result = dry_run(work, test)
    assert result.status == 1
    assert f"error: {error}\n" in result.stderr


def test_options_that_do_not_go_together(work: Path) -> None:
    assert bridgelint(["--test", "a.tftest.hcl"], work).stderr == (
        "error: --test has no effect without --dry-run\n"
    )
    for more in (["--plan", "p.json"], ["."]):
        assert dry_run(work, "mocked.tftest.hcl", *more).status == 1


def test_a_person_sees_the_run(work: Path) -> None:
    result = bridgelint(["--dry-run", "--test", "tests/a.tftest.hcl:applies"], work)
    assert "action.aws_events_put_events.rolled_out in the run applies" in result.stdout
