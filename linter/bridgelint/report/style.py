"""Colours of the text formats, as the terminal's own sixteen, so that its theme decides."""

from __future__ import annotations

import enum
from typing import Final

from bridgelint.base.finding import Severity


class Style(enum.Enum):
    """What a piece of text is; its value is the parameter of the SGR escape sequence."""

    PLAIN = ""
    STRONG = "1"
    ERROR = "1;31"
    WARNING = "1;33"
    NOTICE = "1;36"
    FRAME = "1;34"
    """Line numbers, arrows, and the places beside the one to change."""
    HELP = "1;32"
    ADDED = "32"
    REMOVED = "31"


SEVERITY_STYLE: Final = {
    Severity.ERROR: Style.ERROR,
    Severity.WARNING: Style.WARNING,
    Severity.NOTICE: Style.NOTICE,
}


def paint(text: str, style: Style, *, colour: bool) -> str:
    """The text in its style, or as it is."""
    if not colour or style is Style.PLAIN or not text:
        return text
    return f"\x1b[{style.value}m{text}\x1b[0m"
