"""What a pull request may not do: leave the working tree by a link or a path, or write over files.

Each secret outside of the tree has a marker that must not be seen anywhere.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bridgelint.workspace.confinement import writing_problem
from emit_support import action, trigger
from support import ROOT, Result, bridgelint

MARKER = "marker-9Qz"
MODULE = action("a", "${var.v}") + trigger("a") + 'variable "v" {\n  default = "1"\n}\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The working directory of a repository, with secrets next to the repository."""
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    (repository / "module").mkdir()
    (repository / "module" / "main.tf").write_text(MODULE)
    (tmp_path / "secret").write_text(f"{MARKER} {{\n")
    (tmp_path / "secret.tfvars").write_text(f'v = "{MARKER}"\n')
    (tmp_path / "secret.tf").write_text(f'locals {{\n  a = "{MARKER}\n')
    (tmp_path / "secret.json").write_text(f'{{"{MARKER}": }}')
    (tmp_path / "secret.hcl").write_text(f'config {{\n  format = "{MARKER}"\n}}\n')
    return repository / "module"


def refused(result: Result) -> None:
    """With an error, and without the secret."""
    assert MARKER not in result.stdout + result.stderr
    assert re.search("outside (of )?the working tree", result.stderr)
    assert result.status == 1


@pytest.mark.parametrize("mode", [[], ["--dry-run"], ["-f", "json"]])
@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("evil.tf", "../../secret"),
        ("evil.tf", "../../secret.tf"),
        ("evil.tf.json", "../../secret.json"),
        ("terraform.tfvars", "../../secret.tfvars"),
        ("evil.auto.tfvars", "../../secret.tfvars"),
        ("evil.auto.tfvars.json", "../../secret.json"),
        (".bridgelint.hcl", "../../secret.hcl"),
        ("evil.tf", "/proc/self/environ"),
    ],
)
def test_links(tree: Path, name: str, target: str, mode: list[str]) -> None:
    (tree / name).symlink_to(target)
    refused(bridgelint(mode, tree, {"SECRET": MARKER}))
    refused(bridgelint([*mode, "--recursive"], tree.parent, {"SECRET": MARKER}))


@pytest.mark.parametrize("name", ["other.tf", "other.auto.tfvars", ".bridgelint.hcl"])
def test_links_inside_of_the_tree_are_followed(tree: Path, name: str) -> None:
    (tree.parent / "shared").write_text("")
    (tree / name).symlink_to("../shared")
    assert bridgelint([], tree).stderr == ""


SCHEMA = """
rule "detail_schema" {
  enabled = true
  schema {
    source      = "acme.orders"
    detail_type = "Order Created"
    file        = "FILE"
  }
}
"""


@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        'config {\n  varfile = ["FILE.tfvars"]\n}\n',
        'config {\n  extends = "FILE.hcl"\n}\n',
        'config {\n  baseline = "FILE.json"\n}\n',
        'config {\n  inventory = ["FILE.json"]\n}\n',
        SCHEMA.replace("FILE", "FILE.json"),
    ],
)
def test_paths_of_a_configuration_file(tree: Path, text: str, *, absolute: bool) -> None:
    place = str(tree.parent.parent / "secret") if absolute else "../../secret"
    (tree / ".bridgelint.hcl").write_text(text.replace("FILE", place))
    refused(bridgelint([], tree))
    refused(bridgelint(["-c", ".bridgelint.hcl"], tree))
    for suffix in (".tfvars", ".hcl", ".json"):
        (tree / f"link{suffix}").symlink_to(f"../../secret{suffix}")
    (tree / ".bridgelint.hcl").write_text(text.replace("FILE", "link"))
    refused(bridgelint([], tree))


def test_paths_of_the_command_line_are_free(tree: Path) -> None:
    outside = tree.parent.parent
    (tree / "link.tfvars").symlink_to("../../secret.tfvars")
    for path in ("../../secret.tfvars", "link.tfvars"):
        result = bridgelint(["--dry-run", "--var-file", path], tree)
        assert (MARKER in result.stdout, result.status) == (True, 0)
    (outside / "ci.hcl").write_text('config {\n  varfile = ["secret.tfvars"]\n}\n')
    result = bridgelint(["--dry-run", "-c", "../../ci.hcl"], tree)
    assert (MARKER in result.stdout, result.status) == (True, 0)
    assert bridgelint(["-f", "json=../../report.json"], tree).status == 0
    assert (outside / "report.json").exists()


def test_without_a_repository_the_working_directory_counts(tree: Path) -> None:
    (tree.parent / ".git").rmdir()
    (tree.parent / ".bridgelint.hcl").write_text('config {\n  variables = ["v=above"]\n}\n')
    (tree.parent / "shared.tfvars").write_text('v = "shared"\n')
    assert '"1"' in bridgelint(["--dry-run"], tree).stdout
    assert '"above"' in bridgelint(["--dry-run", "module"], tree.parent).stdout
    (tree / "terraform.tfvars").symlink_to("../shared.tfvars")
    assert bridgelint([], tree).status == 1
    assert bridgelint(["module"], tree.parent).status == 0


def test_module_calls(tree: Path) -> None:
    outside = tree.parent.parent / "outside"
    outside.mkdir()
    (outside / "main.tf").write_text((tree.parent.parent / "secret.tf").read_text())
    (tree / "link").symlink_to(outside)
    for source in ("./link", "../../outside"):
        (tree / "main.tf").write_text(f'{MODULE}module "m" {{\n  source = "{source}"\n}}\n')
        result = bridgelint([], tree)
        assert (MARKER in result.stdout + result.stderr, result.status) == (False, 0)


# -- writing


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("../../report.json", "it is outside the working tree"),
        ("link/report.json", "it is, or is below, a symbolic link"),
        ("link.json", "it is, or is below, a symbolic link"),
        ("../.git/hooks/post-checkout", "it is in a directory of git, Terraform or bridgelint"),
        (".terraform/x", "it is in a directory of git, Terraform or bridgelint"),
        ("main.tf", "it is configuration of Terraform or bridgelint"),
        ("new.tf.json", "it is configuration of Terraform or bridgelint"),
        ("prod.auto.tfvars", "it is configuration of Terraform or bridgelint"),
        ("a.tftest.hcl", "it is configuration of Terraform or bridgelint"),
        ("terraform.tfstate", "it is configuration of Terraform or bridgelint"),
        (".terraform.lock.hcl", "it is configuration of Terraform or bridgelint"),
        ("../.bridgelint.hcl", "it is configuration of Terraform or bridgelint"),
        ("pipe", "it is not a regular file"),
    ],
)
def test_files_that_a_configuration_file_may_not_write(tree: Path, path: str, why: str) -> None:
    outside = tree.parent.parent
    (tree / "link").symlink_to(outside)
    (tree / "link.json").symlink_to("../../report.json")
    os.mkfifo(tree / "pipe")
    (tree / ".bridgelint.hcl").write_text(f'config {{\n  format = "json={path}"\n}}\n')
    before = {each: each.lstat().st_mtime_ns for each in outside.rglob("*")}
    result = bridgelint([], tree)
    assert result.status == 1
    assert f"cannot write `{path}`, the file of a `format`: {why}" in result.stderr
    assert {each: each.lstat().st_mtime_ns for each in outside.rglob("*")} == before


def git(directory: Path, *arguments: str) -> None:
    """Run git with no settings but its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(directory),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{
            f"GIT_{who}_{what}": "x"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        },
    }
    subprocess.run(["git", *arguments], cwd=directory, env=environment, check=True)  # noqa: S603, S607 # the machine's own git


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_what_git_tracks_is_not_written_over(tmp_path: Path, version: str) -> None:
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "config", "index.version", version)
    for name in ("tracked.json", "a/tracked.json", "a/deep/other.json", "untracked.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    git(tmp_path, "add", "tracked.json", "a")
    if version == "3":  # an entry with extended flags
        git(tmp_path, "update-index", "--skip-worktree", "tracked.json")
    tree = str(tmp_path)
    for name in ("tracked.json", "a/tracked.json", "a/deep/other.json"):
        assert writing_problem(str(tmp_path / name), tree) == "git tracks it"
    assert writing_problem(str(tmp_path / "new.json"), tree) == ""
    # Version 4 compresses paths: what exists may be tracked.
    expected = "git tracks it" if version == "4" else ""
    assert writing_problem(str(tmp_path / "untracked.json"), tree) == expected


def test_a_further_working_copy(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    git(first, "init", "--quiet")
    (first / "tracked.json").write_text("{}")
    git(first, "add", "tracked.json")
    git(first, "commit", "--quiet", "--message", "x")
    git(first, "worktree", "add", "--quiet", str(second))
    (second / "untracked.json").write_text("{}")
    assert writing_problem(str(second / "tracked.json"), str(second)) == "git tracks it"
    assert writing_problem(str(second / "untracked.json"), str(second)) == ""


def test_a_report_is_written_again(tree: Path) -> None:
    (tree / ".bridgelint.hcl").write_text('config {\n  format = "json=report.json"\n}\n')
    assert [bridgelint([], tree).status for _ in range(2)] == [0, 0]
    assert json.loads((tree / "report.json").read_text())["issues"] == []


# -- sockets

AUDITED = """
import sys
def audit(event, arguments):
    if event.startswith("socket.") or event in {"subprocess.Popen", "os.system", "os.exec"}:
        raise SystemExit(f"{event} {arguments}")
sys.addaudithook(audit)
from bridgelint.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("arguments", [[], ["--recursive"], ["--dry-run"], ["--fix", "--diff"]])
def test_neither_socket_nor_process(tree: Path, arguments: list[str]) -> None:
    remote = 'module "m" {\n  source = "https://127.0.0.1:9/m.zip"\n}\n'
    data = 'data "http" "x" {\n  url = "http://127.0.0.1:9/"\n}\n'
    (tree / "main.tf").write_text(MODULE + remote + data)
    (tree / "schema.json").write_text('{"$ref": "http://127.0.0.1:9/schema.json"}')
    (tree / ".bridgelint.hcl").write_text(SCHEMA.replace("FILE", "schema.json"))
    paths = os.pathsep.join(str(ROOT / each) for each in ("linter", "rules"))
    done = subprocess.run(  # noqa: S603 # our own program
        [sys.executable, "-c", AUDITED, *arguments],
        cwd=tree,
        env={"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "socket." not in done.stdout + done.stderr
    assert "Popen" not in done.stdout + done.stderr
    assert done.returncode in {0, 1, 2}
