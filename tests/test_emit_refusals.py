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
        3,
    )


A = "action.aws_events_put_events.a"


def test_an_unknown_part(tmp_path: Path, endpoint: Endpoint) -> None:
    text = action("a", "${var.id}") + 'variable "id" {}\n' + trigger("a")
    (tmp_path / "main.tf").write_text(text)
    refused(
        emit(tmp_path, endpoint),
        f"main.tf:6:39: `{A}`: entry 1, detail.id is unknown: var.id has no value\n"
        "  pass --var, --var-file or --plan; --dry-run shows what is unknown",
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
        assert emit(tmp_path, endpoint, "--action", A).status == 3
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
        for name, status in (("wrong", 3), ("right", 0)):
            assert emit(tmp_path, endpoint, "--action", f'{A}["{name}"]').status == status
        assert [each["Source"] for (each,) in endpoint.received] == ["acme.orders"]


def test_an_error_counts_whatever_hides_it(tmp_path: Path, endpoint: Endpoint) -> None:
    text = action("a", "1").replace(
        '"acme.orders"', '"aws.orders" # bridgelint-ignore: reserved_source'
    )
    (tmp_path / "main.tf").write_text(text + trigger("a"))
    off = 'rule "reserved_source" {\n  enabled = false\n  severity = "notice"\n}\n'
    for config in ("", off):
        (tmp_path / ".bridgelint.hcl").write_text(config)
        result = emit(tmp_path, endpoint, "-f", "json")
        assert (result.status, [each["rule"] for each in receipt(result)["errors"]]) == (
            3,
            ["reserved_source"],
        )


def test_a_file_that_is_not_valid(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    (tmp_path / "other.tf").write_text('locals { a = "')
    result = emit(tmp_path, endpoint)
    assert (result.stdout, result.status) == ("", 3)
    assert "(syntax_error)" in result.stderr
    assert result.stderr.endswith("nothing was sent\n")


def test_no_entry(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a") + trigger("a"))
    result = emit(tmp_path, endpoint)
    assert "(missing_entry)" in result.stderr
    assert (result.stdout, result.status) == ("", 3)


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
        "--emit sends nothing in a commit hook: PRE_COMMIT is set\n"
        "  run it in a shell or a pipeline",
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
        "--emit requires confirmation, but standard input is not a terminal\n"
        "  review with --dry-run, then pass --yes",
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
        f"`{A}`: --emit requires boto3, which is not installed\n"
        "  install bridgelint with the extra `emit`: "
        "https://bridgelint.github.io/bridgelint/#install",
    )


def test_no_credentials(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    nothing = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    refused(
        emit(tmp_path, endpoint, environment=nothing),
        f"`{A}`: no AWS credentials were found\n"
        "  set AWS_PROFILE or pass --profile; test it with `aws sts get-caller-identity`",
    )


def test_half_of_the_credentials(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    result = emit(tmp_path, endpoint, environment={"AWS_SECRET_ACCESS_KEY": ""})
    refused(
        result,
        f"`{A}`: cannot load the credentials: Partial credentials found in env, missing:"
        " AWS_SECRET_ACCESS_KEY\n"
        "  set AWS_PROFILE or pass --profile; test it with `aws sts get-caller-identity`",
    )


def test_a_profile_that_is_not_there(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    refused(
        emit(tmp_path, endpoint, "--profile", "nobody"),
        f"`{A}`: cannot load the credentials: The config profile (nobody) could not be found\n"
        "  set AWS_PROFILE or pass --profile; test it with `aws sts get-caller-identity`",
    )


def test_no_region(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    refused(
        emit(tmp_path, endpoint, environment={"AWS_REGION": ""}),
        f"`{A}`: no region is configured\n"
        "  pass --region, or set AWS_REGION or the region of the profile",
    )


def test_a_region_that_is_none(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    result = emit(tmp_path, endpoint, "--region", "no region!")
    assert (result.stdout, result.status) == ("", 3)
    assert "Provided region_name 'no region!' doesn't match a supported format" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--region", ""], "--region is empty"),
        (["--profile", ""], "--profile is empty"),
        (["--endpoint-url", ""], "--endpoint-url is empty"),
        (["--expect-account", ""], "--expect-account is empty"),
        (["--receipt", ""], "--receipt is empty"),
        (["--resume", ""], "--resume is empty"),
        (
            ["--endpoint-url", "nowhere"],
            "invalid value `nowhere` for --endpoint-url: expected an HTTP or HTTPS URL",
        ),
        (
            ["--endpoint-url", "ftp://me:secret@host"],
            "invalid value `ftp://***@host` for --endpoint-url: expected an HTTP or HTTPS URL",
        ),
        (
            ["--endpoint-url", "http://"],
            "invalid value `http://` for --endpoint-url: expected an HTTP or HTTPS URL",
        ),
        (
            ["--expect-account", "1234"],
            "invalid value `1234` for --expect-account: expected an account ID of 12 digits",
        ),
        (
            ["--max-attempts", "0"],
            "invalid value `0` for --max-attempts: expected a positive integer",
        ),
        (["--rate", "0"], "invalid value `0` for --rate: expected a positive number"),
        (["--parallel", "x"], "invalid value `x` for --parallel: expected a positive integer"),
        (["--allow-stale-plan"], "--allow-stale-plan requires --plan"),
        (["--include-unknown"], "--include-unknown requires --resume"),
        (["--resume", "j", "--action", "a"], "--resume and --action cannot be used together"),
        (["--resume", "j", "--receipt", "k"], "--resume and --receipt cannot be used together"),
        (["--nonsense"], "unknown option: `--nonsense`"),
        (["none.tf"], "no such file or directory: `none.tf`"),
        (["--plan", "none.json"], "cannot read the plan `none.json`: No such file or directory"),
        (["--chdir", "none"], "cannot change to directory `none`: No such file or directory"),
        (["--only", "reserved_source"], "--only has no effect with --emit"),
        (["-c", "none.hcl"], "cannot read configuration file `none.hcl`"),
        (["-f", "sarif=x"], "--format sarif is only for findings"),
        (["--var", "x"], "invalid `--var x`: missing `=`; use `--var NAME=VALUE`"),
    ],
)
def test_usage_errors_are_a_document_as_well(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    for format_ in (["-f", "json"], ["--format=json"]):
        result = bridgelint(["--emit", "--yes", *format_, *arguments], tmp_path, ENVIRONMENT)
        document = receipt(result)
        (error,) = document.pop("errors")
        assert document == {
            "format_version": "1.0",
            "exit_status": 1,
            "directory": str(tmp_path),
            "receipt": None,
            "interrupted": False,
            "targets": [],
            "accepted": 0,
            "failed": 0,
            "unknown": 0,
            "not_sent": 0,
            "requests": [],
            "skipped": [],
        }
        assert error["message"].startswith(message)
        assert len(result.stderr.splitlines()) <= 2


def test_nothing_to_send(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text("locals {}\n")
    assert emit(tmp_path, endpoint) == Result(0, "", "nothing to send\n")
    document = receipt(emit(tmp_path, endpoint, "-f", "json"))
    assert (document["receipt"], document["requests"], document["errors"]) == (None, [], [])


# -- limits


def test_more_entries_than_a_request_takes(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", *map(str, range(11))) + trigger("a"))
    result = emit(tmp_path, endpoint)
    assert result.stderr.count("error: ") == 1
    assert "(too_many_entries)" in result.stderr
    assert (result.stdout, result.status) == ("", 3)


def test_split_on_request(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(action("a", *map(str, range(11))) + trigger("a"))
    with serving() as endpoint:
        result = emit(tmp_path, endpoint, "--split", "-f", "json")
        assert [len(each) for each in endpoint.received] == [10, 1]
        (first, (last,)) = told(receipt(result))
        assert (len(first), receipt(result)["requests"][1]["entries"][0]["id"]) == (10, f"{A}#11")
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
        assert result.stderr.count("error: ") == 1
        assert "(oversized_request)" in result.stderr
        assert (result.status, endpoint.received) == (3, [])
        assert emit(tmp_path, endpoint, "--split", *arguments).status == 0
        assert [len(each) for each in endpoint.received] == [2, 1]


def test_an_entry_that_no_request_takes(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(large(1, 1_100_000) + trigger("a"))
    result = emit(tmp_path, endpoint, "--split", "--terraform-version", "1.15.0")
    message = f"`{A}`: entry 1 alone is 1,100,035 bytes long; PutEvents accepts 1,048,576"
    assert message in result.stderr
    assert (result.stdout, result.status) == ("", 3)


# -- buses


def test_a_bus_that_is_not_there(tmp_path: Path) -> None:
    text = action("a", "1").replace("detail_type", 'event_bus_name = "nope"\n      detail_type')
    (tmp_path / "main.tf").write_text(text + action("b", "2") + trigger("a", "b"))
    with serving() as endpoint:
        refused(
            remaining(emit(tmp_path, endpoint, "--verify-bus")),
            f"main.tf:5:24: `{A}`: no event bus `nope` in eu-west-1: ResourceNotFoundException:"
            " Event bus nope does not exist.",
        )
        assert endpoint.received == []
        assert emit(tmp_path, endpoint).status == 0
        endpoint.buses.add("nope")
        assert emit(tmp_path, endpoint, "--verify-bus").status == 0


def remaining(result: Result) -> Result:
    """The result itself: it is reported before anything is about to be sent."""
    assert "Sending" not in result.stderr
    return result


def test_a_bus_that_nobody_may_ask_about(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + trigger("a"))
    with serving() as endpoint:
        endpoint.denied = True
        result = emit(tmp_path, endpoint, "--verify-bus")
        assert (result.status, len(endpoint.received)) == (0, 1)
        assert result.stderr.startswith(
            "event bus `default` in eu-west-1 cannot be verified: AccessDeniedException:"
            " not authorized: DescribeEventBus\n"
        )


def test_options_of_emit_need_it(tmp_path: Path) -> None:
    for option in (["--split"], ["--verify-bus"], ["--max-attempts", "2"], ["--yes"]):
        result = bridgelint(["--dry-run", *option], tmp_path)
        assert result == Result(1, "", f"error: {option[0]} has no effect with --dry-run\n")
