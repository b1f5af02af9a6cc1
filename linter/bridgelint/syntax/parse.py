"""Text to tree: python-hcl2's grammar run over our tokens, and what can be read of broken text."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

from bridgelint.syntax.lower import Lowering, Run
from bridgelint.syntax.problems import Unexpected, explain, spot
from bridgelint.syntax.recover import Mender, readable_items
from bridgelint.syntax.scanner import BODY, END, EXPRESSION, TEMPLATE, Repair, Token, scan
from bridgelint.syntax.source import SourceFile, Span
from bridgelint.syntax.tables import tables
from bridgelint.syntax.text import Text
from bridgelint.syntax.tree import Body, Expression, SyntaxProblem, Template, TemplatePart

Problems = tuple[SyntaxProblem, ...]

_REREAD: Final = 4 << 20


def parse_body(file: SourceFile, start: int = 0, end: int | None = None) -> tuple[Body, Problems]:
    """Arguments and blocks in native syntax: the tree of what can be read, and what cannot be."""
    text = Text(file, file.data)
    stop = len(file.data) if end is None else end
    repairs: list[Repair] = []
    problems: list[SyntaxProblem] = []
    attempts = _most_attempts(stop - start)
    while True:
        found: list[SyntaxProblem] = []
        lowering = Lowering(text, found, repairs)
        try:
            items = run("start", scan(file.data, start, stop, BODY, repairs), lowering)
            break
        except Unexpected as error:
            problem, repair = Mender(text, start, stop).mend(error, repairs)
            problems += [problem] if problem else []
            _insert(repairs, repair)
            attempts -= 1
            if not attempts:
                items = readable_items(error)
                lowering.losses.append(stop)
                break
    body = lowering.make_body(items, start, stop)
    return body, _by_place((*problems, *found))


def _by_place(problems: Iterable[SyntaxProblem]) -> Problems:
    """In the order of the text, and of those at one place the first."""
    first: dict[int, SyntaxProblem] = {}
    for problem in problems:
        first.setdefault(problem.span.start, problem)
    return tuple(first[start] for start in sorted(first))


def _insert(repairs: list[Repair], repair: Repair) -> None:
    """Add a repair; those in the text that it leaves out are no longer needed."""
    repairs[:] = [each for each in repairs if not repair.at <= each.at < repair.resume]
    insort(repairs, repair, key=lambda each: each.at)


def _most_attempts(size: int) -> int:
    """After how many mistakes reading stops: each one costs reading the text again."""
    return max(2, min(20, _REREAD // max(size, 1)))


def parse_expression(
    file: SourceFile, start: int = 0, end: int | None = None
) -> tuple[Expression | None, Problems]:
    """One expression, over as many lines as it likes."""
    return expression_in(Text(file, file.data), start, len(file.data) if end is None else end)


def parse_template(
    file: SourceFile, start: int = 0, end: int | None = None
) -> tuple[Template | None, Problems]:
    """A template file."""
    stop = len(file.data) if end is None else end
    parts, problems = template_in(Text(file, file.data), start, stop)
    if parts is None:
        return None, problems
    return Template(parts, "heredoc", Span(file, start, stop)), problems


def expression_in(text: Text, start: int, end: int) -> tuple[Expression | None, Problems]:
    """The expression in a range of a text."""
    problems: list[SyntaxProblem] = []
    lowering = Lowering(text, problems)
    try:
        value = run("expression", scan(text.data, start, end, EXPRESSION), lowering)
    except Unexpected as error:
        return None, (*problems, explain(text, spot(error)))
    return value, tuple(problems)


def template_in(
    text: Text, start: int, end: int
) -> tuple[tuple[TemplatePart, ...] | None, Problems]:
    """The template in a range of a text, without quotes around it."""
    problems: list[SyntaxProblem] = []
    lowering = Lowering(text, problems)
    try:
        pieces = run("template", scan(text.data, start, end, TEMPLATE), lowering)
    except Unexpected as error:
        return None, (*problems, explain(text, spot(error)))
    return lowering.templates.parts(pieces, "heredoc"), tuple(problems)


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
                raise Unexpected(start, token, states, values)
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


def _listed(_: Lowering, symbols: list[Any]) -> Run:
    if isinstance(symbols[0], Run):
        symbols[0].extend(symbols[1:])
        return symbols[0]
    return Run(symbols)
