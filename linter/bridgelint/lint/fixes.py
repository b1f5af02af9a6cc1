"""Application of fixes: nothing except the spans of their edits changes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from pathlib import Path

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Edit, Finding, Fix
from bridgelint.base.records import dataclass
from bridgelint.base.source import SourceFile
from bridgelint.workspace.file_writing import replace_file


@dataclass(frozen=True, slots=True)
class Fixed:
    """The result of applying fixes."""

    files: Mapping[str, bytes]
    """The new content of each changed file, by path as in findings."""

    findings: tuple[Finding, ...]
    """The findings whose fixes were applied."""

    failures: tuple[Failure, ...] = ()
    """Failures of our own fixes that would have left an unparseable file."""


def chosen(finding: Finding, *, suggested: bool) -> Fix | None:
    """Return the safe fix or, if `suggested`, the most likely change."""
    return finding.fix or (finding.suggestions[0] if suggested and finding.suggestions else None)


def apply(findings: Iterable[Finding], *, suggested: bool = False) -> Fixed:
    """Apply every fix that does not overlap an earlier one; the others are left for the next pass.

    A fix is applied with all its edits or not at all. `suggested`: also apply the most likely
    suggestion of a finding without a fix.
    """
    sources: dict[str, SourceFile] = {}
    edits: dict[str, list[Edit]] = {}
    accepted: list[Finding] = []
    for finding in findings:
        fix = chosen(finding, suggested=suggested)
        if fix is None or not fix.edits:
            continue
        wanted = fix.edits
        if any(_clashes(edit, edits.get(edit.span.file.path, ())) for edit in wanted):
            continue
        accepted.append(finding)
        for edit in wanted:
            path = edit.span.file.path
            sources.setdefault(path, edit.span.file)
            if edit not in edits.setdefault(path, []):
                edits[path].append(edit)
    files = {path: spliced(sources[path], edits[path]) for path in sources}
    broken = [
        path
        for path in files
        if _problems(SourceFile(path, files[path])) > _problems(sources[path])
    ]
    return Fixed(
        files={path: data for path, data in files.items() if path not in broken},
        findings=tuple(each for each in accepted if not touches(each, broken, suggested=suggested)),
        failures=tuple(_our_fault(path, accepted, suggested) for path in broken),
    )


def _clashes(edit: Edit, others: Iterable[Edit]) -> bool:
    """Return whether the spans overlap or start at the same place, and the edits differ."""
    return any(
        edit != other
        and edit.span.start < max(other.span.end, other.span.start + 1)
        and other.span.start < max(edit.span.end, edit.span.start + 1)
        for other in others
    )


def spliced(file: SourceFile, edits: Iterable[Edit]) -> bytes:
    """Return the file's bytes with the edits applied, with the line endings of the file."""
    data = file.data
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    for edit in sorted(edits, key=lambda each: each.span.start, reverse=True):
        text = edit.text.encode().replace(b"\r\n", b"\n").replace(b"\n", newline)
        data = data[: edit.span.start] + text + data[edit.span.end :]
    return data


def _problems(file: SourceFile) -> int:
    if file.path.endswith(".json"):
        import json  # few files are JSON

        try:
            json.loads(file.data)
        except (ValueError, RecursionError):
            return 1
        return 0
    from bridgelint.hcl.parse import parse_body  # only where something is fixed

    return len(parse_body(file)[1])


def touches(finding: Finding, paths: Container[str], *, suggested: bool = False) -> bool:
    """Return whether the change that is applied for the finding edits one of the files."""
    fix = chosen(finding, suggested=suggested)
    return fix is not None and any(edit.span.file.path in paths for edit in fix.edits)


def _our_fault(path: str, findings: Iterable[Finding], suggested: bool) -> Failure:  # noqa: FBT001
    rules = dict.fromkeys(
        each.rule for each in findings if touches(each, [path], suggested=suggested)
    )
    names = ", ".join(f"`{rule}`" for rule in rules)
    return Failure(
        f"bug in bridgelint: the fixes of {names} would break `{path}`, which was not changed",
        "please report it with the file",
    )


def write(path: str, before: bytes, after: bytes) -> Failure | None:
    """Replace a file if its content is unchanged since the check. Return the failure, if any."""
    try:
        if Path(path).read_bytes() != before:
            return Failure(
                f"`{path}` was not fixed: it changed during the run", "run bridgelint again"
            )
        replace_file(path, after)
    except OSError as error:
        return Failure(f"cannot write `{path}`: {error.strerror}")
    return None
