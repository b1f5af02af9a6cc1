"""From paths to module directories."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from bridgelint.workspace.discover import discover
from bridgelint.workspace.exclusions import Exclusion
from support import clean_slate


def make(root: Path, *paths: str) -> Path:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return root


def found(
    root: Path, *paths: str, recursive: bool = False, exclude: Sequence[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Directory -> files, seen from `root`; nothing may be missing or skipped."""
    exclusions = [Exclusion(str(root), tuple(exclude))] if exclude else []
    with clean_slate(root):
        result = discover(paths, recursive=recursive, exclude=exclusions)
    assert (result.missing, result.skipped) == ((), ())
    return {place.path: place.names for place in result.places}


def test_no_path_is_the_working_directory(tmp_path: Path) -> None:
    make(tmp_path, "b.tf", "a.tf", "sub/c.tf")
    assert found(tmp_path) == {".": ("a.tf", "b.tf")}


def test_files_as_terraform_loads_them(tmp_path: Path) -> None:
    make(
        tmp_path,
        "z.tf",
        "a.tf.json",
        "a_override.tf",
        "override.tf.json",
        "B.tf",
        "myoverride.tf",
        ".hidden.tf",
        "backup.tf~",
        "#lock.tf#",
        "notes.md",
        "x.tfvars",
        "x.tftest.hcl",
        "directory.tf/inner.tf",
    )
    assert found(tmp_path) == {
        ".": ("B.tf", "a.tf.json", "myoverride.tf", "z.tf", "a_override.tf", "override.tf.json")
    }


def test_a_directory_without_configuration_is_a_place_without_files(tmp_path: Path) -> None:
    make(tmp_path, "empty/readme.md")
    assert found(tmp_path, "empty") == {"empty": ()}


def test_a_file_stands_for_its_module_and_each_module_comes_once(tmp_path: Path) -> None:
    make(tmp_path, "b/main.tf", "b/other.tf", "a/main.tf", "root.tf")
    given = ["b/main.tf", "b/other.tf", "./b/", "a", "root.tf", "a/../b"]
    assert list(found(tmp_path, *given)) == ["b", "a", "."]


def test_paths_outside_are_shown_from_here(tmp_path: Path) -> None:
    make(tmp_path, "here/x.md", "there/main.tf")
    absolute = str(tmp_path / "there")
    assert found(tmp_path / "here", "../there/main.tf", absolute) == {"../there": ("main.tf",)}


def test_a_walk_in_the_order_of_names(tmp_path: Path) -> None:
    make(tmp_path, "b/y/main.tf", "b/main.tf", "a/deep/down/x.tf.json", "c/readme.md", "main.tf")
    assert found(tmp_path, recursive=True) == {
        ".": ("main.tf",),
        "a/deep/down": ("x.tf.json",),
        "b": ("main.tf",),
        "b/y": ("main.tf",),
    }
    assert list(found(tmp_path, "b/y", "b", "a/", recursive=True)) == ["b/y", "b", "a/deep/down"]


def test_a_walk_skips_what_is_hidden(tmp_path: Path) -> None:
    make(
        tmp_path,
        ".terraform/modules/x/main.tf",
        ".git/x.tf",
        ".x/main.tf",
        "a/.x/main.tf",
        "a/x.tf",
    )
    assert list(found(tmp_path, recursive=True)) == ["a"]
    assert list(found(tmp_path, ".x", recursive=True)) == [".x"]


def test_a_walk_skips_what_git_ignores(tmp_path: Path) -> None:
    make(
        tmp_path,
        ".git/x",
        "dist/a/x.tf",
        "keep/dist/x.tf",
        "gen/main.tf",
        "gen/sub/main.tf",
        "a/x.tf",
    )
    (tmp_path / ".gitignore").write_text("dist\ngen/*.tf\n*_override.tf\n")
    (tmp_path / "keep/.gitignore").write_text("!dist\n")
    make(tmp_path, "a/main_override.tf")
    assert found(tmp_path, recursive=True) == {
        "a": ("x.tf", "main_override.tf"),
        "gen/sub": ("main.tf",),
        "keep/dist": ("x.tf",),
    }


def test_a_repository_inside_another_has_rules_of_its_own(tmp_path: Path) -> None:
    make(tmp_path, ".git/x", "inner/.git/x", "inner/build/x.tf", "build/x.tf")
    (tmp_path / ".gitignore").write_text("build\n")
    assert list(found(tmp_path, recursive=True)) == ["inner/build"]
    assert list(found(tmp_path, "inner", recursive=True)) == ["inner/build"]


def test_a_walk_skips_what_the_configuration_excludes(tmp_path: Path) -> None:
    make(
        tmp_path,
        "examples/x.tf",
        "examples/a/x.tf",
        "src/examples/x.tf",
        "src/legacy/x.tf",
        "src/x.tf",
    )
    exclude = ["examples/**", "**/legacy"]
    assert list(found(tmp_path, recursive=True, exclude=exclude)) == ["src", "src/examples"]


def test_exclusions_count_from_where_they_stand(tmp_path: Path) -> None:
    make(tmp_path, "a/x/main.tf", "b/x/main.tf")
    with clean_slate(tmp_path):
        below = discover(["."], recursive=True, exclude=[Exclusion(str(tmp_path / "a"), ("x",))])
        above = discover(["b"], recursive=True, exclude=[Exclusion(str(tmp_path), ("/b/x",))])
        beside = discover(["b"], recursive=True, exclude=[Exclusion(str(tmp_path / "a"), ("x",))])
    assert [place.path for place in below.places] == ["b/x"]
    assert [place.path for place in above.places] == []
    assert [place.path for place in beside.places] == ["b/x"]


def test_an_excluded_file_stands_for_nothing_and_an_excluded_directory_for_itself(
    tmp_path: Path,
) -> None:
    make(tmp_path, "examples/a/main.tf", "b/main.tf")
    given = ["examples/a/main.tf", "b/main.tf"]
    assert list(found(tmp_path, *given, exclude=["examples/**"])) == ["b"]
    assert list(found(tmp_path, *given, exclude=["examples"])) == ["b"]
    assert list(found(tmp_path, "examples/a", exclude=["examples"])) == ["examples/a"]


def test_links_are_followed_where_they_are_given_by_name(tmp_path: Path) -> None:
    make(tmp_path, "real/main.tf")
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "real/up").symlink_to("..")
    (tmp_path / "alias").symlink_to("real")
    (tmp_path / "real/linked.tf").symlink_to("main.tf")
    names = ("linked.tf", "main.tf")
    assert found(tmp_path, recursive=True) == {"real": names}
    assert found(tmp_path, "alias") == {"alias": names}


def test_what_does_not_exist_is_missing(tmp_path: Path) -> None:
    make(tmp_path, "main.tf")
    (tmp_path / "circle").symlink_to("circle")
    with clean_slate(tmp_path):
        result = discover(["nowhere", "circle", "\0", "."])
    assert [(each.path, each.reason) for each in result.missing] == [
        ("nowhere", "No such file or directory"),
        ("circle", "Too many levels of symbolic links"),
        ("\0", "Null byte in the name"),
    ]
    assert [place.path for place in result.places] == ["."]


def test_directories_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a/main.tf", "closed/main.tf", "z/main.tf")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with clean_slate(tmp_path):
        walked = discover(["."], recursive=True)
        given = discover(["closed"])
        given_to_walk = discover(["closed"], recursive=True)
    assert [place.path for place in walked.places] == ["a", "z"]
    expected = [("closed", "Permission denied")]
    assert [(each.path, each.reason) for each in walked.skipped] == expected
    assert [(each.path, each.reason) for each in given.missing] == expected
    assert [(each.path, each.reason) for each in given_to_walk.missing] == expected
