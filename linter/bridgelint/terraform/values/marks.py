"""Marks that stand inside a value."""

from __future__ import annotations

from bridgelint.base.records import replace
from bridgelint.terraform.values.values import NO_MARKS, Content, Mark, Value, all_marks


def unmark_deep(value: Value) -> tuple[Value, frozenset[Mark]]:
    """The value without any mark at any depth, and all the marks it had."""
    marks = all_marks(value)
    return (_unmarked(value), marks) if marks else (value, NO_MARKS)


def _unmarked(value: Value) -> Value:
    if isinstance(value.content, tuple):
        content: Content = tuple(_unmarked(each) for each in value.content)
    elif isinstance(value.content, dict):
        content = {key: _unmarked(each) for key, each in value.content.items()}
    else:
        return value.unmarked()
    return replace(value, content=content, marks=NO_MARKS)


def without_mark(value: Value, mark: Mark) -> Value:
    """The value without one mark of its own; elements keep theirs."""
    return replace(value, marks=value.marks - {mark}) if mark in value.marks else value
