"""Lowering of the grammar's rules to the nodes of the tree.

Each method of `Lowering` named in a table gets the tokens and nodes that the rule matched, in
order, with repeated symbols as one `Run`, and returns the `Symbol` that replaces them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, cast
from typing import Literal as Choice

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.hcl.literals import number
from bridgelint.hcl.source_text import SourceText
from bridgelint.hcl.template_parts import Assembler, Form, Marker
from bridgelint.hcl.tokens import Repair, Token
from bridgelint.hcl.tree import (
    Attribute,
    Binary,
    Block,
    BlockLabel,
    Body,
    Call,
    Conditional,
    Expression,
    For,
    GetAttribute,
    Index,
    Literal,
    Name,
    Object,
    ObjectItem,
    Parentheses,
    Splat,
    SplatItem,
    SyntaxProblem,
    Template,
    TemplateText,
    Tuple,
    Unary,
    UnreadableExpression,
)

Symbols = list[Any]
"""The symbols that a rule matched; the grammar determines their kinds."""


class Run(list["Symbol"]):
    """A sequence of repeated symbols."""


Operator = Choice["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"]

_WORDS: Final = {"true": True, "false": False, "null": None}
_OPERATORS: Final[dict[str, Operator]] = {
    "DOUBLE_PIPE": "||",
    "DOUBLE_AMP": "&&",
    "DOUBLE_EQ": "==",
    "NEQ": "!=",
    "LT": "<",
    "GT": ">",
    "LEQ": "<=",
    "GEQ": ">=",
    "PLUS": "+",
    "MINUS": "-",
    "ASTERISK": "*",
    "SLASH": "/",
    "PERCENT": "%",
}


class Lowering:
    """Builds the tree of one text; `problems` collects what the grammar cannot check."""

    def __init__(
        self, text: SourceText, problems: list[SyntaxProblem], repairs: Sequence[Repair] = ()
    ) -> None:
        self.text = text
        self.problems = problems
        self.losses = [repair.at for repair in repairs if repair.loses]
        self.templates = Assembler(text, problems)

    # -- bodies

    def start(self, symbols: Symbols) -> Run:
        return cast("Run", symbols[0])

    def body(self, symbols: Symbols) -> Run:
        return symbols[0] if symbols else Run()

    def attribute(self, symbols: Symbols) -> Attribute:
        name, _, value = symbols
        span = self._span(name)
        return Attribute(self._text(name), span, value, span.to(value.span))

    def block(self, symbols: Symbols) -> Block:
        kind: Token = symbols[0]
        labels: Symbols = symbols[1] if isinstance(symbols[1], Run) else []
        inside = symbols[2 if labels else 1 :]
        opening, closing = inside[0], inside[-1]
        items: Symbols = inside[-2] if isinstance(inside[-2], Run) else inside[1:-1]
        return Block(
            self._text(kind),
            self._span(kind),
            tuple(labels),
            self.make_body(items, opening.end, closing.start),
            self.text.span(kind.start, closing.end),
        )

    def make_body(self, items: Sequence[object], start: int, end: int) -> Body:
        """Build a body of attributes and blocks, each name set once; the first setting wins."""
        attributes: dict[str, Attribute] = {}
        for item in items:
            if not isinstance(item, Attribute):
                continue
            first = attributes.setdefault(item.name, item)
            if first is not item:
                self.problems.append(
                    SyntaxProblem(
                        f"`{item.name}` is already set on line {first.span.line}",
                        item.name_span,
                        "set each argument once",
                    )
                )
        blocks = tuple(item for item in items if isinstance(item, Block))
        complete = not any(start <= at <= end for at in self.losses)
        return Body(tuple(attributes.values()), blocks, self.text.span(start, end), complete)

    def label(self, symbols: Symbols) -> BlockLabel:
        label = symbols[0]
        if isinstance(label, Token):
            return BlockLabel(self._text(label), self._span(label))
        if label.literal is None:
            self.problems.append(
                SyntaxProblem(
                    "a block label cannot contain `${…}` or `%{…}`",
                    label.span,
                    "use a literal label; `$${` is an escaped `${`",
                )
            )
            return BlockLabel(label.span.text[1:-1], label.span)
        return BlockLabel(label.literal, label.span)

    def identifier(self, symbols: Symbols) -> Token:
        return cast("Token", symbols[0])

    # -- terms

    def expr_term(self, symbols: Symbols) -> Expression:
        first = symbols[0]
        if len(symbols) == 3:
            return Parentheses(symbols[1], self._between(symbols))
        if not isinstance(first, Token):
            return cast("Expression", first)
        if first.kind == "UNREADABLE":
            return UnreadableExpression(self._span(first))
        text = self._text(first)
        if text in _WORDS:
            return Literal(_WORDS[text], self._span(first))
        return Name(text, self._span(first))

    def int_lit(self, symbols: Symbols) -> Literal:
        numeral = self._text(symbols[0])
        span = self._span(symbols[0])
        value = number(numeral)
        if value is None:
            self.problems.append(SyntaxProblem(f"`{numeral}` is not a valid number", span))
        return Literal(value, span)

    float_lit = int_lit

    def string(self, symbols: Symbols) -> Template:
        return self._template(symbols, "quoted")

    def heredoc_template(self, symbols: Symbols) -> Template:
        flush = self.text.data.startswith(b"<<-", symbols[0].start)
        return self._template(symbols, "flush" if flush else "heredoc")

    def _template(self, symbols: Symbols, form: Form) -> Template:
        parts = () if len(symbols) == 2 else self.templates.parts(symbols[1], form)
        return Template(parts, "quoted" if form == "quoted" else "heredoc", self._between(symbols))

    def template(self, symbols: Symbols) -> Run:
        return symbols[0] if symbols else Run()

    def tuple(self, symbols: Symbols) -> Tuple:
        return Tuple(tuple(_nodes(symbols)), self._between(symbols))

    def object(self, symbols: Symbols) -> Object:
        return Object(tuple(_nodes(symbols)), self._between(symbols))

    def object_elem(self, symbols: Symbols) -> ObjectItem:
        key, _, value = symbols
        return ObjectItem(key, value, key.span.to(value.span))

    def object_elem_key(self, symbols: Symbols) -> Expression:
        key: Expression = symbols[0]
        word = key.name if isinstance(key, Name) else _keyword(key)
        return Template((TemplateText(word, key.span),), "quoted", key.span) if word else key

    def function_call(self, symbols: Symbols) -> Call:
        first, closing = symbols[0], symbols[-1]
        has_namespace = isinstance(symbols[1], Run)
        name: list[Token] = [first, *(symbols[1] if has_namespace else ())]
        arguments = symbols[-2] if isinstance(symbols[-2], CallArguments) else NO_ARGUMENTS
        text = "".join(self._text(token) for token in name)
        return Call(
            text,
            self.text.span(first.start, name[-1].end),
            arguments.values,
            arguments.expand,
            self.text.span(first.start, closing.end),
        )

    def arguments(self, symbols: Symbols) -> CallArguments:
        last = symbols[-1]
        expand = isinstance(last, Token) and last.kind == "ELLIPSIS"
        return CallArguments(tuple(_nodes(symbols)), expand)

    # -- what follows a term

    def index_expr_term(self, symbols: Symbols) -> Expression:
        return self._stepped(symbols[0], symbols[1])

    get_attr_expr_term = index_expr_term
    attr_splat_expr_term = index_expr_term
    full_splat_expr_term = index_expr_term

    def get_attr(self, symbols: Symbols) -> ReferenceStep:
        return ReferenceStep(symbols[0].start, symbols[1].end, name=symbols[1])

    def braces_index(self, symbols: Symbols) -> ReferenceStep:
        return ReferenceStep(symbols[0].start, symbols[2].end, key=symbols[1])

    def short_index(self, symbols: Symbols) -> ReferenceStep:
        return ReferenceStep(
            symbols[0].start, symbols[1].end, key=self.int_lit(symbols[1:]), legacy=True
        )

    def attr_splat(self, symbols: Symbols) -> ReferenceStep:
        steps = symbols[2] if len(symbols) == 3 else ()
        return ReferenceStep(symbols[0].start, symbols[1].end, splat=tuple(steps), legacy=True)

    def full_splat(self, symbols: Symbols) -> ReferenceStep:
        steps = symbols[1] if len(symbols) == 2 else ()
        return ReferenceStep(symbols[0].start, symbols[0].end, splat=tuple(steps))

    def _stepped(self, source: Expression, step: ReferenceStep) -> Expression:
        span = source.span.to(self.text.span(step.start, step.end))
        if step.name is not None:
            return GetAttribute(source, self._text(step.name), self._span(step.name), span)
        if step.key is not None:
            return Index(source, step.key, span, step.legacy)
        item: Expression = SplatItem(self.text.span(step.start, step.end))
        for each in step.splat or ():
            item = self._stepped(item, each)
        return Splat(source, item, not step.legacy, source.span.to(item.span))

    # -- operators

    def unary_op(self, symbols: Symbols) -> Unary:
        operator, operand = symbols
        span = self._span(operator).to(operand.span)
        return Unary("-" if operator.kind == "MINUS" else "!", operand, span)

    def binary_term(self, symbols: Symbols) -> Operation:
        return Operation(*symbols)

    def binary_op(self, symbols: Symbols) -> Binary:
        left: Expression = symbols[0]
        operation: Operation = symbols[1]
        operator, right = _OPERATORS[operation.operator.kind], operation.right
        return Binary(operator, left, right, left.span.to(right.span))

    def conditional(self, symbols: Symbols) -> Conditional:
        condition, _, then, _, otherwise = symbols
        return Conditional(condition, then, otherwise, condition.span.to(otherwise.span))

    # -- for expressions

    def for_intro(self, symbols: Symbols) -> Intro:
        names = tuple(self._text(name) for name in _names(symbols[1:-3]))
        return Intro(names, symbols[-2])

    def for_cond(self, symbols: Symbols) -> ConditionalParts:
        return ConditionalParts(symbols[1])

    def for_tuple_expr(self, symbols: Symbols) -> For:
        return self._for(symbols, None, symbols[2])

    def for_object_expr(self, symbols: Symbols) -> For:
        return self._for(symbols, symbols[2], symbols[4])

    def _for(self, symbols: Symbols, key: Expression | None, value: Expression) -> For:
        intro: Intro = symbols[1]
        last = symbols[-2]
        group = any(isinstance(each, Token) and each.kind == "ELLIPSIS" for each in symbols)
        return For(
            intro.names[0] if len(intro.names) == 2 else None,
            intro.names[-1],
            intro.collection,
            key,
            value,
            last.expression if isinstance(last, ConditionalParts) else None,
            group,
            self._between(symbols),
        )

    # -- template sequences

    def string_part(self, symbols: Symbols) -> Token | Marker:
        return cast("Token | Marker", symbols[0])

    def interpolation(self, symbols: Symbols) -> Marker:
        return Marker("interpolation", symbols[0], symbols[-1], symbols[1])

    def template_if_start(self, symbols: Symbols) -> Marker:
        return Marker("if", symbols[0], symbols[-1], symbols[2])

    def template_for_start(self, symbols: Symbols) -> Marker:
        names = tuple(self._text(name) for name in _names(symbols[2:-3]))
        return Marker("for", symbols[0], symbols[-1], symbols[-2], names)

    def template_else(self, symbols: Symbols) -> Marker:
        return Marker("else", symbols[0], symbols[-1])

    def template_endif(self, symbols: Symbols) -> Marker:
        return Marker("endif", symbols[0], symbols[-1])

    def template_endfor(self, symbols: Symbols) -> Marker:
        return Marker("endfor", symbols[0], symbols[-1])

    # -- places

    def _text(self, token: Token) -> str:
        return self.text.word(token.start, token.end)

    def _span(self, token: Token) -> Span:
        return self.text.span(token.start, token.end)

    def _between(self, symbols: Symbols) -> Span:
        return self.text.span(symbols[0].start, symbols[-1].end)


@dataclass(frozen=True, slots=True)
class CallArguments:
    values: tuple[Expression, ...] = ()
    expand: bool = False


NO_ARGUMENTS: Final = CallArguments()


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator and its right operand."""

    operator: Token
    right: Expression


@dataclass(frozen=True, slots=True)
class Intro:
    """`for key, value in collection :`."""

    names: tuple[str, ...]
    collection: Expression


@dataclass(frozen=True, slots=True)
class ConditionalParts:
    """`if expression` at the end of a `for`."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class ReferenceStep:
    """The step after a term: `.name`, `[key]`, `.0`, `[*]…` or `.*…`."""

    start: int
    end: int
    name: Token | None = None
    key: Expression | None = None
    splat: tuple[ReferenceStep, ...] | None = None
    legacy: bool = False


Symbol = (
    Token
    | Run
    | Expression
    | ObjectItem
    | Attribute
    | BlockLabel
    | Block
    | CallArguments
    | Operation
    | Intro
    | ConditionalParts
    | ReferenceStep
    | Marker
)
"""The types of symbols on the parser's stack."""


def _keyword(key: Expression) -> str:
    """Return `true`, `false` or `null` if the expression is that keyword."""
    if not isinstance(key, Literal):
        return ""
    return next((word for word, value in _WORDS.items() if key.value is value), "")


def _nodes(symbols: Symbols) -> Iterator[Any]:
    """Return the nodes among the symbols, without brackets and separators."""
    for symbol in symbols:
        if isinstance(symbol, Run):
            yield from _nodes(symbol)
        elif not isinstance(symbol, Token):
            yield symbol


def _names(symbols: Symbols) -> list[Token]:
    return [token for token in symbols if token.kind != "COMMA"]
