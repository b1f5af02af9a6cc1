"""Fixes as a unified diff."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Final

from bridgelint.report.terminal import Style, paint

_STYLES: Final = {"@": Style.NOTICE, "+": Style.ADDED, "-": Style.REMOVED}


def diff(path: str, before: bytes, after: bytes, *, colour: bool = False) -> Iterator[str]:
    """Yield a unified diff for `git apply` and `patch -p1`, line by line with line endings."""
    from difflib import unified_diff  # only for --diff

    texts = (data.decode("utf-8", "surrogateescape") for data in (before, after))
    old, new = (list(StringIO(text, newline="\n")) for text in texts)
    for line in unified_diff(old, new, f"a/{path}", f"b/{path}"):
        text = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        is_head = line.startswith(("---", "+++"))
        style = Style.STRONG if is_head else _STYLES.get(text[0], Style.PLAIN)
        yield f"{paint(text[:-1], style, colour=colour)}\n"
