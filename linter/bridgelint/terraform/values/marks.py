"""Marks inside a value."""

from __future__ import annotations

from bridgelint.base.records import replace
from bridgelint.terraform.values.values import NO_MARKS, Content, Mark, Unknown, Value, all_marks


def unmark_deep(value: Value) -> tuple[Value, frozenset[Mark]]:
    """Return the value without any mark at any depth, and all the marks it had."""
    marks = all_marks(value)
    return (_unmarked(value), marks) if marks else (value, NO_MARKS)


def _unmarked(value: Value) -> Value:
    if isinstance(value.content, tuple):
        content: Content = tuple(_unmarked(each) for each in value.content)
    elif isinstance(value.content, dict):
        content = {key: _unmarked(each) for key, each in value.content.items()}
    elif isinstance(value.content, Unknown) and value.content.attributes:
        known = {name: _unmarked(each) for name, each in value.content.attributes.items()}
        content = replace(value.content, attributes=known)
    else:
        return value.unmarked()
    return replace(value, content=content, marks=NO_MARKS)


def without_mark(value: Value, mark: Mark) -> Value:
    """Return the value without one of its own marks; elements keep theirs."""
    return replace(value, marks=value.marks - {mark}) if mark in value.marks else value
