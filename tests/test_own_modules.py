"""Modules of bridgelint are found and loaded as the interpreter would, with fewer questions."""

from __future__ import annotations

import os
import py_compile
from importlib.util import cache_from_source, module_from_spec
from pathlib import Path
from types import ModuleType

import pytest

from bridgelint.__main__ import OwnModules

SOURCE = "def said():\n    return 'written'\n"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A module whose compiled file differs from it, though not in age and length."""
    source = tmp_path / "sample.py"
    source.write_text(SOURCE.replace("written", "earlier"))
    age = source.stat()
    py_compile.compile(str(source), doraise=True)
    source.write_text(SOURCE)
    os.utime(source, (age.st_atime, age.st_mtime))
    return source


def load(source: Path, name: str = "sample") -> ModuleType:
    spec = OwnModules.find_spec(f"bridgelint.{name}", [str(source.parent)])
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.__file__ == spec.origin
    assert module.__spec__ is spec
    return module


def said(source: Path) -> tuple[str, str]:
    """What the module says, and the file that a traceback would name."""
    function = load(source).said
    return function(), function.__code__.co_filename


def test_a_compiled_file_is_used(sample: Path) -> None:
    assert said(sample) == ("earlier", str(sample))
    assert load(sample).__cached__ == cache_from_source(str(sample))


def test_a_compiled_file_older_than_its_source_is_not_used(sample: Path) -> None:
    os.utime(sample, (0, 0))
    assert said(sample) == ("written", str(sample))


def test_a_compiled_file_of_another_length_is_not_used(sample: Path) -> None:
    age = sample.stat()
    sample.write_text(f"{SOURCE}\n")
    os.utime(sample, (age.st_atime, age.st_mtime))
    assert said(sample) == ("written", str(sample))


@pytest.mark.parametrize("damage", [b"", b"\0" * 40])
def test_a_damaged_compiled_file_is_not_used(sample: Path, damage: bytes) -> None:
    Path(cache_from_source(str(sample))).write_bytes(damage)
    assert said(sample) == ("written", str(sample))


def test_a_large_compiled_file_is_used(sample: Path) -> None:
    age = sample.stat()
    text = f"TEXT = '{'x' * 70_000}'\n"
    sample.write_text(f"{text}{SOURCE.replace('written', 'earlier')}")
    os.utime(sample, (age.st_atime, age.st_mtime))
    py_compile.compile(str(sample), doraise=True)
    sample.write_text(f"{text}{SOURCE}")
    os.utime(sample, (age.st_atime, age.st_mtime))
    assert said(sample) == ("earlier", str(sample))


def test_a_traceback_names_the_place_of_a_moved_module(sample: Path) -> None:
    moved = sample.parent / "moved"
    sample.parent.joinpath("__pycache__").rename(sample.parent / "kept")
    moved.mkdir()
    sample.rename(moved / "sample.py")
    (sample.parent / "kept").rename(moved / "__pycache__")
    assert said(moved / "sample.py") == ("earlier", str(moved / "sample.py"))


def test_a_package_and_what_is_absent(sample: Path) -> None:
    package = sample.parent / "package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    module = load(package, "package")
    assert module.__path__ == [str(package)]
    assert module.__file__ == str(package / "__init__.py")
    assert OwnModules.find_spec("bridgelint.absent", [str(sample.parent)]) is None
    assert OwnModules.find_spec("json.decoder", [str(sample.parent)]) is None
    assert OwnModules.find_spec("bridgelint", None) is None
