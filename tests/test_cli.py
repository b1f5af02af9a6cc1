"""The command line: what it takes, what it says, and its exit status."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bridgelint.config.config_file import load
from bridgelint.lint import lint as linting
from bridgelint.lint.rule_run import RuleSet
from bridgelint.report.rule_pages import list_rules
from bridgelint.version import VERSION
from bridgelint_rules import RULES
from support import ROOT, Result, bridgelint

MODULE = """\
resource "terraform_data" "deploy" {
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.deployed]
    }
  }
}

action "aws_events_put_events" "deployed" {
  config {
    entry {
      source      = "mycompany.deployments"
      detail_type = "Deployed"
      detail      = jsonencode({ release = "v1" })
    }
  }
}
"""
RESERVED = MODULE.replace("mycompany.", "aws.")


def module(directory: Path, text: str = MODULE, name: str = "main.tf") -> Path:
    """A module of one file."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name).write_text(text, encoding="utf-8")
    return directory


def test_version() -> None:
    assert bridgelint(["-v"], ROOT) == Result(0, f"bridgelint {VERSION}\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--recusive"], "unknown option: `--recusive`\n  did you mean `--recursive`?"),
        (["-f", "sarf"], "unknown format `sarf`\n  did you mean `sarif`?"),
        (["-f", "json="], "missing file name after `json=`\n  use `json=FILE`"),
        (
            ["-f", "json", "-f", "default"],
            (
                "two formats cannot share standard output\n"
                "  write one to a file: --format sarif=out.sarif"
            ),
        ),
        (
            ["-"],
            (
                "the path - and --stdin-filename FILE must be used together\n"
                "  standard input replaces FILE: bridgelint --stdin-filename main.tf -"
            ),
        ),
        (["--emit", "--dry-run"], "--dry-run and --emit cannot be used together"),
        (["--config", "x", "--no-config"], "--config and --no-config cannot be used together"),
        (["--action", "x"], "--action has no effect without --dry-run or --emit"),
        (
            ["--fix", "--stdin-filename", "main.tf", "-"],
            "--stdin-filename has no effect with --fix",
        ),
        (
            ["--only", "reserved_sources"],
            "no such rule: `reserved_sources`\n  did you mean `reserved_source`?",
        ),
        (
            ["--explain", "nonsense"],
            "no such rule: `nonsense`\n  `bridgelint --list-rules` shows every rule",
        ),
        (["--chdir", "nowhere"], "cannot change to directory `nowhere`: "),
        (["nowhere"], "no such file or directory: `nowhere`"),
        (["version"], "no such file or directory: `version`\n  use --version"),
        (["man.tf"], "no such file or directory: `man.tf`\n  did you mean `main.tf`?"),
        (
            ["--terraform-version", "new"],
            (
                "invalid version range `new` for --terraform-version\n"
                "  use the syntax of required_version: 1.16.0, or '>= 1.14, < 1.16'"
            ),
        ),
        (
            ["--config", "x.hcl"],
            "cannot read configuration file `x.hcl`: No such file or directory",
        ),
        (["--update-baseline"], "--update-baseline requires a baseline\n  pass --baseline FILE"),
        (
            ["--baseline", "x.json"],
            (
                "cannot read baseline `x.json`: No such file or directory\n"
                "  `--update-baseline` creates one"
            ),
        ),
        (
            ["--var-file", "x.tfvars"],
            "cannot read variables file `x.tfvars`: No such file or directory",
        ),
        (["-f", "json=no/x.json"], "cannot write `no/x.json`: No such file or directory"),
    ],
)
def test_bad_usage_is_one_or_two_lines_and_status_1(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    result = bridgelint(arguments, module(tmp_path))
    assert result.status == 1
    lines = [line for line in result.stderr.splitlines() if not line.startswith("No findings")]
    assert "\n".join(lines).startswith(f"error: {said}")
    assert len(lines) <= 2


@pytest.mark.parametrize(
    ("text", "arguments", "status"),
    [
        (MODULE, [], 0),
        (RESERVED, [], 2),
        (RESERVED, ["--force"], 0),
        (RESERVED, ["--disable-rule", "reserved_source"], 0),
        (RESERVED, ["--disable-rule", "reserved_source", "--enable-rule", "reserved_source"], 2),
        (RESERVED, ["--only", "missing_source"], 0),
        (RESERVED, ["--only", "missing_source", "--only", "reserved_source"], 2),
        (RESERVED, ["--filter", "other.tf"], 0),
        (RESERVED, ["--filter", "*.tf"], 2),
        (RESERVED, ["--exclude", "main.tf"], 0),
        (RESERVED, ["--minimum-failure-severity", "error"], 2),
        (MODULE.partition("\n\n")[2], [], 0),
        (MODULE.partition("\n\n")[2], ["--minimum-failure-severity", "notice"], 2),
        ("", ["--strict"], 1),
        (MODULE, ["--strict"], 0),
    ],
)
@pytest.mark.parametrize("format_", ["default", "compact", "json", "sarif", "junit", "markdown"])
def test_the_status_is_the_same_in_every_format(
    tmp_path: Path, text: str, arguments: list[str], status: int, format_: str
) -> None:
    result = bridgelint([*arguments, "--format", format_], module(tmp_path, text))
    assert result.status == status


def test_several_formats_each_to_its_place(tmp_path: Path) -> None:
    module(tmp_path, RESERVED)
    result = bridgelint(["-f", "compact", "-f", "json=out.json", "-f", "sarif=o.sarif"], tmp_path)
    message = "source `aws.deployments` uses the reserved prefix `aws.`"
    assert result == Result(
        2,
        f"main.tf:13:21: Error - {message} (reserved_source)\n",
        "1 error in 1 module (1 action, 1 trigger checked)\n",
    )
    assert message in (tmp_path / "out.json").read_text(encoding="utf-8")
    assert message in (tmp_path / "o.sarif").read_text(encoding="utf-8")


def test_only_files_leaves_standard_output_alone(tmp_path: Path) -> None:
    result = bridgelint(["-f", "json=out.json"], module(tmp_path))
    assert result == Result(0, "", "No findings in 1 module (1 action, 1 trigger checked)\n")


def test_a_clean_run_says_what_was_covered(tmp_path: Path) -> None:
    assert bridgelint([], module(tmp_path)) == Result(
        0, "No findings in 1 module (1 action, 1 trigger checked)\n", ""
    )


@pytest.mark.parametrize(
    ("environment", "arguments", "coloured"),
    [
        ({}, [], False),
        ({"FORCE_COLOR": "1"}, [], True),
        ({"FORCE_COLOR": "0"}, [], False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
        ({"NO_COLOR": "1"}, ["--color"], True),
        ({"FORCE_COLOR": "1"}, ["--no-color"], False),
    ],
)
def test_colour(
    tmp_path: Path, environment: dict[str, str], arguments: list[str], *, coloured: bool
) -> None:
    result = bridgelint(arguments, module(tmp_path), environment)
    assert ("\x1b[" in result.stdout) == coloured


def test_a_file_stands_for_its_module_and_a_module_is_checked_once(tmp_path: Path) -> None:
    module(tmp_path / "m", RESERVED)
    module(tmp_path / "m", "locals {}\n", "locals.tf")
    result = bridgelint(["m/main.tf", "m/locals.tf", "m", "-f", "compact"], tmp_path)
    assert result.stdout.count("\n") == 1
    assert result.stderr == "1 error in 1 module (1 action, 1 trigger checked)\n"


def test_every_module_below(tmp_path: Path) -> None:
    for name in ("a", "b/c", ".hidden", "b/.terraform/modules/x"):
        module(tmp_path / name, RESERVED)
    result = bridgelint(["--recursive", "-f", "compact"], tmp_path)
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        "a/main.tf",
        "b/c/main.tf",
    ]


def test_changing_the_directory_first(tmp_path: Path) -> None:
    module(tmp_path / "a", RESERVED)
    result = bridgelint(["--chdir", "a", "-f", "compact"], tmp_path)
    assert result.stdout.startswith("main.tf:13:21: Error")


def test_standard_input_stands_in_for_a_file(tmp_path: Path) -> None:
    module(tmp_path / "a")
    module(tmp_path / "a", 'locals {\n  system = "mycompany"\n}\n', "locals.tf")
    text = MODULE.replace('"mycompany.deployments"', '"aws.${local.system}"')
    done = subprocess.run(
        [sys.executable, "-m", "bridgelint", "--stdin-filename", "a/main.tf", "-f", "compact", "-"],
        cwd=tmp_path,
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    assert done.stdout.decode() == (
        "a/main.tf:13:21: Error - source `aws.mycompany` uses the reserved prefix"
        " `aws.` (reserved_source)\n"
    )
    assert done.returncode == 2


def test_variables_from_the_command_line(tmp_path: Path) -> None:
    text = MODULE.replace('"mycompany.deployments"', "var.source")
    module(tmp_path, f'{text}\nvariable "source" {{\n  type = string\n}}\n')
    (tmp_path / "x.tfvars").write_text('source = "aws.x"\n', encoding="utf-8")
    assert bridgelint([], tmp_path).status == 0
    assert bridgelint(["--var", "source=aws.x"], tmp_path).status == 2
    assert bridgelint(["--var-file", "x.tfvars"], tmp_path).status == 2
    assert bridgelint(["--var-file", "x.tfvars", "--var", "source=a.x"], tmp_path).status == 0
    assert bridgelint([], tmp_path, {"TF_VAR_source": "aws.x"}).status == 2


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--var", "source"], "invalid `--var source`: missing `=`; use `--var NAME=VALUE`"),
        (
            ["--var-file", "no.tfvars"],
            "cannot read variables file `no.tfvars`: No such file or directory",
        ),
        (
            ["--var", "sourc=a"],
            "--var sets the undeclared variable `sourc`\n  did you mean `source`?",
        ),
    ],
)
@pytest.mark.parametrize(
    "text", ["", 'variable "source" {}\n', f'variable "source" {{}}\n{MODULE}']
)
def test_a_bad_variable_is_an_error_also_without_any_action(
    tmp_path: Path, text: str, arguments: list[str], error: str
) -> None:
    module(tmp_path, text)
    result = bridgelint(arguments, tmp_path)
    if MODULE not in text:
        error = error.replace("did you mean `source`?", "declare it, or remove the option")
    assert (
        result.status,
        result.stderr.count("error: "),
        f"error: {error}\n" in result.stderr,
    ) == (
        1,
        1,
        True,
    )


def test_a_variable_that_any_checked_module_declares(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(f'variable "{name}" {{}}\n', encoding="utf-8")
    arguments = ["--recursive", "--var", "a=1", "--var", "b=1"]
    assert bridgelint(arguments, tmp_path).status == 0


VERSIONS = """
resource "terraform_data" "t" {
  lifecycle {
    action_trigger {
      events    = [after_create]
      condition = var.announce # 1.16
      actions   = [action.local_command.x, action.local_command.x.id] # 1.16, and repeated
    }
  }
}

variable "announce" {
  type    = bool
  default = true
}

action "local_command" "x" {
  config {
    dynamic "env" { # bridgelint-ignore: terraform_version
      for_each = [1]
      content {}
    }
  }
}
"""


def test_what_1_16_adds_is_counted_where_no_range_is_declared(tmp_path: Path) -> None:
    module(tmp_path, VERSIONS)
    plain = bridgelint([], tmp_path)
    assert plain.stdout.splitlines()[-1] == (
        "1 warning, 1 notice in 1 module (1 action (0 aws_events_put_events), 1 trigger checked; "
        "2 more with --terraform-version '>= 1.16')"
    )
    assert json.loads(bridgelint(["-f", "json"], tmp_path).stdout)["coverage"]["more_in_1_16"] == 2
    declared = json.loads(
        bridgelint(["-f", "json", "--terraform-version", ">= 1.16"], tmp_path).stdout
    )
    assert declared["coverage"]["more_in_1_16"] == 0
    assert len(declared["issues"]) == 3


@pytest.mark.parametrize("way", ["environment", "selected", "none"])
def test_the_selected_workspace(tmp_path: Path, way: str) -> None:
    text = MODULE.replace("mycompany.deployments", "${terraform.workspace}.x")
    module(tmp_path, text)
    environment = {"TF_WORKSPACE": "aws"} if way == "environment" else {}
    if way == "selected":
        (tmp_path / ".terraform").mkdir()
        (tmp_path / ".terraform/environment").write_text("aws", encoding="utf-8")
    assert bridgelint([], tmp_path, environment).status == (0 if way == "none" else 2)


CLOUD = """
terraform {
  cloud {
    organization = "acme"
    workspaces {
      name = "orders-prod"
    }
  }
}
"""
OVERRIDE = 'terraform {\n  cloud {\n    workspaces { tags = ["orders"] }\n  }\n}\n'


@pytest.mark.parametrize(
    ("files", "environment", "stage"),
    [
        ({}, {}, "(unknown)"),
        ({}, {"TF_WORKSPACE": "default"}, "default"),
        ({"cloud.tf": CLOUD}, {}, "orders-prod"),
        ({"cloud.tf": CLOUD}, {"TF_WORKSPACE": "dev"}, "dev"),
        ({"cloud.tf": CLOUD, "override.tf": OVERRIDE}, {}, "(unknown)"),
        (
            {
                "cloud.tf.json": json.dumps(
                    {"terraform": {"cloud": {"workspaces": {"name": "orders-prod"}}}}
                )
            },
            {},
            "orders-prod",
        ),
    ],
)
def test_the_name_of_the_workspace(
    tmp_path: Path, files: dict[str, str], environment: dict[str, str], stage: str
) -> None:
    text = MODULE.replace("mycompany.deployments", "${terraform.workspace}.x")
    module(tmp_path, text)
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    shown = json.loads(bridgelint(["--dry-run", "-f", "json"], tmp_path, environment).stdout)
    assert shown["actions"][0]["entries"][0]["Source"] == f"{stage}.x"


def test_the_list_of_rules(tmp_path: Path) -> None:
    module(tmp_path, 'rule "unused_action" {\n  severity = "error"\n}\n', ".bridgelint.hcl")
    result = bridgelint(["--list-rules", "--disable-rule", "missing_source"], tmp_path)
    listed = {
        line.split()[2]: (line.split()[0], line.split()[1]) for line in result.stdout.splitlines()
    }
    assert list(listed) == [rule.name for rule in RULES]
    assert listed["unused_action"] == ("error", "on")
    assert listed["missing_source"] == ("error", "off")
    assert listed["undeclared_event_bus"] == ("notice", "off")


def test_the_list_of_rules_on_a_terminal_fits_it() -> None:
    running = RuleSet((), {}, frozenset())
    assert list_rules(RULES[4:5], running, columns=70, colour=False) == (
        "warning  off  unknown_action_type  the action type does not exist in\n"
        "                                   the provider\n"
    )
    assert list_rules(RULES[4:5], running, columns=40, colour=False) == (
        "unknown_action_type\n  warning, off: the action type does not\n  exist in the provider\n"
    )


def test_the_page_of_a_rule(tmp_path: Path) -> None:
    plain = bridgelint(["--explain", "reserved_source"], tmp_path)
    assert plain.status == 0
    assert plain.stdout.startswith(
        "# reserved_source\n"
        "\n"
        "error, on by default: `source` uses the reserved prefix `aws.`\n"
        "\n"
        "## What it does\n"
    )
    assert plain.stdout.endswith("/rules/reserved_source/\n")
    rendered = bridgelint(["--explain", "reserved_source", "--color"], tmp_path)
    assert "\x1b[" in rendered.stdout
    assert "What it does" in rendered.stdout


def test_a_configuration_to_begin_with(tmp_path: Path) -> None:
    result = bridgelint(["--init"], tmp_path)
    assert result == Result(0, "wrote .bridgelint.hcl\n", "")
    path = tmp_path / ".bridgelint.hcl"
    load(path, lambda _: [rule.name for rule in RULES], ".bridgelint.hcl")
    suggested = re.sub(r"(?m)^( *)# (?!https|Every)", r"\1", path.read_text(encoding="utf-8"))
    path.write_text(suggested, encoding="utf-8")
    config = load(
        path, lambda _: [*(rule.name for rule in RULES), "detail_schema"], ".bridgelint.hcl"
    )
    assert config.rules["unused_action"].enabled is False
    again = bridgelint(["--init"], tmp_path)
    assert again == Result(
        1, "", "error: `.bridgelint.hcl` already exists\n  it was not overwritten\n"
    )


def test_a_rule_that_crashes_is_our_bug_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = next(each for each in RULES if each.name == "long_source")

    def crash(*_: object) -> object:
        raise ZeroDivisionError("oh no")

    monkeypatch.setattr(rule, "check_entry", crash)
    result = bridgelint(["-f", "compact"], module(tmp_path, RESERVED))
    assert result.status == 1
    assert "(reserved_source)" in result.stdout
    assert result.stderr == (
        "error: bug in bridgelint, in the rule `long_source`: ZeroDivisionError: oh no\n"
        "  please report it, with the traceback that BRIDGELINT_DEBUG=1 shows\n"
        "1 error and 1 failure in 1 module (1 action, 1 trigger checked)\n"
    )


def test_a_crash_is_two_lines_and_a_traceback_only_for_those_who_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(linting, "report_of", crash)
    assert bridgelint([], module(tmp_path)) == Result(
        1,
        "",
        "error: bug in bridgelint, which aborted the run: ZeroDivisionError\n"
        "  please report it, with the traceback that BRIDGELINT_DEBUG=1 shows\n",
    )
    with pytest.raises(ZeroDivisionError):
        bridgelint([], tmp_path, {"BRIDGELINT_DEBUG": "1"})


def test_an_interruption_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(linting, "report_of", interrupt)
    assert bridgelint([], module(tmp_path)) == Result(1, "", "\n")


def test_a_reader_that_goes_away_is_no_bug(tmp_path: Path) -> None:
    module(tmp_path, RESERVED)
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as stream:
        done = subprocess.run(
            [sys.executable, "-m", "bridgelint"],
            cwd=tmp_path,
            stdout=stream,
            stderr=subprocess.PIPE,
            check=False,
        )
    message = b"error: cannot write to standard output: Broken pipe\n"
    assert (done.returncode, done.stderr) == (1, message)


def test_the_page_of_a_rule_has_no_background_color(tmp_path: Path) -> None:
    page = bridgelint(["--explain", "reserved_source", "--color"], tmp_path).stdout
    codes = {code for codes in re.findall(r"\x1b\[([\d;]+)m", page) for code in codes.split(";")}
    assert codes <= {"0", "1", "3", "4", "31", "32", "33", "34", "35", "36"}
