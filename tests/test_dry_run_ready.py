"""A law: what a dry run calls ready, `--emit` accepts up to the confirmation, and nothing else."""

from __future__ import annotations

import json
import os
import pty
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emit_support import ENVIRONMENT, Endpoint, serving
from support import bridgelint

SOURCES = ['"acme.orders"', '"aws.orders"', "var.none", "var.known", "null", '""', "local.broken"]
TYPES = ['"Order Created"', "var.known", "var.none", "null", f'"{"x" * 129}"', "uuid()"]
DETAILS = [
    'jsonencode({ id = "1" })',
    "jsonencode({ id = var.none })",
    "jsonencode({ at = timestamp() })",
    'jsonencode({ at = "${timestamp()}${var.none}" })',
    "timestamp()",
    '"not JSON"',
    "var.known",
    "null",
    "jsonencode({ id = local.broken })",
]
TIMES = [
    "null",
    "timestamp()",
    '"2024-01-02T03:04:05Z"',
    '"9999-12-31T23:59:59Z"',
    '"yesterday"',
    'timeadd(timestamp(), "1h")',
    "var.none",
]
RESOURCES = ["null", "[]", '["arn:aws:s3:::a"]', "[null]", "[var.none]", '["${uuid()}"]']
REGIONS = ["", 'region = "eu-west-1"', "region = var.none", 'region = "nowhere"', 'region = ""']
COUNTS = ["", "count = 0", "count = 2", "count = var.number", "count = length(timestamp())"]
OTHERS = ["", "locals {\n  x = \n}\n", 'variable "unused" {}\n']

entries = st.tuples(
    *(st.sampled_from(each) for each in (SOURCES, TYPES, DETAILS, TIMES, RESOURCES))
)


def block(values: tuple[str, ...]) -> str:
    names = ("source", "detail_type", "detail", "time", "resources")
    lines = "".join(f"      {name} = {text}\n" for name, text in zip(names, values, strict=True))
    return f"    entry {{\n{lines}    }}\n"


@st.composite
def configurations(draw: st.DrawFn) -> str:
    good = ('"acme.orders"', '"Order Created"', 'jsonencode({ id = "1" })', "null", "null")
    found = draw(st.lists(st.just(good) | entries, max_size=12))
    region, count, other = (draw(st.sampled_from(each)) for each in (REGIONS, COUNTS, OTHERS))
    return f"""
variable "none" {{}}
variable "number" {{
  type = number
}}
variable "known" {{
  default = "known"
}}
locals {{
  broken = tonumber("x")
}}
action "aws_events_put_events" "a" {{
  {count}
  config {{
    {region}
{"".join(map(block, found))}  }}
}}
{other}"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


def asks(directory: Path, endpoint: Endpoint, address: str) -> bool:
    """Does `--emit` ask for confirmation? It is then declined."""
    keyboard, terminal = pty.openpty()
    before = sys.stdin
    with open(terminal, closefd=False, encoding="utf-8") as stdin:  # a descriptor
        sys.stdin = stdin
        answer = threading.Timer(0, os.write, (keyboard, b"no\n"))
        answer.start()
        try:
            words = ["--emit", "--endpoint-url", endpoint.url, "--action", address]
            result = bridgelint(words, directory, ENVIRONMENT)
        finally:
            sys.stdin = before
            answer.join()
    os.close(keyboard)
    os.close(terminal)
    assert result.status == 3
    return result.stderr.count("Type yes to send: ") == 1


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=configurations())
def test_ready_is_what_emit_accepts(endpoint: Endpoint, text: str) -> None:
    with TemporaryDirectory() as name:
        directory = Path(name).resolve()
        (directory / "main.tf").write_text(text)
        shown = bridgelint(["--dry-run", "-f", "json"], directory, ENVIRONMENT)
        for each in json.loads(shown.stdout)["actions"]:
            assert each["ready"] == asks(directory, endpoint, each["address"]), text
            assert each["ready"] == (not each["errors"] and not each["unknown"])
    assert endpoint.received == []
