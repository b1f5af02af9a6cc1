"""The README: every command can be parsed, and everything it names exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from bridgelint.cli.arguments import parse
from bridgelint.report.formats import HOMEPAGE
from bridgelint.version import VERSION
from picture import PICTURE, picture
from support import FIXTURES, ROOT, agree, bridgelint

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_picture_shows_a_real_run() -> None:
    agree(PICTURE, picture())
    assert PICTURE.relative_to(ROOT).as_posix() in README


def test_the_demo_prints_its_report() -> None:
    report = (FIXTURES / "demo" / "report.txt").read_text(encoding="utf-8")
    assert f"{bridgelint([], FIXTURES / 'demo').stdout}exit status 2\n" == report


def test_the_example_is_clean(tmp_path: Path) -> None:
    (block,) = re.findall(r"```terraform\n(.*?)```", README, flags=re.DOTALL)
    (tmp_path / "main.tf").write_text(block, encoding="utf-8")
    assert bridgelint([], tmp_path).stdout == (
        "No findings in 1 module (1 action, 1 trigger checked)\n"
    )


def test_every_command_can_be_parsed() -> None:
    blocks = re.findall(r"^    (bridgelint\b.*)$", README, flags=re.MULTILINE)
    inline = re.findall(r"`(bridgelint --[^`]*)`", README)
    assert blocks
    for command in (*blocks, *inline):
        parse(shlex.split(command, comments=True)[1:])


def test_every_target_of_make_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^    |`)make (\w+)", README, flags=re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)


def test_every_page_and_file_that_is_linked_exists() -> None:
    for page in re.findall(rf"\({re.escape(HOMEPAGE)}([\w-]+)/\)", README):
        assert (ROOT / "docs" / f"{page}.md").exists() or (ROOT / "docs" / page).is_dir(), page
    for path in re.findall(r"bridgelint/(?:blob|raw)/main/([\w./-]+)\)", README):
        assert (ROOT / path).exists(), path


def test_no_link_is_relative() -> None:
    """A package index shows the README too, and has none of the files."""
    assert re.findall(r"\]\((?!https://)", README) == []


def test_the_versions_in_it_are_this_one() -> None:
    assert set(re.findall(r"(?:bridgelint@|rev: )(v\S+)", README)) == {f"v{VERSION}"}
