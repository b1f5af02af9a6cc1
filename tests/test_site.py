"""The pages of the site: each thing they show is what bridgelint does."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import bridgelint as package
from bridgelint.config.config_tree import load_schema
from bridgelint.lint.rule import Rule
from bridgelint.report.formats import HOMEPAGE, rule_page
from bridgelint_rules import RULES
from pages import description, filled, rule_groups, rule_pages
from support import FIXTURES, ROOT, bridgelint, clean_slate

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
RULE_PAGES = rule_pages()


def name(path: Path) -> str:
    return path.relative_to(DOCS).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_directive_of_a_page_is_carried_out(path: Path) -> None:
    page = filled(path.read_text(encoding="utf-8"))
    assert re.findall(r"^<!--.*", page, flags=re.MULTILINE) == []


def test_a_mistake_in_a_page_stops_the_build() -> None:
    for wrong in ("run demo: bridgelint --onyl x", "section README.md: Nowhere", "runn demo: x"):
        with pytest.raises(ValueError, match=r"fails|has no section|no such directive"):
            filled(f"<!-- {wrong} -->")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_page_of_a_rule_is_what_explain_prints_and_what_its_example_does(
    rule: type[Rule], tmp_path: Path
) -> None:
    page = RULE_PAGES[f"rules/{rule.name}.md"]
    explained = bridgelint(["--explain", rule.name], tmp_path).stdout
    assert page.startswith(explained.removesuffix(f"\n{rule_page(rule.name)}\n"))
    printed = page.rpartition("## What it prints")[2]
    assert f"[{rule.name}]: " in printed


def test_the_site_is_where_links_lead() -> None:
    site: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert site["site_url"] == HOMEPAGE
    assert rule_page("x") == f"{HOMEPAGE}rules/x/"
    assert site["strict"] is True


def test_every_rule_and_every_setting_is_listed() -> None:
    index = filled((DOCS / "rules" / "index.md").read_text(encoding="utf-8"))
    listed = re.findall(r"^- \[`(\w+)`\]\(\1\.md\)", index, flags=re.MULTILINE)
    assert listed == [rule.name for rules in rule_groups().values() for rule in rules]
    assert sorted(listed) == sorted(rule.name for rule in RULES)
    settings = filled((DOCS / "configuration.md").read_text(encoding="utf-8"))
    known = load_schema()["properties"]["config"]["properties"]
    assert set(re.findall(r"^\| `(\w+)` \|", settings, flags=re.MULTILINE)) >= set(known)


def test_the_python_of_the_python_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (DOCS / "python.md").read_text(encoding="utf-8")
    programs = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    clusters = [each for each in programs if "executor" in each]
    assert len(clusters) == 3
    with clean_slate(FIXTURES):
        for program in programs:
            if program in clusters:  # tests/test_api.py does what they do
                ast.parse(program)
                continue
            here = re.sub(r'"infra(/orders)?"', '"demo"', program)
            exec(here, {"bridgelint": package})  # noqa: S102 # what the page tells people to run
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("demo/events.tf 11 error reserved_source source `aws.storefront`")
    unknown = "action.aws_events_put_events.released Detail ('release',) var.release has no value"
    assert unknown in printed
    assert printed[-1] == "action.aws_events_put_events.rolled_back acme.storefront"


def test_the_actions_of_the_examples_are_the_ones_ci_uses() -> None:
    ours = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    example = (DOCS / "ci" / "github.yml").read_text(encoding="utf-8")
    for pinned in re.findall(r"actions/\S+@\w{40} # v\S+", example):
        assert pinned in ours


def test_every_page_describes_itself_to_search_engines() -> None:
    described = {name(path): description(path.read_text(encoding="utf-8")) for path in PAGES}
    assert all(len(text) > 30 and "](" not in text for text in described.values()), described
    assert len(set(described.values())) == len(PAGES)


def test_the_project_is_reachable_from_every_page() -> None:
    site: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    source = "https://github.com/bridgelint/bridgelint"
    links = re.findall(r'href="([^"]*)"', site["copyright"])
    rest = ["", "/blob/main/CHANGELOG.md", "/issues", "/blob/main/LICENSE"]
    assert links == [f"{source}{each}" for each in rest]
    (project,) = (entry["Project"] for entry in site["nav"] if "Project" in entry)
    assert [link for entry in project for link in entry.values()] == links
