"""`--format json`: keys that scripts depend on."""

from __future__ import annotations

import json

from bridgelint.base.failure import Failure
from bridgelint.lint.report import Coverage, Report
from bridgelint.report.json_format import json_format
from reporting import at, golden, orders, source


def test_a_realistic_module() -> None:
    text = json_format(orders())
    golden("report.json", text)


def test_nothing_found() -> None:
    assert json.loads(json_format(Report(coverage=Coverage(1, 1, 1, 1)))) == {
        "format_version": "1.0",
        "issues": [],
        "errors": [],
        "coverage": {
            "modules": 1,
            "actions": 1,
            "other_actions": 0,
            "more_in_1_16": 0,
            "triggers": 1,
            "entries": 1,
            "unknown_values": 0,
            "ignored": 0,
        },
    }


def test_a_failure_is_in_the_errors() -> None:
    file = source('rul "x" {}\n', ".bridgelint.hcl")
    failures = (
        Failure("no such directory: `modles`", "did you mean `modules`?"),
        Failure("unknown block `rul`", span=at(file, "rul")),
    )
    assert json.loads(json_format(Report(failures=failures)))["errors"] == [
        {"message": "no such directory: `modles`: did you mean `modules`?", "severity": "error"},
        {
            "message": "unknown block `rul`",
            "severity": "error",
            "range": {
                "filename": ".bridgelint.hcl",
                "start": {"line": 1, "column": 1},
                "end": {"line": 1, "column": 4},
            },
        },
    ]
