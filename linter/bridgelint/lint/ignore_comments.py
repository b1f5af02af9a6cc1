"""Comments that ignore findings.

`# bridgelint-ignore: rule, rule # reason` applies to its own line and the next one; on its own line
above an `action`, `resource` or `action_trigger` block it applies to the whole block.
`bridgelint-ignore-file:` before the first block applies to the whole file, in a `.tf.json` file as
the root's `"//"`. `tflint-ignore` is supported for rules of bridgelint.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import accumulate
from typing import Final

from bridgelint.base.finding import Finding, replacing
from bridgelint.base.records import Record, replace
from bridgelint.base.source import BOM, SourceFile, Span
from bridgelint.base.words import nearest
from bridgelint.lint.loading import RunRequest, directory_of
from bridgelint.lint.report import Report, unique
from bridgelint.lint.root_modules import RunFindings
from bridgelint.lint.rule import Rule
from bridgelint.workspace.block_scan import block_end
from bridgelint.workspace.lexical_patterns import TRIVIA, comments, text_with

MARKER: Final = b"-ignore"
"""A file without these bytes does not contain such a comment."""

ALL: Final = "all"
_UNUSED_IGNORE: Final = "unused_ignore"

_IGNORE: Final = re.compile(
    rb"\b(bridgelint|tflint)-ignore(-file)?:[ \t]*([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)"
)
_NAME: Final = re.compile(rb"[\w-]+")
_TRIVIA: Final = re.compile(TRIVIA).match
_MORE_ON_LINE: Final = re.compile(rb"[^\S\n]*+\S").match
_BLOCK: Final = re.compile(
    rb"[ \t]*+(?:action|resource|action_trigger)"
    + text_with(rb"[ \t]", rb'"[^"\n]*+"', rb"[\w-]++")
    + rb"\{"
).match

_Json = str | float | bool | list["_Json"] | dict[str, "_Json"] | None

_EVERYWHERE: Final = (1, 1 << 62)
_NOWHERE: Final = (1, 0)


class IgnoredName(Record):
    """One name in an ignore comment."""

    name: str
    """The name of a rule, or `all`."""

    span: Span
    lines: tuple[int, int]
    """The first and the last line it applies to; empty if the comment is misplaced."""

    own: bool
    """Written as `bridgelint-ignore`, not as `tflint-ignore`."""

    @property
    def misplaced(self) -> bool:
        """Whether it is a `bridgelint-ignore-file` after the first block."""
        return self.lines == _NOWHERE

    def covers(self, finding: Finding) -> bool:
        """Return whether it ignores this finding, which is in the same file."""
        if finding.rule != self.name and not (self.own and self.name == ALL):
            return False
        span = finding.primary.span
        if span == self.span:
            return False  # it cannot ignore findings about itself
        return span.line <= self.lines[1] and span.last_line >= self.lines[0]


def without_ignored(report: Report, asked: RunRequest, examined: RunFindings) -> Report:
    """Return the report without ignored findings, and with those about unused comments."""
    names: dict[str, tuple[IgnoredName, ...]] = {}

    def names_in(file: SourceFile) -> tuple[IgnoredName, ...]:
        # The tasks of an executor read a file that they share once each.
        return names.get(file.path) or names.setdefault(file.path, ignored_names(file))

    def is_ignorable(finding: Finding) -> bool:
        directory = directory_of(finding.primary.span.file.path)
        return finding.rule not in asked.configurations.rules(directory).unignorable

    def about_comments(used: frozenset[Span]) -> Iterator[Finding]:
        known = frozenset(rule.name for rule in asked.rules)
        for directory in examined.directories:
            running = asked.configurations.rules(directory)
            rule = next((each for each in running.rules if each.name == _UNUSED_IGNORE), None)
            if rule is None:
                continue
            ran = running.names if asked.arguments.switches.only else running.names | {ALL}
            severity = running.severities.get(rule.name, rule.severity)
            files = examined.workspace.directory(directory).all_files
            written = (name for file in files for name in names_in(file))
            for each in unused(rule, written, used, ran=ran, known=known):
                yield replace(each, severity=severity)

    first = sift(report.findings, names_in, is_ignorable)
    second = sift(about_comments(first.used), names_in, is_ignorable)
    return replace(
        report,
        findings=unique((*first.kept, *second.kept)),
        later=sift(report.later, names_in, is_ignorable).kept,
        ignored=(*first.ignored, *second.ignored),
    )


class Sifted(Record):
    """Findings, divided by the comments of their files."""

    kept: tuple[Finding, ...]
    ignored: tuple[Finding, ...]
    used: frozenset[Span]
    """The names that ignored a finding."""


def sift(
    findings: Iterable[Finding],
    names_in: Callable[[SourceFile], tuple[IgnoredName, ...]],
    ignorable: Callable[[Finding], bool],
) -> Sifted:
    """Remove the findings that comments ignore."""
    kept: list[Finding] = []
    ignored: list[Finding] = []
    used: set[Span] = set()

    @cache
    def index(file: SourceFile, rule: str) -> _Index:
        return _Index(rule, names_in(file))

    for finding in findings:
        near = index(finding.primary.span.file, finding.rule).near(finding)
        covering = [each.span for each in near if each.covers(finding)]
        if covering and ignorable(finding):
            used.update(covering)
            ignored.append(finding)
        else:
            kept.append(finding)
    return Sifted(tuple(kept), tuple(ignored), frozenset(used))


class _Index:
    """The names that can ignore findings of one rule in one file, by line: both can be many."""

    def __init__(self, rule: str, names: Iterable[IgnoredName]) -> None:
        found = sorted(
            (each for each in names if each.name in {rule, ALL}), key=lambda each: each.lines
        )
        self._everywhere = [each for each in found if each.lines == _EVERYWHERE]
        self._names = [each for each in found if each.lines != _EVERYWHERE]
        self._first_lines = [each.lines[0] for each in self._names]
        self._last_lines = list(accumulate((each.lines[1] for each in self._names), max))
        """For each name the last line that it or a name before it applies to."""

    def near(self, finding: Finding) -> list[IgnoredName]:
        """Return the names that may apply to the lines of a finding."""
        span = finding.primary.span
        low = bisect_left(self._last_lines, span.line)
        high = bisect_right(self._first_lines, span.last_line)
        return [*self._everywhere, *self._names[low:high]]


def unused(
    rule: Rule,
    names: Iterable[IgnoredName],
    used: frozenset[Span],
    *,
    ran: frozenset[str],
    known: frozenset[str],
) -> Iterator[Finding]:
    """Yield the findings of `unused_ignore` about names that ignore nothing.

    `ran` contains the rules that ran, and `all` if enough of them ran to determine that. The names
    in a `tflint-ignore` may be tflint rules and are skipped.
    """
    for each in names:
        if not each.own or each.span in used or each.name == rule.name:
            continue
        if each.name != ALL and each.name not in known:
            meant = nearest(each.name, known)
            yield rule.finding(
                f"unknown rule `{each.name}` in ignore comment",
                each.span,
                f"did you mean `{meant}`?" if meant else "",
                help="" if meant else "`bridgelint --list-rules` shows every rule",
                suggestions=replacing(each.span, meant),
            )
        elif each.misplaced:
            what = f"misplaced ignore comment for `{each.name}`: it is not at the top of the file"
            yield rule.finding(what, each.span, help="move it above the first block")
        elif each.name in ran:
            what = f"unused ignore comment for `{each.name}`"
            yield rule.finding(what, each.span, help="remove it")


def ignored_names(file: SourceFile) -> tuple[IgnoredName, ...]:
    """Return every name in an ignore comment of the file, in file order."""
    if MARKER not in file.data:
        return ()
    return tuple(_in_json(file) if file.path.endswith(".json") else _in_comments(file))


def _in_comments(file: SourceFile) -> Iterator[IgnoredName]:
    start = len(BOM) if file.data.startswith(BOM) else 0
    trivia = _TRIVIA(file.data, start)
    head = start if trivia is None else trivia.end()
    for first, last in comments(file.data):
        for match in _IGNORE.finditer(file.data, first, last):
            if match[2] is None:
                lines = _reach(file, first, last)
            else:
                lines = _EVERYWHERE if first < head else _NOWHERE
            yield from _names(file, match, lines)


def _in_json(file: SourceFile) -> Iterator[IgnoredName]:
    """In JSON, the root's `"//"`, which Terraform ignores, is used as a comment."""
    import json  # few files are JSON

    try:
        root: _Json = json.loads(file.data)
    except (ValueError, RecursionError):
        return
    bodies = root if isinstance(root, list) else [root]
    notes = [body.get("//") for body in bodies if isinstance(body, dict)]
    lines = [line for note in notes for line in (note if isinstance(note, list) else [note])]
    texts = [line for line in lines if isinstance(line, str)]
    for match in _IGNORE.finditer(file.data):
        if match[2] is not None and any(match[0].decode() in text for text in texts):
            yield from _names(file, match, _EVERYWHERE)


def _names(
    file: SourceFile, match: re.Match[bytes], lines: tuple[int, int]
) -> Iterator[IgnoredName]:
    own = match[1] == b"bridgelint"
    for name in _NAME.finditer(file.data, *match.span(3)):
        yield IgnoredName(name[0].decode(), Span(file, *name.span()), lines, own)


def _reach(file: SourceFile, start: int, end: int) -> tuple[int, int]:
    """Return the lines of a comment between two offsets, and of the block below it."""
    first = file.position(start)[0]
    last = file.position(end)[0]
    before = file.data[file.line_starts[first - 1] : start].removeprefix(BOM)
    if before.strip() or _MORE_ON_LINE(file.data, end):
        return first, last + 1
    below = range(last + 1, len(file.line_starts) + 1)
    texts = ((line, file.line_text(line).lstrip()) for line in below)
    following = next((line for line, text in texts if not text.startswith(("#", "//"))), None)
    if following is None:
        return first, len(file.line_starts) + 1
    header = _BLOCK(file.data, file.line_starts[following - 1])
    if header is None:
        return first, following
    end, _ = block_end(file, header.end(), len(file.data))
    return first, file.position(end)[0]
