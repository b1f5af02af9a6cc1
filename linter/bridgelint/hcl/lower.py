"""Lowering of the grammar's rules to the nodes of the tree.

Each method of `Lowering` named in a table gets the tokens and nodes that the rule matched, in
order, with repeated symbols as one `Run`, and returns what replaces them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, cast

from bridgelint.base.source import Span
from bridgelint.hcl import tree
from bridgelint.hcl.literals import number
from bridgelint.hcl.template_parts import Assembler, Form, Marker
from bridgelint.hcl.tokens import Repair, SourceText, Token, is_token

Symbols = list[Any]
"""The symbols that a rule matched; the grammar determines their kinds."""


class Run(Symbols):
    """Several symbols of a rule in the place of one, without their separators."""


Step = Callable[[tree.Expression], tree.Expression]
"""What follows a term: it makes `source.name` of `source`, for example."""

_WORDS: Final = {"true": True, "false": False, "null": None}


class Lowering:
    """Builds the tree of one text; `problems` collects what the grammar cannot check."""

    def __init__(
        self, text: SourceText, problems: list[tree.SyntaxProblem], repairs: Sequence[Repair] = ()
    ) -> None:
        self.text = text
        self.problems = problems
        self.losses = [repair.at for repair in repairs if repair.loses]
        self.templates = Assembler(text, problems)

    # -- bodies

    def attribute(self, symbols: Symbols) -> tree.Attribute:
        name, _, value = symbols
        span = self._span(name)
        return tree.Attribute(self._text(name), span, value, span.to(value.span))

    def block(self, symbols: Symbols) -> tree.Block:
        kind, closing = symbols[0], symbols[-1]
        labels: Symbols = symbols[1] if isinstance(symbols[1], Run) else []
        opening = symbols[2 if labels else 1]
        items: Symbols = symbols[-2] if isinstance(symbols[-2], Run) else [symbols[-2]]
        return tree.Block(
            self._text(kind),
            self._span(kind),
            tuple(labels),
            self.make_body(items, opening.end, closing.start),
            self._between(symbols),
        )

    def make_body(self, items: Sequence[object], start: int, end: int) -> tree.Body:
        """Build a body of attributes and blocks, each name set once; the first setting wins."""
        attributes: dict[str, tree.Attribute] = {}
        for item in items:
            if not isinstance(item, tree.Attribute):
                continue
            first = attributes.setdefault(item.name, item)
            if first is not item:
                self.problems.append(tree.repeated(item.name, item.name_span, first.span))
        blocks = tuple(item for item in items if isinstance(item, tree.Block))
        complete = not any(start <= at <= end for at in self.losses)
        return tree.Body(tuple(attributes.values()), blocks, self.text.span(start, end), complete)

    def label(self, symbols: Symbols) -> tree.BlockLabel:
        label = symbols[0]
        if isinstance(label, Token):
            return tree.BlockLabel(self._text(label), self._span(label))
        if label.literal is None:
            self.problems.append(
                tree.SyntaxProblem(
                    "a block label cannot contain `${…}` or `%{…}`",
                    label.span,
                    "use a literal label; `$${` is an escaped `${`",
                )
            )
            return tree.BlockLabel(label.span.text[1:-1], label.span)
        return tree.BlockLabel(label.literal, label.span)

    # -- terms

    def parentheses(self, symbols: Symbols) -> tree.Parentheses:
        return tree.Parentheses(symbols[1], self._between(symbols))

    def unreadable(self, symbols: Symbols) -> tree.UnreadableExpression:
        return tree.UnreadableExpression(self._span(symbols[0]))

    def word(self, symbols: Symbols) -> tree.Literal | tree.Name:
        text, span = self._text(symbols[0]), self._span(symbols[0])
        return tree.Literal(_WORDS[text], span) if text in _WORDS else tree.Name(text, span)

    def int_lit(self, symbols: Symbols) -> tree.Literal:
        numeral = self._text(symbols[0])
        span = self._span(symbols[0])
        value = number(numeral)
        if value is None:
            self.problems.append(tree.SyntaxProblem(f"`{numeral}` is not a valid number", span))
        return tree.Literal(value, span)

    float_lit = int_lit

    def string(self, symbols: Symbols) -> tree.Template:
        return self._template(symbols, "quoted")

    def heredoc_template(self, symbols: Symbols) -> tree.Template:
        flush = self.text.data.startswith(b"<<-", symbols[0].start)
        return self._template(symbols, "flush" if flush else "heredoc")

    def _template(self, symbols: Symbols, form: Form) -> tree.Template:
        parts = () if len(symbols) == 2 else self.templates.parts(symbols[1], form)
        return tree.Template(
            parts, "quoted" if form == "quoted" else "heredoc", self._between(symbols)
        )

    def tuple(self, symbols: Symbols) -> tree.Tuple:
        return tree.Tuple(tuple(_nodes(symbols)), self._between(symbols))

    def object(self, symbols: Symbols) -> tree.Object:
        return tree.Object(tuple(_nodes(symbols)), self._between(symbols))

    def object_elem(self, symbols: Symbols) -> tree.ObjectItem:
        key, _, value = symbols
        return tree.ObjectItem(key, value, key.span.to(value.span))

    def object_elem_key(self, symbols: Symbols) -> tree.Expression:
        key: tree.Expression = symbols[0]
        word = key.name if isinstance(key, tree.Name) else ""
        if isinstance(key, tree.Literal):
            word = next((each for each, value in _WORDS.items() if key.value is value), "")
        return (
            tree.Template((tree.TemplateText(word, key.span),), "quoted", key.span) if word else key
        )

    def function_call(self, symbols: Symbols) -> tree.Call:
        namespaces: Symbols = symbols[1] if isinstance(symbols[1], Run) else []
        arguments: Symbols = symbols[-2] if isinstance(symbols[-2], Run) else []
        name = [symbols[0], *namespaces]
        return tree.Call(
            "".join(self._text(token) for token in name),
            self._between(name),
            tuple(_nodes(arguments)),
            bool(arguments) and is_token(arguments[-1], "ELLIPSIS"),
            self._between(symbols),
        )

    # -- what follows a term

    def stepped(self, symbols: Symbols) -> tree.Expression:
        source, step = symbols
        expression: tree.Expression = step(source)
        return expression

    def get_attr(self, symbols: Symbols) -> Step:
        name, span = self._text(symbols[1]), self._span(symbols[1])
        return lambda source: tree.GetAttribute(source, name, span, source.span.to(span))

    def braces_index(self, symbols: Symbols) -> Step:
        key, closing = symbols[1], self._span(symbols[2])
        return lambda source: tree.Index(source, key, source.span.to(closing))

    def short_index(self, symbols: Symbols) -> Step:
        key = self.int_lit(symbols[1:])
        return lambda source: tree.Index(source, key, source.span.to(key.span))

    def splat(self, symbols: Symbols) -> Step:
        opening = [each for each in symbols if isinstance(each, Token)]
        item: tree.Expression = tree.SplatItem(self._between(opening))
        for step in symbols[-1] if isinstance(symbols[-1], Run) else ():
            item = step(item)
        return lambda source: tree.Splat(source, item, source.span.to(item.span))

    # -- operators

    def unary_op(self, symbols: Symbols) -> tree.Unary:
        operator, operand = symbols
        span = self._span(operator).to(operand.span)
        return tree.Unary("-" if operator.kind == "MINUS" else "!", operand, span)

    def binary_op(self, symbols: Symbols) -> tree.Binary:
        left, (operator, right) = symbols
        sign = cast("tree.BinaryOperator", self._text(operator))
        return tree.Binary(sign, left, right, left.span.to(right.span))

    def conditional(self, symbols: Symbols) -> tree.Conditional:
        condition, _, then, _, otherwise = symbols
        return tree.Conditional(condition, then, otherwise, condition.span.to(otherwise.span))

    # -- for expressions

    def for_tuple_expr(self, symbols: Symbols) -> tree.For:
        key, value = None, symbols[2]
        if is_token(symbols[3], "FOR_OBJECT_ARROW"):
            key, value = symbols[2], symbols[4]
        _, *names, _, collection, _ = symbols[1]
        condition = symbols[-2][1] if isinstance(symbols[-2], Run) else None
        return tree.For(
            self._text(names[0]) if len(names) == 2 else None,
            self._text(names[-1]),
            collection,
            key,
            value,
            condition,
            any(is_token(each, "ELLIPSIS") for each in symbols),
            self._between(symbols),
        )

    for_object_expr = for_tuple_expr

    def marker(self, symbols: Symbols) -> Marker:
        opening, *inside, closing = symbols
        if opening.kind == "INTERP_START":
            return Marker("interpolation", opening, closing, inside[0])
        names = tuple(self._text(name) for name in inside[1:-2] if name.kind != "COMMA")
        expression = None if isinstance(inside[-1], Token) else inside[-1]
        return Marker(inside[0].kind.lower(), opening, closing, expression, names)

    # -- places

    def _text(self, token: Token) -> str:
        return self.text.word(token.start, token.end)

    def _span(self, token: Token) -> Span:
        return self.text.span(token.start, token.end)

    def _between(self, symbols: Symbols) -> Span:
        return self.text.span(symbols[0].start, symbols[-1].end)


def _nodes(symbols: Symbols) -> Iterator[Any]:
    """Return the nodes among the symbols, without brackets and separators."""
    for symbol in symbols:
        if isinstance(symbol, Run):
            yield from _nodes(symbol)
        elif not isinstance(symbol, Token):
            yield symbol
