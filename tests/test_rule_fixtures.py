"""Each rule on its fixtures: the whole report, firing and silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import FIXTURES, agree, bridgelint

RULES = FIXTURES / "rules"
CASES = sorted(
    case for rule in RULES.iterdir() if rule.is_dir() for case in rule.iterdir() if case.is_dir()
)


def arguments(case: Path) -> list[str]:
    """Further arguments of a case, one a line."""
    path = case / "args.txt"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_the_report_is_this(case: Path) -> None:
    result = bridgelint(arguments(case), case)
    assert result.stderr == ""
    agree(case / "report.txt", f"{result.stdout}exit status {result.status}\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_case_does_what_its_name_says(case: Path) -> None:
    report = (case / "report.txt").read_text(encoding="utf-8")
    fires = f"[{case.parent.name}]" in report
    assert case.name.split("_")[0] == ("fires" if fires else "silent")
