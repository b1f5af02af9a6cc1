"""What is released: built twice it is the same, and it holds what it should and nothing else."""

from __future__ import annotations

import os
import re
import sys
import tarfile
import tomllib
from email import message_from_string
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

from bridgelint.report.formats import HOMEPAGE
from bridgelint.version import VERSION
from checkout import checkout, done
from shell import files
from support import ROOT

# One build serves most of these.
pytestmark = pytest.mark.xdist_group("release")

NAME = f"bridgelint-{VERSION}"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def build(source: Path, kind: str, **environment: str) -> Path:
    """Build a wheel or an sdist."""
    done([sys.executable, "-m", "hatchling", "build", "--target", kind], source, environment)
    (made,) = (source / "dist").glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkout(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    return build(source, "wheel")


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> str:
    with ZipFile(wheel) as archive:
        return archive.read(f"{NAME}.dist-info/METADATA").decode()


def test_a_second_build_is_the_same(wheel: Path, tmp_path: Path) -> None:
    again = checkout(tmp_path)
    for path in again.rglob("*.py"):
        os.utime(path, (1, 1))
        path.chmod(0o600)
    assert build(again, "wheel").read_bytes() == wheel.read_bytes()


def test_times_are_those_of_source_date_epoch(tmp_path: Path) -> None:
    made = build(checkout(tmp_path), "wheel", SOURCE_DATE_EPOCH="1700000000")
    with ZipFile(made) as archive:
        assert {each.date_time for each in archive.infolist()} == {(2023, 11, 14, 22, 13, 20)}


def test_the_sdist_builds_the_same_wheel(source: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(build(source, "sdist")) as archive:
        # Python 3.11.4 and later; earlier ones extract everything, and this archive is our own.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(tmp_path)  # noqa: S202 # as above
    assert build(tmp_path / NAME, "wheel").read_bytes() == wheel.read_bytes()


def test_the_wheel_is_for_every_machine(wheel: Path) -> None:
    assert wheel.name == f"{NAME}-py3-none-any.whl"


def test_the_wheel_holds_two_packages_and_what_belongs_to_them(names: list[str]) -> None:
    tops = {PurePosixPath(name).parts[0] for name in names}
    assert tops == {
        "bridgelint",
        "bridgelint_rules",
        f"{NAME}.dist-info",
        f"{NAME}.data",
    }
    sources = {
        path.relative_to(ROOT / root).as_posix()
        for root in ("linter", "rules")
        for path in (ROOT / root).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in names if name.startswith("bridgelint/")} | {
        name for name in names if name.startswith("bridgelint_rules/")
    } == sources
    assert "bridgelint/py.typed" in names
    assert f"{NAME}.dist-info/licenses/LICENSE" in names


def test_shells_find_what_is_for_them(wheel: Path) -> None:
    places = {
        "bridgelint.bash": "bash-completion/completions/bridgelint",
        "_bridgelint": "zsh/site-functions/_bridgelint",
        "bridgelint.fish": "fish/vendor_completions.d/bridgelint.fish",
        "bridgelint.1": "man/man1/bridgelint.1",
    }
    with ZipFile(wheel) as archive:
        shared = {
            name: archive.read(f"{NAME}.data/data/share/{place}").decode()
            for name, place in places.items()
        }
    assert shared == files()


def test_the_metadata_is_complete(metadata: str) -> None:
    fields = message_from_string(metadata)
    assert fields["Name"] == "bridgelint"
    assert fields["Version"] == VERSION
    assert fields["License-Expression"] == "Apache-2.0"
    assert fields["License-File"] == "LICENSE"
    assert fields["Requires-Python"] == ">=3.11"
    assert fields["Summary"] == PYPROJECT["project"]["description"]
    assert fields["Description-Content-Type"] == "text/markdown"
    urls = dict(each.split(", ", 1) for each in fields.get_all("Project-URL", []))
    assert urls["Homepage"] == HOMEPAGE
    assert set(urls) == {"Homepage", "Source", "Issues", "Changelog"}


def test_the_pythons_that_are_named_are_the_ones_that_are_tested(metadata: str) -> None:
    named = re.findall(r"^Classifier: .*:: (3\.\d+)$", metadata, flags=re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert named
    assert "PYTHONS ?= " + " ".join(f"python{each}" for each in named) + " " in makefile
    assert f"python: [{', '.join(f'{each!r}' for each in named)}]".replace("'", '"') in workflow


def test_the_version_stands_in_one_place() -> None:
    assert PYPROJECT["project"]["dynamic"] == ["version"]
    # Elsewhere it is only named, in what readers copy.
    for path in ("docs/ci.md", "docs/ci/github.yml"):
        text = (ROOT / path).read_text(encoding="utf-8")
        assert set(re.findall(r"(?:bridgelint@|rev: )(v\S+)", text)) == {f"v{VERSION}"}


def test_the_changelog_keeps_its_form() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, flags=re.MULTILINE)
    assert headings[0] == "Unreleased"
    released = [
        re.fullmatch(r"(\d+)\.(\d+)\.(\d+) \(\d{4}-\d\d-\d\d\)", each) for each in headings[1:]
    ]
    assert all(released)
    versions = [tuple(map(int, each.groups())) for each in released if each]
    assert versions == sorted(versions, reverse=True)
    assert not versions or versions[0] <= tuple(map(int, VERSION.split(".")))
    kinds = re.findall(r"^### (.*)$", text, flags=re.MULTILINE)
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
