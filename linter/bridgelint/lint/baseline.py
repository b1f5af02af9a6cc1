"""Baselines: known findings that a project does not want to see again.

A finding is identified by rule, file, address, argument and value, never by its line, and matches
as often as the baseline contains it. Paths are relative to the baseline's directory, so that it is
independent of the working directory.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from bridgelint.base.failure import ReportedError
from bridgelint.base.finding import Finding
from bridgelint.base.records import replace
from bridgelint.base.words import plural
from bridgelint.lint.loading import RunRequest
from bridgelint.lint.report import Report
from bridgelint.lint.root_modules import RunFindings
from bridgelint.workspace.files import replace_file

FORMAT_VERSION: Final = "1.0"
_LONG: Final = 80
"""A longer value is stored as its hash."""


class BaselineEntry(NamedTuple):
    """The identity of a finding."""

    rule: str
    path: str
    address: str
    argument: str
    value: str


Baseline = Counter[BaselineEntry]


class BaselineError(ReportedError):
    """The file is not a valid baseline."""


def baselined(
    path: str, report: Report, asked: RunRequest, examined: RunFindings
) -> tuple[Report, tuple[str, ...], Baseline | None]:
    """Return the report without the findings of the baseline at a path, remarks, and the new
    contents of the file if they change.

    With `--update-baseline`, a new baseline contains all findings, and an existing one loses those
    that no longer occur and gains none.
    """
    update = asked.arguments.update_baseline
    if update and not os.path.lexists(path):
        written = Counter(entry_of(each, path) for each in report.findings)
        remark = f"wrote {plural(written.total(), 'finding')} to {path}"
        report = replace(report, findings=(), baselined=report.findings)
        return report, (remark,), written
    try:
        baseline = read_baseline(path)
    except BaselineError as error:
        return report.failed(error.failure), (), None
    new, held, left = divide(report.findings, baseline, path)
    names = {each.name for each in report.rules}
    names |= {each.rule for each in left} - {each.name for each in asked.rules}
    paths = [*(each.path for each in examined.selection.places), *examined.directories]
    gone = stale(left, path, ran=names, checked=set(map(os.path.abspath, paths)))
    report = replace(report, findings=tuple(new), baselined=tuple(held))
    if gone and update:
        remark = f"removed {plural(gone.total(), 'finding')} from {path}"
        return report, (remark,), baseline - gone
    remarks: list[str] = []
    for entry in sorted(gone):
        place = ".".join(part for part in (entry.address, entry.argument) if part)
        shown = f"`{entry.rule}` in {entry.path}" + (f" ({place})" if place else "")
        remarks.append(f"{path}: {shown} no longer occurs")
    return report, tuple(remarks), None


def read_baseline(path: str) -> Baseline:
    """Read a baseline. Raise `BaselineError` if it is missing or invalid."""
    try:
        document: Any = json.loads(Path(path).read_bytes())
        return Counter(dict(_entries(document)))
    except OSError as error:
        message = f"cannot read baseline `{path}`: {error.strerror}"
        raise BaselineError(message, "`--update-baseline` creates one") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        help_text = "delete it and create a new one with `--update-baseline`"
        raise BaselineError(f"`{path}` is not a bridgelint baseline", help_text) from None


def _entries(document: Any) -> Iterator[tuple[BaselineEntry, int]]:  # noqa: ANN401 # any JSON
    for each in document["findings"]:
        fields = [each[name] for name in BaselineEntry._fields]
        if not all(isinstance(field, str) for field in fields):
            raise TypeError
        yield BaselineEntry(*fields), int(each.get("count", 1))


def write_baseline(path: str, baseline: Baseline) -> None:
    """Write the findings sorted, each on its own lines, so that branches merge well. Raise
    `OSError` if the file cannot be written."""
    findings = [
        {**entry._asdict(), "count": count}
        for entry, count in sorted(baseline.items())
        if count > 0
    ]
    document = {"format_version": FORMAT_VERSION, "findings": findings}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    # Bytes of file names that are not UTF-8 are escaped, so that they can be read again.
    escaped = re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)
    replace_file(path, escaped.encode())


def divide(
    findings: Iterable[Finding], baseline: Baseline, path: str
) -> tuple[list[Finding], list[Finding], Baseline]:
    """Divide the findings by the baseline at `path`: those that are not in it, those that are, and
    the entries that match no finding, checked or not."""
    left = Counter(baseline)
    new: list[Finding] = []
    held: list[Finding] = []
    for finding in findings:
        entry = entry_of(finding, path)
        (held if left[entry] > 0 else new).append(finding)
        left[entry] -= 1
    return new, held, +left


def entry_of(finding: Finding, path: str) -> BaselineEntry:
    """Return the identity of a finding in a baseline at `path`."""
    directory = Path(path).absolute().parent
    file = Path(os.path.relpath(finding.primary.span.file.path, directory)).as_posix()
    value = finding.value
    if len(value) > _LONG:
        value = f"sha256:{sha256(value.encode('utf-8', 'surrogatepass')).hexdigest()}"
    return BaselineEntry(finding.rule, file, finding.address, finding.argument, value)


def stale(left: Baseline, path: str, *, ran: Container[str], checked: Container[str]) -> Baseline:
    """Return what no longer occurs: the rule ran, and the file was checked or no longer exists.

    `ran` contains the names of rules, `checked` absolute directories.
    """
    directory = Path(path).absolute().parent

    def is_gone(entry: BaselineEntry) -> bool:
        file = Path(os.path.normpath(directory / entry.path))
        return entry.rule in ran and (str(file.parent) in checked or not file.exists())

    return Counter({entry: count for entry, count in left.items() if is_gone(entry)})
