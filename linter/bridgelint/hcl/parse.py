"""Text to tree: python-hcl2's grammar applied to our tokens, with recovery from errors."""

from __future__ import annotations

from typing import cast

from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.lalr import Unexpected, run
from bridgelint.hcl.lower import Lowering, Run
from bridgelint.hcl.scanner import BODY, EXPRESSION, TEMPLATE, scan
from bridgelint.hcl.template_parts import Marker
from bridgelint.hcl.tokens import SourceText, Token
from bridgelint.hcl.tree import Body, Expression, SyntaxProblem, Template, TemplatePart

Problems = tuple[SyntaxProblem, ...]


def parse_body(file: SourceFile, start: int = 0, end: int | None = None) -> tuple[Body, Problems]:
    """Parse arguments and blocks in native syntax; return the readable part and the errors."""
    text = SourceText(file, file.data)
    stop = len(file.data) if end is None else end
    problems: list[SyntaxProblem] = []
    lowering = Lowering(text, problems)
    try:
        items = cast("Run", run("start", scan(file.data, start, stop, BODY), lowering))
    except Unexpected:
        from bridgelint.hcl.recover import read_broken  # most text is valid

        return read_broken(text, start, stop)
    body = lowering.make_body(items, start, stop)
    return body, tuple(sorted(problems, key=lambda each: each.span.start))


def parse_expression(
    file: SourceFile, start: int = 0, end: int | None = None
) -> tuple[Expression | None, Problems]:
    """Parse one expression, which can span several lines."""
    return expression_in(SourceText(file, file.data), start, len(file.data) if end is None else end)


def parse_template(file: SourceFile) -> tuple[Template | None, Problems]:
    end = len(file.data)
    parts, problems = template_in(SourceText(file, file.data), 0, end)
    if parts is None:
        return None, problems
    return Template(parts, "heredoc", Span(file, 0, end)), problems


def expression_in(text: SourceText, start: int, end: int) -> tuple[Expression | None, Problems]:
    """Parse the expression in a range of a text."""
    value, problems, lowering = _parsed(EXPRESSION, text, start, end)
    return cast("Expression | None", value), problems or tuple(lowering.problems)


def template_in(
    text: SourceText, start: int, end: int
) -> tuple[tuple[TemplatePart, ...] | None, Problems]:
    """Parse the template in a range of a text, without quotes around it."""
    pieces, problems, lowering = _parsed(TEMPLATE, text, start, end)
    if pieces is None:
        return None, problems
    parts = lowering.templates.parts(cast("list[Token | Marker]", pieces), "heredoc")
    return parts, (*problems, *lowering.problems)


def _parsed(
    mode: str, text: SourceText, start: int, end: int
) -> tuple[object | None, Problems, Lowering]:
    """Return what a rule of the grammar becomes, or `None` if the text is invalid."""
    lowering = Lowering(text, [])
    try:
        found = run(mode, scan(text.data, start, end, mode), lowering)
    except Unexpected as error:
        from bridgelint.hcl.syntax_problems import explain, spot  # most is valid

        return None, (*lowering.problems, explain(text, spot(error))), lowering
    return found, (), lowering
