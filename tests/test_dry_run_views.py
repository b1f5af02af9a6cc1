"""A dry run for a person and for a program, of one module that has everything."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from support import FIXTURES, Result, agree, bridgelint
from test_dry_run import dry_run

EVERYTHING = FIXTURES / "emit" / "everything"
ADDRESS = "action.aws_events_put_events"


@pytest.mark.parametrize(
    ("name", "arguments", "environment"),
    [
        ("dry_run.txt", [], {}),
        ("dry_run_known.txt", ["--var", "release=1", "--var", 'orders=["a","b"]'], {}),
        ("dry_run_narrow.txt", ["--action", f'{ADDRESS}.stage_ready["blue"]'], {"COLUMNS": "50"}),
        ("dry_run_colour.txt", ["--action", f"{ADDRESS}.everything", "--color"], {}),
        ("dry_run.json", ["-f", "json"], {}),
    ],
)
def test_views(name: str, arguments: list[str], environment: dict[str, str]) -> None:
    result = bridgelint(["--dry-run", *arguments], EVERYTHING, environment)
    agree(FIXTURES / "emit" / name, result.stdout)
    assert (result.status, result.stderr) == (0, "")
    assert "marker" not in result.stdout
    plain = re.sub(r"\x1b\[[0-9;]*m", "", result.stdout)
    width = int(environment.get("COLUMNS", "80"))
    if name.endswith(".txt"):
        assert max(map(len, plain.splitlines())) <= width


def test_a_narrow_terminal_breaks_no_word() -> None:
    text = bridgelint(["--dry-run"], FIXTURES / "graph" / "orders", {"COLUMNS": "40"}).stdout
    assert max(map(len, text.splitlines())) <= 40
    lines = [line.strip("│ ") for line in text.splitlines()]
    assert lines[lines.index("received by") :][1:7] == [
        "aws_cloudwatch_event_rule.paid →",
        "arn:aws:sqs:eu-central-1:",
        "111122223333:invoices",
        "maybe",
        "aws_cloudwatch_event_rule.large:",
        "detail.amount is unknown:",
    ]


def test_files_get_what_a_terminal_would_not(tmp_path: Path) -> None:
    result = bridgelint(
        ["--dry-run", "-f", f"json={tmp_path}/a.json", "-f", f"default={tmp_path}/a.txt"],
        EVERYTHING,
        {"FORCE_COLOR": "1", "COLUMNS": "200"},
    )
    assert result == Result(0, "", "")
    for name in ("json", "txt"):
        expected = FIXTURES / "emit" / f"dry_run.{name}"
        assert (tmp_path / f"a.{name}").read_text() == expected.read_text()


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("")
    result = bridgelint(["--dry-run", "-f", "json=none/a.json"], tmp_path)
    assert result == Result(1, "", "error: cannot write `none/a.json`: No such file or directory\n")


def test_nothing_that_would_be_sent(tmp_path: Path) -> None:
    result = bridgelint(["--dry-run"], tmp_path)
    assert result == Result(0, "No action would send anything.\n", "")
    assert dry_run(tmp_path) == []


# -- addresses


@pytest.mark.parametrize(
    ("addresses", "picked"),
    [
        (
            [f"{ADDRESS}.stage_ready"],
            [f'{ADDRESS}.stage_ready["blue"]', f'{ADDRESS}.stage_ready["green"]'],
        ),
        ([f'{ADDRESS}.stage_ready["green"]'], [f'{ADDRESS}.stage_ready["green"]']),
        (
            [f"{ADDRESS}.everything", f'module.audit["us"].{ADDRESS}.opened'],
            [f"{ADDRESS}.everything", f'module.audit["us"].{ADDRESS}.opened'],
        ),
        (
            [f"module.audit.{ADDRESS}.opened"],
            [f'module.audit["eu"].{ADDRESS}.opened', f'module.audit["us"].{ADDRESS}.opened'],
        ),
        ([f"{ADDRESS}.queue_ready"], [f"{ADDRESS}.queue_ready"] * 2),
    ],
)
def test_addresses(addresses: list[str], picked: list[str]) -> None:
    words = [word for each in addresses for word in ("--action", each)]
    assert [each["address"] for each in dry_run(EVERYTHING, *words)] == picked


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        (f'{ADDRESS}.stage_ready["bleu"]', f'did you mean `{ADDRESS}.stage_ready["blue"]`?'),
        (f"{ADDRESS}.stage_redy", f"did you mean `{ADDRESS}.stage_ready`?"),
        (f"{ADDRESS}.everything[0]", f"did you mean `{ADDRESS}.everything`?"),
        (
            "x",
            (
                f'the actions are `{ADDRESS}.stage_ready["blue"]`,'
                f' `{ADDRESS}.stage_ready["green"]`,'
                f" `{ADDRESS}.everything`, `{ADDRESS}.queue_ready`,"
                f' `module.audit["eu"].{ADDRESS}.opened` and 1 more'
            ),
        ),
    ],
)
def test_an_address_that_names_nothing(address: str, hint: str) -> None:
    result = bridgelint(["--dry-run", "--action", address], EVERYTHING)
    assert result == Result(1, "", f"error: no such action: `{address}`\n  {hint}\n")


def test_an_action_whose_instances_are_not_known(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        """
variable "names" { type = set(string) }
action "aws_events_put_events" "a" {
  for_each = var.names
  config {
    entry {
      source = each.key
    }
  }
}
"""
    )
    for arguments in ([], ["--action", f"{ADDRESS}.a"], ["--action", f'{ADDRESS}.a["x"]']):
        (request,) = dry_run(tmp_path, *arguments)
        assert (request["address"], request["entries"], request["ready"]) == (
            f"{ADDRESS}.a",
            [{"Source": "(unknown)"}],
            False,
        )
        assert [(each["field"], each["reason"]) for each in request["unknown"]] == [
            ("for_each", "var.names has no value"),
            ("Source", "var.names has no value"),
        ]


def test_what_cannot_be_sent(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        """
action "aws_events_put_events" "a" {
  config {
    entry {
      source    = "s"
      resources = ["arn:aws:s3:::a", null]
      time      = "0000-01-01T00:00:00Z"
    }
  }
}
action "aws_events_put_events" "b" {
}
"""
    )
    first, second = dry_run(tmp_path)
    assert (first["ready"], first["unknown"], second["ready"]) == (False, [], False)
    assert [(each["rule"], each["message"]) for each in first["errors"]] == [
        ("invalid_argument_type", "null element in `resources`"),
        ("missing_detail_type", "missing `detail_type`"),
        ("missing_detail", "missing `detail`"),
        (
            "fragile_time",
            (
                "entry 1, time cannot be sent: the AWS SDK can only send times from"
                " 1677-09-21T00:12:43.145224192Z to 2262-04-11T23:47:16.854775807Z"
            ),
        ),
    ]
    assert [each["rule"] for each in second["errors"]] == ["missing_entry"]


PLACES: list[tuple[str, str, list[list[str | int]]]] = [
    ("var.x", "(unknown)", [[]]),
    ('"a${var.x}"', "a(unknown)", [[]]),
    ('"{\\"a\\": ${jsonencode({ b = var.x })}}"', '{"a": {"b":"(unknown)"}}', [["a", "b"]]),
    ('"[${var.x}]"', '["(unknown)"]', [[0]]),
    ('jsonencode("${var.x}!")', '"(unknown)!"', [[]]),
    ("jsonencode({ (var.x) = 1 })", "(unknown)", [[]]),
    ("jsonencode(merge({ a = 1 }, var.x))", "(unknown)", [[]]),
    ("jsonencode({ a = jsonencode([var.x]) })", '{"a":"[\\"(unknown)\\"]"}', [["a"]]),
    ("jsonencode({ a = sensitive(var.x) })", '{"a":"(sensitive)"}', [["a"]]),
    ("sensitive(jsonencode({ a = var.x }))", "(sensitive)", [[]]),
    ("file(var.x)", "(unknown)", [[]]),
    ('"${var.x ? 1 : 2}"', "(unknown)", [[]]),
]


@pytest.mark.parametrize(("detail", "shown", "paths"), PLACES)
def test_unknown_parts_in_their_place(
    tmp_path: Path, detail: str, shown: str, paths: list[list[str | int]]
) -> None:
    entry = f'source = "s"\n      detail = {detail}'
    (tmp_path / "main.tf").write_text(
        f"""
variable "x" {{}}
action "aws_events_put_events" "a" {{
  config {{
    entry {{
      {entry}
    }}
  }}
}}
"""
    )
    (request,) = dry_run(tmp_path)
    assert request["entries"][0]["Detail"] == shown
    assert [each["path"] for each in request["unknown"]] == paths


def test_more_instances_than_are_looked_at(tmp_path: Path) -> None:
    text = """
action "aws_events_put_events" "a" {
  count = 1001
  config {
    entry {
      source = "s"
    }
  }
}
"""
    (tmp_path / "main.tf").write_text(text)
    result = bridgelint(["--dry-run", "-f", "json"], tmp_path)
    assert (result.status, len(json.loads(result.stdout)["actions"])) == (1, 1000)
    assert f"`{ADDRESS}.a` has 1,001 instances" in result.stderr
    (tmp_path / "main.tf").write_text(text.replace("1001", "1000"))
    assert len(dry_run(tmp_path)) == 1000
