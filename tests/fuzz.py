"""Run bridgelint on random input: `make fuzz SECONDS=3600 SEED=1`.

Every input depends on nothing but the seed, its kind and its number, so that
`python tests/fuzz.py --seed SEED --only KIND --number NUMBER` repeats a failure.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, Final

from bridgelint.base.source import SourceFile
from bridgelint.eventbridge.detail.json_tree import Json
from bridgelint.eventbridge.detail_schema.schema_document import SchemaFault, UncheckedError
from bridgelint.hcl.json.reader import read_json
from bridgelint.hcl.parse import parse_body, parse_expression, parse_template
from bridgelint.workspace.block_scan import scan_arguments, scan_blocks
from bridgelint.workspace.lexical_patterns import comments
from json_parts import read_schema
from support import FIXTURES, bridgelint

LIMIT: Final = 10
"""Seconds of processor time that one input may take."""

_LARGEST: Final = 6000
_FRAGMENTS: Final = [
    *(part.encode() for part in "\"{}[]()\n\t#/*.,:?=!<>&|+-%$~\\';@é_0x "),
    *(b"${", b"%{", b"~}", b"${~", b"$${", b"%%{", b"/*", b"*/", b"//", b"\r\n", b"\r", b"\xff"),
    *(b"<<E\n", b"<<-E\n", b"E\n", b"=>", b"...", b"::", b"[*]", b".*", b".0", b"1e999", b"\0"),
    *(b"for", b"in", b"if", b"null", b"a = 1\n", b"b {\n}\n", b'" {', b"} x =\n", b'"${', b"\xc3"),
    *(b"var.a", b"each.key", b"count.index", b"self", b"caller", b"local.a", b"module.m.x"),
    *(b"%{ if a }", b"%{ endif }", b"[for x in y : x]", b"{for k, v in y : k => v...}", b"f(a)"),
    *(b"\\u12", b"\\u00e9", b"\\q", b"\\ud800", b"-0", b"1" * 400, b"(" * 200, b"[" * 200),
]
_VALUES: Final[list[Json]] = [
    None,
    True,
    False,
    0,
    -1,
    5,
    1e308,
    1.5,
    "",
    "a",
    "aws.x",
    "é",
    "#",
    "#/$defs/a",
    "http://[",
    "(a+)+$",
    "(?=a)",
    "https://json-schema.org/draft/2020-12/schema",
    [],
    {},
    [None],
    {"a": 1},
    {"$ref": "#"},
    {"$id": 5},
    {"$id": "http://[::1"},
    {"type": "string"},
    {"pattern": "("},
]
_KEYS: Final = [
    *("$ref", "$id", "id", "$schema", "$anchor", "$dynamicRef", "$defs", "definitions", "type"),
    *("properties", "patternProperties", "required", "enum", "items", "not", "oneOf", "if", "a"),
    *("openapi", "components", "pattern", "nullable", "unevaluatedProperties", "minimum"),
]
_MODES: Final = [
    *(["-f", name] for name in ("default", "json", "sarif", "junit", "gitlab", "markdown")),
    *(["--dry-run"], ["--dry-run", "-f", "json"], ["--diff"], ["--recursive", "-f", "compact"]),
    ["--terraform-version", ">= 1.16", "--preset", "all", "-f", "json"],
]


class Hang(BaseException):
    """An input that takes longer than the limit. No handler for errors may catch it."""


class Wrong(Exception):  # noqa: N818 # what a check found
    """An input that bridgelint does not handle as it should."""


@cache
def modules() -> list[Path]:
    """Every directory of the fixtures with a few small configuration files."""
    found = sorted({path.parent for path in FIXTURES.rglob("*.tf")})
    return [each for each in found if sum(path.stat().st_size for path in each.iterdir()) < 40_000]


@cache
def texts() -> list[bytes]:
    """Small configuration files."""
    paths = sorted(FIXTURES.rglob("*.tf*"))
    files = [path.read_bytes() for path in paths if path.is_file()]
    lines = (FIXTURES / "syntax" / "snippets.jsonl").read_text("utf-8").splitlines()
    snippets = [str(json.loads(line)["text"]).encode() for line in lines]
    return [each for each in (*files, *snippets) if len(each) < _LARGEST]


@cache
def documents(pattern: str) -> list[Path]:
    """JSON files of the fixtures."""
    paths = sorted(FIXTURES.rglob(pattern))
    return [path for path in paths if path.is_file() and path.stat().st_size < 200_000]


def torn(data: bytes, chance: random.Random) -> bytes:
    """The text with one to four small changes."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(data))
        until = chance.choice([at, at, chance.randint(at, min(len(data), at + 12))])
        start = chance.randint(0, len(data))
        copied = data[start : start + chance.randint(1, 60)]
        data = data[:at] + chance.choice([*_FRAGMENTS, copied, b""]) + data[until:]
    return data


def bent(node: Json, chance: random.Random) -> Json:
    """The JSON value with one part replaced, renamed, or left out."""
    spots = list(_spots(node))
    holder, key = chance.choice(spots) if spots else (None, None)
    if isinstance(holder, list) and isinstance(key, int):
        holder[key] = deepcopy(chance.choice([*_VALUES, [holder[key]]]))
    elif isinstance(holder, dict) and isinstance(key, str):
        value = holder.pop(key)
        if chance.random() < 0.7:
            holder[key] = deepcopy(chance.choice([*_VALUES, {key: value}, [value]]))
        elif chance.random() < 0.7:
            holder[chance.choice(_KEYS)] = value
    return node


def _spots(node: Json) -> Iterator[tuple[Json, str | int]]:
    waiting = [node]
    while waiting:
        holder = waiting.pop()
        keys: list[Any] = []
        if isinstance(holder, dict):
            keys = list(holder)
            waiting += holder.values()
        elif isinstance(holder, list):
            keys = list(range(len(holder)))
            waiting += holder
        yield from ((holder, key) for key in keys)


def parser(chance: random.Random, _: Path) -> None:
    """One text, read in every way."""
    data = torn(chance.choice(texts()), chance)
    file = SourceFile("main.tf", data)
    for problem in (*parse_body(file)[1], *parse_expression(file)[1], *parse_template(file)[1]):
        if not 0 <= problem.span.start <= problem.span.end <= len(data):
            raise Wrong(f"a problem outside of the text: {problem}")
    for start, end in [*((each.start, each.end) for each in scan_blocks(file)[0])]:
        if not 0 <= start < end <= len(data):
            raise Wrong(f"a block outside of the text: {start}, {end}")
    list(comments(data))
    scan_arguments(file, 0, len(data))
    read_json(file)


def lint(chance: random.Random, directory: Path) -> None:
    """A module of which some files are torn, linted, shown and fixed."""
    _copied(chance, directory)
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    for path in chance.sample(files, min(len(files), chance.randint(1, 2))):
        path.write_bytes(torn(path.read_bytes(), chance))
    _checked([*chance.choice(_MODES)], directory)


def configuration(chance: random.Random, directory: Path) -> None:
    """A configuration file in native or JSON syntax, and a file of variables."""
    (directory / "main.tf").write_bytes(_ACTION)
    natives = [path.read_bytes() for path in documents(".bridgelint.hcl")]
    if chance.random() < 0.3:
        document: Json = {"config": {"varfile": ["a.tfvars"]}, "rule": {"detail_schema": {}}}
        (directory / ".bridgelint.json").write_text(json.dumps(bent(document, chance)), "utf-8")
    else:
        (directory / ".bridgelint.hcl").write_bytes(torn(chance.choice(natives), chance))
    if chance.random() < 0.5:
        (directory / "terraform.tfvars").write_bytes(torn(chance.choice(texts()), chance))
    _checked(["-f", "json"], directory)


def schema(chance: random.Random, _: Path) -> None:
    """A JSON Schema of `detail` that need not be one."""
    paths = [path for path in documents("*.json") if "schema" in str(path)]
    document = json.loads(chance.choice(paths).read_bytes())
    for _count in range(chance.randint(1, 3)):
        document = bent(document, chance)
    data = json.dumps(document).encode()
    read = read_schema(data if chance.random() < 0.8 else torn(data, chance))
    if isinstance(read, SchemaFault):
        if not read.message or min(read.line, read.column) < 1:
            raise Wrong(f"no place or no reason: {read}")
        return
    details: list[Json] = [{"a": "a" * 40, "order_id": 1, "n": [1, {}]}, {}, json.loads(data)]
    for detail in details:
        with contextlib.suppress(UncheckedError):
            read.violations(detail)


def plan(chance: random.Random, directory: Path) -> None:
    """A plan that Terraform did not write."""
    path = chance.choice(documents("*.plan.json"))
    shutil.copytree(path.parent / "config", directory, dirs_exist_ok=True)
    document = json.loads(path.read_bytes())
    for _count in range(chance.randint(1, 3)):
        document = bent(document, chance)
    data = json.dumps(document).encode()
    (directory / "plan.json").write_bytes(data if chance.random() < 0.8 else torn(data, chance))
    _checked(["--dry-run", "-f", "json", "--plan", "plan.json"], directory)


Kind = Callable[[random.Random, Path], None]
KINDS: Final[dict[str, Kind]] = {
    "parser": parser,
    "lint": lint,
    "configuration": configuration,
    "schema": schema,
    "plan": plan,
}
_ACTION: Final = b"""\
action "aws_events_put_events" "a" {
  config {
    entry {
      source      = "acme.orders"
      detail_type = "Order Created"
      detail      = jsonencode({ order_id = 1 })
    }
  }
}
"""


def _copied(chance: random.Random, directory: Path) -> None:
    shutil.copytree(chance.choice(modules()), directory, dirs_exist_ok=True, symlinks=True)


def _checked(arguments: list[str], directory: Path) -> None:
    """Run bridgelint, which must return a result for any input."""
    result = bridgelint(arguments, directory)
    if result.status not in {0, 1, 2}:
        raise Wrong(f"status {result.status}")
    if "bug in bridgelint" in result.stderr or "Traceback" in result.stderr:
        raise Wrong(result.stderr)
    result.stdout.encode("utf-8", "surrogateescape").decode()
    if "json" in arguments and result.stdout:
        json.loads(result.stdout)


@contextmanager
def _limited(seconds: float) -> Generator[None]:
    def stop(_: int, frame: FrameType | None) -> None:
        raise Hang("".join(traceback.format_stack(frame)[-3:]))

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def attempt(kind: str, seed: int, number: int) -> str | None:
    """What is wrong with one input, or `None`."""
    chance = random.Random(f"{seed} {kind} {number}")  # noqa: S311 # to be repeated
    with tempfile.TemporaryDirectory() as name:
        try:
            with _limited(LIMIT):
                KINDS[kind](chance, Path(name))
        except Hang as hang:
            return f"takes more than {LIMIT} seconds\n{hang}"
        except Exception:  # noqa: BLE001 # whatever it is
            return traceback.format_exc()
    return None


def main() -> int:
    """Run inputs of every kind by turns until the time is over."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--number", type=int, help="this one input, with --only")
    asked = parser.parse_args()
    if asked.number is not None and asked.only:
        wrong = attempt(asked.only, asked.seed, asked.number)
        print(wrong or "nothing is wrong")
        return bool(wrong)
    done: Counter[str] = Counter()
    failed = 0
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C ends the run with its summary
        for kind, number in _inputs(asked.only, time.monotonic() + asked.seconds):
            wrong = attempt(kind, asked.seed, number)
            done[kind] += 1
            if wrong:
                failed += 1
                print(f"--seed {asked.seed} --only {kind} --number {number}\n{wrong}", flush=True)
    counts = ", ".join(f"{count} {kind}" for kind, count in done.items())
    print(f"seed {asked.seed}: {counts}; {failed} failed")
    return bool(failed)


def _inputs(only: str | None, end: float) -> Iterator[tuple[str, int]]:
    """Every kind in turn until the time is over; 20 texts for the parser, which is faster."""
    for number in itertools.count():
        for kind in [only] if only else list(KINDS):
            size = 20 if kind == "parser" else 1
            for each in range(number * size, (number + 1) * size):
                if time.monotonic() >= end:
                    return
                yield kind, each


if __name__ == "__main__":
    sys.exit(main())
