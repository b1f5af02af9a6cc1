"""`--format compact`: what setup-tflint's problem matcher reads."""

from __future__ import annotations

import re

from bridgelint.lint.report import Report
from bridgelint.report.ci_formats import compact
from reporting import at, finding, orders, source

# https://github.com/terraform-linters/setup-tflint, .github/matchers.json
MATCHER = re.compile(r"^(.+):(\d+):(\d+):\s(Error|Warning|Notice)\s-\s(.+)\s\((.+)\)$")


def test_a_realistic_module() -> None:
    assert compact(orders()) == (
        "infra/main.tf:19:32: Error - unknown trigger event `after_updated`"
        " (invalid_trigger_event)\n"
        "infra/main.tf:30:24: Error - source `aws.orders` uses the reserved prefix `aws.`"
        " (reserved_source)\n"
        'infra/main.tf:31:24: Error - `detail_type` is empty in `["cancelled"]`'
        " (missing_detail_type)\n"
        "infra/main.tf:32:24: Warning - hard-coded name of event bus"
        " `aws_cloudwatch_event_bus.this` (literal_event_bus)\n"
        "infra/main.tf:33:16: Warning - `detail` does not match the schema `schemas/order.json`"
        " (detail_schema)\n"
        "infra/modules/bus/main.tf:1:1: Notice - unused name of the event bus | <really>"
        " (unused_variable)\n"
    )


def test_every_line_is_read_by_the_published_problem_matcher() -> None:
    hard = finding(at(source("x"), "x"), "has (parentheses): 1:2\nand a line break")
    report = Report(findings=(*orders().findings, hard))
    lines = compact(report).splitlines()
    assert [bool(MATCHER.match(line)) for line in lines] == [True] * 7
