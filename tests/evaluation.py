"""Modules and values for tests of the evaluator."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from pathlib import Path

from bridgelint.base.source import SourceFile
from bridgelint.hcl.parse import parse_expression
from bridgelint.terraform.expressions.evaluator import render
from bridgelint.terraform.expressions.scope import NO_BINDINGS, Bindings
from bridgelint.terraform.functions.declaration import FunctionContext
from bridgelint.terraform.module.evaluation_settings import Settings
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.values import Unknown, Value
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.files import is_configuration, loading_order
from bridgelint.workspace.variable_inputs import Inputs

NO_FILES = Path("/nowhere")


def module_of(
    files: Mapping[str, str] | str, inputs: Inputs | None = None, root: Path = NO_FILES
) -> Module:
    """The root module of a configuration: path -> text, or the text of `main.tf`."""
    texts = {"main.tf": files} if isinstance(files, str) else files
    directories: dict[str, ModuleDirectory] = {}

    def directory(path: str) -> ModuleDirectory | None:
        if path not in directories:
            inside = [each for each in texts if posixpath.dirname(each) == path]
            names = [each for each in inside if is_configuration(posixpath.basename(each))]
            if not names:
                return None
            sources = [SourceFile(each, texts[each].encode()) for each in loading_order(names)]
            directories[path] = ModuleDirectory(path or ".", sources)
        return directories[path]

    def follow(
        caller: ModuleDirectory, _calls: tuple[str, ...], source: str
    ) -> ModuleDirectory | str:
        if not source.startswith(("./", "../")):
            return "comes from a registry"
        path = posixpath.normpath(posixpath.join(caller.path, source))
        return directory("" if path == "." else path) or "names a directory that does not exist"

    main = directory("")
    assert main is not None
    context = FunctionContext(str(root), str(root), render, since_1_16=False)
    settings = Settings(
        context, follow, inputs or Inputs(), workspace="default", working_directory=str(root)
    )
    return Module(main, settings)


def files_of(path: Path) -> dict[str, str]:
    """Every text file below a directory, by its path in there."""
    found: dict[str, str] = {}
    for parent, _, names in os.walk(path):
        for name in sorted(names):
            file = Path(parent, name)
            found[file.relative_to(path).as_posix()] = file.read_text("utf-8")
    return found


def value_of(
    text: str, files: Mapping[str, str] | str = "", bindings: Bindings = NO_BINDINGS
) -> Value:
    """What an expression comes to in a module."""
    return evaluated(module_of(files), text, bindings)


def local_of(module: Module, name: str) -> Value | None:
    """The value of a local value, unless it is undeclared."""
    cell = module.cells.local(name)
    return module.settled(cell) if cell else None


def output_of(module: Module, name: str) -> Value | None:
    """The value of an output as a caller sees it, unless it is undeclared."""
    cell = module.cells.output(name)
    return module.settled(cell) if cell else None


def evaluated(module: Module, text: str, bindings: Bindings = NO_BINDINGS) -> Value:
    """What an expression comes to in a module at hand."""
    expression, problems = parse_expression(SourceFile("expression", text.encode()))
    assert expression is not None
    assert problems == ()
    return module.evaluate(expression, bindings)


def problems_of(module: Module) -> list[str]:
    """`file:line:column: message; help`, for every problem."""
    return [
        f"{each.span.file.path}:{each.span.line}:{each.span.column}: {each.message}"
        + (f"; {each.help}" if each.help else "")
        for each in module.problems
    ]


def plain(value: Value) -> object:
    """The value in Python's types: a number as its text in a tuple, an unknown as its reason."""
    content = value.content
    if isinstance(content, Unknown):
        return f"<{content.reason.text}>"
    if isinstance(content, tuple):
        return [plain(each) for each in content]
    if isinstance(content, dict):
        return {key: plain(each) for key, each in content.items()}
    if isinstance(content, bool | str) or content is None:
        return content
    return Amount(numbers.text(content))


class Amount(str):
    """A number as Terraform writes it; different from the same text as a string."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int | float) and not isinstance(other, bool):
            return str(self) == str(other)
        return isinstance(other, Amount) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __repr__(self) -> str:
        return str(self)
