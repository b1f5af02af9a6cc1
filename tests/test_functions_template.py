"""Templates in files and in strings."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation import evaluated, module_of, plain, problems_of

CONFIGURATION = """
variable "id" { type = string }
variable "secret" {
  type      = string
  default   = "s3cret"
  sensitive = true
}
locals {
  greeting = "Hello, ${"$"}{name}!"
  broken   = "${"$"}{"
  reads    = "${"$"}{file(\\"a.txt\\")}"
  renders  = "${"$"}{templatefile(\\"a.txt\\", {})}"
  number   = 5
}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A directory of templates."""
    for name, text in {
        "a.txt": "plain",
        "greet.tftpl": "Hello, ${name}!",
        "list.tftpl": "%{ for x in items ~}\n- ${x}\n%{ endfor ~}\n",
        "single.tftpl": "${items}",
        "nothing.tftpl": "${null}",
        "reads.tftpl": '${file("a.txt")}',
        "renders.tftpl": '${templatefile("a.txt", {})}',
        "itself.tftpl": '${templatefile("itself.tftpl", {})}',
        "string.tftpl": "${templatestring(x, {})}",
        "broken.tftpl": "line\n${",
        "wrong.tftpl": 'line\n${1 + "x"}',
        "path.tftpl": "${path.module}",
    }.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def outcome(expression: str, root: Path) -> object:
    """The value in Python's types, or the messages of its problems."""
    module = module_of(CONFIGURATION, root=root)
    value = evaluated(module, expression)
    return [each.split(": ", 1)[1] for each in problems_of(module)] or plain(value)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('templatefile("greet.tftpl", { name = "x" })', "Hello, x!"),
        ('templatefile("greet.tftpl", tomap({ name = 1.50 }))', "Hello, 1.5!"),
        ('templatefile("list.tftpl", { items = ["a", "b"] })', "- a\n- b\n"),
        ('templatefile("single.tftpl", { items = [true] })', [True]),
        ('templatefile("single.tftpl", { items = [var.id] })', ["<var.id has no value>"]),
        ('templatefile("greet.tftpl", { name = var.id })', "<var.id has no value>"),
        ("templatefile(var.id, {})", "<var.id has no value>"),
        ('templatefile("greet.tftpl", var.id)', "<var.id has no value>"),
        ('templatefile("reads.tftpl", {})', "plain"),
        ('templatefile("../x.tftpl", {})', "<files outside the working tree are not read>"),
        ('templatestring(local.greeting, { name = "x" })', "Hello, x!"),
        ("templatestring(local.greeting, { name = var.id })", "<var.id has no value>"),
        ("templatestring(var.id, {})", "<var.id has no value>"),
    ],
)
def test_values(expression: str, expected: object, root: Path) -> None:
    assert outcome(expression, root) == expected


NESTED = "cannot render another template"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (
            'templatefile("greet.tftpl", {})',
            "the template variable `name` is not set (greet.tftpl:1)",
        ),
        (
            'templatefile("greet.tftpl", ["x"])',
            "the variables of a template must be a map or an object",
        ),
        (
            'templatefile("greet.tftpl", { "a b" = 1, name = 2 })',
            "`a b` is not a valid template variable name",
        ),
        ('templatefile("nothing.tftpl", {})', "the result of the template is null"),
        (
            'templatefile("renders.tftpl", {})',
            (
                f"call to function `templatefile` failed: a template of `templatefile` {NESTED} "
                "(renders.tftpl:1)"
            ),
        ),
        (
            'templatefile("itself.tftpl", {})',
            (
                f"call to function `templatefile` failed: a template of `templatefile` {NESTED} "
                "(itself.tftpl:1)"
            ),
        ),
        (
            'templatefile("string.tftpl", { x = "y" })',
            (
                f"call to function `templatestring` failed: a template of `templatefile` {NESTED} "
                "(string.tftpl:1)"
            ),
        ),
        (
            'templatefile("path.tftpl", {})',
            "the template variable `path` is not set (path.tftpl:1)",
        ),
    ],
)
def test_failures_of_templatefile(expression: str, message: str, root: Path) -> None:
    assert outcome(expression, root) == [f"call to function `templatefile` failed: {message}"]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (
            "templatestring(local.reads, {})",
            (
                "call to function `file` failed: a template of `templatestring` cannot read files "
                "(the template:1)"
            ),
        ),
        (
            "templatestring(local.renders, {})",
            (
                f"call to function `templatefile` failed: a template of `templatestring` {NESTED} "
                "(the template:1)"
            ),
        ),
        ("templatestring(local.number, {})", "the template must be a string"),
    ],
)
def test_failures_of_templatestring(expression: str, message: str, root: Path) -> None:
    assert outcome(expression, root) == [f"call to function `templatestring` failed: {message}"]


def test_marks_travel(root: Path) -> None:
    module = module_of(CONFIGURATION, root=root)

    sensitive = {
        name: evaluated(module, f'templatefile("greet.tftpl", {{ name = {name} }})').is_sensitive
        for name in ("var.secret", "var.id")
    }

    assert sensitive == {"var.secret": True, "var.id": False}
