"""`--format default`: a frame per finding, and the line with the results and the coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from bridgelint.base.finding import Finding, Fix, Severity
from bridgelint.base.words import plural
from bridgelint.lint.report import LATER, Coverage, Report
from bridgelint.report.terminal import NARROW, SEVERITY_STYLE, Style, cells, paint, printable, wrap

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
        else:
            lines += (*_render(_finding(finding, columns), colour=colour), "")
    for rule, findings in rest.items():
        lines += (*_render(_listed(rule, findings), colour=colour), "")
    for line in summary(report, colour=colour):
        # A log or a pipe gets one line, which `tail -1` finds.
        lines += _wrapped(line, columns) if colour or columns < NARROW else [line]
    return "".join(f"{line}\n" for line in lines)


def _render(rows: Iterable[Row], *, colour: bool) -> Iterator[str]:
    for row in rows:
        line = ""
        room = len("".join(text for text, _ in row).rstrip())
        for style, pieces in groupby(row, key=itemgetter(1)):
            text = "".join(text for text, _ in pieces)[:room]
            room -= len(text)
            line += paint(text, style, colour=colour)
        yield line


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
    gutter = len(str(max(mark.span.last_line for mark in marks)))
    notes = list(_notes(finding, columns - gutter - 1))
    if notes:
        yield [(" " * gutter + " |", Style.FRAME)]
    for note in notes:
        yield [(" " * (gutter + 1), Style.PLAIN), *note]


def _notes(finding: Finding, columns: int) -> Iterator[Row]:
    callers = ", ".join(each.place for each in finding.callers)
    for word, text in (("in", finding.address), ("called from", callers), ("help", finding.help)):
        if text:
            yield from _note(word, text, columns)
    if finding.fix is not None:
        yield from _note("fix", f"{finding.fix.message} (--fix)", columns)
        yield from _changes(finding.fix, columns)


def _note(word: str, text: str, columns: int) -> Iterator[Row]:
    style = Style.HELP if word == "help" else Style.STRONG
    indent = len(word) + 4
    first, *rest = wrap(text, columns - indent, whole=columns >= NARROW)
    yield [("= ", Style.FRAME), (word, style), (f": {first}", Style.PLAIN)]
    for line in rest:
        yield [(" " * indent + line, Style.PLAIN)]


def _changes(fix: Fix, columns: int) -> Iterator[Row]:
    """Yield the lines that each edit changes, as they are and as they will be."""
    for edit in fix.edits:
        data, start, end = edit.span.file.data, edit.span.start, edit.span.end
        first, last = data.rfind(b"\n", 0, start) + 1, data.find(b"\n", end)
        rest = data[end : last if last >= 0 else None]
        changes = (
            ("-", Style.REMOVED, data[first:end] + rest),
            ("+", Style.ADDED, data[first:start] + edit.text.encode() + rest),
        )
        for sign, style, lines in changes:
            for line in lines.decode("utf-8", "replace").splitlines():
                shown, more = "".join(cells(line.strip())), list[str]()
                if columns < NARROW:
                    shown, *more = wrap(shown, columns - 9, whole=False)
                yield [("       ", Style.PLAIN), (f"{sign} {shown}", style)]
                for text in more:
                    yield [("         ", Style.PLAIN), (text, style)]


def _listed(rule: str, findings: list[Finding]) -> Iterator[Row]:
    worst = max(each.severity for each in findings)
    yield [
        (f"{worst.word}[{rule}]", SEVERITY_STYLE[worst]),
        (f": {plural(len(findings), 'more finding')}", Style.STRONG),
    ]
    for each in findings:
        yield [(printable(f"  {each.primary.span.place} {each.message}"), Style.PLAIN)]


# -- the summary


def summary(report: Report, *, colour: bool = False) -> Iterator[str]:
    """Return one line, also for a clean run, and a second one if some findings are fixable.

    Empty if a failure prevented every check.
    """
    coverage = report.coverage
    if report.failures and not report.findings and coverage.is_empty:
        return
    if not report.findings and not coverage.modules:
        yield "Nothing to check: no Terraform files found"
        return
    yield f"{_found(report, colour=colour)} in {_covered(report)}"
    fixable = sum(1 for each in report.findings if each.fix is not None)
    if fixable:
        verb = "is" if fixable == 1 else "are"
        yield f"{plural(fixable, 'finding')} {verb} fixable with --fix (--diff shows how)."


def _found(report: Report, *, colour: bool) -> str:
    counts = [
        paint(plural(report.count(each), each.word), SEVERITY_STYLE[each], colour=colour)
        for each in reversed(Severity)
        if report.count(each)
    ]
    if report.failures:
        return f"{', '.join(counts) or 'No findings'} and {plural(len(report.failures), 'failure')}"
    return ", ".join(counts) or paint("No findings", Style.HELP, colour=colour)


def _covered(report: Report) -> str:
    coverage = report.coverage
    details = [f"{_actions(coverage)}, {plural(coverage.triggers, 'trigger')} checked"]
    if coverage.is_empty:
        details = ["no actions and no triggers found"]
    if coverage.unknown_values:
        details.append(f"{plural(coverage.unknown_values, 'value')} unknown")
    for findings, word in ((report.ignored, "ignored"), (report.fixed, "fixed")):
        if findings:
            details.append(f"{plural(len(findings), 'finding')} {word}")
    if report.later:
        details.append(f"{len(report.later)} more with --terraform-version '{LATER}'")
    details += report.stale
    if report.baselined:
        details.append(f"{plural(len(report.baselined), 'finding')} in the baseline")
    return f"{plural(coverage.modules, 'module')} ({'; '.join(details)})"


def _actions(coverage: Coverage) -> str:
    """Return the number of actions, those of other types apart."""
    everything = plural(coverage.actions + coverage.other_actions, "action")
    if not coverage.other_actions:
        return everything
    from bridgelint.eventbridge.schema import ACTION_TYPE  # needs the model

    return f"{everything} ({coverage.actions} {ACTION_TYPE})"
