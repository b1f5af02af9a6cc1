"""Text to tree: python-hcl2's grammar run over our tokens, and what can be read of broken text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from bridgelint.syntax.lower import Lowering
from bridgelint.syntax.scanner import BODY, END, EXPRESSION, TEMPLATE, Token, scan
from bridgelint.syntax.source import SourceFile, Span
from bridgelint.syntax.tables import tables
from bridgelint.syntax.tree import Body, Expression, SyntaxProblem, Template

Problems = tuple[SyntaxProblem, ...]


class Unexpected(Exception):  # noqa: N818 # a token where the grammar has no place for it
    """No rule of the grammar goes on with this token."""

    def __init__(self, token: Token, states: list[int], values: list[Any]) -> None:
        super().__init__(token.kind)
        self.token = token
        self.states = states
        self.values = values


def parse_body(file: SourceFile, start: int = 0, end: int | None = None) -> tuple[Body, Problems]:
    """Arguments and blocks in native syntax: the tree of what can be read, and what cannot be."""
    stop = len(file.data) if end is None else end
    problems: list[SyntaxProblem] = []
    lowering = Lowering(file, problems)
    try:
        items = run("start", scan(file.data, start, stop, BODY), lowering)
    except Unexpected as error:
        problems.append(_problem(file, error))
        items = []
    return lowering.make_body(items, start, stop), tuple(problems)


def parse_expression(
    file: SourceFile, start: int = 0, end: int | None = None
) -> tuple[Expression | None, Problems]:
    """One expression, over as many lines as it likes."""
    stop = len(file.data) if end is None else end
    problems: list[SyntaxProblem] = []
    try:
        value = run(
            "expression", scan(file.data, start, stop, EXPRESSION), Lowering(file, problems)
        )
    except Unexpected as error:
        return None, (*problems, _problem(file, error))
    return value, tuple(problems)


def parse_template(
    file: SourceFile, start: int = 0, end: int | None = None
) -> tuple[Template | None, Problems]:
    """A template file."""
    stop = len(file.data) if end is None else end
    problems: list[SyntaxProblem] = []
    lowering = Lowering(file, problems)
    try:
        pieces = run("template", scan(file.data, start, stop, TEMPLATE), lowering)
    except Unexpected as error:
        return None, (*problems, _problem(file, error))
    parts = lowering.templates.parts(pieces, "heredoc")
    return Template(parts, "heredoc", Span(file, start, stop)), tuple(problems)


def run(start: str, tokens: Iterable[Token], lowering: Lowering) -> Any:  # noqa: ANN401 # a node
    """What the grammar makes of the tokens; raises `Unexpected` at the first that does not fit."""
    table = tables()
    actions, goto, rules = table.actions, table.goto, table.rules
    meanings = _meanings()
    first, last = table.starts[start]
    states = [first]
    values: list[Any] = []
    for token in tokens:
        kind = token.kind
        while True:
            action = actions[states[-1]].get(kind)
            if action is None:
                raise Unexpected(token, states, values)
            if action >= 0:
                states.append(action)
                values.append(token)
                break
            name, size, _ = rules[~action]
            meaning = meanings[~action]
            if meaning is None:
                states.pop()
            else:
                matched = values[-size:] if size else []
                if size:
                    del states[-size:]
                    del values[-size:]
                values.append(meaning(lowering, matched))
            states.append(goto[states[-1]][name])
            if kind == END and states[-1] == last:
                return values[-1]
    raise AssertionError("the scanner ends with $END")


Meaning = Callable[[Lowering, list[Any]], Any]


@cache
def _meanings() -> tuple[Meaning | None, ...]:
    """By rule: what is made of the symbols it matched; nothing when its one symbol passes."""
    return tuple(
        None if not name else _listed if name == "[]" else getattr(Lowering, name)
        for _, _, name in tables().rules
    )


def _listed(_: Lowering, symbols: list[Any]) -> list[Any]:
    if isinstance(symbols[0], list):
        symbols[0].extend(symbols[1:])
        return symbols[0]
    return symbols


def _problem(file: SourceFile, error: Unexpected) -> SyntaxProblem:
    token = error.token
    return SyntaxProblem(f"unexpected {token.kind}", Span(file, token.start, token.end))
