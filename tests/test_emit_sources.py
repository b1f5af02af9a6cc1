"""Where the region, the credentials and the endpoint of `--emit` come from, and who confirms."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from emit_support import Endpoint, action, emit, receipt, serving, trigger
from test_emit_refusals import process_environment

PROVIDER = 'provider "aws" {\n  region = "us-east-2"\n}\n'
PROFILES = """\
[default]
region = ap-south-1
[profile work]
region = ca-central-1
aws_access_key_id = work
aws_secret_access_key = work
"""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


@pytest.mark.parametrize(
    ("own", "provider", "environment", "arguments", "region", "source"),
    [
        ("eu-north-1", PROVIDER, {}, [], "eu-north-1", "action"),
        ("", PROVIDER, {}, [], "us-east-2", "provider"),
        ("", "", {}, [], "eu-west-1", "AWS_REGION"),
        (
            "",
            "",
            {"AWS_REGION": "", "AWS_DEFAULT_REGION": "us-west-2"},
            [],
            "us-west-2",
            "AWS_DEFAULT_REGION",
        ),
        ("", "", {"AWS_DEFAULT_REGION": "us-west-2"}, [], "eu-west-1", "AWS_REGION"),
        ("", "", {"AWS_REGION": ""}, [], "ap-south-1", "profile"),
        ("", "", {"AWS_REGION": ""}, ["--profile", "work"], "ca-central-1", "profile"),
        ("", "", {"AWS_REGION": "", "AWS_PROFILE": "work"}, [], "ca-central-1", "profile"),
        ("eu-north-1", PROVIDER, {}, ["--region", "sa-east-1"], "sa-east-1", "--region"),
    ],
)
def test_the_region(
    tmp_path: Path,
    *,
    endpoint: Endpoint,
    own: str,
    provider: str,
    environment: dict[str, str],
    arguments: list[str],
    region: str,
    source: str,
) -> None:
    (tmp_path / "config").write_text(PROFILES)
    (tmp_path / "main.tf").write_text(action("a", "1", region=own) + trigger("a") + provider)
    profiles = {"AWS_CONFIG_FILE": str(tmp_path / "config")}
    result = emit(
        tmp_path, endpoint, "-f", "json", *arguments, environment={**profiles, **environment}
    )
    assert (result.status, endpoint.regions) == (0, [region])
    assert receipt(result)["requests"][0]["region"] == region
    assert f"    region {region} ({source}), 1 entry, 34 bytes\n" in result.stderr


def test_a_region_that_is_not_known_is_told(tmp_path: Path, endpoint: Endpoint) -> None:
    text = action("a", "1", region="x").replace('"x"', "var.region")
    (tmp_path / "main.tf").write_text(f'{text}variable "region" {{}}\n{trigger("a")}')
    result = emit(tmp_path, endpoint)
    assert "region is unknown: var.region has no value" in result.stderr
    assert (result.status, endpoint.received) == (3, [])
    assert emit(tmp_path, endpoint, "--region", "eu-north-1").status == 0
    assert endpoint.regions == ["eu-north-1"]


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL_EVENTBRIDGE", "AWS_ENDPOINT_URL"])
def test_the_endpoint_of_the_environment(tmp_path: Path, endpoint: Endpoint, name: str) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    url, endpoint.url = endpoint.url, ""
    # Whoever answers for STS has to be on this machine as well.
    environment = {name: url, "AWS_ENDPOINT_URL_STS": url}
    result = emit(tmp_path, endpoint, environment=environment)
    assert (result.status, len(endpoint.received)) == (0, 1)


# -- a terminal


def on_a_terminal(directory: Path, endpoint: Endpoint, answer: str) -> tuple[int, str]:
    """The command on a terminal: its status and what its terminal shows."""
    keyboard, terminal = pty.openpty()
    os.write(keyboard, answer.encode())
    with subprocess.Popen(  # noqa: S603 # our own command
        [sys.executable, "-m", "bridgelint", "--emit", "--endpoint-url", endpoint.url],
        cwd=directory,
        env=process_environment(),
        stdin=terminal,
        stdout=subprocess.DEVNULL,
        stderr=terminal,
    ) as process:
        os.close(terminal)
        shown = b""
        while True:
            try:
                piece = os.read(keyboard, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
    os.close(keyboard)
    return process.returncode, shown.decode().replace("\r\n", "\n")


def test_a_confirmation(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + action("b", "2") + trigger("a", "b"))
    status, shown = on_a_terminal(tmp_path, endpoint, "yes\n")
    name = "action.aws_events_put_events"
    shown = shown.removeprefix("yes\n")  # the terminal's echo
    assert re.sub(r"\r\x1b\[K(sent \d of 2 requests)?", "", shown) == (
        "Sending 2 entries in 2 requests\n"
        f"  directory  {tmp_path}\n"
        f"  {name}.a: terraform_data.t after_create\n"
        "    region eu-west-1 (AWS_REGION), 1 entry, 34 bytes\n"
        "    1  bus default  source acme.orders  detail_type Order Created\n"
        f"  {name}.b: terraform_data.t after_create\n"
        "    region eu-west-1 (AWS_REGION), 1 entry, 34 bytes\n"
        "    1  bus default  source acme.orders  detail_type Order Created\n"
        f"  endpoint  {endpoint.url}\n"
        "  identity  arn:aws:iam::123456789012:user/me\n"
        "  account   123456789012, eu-west-1\n"
        "Type yes to send: "
    )
    assert shown.endswith("\r\x1b[K")
    assert (status, len(endpoint.received)) == (0, 2)


@pytest.mark.parametrize("answer", ["no\n", "y\n", "\n", "\x04"])
def test_anything_else_is_no_confirmation(tmp_path: Path, endpoint: Endpoint, answer: str) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    status, shown = on_a_terminal(tmp_path, endpoint, answer)
    assert shown.splitlines()[-2:] == [
        "Type yes to send: \x1b[1;31merror\x1b[0m: not confirmed",
        "nothing was sent",
    ]
    assert (status, endpoint.received) == (3, [])
