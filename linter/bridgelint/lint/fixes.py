"""Fixes: nothing except the spans of their edits changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Final

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Edit, Finding
from bridgelint.base.records import Record, replace
from bridgelint.base.source import SourceFile
from bridgelint.lint.lint import Linted, lint
from bridgelint.lint.loading import RunRequest
from bridgelint.workspace.files import replace_file

_ROUNDS: Final = 10
"""Maximum number of passes: a fix can reveal the next one, and overlapping ones take turns."""


def fix(asked: RunRequest) -> Linted:
    """Check, apply every fix in memory, and repeat until nothing is left to fix.

    The report is the last one; its `fixed` contains the fixed findings. Nothing is written.
    """
    suggesting = asked.arguments.suggestions
    linted = lint(asked)
    files: dict[str, bytes] = {}
    before: dict[str, bytes] = {}
    fixed: list[Finding] = []
    failures: list[Failure] = []
    for _ in range(_ROUNDS):
        findings = linted.report.findings
        done = apply(findings, suggested=suggesting)
        failures += done.failures
        if not done.findings:
            break
        asked = replace(asked, overlay={**asked.overlay, **done.files})
        after = lint(asked)
        # The rules whose number of findings did not change although some were fixed.
        had, has = (Counter(map(_identity, each)) for each in (findings, after.report.findings))
        same = (each for each in done.findings if has[_identity(each)] >= had[_identity(each)])
        useless = _names(same)
        if useless and suggesting:
            break  # a suggestion may lead to another finding
        if useless:
            what = f"a fix of {useless} does not fix its finding and was not applied"
            failures.append(Failure(f"bug in bridgelint: {what}", "please report it"))
            break
        for finding in done.findings:
            for edit in _edits(finding, suggested=suggesting):
                before.setdefault(edit.span.file.path, edit.span.file.data)
        files.update(done.files)
        fixed += done.findings
        linted = after
    report = replace(
        linted.report,
        fixed=tuple(fixed),
        failures=(*linted.report.failures, *dict.fromkeys(failures)),
    )
    return replace(linted, report=report, files=files, before=before)


def _identity(finding: Finding) -> tuple[str, ...]:
    path = finding.primary.span.file.path
    return finding.rule, path, finding.address, finding.argument, finding.message


def _names(findings: Iterable[Finding]) -> str:
    return ", ".join(f"`{rule}`" for rule in dict.fromkeys(each.rule for each in findings))


class Fixed(Record):
    """The result of applying fixes."""

    files: Mapping[str, bytes]
    """The new content of each changed file, by path as in findings."""

    findings: tuple[Finding, ...]
    """The findings whose fixes were applied."""

    failures: tuple[Failure, ...] = ()
    """Failures of our own fixes that would have left an unparseable file."""


def apply(findings: Iterable[Finding], *, suggested: bool = False) -> Fixed:
    """Apply every fix that does not overlap an earlier one; the others are left for the next pass.

    A fix is applied with all its edits or not at all. `suggested`: also apply the most likely
    suggestion of a finding without a fix.
    """
    edits: dict[str, list[Edit]] = {}
    accepted: list[Finding] = []
    for finding in findings:
        wanted = _edits(finding, suggested=suggested)
        if not wanted or any(
            _clashes(edit, other) for edit in wanted for other in edits.get(edit.span.file.path, ())
        ):
            continue
        accepted.append(finding)
        for edit in wanted:
            own = edits.setdefault(edit.span.file.path, [])
            own += [] if edit in own else [edit]
    sources = {path: own[0].span.file for path, own in edits.items()}
    files = {path: spliced(file, edits[path]) for path, file in sources.items()}
    broken = [
        path
        for path, file in sources.items()
        if _problems(SourceFile(path, files[path])) > _problems(file)
    ]
    failures: list[Failure] = []
    for path in broken:
        names = _names(each for each in accepted if touches(each, [path], suggested=suggested))
        what = f"the fixes of {names} would break `{path}`, which was not changed"
        failures.append(Failure(f"bug in bridgelint: {what}", "please report it with the file"))
    return Fixed(
        files={path: data for path, data in files.items() if path not in broken},
        findings=tuple(each for each in accepted if not touches(each, broken, suggested=suggested)),
        failures=tuple(failures),
    )


def _edits(finding: Finding, *, suggested: bool) -> tuple[Edit, ...]:
    """Return those of the safe fix or, if `suggested`, of the most likely change."""
    fix = finding.fix or next(iter(finding.suggestions if suggested else ()), None)
    return fix.edits if fix else ()


def touches(finding: Finding, paths: Container[str], *, suggested: bool = False) -> bool:
    """Return whether the change that is applied for the finding edits one of the files."""
    return any(edit.span.file.path in paths for edit in _edits(finding, suggested=suggested))


def _clashes(edit: Edit, other: Edit) -> bool:
    """Return whether the spans overlap or start at the same place, and the edits differ."""
    one, two = edit.span, other.span
    apart = one.start >= max(two.end, two.start + 1) or two.start >= max(one.end, one.start + 1)
    return edit != other and not apart


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


def write(path: str, before: bytes, after: bytes) -> Failure | None:
    """Replace a file if its content is unchanged since the check. Return the failure, if any."""
    try:
        if Path(path).read_bytes() != before:
            message = f"`{path}` was not fixed: it changed during the run"
            return Failure(message, "run bridgelint again")
        replace_file(path, after)
    except OSError as error:
        return Failure(f"cannot write `{path}`: {error.strerror}")
    return None
