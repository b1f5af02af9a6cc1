"""`--format default`: a frame per finding, and the coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from bridgelint.base.finding import Finding, Fix
from bridgelint.base.words import plural
from bridgelint.lint.report import Report
from bridgelint.report.style import SEVERITY_STYLE, Style, paint
from bridgelint.report.summary import summary
from bridgelint.report.terminal_text import NARROW, cells, printable, wrap

if TYPE_CHECKING:
    from bridgelint.report.frame import Row

_FRAMES: Final = 10
"""The maximum number of frames per rule; further findings are listed one per line."""


def default(report: Report, *, columns: int = 80, colour: bool = False) -> str:
    """Return a frame per finding, then the summary."""
    columns = max(40, min(columns, 120))
    lines: list[str] = []
    counted: Counter[str] = Counter()
    rest: dict[str, list[Finding]] = {}
    for finding in report.findings:
        counted[finding.rule] += 1
        if counted[finding.rule] > _FRAMES:
            rest.setdefault(finding.rule, []).append(finding)
            continue
        lines.extend(_render(_finding(finding, columns), colour=colour))
        lines.append("")
    for rule, findings in rest.items():
        lines.extend(_render(_listed(rule, findings), colour=colour))
        lines.append("")
    for line in summary(report, colour=colour):
        # A log or a pipe gets one line, which `tail -1` finds.
        lines.extend(_wrapped(line, columns) if colour or columns < NARROW else [line])
    return "".join(f"{line}\n" for line in lines)


def _render(rows: Iterable[Row], *, colour: bool) -> Iterator[str]:
    for row in rows:
        pieces: list[tuple[str, Style]] = []
        for text, style in row:
            if pieces and pieces[-1][1] is style:
                pieces[-1] = (pieces[-1][0] + text, style)
            else:
                pieces.append((text, style))
        while pieces and not pieces[-1][0].rstrip():
            pieces.pop()
        if pieces:
            pieces[-1] = (pieces[-1][0].rstrip(), pieces[-1][1])
        yield "".join(paint(text, style, colour=colour) for text, style in pieces)


def _wrapped(line: str, columns: int) -> Iterator[str]:
    """Wrap a line that contains colours."""
    import re  # only on a terminal

    current, *words = line.split(" ")
    for word in words:
        if len(re.sub(r"\x1b\[[\d;]*m", "", f"{current} {word}")) > columns:
            yield current
            current = word
        else:
            current = f"{current} {word}"
    yield current


def _finding(finding: Finding, columns: int) -> Iterator[Row]:
    style = SEVERITY_STYLE[finding.severity]
    head = f"{finding.severity.word}[{finding.rule}]"
    indent = 2 if columns < NARROW else 0
    first, *more = wrap(f"{head}: {finding.message}", columns - indent, whole=not indent)
    yield [(head, style), (first.removeprefix(head), Style.STRONG)]
    for line in more:
        yield [(f"  {line}", Style.STRONG)]
    from bridgelint.report.frame import SourceMark, frame  # with findings alone

    marks = [SourceMark(finding.primary.span, finding.primary.message, style, "^")]
    marks += [SourceMark(each.span, each.message, Style.FRAME, "-") for each in finding.related]
    yield from frame(marks, columns)
    yield from _notes(finding, len(str(max(mark.last for mark in marks))), columns)


def _notes(finding: Finding, gutter: int, columns: int) -> Iterator[Row]:
    notes: list[Row] = []
    room = columns - gutter - 1
    if finding.address:
        notes += _note("in", finding.address, room)
    if finding.callers:
        places = (each.place for each in finding.callers)
        notes += _note("called from", ", ".join(places), room)
    if finding.help:
        notes += _note("help", finding.help, room)
    if finding.fix is not None:
        notes += _preview(finding.fix, room)
    if notes:
        yield [(" " * gutter + " |", Style.FRAME)]
    for note in notes:
        yield [(" " * (gutter + 1), Style.PLAIN), *note]


def _note(word: str, text: str, columns: int) -> Iterator[Row]:
    style = Style.HELP if word == "help" else Style.STRONG
    indent = len(word) + 4
    first, *rest = wrap(text, columns - indent, whole=columns >= NARROW)
    yield [("= ", Style.FRAME), (word, style), (f": {first}", Style.PLAIN)]
    for line in rest:
        yield [(" " * indent + line, Style.PLAIN)]


def _preview(fix: Fix, columns: int) -> Iterator[Row]:
    """Yield the changes of `--fix`, line by line."""
    yield from _note("fix", f"{fix.message} (--fix)", columns)
    for removed, added in changed_lines(fix):
        for sign, style, lines in (
            ("-", Style.REMOVED, removed),
            ("+", Style.ADDED, added),
        ):
            for line in lines:
                shown, rest = "".join(cells(line.strip())), list[str]()
                if columns < NARROW:
                    shown, *rest = wrap(shown, columns - 9, whole=False)
                yield [("       ", Style.PLAIN), (f"{sign} {shown}", style)]
                for more in rest:
                    yield [("         ", Style.PLAIN), (more, style)]


def changed_lines(fix: Fix) -> Iterator[tuple[list[str], list[str]]]:
    """Return, for each edit, the affected lines before and after."""
    for edit in fix.edits:
        span = edit.span
        data = span.file.data
        start = data.rfind(b"\n", 0, span.start) + 1
        end = data.find(b"\n", span.end)
        end = len(data) if end < 0 else end
        before = data[start:end].decode("utf-8", "replace")
        head = data[start : span.start].decode("utf-8", "replace")
        tail = data[span.end : end].decode("utf-8", "replace")
        yield before.splitlines(), f"{head}{edit.text}{tail}".splitlines()


def _listed(rule: str, findings: list[Finding]) -> Iterator[Row]:
    worst = max(each.severity for each in findings)
    yield [
        (f"{worst.word}[{rule}]", SEVERITY_STYLE[worst]),
        (f": {plural(len(findings), 'more finding')}", Style.STRONG),
    ]
    for each in findings:
        yield [(printable(f"  {each.primary.span.place} {each.message}"), Style.PLAIN)]
