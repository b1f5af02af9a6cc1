"""The syntax tree: frozen nodes, each with its span in the file.

The shapes are those of HashiCorp's hclsyntax package, under the words of its specification.
Native syntax and JSON syntax are lowered to the same nodes.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal as Choice

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, `true`, `false` or `null`. A number is an `int` when it is whole."""

    value: int | Fraction | bool | None
    span: Span


@dataclass(frozen=True, slots=True)
class TemplateText:
    """Literal text of a template, escapes resolved (and indentation removed, for `<<-`)."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Interpolation:
    """`${ expression }`; the strip markers have already been applied to the text around it."""

    expression: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class IfDirective:
    """`%{ if condition }…%{ else }…%{ endif }`."""

    condition: Expression
    then: tuple[TemplatePart, ...]
    otherwise: tuple[TemplatePart, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ForDirective:
    """`%{ for key, value in collection }…%{ endfor }`."""

    key_name: str | None
    value_name: str
    collection: Expression
    body: tuple[TemplatePart, ...]
    span: Span


TemplatePart = TemplateText | Interpolation | IfDirective | ForDirective


@dataclass(frozen=True, slots=True)
class Template:
    """A quoted string, a heredoc, or a string of JSON syntax.

    `"text"` has one `TemplateText` (or none, for `""`). A template that is one interpolation and
    nothing else gives that expression's value unconverted.
    """

    parts: tuple[TemplatePart, ...]
    form: Choice["quoted", "heredoc", "json"]
    span: Span

    @property
    def literal(self) -> str | None:
        """The string, where no part has to be evaluated."""
        if not self.parts:
            return ""
        if len(self.parts) == 1 and isinstance(self.parts[0], TemplateText):
            return self.parts[0].text
        return None


@dataclass(frozen=True, slots=True)
class Name:
    """The first word of a reference: `var`, `local`, `aws_sns_topic`, a `for` variable."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class GetAttribute:
    """`source.name`; the legacy `source.0` is an `Index`."""

    source: Expression
    name: str
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Index:
    """`source[key]`."""

    source: Expression
    key: Expression
    span: Span
    legacy: bool = False
    """Written `source.0`."""


@dataclass(frozen=True, slots=True)
class SplatItem:
    """Stands for the current element inside the `item` of a `Splat`."""

    span: Span


@dataclass(frozen=True, slots=True)
class Splat:
    """`source[*]…` (full) or `source.*…`: `item` is evaluated for each element."""

    source: Expression
    item: Expression
    full: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A function call. `name` may hold `::`; `expand` when the last argument ends in `...`."""

    name: str
    name_span: Span
    arguments: tuple[Expression, ...]
    expand: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Unary:
    operator: Choice["-", "!"]
    operand: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Binary:
    operator: Choice["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"]
    left: Expression
    right: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Conditional:
    condition: Expression
    then: Expression
    otherwise: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Parentheses:
    inner: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Tuple:
    items: tuple[Expression, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ObjectItem:
    """`key = value`. A bare word as key is a `Template` with its text; `(expr)` is evaluated."""

    key: Expression
    value: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Object:
    items: tuple[ObjectItem, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class For:
    """`[for k, v in c : value if cond]`; with `key` it is `{for … : key => value}`."""

    key_name: str | None
    value_name: str
    collection: Expression
    key: Expression | None
    value: Expression
    condition: Expression | None
    group: bool
    """The value is followed by `...`."""
    span: Span


@dataclass(frozen=True, slots=True)
class UnreadableExpression:
    """Stands where an expression is not valid, as a problem says: nothing is known of it."""

    span: Span


Expression = (
    Literal
    | Template
    | Name
    | GetAttribute
    | Index
    | SplatItem
    | Splat
    | Call
    | Unary
    | Binary
    | Conditional
    | Parentheses
    | Tuple
    | Object
    | For
    | UnreadableExpression
)


@dataclass(frozen=True, slots=True)
class Attribute:
    """`name = value`."""

    name: str
    name_span: Span
    value: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class BlockLabel:
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Block:
    type: str
    type_span: Span
    labels: tuple[BlockLabel, ...]
    body: Body
    span: Span
    json: bool = False
    """Written in JSON syntax, where references and keywords stand in strings."""

    brace: Span | None = None
    """In JSON syntax, for one of several blocks in an array: its opening brace."""

    @property
    def header(self) -> Span:
        """The type and the labels: what a finding about something absent points at.

        In JSON syntax, where blocks share the names above them, the last name, or the brace that
        opens the element of an array.
        """
        if self.brace is not None:
            return self.brace
        if self.json and self.labels:
            return self.labels[-1].span
        return self.type_span.to(self.labels[-1].span) if self.labels else self.type_span


@dataclass(frozen=True, slots=True)
class Body:
    """What stands between the braces, in the order of the file."""

    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]
    span: Span
    complete: bool = True
    """False when something in it could not be read: what seems absent may be there."""

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that name, if there is one."""
        return next((each for each in self.attributes if each.name == name), None)

    def blocks_of(self, *types: str) -> tuple[Block, ...]:
        """The blocks of these types, in the order of the file."""
        return tuple(block for block in self.blocks if block.type in types)


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """One place that is not valid HCL or JSON."""

    message: str
    span: Span
    help: str = ""
