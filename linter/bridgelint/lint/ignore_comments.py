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
from itertools import accumulate
from typing import Final

from bridgelint.base.finding import Finding, replacing
from bridgelint.base.records import dataclass
from bridgelint.base.source import BOM, SourceFile, Span
from bridgelint.base.words import nearest
from bridgelint.lint.rule import Rule
from bridgelint.workspace.lexical_patterns import (
    COMMENT,
    NOT_SPECIAL,
    STRING,
    TRIVIA,
    Unclosed,
    comments,
    skip,
    text_with,
)

MARKER: Final = b"-ignore"
"""A file without these bytes does not contain such a comment."""

ALL: Final = "all"

_IGNORE: Final = re.compile(
    rb"\b(bridgelint|tflint)-ignore(-file)?:[ \t]*([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)"
)
_NAME: Final = re.compile(rb"[\w-]+")
_TRIVIA: Final = re.compile(TRIVIA).match
_BLOCK: Final = re.compile(
    rb"[ \t]*+(?:action|resource|action_trigger)"
    + text_with(rb"[ \t]", rb'"[^"\n]*+"', rb"[\w-]++")
    + rb"\{"
).match
_TO_BRACE: Final = re.compile(text_with(rb'[^"#/<{}]', STRING, COMMENT, NOT_SPECIAL)).match

_Json = str | float | bool | list["_Json"] | dict[str, "_Json"] | None

_EVERYWHERE: Final = (1, 1 << 62)
_NOWHERE: Final = (1, 0)


@dataclass(frozen=True, slots=True)
class IgnoredName:
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


@dataclass(frozen=True, slots=True)
class Sifted:
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
    indexes: dict[tuple[SourceFile, str], _Index] = {}
    for finding in findings:
        covering: list[Span] = []
        if ignorable(finding):
            file = finding.primary.span.file
            key = (file, finding.rule)
            if key not in indexes:
                indexes[key] = _Index(finding.rule, names_in(file))
            covering = [each.span for each in indexes[key].near(finding) if each.covers(finding)]
        used.update(covering)
        (ignored if covering else kept).append(finding)
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
        return [
            *self._everywhere,
            *self._names[low : bisect_right(self._first_lines, span.last_line)],
        ]


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
            message = (
                f"misplaced ignore comment for `{each.name}`: it is not at the top of the file"
            )
            yield rule.finding(message, each.span, help="move it above the first block")
        elif each.name in ran:
            message = f"unused ignore comment for `{each.name}`"
            yield rule.finding(message, each.span, help="remove it")


def ignored_names(file: SourceFile) -> tuple[IgnoredName, ...]:
    """Return every name in an ignore comment of the file, in file order."""
    if MARKER not in file.data:
        return ()
    found = _in_json(file) if file.path.endswith(".json") else _in_comments(file)
    return tuple(found)


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
    texts = _root_comments(file.data)
    for match in _IGNORE.finditer(file.data):
        if match[2] is not None and any(match[0].decode() in text for text in texts):
            yield from _names(file, match, _EVERYWHERE)


def _root_comments(data: bytes) -> list[str]:
    import json  # few files are JSON

    try:
        root: _Json = json.loads(data)
    except (ValueError, RecursionError):
        return []
    bodies = root if isinstance(root, list) else [root]
    notes = [body.get("//") for body in bodies if isinstance(body, dict)]
    lines = [line for note in notes for line in (note if isinstance(note, list) else [note])]
    return [line for line in lines if isinstance(line, str)]


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
    if before.strip() or _rest_of_line(file, end):
        return first, last + 1
    following = last + 1
    while following <= len(file.line_starts) and file.line_text(following).lstrip().startswith(
        ("#", "//")
    ):
        following += 1
    return first, _block_end(file, following)


def _rest_of_line(file: SourceFile, offset: int) -> bytes:
    end = file.data.find(b"\n", offset)
    return file.data[offset : len(file.data) if end < 0 else end].strip()


def _block_end(file: SourceFile, line: int) -> int:
    """Return the last line of the block that starts on a line, or the line itself."""
    if line > len(file.line_starts):
        return line
    header = _BLOCK(file.data, file.line_starts[line - 1])
    if header is None:
        return line
    return file.position(_closing_brace(file.data, header.end()))[0]


def _closing_brace(data: bytes, position: int) -> int:
    """Return the offset of the brace that closes the one before `position`."""
    depth = 1
    while position < len(data):
        match = _TO_BRACE(data, position)
        position = position if match is None else match.end()
        if position >= len(data):
            break
        sign = data[position : position + 1]
        if sign in {b"{", b"}"}:
            depth += 1 if sign == b"{" else -1
            if depth == 0:
                return position
            position += 1
            continue
        skipped = skip(data, position, len(data))
        if not isinstance(skipped, Unclosed):
            position = skipped
        elif skipped.resume is None:
            break
        else:
            position = max(skipped.resume, position + 1)
    return len(data)
