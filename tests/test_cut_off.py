"""What is too much to be checked is an error of the run, and the rest is checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bridgelint.emit.rendering import pretty
from bridgelint.terraform.module import module_calls
from support import Result, bridgelint
from test_broken_input import ACTION

COMMAND = ["-f", "compact", "--disable-rule", "unused_action"]


def nested(directory: Path, depth: int, calls: str = "a") -> None:
    """A root module that calls a module that calls a module; the last one has an action."""
    for level in range(depth):
        path = directory / f"m{level}" if level else directory
        path.mkdir(parents=True, exist_ok=True)
        source = f"./m{level + 1}" if level == 0 else f"../m{level + 1}"
        blocks = [
            f'module "{call}" {{\n  source = "{source}"\n  source_name = "aws.{call}"\n}}\n'
            for call in calls
        ]
        text = "".join(blocks).replace("source_name", "value")
        (path / "main.tf").write_text('variable "value" {\n  default = ""\n}\n' + text, "utf-8")
    last = directory / f"m{depth}"
    last.mkdir()
    text = ACTION.replace('"mycompany.x"', "var.value")
    (last / "main.tf").write_text(f'variable "value" {{}}\n{text}', encoding="utf-8")


@pytest.mark.parametrize("depth", [31, 127, 200])
def test_deeply_nested_calls_are_checked(tmp_path: Path, depth: int) -> None:
    nested(tmp_path, depth)
    assert bridgelint(COMMAND, tmp_path) == Result(
        2,
        f"m{depth}/main.tf:5:21: Error - source `aws.a` uses the reserved prefix `aws.`"
        " (reserved_source)\n",
        f"1 error in {depth + 1} modules (1 action, 0 triggers checked)\n",
    )
    assert bridgelint(["--dry-run"], tmp_path).status == 0


_LEVELS = {str(level): {"allOf": [{"$ref": f"#/$defs/{level + 1}"}] * 2} for level in range(40)}
_SLOW = {"properties": {"a": {"$ref": "#/$defs/0"}}, "$defs": {**_LEVELS, "40": {"minimum": 1}}}
_CONFIG = """rule "detail_schema" {
  schema {
    source      = "mycompany.x"
    detail_type = "X"
    file        = "schema.json"
  }
}
"""


@pytest.mark.parametrize(
    ("detail", "why"),
    [
        ("{ a = 0 }", "it takes too long to evaluate"),
        (f"{{ b = {'[' * 101}1{']' * 101} }}", "more than 100 levels of nesting"),
    ],
)
def test_a_detail_above_the_limits_of_its_schema(tmp_path: Path, detail: str, why: str) -> None:
    (tmp_path / "schema.json").write_text(json.dumps(_SLOW), encoding="utf-8")
    (tmp_path / ".bridgelint.hcl").write_text(_CONFIG, encoding="utf-8")
    text = ACTION.replace("jsonencode({ n = 1 })", f"jsonencode({detail})")
    other = ACTION.replace('" "x"', '" "y"').replace('"mycompany.x"', '"aws.x"')
    (tmp_path / "main.tf").write_text(text + other, encoding="utf-8")
    assert bridgelint(COMMAND, tmp_path) == Result(
        1,
        "main.tf:13:21: Error - source `aws.x` uses the reserved prefix `aws.` (reserved_source)\n",
        f"error: main.tf:6:21: `detail` is not checked against its schema: {why}\n"
        "  simplify the schema or the detail\n"
        "1 error and 1 failure in 1 module (2 actions, 0 triggers checked)\n",
    )


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("[for i in range(1000) : [for j in range(1000) : i]]", "its evaluation takes too long"),
        ('jsondecode("1e999999999")', "the result is too large to evaluate here"),
    ],
)
def test_an_expression_above_the_limits(tmp_path: Path, value: str, why: str) -> None:
    text = ACTION.replace("{ n = 1 }", f"{{ n = {value} }}").replace("mycompany.x", "aws.x")
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    assert bridgelint(COMMAND, tmp_path) == Result(
        1,
        "main.tf:4:21: Error - source `aws.x` uses the reserved prefix `aws.` (reserved_source)\n",
        f"error: main.tf:6:21: `detail` is not wholly checked: {why}\n"
        "  simplify the expression\n"
        "1 error and 1 failure in 1 module"
        " (1 action, 0 triggers checked; 1 value unknown)\n",
    )


@pytest.mark.parametrize("mode", [COMMAND, ["--dry-run"]])
def test_calls_that_are_nested_too_deeply(tmp_path: Path, mode: list[str]) -> None:
    nested(tmp_path, 201)
    (tmp_path / "action.tf").write_text(ACTION, encoding="utf-8")
    result = bridgelint(mode, tmp_path)
    assert result.status == 1
    assert result.stderr.startswith(
        "error: m200/main.tf:4:1: module calls are nested more than 200 levels deep\n"
        "  this call and those below it are not checked\n"
    )


@pytest.mark.parametrize("mode", [COMMAND, ["--dry-run"]])
@pytest.mark.parametrize(
    ("count", "message", "help_text"),
    [
        (1200, "has 1,200 instances", "the first 1,000 are checked"),
        (12000, "has more than 10,000 instances", "they are not checked one by one"),
    ],
)
def test_an_action_with_many_instances(
    tmp_path: Path, mode: list[str], count: int, message: str, help_text: str
) -> None:
    text = ACTION.replace("  config {", f"  count = {count}\n  config {{")
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    result = bridgelint(mode, tmp_path)
    assert result.status == 1
    assert result.stderr.startswith(
        f"error: main.tf:1:1: `action.aws_events_put_events.x` {message}\n  {help_text}\n"
    )


@pytest.mark.parametrize("mode", [COMMAND, ["--dry-run"]])
def test_a_call_with_many_instances(tmp_path: Path, mode: list[str]) -> None:
    nested(tmp_path, 1)
    text = (tmp_path / "main.tf").read_text("utf-8").replace("  value", "  count = 1001\n  value")
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    result = bridgelint(mode, tmp_path)
    assert result.status == 1
    assert result.stderr.startswith(
        "error: main.tf:4:1: `module.a` has 1,001 instances\n  the first 1,000 are checked\n"
    )


def test_a_tree_of_many_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module_calls, "MAX_MODULES", 100)
    nested(tmp_path, 40, "ab")
    for mode in (COMMAND, ["--dry-run"]):
        result = bridgelint(mode, tmp_path)
        assert result.status == 1
        assert "module instances: the others are not checked\n" in result.stderr


def test_a_deep_detail_is_shown_in_linear_space() -> None:
    lines = pretty('{"a":' * 900 + "1" + "}" * 900, is_json=True)
    assert len(lines) == 1801
    assert max(len(line[0][0]) for line in lines) == 100
    assert "".join("".join(text for text, _ in line).strip() for line in lines[:4]) == (
        '{"a": {"a": {"a": {'
    )
