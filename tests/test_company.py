"""Modules as a company would write them: nothing wrong, and with fifteen planted mistakes."""

from __future__ import annotations

import re

import pytest

from support import FIXTURES, agree, bridgelint

MODULES = ("demo", "company/clean", "company/mistakes")
SITUATIONS = sorted(path.name for path in (FIXTURES / "situations").iterdir() if path.is_dir())


@pytest.mark.parametrize("module", [*MODULES, *(f"situations/{name}" for name in SITUATIONS)])
def test_the_report_is_this(module: str) -> None:
    result = bridgelint([], FIXTURES / module)
    assert result.stderr == ""
    agree(FIXTURES / module / "report.txt", f"{result.stdout}exit status {result.status}\n")


FIFTEEN = """\
modules/notifications/main.tf:44:17: Error invalid_trigger
modules/notifications/main.tf:58:26: Error invalid_event_bus
rollout.tf:8:35: Error invalid_trigger_event
rollout.tf:10:20: Error action_instance_key
rollout.tf:19:9: Error undeclared_action
rollout.tf:30:24: Error reserved_source
rollout.tf:31:7: Error unknown_argument
rollout.tf:48:21: Error invalid_time
rollout.tf:51:9: Warning resource_not_arn
rollout.tf:63:68: Error invalid_detail
tenants.tf:8:46: Error duplicate_trigger_event
tenants.tf:25:18: Error invalid_expression
tenants.tf:38:23: Error missing_detail_type
tenants.tf:39:23: Error invalid_detail
tracing.tf:2:1: Error duplicate_action
"""


def test_fifteen_mistakes_are_fifteen_findings() -> None:
    result = bridgelint(["--format", "compact"], FIXTURES / "company" / "mistakes")
    line = re.compile(r"^(\S+: \w+) - .* \((\w+)\)$", flags=re.MULTILINE)
    assert "".join(f"{place} {rule}\n" for place, rule in line.findall(result.stdout)) == FIFTEEN
