"""Colours of the text formats: the terminal's own sixteen, so that its theme applies."""

from __future__ import annotations

import enum
from typing import Final

from bridgelint.base.finding import Severity


class Style(enum.Enum):
    """The kind of a piece of text; its value is the parameter of the SGR escape sequence."""

    PLAIN = ""
    STRONG = "1"
    ERROR = "1;31"
    WARNING = "1;33"
    NOTICE = "1;36"
    FRAME = "1;34"
    """Line numbers, arrows, and places other than the one to change."""
    HELP = "1;32"
    ADDED = "32"
    REMOVED = "31"


SEVERITY_STYLE: Final = {
    Severity.ERROR: Style.ERROR,
    Severity.WARNING: Style.WARNING,
    Severity.NOTICE: Style.NOTICE,
}


def paint(text: str, style: Style, *, colour: bool) -> str:
    """Return the text in its style, or unchanged without colour."""
    if not colour or style is Style.PLAIN or not text:
        return text
    return f"\x1b[{style.value}m{text}\x1b[0m"
