"""File names that are not UTF-8: every format is valid all the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from test_broken_input import ACTION

NAMES = (b"m\xe9", b"a\xff\xed\xa0\x80.tf")
FORMATS = [
    *("default", "compact", "json", "sarif", "checkstyle", "junit", "github", "gitlab", "markdown")
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    try:
        os.mkdir(os.path.join(os.fsencode(tmp_path), NAMES[0]))  # noqa: PTH102, PTH118 # bytes
    except OSError:
        pytest.skip("the file system has no such names")
    path = os.path.join(os.fsencode(tmp_path), *NAMES)  # noqa: PTH118 # as above
    text = ACTION.replace("mycompany.x", "aws.x")
    Path(os.fsdecode(path)).write_text(text, encoding="utf-8")
    return tmp_path


def run(directory: Path, *arguments: str | bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 # our own program
        [sys.executable, "-B", "-m", "bridgelint", *arguments],
        cwd=directory,
        check=False,
        capture_output=True,
        env=os.environ | {"NO_COLOR": "1"},
    )


@pytest.mark.parametrize("format_", FORMATS)
def test_a_format(tree: Path, format_: str) -> None:
    shown = run(tree, "--recursive", "-f", format_)
    filed = run(tree, "--recursive", "-f", f"{format_}=out")
    assert (shown.returncode, filed.returncode) == (2, 2)
    for data in (shown.stdout, (tree / "out").read_bytes(), shown.stderr):
        assert "\0" not in data.decode()
    if format_ in {"json", "sarif", "gitlab"}:
        assert json.loads(shown.stdout)
    if format_ in {"checkstyle", "junit"}:
        assert ET.fromstring(shown.stdout) is not None  # noqa: S314 # our own


def test_a_dry_run_and_an_error(tree: Path) -> None:
    shown = run(tree, "--dry-run", "-f", "json", NAMES[0])
    assert shown.returncode == 0
    assert json.loads(shown.stdout.decode())["actions"]
    wrong = run(tree, b"m\xea")
    assert (wrong.returncode, wrong.stdout) == (1, b"")
    assert wrong.stderr.decode().startswith("error: no such file or directory: `m\ufffd`\n")


def test_a_baseline_can_be_read_again(tree: Path) -> None:
    update = run(tree, "--recursive", "--baseline", "b.json", "--update-baseline")
    again = run(tree, "--recursive", "--baseline", "b.json")
    assert (update.returncode, again.returncode) == (0, 0)
    assert b"2 findings in the baseline" in again.stdout
    assert "a\\udcff" in (tree / "b.json").read_bytes().decode()
