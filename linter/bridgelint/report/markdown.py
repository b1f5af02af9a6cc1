"""`--format markdown`: a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bridgelint.base.finding import Finding
from bridgelint.base.words import plural
from bridgelint.lint.report import Report
from bridgelint.report.default import summary
from bridgelint.report.formats import labeled_parts, rule_page
from bridgelint.report.terminal import printable

COMMENT_ROOM: Final = 60_000
"""GitHub accepts at most 65,536 characters."""


def markdown(report: Report) -> str:
    """Return a heading, a table with a row per finding, and the coverage."""
    lines = ["### bridgelint", ""]
    lines += [f"- **{escaped(each.message)}** {escaped(each.help)}" for each in report.failures]
    if report.failures:
        lines.append("")
    if report.findings:
        rows, _ = fitting((_row(report, each) for each in report.findings), COMMENT_ROOM)
        left = len(report.findings) - len(rows)
        rows += [f"| | | {plural(left, 'more finding')} | |"] if left else []
        lines += ["| | Where | What | Rule |", "|---|---|---|---|", *rows, ""]
    lines += [f"{line}\n" for line in summary(report)]
    return "\n".join(lines).rstrip("\n") + "\n"


def fitting(texts: Iterable[str], room: int) -> tuple[list[str], int]:
    """Return the texts that have room in a comment, and what is left of the room: negative if it
    does not suffice for all of them."""
    kept: list[str] = []
    for each in texts:
        room -= len(each) + 1
        if room < 0:
            break
        kept.append(each)
    return kept, room


def _row(report: Report, finding: Finding) -> str:
    span = finding.primary.span
    place = f"`{report.repository_path(span)}:{span.line}`"
    message, *more = map(escaped, labeled_parts(finding))
    text = "<br>".join((f"**{message}**", *more))
    link = rule_page(finding.rule, finding.link)
    rule = f"[`{finding.rule}`]({link})" if link else f"`{finding.rule}`"
    return f"| {finding.severity.word} | {escaped(place)} | {text} | {rule} |"


def escaped(text: str) -> str:
    """Escape text for a table cell; text in backticks is code, other markup is escaped."""
    pieces = printable(text).split("`")
    closed = len(pieces) % 2 == 1
    escaped = [
        piece.replace("|", "\\|") if closed and number % 2 else _plain(piece)
        for number, piece in enumerate(pieces)
    ]
    return ("`" if closed else "\\`").join(escaped)


def fenced(language: str, lines: Sequence[str]) -> Iterator[str]:
    """Yield a block of code with a fence that none of its lines contains, and an empty line."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", "\n".join(lines))), default=0))
    yield from (f"{fence}{language}", *lines, fence, "")


def _plain(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\")
    for sign in "|*_[]@#":
        text = text.replace(sign, f"\\{sign}")
    return text
