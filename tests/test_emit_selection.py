"""What `--emit` sends: every instance once, what is left out, and what `--action` names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from emit_support import ENVIRONMENT, Endpoint, action, emit, receipt, serving, trigger
from support import Result, bridgelint
from test_emit import details

A = "action.aws_events_put_events"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


def never(name: str, condition: str) -> str:
    """A resource with a trigger that has this condition."""
    return (
        trigger(name)
        .replace('"t"', f'"{name}"')
        .replace("events ", f"condition = {condition}\n      events ")
    )


def test_what_nothing_triggers_is_sent(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1"))
    result = emit(tmp_path, endpoint)
    assert (result.status, endpoint.details()) == (0, [details("1")])
    assert f"  {A}.a: not triggered, runs only with -invoke\n" in result.stderr


@pytest.mark.parametrize("condition", ["false", "1 == 2", "local.no"])
def test_what_never_runs_is_skipped(tmp_path: Path, endpoint: Endpoint, condition: str) -> None:
    text = action("a", "1") + action("b", "2") + never("a", condition) + trigger("b")
    (tmp_path / "main.tf").write_text(text + "locals {\n  no = false\n}\n")
    result = emit(tmp_path, endpoint, "-f", "json")
    assert (result.status, endpoint.details()) == (0, [details("2")])
    reason = "its only trigger has a condition that is always false"
    assert receipt(result)["skipped"] == [{"address": f"{A}.a", "reason": reason}]
    assert f"`{A}.a` is skipped: {reason}; pass it with --action to send it\n" in result.stderr
    result = emit(tmp_path, endpoint, "-f", "json", "--action", f"{A}.a")
    assert (result.status, receipt(result)["skipped"]) == (0, [])
    assert endpoint.details() == [details("2"), details("1")]


def test_one_trigger_that_may_run_is_enough(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + never("a", "false") + trigger("a"))
    assert emit(tmp_path, endpoint).status == 0
    assert endpoint.details() == [details("1")]


def test_a_condition_that_a_variable_decides_is_no_reason(
    tmp_path: Path, endpoint: Endpoint
) -> None:
    text = action("a", "1") + never("a", "var.on") + 'variable "on" {\n  default = false\n}\n'
    (tmp_path / "main.tf").write_text(text)
    result = emit(tmp_path, endpoint)
    assert (result.status, endpoint.details()) == (0, [details("1")])
    assert "terraform_data.a after_create if var.on, which is false\n" in result.stderr


EXPANDED = """
action "aws_events_put_events" "paid" {
  for_each = toset(["eu,west", "us#2", "q\\"]"])
  config {
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ id = "${each.key}-1" })
    }
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ id = "${each.key}-2" })
    }
  }
}
"""


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ([f'{A}.paid["eu,west"]'], ["eu,west-1", "eu,west-2"]),
        ([f'{A}.paid["eu,west"]#2'], ["eu,west-2"]),
        ([f'{A}.paid["us#2"]'], ["us#2-1", "us#2-2"]),
        ([f'{A}.paid["us#2"]#1,{A}.other'], ["us#2-1", "x"]),
        ([f'{A}.paid["q\\"]"]#1', f'{A}.paid["eu,west"]#1'], ["eu,west-1", 'q"]-1']),
        ([f"{A}.paid#1"], ["eu,west-1", 'q"]-1', "us#2-1"]),
        ([f'{A}.paid["eu,west"]#1,{A}.paid["eu,west"]'], ["eu,west-1", "eu,west-2"]),
    ],
)
def test_what_an_option_names(
    tmp_path: Path, endpoint: Endpoint, options: list[str], sent: list[str]
) -> None:
    (tmp_path / "main.tf").write_text(EXPANDED + action("other", "x"))
    words = [word for each in options for word in ("--action", each)]
    result = emit(tmp_path, endpoint, "-f", "json", *words)
    assert result.status == 0
    found = [json.loads(each)["id"] for request in endpoint.details() for each in request]
    assert found == sent


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (f"{A}.nothing", f"no such action: `{A}.nothing`"),
        (f'{A}.paid["x"]', f'no such action: `{A}.paid["x"]`'),
        (f'{A}.paid["us#2"]#3', f'no such entry: `{A}.paid["us#2"]#3`'),
        (f"{A}.other#0", f"no such entry: `{A}.other#0`"),
        (f"{A}.other,{A}.nothing", f"no such action: `{A}.nothing`"),
    ],
)
def test_what_names_nothing_is_refused(
    tmp_path: Path, endpoint: Endpoint, option: str, message: str
) -> None:
    (tmp_path / "main.tf").write_text(EXPANDED + action("other", "x"))
    result = emit(tmp_path, endpoint, "-f", "json", "--action", option)
    errors = [each["message"] for each in receipt(result)["errors"]]
    assert (result.status, errors, endpoint.received) == (3, [message], [])


def test_an_entry_beside_a_wrong_one(tmp_path: Path, endpoint: Endpoint) -> None:
    text = action("a", *map(str, range(12))).replace("acme.orders", "aws.orders", 1)
    (tmp_path / "main.tf").write_text(text + trigger("a"))
    assert emit(tmp_path, endpoint, "--action", f"{A}.a#1").status == 3
    assert emit(tmp_path, endpoint, "--action", f"{A}.a#12").status == 0
    assert endpoint.details() == [details("11")]


CALLER = """
action "aws_events_put_events" "a" {
  config {
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ id = caller.input })
    }
  }
}
resource "terraform_data" "t" {
  for_each = toset(["x", "y"])
  input    = each.key
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.aws_events_put_events.a]
    }
  }
}
"""


def test_a_request_for_each_caller(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(CALLER)
    result = emit(tmp_path, endpoint, "-f", "json", "--terraform-version", "1.16.0")
    assert (result.status, endpoint.details()) == (0, [details("x"), details("y")])
    document = receipt(result)
    callers = ['terraform_data.t["x"]', 'terraform_data.t["y"]']
    assert [each["caller"] for each in document["requests"]] == callers
    assert [each["entries"][0]["caller"] for each in document["requests"]] == callers
    first = json.loads((tmp_path / document["receipt"]).read_text().splitlines()[0])
    assert [each["caller"] for each in first["requests"]] == callers


# -- several modules


@pytest.fixture
def environments(tmp_path: Path) -> Path:
    """Two root modules with the same addresses."""
    for name in ("dev", "prod"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(action("a", name) + trigger("a"))
    return tmp_path


def test_directories_are_told_apart(environments: Path, endpoint: Endpoint) -> None:
    result = emit(environments, endpoint, "-f", "json", "--recursive")
    assert result.status == 0
    assert [each["directory"] for each in receipt(result)["requests"]] == ["dev", "prod"]
    lines = [line for line in result.stderr.splitlines() if "directory" in line]
    assert lines == [f"  directory  {environments / name}" for name in ("dev", "prod")]
    table = emit(environments, endpoint, "--recursive").stdout
    assert f"prod: {A}.a in eu-west-1\n" in table


def test_an_address_that_several_modules_have(environments: Path, endpoint: Endpoint) -> None:
    arguments = ("--recursive", "--action", f"{A}.a")
    result = emit(environments, endpoint, *arguments)
    message = f"`{A}.a` matches actions of several modules: `dev`, `prod`"
    assert (result.status, endpoint.received) == (3, [])
    assert message in result.stderr
    shown = bridgelint(["--dry-run", *arguments], environments)
    assert (shown.status, shown.stdout) == (1, "")
    assert message in shown.stderr
    assert emit(environments, endpoint, "prod", "--action", f"{A}.a").status == 0
    assert endpoint.details() == [details("prod")]


def test_a_finding_is_about_its_own_module(environments: Path, endpoint: Endpoint) -> None:
    text = (environments / "dev" / "main.tf").read_text()
    (environments / "dev" / "main.tf").write_text(text.replace("acme.", "aws."))
    shown = bridgelint(["--dry-run", "-f", "json", "--recursive"], environments)
    actions = json.loads(shown.stdout)["actions"]
    assert [(each["directory"], each["ready"]) for each in actions] == [
        ("dev", False),
        ("prod", True),
    ]
    assert emit(environments, endpoint, "--recursive").status == 3
    assert emit(environments, endpoint, "prod").status == 0


def test_a_dry_run_names_directories(environments: Path) -> None:
    for format_ in ("default", "markdown"):
        several = bridgelint(["--dry-run", "-f", format_, "--recursive"], environments).stdout
        assert several.count("dev") > 1
        one = bridgelint(["--dry-run", "-f", format_, "dev"], environments).stdout
        assert "directory" not in one


# -- what is evaluated when it is sent

LATE = """
action "aws_events_put_events" "a" {
  config {
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ at = timestamp(), id = uuid(), plan = plantimestamp(), x = 1 })
      time        = timestamp()
      resources   = ["arn:aws:s3:::${uuid()}"]
    }
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ at = timestamp(), id = uuid() })
    }
  }
}
"""


def test_values_at_sending(tmp_path: Path, endpoint: Endpoint) -> None:
    (tmp_path / "main.tf").write_text(LATE + trigger("a"))
    shown = bridgelint(["--dry-run", "-f", "json"], tmp_path)
    (request,) = json.loads(shown.stdout)["actions"]
    late = "(at sending)"
    assert request["entries"][0] == {
        "Source": "acme.orders",
        "DetailType": "Order Created",
        "Detail": f'{{"at":"{late}","id":"{late}","plan":"{late}","x":1}}',
        "Time": late,
        "Resources": [f"arn:aws:s3:::{late}"],
    }
    assert (request["ready"], request["unknown"], request["size_is_lower_bound"]) == (
        True,
        [],
        True,
    )
    assert emit(tmp_path, endpoint).status == 0
    ((first, second),) = endpoint.received
    one, two = json.loads(first["Detail"]), json.loads(second["Detail"])
    assert one["at"] == one["plan"] == two["at"]
    assert one["id"] != two["id"]
    assert isinstance(first["Time"], int)


def test_what_is_unknown_then_is_not_ready(tmp_path: Path, endpoint: Endpoint) -> None:
    """The first cause is the time, but it is not the only one."""
    text = action("a", "1").replace('"1"', 'md5("${timestamp()}${var.v}")') + 'variable "v" {}\n'
    (tmp_path / "main.tf").write_text(text + trigger("a"))
    (request,) = json.loads(bridgelint(["--dry-run", "-f", "json"], tmp_path).stdout)["actions"]
    assert [each["reason"] for each in request["unknown"]] == ["var.v has no value"]
    assert (request["ready"], emit(tmp_path, endpoint).status) == (False, 3)


def test_an_error_that_shows_when_it_is_sent(tmp_path: Path, endpoint: Endpoint) -> None:
    text = action("a", "1").replace('jsonencode({ id = "1" })', "timestamp()")
    (tmp_path / "main.tf").write_text(text + trigger("a"))
    (request,) = json.loads(bridgelint(["--dry-run", "-f", "json"], tmp_path).stdout)["actions"]
    assert [each["rule"] for each in request["errors"]] == ["invalid_detail"]
    assert emit(tmp_path, endpoint).status == 3


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59Z", "1600-01-01T00:00:00Z"])
def test_a_time_that_would_be_another(tmp_path: Path, endpoint: Endpoint, time: str) -> None:
    text = action("a", "1").replace("detail_type", f'time = "{time}"\n      detail_type')
    (tmp_path / "main.tf").write_text(text + trigger("a"))
    result = emit(tmp_path, endpoint, "-f", "json")
    assert (result.status, [each["rule"] for each in receipt(result)["errors"]]) == (
        3,
        ["fragile_time"],
    )


def test_a_time_is_cut_to_milliseconds(tmp_path: Path, endpoint: Endpoint) -> None:
    text = "".join(
        action(name, "1").replace("detail_type", f'time = "{time}"\n      detail_type')
        for name, time in {
            "a": "2024-01-02T03:04:05.9999999Z",
            "b": "1969-12-31T23:59:58.0004999Z",
            "c": "2024-01-02T04:04:05+01:00",
        }.items()
    )
    (tmp_path / "main.tf").write_text(text)
    assert emit(tmp_path, endpoint).status == 0
    times = [each[0]["Time"] for each in endpoint.received]
    assert times == [1704164645.999, -1.999, 1704164645]


# -- the dry run and the exit status


def dry_run(directory: Path, *arguments: str) -> Result:
    return bridgelint(["--dry-run", *arguments], directory, ENVIRONMENT)


def test_strict(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1") + action("b", "2") + trigger("a", "b"))
    assert dry_run(tmp_path, "--strict").status == 0
    text = (tmp_path / "main.tf").read_text()
    (tmp_path / "main.tf").write_text(text.replace("acme.", "aws.", 1))
    for format_ in ("default", "json", "markdown"):
        assert dry_run(tmp_path, "-f", format_).status == 0
        assert dry_run(tmp_path, "-f", format_, "--strict").status == 2
    (tmp_path / ".bridgelint.hcl").write_text("config {\n  strict = true\n}\n")
    assert dry_run(tmp_path).status == 2
    assert dry_run(tmp_path, "--action", f"{A}.b").status == 0


def test_an_entry_is_for_emit(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(action("a", "1"))
    result = dry_run(tmp_path, "--action", f"{A}.a#1")
    assert (result.status, result.stdout) == (1, "")


def test_every_format_says_what_is_wrong(tmp_path: Path) -> None:
    text = action("a", "${var.v}").replace("acme.", "aws.") + 'variable "v" {}\n' + trigger("a")
    (tmp_path / "main.tf").write_text(text)
    message = "source `aws.orders` uses the reserved prefix `aws.`"
    (request,) = json.loads(dry_run(tmp_path, "-f", "json").stdout)["actions"]
    expected: list[dict[str, Any]] = [{"rule": "reserved_source", "message": message}]
    assert (request["errors"], request["ready"]) == (expected, False)
    for format_ in ("default", "markdown"):
        shown = dry_run(tmp_path, "-f", format_).stdout
        assert "(reserved_source)" in " ".join(shown.replace("\\_", "_").split())
        assert "no: 1 unknown value and 1 error" in shown
