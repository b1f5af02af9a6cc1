"""The syntax tree: frozen nodes, each with its span in the file.

The structure is that of HashiCorp's hclsyntax package, with the terms of its specification. Native
syntax and JSON syntax are lowered to the same nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from typing import Literal as Choice

from bridgelint.base.records import Record
from bridgelint.base.source import Span

if TYPE_CHECKING:
    from fractions import Fraction


class Literal(Record):
    """A number, `true`, `false` or `null`. A number is an `int` if it is an integer."""

    value: int | Fraction | bool | None
    span: Span


class TemplateText(Record):
    """Literal text of a template, with escapes resolved (and indentation removed, for `<<-`)."""

    text: str
    span: Span


class Interpolation(Record):
    """`${ expression }`; the strip markers are already applied to the text around it."""

    expression: Expression
    span: Span


class IfDirective(Record):
    """`%{ if condition }…%{ else }…%{ endif }`."""

    condition: Expression
    then: tuple[TemplatePart, ...]
    otherwise: tuple[TemplatePart, ...]
    span: Span


class ForDirective(Record):
    """`%{ for key, value in collection }…%{ endfor }`."""

    key_name: str | None
    value_name: str
    collection: Expression
    body: tuple[TemplatePart, ...]
    span: Span


TemplatePart = TemplateText | Interpolation | IfDirective | ForDirective


class Template(Record):
    """A quoted string, a heredoc, or a string of JSON syntax.

    `"text"` has one `TemplateText` (or none, for `""`). A template that only consists of one
    interpolation has the unconverted value of that expression.
    """

    parts: tuple[TemplatePart, ...]
    form: Choice["quoted", "heredoc", "json"]
    span: Span

    @property
    def literal(self) -> str | None:
        """The string, or `None` if a part must be evaluated."""
        if not self.parts:
            return ""
        if len(self.parts) == 1 and isinstance(self.parts[0], TemplateText):
            return self.parts[0].text
        return None


class Name(Record):
    """The root of a reference: `var`, `local`, `aws_sns_topic`, a `for` variable."""

    name: str
    span: Span


class GetAttribute(Record):
    """`source.name`."""

    source: Expression
    name: str
    name_span: Span
    span: Span


class Index(Record):
    """`source[key]`, or the legacy `source.0`."""

    source: Expression
    key: Expression
    span: Span


class SplatItem(Record):
    """The current element inside the `item` of a `Splat`."""

    span: Span


class Splat(Record):
    """`source[*]…` or `source.*…`: `item` is evaluated for each element."""

    source: Expression
    item: Expression
    span: Span


class Call(Record):
    """A function call. `name` may contain `::`; `expand` if the last argument ends in `...`."""

    name: str
    name_span: Span
    arguments: tuple[Expression, ...]
    expand: bool
    span: Span


class Unary(Record):
    operator: Choice["-", "!"]
    operand: Expression
    span: Span


BinaryOperator = Choice["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"]


class Binary(Record):
    operator: BinaryOperator
    left: Expression
    right: Expression
    span: Span


class Conditional(Record):
    condition: Expression
    then: Expression
    otherwise: Expression
    span: Span


class Parentheses(Record):
    inner: Expression
    span: Span


class Tuple(Record):
    items: tuple[Expression, ...]
    span: Span


class ObjectItem(Record):
    """`key = value`. A bare word as key is a `Template` with its text; `(expr)` is evaluated."""

    key: Expression
    value: Expression
    span: Span


class Object(Record):
    items: tuple[ObjectItem, ...]
    span: Span


class For(Record):
    """`[for k, v in c : value if cond]`; with `key` it is `{for … : key => value}`."""

    key_name: str | None
    value_name: str
    collection: Expression
    key: Expression | None
    value: Expression
    condition: Expression | None
    group: bool
    """Whether the value is followed by `...`."""
    span: Span


class UnreadableExpression(Record):
    """An invalid expression, which a problem reports: nothing is known of it."""

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


Node = Expression | TemplatePart

CHILDREN: Final[dict[type, Callable[[Any], tuple[Node, ...]]]] = {
    Template: lambda node: node.parts,
    Interpolation: lambda node: (node.expression,),
    IfDirective: lambda node: (node.condition, *node.then, *node.otherwise),
    GetAttribute: lambda node: (node.source,),
    Index: lambda node: (node.source, node.key),
    Splat: lambda node: (node.source, node.item),
    Call: lambda node: node.arguments,
    Unary: lambda node: (node.operand,),
    Binary: lambda node: (node.left, node.right),
    Conditional: lambda node: (node.condition, node.then, node.otherwise),
    Parentheses: lambda node: (node.inner,),
    Tuple: lambda node: node.items,
    Object: lambda node: tuple(part for item in node.items for part in (item.key, item.value)),
}
"""The nodes in each kind of expression or part that binds no names, in text order."""


def literal_of(expression: Expression | None) -> str | None:
    """Return the string that is written there, or `None` for any other expression."""
    return expression.literal if isinstance(expression, Template) else None


def items_of(expression: Expression | None) -> tuple[Expression, ...]:
    """Return the elements of a tuple; empty for any other expression."""
    return expression.items if isinstance(expression, Tuple) else ()


def members_of(expression: Expression | None) -> dict[str | None, Expression]:
    """Return the values of an object by their literal keys; empty for any other expression."""
    items = expression.items if isinstance(expression, Object) else ()
    return {literal_of(item.key): item.value for item in items}


def chain_of(expression: Expression) -> tuple[Expression, list[GetAttribute | Index]]:
    """Return what `.name` and `[key]` are applied to, innermost first, and these steps in order."""
    steps: list[GetAttribute | Index] = []
    while isinstance(expression, (GetAttribute, Index)):
        steps.append(expression)
        expression = expression.source
    steps.reverse()
    return expression, steps


def bare(expression: Expression) -> Expression:
    """Return the expression without parentheses, or the only interpolation of a template."""
    while True:
        if isinstance(expression, Parentheses):
            expression = expression.inner
        elif (
            isinstance(expression, Template)
            and len(expression.parts) == 1
            and isinstance(expression.parts[0], Interpolation)
        ):
            expression = expression.parts[0].expression
        else:
            return expression


class Attribute(Record):
    """`name = value`."""

    name: str
    name_span: Span
    value: Expression
    span: Span

    @property
    def is_readable(self) -> bool:
        """Whether its value is an expression; if it is not, a syntax problem says so."""
        return not isinstance(self.value, UnreadableExpression)


class BlockLabel(Record):
    text: str
    span: Span


class Block(Record):
    type: str
    type_span: Span
    labels: tuple[BlockLabel, ...]
    body: Body
    span: Span
    json: bool = False
    """Whether it is in JSON syntax, where references and keywords are strings."""

    brace: Span | None = None
    """In JSON syntax, for one of several blocks in an array: its opening brace."""

    @property
    def header(self) -> Span:
        """The type and the labels: the place of a finding about something missing.

        In JSON syntax, where blocks share the names above them, it is the last name, or the brace
        that opens the element of an array.
        """
        if self.brace is not None:
            return self.brace
        if self.json and self.labels:
            return self.labels[-1].span
        return self.type_span.to(self.labels[-1].span) if self.labels else self.type_span


class Body(Record):
    """The attributes and blocks between the braces, in file order."""

    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]
    span: Span
    complete: bool = True
    """`False` if a part could not be parsed: what seems missing may exist."""

    def attribute(self, name: str) -> Attribute | None:
        return next((each for each in self.attributes if each.name == name), None)

    def value(self, name: str) -> Expression | None:
        attribute = self.attribute(name)
        return attribute.value if attribute else None

    def blocks_of(self, *types: str) -> tuple[Block, ...]:
        """Return the blocks of these types, in file order."""
        return tuple(block for block in self.blocks if block.type in types)


class SyntaxProblem(Record):
    """One place that is not valid HCL or JSON."""

    message: str
    span: Span
    help: str = ""


def repeated(name: str, span: Span, first: Span) -> SyntaxProblem:
    """Return the problem of a name that is set a second time."""
    message = f"`{name}` is already set on line {first.line}"
    return SyntaxProblem(message, span, "set each argument once")
