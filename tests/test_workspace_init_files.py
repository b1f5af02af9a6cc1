"""What `terraform init` leaves behind: the manifest of modules and the lock file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridgelint.workspace.init_files import (
    InstalledModules,
    installed_modules,
    pinned_providers,
)
from bridgelint.workspace.workspace import Workspace
from support import clean_slate

MANIFEST = ".terraform/modules/modules.json"


def manifest(root: Path, text: str, directory: str = ".") -> InstalledModules:
    file = root / directory / MANIFEST
    file.parent.mkdir(parents=True)
    file.write_text(text)
    with clean_slate(root):
        return installed_modules(directory)


def test_modules_by_the_names_of_their_calls(tmp_path: Path) -> None:
    text = """{"Modules":[
      {"Key":"","Source":"","Dir":"."},
      {"Key":"net","Source":"registry.terraform.io/a/b/c","Version":"1.2.3",
       "Dir":".terraform/modules/net"},
      {"Key":"net.sub","Source":"./sub","Dir":".terraform\\\\modules\\\\net\\\\sub"},
      {"Key":"up","Source":"../up","Dir":"../up"},
      {"Key":1,"Dir":"x"}, "strange"
    ]}"""
    assert manifest(tmp_path, text, "live") == InstalledModules(
        {
            ("net",): "live/.terraform/modules/net",
            ("net", "sub"): "live/.terraform/modules/net/sub",
            ("up",): "up",
        }
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", f"{MANIFEST} is not valid JSON; run `terraform init` again"),
        ("\x00\xff", f"{MANIFEST} is not valid JSON; run `terraform init` again"),
        ("[" * 100_000, f"{MANIFEST} is not valid JSON; run `terraform init` again"),
        ("[]", f"{MANIFEST} does not list any modules; run `terraform init` again"),
        ('{"Modules": 1}', f"{MANIFEST} does not list any modules; run `terraform init` again"),
    ],
    ids=["cut off", "binary", "deep", "list", "number"],
)
def test_a_manifest_that_says_nothing(tmp_path: Path, text: str, problem: str) -> None:
    assert manifest(tmp_path, text) == InstalledModules({}, problem)


def test_no_manifest_and_one_elsewhere(tmp_path: Path) -> None:
    with clean_slate(tmp_path):
        assert installed_modules(".") == InstalledModules(
            {}, f"{MANIFEST}: No such file or directory; run `terraform init`"
        )
    file = tmp_path / "data/modules/modules.json"
    file.parent.mkdir(parents=True)
    file.write_text('{"Modules": [{"Key": "a", "Source": "s", "Dir": "d"}]}')
    with clean_slate(tmp_path):
        assert installed_modules(".", "data").directories == {("a",): "d"}


LOCK = """# This file is maintained automatically by "terraform init".

provider "registry.terraform.io/hashicorp/aws" {
  version     = "6.14.1"
  constraints = ">= 6.0.0"
  hashes = [
    "h1:x",
  ]
}

provider "registry.terraform.io/hashicorp/random" {
  version = "3.7.2"
}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            LOCK,
            [
                ("registry.terraform.io/hashicorp/aws", "6.14.1", 4),
                ("registry.terraform.io/hashicorp/random", "3.7.2", 12),
            ],
        ),
        ("", []),
        (
            'provider "x" {\n}\nprovider {\n  version = "1"\n}\nother "x" {\n  version = "1"\n}\n',
            [],
        ),
        ('provider "x" {\n  version = 1\n', []),
    ],
)
def test_pinned_versions(tmp_path: Path, text: str, expected: list[tuple[str, str, int]]) -> None:
    (tmp_path / ".terraform.lock.hcl").write_text(text)
    with clean_slate(tmp_path):
        pins = pinned_providers(".", Workspace().read)
    assert [(each.source, each.version, each.span.line) for each in pins] == expected
    assert [each.span.text for each in pins] == [f'"{version}"' for _, version, _ in expected]


def test_no_lock_file(tmp_path: Path) -> None:
    with clean_slate(tmp_path):
        assert pinned_providers("nowhere", Workspace().read) == ()
