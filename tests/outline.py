"""A syntax tree in one line, without places: what tests compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from bridgelint.hcl.references import scoped_children
from bridgelint.hcl.tree import (
    Binary,
    Block,
    Body,
    Call,
    Conditional,
    Expression,
    For,
    ForDirective,
    GetAttribute,
    IfDirective,
    Index,
    Interpolation,
    Literal,
    Name,
    Object,
    ObjectItem,
    Parentheses,
    Splat,
    SplatItem,
    Template,
    TemplateText,
    Tuple,
    Unary,
    UnreadableExpression,
)


def outline(node: object) -> str:
    """Calls are `f(x)`, everything else that holds something stands in brackets of its own kind:
    `<a + b>`, `a.b`, `a[b]`, `[a, b]`, `{k = v}`, `"text|${a}|%{if a then|b else|c}"`."""
    return _OUTLINES[type(node)](node)


def body_outline(body: Body) -> list[str]:
    """One line for each argument and each block header, in the order of the file, indented."""
    lines = [
        (each.span.start, [f"{each.name} = {outline(each.value)}"]) for each in body.attributes
    ]
    lines += [(each.span.start, _block(each)) for each in body.blocks]
    end = [] if body.complete else ["(incomplete)"]
    return [line for _, group in sorted(lines) for line in group] + end


def _block(block: Block) -> list[str]:
    header = " ".join([block.type, *(repr(label.text) for label in block.labels)])
    return [header, *(f"  {line}" for line in body_outline(block.body))]


def _joined(nodes: Iterable[object], separator: str = ", ") -> str:
    return separator.join(outline(node) for node in nodes)


def _literal(node: Literal) -> str:
    if node.value is None:
        return "null"
    return str(node.value).lower()


def _sign(node: Index | Splat) -> str:
    """The first sign after what is indexed: `.` in the legacy forms."""
    rest = node.span.file.data[node.source.span.end : node.span.end]
    return rest.decode().lstrip()[:1]


def _index(node: Index) -> str:
    if _sign(node) == ".":
        return f"{outline(node.source)}.{outline(node.key)}"
    return f"{outline(node.source)}[{outline(node.key)}]"


def _splat(node: Splat) -> str:
    return f"<{outline(node.source)} {'.*' if _sign(node) == '.' else '[*]'} {outline(node.item)}>"


def _call(node: Call) -> str:
    return f"{node.name}({_joined(node.arguments)}{'...' if node.expand else ''})"


def _conditional(node: Conditional) -> str:
    return f"<{outline(node.condition)} ? {outline(node.then)} : {outline(node.otherwise)}>"


def _for(node: For) -> str:
    names = f"{node.key_name}, {node.value_name}" if node.key_name else node.value_name
    key = f"{outline(node.key)} => " if node.key else ""
    condition = f" if {outline(node.condition)}" if node.condition else ""
    value = f"{key}{outline(node.value)}{'...' if node.group else ''}"
    return f"<for {names} in {outline(node.collection)} : {value}{condition}>"


def _template(node: Template) -> str:
    sign = {"quoted": '"', "heredoc": "<<", "json": "`"}[node.form]
    return f"{sign}{_joined(node.parts, '|')}{sign[::-1].replace('<', '>')}"


def _if(node: IfDirective) -> str:
    otherwise = f" else|{_joined(node.otherwise, '|')}" if node.otherwise else ""
    return f"%{{if {outline(node.condition)} then|{_joined(node.then, '|')}{otherwise}}}"


def _for_directive(node: ForDirective) -> str:
    names = f"{node.key_name}, {node.value_name}" if node.key_name else node.value_name
    return f"%{{for {names} in {outline(node.collection)} do|{_joined(node.body, '|')}}}"


_OUTLINES: Final[dict[type, Callable[[Any], str]]] = {
    Binary: lambda node: f"<{outline(node.left)} {node.operator} {outline(node.right)}>",
    Call: _call,
    Conditional: _conditional,
    For: _for,
    ForDirective: _for_directive,
    GetAttribute: lambda node: f"{outline(node.source)}.{node.name}",
    IfDirective: _if,
    Index: _index,
    Interpolation: lambda node: f"${{{outline(node.expression)}}}",
    Literal: _literal,
    Name: lambda node: str(node.name),
    Object: lambda node: f"{{{_joined(node.items)}}}",
    ObjectItem: lambda node: f"{outline(node.key)} = {outline(node.value)}",
    Parentheses: lambda node: f"({outline(node.inner)})",
    Splat: _splat,
    SplatItem: lambda _: "_",
    Template: _template,
    TemplateText: lambda node: repr(node.text)[1:-1],
    Tuple: lambda node: f"[{_joined(node.items)}]",
    Unary: lambda node: f"<{node.operator}{outline(node.operand)}>",
    UnreadableExpression: lambda node: f"?{repr(node.span.text)[1:-1]}?",
}


def nodes(expression: Expression) -> Iterator[Any]:
    """The expression and every node below it."""
    waiting: list[Any] = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [child for child, _ in scoped_children(node)]
