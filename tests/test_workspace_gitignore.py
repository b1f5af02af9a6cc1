"""What a walk leaves out, with git itself as the referee."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridgelint.workspace.discover import Place, walk
from bridgelint.workspace.gitignore import ignore_rules, parse_ignore_file

NAMES = ("a", "ab", "b", "c d", "a[b")
WORDS = (
    "a",
    "b",
    "ab",
    "*",
    "?",
    "a*",
    "*b",
    "*a*",
    "*[ab]*b*",
    "[ab]",
    "[!a]",
    "**",
    "c d",
    r"\a",
    "x.tf",
    "*.tf",
    "a[b",
)


def patterns() -> st.SearchStrategy[str]:
    path = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("/".join)
    return st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["", "", "!"]),
        st.sampled_from(["", "/", "**/"]),
        path,
        st.sampled_from(["", "/", "/**", " ", "\r"]),
    )


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A git repository with a configuration file in each directory of a small tree."""
    root = tmp_path_factory.mktemp("repository")
    git(root, "init", "--quiet")
    for first in NAMES:
        for second in NAMES:
            place = root / first / second
            place.mkdir(parents=True)
            (place / "x.tf").touch()
        (root / first / "x.tf").touch()
    (root / "x.tf").touch()
    yield root
    shutil.rmtree(root)


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(  # noqa: S603 # arguments of the test's own
        ["git", "-c", "core.excludesFile=/dev/null", "-C", str(root), *arguments],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def seen_by_git(root: Path) -> set[str]:
    files = git(root, "ls-files", "-z", "--others", "--exclude-standard").split("\0")
    return {str(Path(file).parent) for file in files if file.endswith(".tf")}


def seen_by_walk(root: Path) -> set[str]:
    places = [place for place in walk(str(root)) if isinstance(place, Place)]
    return {str(Path(place.path).relative_to(root)) for place in places}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(patterns(), max_size=4),
    st.lists(patterns(), max_size=2),
    st.lists(patterns(), max_size=1),
)
def test_agrees_with_git(
    repository: Path, top: list[str], nested: list[str], private: list[str]
) -> None:
    (repository / ".gitignore").write_text("\n".join(top))
    (repository / "a" / ".gitignore").write_text("\n".join(nested))
    (repository / ".git" / "info" / "exclude").write_text("\n".join(private))
    assert seen_by_walk(repository) == seen_by_git(repository)


@settings(max_examples=30, deadline=None)
@given(st.lists(patterns(), max_size=4), st.lists(patterns(), max_size=2))
def test_the_files_above_count_as_well(repository: Path, top: list[str], nested: list[str]) -> None:
    (repository / ".gitignore").write_text("\n".join(top))
    (repository / "a" / ".gitignore").write_text("\n".join(nested))
    (repository / ".git" / "info" / "exclude").write_text("")
    if "a/" in git(repository, "status", "--porcelain", "--ignored").replace("!! ", "").split("\n"):
        return  # what is given by name is walked though it is ignored
    seen = {str(Path("a", path)) for path in seen_by_walk(repository / "a")}
    assert seen == {path for path in seen_by_git(repository) if path.split("/")[0] == "a"}


@pytest.mark.parametrize(
    ("pattern", "path", "excluded"),
    [
        ("build", "build", True),
        ("build", "x/build", True),
        ("/build", "x/build", None),
        ("x/build", "y/x/build", None),
        ("!build", "build", False),
        (r"\!build", "!build", True),
        (r"\#build", "#build", True),
        ("#build", "#build", None),
        ("build ", "build", True),
        ("build\\ ", "build ", True),
        ("", "", None),
        ("/", "build", None),
        ("**/build", "x/y/build", True),
        ("x/**/build", "x/build", True),
        ("x/**/build", "x/y/z/build", True),
        ("build/**", "build", None),
        ("build/**", "build/x", True),
        ("*uild", "x/build", True),
        ("x*build", "x/build", None),
        ("b?ild", "build", True),
        ("b[[:alpha:]]ild", "build", True),
        ("b[!u]ild", "build", None),
        ("b[a-z]ild", "build", True),
        ("b[]u]ild", "build", True),
        ("b[uild", "b[uild", None),
        ("b[[:nothing:]]ild", "build", None),
        ("build\\", "build", None),
        ("\ufeffbuild", "build", True),
    ],
)
def test_one_pattern(pattern: str, path: str, excluded: bool | None) -> None:  # noqa: FBT001 # a table
    rules = parse_ignore_file(pattern)
    verdict = None if rules is None else rules.excludes(path, directory=True)
    assert verdict is excluded


def test_the_last_pattern_that_matches_decides() -> None:
    rules = ignore_rules(["*", "!keep", "keep/me/"])
    assert rules is not None
    assert [
        rules.excludes("other", directory=True),
        rules.excludes("keep", directory=True),
        rules.excludes("keep/me", directory=True),
        rules.excludes("keep/me", directory=False),
    ] == [True, False, True, True]


def test_no_pattern_is_no_rules() -> None:
    assert parse_ignore_file("\n# nothing\n   \n") is None


@pytest.mark.parametrize(
    ("pattern", "path", "excluded"),
    [
        pytest.param("*a" * 30 + "b", "a" * 250, None, id="stars in a name"),
        pytest.param("*a" * 30, "a" * 250, True, id="stars that match"),
        pytest.param("**/a/" * 30 + "b", "a/" * 1000 + "a", None, id="stars for directories"),
        pytest.param("**/*a*/" * 30 + "*b", "aa/" * 1000 + "ab", True, id="both"),
        pytest.param("x/" + "*" * 5000 + "b", "x/" + "a" * 250, None, id="a run of stars"),
    ],
)
def test_many_stars_take_linear_time(pattern: str, path: str, excluded: bool | None) -> None:  # noqa: FBT001 # of three values
    rules = ignore_rules([pattern])
    assert rules is not None
    assert rules.excludes(path, directory=False) == excluded
