"""Applying fixes: nothing but the spans of their edits changes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bridgelint.base.finding import Edit, Finding
from bridgelint.base.records import dataclass
from bridgelint.base.source import SourceFile
from bridgelint.lint.report import Failure
from bridgelint.report.style import Style, paint


@dataclass(frozen=True, slots=True)
class Fixed:
    """What applying fixes came to."""

    files: Mapping[str, bytes]
    """The new content of each file that changes, by path as findings show it."""

    findings: tuple[Finding, ...]
    """The findings whose fixes were applied."""

    failures: tuple[Failure, ...] = ()
    """Fixes of ours that would have left a file that does not parse."""


def apply(findings: Iterable[Finding]) -> Fixed:
    """Apply every fix that does not touch what an earlier one touches; the rest waits its turn.

    A fix is applied with all its edits or not at all.
    """
    sources: dict[str, SourceFile] = {}
    edits: dict[str, list[Edit]] = {}
    accepted: list[Finding] = []
    for finding in findings:
        if finding.fix is None or not finding.fix.edits:
            continue
        wanted = finding.fix.edits
        if any(_clashes(edit, edits.get(edit.span.file.path, ())) for edit in wanted):
            continue
        accepted.append(finding)
        for edit in wanted:
            path = edit.span.file.path
            sources.setdefault(path, edit.span.file)
            if edit not in edits.setdefault(path, []):
                edits[path].append(edit)
    files = {path: spliced(sources[path], edits[path]) for path in sources}
    broken = [path for path in files if _breaks(sources[path], files[path])]
    return Fixed(
        files={path: data for path, data in files.items() if path not in broken},
        findings=tuple(each for each in accepted if not _touches(each, broken)),
        failures=tuple(_our_fault(path, accepted) for path in broken),
    )


def _clashes(edit: Edit, others: Iterable[Edit]) -> bool:
    """The spans overlap, or begin at the same place, and the edits differ."""
    return any(
        edit != other
        and edit.span.start < max(other.span.end, other.span.start + 1)
        and other.span.start < max(edit.span.end, edit.span.start + 1)
        for other in others
    )


def spliced(file: SourceFile, edits: Iterable[Edit]) -> bytes:
    """The file's bytes with the edits made; a line break is written as the file writes them."""
    data = file.data
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    for edit in sorted(edits, key=lambda each: each.span.start, reverse=True):
        text = edit.text.encode().replace(b"\r\n", b"\n").replace(b"\n", newline)
        data = data[: edit.span.start] + text + data[edit.span.end :]
    return data


def _breaks(file: SourceFile, data: bytes) -> bool:
    return _problems(SourceFile(file.path, data)) > _problems(file)


def _problems(file: SourceFile) -> int:
    if file.path.endswith(".json"):
        import json  # noqa: PLC0415 # few files are JSON

        try:
            json.loads(file.data)
        except (ValueError, RecursionError):
            return 1
        return 0
    from bridgelint.hcl.parse import parse_body  # noqa: PLC0415 # only where something is fixed

    return len(parse_body(file)[1])


def _touches(finding: Finding, paths: Iterable[str]) -> bool:
    return finding.fix is not None and any(
        edit.span.file.path in paths for edit in finding.fix.edits
    )


def _our_fault(path: str, findings: Iterable[Finding]) -> Failure:
    rules = dict.fromkeys(each.rule for each in findings if _touches(each, [path]))
    names = ", ".join(f"`{rule}`" for rule in rules)
    return Failure(
        f"a bug in bridgelint: the fixes of {names} would break `{path}`, so it was left alone",
        "please report it with the file",
    )


def write(path: str, before: bytes, after: bytes) -> Failure | None:
    """Replace a file in one step, its mode kept; through a symbolic link, the file it leads to."""
    target = Path(path).resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.read_bytes() != before:
            return Failure(f"`{path}` changed in the meantime, so it was not fixed", "run again")
        mode = target.stat().st_mode
        try:
            with part.open("xb") as stream:
                stream.write(after)
                stream.flush()
                os.fsync(stream.fileno())
            part.chmod(mode & 0o7777)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        return Failure(f"cannot write `{path}`: {error.strerror}")
    return None


def diff(path: str, before: bytes, after: bytes, *, colour: bool = False) -> Iterator[str]:
    """A unified diff that `git apply` and `patch -p1` take, line by line with line ends."""
    from difflib import unified_diff  # noqa: PLC0415 # only for --diff

    old, new = (_lines(data) for data in (before, after))
    for line in unified_diff(old, new, f"a/{path}", f"b/{path}"):
        text = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        body = text.removesuffix("\n")
        yield f"{paint(body, _style(line), colour=colour)}\n"


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", "surrogateescape")
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _style(line: str) -> Style:
    if line.startswith(("---", "+++")):
        return Style.STRONG
    if line.startswith("@@"):
        return Style.NOTICE
    if line.startswith("+"):
        return Style.ADDED
    return Style.REMOVED if line.startswith("-") else Style.PLAIN
