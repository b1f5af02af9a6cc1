"""Fixes as a unified diff."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from bridgelint.report.terminal import Style, paint


def diff(path: str, before: bytes, after: bytes, *, colour: bool = False) -> Iterator[str]:
    """Yield a unified diff for `git apply` and `patch -p1`, line by line with line endings."""
    from difflib import unified_diff  # only for --diff

    texts = (data.decode("utf-8", "surrogateescape") for data in (before, after))
    old, new = (list(StringIO(text, newline="\n")) for text in texts)
    for line in unified_diff(old, new, f"a/{path}", f"b/{path}"):
        text = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        body = text.removesuffix("\n")
        yield f"{paint(body, _style(line), colour=colour)}\n"


def _style(line: str) -> str:
    if line.startswith(("---", "+++")):
        return Style.STRONG
    if line.startswith("@@"):
        return Style.NOTICE
    if line.startswith("+"):
        return Style.ADDED
    return Style.REMOVED if line.startswith("-") else Style.PLAIN
