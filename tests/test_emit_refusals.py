"""`--emit` refuses, says why, and sends nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from emit_support import ENVIRONMENT, Endpoint, action, emit, receipt, serving, told, trigger
from support import ROOT, Result, bridgelint


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """Whatever happens here, nothing may be sent to it."""
    with serving() as endpoint:
        yield endpoint
        assert endpoint.received == []


def refused(result: Result, message: str) -> None:
    """Nothing is shown but why."""
    assert (result.stdout, result.stderr, result.status) == (
        "",
        f"error: {message}\nnothing was sent\n",
        1,
    )


A = "action.aws_events_put_events.a"


def test_an_unknown_part(tmp_path: Path, endpoint: Endpoint) -> None:
    text = action("a", "${var.id}") + 'variable "id" {}\n' + trigger("a")
    (tmp_path / "main.tf").write_text(text)
    refused(
        emit(tmp_path, endpoint),
        f"main.tf:6:39: `{A}`: entry 1, detail.id is not known: var.id has no value\n"
        "  give --var, --var-file or --plan; --dry-run shows it",
    )


def test_an_error_finding(tmp_path: Path, endpoint: Endpoint) -> None:
    text = action("a", "1").replace("acme.", "aws.") + trigger("a")
    (tmp_path / "main.tf").write_text(text)
    refused(
        emit(tmp_path, endpoint),
        f"main.tf:4:21: `{A}`: source `aws.orders` uses the reserved prefix `aws.`"
        " (reserved_source)\n"
        '  use the name of your system, such as "acme.orders"',
    )


def test_an_error_finding_of_another_action_does_not_count(tmp_path: Path) -> None:
    text = action("a", "1").replace("acme.", "aws.") + action("b", "2") + trigger("a", "b")
    (tmp_path / "main.tf").write_text(text)
    with serving() as endpoint:
        assert emit(tmp_path, endpoint, "--action", A).status == 1
        assert endpoint.received == []
        result = emit(tmp_path, endpoint, "--action", "action.aws_events_put_events.b")
        assert (result.status, len(endpoint.received)) == (0, 1)


def test_an_error_finding_of_another_instance_does_not_count(tmp_path: Path) -> None:
    text = """
action "aws_events_put_events" "a" {
  for_each = { right = "acme.orders", wrong = "aws.orders" }
  config {
    entry {
      source      = each.value
      detail_type = "Order Created"
      detail      = "{}"
    }
  }
}
"""
    (tmp_path / "main.tf").write_text(text)
    with serving() as endpoint:
        for name, status in (("wrong", 1), ("right", 0)):
            assert emit(tmp_path, endpoint, "--action", f'{A}["{name}"]').status == status
        assert [each["Source"] for (each,) in endpoint.received] == ["acme.orders"]


def test_a_finding_that_is_ignored_on_purpose(tmp_path: Path) -> None:
    text = action("a", "1").replace(
        '"acme.orders"', '"aws.orders" # bridgelint-ignore: reserved_source'
    )
    (tmp_path / "main.tf").write_text(text + trigger("a"))
    with serving() as endpoint:
        assert emit(tmp_path, endpoint).status == 0
        assert emit(tmp_path, endpoint, "--no-ignores").status == 1
        assert len(endpoint.received) == 1


def test_a_file_that_is_not_valid(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    (tmp_path / "other.tf").write_text('locals { a = "')
    result = emit(tmp_path, endpoint)
    assert (result.stdout, result.status) == ("", 1)
    assert "(syntax_error)" in result.stderr
    assert result.stderr.endswith("nothing was sent\n")


def test_no_entry(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a") + trigger("a"))
    result = emit(tmp_path, endpoint)
    assert f"`{A}`: entry cannot be sent: it has no entry" in result.stderr
    assert (result.stdout, result.status) == ("", 1)


def test_an_address_that_matches_nothing(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("order_created", "1") + trigger("order_created"))
    wrong = "action.aws_events_put_events.order_creatde"
    refused(
        emit(tmp_path, endpoint, "--action", wrong),
        f"no such action: `{wrong}`\n  did you mean `action.aws_events_put_events.order_created`?",
    )


def test_pre_commit(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    refused(
        emit(tmp_path, endpoint, environment={"PRE_COMMIT": "1"}),
        "--emit sends nothing under pre-commit (PRE_COMMIT is set)\n"
        "  a hook runs far more often than an event is meant",
    )


def test_nobody_who_could_answer(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    done = subprocess.run(  # noqa: S603 # our own command
        [sys.executable, "-m", "bridgelint", "--emit", "--endpoint-url", endpoint.url],
        cwd=tmp_path,
        env=process_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    refused(
        Result(done.returncode, done.stdout, done.stderr),
        "--emit asks before it sends, and nobody can answer here\n"
        "  give --yes, once --dry-run shows what you want",
    )


def process_environment() -> dict[str, str]:
    """For a process of its own."""
    foreign = ("AWS_", "PRE_COMMIT", "NO_COLOR", "FORCE_COLOR")
    own = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    paths = os.pathsep.join(str(ROOT / each) for each in ("linter", "rules"))
    return {**own, **ENVIRONMENT, "PYTHONPATH": paths, "COLUMNS": "80"}


def test_no_boto3(tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    monkeypatch.setitem(sys.modules, "boto3", None)
    refused(
        emit(tmp_path, endpoint),
        "--emit needs boto3, which is not installed\n  pip install 'bridgelint[emit]'",
    )


def test_no_credentials(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    nothing = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    refused(
        emit(tmp_path, endpoint, environment=nothing),
        "no credentials for AWS were found\n"
        "  set AWS_PROFILE or give --profile; `aws sts get-caller-identity` tests them",
    )


def test_half_of_the_credentials(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    result = emit(tmp_path, endpoint, environment={"AWS_SECRET_ACCESS_KEY": ""})
    refused(
        result,
        "no credentials: Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY\n"
        "  set AWS_PROFILE or give --profile; `aws sts get-caller-identity` tests them",
    )


def test_a_profile_that_is_not_there(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    refused(
        emit(tmp_path, endpoint, "--profile", "nobody"),
        "no credentials: The config profile (nobody) could not be found\n"
        "  set AWS_PROFILE or give --profile; `aws sts get-caller-identity` tests them",
    )


def test_no_region(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    refused(
        emit(tmp_path, endpoint, environment={"AWS_REGION": ""}),
        f"`{A}`: no region is configured\n"
        "  give --region, or set AWS_REGION or the region of the profile",
    )


def test_a_region_that_is_none(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    result = emit(tmp_path, endpoint, "--region", "no region!")
    refused(
        result,
        "no client for no region!: Provided region_name 'no region!' doesn't match a supported"
        " format.",
    )


def test_an_endpoint_that_is_none(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    result = emit(tmp_path, endpoint, "--endpoint-url", "nowhere")
    refused(result, "no client for eu-west-1: Invalid endpoint: nowhere")


def test_a_format_for_findings(tmp_path: Path, endpoint: Endpoint) -> None:
    result = emit(tmp_path, endpoint, "-f", "sarif")
    assert result == Result(
        1, "", "error: `--format sarif` is for findings\n  give `default` or `json`\n"
    )


def test_nothing_to_send(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text("locals {}\n")
    result = emit(tmp_path, endpoint)
    assert result == Result(0, "", "there is nothing to send\n")


# -- limits


def test_more_entries_than_a_request_takes(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", *map(str, range(11))) + trigger("a"))
    result = emit(tmp_path, endpoint)
    assert (
        f"`{A}`: it has 11 entries, and PutEvents takes 10 in a request\n"
        "  Terraform would not split it either; --split sends it in several requests\n"
    ) in result.stderr
    assert (result.stdout, result.status) == ("", 1)


def test_split_on_request(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(action("a", *map(str, range(11))) + trigger("a"))
    with serving() as endpoint:
        result = emit(tmp_path, endpoint, "--split", "-f", "json")
        assert [len(each) for each in endpoint.received] == [10, 1]
        ((*_, last),) = told(receipt(result))
        assert last == ("accepted", "00000000-0000-0000-0000-000000000011", 1)
        assert "Sending 11 entries in 2 requests" in result.stderr
        assert result.status == 0


def large(count: int, size: int) -> str:
    """An action with entries whose `detail` has this size."""
    return f"""
action "aws_events_put_events" "a" {{
  config {{
    dynamic "entry" {{
      for_each = range({count})
      content {{
        source      = "acme.orders"
        detail_type = "Order Created"
        detail      = jsonencode({{ text = format("%0{size}d", entry.value) }})
      }}
    }}
  }}
}}
"""


def test_more_bytes_than_a_request_takes(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(large(3, 500_000) + trigger("a"))
    arguments = ("--terraform-version", "1.15.0")
    with serving() as endpoint:
        result = emit(tmp_path, endpoint, *arguments)
        assert (
            f"`{A}`: it has 1,500,105 bytes, and PutEvents takes 1,048,576 in a request"
        ) in result.stderr
        assert (result.status, endpoint.received) == (1, [])
        assert emit(tmp_path, endpoint, "--split", *arguments).status == 0
        assert [len(each) for each in endpoint.received] == [2, 1]


def test_an_entry_that_no_request_takes(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(large(1, 1_100_000) + trigger("a"))
    result = emit(tmp_path, endpoint, "--split", "--terraform-version", "1.15.0")
    assert (
        f"`{A}`: entry 1 alone has 1,100,035 bytes, and PutEvents takes 1,048,576"
    ) in result.stderr
    assert (result.stdout, result.status) == ("", 1)


# -- buses


def test_a_bus_that_is_not_there(tmp_path: Path) -> None:
    text = action("a", "1").replace("detail_type", 'event_bus_name = "nope"\n      detail_type')
    (tmp_path / "main.tf").write_text(text + action("b", "2") + trigger("a", "b"))
    with serving() as endpoint:
        refused(
            remaining(emit(tmp_path, endpoint, "--verify-bus")),
            f"main.tf:5:24: `{A}`: no bus `nope` in eu-west-1: ResourceNotFoundException:"
            " Event bus nope does not exist.",
        )
        assert endpoint.received == []
        assert emit(tmp_path, endpoint).status == 0
        endpoint.buses.add("nope")
        assert emit(tmp_path, endpoint, "--verify-bus").status == 0


def remaining(result: Result) -> Result:
    """The result itself: it is told before anything is about to be sent."""
    assert "Sending" not in result.stderr
    return result


def test_options_of_emit_need_it(tmp_path: Path) -> None:
    for option in (["--split"], ["--verify-bus"], ["--max-attempts", "2"], ["--yes"]):
        result = bridgelint(["--dry-run", *option], tmp_path)
        assert result == Result(1, "", f"error: {option[0]} requires --emit\n")
