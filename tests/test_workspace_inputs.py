"""What sets the variables of a root module, and in which order it wins."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from bridgelint.hcl.tree import UnreadableExpression
from bridgelint.workspace.files import UnreadableFile
from bridgelint.workspace.variable_inputs import Inputs, VariableOption, gather_inputs
from bridgelint.workspace.workspace import Workspace
from support import clean_slate


def gather(
    root: Path,
    files: Mapping[str, str],
    *options: tuple[str, str],
    environment: Mapping[str, str] | None = None,
    directory: str = ".",
) -> Inputs:
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    asked = [VariableOption("var" if kind == "var" else "var-file", text) for kind, text in options]
    with clean_slate(root):
        return gather_inputs(
            directory, Workspace().read, environment=environment or {}, options=asked
        )


def texts(inputs: Inputs) -> dict[str, tuple[str, str]]:
    """By name: where the value stands, and how it is written."""
    found = {name: inputs.get(name) for name in inputs.names}
    return {name: (value.span.file.path, value.span.text) for name, value in found.items() if value}


ALL = {
    "terraform.tfvars": "a = 1\nb = 1\nc = 1\nd = 1\ne = 1\nf = 1\n",
    "terraform.tfvars.json": '{"b": 2, "c": 2, "d": 2, "e": 2, "f": 2}',
    "b.auto.tfvars": "d = 4\ne = 4\nf = 4\n",
    "a.auto.tfvars.json": '{"c": 3, "d": 3, "e": 3, "f": 3}',
    "other.tfvars": "x = 1\n",
    "named.tfvars": "e = 5\nf = 5\n",
}


def test_the_order_of_terraform(tmp_path: Path) -> None:
    inputs = gather(
        tmp_path,
        ALL,
        ("var-file", "named.tfvars"),
        ("var", "f=6"),
        environment={f"TF_VAR_{name}": "0" for name in "zabcdef"},
    )
    assert texts(inputs) == {
        "z": ("TF_VAR_z", "0"),
        "a": ("terraform.tfvars", "1"),
        "b": ("terraform.tfvars.json", "2"),
        "c": ("a.auto.tfvars.json", "3"),
        "d": ("b.auto.tfvars", "4"),
        "e": ("named.tfvars", "5"),
        "f": ("--var f", "6"),
    }
    assert (inputs.problems, inputs.mistakes) == ((), ())
    origins = {name: value.origin for name in "zaef" if (value := inputs.get(name))}
    assert origins == {
        "z": "environment",
        "a": "automatic file",
        "e": "named file",
        "f": "option",
    }


def test_the_last_option_wins(tmp_path: Path) -> None:
    options = [("var", "e=1"), ("var-file", "named.tfvars"), ("var", "f=1")]
    assert texts(gather(tmp_path, {"named.tfvars": "e = 5\nf = 5\n"}, *options)) == {
        "e": ("named.tfvars", "5"),
        "f": ("--var f", "1"),
    }


def test_files_are_those_of_the_modules_directory(tmp_path: Path) -> None:
    files = {"terraform.tfvars": "a = 1\n", "m/terraform.tfvars": "b = 1\n", "p.tfvars": "c = 1\n"}
    inputs = gather(tmp_path, files, ("var-file", "p.tfvars"), directory="m")
    assert texts(inputs) == {"b": ("m/terraform.tfvars", "1"), "c": ("p.tfvars", "1")}


def test_text_stays_text_until_the_type_of_the_variable_is_known(tmp_path: Path) -> None:
    inputs = gather(
        tmp_path, {}, ("var", 'x=["a=b"] # no comment'), environment={"TF_VAR_é": "ü", "OTHER": "1"}
    )
    values = {name: inputs.get(name) for name in inputs.names}
    assert {name: value and value.value for name, value in values.items()} == {
        "é": "ü",
        "x": '["a=b"] # no comment',
    }


def test_a_value_is_parsed_when_it_is_asked_for(tmp_path: Path) -> None:
    inputs = gather(tmp_path, {"terraform.tfvars": "good = 1\nbad = 1 2\n"})
    assert inputs.sets("bad")
    good = inputs.get("good")
    assert good is not None
    before = inputs.problems
    assert (good.span.line, before) == (1, ())
    bad = inputs.get("bad")
    assert bad is not None
    assert isinstance(bad.value, UnreadableExpression)
    assert [(each.span.file.path, each.span.line) for each in inputs.problems] == [
        ("terraform.tfvars", 2)
    ]
    assert not inputs.sets("ugly")
    assert inputs.get("ugly") is None


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("terraform.tfvars", "a = 1\nb = [\n", 2),
        ("terraform.tfvars", "a = 1\na = 2\n", 2),
        ("terraform.tfvars", 'a = 1\nvariable "b" {\n}\n', 2),
        ("terraform.tfvars.json", '{"a": 1,\n"b": }', 2),
    ],
)
def test_a_file_that_is_not_valid_sets_nothing(
    tmp_path: Path, name: str, text: str, line: int
) -> None:
    inputs = gather(tmp_path, {name: text})
    assert inputs.names == ()
    assert [(each.span.file.path, each.span.line) for each in inputs.problems] == [(name, line)]


def test_a_declaration_among_the_values_is_explained(tmp_path: Path) -> None:
    inputs = gather(tmp_path, {"terraform.tfvars": 'variable "b" {\n}\nother {\n}\n'})
    assert [(each.message, each.span.text, each.help) for each in inputs.problems] == [
        (
            "a variables file cannot contain blocks",
            'variable "b"',
            "declare it in a .tf file; set it here with `NAME = VALUE`",
        ),
        ("a variables file cannot contain blocks", "other", "use `NAME = VALUE`"),
    ]


def test_a_byte_order_mark_and_a_heredoc(tmp_path: Path) -> None:
    inputs = gather(tmp_path, {"terraform.tfvars": "\ufeffa = <<E\nx\nE\nb = 1"})
    assert texts(inputs) == {
        "a": ("terraform.tfvars", "<<E\nx\nE"),
        "b": ("terraform.tfvars", "1"),
    }
    assert inputs.problems == ()


def test_options_that_make_no_sense(tmp_path: Path) -> None:
    inputs = gather(tmp_path, {}, ("var", "x"), ("var", "x =1"), ("var-file", "no.tfvars"))
    assert inputs.mistakes == (
        "invalid `--var x`: missing `=`; use `--var NAME=VALUE`",
        "invalid `--var 'x =1'`: space before `=`; use `--var NAME=VALUE`",
        "cannot read variables file `no.tfvars`: No such file or directory",
    )


def test_a_file_by_one_of_two_names_that_is_not_found_is_ignored(tmp_path: Path) -> None:
    # As in Terraform, which looks for these two and lists the directory for the others.
    (tmp_path / "terraform.tfvars").symlink_to("terraform.tfvars")
    (tmp_path / "terraform.tfvars.json").symlink_to("nowhere")
    (tmp_path / "a.auto.tfvars").symlink_to("a.auto.tfvars")
    os.mkfifo(tmp_path / "b.auto.tfvars")
    inputs = gather(tmp_path, {})
    assert inputs.problems == ()
    assert inputs.unreadable == (
        UnreadableFile("a.auto.tfvars", "Too many levels of symbolic links"),
        UnreadableFile("b.auto.tfvars", "Not a regular file"),
    )


def test_a_directory_that_cannot_be_listed_sets_nothing(tmp_path: Path) -> None:
    assert gather(tmp_path, {}, directory="nowhere").names == ()
