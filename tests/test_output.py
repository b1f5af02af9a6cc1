"""Output that cannot be written: one line says so, and what was there before stays."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from bridgelint.cli.main import main
from support import bridgelint
from test_broken_input import ACTION
from test_permissions import without_privileges

FIXABLE = """\
resource "terraform_data" "order" {
  lifecycle {
    action_trigger {
      events  = ["after_create"]
      actions = [action.aws_events_put_events.x]
    }
  }
}
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "main.tf").write_text(ACTION.replace("mycompany.x", "aws.x"), encoding="utf-8")
    return tmp_path


@contextmanager
def small_disk() -> Generator[None]:
    """No file may become larger than a few bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


COMMANDS = [
    [],
    ["-f", "json"],
    ["--dry-run"],
    ["--dry-run", "-f", "json"],
    ["--list-rules"],
    ["--explain", "reserved_source"],
    ["--help"],
    ["--version"],
    ["--completions", "bash"],
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("where", "reason"),
    [(">/dev/full", "No space left on device"), (">&-", "it is closed"), ("| true", "Broken pipe")],
)
def test_standard_output(module: Path, arguments: list[str], where: str, reason: str) -> None:
    if where == ">/dev/full" and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    # The pause lets the reader of the pipe end first.
    pause = "sleep 0.2;" if "|" in where else ""
    command = [sys.executable, "-B", "-m", "bridgelint", *arguments]
    script = f'{{ {pause} "$@"; echo $? >status; }} {where}'
    done = subprocess.run(  # noqa: S603 # our own program
        ["/bin/bash", "-c", script, "bash", *command],
        cwd=module,
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"NO_COLOR": "1"},
    )
    assert done.stderr == f"error: cannot write to standard output: {reason}\n"
    assert (module / "status").read_text(encoding="utf-8") == "1\n"


@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"])
def test_standard_error(module: Path, where: str) -> None:
    done = subprocess.run(  # noqa: S603 # our own program
        ["/bin/bash", "-c", f'"$@" {where}', "bash", sys.executable, "-B", "-m", "bridgelint"],
        cwd=module,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "reserved_source" in done.stdout


def test_standard_input(module: Path) -> None:
    command = [sys.executable, "-B", "-m", "bridgelint", "--stdin-filename", "main.tf", "-"]
    done = subprocess.run(  # noqa: S603 # our own program
        ["/bin/bash", "-c", '"$@" <&-', "bash", *command],
        cwd=module,
        check=False,
        capture_output=True,
        text=True,
    )
    message = "error: cannot read standard input: it is closed\n"
    assert (done.returncode, done.stderr) == (1, message)


class Plain:
    """What an embedding program may put in the place of a stream."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""


def test_streams_of_an_embedding_program(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(module)
    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.setattr(sys, "stdout", out := Plain())
    monkeypatch.setattr(sys, "stderr", Plain())
    assert main(["-f", "compact"]) == 2
    assert "reserved_source" in out.text
    assert main(["--list-rules"]) == 0
    closed = io.StringIO()
    closed.close()
    with redirect_stdout(closed), redirect_stderr(errors := io.StringIO()):
        assert main([]) == 1
    assert errors.getvalue() == "error: cannot write to standard output: it is closed\n"


def test_the_file_of_a_format_is_whole_or_what_it_was(module: Path) -> None:
    report = module / "report.json"
    report.write_text("old", encoding="utf-8")
    with small_disk():
        failed = bridgelint(["-f", "json=report.json"], module)
    assert (failed.status, failed.stderr.splitlines()[0]) == (
        1,
        "error: cannot write `report.json`: File too large",
    )
    assert report.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in module.iterdir()) == ["main.tf", "report.json"]
    report.chmod(0o640)
    link = module / "link.json"
    link.symlink_to("report.json")
    assert bridgelint(["-f", "json=link.json"], module).status == 2
    assert json.loads(report.read_bytes())["issues"]
    assert (link.is_symlink(), report.stat().st_mode & 0o777) == (True, 0o640)
    assert bridgelint(["-f", "json=/dev/null"], module).status == 2
    assert Path("/dev/null").is_char_device()


def test_the_baseline_is_whole_or_what_it_was(module: Path) -> None:
    arguments = ["--baseline", "b.json", "--update-baseline"]
    with small_disk():
        failed = bridgelint(arguments, module)
    assert failed.status == 1
    assert failed.stderr == "error: cannot write baseline `b.json`: File too large\n"
    assert not (module / "b.json").exists()
    assert bridgelint(arguments, module).status == 0
    old = (module / "b.json").read_bytes()
    (module / "main.tf").write_text(ACTION, encoding="utf-8")
    with small_disk():
        assert bridgelint(arguments, module).status == 1
    assert (module / "b.json").read_bytes() == old


def test_a_fix_that_cannot_be_written_is_no_fix(module: Path) -> None:
    (module / "trigger.tf").write_text(FIXABLE, encoding="utf-8")
    bridgelint(["--fix"], module.parent)  # load what another user may not read
    for parent in (module, *module.parents[:3]):
        parent.chmod(0o755)
    with without_privileges():
        result = bridgelint(["--fix", "-f", "compact", "--only", "invalid_trigger_event"], module)
    assert (result.status, result.stdout.count("(invalid_trigger_event)")) == (1, 1)
    assert "error: cannot write `trigger.tf`: Permission denied\n" in result.stderr
    assert "fixed" not in result.stderr
    assert (module / "trigger.tf").read_text(encoding="utf-8") == FIXABLE
    with small_disk():
        assert bridgelint(["--fix"], module).status == 1
    assert (module / "trigger.tf").read_text(encoding="utf-8") == FIXABLE
    assert "1 finding fixed" in bridgelint(["--fix"], module).stdout
