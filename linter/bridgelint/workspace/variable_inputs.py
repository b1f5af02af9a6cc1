"""Values for the variables of a root module, in Terraform's order of precedence.

Source: Terraform's internal/command/arguments/vars.go.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from bridgelint.base.source import BOM, SourceFile, Span
from bridgelint.hcl.tree import Attribute, Body, Expression, SyntaxProblem
from bridgelint.workspace.argument_index import IndexedArgument, scan_arguments
from bridgelint.workspace.block_parsing import PieceParser
from bridgelint.workspace.file_reading import UnreadableFile

ENVIRONMENT_PREFIX: Final = "TF_VAR_"

_DEFAULT_FILES: Final = ("terraform.tfvars", "terraform.tfvars.json")
_AUTOMATIC: Final = (".auto.tfvars", ".auto.tfvars.json")

Read = Callable[[str], "SourceFile | UnreadableFile"]


class VariableOption(NamedTuple):
    """One `--var` or `--var-file`, in the order of the command line."""

    kind: Literal["var", "var-file"]
    text: str
    """`NAME=VALUE`, or the path of a file."""


class InputValue(NamedTuple):
    """What a variable is set to from outside the configuration."""

    name: str
    value: Expression | str
    """An expression from a file. A text, from the environment or the command line: literal for a
    variable of type string, number, bool or none, else to be parsed as an expression."""

    span: Span
    """The expression, or the whole text as a file of its own."""

    origin: Literal["environment", "automatic file", "named file", "option"]


class _Undecided(NamedTuple):
    """Where a value stands, before anyone parses it."""

    place: IndexedArgument | Attribute
    origin: Literal["automatic file", "named file"]


class Inputs:
    """The values of one root module's variables; a value is parsed when it is asked for."""

    def __init__(
        self,
        values: Mapping[str, InputValue | _Undecided],
        *,
        problems: Iterable[SyntaxProblem] = (),
        mistakes: Iterable[str] = (),
        unreadable: Iterable[UnreadableFile] = (),
    ) -> None:
        self._values = dict(values)
        self._parser = PieceParser(tuple(problems))
        self.mistakes: Final = tuple(mistakes)
        """What is wrong with the options themselves, one sentence each: bad usage."""
        self.unreadable: Final = tuple(unreadable)
        """The files that Terraform would read without being told to, and cannot be read."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every variable that is set, declared or not."""
        return tuple(self._values)

    @property
    def problems(self) -> tuple[SyntaxProblem, ...]:
        """Files that are not valid, and values that were asked for and are not valid."""
        return self._parser.problems

    def get(self, name: str) -> InputValue | None:
        """What the variable is set to; `UnreadableFile` where that is not valid."""
        found = self._values.get(name)
        if found is None or isinstance(found, InputValue):
            return found
        place = found.place
        attribute = self._parser.argument(place) if isinstance(place, IndexedArgument) else place
        return InputValue(name, attribute.value, attribute.value.span, found.origin)

    def sets(self, name: str) -> bool:
        """The variable is set, be it to something that is not valid."""
        return name in self._values

    def undeclared(self, declared: Callable[[str], bool]) -> tuple[tuple[str, Span | None], ...]:
        """Names from files and options that the module does not declare, with their place in a
        file. Terraform warns of those in files, refuses the others, and is silent about the
        environment."""
        return tuple(
            (name, _place(value))
            for name, value in self._values.items()
            if value.origin != "environment" and not declared(name)
        )


def gather_inputs(
    directory: str,
    read: Read,
    *,
    environment: Mapping[str, str],
    options: Sequence[VariableOption] = (),
) -> Inputs:
    """Collect what sets the variables of the root module in a directory.

    From low to high: `TF_VAR_…`, terraform.tfvars, terraform.tfvars.json, *.auto.tfvars and
    *.auto.tfvars.json by name, then the options in their order.
    """
    values: dict[str, InputValue | _Undecided] = dict(_from_environment(environment))
    problems: list[SyntaxProblem] = []
    mistakes: list[str] = []
    unreadable: list[UnreadableFile] = []
    for path in _automatic_files(directory):
        file = read(path)
        if isinstance(file, UnreadableFile):
            unreadable.append(file)
            continue
        places, found = _values_in(file)
        values.update((each.name, _Undecided(each, "automatic file")) for each in places)
        problems.extend(found)
    for option in options:
        if option.kind == "var":
            value = _from_option(option.text)
            if isinstance(value, str):
                mistakes.append(value)
            else:
                values[value.name] = value
            continue
        file = read(option.text)
        if isinstance(file, UnreadableFile):
            mistakes.append(f"the variables file {file.path} cannot be read: {file.reason}")
            continue
        places, found = _values_in(file)
        values.update((each.name, _Undecided(each, "named file")) for each in places)
        problems.extend(found)
    return Inputs(values, problems=problems, mistakes=mistakes, unreadable=unreadable)


def _from_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, InputValue]]:
    for variable, text in environment.items():
        if variable.startswith(ENVIRONMENT_PREFIX):
            name = variable.removeprefix(ENVIRONMENT_PREFIX)
            yield name, _text_value(name, text, variable, "environment")


def _from_option(option: str) -> InputValue | str:
    name, equals, text = option.partition("=")
    if not equals:
        return f"`--var {option}` has no `=`: write `--var NAME=VALUE`"
    if name.endswith(" "):
        return f"`--var '{option}'` has a space before the `=`: write `--var NAME=VALUE`"
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
    """Every value of a file; none where something in it is not valid, as in Terraform."""
    if file.path.endswith(".json"):
        from bridgelint.workspace.json_files import values_of_json  # noqa: PLC0415 # where one exists

        return values_of_json(file)
    start = len(BOM) if file.data.startswith(BOM) else 0
    arguments = scan_arguments(file, start, len(file.data))
    if arguments is not None and len({each.name for each in arguments}) == len(arguments):
        return arguments, ()
    from bridgelint.hcl.parse import parse_body  # noqa: PLC0415 # as above

    body, problems = parse_body(file)
    problems = (*problems, *_blocks(body))
    return (() if problems else body.attributes), problems


def _blocks(body: Body) -> Iterator[SyntaxProblem]:
    for block in body.blocks:
        help_text = (
            "declare it in a .tf file; here, write `NAME = VALUE`"
            if block.type == "variable"
            else "write `NAME = VALUE`"
        )
        message = "a variables file holds values, and no blocks"
        yield SyntaxProblem(message, block.header, help_text)


def _place(value: InputValue | _Undecided) -> Span | None:
    if isinstance(value, InputValue):
        return None
    place = value.place
    if isinstance(place, Attribute):
        return place.name_span
    return Span(place.file, place.start, place.name_end)
