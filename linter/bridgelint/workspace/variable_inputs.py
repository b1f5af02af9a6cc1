"""Values of the variables of a root module, in Terraform's order of precedence.

Source: Terraform's internal/command/arguments/vars.go.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from bridgelint.base.records import Record
from bridgelint.base.source import BOM, SourceFile, Span
from bridgelint.hcl.tree import Attribute, Body, Expression, SyntaxProblem
from bridgelint.workspace.block_index import PieceParser
from bridgelint.workspace.block_scan import IndexedArgument, scan_arguments
from bridgelint.workspace.files import UnreadableFile

ENVIRONMENT_PREFIX: Final = "TF_VAR_"

_DEFAULT_FILES: Final = ("terraform.tfvars", "terraform.tfvars.json")
_AUTOMATIC: Final = (".auto.tfvars", ".auto.tfvars.json")

Read = Callable[[str], "SourceFile | UnreadableFile"]


class VariableOption(Record):
    """One `--var` or `--var-file`, in command-line order."""

    kind: Literal["var", "var-file"]
    text: str
    """`NAME=VALUE`, or the path of a file."""


class InputValue(Record):
    """The value of a variable from outside the configuration."""

    name: str
    value: Expression | str
    """An expression from a file, or a text from the environment or the command line: literal for a
    variable of type string, number, bool or none, otherwise parsed as an expression."""

    span: Span
    """The place of the expression, or the whole text as a separate file."""

    origin: Literal["environment", "automatic file", "named file", "option"]


class _Undecided(Record):
    """The place of a value, before it is parsed."""

    place: IndexedArgument | Attribute
    origin: Literal["automatic file", "named file"]


class Inputs:
    """The values of one root module's variables, each parsed on demand."""

    def __init__(self) -> None:
        self._values: dict[str, InputValue | _Undecided] = {}
        self._parser = PieceParser()
        self.mistakes: tuple[str, ...] = ()
        """The errors of the options themselves, one sentence each."""
        self.unreadable: tuple[UnreadableFile, ...] = ()
        """The files that Terraform would read without being told to, and cannot be read."""

    def add(self, values: Iterable[InputValue]) -> None:
        self._values.update((each.name, each) for each in values)

    def add_file(self, file: SourceFile, origin: Literal["automatic file", "named file"]) -> None:
        places, problems = _values_in(file)
        self._values.update((each.name, _Undecided(each, origin)) for each in places)
        self._parser.note(problems)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all set variables, declared or not."""
        return tuple(self._values)

    @property
    def problems(self) -> tuple[SyntaxProblem, ...]:
        """Invalid files, and requested values that are invalid."""
        return self._parser.problems

    def get(self, name: str) -> InputValue | None:
        """Return the value of the variable; `UnreadableExpression` if it is invalid."""
        found = self._values.get(name)
        if found is None or isinstance(found, InputValue):
            return found
        place = found.place
        attribute = self._parser.argument(place) if isinstance(place, IndexedArgument) else place
        return InputValue(name, attribute.value, attribute.value.span, found.origin)

    def sets(self, name: str) -> bool:
        """Return whether the variable is set, even to an invalid value."""
        return name in self._values


def gather_inputs(
    directory: str,
    read: Read,
    *,
    environment: Mapping[str, str],
    options: Sequence[VariableOption] = (),
    others: Iterable[InputValue] = (),
) -> Inputs:
    """Collect the values of the variables of the root module in a directory.

    In ascending precedence: `TF_VAR_*`, terraform.tfvars, terraform.tfvars.json, *.auto.tfvars and
    *.auto.tfvars.json by name, then the options in order, then `others`.
    """
    inputs = Inputs()
    inputs.add(
        _text_value(name.removeprefix(ENVIRONMENT_PREFIX), text, name, "environment")
        for name, text in environment.items()
        if name.startswith(ENVIRONMENT_PREFIX)
    )
    for path in _automatic_files(directory):
        file = read(path)
        if isinstance(file, UnreadableFile):
            inputs.unreadable += (file,)
        else:
            inputs.add_file(file, "automatic file")
    for option in options:
        found = _read_option(option, read)
        if isinstance(found, str):
            inputs.mistakes += (found,)
        elif isinstance(found, InputValue):
            inputs.add((found,))
        else:
            inputs.add_file(found, "named file")
    inputs.add(others)
    return inputs


def option_mistakes(options: Iterable[VariableOption], read: Read) -> tuple[str, ...]:
    """Return what is wrong with the options themselves, whatever the modules are."""
    found = (_read_option(option, read) for option in options)
    return tuple(each for each in found if isinstance(each, str))


def option_names(options: Iterable[VariableOption]) -> tuple[str, ...]:
    """Return the variables that the valid `--var` options set, each once."""
    values = (_from_option(option.text) for option in options if option.kind == "var")
    return tuple(dict.fromkeys(each.name for each in values if isinstance(each, InputValue)))


def _read_option(option: VariableOption, read: Read) -> InputValue | SourceFile | str:
    """Return the value or the file of an option, or what is wrong with it."""
    if option.kind == "var":
        return _from_option(option.text)
    file = read(option.text)
    if isinstance(file, UnreadableFile):
        return f"cannot read variables file `{file.path}`: {file.reason}"
    return file


def _from_option(option: str) -> InputValue | str:
    name, equals, text = option.partition("=")
    if not equals:
        return f"invalid `--var {option}`: missing `=`; use `--var NAME=VALUE`"
    if name.endswith(" "):
        return f"invalid `--var '{option}'`: space before `=`; use `--var NAME=VALUE`"
    return _text_value(name, text, f"--var {name}", "option")


def _text_value(
    name: str, text: str, path: str, origin: Literal["environment", "option"]
) -> InputValue:
    data = text.encode("utf-8", "surrogateescape")
    return InputValue(name, text, Span(SourceFile(path, data), 0, len(data)), origin)


def _automatic_files(directory: str) -> Iterator[str]:
    try:
        names = sorted(os.listdir(directory))
    except OSError:
        return
    prefix = "" if directory == "." else f"{directory}/"
    # Terraform ignores these two where they cannot be found, such as a broken symbolic link.
    yield from (prefix + name for name in _DEFAULT_FILES if os.path.exists(prefix + name))
    yield from (prefix + name for name in names if name.endswith(_AUTOMATIC))


def _values_in(
    file: SourceFile,
) -> tuple[Sequence[IndexedArgument | Attribute], tuple[SyntaxProblem, ...]]:
    """Return all values of a file; empty if anything in it is invalid, as in Terraform."""
    if file.path.endswith(".json"):
        from bridgelint.hcl.json.block_shapes import VARIABLES_FILE  # where one exists
        from bridgelint.hcl.json.to_tree import parse_json_body  # as above

        body, problems = parse_json_body(file, VARIABLES_FILE)
    else:
        start = len(BOM) if file.data.startswith(BOM) else 0
        arguments = scan_arguments(file, start, len(file.data))
        if arguments is not None and len({each.name for each in arguments}) == len(arguments):
            return arguments, ()
        from bridgelint.hcl.parse import parse_body  # as above

        body, problems = parse_body(file)
        problems = (*problems, *_blocks(body))
    return (() if problems else body.attributes), problems


def _blocks(body: Body) -> Iterator[SyntaxProblem]:
    for block in body.blocks:
        help_text = "use `NAME = VALUE`"
        if block.type == "variable":
            help_text = "declare it in a .tf file; set it here with `NAME = VALUE`"
        yield SyntaxProblem("a variables file cannot contain blocks", block.header, help_text)
