"""What a rule yields."""

from __future__ import annotations

import enum

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span


class Severity(enum.IntEnum):
    """How bad a finding is; a higher number is worse."""

    NOTICE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """`error`, `warning` or `notice`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Label:
    """A place and what is to be seen there."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the bytes of the span by the text."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend the finding and change nothing else that Terraform would notice."""

    message: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake, at one primary place."""

    rule: str
    severity: Severity
    message: str
    """What is wrong here, with the value in backticks; one sentence without a full stop."""

    primary: Label
    """The smallest thing to change; its message says what is allowed there, or is empty."""

    related: tuple[Label, ...] = ()
    help: str = ""
    """How to mend it, as an instruction; empty where the message says it."""

    fix: Fix | None = None
    """The safe fix: it cannot change the meaning, so `--fix` applies it."""

    suggestions: tuple[Fix, ...] = ()
    """Changes to choose from, the likeliest first. An editor and `--diff --suggestions` show them;
    `--fix` never applies them."""

    address: str = ""
    """The action or resource it is about, with its module path."""

    callers: tuple[Span, ...] = ()
    """The module calls that lead to it, outermost first."""

    argument: str = ""
    """The path of the argument below the address (`entry[0].source`), for a baseline."""

    value: str = ""
    """The known value at fault, never a sensitive one, for a baseline."""

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The safe fix, if there is one, and the suggestions."""
        return (*([self.fix] if self.fix else ()), *self.suggestions)


def replacing(span: Span, right: str, wrong: str = "") -> tuple[Fix, ...]:
    """Return the suggestion to replace `wrong` in the span, or all of the span's text.

    Quotes around the text stay. Empty if the span does not contain `wrong`.
    """
    text = span.text
    if not wrong:
        wrong = text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text
    if not wrong or wrong == right or wrong not in text:
        return ()
    before = text.partition(wrong)[0]
    start = span.start + len(before.encode())
    edit = Edit(Span(span.file, start, start + len(wrong.encode())), right)
    return (Fix(f"replace with `{right}`", (edit,)),)
