"""Files inside and outside the working tree, and patterns of their names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgelint.base.source import SourceFile
from bridgelint.hcl.parse import parse_expression
from bridgelint.terraform.functions.working_tree import MAX_FILE_BYTES, clean
from evaluation import module_of, plain, problems_of

OUTSIDE = "<files outside the working tree are not read>"
FROM_ROOT = "relative paths refer to the root module's directory"
AT_HOME = "<the home directory depends on the user who runs Terraform>"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A working tree with a file beside it."""
    root = tmp_path / "tree"
    for path, text in {
        "a.txt": "alpha\n",
        "b.md": "beta",
        "sub/c.txt": "cafe\u0301",
        "sub/deep/d.json": "{}",
        ".hidden/e.txt": "",
        "we[ird/f,g.txt": "",
    }.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (root / "large").write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    (root / "binary").write_bytes(b"\xff\xfe")
    (root / "empty").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (root / "out").symlink_to(tmp_path)
    (root / "out.txt").symlink_to(tmp_path / "secret.txt")
    (root / "in.txt").symlink_to("a.txt")
    (root / "around").symlink_to("sub")
    return root


def evaluated(expression: str, root: Path) -> object:
    """The value in Python's types, or the messages when it fails."""
    module = module_of("", root=root)
    tree, problems = parse_expression(SourceFile("expression", expression.encode()))
    assert tree is not None
    assert problems == ()
    value = module.evaluate(tree)
    return problems_of(module) or plain(value)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('file("a.txt")', "alpha\n"),
        ('file("sub/../a.txt")', "alpha\n"),
        ('file("sub/c.txt")', "caf\u00e9"),
        ('file("in.txt")', "alpha\n"),
        ('file("around/c.txt")', "caf\u00e9"),
        ('filebase64("binary")', "//4="),
        ('filemd5("b.md")', "987bcab01b929eb2c07877b224215c92"),
        ('filesha1("b.md")', "a295e0bdde1938d1fbfd343e5a3e569e868e1465"),
        ('fileexists("a.txt")', True),
        ('fileexists("nothing")', False),
        ('fileexists("sub/nothing/x")', False),
        ('file("../secret.txt")', OUTSIDE),
        ('file("out.txt")', OUTSIDE),
        ('file("out/secret.txt")', OUTSIDE),
        ('file("/etc/hostname")', OUTSIDE),
        ('fileexists("../secret.txt")', OUTSIDE),
        ('filesha256("out.txt")', OUTSIDE),
        ('file("~/x")', AT_HOME),
        ('fileexists("~")', AT_HOME),
        ('file("large")', "<files larger than 1 MiB are not read>"),
        ('filesha256("large")', "<files larger than 1 MiB are not read>"),
        ('fileset(".", "*.txt")', OUTSIDE),
        ('fileset(".", "**")', OUTSIDE),
        ('fileset("..", "*")', OUTSIDE),
    ],
)
def test_values(expression: str, expected: object, tree: Path) -> None:
    assert evaluated(expression, tree) == expected


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (
            'file("nothing.txt")',
            f"call to function `file` failed: `nothing.txt` does not exist; {FROM_ROOT}",
        ),
        ('file("sub")', "call to function `file` failed: `sub` is a directory"),
        (
            'file("binary")',
            "call to function `file` failed: the content of `binary` is not valid UTF-8",
        ),
        (
            'file("a.txt/b")',
            "call to function `file` failed: the path cannot be resolved: Not a directory",
        ),
        (
            'file("~user/x")',
            (
                "call to function `file` failed: the home directory of another user cannot be "
                "determined"
            ),
        ),
        (
            'file("a\\u0000b")',
            "call to function `file` failed: a path cannot contain the character U+0000",
        ),
        ('fileexists("sub")', "call to function `fileexists` failed: `sub` is not a regular file"),
        ('fileset("sub", "[")', "call to function `fileset` failed: `[` is not a valid pattern"),
    ],
)
def test_failures(expression: str, message: str, tree: Path) -> None:
    assert evaluated(expression, tree) == [f"expression:1:{_argument(expression)}: {message}"]


def _argument(expression: str) -> int:
    """The column of the argument at fault: the last one."""
    return expression.rindex(", " if ", " in expression else "(") + (3 if ", " in expression else 2)


@pytest.mark.parametrize(
    ("directory", "pattern", "names"),
    [
        ("sub", "*", ["c.txt"]),
        ("sub", "**", ["c.txt", "deep/d.json"]),
        ("sub", "**/*.{json,md}", ["deep/d.json"]),
        (".", "{a,b}.*", ["a.txt", "b.md"]),
        (".", "[^b-z].txt", ["a.txt"]),
        (".", "sub/?.txt", ["sub/c.txt"]),
        (".", "around/*.txt", ["around/c.txt"]),
        (".", "we\\[ird/*", ["we[ird/f,g.txt"]),
        (".", ".hidden/*", [".hidden/e.txt"]),
        (".", "\\a.txt", ["a.txt"]),
        (".", "sub\\/*.txt", []),
        (".", "\\`.txt", []),
        (".", "\\b.txt", []),
        ("sub", "../a.txt", ["../a.txt"]),
        ("nothing", "*", []),
        ("a.txt", "*", []),
        ("empty", "[", []),
    ],
)
def test_fileset(directory: str, pattern: str, names: list[str], tree: Path) -> None:
    quoted = pattern.replace("\\", "\\\\")
    assert evaluated(f'fileset("{directory}", "{quoted}")', tree) == names


def test_a_link_in_a_circle_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "circle").symlink_to(".")

    assert evaluated('fileset(".", "**")', tmp_path) == (
        "<the directories are nested too deeply to search>"
    )


def test_many_stars_end(tmp_path: Path) -> None:
    (tmp_path / ("a" * 100)).write_text("")
    stars = "*a" * 60

    assert evaluated(f'fileset(".", "{stars}b")', tmp_path) == []
    assert evaluated(f'fileset(".", "{"*" * 300}")', tmp_path) == (
        "<the pattern is too long to match>"
    )


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert evaluated('file("pipe")', tmp_path) == "<only regular files can be read>"


def test_paths_start_from_the_root_module(tree: Path) -> None:
    assert evaluated('abspath("sub/../x")', tree) == (tree / "x").as_posix()
    assert evaluated('file(abspath("a.txt"))', tree) == "alpha\n"


@given(st.lists(st.sampled_from(["", ".", "..", "a", "b"]), max_size=6))
def test_a_clean_path_stays(steps: list[str]) -> None:
    path = clean("/".join(steps))

    assert clean(path) == path
    assert "//" not in path
    assert path == "/" or not path.endswith("/")
