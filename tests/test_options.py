"""The table of options: its spellings, and the modes in which an option has an effect."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridgelint.base.finding import Severity
from bridgelint.cli.arguments import UsageError, parse
from bridgelint.cli.help import help_text
from bridgelint.cli.options import GROUPS, INSTEAD, LINT, MODES, OPTIONS, PATH_MODES, Option
from bridgelint.config.config import FORMAT_NAMES, Output
from bridgelint.lint.run_arguments import Arguments, Switches
from bridgelint.workspace.variable_inputs import VariableOption
from pages import filled
from support import FIXTURES, ROOT, Result, agree, bridgelint
from test_cli import MODULE, RESERVED, module

SELECTING = {each.mode: each for each in OPTIONS if each.selects}
PLAIN = [each for each in OPTIONS if not each.selects]

EXTRA = {
    "--allow-stale-plan": ["--plan", "x"],
    "--include-unknown": ["--resume", "x"],
    "--stdin-filename": ["-"],
}
"""What an option requires."""

VALUES = {
    "FORMAT[=FILE]": "json",
    "ID": "123456789012",
    "N": "2",
    "NAME=VALUE": "x=1",
    "RANGE": ">= 1.14",
    "RULE": "reserved_source",
    "RULE[,RULE]": "reserved_source",
    "URL": "http://localhost:4566",
}


def words(option: Option) -> list[str]:
    """The option with a valid value."""
    if not option.metavar or option.metavar.startswith("["):
        return [option.name]
    value = option.words[0] if option.words else VALUES.get(option.metavar, "x")
    return [option.name, value]


def refused(argv: list[str]) -> str:
    """What is wrong with the command line, or an empty string."""
    try:
        parse(argv)
    except UsageError as error:
        return str(error)
    return ""


def test_the_table_of_modes_and_options() -> None:
    agree(FIXTURES / "modes.md", f"{filled('<!-- modes -->')}\n")


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode not in {"help", "version"}])
def test_an_option_without_effect_is_an_error_that_names_the_mode(mode: str) -> None:
    selecting = [] if mode == LINT else words(SELECTING[mode])
    for option in PLAIN:
        extra = EXTRA.get(option.name, []) if mode in option.modes else []
        said = refused([*selecting, *words(option), *extra])
        if mode in option.modes:
            assert said == "", option.name
        elif mode == LINT:
            assert said.startswith(f"{option.name} has no effect without --"), option.name
        else:
            assert said == f"{option.name} has no effect with --{mode}"
    expected = "" if mode in PATH_MODES else f"a path has no effect with --{mode}: `demo`"
    assert refused([*selecting, "demo"]) == expected


def test_two_modes_cannot_be_used_together() -> None:
    modes = [mode for mode in SELECTING if mode not in {"help", "version"}]
    for number, first in enumerate(modes):
        for second in modes[number + 1 :]:
            said = f"--{first} and --{second} cannot be used together"
            assert refused([*words(SELECTING[first]), *words(SELECTING[second])]) == said
            assert refused([*words(SELECTING[second]), *words(SELECTING[first])]) == said


def test_help_and_version_come_before_every_mistake_of_another_option() -> None:
    assert parse(["--fix", "--emit", "--region", "", "-h"]) == Arguments(mode="help")
    assert parse(["x", "--version", "--dry-run"]) == Arguments(mode="version")


def test_every_option_is_parsed_into_its_argument() -> None:
    for option in PLAIN:
        mode = next(mode for mode in MODES if mode in option.modes)
        selecting = [] if mode == LINT else words(SELECTING[mode])
        extra = EXTRA.get(option.name, [])
        assert parse([*selecting, *words(option), *extra]) != parse(selecting)


@pytest.mark.parametrize(
    ("terraform", "ours"),
    [
        (["-chdir=a"], ["--chdir", "a"]),
        (["-var", "x=y"], ["--var", "x=y"]),
        (["-var=x=y"], ["--var", "x=y"]),
        (["-var-file=a.tfvars"], ["--var-file", "a.tfvars"]),
        (["-var-file", "a.tfvars"], ["--var-file", "a.tfvars"]),
        (["-recursive"], ["--recursive"]),
        (["-json"], ["--format", "json"]),
        (["--json"], ["--format", "json"]),
        (["-no-color"], ["--no-color"]),
        (["-help"], ["--help"]),
        (["-version"], ["--version"]),
        (["-format=json"], ["-f", "json"]),
        (["-config", "x"], ["-c", "x"]),
        (["-f=json"], ["-fjson"]),
        (["-c./x.hcl"], ["--config=./x.hcl"]),
        (["--color=never"], ["--no-color"]),
        (["--color=always"], ["--color"]),
        (["--only", "a,b", "--only=c"], ["--only", "a", "--only", "b", "--only", "c"]),
        (["--disable-rule", "a, b"], ["--disable-rule", "a", "--disable-rule", "b"]),
        (["--", "-x", "--fix"], ["--", "-x", "--fix"]),
    ],
)
def test_spellings(terraform: list[str], ours: list[str]) -> None:
    assert parse(terraform) == parse(ours)


def test_values_become_arguments() -> None:
    assert parse(
        [
            *("a", "--var", "x=1", "b", "--var-file", "f", "--enable-rule=r", "--var=y=2"),
            *("--disable-rule", "r", "--only", "p,q", "--preset", "all", "--color=auto"),
            *("--minimum-failure-severity", "notice", "-fsarif=x=y", "--config", "1", "-c", "2"),
            *("--exclude", "x,y", "--", "-c"),
        ]
    ) == Arguments(
        paths=("a", "b", "-c"),
        variables=(
            VariableOption("var", "x=1"),
            VariableOption("var-file", "f"),
            VariableOption("var", "y=2"),
        ),
        switches=Switches(("p", "q"), (("r", True), ("r", False)), "all"),
        minimum_failure_severity=Severity.NOTICE,
        outputs=(Output("sarif", "x=y"),),
        config="2",
        exclude=("x,y",),
    )
    assert parse(["--emit", "--max-attempts", "3", "--yes"]) == Arguments(
        mode="emit", max_attempts=3, yes=True
    )
    assert parse(["--fix"]) == Arguments(fix=True)
    assert parse(["--explain", "r"]) == Arguments(mode="explain", explain="r")


@pytest.mark.parametrize(
    ("argv", "said", "help_line"),
    [
        (["--recusive"], "unknown option: `--recusive`", "did you mean `--recursive`?"),
        (["-chdri=x"], "unknown option: `-chdri`", "did you mean `--chdir`?"),
        (["-x"], "unknown option: `-x`", "`bridgelint --help` shows every option"),
        (["--zzzzz=1"], "unknown option: `--zzzzz`", "`bridgelint --help` shows every option"),
        (["--select", "x"], "unknown option: `--select`", "did you mean `--only`?"),
        (["--var"], "--var requires a value: --var NAME=VALUE", ""),
        (["--only", "--fix"], "--only requires a value: --only RULE[,RULE]", ""),
        (["--recursive=yes"], "--recursive does not accept a value: `--recursive=yes`", ""),
        (["--config", ""], "--config is empty", "is a shell variable unset?"),
        (["infra", ""], "the path is empty", "is a shell variable unset?"),
        (
            ["--call-module-type", "al"],
            "invalid value `al` for --call-module-type: expected `all`, `local` or `none`",
            "did you mean `all`?",
        ),
        (
            ["--color=nevr"],
            "invalid value `nevr` for --color: expected `always`, `auto` or `never`",
            "did you mean `never`?",
        ),
        (
            ["--emit", "--max-attempts", "0"],
            "invalid value `0` for --max-attempts: expected a positive integer",
            "",
        ),
    ],
)
def test_mistakes_name_the_option_and_the_remedy(
    argv: list[str], said: str, help_line: str
) -> None:
    with pytest.raises(UsageError) as caught:
        parse(argv)
    assert (str(caught.value), caught.value.failure.help) == (said, help_line)


def test_help_names_every_option_within_80_columns() -> None:
    text = help_text()
    assert bridgelint(["--help"], ROOT) == Result(0, text, "")
    assert max(map(len, text.splitlines())) <= 80
    for group, options in GROUPS.items():
        section = text.partition(f"{group}:\n")[2].partition("\n\n")[0]
        starts = [line.split()[0].rstrip(",") for line in section.splitlines() if "-" in line[:8]]
        assert [start.partition("[")[0] for start in starts] == [each.names[0] for each in options]
    assert all(name in text for name in FORMAT_NAMES)


def test_help_breaks_no_word_on_a_narrow_terminal() -> None:
    text = help_text(40)
    assert text.split() == help_text().split()
    assert max(map(len, text.splitlines())) <= 40


def test_names_of_other_linters_lead_to_ours() -> None:
    names = {each.name for each in OPTIONS}
    assert not names & set(INSTEAD)
    assert set(INSTEAD.values()) <= names


def test_modules_only_below_are_said(tmp_path: Path) -> None:
    module(tmp_path / "infra" / "orders")
    remark = (
        "no module in `infra`, but there are modules below it, such as `infra/orders`: "
        "use --recursive\n"
    )
    nothing = "Nothing to check: no Terraform files found\n"
    assert bridgelint(["infra"], tmp_path) == Result(0, nothing, remark)
    assert bridgelint(["--dry-run", "infra"], tmp_path).stderr == remark
    assert bridgelint(["infra/orders"], tmp_path).stderr == ""
    assert bridgelint(["infra", "--recursive"], tmp_path).stderr == ""
    (tmp_path / "empty").mkdir()
    assert bridgelint(["empty"], tmp_path) == Result(0, nothing, "")


def test_a_filter_without_a_match_is_said(tmp_path: Path) -> None:
    module(tmp_path, RESERVED)
    module(tmp_path, MODULE.replace("deploy", "x"), "other.tf")
    assert bridgelint(["--filter", "other.tf", "--filter", "!x"], tmp_path).stderr == ""
    result = bridgelint(["--filter", "othr.tf"], tmp_path)
    assert result.status == 0
    assert result.stderr == "no file of the checked modules matches --filter `othr.tf`\n"


def test_a_strict_dry_run_of_nothing_fails(tmp_path: Path) -> None:
    result = bridgelint(["--dry-run", "--strict"], tmp_path)
    assert result.status == 1
    assert result.stderr == (
        "error: nothing was checked: there is no action and no trigger\n"
        "  pass another path, or remove --strict\n"
    )
    assert bridgelint(["--dry-run", "--strict"], module(tmp_path)).status == 0
