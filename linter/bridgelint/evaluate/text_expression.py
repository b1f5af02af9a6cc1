"""Expressions that stand in no file: the text of `--var`, of `TF_VAR_…`, of a type in JSON."""

from __future__ import annotations

from bridgelint.syntax.source import SourceFile
from bridgelint.syntax.tree import Expression


def parse_text(text: str) -> Expression | None:
    """The expression, or nothing where the text is not a valid one."""
    from bridgelint.syntax.parse import parse_expression  # noqa: PLC0415 # few runs have such text

    expression, problems = parse_expression(SourceFile("", text.encode()))
    return None if problems else expression
