"""Whole runs: configuration, ignore comments, baseline and fixes together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bridgelint.base.source import SourceFile
from bridgelint.lint import fixes as fix
from support import Result, bridgelint

ACTION = """\
action "aws_events_put_events" "{name}" {{
  config {{
    entry {{
      source      = "{source}"
      detail_type = "Deployed"
      detail      = jsonencode({{ release = "v1" }})
    }}
  }}
}}
"""
TRIGGER = """\
resource "terraform_data" "{name}" {{
  lifecycle {{
    action_trigger {{
      events  = [after_create]
      actions = [{reference}]
    }}
  }}
}}
"""


def action(name: str = "x", source: str = "aws.x") -> str:
    """An action and the trigger that runs it."""
    reference = f"action.aws_events_put_events.{name}"
    return ACTION.format(name=name, source=source) + TRIGGER.format(name=name, reference=reference)


def write(directory: Path, text: str, name: str = "main.tf") -> Path:
    """A file, and the directories above it."""
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def compact(directory: Path, *arguments: str) -> list[str]:
    """The findings, without severity and message."""
    result = bridgelint(["--format", "compact", *arguments], directory)
    assert "failure" not in result.stderr
    lines = result.stdout.splitlines()
    return [f"{line.split(': ')[0]} {line.rpartition('(')[2].rstrip(')')}" for line in lines]


def test_severities_of_the_configuration(tmp_path: Path) -> None:
    write(tmp_path, ACTION.format(name="x", source="aws.x"))
    write(
        tmp_path,
        'rule "reserved_source" {\n  severity = "notice"\n}\n'
        'rule "unused_action" {\n  severity = "error"\n}\n',
        ".bridgelint.hcl",
    )
    result = bridgelint(["-f", "json"], tmp_path)
    issues = json.loads(result.stdout)["issues"]
    assert [(each["rule"]["name"], each["rule"]["severity"]) for each in issues] == [
        ("unused_action", "error"),
        ("reserved_source", "info"),
    ]


def test_a_severity_does_not_make_worse_what_versions_make_milder(tmp_path: Path) -> None:
    # From 1.16 on the event is known; the rule's own severity is a warning.
    write(tmp_path, action(source="a.x").replace("after_create", "after_destroy"))
    write(tmp_path, 'rule "terraform_version" {\n  severity = "error"\n}\n', ".bridgelint.hcl")
    for versions, severity in (("1.14.0", "error"), (">= 1.14", "error")):
        result = bridgelint(["-f", "json", "--terraform-version", versions], tmp_path)
        issues = json.loads(result.stdout)["issues"]
        assert [(each["rule"]["name"], each["rule"]["severity"]) for each in issues] == [
            ("terraform_version", severity)
        ]


@pytest.mark.parametrize(
    ("configuration", "arguments", "runs"),
    [
        ("", [], False),
        ("", ["--enable-rule", "undeclared_event_bus"], True),
        ("", ["--preset", "all"], True),
        ('config {\n  preset = "all"\n}\n', [], True),
        ('config {\n  preset = "all"\n}\n', ["--preset", "recommended"], False),
        ('config {\n  preset = "all"\n}\n', ["--disable-rule", "undeclared_event_bus"], False),
        ('rule "undeclared_event_bus" {\n  enabled = true\n}\n', [], True),
        (
            'config {\n  preset = "all"\n}\nrule "undeclared_event_bus" {\n  enabled = false\n}\n',
            [],
            False,
        ),
        ('rule "undeclared_event_bus" {\n  enabled = false\n}\n', ["--preset", "all"], False),
        (
            'rule "undeclared_event_bus" {\n  enabled = false\n}\n',
            ["--only", "undeclared_event_bus"],
            True,
        ),
        ('rule "undeclared_event_bus" {\n  enabled = true\n}\n', ["--only", "long_source"], False),
        ('rule "undeclared_event_bus" {\n  enabled = true\n}\n', ["--no-config"], False),
    ],
)
def test_which_rules_run(
    tmp_path: Path, configuration: str, arguments: list[str], *, runs: bool
) -> None:
    text = action(source="a.x").replace("detail  ", 'event_bus_name = "orders"\n      detail  ')
    write(tmp_path, text)
    write(tmp_path, configuration, ".bridgelint.hcl")
    found = compact(tmp_path, *arguments)
    assert found == (["main.tf:6:24 undeclared_event_bus"] if runs else [])


def test_a_broken_configuration_ends_the_run_with_every_mistake_named(tmp_path: Path) -> None:
    write(tmp_path, action())
    write(tmp_path, 'config {\n  formt = "json"\n}\nrule "x" {\n}\n', ".bridgelint.hcl")
    assert bridgelint([], tmp_path) == Result(
        1,
        "",
        "error: .bridgelint.hcl:2:3: unknown key `formt` in `config`\n"
        "  did you mean `format`?\n"
        "error: .bridgelint.hcl:4:6: no such rule: `x`\n"
        "  `bridgelint --list-rules` shows all\n",
    )
    document = json.loads(bridgelint(["-f", "json"], tmp_path).stdout)
    assert [each["message"] for each in document["errors"]] == [
        "unknown key `formt` in `config`: did you mean `format`?",
        "no such rule: `x`: `bridgelint --list-rules` shows all",
    ]


def test_a_broken_configuration_of_one_module_is_a_failure_of_that_one(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path / "a", action())
    write(tmp_path / "b", action())
    write(tmp_path / "b", "confg {\n}\n", ".bridgelint.hcl")
    result = bridgelint(["--recursive", "-f", "compact"], tmp_path)
    assert result.status == 1
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["a/main.tf"]
    assert result.stderr.startswith(
        "error: b/.bridgelint.hcl:1:1: unknown key `confg`\n  did you mean `config`?\n"
    )


def test_a_broken_configuration_of_a_called_module_is_named_once(tmp_path: Path) -> None:
    write(tmp_path, "".join(f'module "{name}" {{\n  source = "./a/{name}"\n}}\n' for name in "bc"))
    write(tmp_path / "a", "confg {\n}\n", ".bridgelint.hcl")
    for name in "bc":
        write(tmp_path / "a" / name, action())
    result = bridgelint(["-f", "compact"], tmp_path)
    assert result.status == 1
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        "a/b/main.tf",
        "a/c/main.tf",
    ]
    assert result.stderr == (
        "error: a/.bridgelint.hcl:1:1: unknown key `confg`\n"
        "  did you mean `config`?\n"
        "2 errors and 1 failure in 3 modules (2 actions, 2 triggers checked)\n"
    )


def test_settings_of_the_configuration_that_have_flags(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(
        tmp_path,
        "config {\n"
        '  format    = ["compact", "json=out/report.json"]\n'
        "  force     = true\n"
        '  variables = ["source=aws.x"]\n'
        "}\n",
        ".bridgelint.hcl",
    )
    (tmp_path / "out").mkdir()
    text = action().replace('"aws.x"', "var.source") + 'variable "source" {}\n'
    write(tmp_path / "m", text)
    result = bridgelint(["m"], tmp_path)
    assert (result.status, result.stdout.count("\n")) == (0, 1)
    assert json.loads((tmp_path / "out/report.json").read_bytes())["coverage"]["modules"] == 1
    inside = bridgelint([], tmp_path / "m")
    assert inside.stdout.startswith("main.tf:4:21: Error - ")


def test_the_versions_of_the_configuration_count_where_the_module_has_none(tmp_path: Path) -> None:
    text = action(source="a.x").replace("after_create", "after_destroy")
    write(tmp_path / "a", text)
    write(tmp_path / "b", f'{text}terraform {{\n  required_version = ">= 1.16"\n}}\n')
    write(tmp_path, 'config {\n  terraform_version = "1.15.0"\n}\n', ".bridgelint.hcl")
    assert compact(tmp_path, "--recursive") == ["a/main.tf:13:18 terraform_version"]
    assert compact(tmp_path, "--recursive", "--terraform-version", "1.16.0") == []
    assert compact(tmp_path, "--recursive", "--terraform-version", "1.15.0") == [
        "a/main.tf:13:18 terraform_version",
        "b/main.tf:13:18 terraform_version",
    ]


def test_what_is_excluded_is_not_reported_however_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path / "examples/a", action())
    write(tmp_path / "live", action())
    write(tmp_path, 'config {\n  exclude = ["examples/**"]\n}\n', ".bridgelint.hcl")
    assert compact(tmp_path, "--recursive") == ["live/main.tf:4:21 reserved_source"]
    assert compact(tmp_path, "examples/a", "live") == ["live/main.tf:4:21 reserved_source"]
    assert compact(tmp_path, "examples/a/main.tf") == []
    assert compact(tmp_path / "examples/a") == []
    assert compact(tmp_path / "examples/a", "--no-config") == ["main.tf:4:21 reserved_source"]


def test_ignore_comments_are_counted_and_can_be_passed_over(tmp_path: Path) -> None:
    write(tmp_path, f"# bridgelint-ignore: reserved_source # theirs\n{action()}")
    assert bridgelint([], tmp_path) == Result(
        0, "No findings in 1 module (1 action, 1 trigger checked; 1 finding ignored)\n", ""
    )
    assert compact(tmp_path, "--no-ignores") == ["main.tf:5:21 reserved_source"]
    write(tmp_path, 'rule "reserved_source" {\n  ignorable = false\n}\n', ".bridgelint.hcl")
    assert compact(tmp_path) == [
        "main.tf:1:22 unused_ignore",
        "main.tf:5:21 reserved_source",
    ]


def test_an_ignore_comment_without_a_finding(tmp_path: Path) -> None:
    write(tmp_path, f"# bridgelint-ignore: reserved_source, invalid_tim\n{action(source='a.x')}")
    result = bridgelint([], tmp_path)
    assert result == Result(
        0,
        "notice[unused_ignore]: unused ignore comment for `reserved_source`\n"
        " --> main.tf:1:22\n"
        "  |\n"
        "1 | # bridgelint-ignore: reserved_source, invalid_tim\n"
        "  |                      ^^^^^^^^^^^^^^^\n"
        "  |\n"
        "  = help: remove it\n"
        "\n"
        "notice[unused_ignore]: unknown rule `invalid_tim` in ignore comment\n"
        " --> main.tf:1:39\n"
        "  |\n"
        "1 | # bridgelint-ignore: reserved_source, invalid_tim\n"
        "  |                                       ^^^^^^^^^^^\n"
        "  |                                       |\n"
        "  |                                       did you mean `invalid_time`?\n"
        "\n"
        "2 notices in 1 module (1 action, 1 trigger checked)\n",
        "",
    )
    assert compact(tmp_path, "--disable-rule", "unused_ignore") == []
    assert compact(tmp_path, "--disable-rule", "reserved_source") == ["main.tf:1:39 unused_ignore"]
    assert compact(tmp_path, "--only", "reserved_source") == []


def test_the_comment_of_a_child_module_counts_for_its_callers(tmp_path: Path) -> None:
    child = action().replace('"aws.x"', "var.origin # bridgelint-ignore: reserved_source")
    write(tmp_path / "child", child + 'variable "origin" {}\n')
    write(tmp_path, 'module "c" {\n  source = "./child"\n  origin = "aws.x"\n}\n')
    assert compact(tmp_path) == []
    assert compact(tmp_path, "--no-ignores") == ["child/main.tf:4:21 reserved_source"]


def test_a_baseline_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    write(tmp_path, action("a") + action("b"))
    made = bridgelint(["--baseline", "base.json", "--update-baseline"], tmp_path)
    assert made == Result(
        0,
        "No findings in 1 module (2 actions, 2 triggers checked; 2 findings in the baseline)\n",
        "wrote 2 findings to base.json\n",
    )
    # What is new is reported, wherever the old findings have gone.
    write(tmp_path, "\n\n" + action("b") + action("c") + action("a", "aws.y"))
    assert compact(tmp_path, "--baseline", "base.json") == [
        "main.tf:23:21 reserved_source",
        "main.tf:40:21 reserved_source",
    ]
    # What is gone is named, and an update takes it out and nothing in.
    gone = bridgelint(["--baseline", "base.json", "-f", "compact"], tmp_path)
    assert gone.stderr.splitlines()[0] == (
        "base.json: `reserved_source` in main.tf "
        "(action.aws_events_put_events.a.entry[0].source) no longer occurs"
    )
    updated = bridgelint(["--baseline", "base.json", "--update-baseline"], tmp_path)
    assert (updated.status, updated.stderr) == (2, "removed 1 finding from base.json\n")
    left = json.loads((tmp_path / "base.json").read_bytes())["findings"]
    assert [(each["address"], each["value"], each["count"]) for each in left] == [
        ("action.aws_events_put_events.b", "aws.x", 1)
    ]


def test_a_baseline_is_not_shrunk_by_a_run_that_looked_elsewhere(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path / "a", action())
    write(tmp_path / "b", action())
    write(tmp_path, 'config {\n  baseline = "base.json"\n}\n', ".bridgelint.hcl")
    bridgelint(["--recursive", "--update-baseline"], tmp_path)
    before = (tmp_path / "base.json").read_bytes()
    assert bridgelint(["a"], tmp_path).stderr == ""
    assert bridgelint([], tmp_path / "b").stdout == (
        "No findings in 1 module (1 action, 1 trigger checked; 1 finding in the baseline)\n"
    )
    bridgelint(["--only", "long_source", "--recursive", "--update-baseline"], tmp_path)
    bridgelint(["a", "--update-baseline"], tmp_path)
    assert (tmp_path / "base.json").read_bytes() == before


QUOTED = action(source="a.x").replace("after_create]", '"after_create", "after_update"]')


def test_fixing(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeff" + QUOTED.replace("\n", "\r\n"))
    path.chmod(0o600)
    shown = bridgelint(["--diff"], tmp_path)
    assert shown.status == 2
    assert shown.stdout.splitlines()[:4] == [
        "--- a/main.tf",
        "+++ b/main.tf",
        "@@ -10,7 +10,7 @@",
        ' resource "terraform_data" "x" {',
    ]
    assert path.read_bytes() == ("\ufeff" + QUOTED.replace("\n", "\r\n")).encode()
    result = bridgelint(["--fix"], tmp_path)
    assert result == Result(
        0, "No findings in 1 module (1 action, 1 trigger checked; 2 findings fixed)\n", ""
    )
    mended = QUOTED.replace('"after_create", "after_update"', "after_create, after_update")
    assert path.read_bytes() == ("\ufeff" + mended.replace("\n", "\r\n")).encode()
    assert path.stat().st_mode & 0o777 == 0o600
    again = bridgelint(["--fix"], tmp_path)
    assert again.stdout == "No findings in 1 module (1 action, 1 trigger checked)\n"
    assert bridgelint(["--diff"], tmp_path).stdout == ""


def test_what_is_ignored_is_not_fixed(tmp_path: Path) -> None:
    text = QUOTED.replace("action_trigger", "# bridgelint-ignore: all\n    action_trigger")
    path = write(tmp_path, text)
    assert bridgelint(["--fix"], tmp_path).status == 0
    assert path.read_bytes() == text.encode()


def test_fixing_reports_what_is_left(tmp_path: Path) -> None:
    write(tmp_path, QUOTED.replace("a.x", "aws.x"))
    result = bridgelint(["--fix", "-f", "compact"], tmp_path)
    assert result.status == 2
    assert result.stderr == "1 error in 1 module (1 action, 1 trigger checked; 2 findings fixed)\n"


def test_a_fix_that_does_not_mend_is_our_bug_and_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, QUOTED)

    def unchanged(file: SourceFile, _: object) -> bytes:
        return file.data

    monkeypatch.setattr(fix, "spliced", unchanged)
    result = bridgelint(["--fix"], tmp_path)
    assert result.status == 1
    assert result.stderr == (
        "error: bug in bridgelint: a fix of `invalid_trigger_event` does not fix its finding "
        "and was not applied\n"
        "  please report it\n"
    )
    assert path.read_bytes() == QUOTED.encode()


def test_paths_are_those_of_the_repository_where_a_service_reads_them(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path / "live/prod", action())
    github = bridgelint(["-f", "github"], tmp_path / "live/prod").stdout
    assert github.startswith("::error file=live/prod/main.tf,line=4,")
    document = json.loads(bridgelint(["-f", "sarif"], tmp_path / "live").stdout)
    assert document["runs"][0]["results"] == []
    document = json.loads(bridgelint(["-f", "sarif", "prod"], tmp_path / "live").stdout)
    location = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": "live/prod/main.tf"}
