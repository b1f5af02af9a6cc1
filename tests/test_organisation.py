"""An organisation's configuration: one file for all, one for a team, ignores and a baseline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support import FIXTURES, bridgelint, copy

ORDERS = [
    "services/orders/main.tf:16 resource_not_arn major",
    "services/orders/main.tf:23 undeclared_event_bus info",
]
BILLING = [
    "services/billing/main.tf:10 unused_action info",
    "services/billing/main.tf:13 reserved_source major",
    "services/billing/main.tf:16 unused_ignore info",
    "services/billing/main.tf:17 sensitive_detail minor",
]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A working copy of the organisation's repository."""
    (tmp_path / ".git").mkdir()
    return copy(FIXTURES / "organisation", tmp_path)


def findings(directory: Path, *arguments: str) -> list[str]:
    """What is found, with paths below the root of the repository."""
    result = bridgelint(["-f", "gitlab", *arguments], directory)
    return [
        f"{each['location']['path']}:{each['location']['lines']['begin']}"
        f" {each['check_name']} {each['severity']}"
        for each in json.loads(result.stdout)
    ]


def test_the_same_is_found_from_everywhere(repository: Path) -> None:
    assert findings(repository, "--recursive") == BILLING + ORDERS
    assert findings(repository / "services", "--recursive") == BILLING + ORDERS
    assert findings(repository / "services/orders") == ORDERS
    assert findings(repository / "services/billing") == BILLING
    # As pre-commit gives them: every file that changed.
    changed = [
        "services/orders/main.tf",
        "services/billing/live.tfvars",
        "services/billing/main.tf",
        "examples/small/main.tf",
    ]
    assert sorted(findings(repository, *changed)) == BILLING + ORDERS
    assert findings(repository / "examples/small") == []


def test_the_baseline_holds_what_was_there(repository: Path) -> None:
    held = json.loads((repository / "bridgelint-baseline.json").read_bytes())["findings"]
    assert [(each["rule"], each["path"], each["value"]) for each in held] == [
        ("invalid_time", "services/orders/main.tf", "2026-11-23 09:00:00")
    ]
    assert findings(repository, "--recursive", "--no-ignores", "--disable-rule", "missing_source")[
        3:
    ] == [
        "services/orders/main.tf:15 undeclared_event_bus info",
        *ORDERS,
        "services/orders/main.tf:30 unused_action minor",
        "services/orders/main.tf:32 missing_detail_type major",
        "services/orders/main.tf:33 reserved_source major",
    ]


def test_what_is_silenced_is_counted(repository: Path) -> None:
    result = bridgelint(["--recursive", "-f", "compact"], repository)
    assert result.stderr == (
        "2 errors, 1 warning, 3 notices in 2 modules (3 actions, 1 trigger checked;"
        " 1 value unknown; 5 findings ignored; 1 finding in the baseline)\n"
    )
