"""What the README says is so."""

from __future__ import annotations

import re
import shlex

from bridgelint.cli.arguments import options, parse
from bridgelint.config.output import NAMES
from bridgelint_rules import RULES
from options import every_option
from support import FIXTURES, ROOT, bridgelint

README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLE = re.findall(r"^\| (`-.*?`) \|(.*)\|$", README, flags=re.MULTILINE)


def shown() -> dict[str, str]:
    """Every option in the table, with what it takes there."""
    cells = [cell for cells, _ in TABLE for cell in re.findall(r"`([^`]+)`", cells)]
    found: dict[str, str] = {}
    for cell in cells:
        *shorts, long = cell.replace("\\|", "|").split(", ")
        name, _, takes = long.partition(" ")
        found.update(dict.fromkeys([*shorts, name], takes))
    return found


def test_the_table_holds_every_option_and_no_other() -> None:
    assert set(shown()) == set(options())
    assert len({cells for cells, _ in TABLE}) == len(TABLE)


def test_the_table_says_what_an_option_takes() -> None:
    table = shown()
    assert {each.name: table[each.name] for each in every_option()} == {
        each.name: each.takes for each in every_option()
    }


def test_the_table_names_every_format() -> None:
    (meaning,) = (meaning for cells, meaning in TABLE if "--format " in cells)
    assert tuple(name for name in re.findall(r"`(\w+)`", meaning) if name in NAMES) == NAMES


def test_the_demo_prints_what_the_readme_shows() -> None:
    (block,) = re.findall(r"<!-- demo -->\n```text\n(.*?)```\n<!-- /demo -->", README, re.DOTALL)
    report = (FIXTURES / "demo" / "report.txt").read_text(encoding="utf-8")
    assert f"{block}exit status 2\n" == report
    assert bridgelint([], FIXTURES / "demo").stdout == block


def test_every_command_can_be_understood() -> None:
    """Each indented line that begins with the command, and each in a line of text."""
    blocks = re.findall(r"^    (bridgelint\b.*)$", README, flags=re.MULTILINE)
    inline = re.findall(r"`(bridgelint --[^`]*)`", README)
    assert blocks
    for command in (*blocks, *inline):
        parse(shlex.split(command, comments=True)[1:])


def test_every_target_of_make_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^    make (\w+)", README, flags=re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)


def test_every_rule_and_file_that_is_named_exists() -> None:
    names = {rule.name for rule in RULES}
    for ignored in re.findall(r"bridgelint-ignore: ([\w, ]+?) *(?:#|$)", README, re.MULTILINE):
        assert set(re.split(r", *", ignored)) <= names
    for path in re.findall(r"`((?:[\w-]+/)*[A-Z]+\.md|fixtures/[\w/]+)`", README):
        assert (ROOT / path).exists()
