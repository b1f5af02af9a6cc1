"""A baseline: findings that a project knows of and does not want to see again.

A finding is known by rule, file, address, argument and value, never by its line, and as often as
the baseline holds it. Paths are relative to the baseline's directory, so that it works from
everywhere.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding
from bridgelint.base.records import dataclass, replace
from bridgelint.base.words import plural
from bridgelint.lint.report import Report
from bridgelint.workspace.file_writing import replace_file

FORMAT_VERSION: Final = "1.0"
_LONG: Final = 80
"""A longer value is held as its hash."""


class BaselineEntry(NamedTuple):
    """What a finding is known by."""

    rule: str
    path: str
    address: str
    argument: str
    value: str


Baseline = Counter[BaselineEntry]


class BaselineError(Exception):
    """The file is no baseline."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Divided:
    """Findings, divided by a baseline."""

    new: tuple[Finding, ...]
    held: tuple[Finding, ...]
    left: Baseline
    """What of the baseline no finding answers to, whether or not anyone looked."""


@dataclass(frozen=True, slots=True)
class Baselined:
    """A report without what a baseline holds."""

    report: Report
    remarks: tuple[str, ...] = ()
    baseline: Baseline | None = None
    """What the file has to hold from now on, where that is something else."""


def baselined(
    path: str,
    report: Report,
    *,
    update: bool,
    ran: Callable[[str], bool],
    checked: Callable[[str], bool],
) -> Baselined:
    """Set aside what the baseline at a path holds. `ran` and `checked` as in `stale`.

    With `update`, a baseline that is not there holds everything from now on, and one that is
    there loses what is gone and gains nothing.
    """
    if update and not os.path.lexists(path):
        held = Counter(entry_of(each, path) for each in report.findings)
        remark = f"{path} holds {plural(held.total(), 'finding')} from now on"
        report = replace(report, findings=(), baselined=report.findings)
        return Baselined(report, (remark,), held)
    try:
        baseline = read_baseline(path)
    except BaselineError as error:
        return Baselined(replace(report, failures=(*report.failures, error.failure)))
    divided = divide(report.findings, baseline, path)
    gone = stale(divided.left, path, ran=ran, checked=checked)
    report = replace(report, findings=divided.new, baselined=divided.held)
    if gone and update:
        remark = f"{path}: {plural(gone.total(), 'finding')} taken out"
        return Baselined(report, (remark,), baseline - gone)
    return Baselined(report, tuple(f"{path}: {_named(entry)} is gone" for entry in sorted(gone)))


def _named(entry: BaselineEntry) -> str:
    place = ".".join(part for part in (entry.address, entry.argument) if part)
    return f"`{entry.rule}` in {entry.path}" + (f" ({place})" if place else "")


def read_baseline(path: str) -> Baseline:
    """Raises `BaselineError`."""
    try:
        document: Any = json.loads(Path(path).read_bytes())
        return Counter(dict(_entries(document)))
    except OSError as error:
        failure = Failure(
            f"cannot read the baseline `{path}`: {error.strerror}",
            "`--update-baseline` makes one",
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        failure = Failure(
            f"`{path}` is no baseline of bridgelint's",
            "delete it and make a new one with `--update-baseline`",
        )
    raise BaselineError(failure)


def _entries(document: Any) -> Iterator[tuple[BaselineEntry, int]]:  # noqa: ANN401 # any JSON
    for each in document["findings"]:
        fields = [each[name] for name in BaselineEntry._fields]
        if not all(isinstance(field, str) for field in fields):
            raise TypeError
        yield BaselineEntry(*fields), int(each.get("count", 1))


def write_baseline(path: str, baseline: Baseline) -> None:
    """Sorted, one finding a block of lines, so that two branches merge well. Raise `OSError`."""
    findings = [
        {**entry._asdict(), "count": count}
        for entry, count in sorted(baseline.items())
        if count > 0
    ]
    document = {"format_version": FORMAT_VERSION, "findings": findings}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    replace_file(path, text.encode("utf-8", "surrogateescape"))


def divide(findings: Iterable[Finding], baseline: Baseline, path: str) -> Divided:
    """Which findings the baseline, which stands at `path`, holds."""
    left = Counter(baseline)
    new: list[Finding] = []
    held: list[Finding] = []
    for finding in findings:
        entry = entry_of(finding, path)
        if left[entry] > 0:
            left[entry] -= 1
            held.append(finding)
        else:
            new.append(finding)
    return Divided(tuple(new), tuple(held), +left)


def entry_of(finding: Finding, path: str) -> BaselineEntry:
    """What a baseline at `path` knows the finding by."""
    directory = Path(path).absolute().parent
    file = Path(os.path.relpath(finding.primary.span.file.path, directory)).as_posix()
    value = finding.value
    if len(value) > _LONG:
        value = f"sha256:{sha256(value.encode('utf-8', 'surrogatepass')).hexdigest()}"
    return BaselineEntry(finding.rule, file, finding.address, finding.argument, value)


def stale(
    left: Baseline, path: str, *, ran: Callable[[str], bool], checked: Callable[[str], bool]
) -> Baseline:
    """What is gone: the rule ran, and the file was looked at or is no more.

    `ran` says so of a rule; `checked` of a directory, given absolute.
    """
    directory = Path(path).absolute().parent

    def is_gone(entry: BaselineEntry) -> bool:
        file = Path(os.path.normpath(directory / entry.path))
        return ran(entry.rule) and (checked(str(file.parent)) or not file.exists())

    return Counter({entry: count for entry, count in left.items() if is_gone(entry)})
