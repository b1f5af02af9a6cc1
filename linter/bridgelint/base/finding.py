"""The findings that rules report."""

from __future__ import annotations

import enum

from bridgelint.base.records import Record
from bridgelint.base.source import Span


class Severity(enum.IntEnum):
    """The severity of a finding; a higher number is worse."""

    NOTICE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """`error`, `warning` or `notice`."""
        return self.name.lower()


class Label(Record):
    """A place and the message to show there."""

    message: str
    span: Span


class Edit(Record):
    """Replace the bytes of the span with the text."""

    span: Span
    text: str


class Fix(Record):
    """Edits that fix the finding and change nothing else that Terraform would notice."""

    message: str
    edits: tuple[Edit, ...]


class Finding(Record):
    """One mistake, with one primary place."""

    rule: str
    severity: Severity
    message: str
    """What is wrong, with the value in backticks; no full stop."""

    primary: Label
    """The smallest thing to change; its message says what is wrong there, or is empty."""

    related: tuple[Label, ...] = ()
    help: str = ""
    """What to do, in the imperative; empty if the label already says it."""

    fix: Fix | None = None
    """The safe fix, which cannot change the meaning; `--fix` applies it."""

    suggestions: tuple[Fix, ...] = ()
    """Possible changes, the most likely one first. An editor and `--diff --suggestions` show them;
    `--fix` never applies them."""

    address: str = ""
    """The address of the action or resource, with its module path."""

    callers: tuple[Span, ...] = ()
    """The module calls that lead to it, outermost first."""

    argument: str = ""
    """The path of the argument below the address (`entry[0].source`), for a baseline."""

    value: str = ""
    """The known invalid value, never a sensitive one, for a baseline."""

    def __repr__(self) -> str:
        return f"<Finding {self.severity.word} {self.rule}: {self.message}, {self.primary.span}>"

    link: str | None = None
    """`Rule.link`."""

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The safe fix, if there is one, and the suggestions."""
        return (*([self.fix] if self.fix else ()), *self.suggestions)


def labels(message: str, span: Span | None) -> tuple[Label, ...]:
    """Return one label, or none if there is no place."""
    return (Label(message, span),) if span else ()


def replacing(span: Span, right: str | None, wrong: str = "") -> tuple[Fix, ...]:
    """Return the suggestion to replace `wrong` in the span, or the whole text of the span.

    Quotes around the text are kept. Empty if the span does not contain `wrong`, or if there is
    nothing to replace it with.
    """
    text = span.text
    if not wrong:
        wrong = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    if not right or not wrong or wrong == right or wrong not in text:
        return ()
    before = text.partition(wrong)[0]
    start = span.start + len(before.encode())
    edit = Edit(Span(span.file, start, start + len(wrong.encode())), right)
    return (Fix(f"replace with `{right}`", (edit,)),)
