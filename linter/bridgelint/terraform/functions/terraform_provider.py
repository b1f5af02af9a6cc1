"""The functions of `terraform.io/builtin/terraform`, the provider built into Terraform."""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import dataclass, field
from bridgelint.base.source import SourceFile
from bridgelint.hcl.identifiers import is_identifier
from bridgelint.hcl.parse import parse_body
from bridgelint.terraform.expressions.evaluator import CONSTANT
from bridgelint.terraform.functions.contract import Function, Parameter, check_size, takes
from bridgelint.terraform.functions.jsonencode import json_prefix
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.errors import EvaluationError, FunctionError
from bridgelint.terraform.values.types import DYNAMIC, STRING, MapType, ObjectType
from bridgelint.terraform.values.values import (
    Unknown,
    Value,
    first_reason,
    is_number,
    is_wholly_known,
    object_of,
    size,
)

_ESCAPES: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_INTRODUCERS: Final = {"${": "$${", "%{": "%%{"}


@dataclass(slots=True)
class _Line:
    lead: str = ""
    assigned: str | None = None
    """The text from the `=` to the end."""

    opened: int = 0
    """Brackets opened on this line minus brackets closed on it."""

    opened_in_assigned: int = 0

    def add(self, text: str, opened: int = 0) -> None:
        self.opened += opened
        if self.assigned is None:
            self.lead += text
        else:
            self.assigned += text
            self.opened_in_assigned += opened

    @property
    def is_whole(self) -> bool:
        """Whether it is an argument that ends on its line: the `=` of such lines are aligned."""
        return self.assigned is not None and self.opened_in_assigned == 0


@dataclass(slots=True)
class _Lines:
    """Source text in the layout of `terraform fmt`."""

    lines: list[_Line] = field(default_factory=lambda: [_Line()])

    def value(self, value: Value) -> None:
        content = value.content
        if isinstance(content, tuple):
            self.lines[-1].add("[", 1)
            for index, each in enumerate(content):
                self.lines[-1].add(", " if index else "")
                self.value(each)
            self.lines[-1].add("]", -1)
        elif isinstance(content, dict):
            self.lines[-1].add("{", 1)
            if content:
                self.lines.append(_Line())
                self.items(content)
            self.lines[-1].add("}", -1)
        else:
            self.lines[-1].add(_simple(value))

    def items(self, content: dict[str, Value]) -> None:
        for name in sorted(content):
            line = self.lines[-1]
            line.add(name if is_identifier(name) else _quoted(name))
            line.assigned = "= "
            self.value(content[name])
            self.lines.append(_Line())

    def text(self) -> str:
        widths = self._widths()
        indents: list[int] = []
        written: list[str] = []
        for line, width in zip(self.lines, widths, strict=True):
            depth = _depth(indents, line.opened)
            body = line.lead if line.assigned is None else f"{line.lead:<{width}} {line.assigned}"
            written.append("  " * depth + body if body else "")
        return "\n".join(written)

    def _widths(self) -> list[int]:
        """Return the width of the name on each line; the last line has none."""
        widths: list[int] = []
        run: list[int] = []
        for line in self.lines:
            if line.is_whole:
                run.append(len(line.lead))
                continue
            widths += [max(run)] * len(run) if run else []
            widths.append(0)
            run = []
        return widths


def _depth(indents: list[int], opened: int) -> int:
    """Return the depth of a line; `indents` contains the brackets that enclosing lines opened."""
    if opened > 0:
        indents.append(opened)
        return len(indents) - 1
    closed = -opened
    while closed > 0 and indents:
        if closed < indents[-1]:
            indents[-1] -= closed
            break
        closed -= indents.pop()
    return len(indents)


def _simple(value: Value) -> str:
    content = value.content
    if content is None:
        return "null"
    if isinstance(content, bool):
        return "true" if content else "false"
    if is_number(content):
        return numbers.text(content)
    return _quoted(str(content))


def _quoted(text: str) -> str:
    escaped = "".join(map(_escaped, text))
    for introducer, doubled in _INTRODUCERS.items():
        escaped = escaped.replace(introducer, doubled)
    return f'"{escaped}"'


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter.isprintable():
        return letter
    code = ord(letter)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _encode_expr(value: Value) -> Value | str:
    if not is_wholly_known(value):
        return _not_known(value, json_prefix(value))
    check_size(elements=size(value))
    lines = _Lines()
    lines.value(value)
    return lines.text().strip()


def _encode_tfvars(value: Value) -> Value | str:
    if not is_wholly_known(value):
        return _not_known(value)
    content = value.content
    if not isinstance(value.type, MapType | ObjectType) or not isinstance(content, dict):
        raise FunctionError("an object with the variable values is required", 0)
    for name in content:
        if not is_identifier(name):
            raise FunctionError(f"`{name}` is not a valid variable name", 0)
    check_size(elements=size(value))
    lines = _Lines()
    lines.items(content)
    return lines.text()


def _not_known(value: Value, prefix: str = "") -> Value:
    return Value(STRING, Unknown(first_reason((value,)), not_null=True, prefix=prefix))


def _decode_tfvars(text: str) -> Value:
    body, problems = parse_body(SourceFile("the argument of decode_tfvars", text.encode()))
    if problems:
        raise FunctionError(f"it cannot be parsed: {problems[0].message}", 0)
    if body.blocks:
        raise FunctionError("a variable definitions file cannot contain blocks", 0)
    values: dict[str, Value] = {}
    for attribute in body.attributes:
        try:
            values[attribute.name] = CONSTANT.evaluate(attribute.value, CONSTANT)
        except EvaluationError as error:
            raise FunctionError(error.problem.message, 0) from error
    return object_of(values)


_ANY: Final = takes(value=Parameter(DYNAMIC, allow_unknown=True))

TERRAFORM_FUNCTIONS: Final = {
    "encode_expr": Function(_ANY, STRING, _encode_expr),
    "encode_tfvars": Function(_ANY, STRING, _encode_tfvars),
    "decode_tfvars": Function(takes(src=STRING), DYNAMIC, _decode_tfvars),
}
"""Maps the name after `provider::terraform::` to its function."""
