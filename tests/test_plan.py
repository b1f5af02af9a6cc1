"""`--plan`: what a plan knows counts, and a plan of something else is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from bridgelint.plan import plan_document
from bridgelint.plan.plan_document import read_plan
from bridgelint.plan.plan_values import attributes
from bridgelint.terraform.values.values import Value
from support import FIXTURES, Result, bridgelint
from test_dry_run import KEYS, PLANS, by_text, dry_run, is_true, plan_name

EVENTS = {
    "BeforeCreate": "before_create",
    "AfterCreate": "after_create",
    "BeforeUpdate": "before_update",
    "AfterUpdate": "after_update",
    "BeforeDestroy": "before_destroy",
    "AfterDestroy": "after_destroy",
}


def of_plan(path: Path, *arguments: str) -> list[dict[str, Any]]:
    """A dry run with a recorded plan."""
    return dry_run(path.parent / "config", "--plan", f"../{path.name}", *arguments)


def firing(invocation: dict[str, Any]) -> dict[str, Any]:
    """What a request says of an invocation."""
    trigger = invocation.get("lifecycle_action_trigger")
    if trigger is None:
        return {"resource": None, "event": None}
    event = EVENTS[trigger["action_trigger_event"]]
    return {"resource": trigger["triggering_resource_address"], "event": event}


@pytest.mark.parametrize("path", PLANS, ids=plan_name)
def test_nothing_that_the_plan_knows_stays_unknown(path: Path) -> None:
    plan = json.loads(path.read_text(encoding="utf-8"))
    invocations = plan.get("action_invocations", [])
    run = of_plan(path)
    fired = [(each["address"], each["firing"]) for each in run]
    assert fired == [(each["address"], firing(each)) for each in invocations]
    for invocation, request in zip(invocations, run, strict=True):
        for index, entry in enumerate(request["entries"]):
            for key, name in KEYS.items():
                late = is_true(invocation["config_unknown"]["entry"][index].get(name))
                secret = is_true(invocation["config_sensitive"]["entry"][index].get(name))
                shown = str(entry.get(key))
                assert ("(unknown)" in shown or "(at sending)" in shown) == late
                assert ("(sensitive)" in str(entry.get(key))) == secret
                if not late and not secret:
                    expected = invocation["config_values"]["entry"][index].get(name)
                    assert entry.get(key) == expected


@pytest.mark.parametrize("path", PLANS, ids=plan_name)
def test_ready_requests_are_what_the_apply_of_the_plan_sends(path: Path) -> None:
    sent = json.loads(Path(str(path).replace(".plan.", ".sent.")).read_text(encoding="utf-8"))
    run = of_plan(path)
    if not all(each["ready"] and not each["sensitive"] for each in run):
        return
    found = [{"region": each["region"], "Entries": each["entries"]} for each in run]
    assert sorted(found, key=by_text) == sorted(sent, key=by_text)


def test_some_plans_are_needed_to_know_everything() -> None:
    path = FIXTURES / "golden" / "plans" / "caller_and_destroy" / "1.16.0-update.plan.json"
    assert [each["ready"] for each in dry_run(path.parent / "config")] == [False, False]
    assert [each["ready"] for each in of_plan(path)] == [True]


@pytest.mark.parametrize("path", PLANS, ids=plan_name)
def test_findings_with_a_plan(path: Path) -> None:
    """A plan that Terraform made is nothing to complain about."""
    without = bridgelint(["-f", "compact"], path.parent / "config")
    result = bridgelint(["-f", "compact", "--plan", f"../{path.name}"], path.parent / "config")
    assert result.stdout == without.stdout


# -- what is refused


BASIC = FIXTURES / "golden" / "plans" / "basic"


def refused(tmp_path: Path, plan: str | bytes, *arguments: str) -> Result:
    """A run of the basic configuration with this plan."""
    shutil.copytree(BASIC / "config", tmp_path, dirs_exist_ok=True)
    data = plan.encode() if isinstance(plan, str) else plan
    (tmp_path / "plan.json").write_bytes(data)
    result = bridgelint(["--dry-run", "--plan", "plan.json", *arguments], tmp_path)
    assert (result.status, result.stdout) == (1, "")
    return result


HOW = "  create it with: terraform show -json PLANFILE > plan.json\n"


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (
            b"PK\x03\x04",
            "`plan.json` is a saved plan in Terraform's binary format, not JSON\n" + HOW,
        ),
        (b"{", "the plan `plan.json` is not valid JSON\n" + HOW),
        (b"[" * 100_000, "the plan `plan.json` is not valid JSON\n" + HOW),
        (b"{}", "`plan.json` is no plan: it has no `planned_values`\n" + HOW),
        (
            b'{"format_version": "1.0", "values": {}}',
            "`plan.json` is a state: it has no `planned_values`\n" + HOW,
        ),
        (
            b'{"format_version": "2.0", "planned_values": {}}',
            "the plan `plan.json` has the unsupported format version 2.0; expected 1.x\n",
        ),
        (
            b'{"format_version": "1.2", "planned_values": {}}',
            "the plan `plan.json` does not contain the configuration\n" + HOW,
        ),
        (
            b'{"format_version": "1.2", "planned_values": 0, "configuration": 0, "errored": true}',
            (
                "the plan `plan.json` is incomplete: planning failed\n"
                "  fix what `terraform plan` reports, and create a new plan\n"
            ),
        ),
    ],
)
def test_what_is_no_plan(tmp_path: Path, plan: bytes, message: str) -> None:
    assert refused(tmp_path, plan).stderr == f"error: {message}"


def test_a_plan_that_is_not_there(tmp_path: Path) -> None:
    result = bridgelint(["--dry-run", "--plan", "none.json", str(BASIC / "config")], tmp_path)
    assert result.stderr == "error: cannot read the plan `none.json`: No such file or directory\n"
    assert result.status == 1


AGAIN = "  create a new plan, or pass the directory in which this one was created\n"


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (
            "conversions/1.16.0-create",
            "it has no `action.aws_events_put_events.deployed`, which is declared",
        ),
        (
            "modules/1.15.9-create",
            "it has no `action.aws_events_put_events.deployed`, which is declared",
        ),
    ],
)
def test_a_plan_of_another_configuration(tmp_path: Path, other: str, why: str) -> None:
    plan = (BASIC.parent / f"{other}.plan.json").read_bytes()
    assert refused(tmp_path, plan).stderr == (
        f"error: the plan `plan.json` belongs to a different configuration: {why}\n{AGAIN}"
    )


def test_a_plan_of_an_earlier_state_of_the_configuration(tmp_path: Path) -> None:
    plan = json.loads((BASIC / "1.16.0-create.plan.json").read_text(encoding="utf-8"))
    plan["configuration"]["root_module"]["resources"] += [
        {"address": "aws_sqs_queue.gone", "mode": "managed"}
    ]
    assert refused(tmp_path, json.dumps(plan)).stderr == (
        "error: the plan `plan.json` belongs to a different configuration:"
        f" it has `aws_sqs_queue.gone`, which is not declared\n{AGAIN}"
    )


def test_a_plan_for_several_root_modules(tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(BASIC / "config", tmp_path / name)
    result = bridgelint(["--plan", "plan.json", "a", "b"], tmp_path)
    assert (result.status, result.stderr.splitlines()[:2]) == (
        1,
        [
            "error: --plan requires a single root module, but there are 2",
            "  pass the directory in which the plan was created as PATH",
        ],
    )


# -- details


def with_plan(
    tmp_path: Path, text: str, resources: Sequence[str] = (), **plan: object
) -> list[dict[str, Any]]:
    """A dry run of a configuration with a plan that is made up of these parts.

    The plan does not know the values of the action: those of the configuration are seen.
    """
    write_plan(tmp_path, text, resources, **plan)
    return dry_run(tmp_path, "--plan", "plan.json")


def write_plan(tmp_path: Path, text: str, resources: Sequence[str] = (), **plan: object) -> None:
    """Write the configuration and the plan of `with_plan`."""
    (tmp_path / "main.tf").write_text(text)
    variables = cast("dict[str, object]", plan.get("variables", {}))
    made: dict[str, object] = {
        "format_version": "1.2",
        "planned_values": {},
        "configuration": {
            "root_module": {
                "variables": {name: {} for name in variables},
                "actions": [{"address": "action.aws_events_put_events.a"}],
                "resources": [{"address": each} for each in resources],
            }
        },
        "action_invocations": [
            {
                "address": "action.aws_events_put_events.a",
                "invoke_action_trigger": {},
            }
        ],
        **plan,
    }
    (tmp_path / "plan.json").write_text(json.dumps(made))


def test_variables_of_the_plan_count(tmp_path: Path) -> None:
    (tmp_path / "terraform.tfvars").write_text('name = "file"\n')
    (request,) = with_plan(
        tmp_path,
        """
        variable "name" {}
        variable "sizes" { type = map(number) }
        variable "secret" {
          type      = string
          sensitive = true
        }
        action "aws_events_put_events" "a" {
          config {
            entry {
              source = var.name
              detail = jsonencode({ sizes = var.sizes, secret = var.secret })
            }
          }
        }
        """,
        variables={
            "name": {"value": "plan ${x}"},
            "sizes": {"value": {"b": 1.50, "a": "12345678901234567890"}},
            "secret": {"value": "hidden-marker"},
        },
    )
    assert request["entries"] == [
        {
            "Source": "plan ${x}",
            "Detail": '{"secret":"(sensitive)","sizes":{"a":12345678901234567890,"b":1.5}}',
        }
    ]


def test_data_sources_and_the_time_of_the_plan(tmp_path: Path) -> None:
    me = {
        "address": "data.aws_caller_identity.me",
        "mode": "data",
        "values": {"arn": "arn:me", "id": "hidden-marker"},
        "sensitive_values": {"id": True},
    }
    (request,) = with_plan(
        tmp_path,
        """
        data "aws_caller_identity" "me" {}
        action "aws_events_put_events" "a" {
          config {
            entry {
              source    = "s"
              detail    = jsonencode({ at = plantimestamp(), id = data.aws_caller_identity.me.id })
              resources = [data.aws_caller_identity.me.arn]
            }
          }
        }
        """,
        ["data.aws_caller_identity.me"],
        timestamp="2026-11-23T15:11:38Z",
        prior_state={"values": {"root_module": {"resources": [me]}}},
    )
    assert request["entries"] == [
        {
            "Source": "s",
            "Detail": '{"at":"2026-11-23T15:11:38Z","id":"(sensitive)"}',
            "Resources": ["arn:me"],
        }
    ]


def change(address: str, late: object, **after: object) -> dict[str, object]:
    """An update of a queue whose key is sensitive."""
    return {
        "address": address,
        "change": {
            "actions": ["update"],
            "before": {"arn": "arn:old", "key": "k"},
            "after": {"name": "jobs", "key": "hidden-marker", **after},
            "after_unknown": late,
            "after_sensitive": {"key": True},
        },
    }


def test_attributes_of_instances(tmp_path: Path) -> None:
    (request,) = with_plan(
        tmp_path,
        """
        resource "aws_sqs_queue" "jobs" {
          count = 2
          name  = "jobs"
        }
        action "aws_events_put_events" "a" {
          config {
            entry {
              source    = "s"
              detail    = jsonencode(aws_sqs_queue.jobs[1])
              resources = [for q in aws_sqs_queue.jobs : q.arn]
            }
          }
        }
        """,
        ["aws_sqs_queue.jobs"],
        resource_changes=[
            change("aws_sqs_queue.jobs[0]", {"arn": True}),
            change("aws_sqs_queue.jobs[1]", {}, arn="arn:1"),
            {"address": "aws_sqs_queue.jobs[0]", "deposed": "x", "change": {"after": None}},
        ],
    )
    assert request["entries"] == [
        {
            "Source": "s",
            "Detail": '{"arn":"arn:1","key":"(sensitive)","name":"jobs"}',
            "Resources": ["(unknown)", "arn:1"],
        }
    ]
    assert [each["reason"] for each in request["unknown"]] == [
        "the plan does not know the values of the action yet",
        "aws_sqs_queue.jobs[0].arn is known after apply",
    ]


def test_a_plan_with_values_that_differ_between_events(tmp_path: Path) -> None:
    path = FIXTURES / "golden" / "plans" / "resource_life" / "1.16.0-replace.plan.json"
    plan = json.loads(path.read_text(encoding="utf-8"))
    first, *others = plan["action_invocations"]
    first["lifecycle_action_trigger"]["action_trigger_event"] = "BeforeDestroy"
    first["config_values"]["entry"][0]["detail"] = '{"generation":"before"}'
    shutil.copytree(path.parent / "config", tmp_path, dirs_exist_ok=True)
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    actions = dry_run(tmp_path, "--plan", "plan.json")
    assert [(each["entries"][0]["Detail"], each["firing"]) for each in actions] == [
        ('{"generation":"before"}', firing(first)),
        *(('{"generation":"b","release":"2"}', firing(each)) for each in others),
    ]
    assert all(each["ready"] for each in actions)


@pytest.mark.parametrize("secret", [True, {"entry": True}, {"entry": [True]}])
def test_sensitive_as_a_whole(tmp_path: Path, secret: object) -> None:
    plan = json.loads((BASIC / "1.16.0-create.plan.json").read_text(encoding="utf-8"))
    plan["action_invocations"][0]["config_sensitive"] = secret
    shutil.copytree(BASIC / "config", tmp_path, dirs_exist_ok=True)
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    (request,) = dry_run(tmp_path, "--plan", "plan.json")
    assert set(request["entries"][0].values()) == {"(sensitive)"}


def test_deferred_invocations(tmp_path: Path) -> None:
    plan = json.loads((BASIC / "1.16.0-create.plan.json").read_text(encoding="utf-8"))
    (invocation,) = plan.pop("action_invocations")
    for key in ("config_values", "config_unknown", "config_sensitive"):
        del invocation[key]
    invocation["lifecycle_action_trigger"]["action_trigger_event"] = "EventUnknown"
    plan["deferred_action_invocations"] = [
        {"reason": "deferred_prereq", "action_invocation": invocation}
    ]
    shutil.copytree(BASIC / "config", tmp_path, dirs_exist_ok=True)
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    (request,) = dry_run(tmp_path, "--plan", "plan.json")
    assert request["firing"] == {
        "resource": "terraform_data.deploy",
        "event": None,
        "deferred": "deferred prereq",
    }
    assert (request["ready"], request["errors"]) == (
        False,
        [
            {
                "rule": None,
                "message": "the plan `plan.json` defers `action.aws_events_put_events.deployed`:"
                " deferred prereq",
            }
        ],
    )


def test_a_lint_sees_what_the_plan_knows(tmp_path: Path) -> None:
    text = """
variable "source" {}
resource "aws_cloudwatch_event_bus" "b" { name = "b" }
action "aws_events_put_events" "a" {
  config {
    entry {
      source      = var.source
      detail_type = "t"
      detail      = "{}"
      resources   = [aws_cloudwatch_event_bus.b.arn]
    }
  }
}
"""
    late = {"actions": ["no-op"], "after": {"name": "b", "arn": "no arn"}, "after_unknown": {}}
    with_plan(
        tmp_path,
        text,
        ["aws_cloudwatch_event_bus.b"],
        variables={"source": {"value": "aws.mine"}},
        resource_changes=[{"address": "aws_cloudwatch_event_bus.b", "change": late}],
    )
    words = ["-f", "compact", "--only", "reserved_source", "--only", "resource_not_arn"]
    assert bridgelint(words, tmp_path).stdout == ""
    assert bridgelint([*words, "--plan", "plan.json"], tmp_path).stdout == (
        "main.tf:7:21: Error - source `aws.mine` uses the reserved prefix `aws.`"
        " (reserved_source)\n"
        "main.tf:10:22: Warning - `no arn` is not a valid ARN (resource_not_arn)\n"
    )


def test_values_of_a_plan_are_created_when_they_are_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    created: list[str] = []

    def counted(address: str, change: object, side: str) -> Value:
        created.append(address)
        return attributes(address, change, side)

    monkeypatch.setattr(plan_document, "attributes", counted)
    plan = json.loads((BASIC / "1.16.0-create.plan.json").read_text(encoding="utf-8"))
    plan["resource_changes"] += [change(f"x.x[{each}]", {}, id=each) for each in range(100)]
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    resources = read_plan(str(tmp_path / "plan.json")).planned.resources
    assert resources["x.x[7]"] is resources["x.x[7]"]
    assert created == ["x.x[7]"]


OTHER_TYPE = "the plan has a value of a different type"


@pytest.mark.parametrize(
    ("entry", "late", "why"),
    [
        ({"source": "a"}, None, OTHER_TYPE),
        ("a", None, OTHER_TYPE),
        ([5], None, OTHER_TYPE),
        ([None], None, OTHER_TYPE),
        (None, True, "the plan says that it is known after apply"),
        ([None], [True], "the plan says that it is known after apply"),
    ],
)
def test_entries_that_are_no_list_of_objects(
    tmp_path: Path, entry: object, late: object, why: str
) -> None:
    plan = json.loads((BASIC / "1.16.0-create.plan.json").read_text(encoding="utf-8"))
    (invocation,) = plan["action_invocations"]
    invocation["config_values"]["entry"] = entry
    invocation["config_unknown"] = {} if late is None else {"entry": late}
    shutil.copytree(BASIC / "config", tmp_path, dirs_exist_ok=True)
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    (request,) = dry_run(tmp_path, "--plan", "plan.json")
    assert (request["ready"], request["errors"]) == (False, [])
    assert [(each["field"], each["reason"]) for each in request["unknown"]] == [("entry", why)]


@pytest.mark.parametrize("depth", [100, 300, 700])
@pytest.mark.parametrize("where", ["var.v", "terraform_data.t.input"])
def test_values_of_a_plan_that_are_nested_deeply(tmp_path: Path, depth: int, where: str) -> None:
    text = (
        'variable "v" {}\nresource "terraform_data" "t" {}\n'
        'action "aws_events_put_events" "a" {\n  config {\n    entry {\n      source = "s"\n'
        f'      detail_type = "t"\n      detail = jsonencode({{ v = {where} }})\n    }}\n  }}\n}}\n'
    )
    deep: object = 1
    for _ in range(depth):
        deep = {"a": deep}
    late = {"actions": ["create"], "after": {"input": deep}, "after_unknown": {}}
    change = {"address": "terraform_data.t", "change": late}
    write_plan(
        tmp_path,
        text,
        ["terraform_data.t"],
        variables={"v": {"value": deep if where == "var.v" else 1}},
        resource_changes=[change] if where != "var.v" else [],
    )
    result = bridgelint(["--dry-run", "--plan", "plan.json", "-f", "json"], tmp_path)
    if depth == 700 and where == "var.v":
        message = "error: a value in the plan `plan.json` is nested too deeply\n"
        assert (result.status, result.stderr) == (1, message)
        return
    (request,) = json.loads(result.stdout)["actions"]
    if depth == 700:
        why = "terraform_data.t.input is nested too deeply in the plan"
        assert request["unknown"][-1]["path"] == ["v"]
        assert request["unknown"][-1]["reason"] == why
        return
    nested = json.loads(request["entries"][0]["Detail"])
    for _ in range(depth):
        (nested,) = nested.values()
    assert nested == {"a": 1}
