"""Broken input gives one clear finding or one line, never a traceback, and never takes long."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from support import Result, bridgelint

ACTION = """\
action "aws_events_put_events" "x" {
  config {
    entry {
      source      = "mycompany.x"
      detail_type = "X"
      detail      = jsonencode({ n = 1 })
    }
  }
}
"""
FOUND = "1 module (1 action, 0 triggers checked)"


def compact(directory: Path, *arguments: str) -> Result:
    """A run without the notice that nothing triggers the action."""
    return bridgelint(["-f", "compact", "--disable-rule", "unused_action", *arguments], directory)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        pytest.param(ACTION[:-2], "main.tf:1:36: Error - ", id="an unbalanced brace"),
        pytest.param(ACTION + "}\n", "main.tf:10:1: Error - ", id="one brace too many"),
        pytest.param(
            ACTION.replace('.x"\n', ".x\n"), "main.tf:4:21: Error - ", id="an unterminated string"
        ),
        pytest.param(
            ACTION.replace('"mycompany.x"', "<<EOT\ntext"),
            "main.tf:4:21: Error - ",
            id="an unclosed heredoc",
        ),
        pytest.param(
            ACTION.encode().replace(b"mycompany", b"\xff\xfe"),
            "main.tf:4:22: Error - ",
            id="invalid UTF-8",
        ),
        pytest.param(
            bytes(range(256)) * 16 + b"action_trigger", "main.tf:1:1: Error - ", id="a binary file"
        ),
        pytest.param(ACTION.encode("utf-16"), None, id="UTF-16"),
        pytest.param(b"", None, id="an empty file"),
        pytest.param(
            ACTION.replace('"mycompany.x"', "local.a")
            + "locals {\n  a = local.b\n  b = local.a\n}\n",
            "main.tf:11:3: Error - ",
            id="a cycle of locals",
        ),
    ],
)
def test_one_clear_finding(tmp_path: Path, data: str | bytes, place: str | None) -> None:
    (tmp_path / "main.tf").write_bytes(data.encode() if isinstance(data, str) else data)
    result = compact(tmp_path)
    lines = result.stdout.splitlines()
    assert [line.startswith(place or "") for line in lines] == [True] * bool(place)
    assert result.status == (2 if place else 0)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("[" * 2000 + "]" * 2000, id="brackets"),
        pytest.param("(" * 2000 + '"a"' + ")" * 2000, id="parentheses"),
        pytest.param('"' + "${" * 1000 + "a" + "}" * 1000 + '"', id="templates"),
        pytest.param('jsonencode("' + "a" * 1_000_000 + '")', id="a long string"),
        pytest.param("-" * 3000 + "1", id="operators"),
        pytest.param("a" + ".b" * 5000, id="attributes"),
        pytest.param(" + ".join(["1"] * 5000), id="a long sum"),
    ],
)
def test_what_is_deep_or_long_is_judged_in_time(tmp_path: Path, value: str) -> None:
    text = ACTION.replace('"mycompany.x"', value)
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    started = time.process_time()
    result = compact(tmp_path)
    assert time.process_time() - started < 20
    is_cut_off = "is not wholly checked: the value is nested too deeply" in result.stderr
    assert result.status in ({1} if is_cut_off else {0, 2})
    assert "bug in bridgelint" not in result.stderr


def test_a_type_that_is_nested_deeply(tmp_path: Path) -> None:
    type_ = "list(" * 600 + "string" + ")" * 600
    variable = f'variable "deep" {{\n  type    = {type_}\n  default = []\n}}\n'
    text = variable + ACTION.replace('"mycompany.x"', "jsonencode(var.deep)")
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    result = compact(tmp_path)
    assert "`source` is not wholly checked: the value is nested too deeply" in result.stderr
    assert "bug in bridgelint" not in result.stderr
    assert result.status == 1


def test_a_file_of_twenty_megabytes(tmp_path: Path) -> None:
    block = f'locals {{\n  a = "{"y" * 1000}"\n}}\n'
    (tmp_path / "main.tf").write_text(ACTION + block * 20_000, encoding="utf-8")
    result = compact(tmp_path, "--disable-rule", "invalid_expression")
    assert result == Result(0, "", f"No findings in {FOUND}\n")


def test_a_directory_without_terraform_files(tmp_path: Path) -> None:
    assert bridgelint([], tmp_path) == Result(0, "Nothing to check: no Terraform files found\n", "")


def test_a_directory_that_does_not_exist(tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    assert bridgelint(["modles"], tmp_path) == Result(
        1, "", "error: no such file or directory: `modles`\n  did you mean `modules`?\n"
    )


@pytest.mark.parametrize("kind", ["link", "pipe", "device"])
def test_a_file_that_cannot_be_read_beside_events(tmp_path: Path, kind: str) -> None:
    (tmp_path / "main.tf").write_text(ACTION.replace("mycompany.x", "aws.x"), encoding="utf-8")
    reason = "Not a regular file"
    if kind == "pipe":
        os.mkfifo(tmp_path / "other.tf")
    elif kind == "device":
        (tmp_path / "other.tf").symlink_to("/dev/null")
        reason = "It leads outside the working tree"
    else:
        (tmp_path / "other.tf").symlink_to("nowhere.tf")
        reason = "No such file or directory"
    result = compact(tmp_path)
    assert (result.status, result.stdout.count("reserved_source"), result.stdout.count("\n")) == (
        1,
        1,
        1,
    )
    message = f"cannot read `other.tf`: {reason}"
    assert result.stderr == f"error: {message}\n1 error and 1 failure in {FOUND}\n"
    document = json.loads(bridgelint(["-f", "json"], tmp_path).stdout)
    assert [each["message"] for each in document["errors"]] == [message]
    assert compact(tmp_path, "--exclude", "other.tf").stderr == f"1 error in {FOUND}\n"


def test_variables_that_cannot_be_read_beside_events(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(ACTION, encoding="utf-8")
    (tmp_path / "terraform.tfvars").symlink_to("nowhere")
    assert compact(tmp_path) == Result(0, "", f"No findings in {FOUND}\n")
    os.mkfifo(tmp_path / "x.auto.tfvars")
    error = "error: cannot read `x.auto.tfvars`: Not a regular file\n"
    assert compact(tmp_path) == Result(1, "", f"{error}No findings and 1 failure in {FOUND}\n")


@pytest.mark.parametrize("codec", ["utf-16", "missing"])
def test_what_an_unreadable_file_may_declare_is_not_called_undeclared(
    tmp_path: Path, codec: str
) -> None:
    (tmp_path / "main.tf").write_text(
        'action "aws_events_put_events" "sent" {\n'
        "  config {\n"
        "    entry {\n"
        "      source         = var.source\n"
        "      detail_type    = local.type\n"
        "      event_bus_name = aws_cloudwatch_event_bus.orders.name\n"
        "      detail         = jsonencode({ queue = module.queue.name })\n"
        "    }\n"
        "  }\n"
        "}\n"
        'resource "terraform_data" "order" {\n'
        "  lifecycle {\n"
        "    action_trigger {\n"
        "      events  = [after_create]\n"
        "      actions = [action.aws_events_put_events.sent, action.aws_events_put_events.there]\n"
        "    }\n"
        "  }\n"
        "}\n",
        encoding="utf-8",
    )
    expected = ""
    if codec == "missing":
        (tmp_path / "other.tf").symlink_to("nowhere.tf")
    else:
        expected = "other.tf:1:1: Error - the encoding is UTF-16, not UTF-8 (syntax_error)\n"
        (tmp_path / "other.tf").write_text('variable "source" {}\n', encoding=codec)
    result = compact(tmp_path)
    assert result.stdout == expected


def test_a_file_that_cannot_be_read_and_might_have_held_events(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/main.tf").symlink_to("nowhere.tf")
    error = "error: cannot read `a/main.tf`: No such file or directory\n"
    assert compact(tmp_path, "--recursive") == Result(1, "", error)
    assert compact(tmp_path, "a/main.tf") == Result(1, "", error)


def test_links_that_lead_round_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(ACTION, encoding="utf-8")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside/up").symlink_to("..")
    (tmp_path / "self.tf").symlink_to("self.tf")
    result = compact(tmp_path, "--recursive")
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr.startswith("error: cannot read `self.tf`: ")


def test_a_module_that_calls_itself(tmp_path: Path) -> None:
    text = f'{ACTION}module "again" {{\n  source = "./."\n}}\n'
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    result = compact(tmp_path)
    assert (result.status, result.stderr.count("\n")) in {(0, 1), (2, 1)}


def test_a_file_name_that_is_not_utf_8(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.tf")
    (tmp_path / name).write_text(ACTION[:-2], encoding="utf-8")
    assert compact(tmp_path).status == 2


@pytest.mark.parametrize("null", ["\0", "\\u0000"])
def test_a_null_byte_in_a_path(tmp_path: Path, null: str) -> None:
    call = f'module "a" {{\n  source = "./x{null}y"\n}}\n'
    (tmp_path / "main.tf").write_text(ACTION + call, encoding="utf-8")
    for mode in ([], ["--recursive"], ["--dry-run"], ["--call-module-type", "all"]):
        result = bridgelint(mode, tmp_path)
        assert (result.status, result.stderr) == (0, "")
    (tmp_path / "main.tf").write_text(ACTION, encoding="utf-8")
    for key in ("varfile", "exclude", "variables", "format", "inventory", "extends", "baseline"):
        value = f'"a{null}b"' if key in {"extends", "baseline"} else f'["json=a{null}b"]'
        (tmp_path / ".bridgelint.hcl").write_text(f"config {{ {key} = {value} }}\n", "utf-8")
        result = bridgelint([], tmp_path)
        assert (result.status, result.stdout) == (1, "")
        assert result.stderr.endswith(": a value cannot contain a null byte\n")
