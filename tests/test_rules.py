"""What has to be true of every rule."""

from __future__ import annotations

import functools
import inspect
import re
from pathlib import Path
from textwrap import indent

import pytest

from bridgelint.lint.rule import Rule
from bridgelint_rules import RULES
from support import FIXTURES, ROOT, bridgelint, copy

SECTIONS = [
    "## What it does",
    "## Why is this bad?",
    "## Example",
    "## Use instead",
    "## Source",
]
FENCE = re.compile(r"```terraform\n(.*?)```", re.DOTALL)


def named(rule: type[Rule]) -> str:
    return rule.name


def page(rule: type[Rule]) -> str:
    """The rule's docstring without its indentation."""
    return inspect.cleandoc(rule.__doc__ or "")


def examples(rule: type[Rule]) -> tuple[str, str]:
    """The configuration under *Example*, and the same with the blocks under *Use instead*."""
    _, example, instead = re.split(r"^## (?:Example|Use instead)$", page(rule), flags=re.MULTILINE)
    bad, good = FENCE.search(example), FENCE.search(instead)
    assert bad
    assert good
    blocks = re.findall(r"^\w.*?^}\n", good[1], flags=re.MULTILINE | re.DOTALL)
    assert "\n".join(blocks) == good[1]
    return bad[1], functools.reduce(with_block, blocks, bad[1])


def with_block(configuration: str, block: str) -> str:
    """Put a block in place of the last one of its kind and name, or of its kind, or at the end."""
    kind, *labels = block.partition(" {\n")[0].split()
    for header in (" [^\n]*".join([kind, *labels[-1:]]), rf"{kind}\b[^\n]*"):
        pattern = rf"^( *){header} \{{\n.*?^\1\}}\n"
        found = list(re.finditer(pattern, configuration, re.MULTILINE | re.DOTALL))
        if found:
            start, end = found[-1].span()
            return configuration[:start] + indent(block, found[-1][1]) + configuration[end:]
    return f"{configuration}\n{block}"


def lint(rule: type[Rule], text: str, directory: Path) -> list[str]:
    """The names of the rules that report the configuration, this one enabled."""
    around = FIXTURES / "examples" / rule.name
    if around.exists():
        copy(around, directory)
    (directory / "main.tf").write_text(text, encoding="utf-8")
    arguments = ["--format", "compact", "--enable-rule", rule.name]
    result = bridgelint(arguments, directory)
    assert result.status in {0, 2}
    return re.findall(r"^\S+:\d+:\d+: .*\((\w+)\)$", result.stdout, flags=re.MULTILINE)


def test_names_are_unique_and_sorted_files_match() -> None:
    modules = {path.stem for path in (ROOT / "rules" / "bridgelint_rules").glob("*/[!_]*.py")}
    assert modules == {rule.name for rule in RULES}
    assert len(RULES) == len({rule.name for rule in RULES})


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_module_and_class_carry_the_name(rule: type[Rule]) -> None:
    assert re.fullmatch(rf"bridgelint_rules\.[a-z]+\.{rule.name}", rule.__module__)
    assert rule.__name__ == "".join(map(str.capitalize, rule.name.split("_")))


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_page_has_its_sections(rule: type[Rule]) -> None:
    headings = re.findall(r"^## .*$", page(rule), flags=re.MULTILINE)
    assert [each for each in headings if each in SECTIONS] == SECTIONS


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_summary_is_a_clause_without_a_full_stop(rule: type[Rule]) -> None:
    assert re.match("[a-z`]|(?:PutEvents|Terraform) ", rule.summary)
    assert not rule.summary.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_there_are_fixtures_that_fire_and_that_are_silent(rule: type[Rule]) -> None:
    folder = FIXTURES / "rules" / rule.name
    kinds = {case.name.split("_")[0] for case in folder.iterdir() if case.is_dir()}
    assert kinds == {"fires", "silent"}


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_example_shows_the_rule_and_what_to_use_instead_does_not(
    rule: type[Rule], tmp_path: Path
) -> None:
    bad, good = examples(rule)
    assert rule.name in lint(rule, bad, tmp_path)
    assert set(lint(rule, good, tmp_path)) <= {"unused_action"}


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_what_depends_on_terraform_versions_says_so(rule: type[Rule]) -> None:
    source = inspect.getsource(inspect.getmodule(rule) or rule)
    if re.search(r"module\.versions", source):
        assert rule.by_version
