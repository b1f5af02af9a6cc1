"""What must not depend on the interpreter: its faults and its options."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import hcl2
import pytest

import bridgelint
import bridgelint_rules
from reading import read
from support import FIXTURES, ROOT

# typeshed knows neither module.
_parser: Any = importlib.import_module("re._parser")
_constants: Any = importlib.import_module("re._constants")
_UNITS = {
    _constants.ANY,
    _constants.IN,
    _constants.LITERAL,
    _constants.NOT_LITERAL,
}
"""The items of a pattern that match one character."""

_FAULTY = "import re, sys; sys.exit(re.match('(?:ab?c)++', 'aca').end() == 2)"
"""Fails where possessive repetitions are right: CPython 3.11.5 and later."""

_SOURCES = [ROOT / "linter", ROOT / "rules", ROOT / "tests", Path(hcl2.__file__).parent.parent]


def parsed(text: str | bytes) -> Any:  # noqa: ANN401 # as above
    """The text as a regular expression, if it is one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _parser.parse(text)
        except (re.error, RecursionError, OverflowError):
            return []


def risky(text: str | bytes) -> list[str]:
    """The possessive and atomic parts of a pattern that repeat more than one character."""
    return list(_risky(parsed(text)))


def _risky(node: Any) -> Iterator[str]:  # noqa: ANN401 # as above
    shape = type(node).__name__  # isinstance would make the parts unknown to a type checker
    kind = node[0] if shape == "tuple" and node else None
    if kind is _constants.POSSESSIVE_REPEAT and not _is_one(node[1][2]):
        yield f"possessive {node[1]}"
    if kind is _constants.ATOMIC_GROUP:
        yield f"atomic {node[1]}"
    if shape in {"tuple", "list", "SubPattern"}:
        for index in range(len(node)):
            yield from _risky(node[index])


def _is_one(items: Any) -> bool:  # noqa: ANN401 # as above
    return len(items) == 1 and items[0][0] in _UNITS


def _texts(code: CodeType) -> Iterator[str | bytes]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _texts(constant)
        elif isinstance(constant, str | bytes):
            yield constant


@cache
def patterns() -> dict[str | bytes, str]:
    """Every text of the program that may be a regular expression, with a file that has it.

    Literals, and what modules put together from them.
    """
    found: dict[str | bytes, str] = {}
    for package in (bridgelint, bridgelint_rules):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith("__main__"):
                continue
            loaded = importlib.import_module(module.name)
            path = Path(loaded.__file__ or "")
            code = compile(path.read_text(encoding="utf-8"), str(path), "exec")
            texts: list[Any] = [
                getattr(getattr(each, "__self__", each), "pattern", each)
                for each in vars(loaded).values()
            ]
            for text in (*_texts(code), *texts):
                if isinstance(text, str | bytes):
                    found.setdefault(text, module.name)
    return found


def test_a_possessive_quantifier_repeats_one_character() -> None:
    # CPython 3.11.0 to 3.11.4 match anything more wrongly: python/cpython#106052.
    assert {text: parts for text in patterns() if (parts := risky(text))} == {}


def test_every_pattern_is_looked_at() -> None:
    possessive = [text for text in patterns() if "POSSESSIVE_REPEAT" in str(parsed(text))]
    files = {patterns()[text].removeprefix("bridgelint.") for text in possessive}
    assert {"hcl.scanner", "hcl.json.reader", "lint.ignore_comments"} <= files
    assert {"workspace.lexical_patterns", "workspace.block_scan", "workspace.survey"} <= files
    assert risky("(?:ab?c)++") != []
    assert risky(b"(?>ab?)") != []


def interpreters() -> list[str]:
    """The interpreters at hand that match possessive repetitions wrongly."""
    candidates = dict.fromkeys([sys.executable, "/usr/bin/python3"])
    return [path for path in candidates if Path(path).exists() and _fails(path)]


def _fails(path: str) -> bool:
    done = subprocess.run([path, "-c", _FAULTY], check=False, stderr=subprocess.DEVNULL)  # noqa: S603 # our own program
    return done.returncode == 0


@pytest.mark.skipif(not interpreters(), reason="no interpreter here has the fault")
def test_a_faulty_interpreter_reads_the_same() -> None:
    (path, *_) = interpreters()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, _SOURCES))}
    command = [path, "-B", str(ROOT / "tests" / "reading.py"), str(FIXTURES)]
    done = subprocess.run(command, check=True, capture_output=True, env=environment)  # noqa: S603 # our own program
    assert json.loads(done.stdout) == read(FIXTURES)


def test_optimized_python_says_that_the_pages_are_stripped(tmp_path: Path) -> None:
    command = [sys.executable, "-B", "-m", "bridgelint", "--explain", "reserved_source"]
    environment = os.environ | {"PYTHONOPTIMIZE": "2", "NO_COLOR": "1"}
    done = subprocess.run(  # noqa: S603 # our own program
        command, check=True, capture_output=True, text=True, cwd=tmp_path, env=environment
    )
    assert "\n\nThe page of this rule is not available" in done.stdout
    assert done.stdout.startswith("# reserved_source\n")
