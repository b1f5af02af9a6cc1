"""What a report is, before any format."""

from __future__ import annotations

import pytest

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Severity
from bridgelint.base.records import replace
from bridgelint.lint.report import Report, unique
from reporting import at, finding, source

FILE = source("alpha beta gamma\n")
OTHER = source("alpha\n", "a.tf")


def test_findings_are_sorted_by_place_and_the_wider_one_comes_first() -> None:
    whole = finding(at(FILE, "alpha", until="beta"))
    alpha, beta, other = (
        finding(at(FILE, "alpha")),
        finding(at(FILE, "beta")),
        finding(at(OTHER, "alpha")),
    )
    assert unique([beta, alpha, whole, other]) == (other, whole, alpha, beta)


def test_one_rule_and_place_is_one_finding_and_the_worst_speaks() -> None:
    here = at(FILE, "beta")
    notice = finding(here, "notice", severity=Severity.NOTICE, address='a["1"]')
    second = finding(here, "second", address='a["3"]')
    first = finding(here, "first", address='a["2"]')
    another = replace(notice, rule="another_rule")
    assert unique([notice, second, first, another]) == (another, first)


@pytest.mark.parametrize(
    ("severities", "failures", "minimum", "force", "status"),
    [
        ([], 0, Severity.NOTICE, False, 0),
        ([Severity.NOTICE], 0, Severity.WARNING, False, 0),
        ([Severity.NOTICE], 0, Severity.NOTICE, False, 2),
        ([Severity.NOTICE, Severity.ERROR], 0, Severity.ERROR, False, 2),
        ([Severity.ERROR], 0, Severity.WARNING, True, 0),
        ([Severity.ERROR], 1, Severity.WARNING, True, 1),
        ([], 1, Severity.WARNING, False, 1),
    ],
)
def test_exit_status(
    severities: list[Severity], failures: int, minimum: Severity, *, force: bool, status: int
) -> None:
    report = Report(
        findings=tuple(finding(at(FILE, "beta"), severity=each) for each in severities),
        failures=(Failure("broken"),) * failures,
    )
    assert report.exit_status(minimum, force=force) == status


@pytest.mark.parametrize(
    ("prefix", "path", "shown"),
    [
        ("", "main.tf", "main.tf"),
        ("live/prod/", "main.tf", "live/prod/main.tf"),
        ("live/prod/", "../../modules/a/main.tf", "modules/a/main.tf"),
        ("", "../outside.tf", "../outside.tf"),
        ("live/", "/elsewhere/main.tf", "/elsewhere/main.tf"),
    ],
)
def test_a_path_below_the_root_of_the_repository(prefix: str, path: str, shown: str) -> None:
    file = source("x", path)
    assert Report(prefix=prefix).repository_path(at(file, "x")) == shown
