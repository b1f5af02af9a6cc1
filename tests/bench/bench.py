"""How long bridgelint takes beside what a user would otherwise run.

    python tests/bench/bench.py                 everything; takes minutes
    python tests/bench/bench.py small dense     these inputs only

Inputs are made from a seed. All contestants of an input run in turns, so that whatever else the
machine does hits them alike; the table shows medians of processor time (user and system, with
child processes), of wall time and of the peak of memory, and processor time as a multiple of the
first contestant's. A contestant that ends with a status nobody expects ends the benchmark.

Compiled modules are kept in a directory of this benchmark's own.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import generate

_BIN = Path(sys.executable).parent
_BRIDGELINT = str(_BIN / "bridgelint")

_READ_LOOP = """
import os, sys
for parent, directories, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith(".tf"):
            with open(os.path.join(parent, name), "rb") as file:
                data = file.read()
            b"aws_events_put_events" in data or b"action_trigger" in data
"""
_WALK = """
import sys
from bridgelint.workspace.workspace import Workspace
Workspace().select(sys.argv[1:], recursive=True)
"""
_PYGOHCL = """
import os, sys, pygohcl
for parent, directories, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith(".tf"):
            with open(os.path.join(parent, name)) as file:
                text = file.read()
            try:
                pygohcl.loads(text)
            except Exception:
                pass
"""
_HCL2 = """
import os, sys, hcl2
for parent, directories, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith(".tf"):
            with open(os.path.join(parent, name)) as file:
                hcl2.parses_to_tree(file.read())
"""


class Contestant(NamedTuple):
    name: str
    command: tuple[str, ...]
    once: bool = False
    """Too slow to run more than once."""


class Sample(NamedTuple):
    processor: float
    """Seconds of user and system time."""

    wall: float
    peak: float
    """Megabytes."""


def main() -> None:
    """Make the inputs, run the contestants, print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("inputs", nargs="*", help=f"of {', '.join(_INPUTS)}; all without one")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="make the inputs here and leave them")
    asked = parser.parse_args()
    unknown = [name for name in asked.inputs if name not in _INPUTS]
    if unknown:
        parser.error(f"no such input: {', '.join(unknown)}")
    print(_environment())
    with tempfile.TemporaryDirectory() as temporary:
        root = asked.keep or Path(temporary)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(temporary) / "compiled")
        for name in asked.inputs or _INPUTS:
            title, make = _INPUTS[name]
            print(f"\n### {title}\n")
            _print_table(_measure(tuple(make(root / name)), asked.rounds))


def _monorepo(place: Path) -> Iterator[Contestant]:
    if not place.exists():
        generate.monorepo(place)
    ripgrep = shutil.which("rg")
    if ripgrep:
        markers = ("-e", "aws_events_put_events", "-e", "action_trigger")
        yield Contestant("rg -l, both markers", (ripgrep, "-l", *markers, str(place)))
    yield _python("read every file in Python", _READ_LOOP, place)
    yield _python("bridgelint's choice of modules", _WALK, place)
    yield _bridgelint("bridgelint", "--recursive", str(place))
    yield _python("pygohcl, every file", _PYGOHCL, place, once=True)


def _small(place: Path) -> Iterator[Contestant]:
    if not place.exists():
        generate.small(place)
    yield Contestant("python -c pass", (sys.executable, "-c", "pass"))
    yield _bridgelint("bridgelint", str(place))
    yield _python("hcl2.parses_to_tree", _HCL2, place)


def _dense(place: Path) -> Iterator[Contestant]:
    large, little = place / "2000", place / "200"
    for directory, actions in ((large, 2_000), (little, 200)):
        if not directory.exists():
            generate.dense(directory, actions)
    yield _python("hcl2.parses_to_tree, 2,000", _HCL2, large)
    yield _bridgelint("bridgelint, 2,000", str(large))
    yield _bridgelint("bridgelint, 200", str(little))


def _nested(place: Path) -> Iterator[Contestant]:
    if not place.exists():
        generate.nested(place)
    yield _python("hcl2.parses_to_tree", _HCL2, place)
    yield _bridgelint("bridgelint", str(place))


def _staged(place: Path) -> Iterator[Contestant]:
    tree = place.parent / "monorepo"
    if not tree.exists():
        generate.monorepo(tree)
    small = place.parent / "small"
    if not small.exists():
        generate.small(small)
    file = next(
        path
        for path in sorted(tree.glob("teams/*/*/main.tf"))
        if b"action_trigger" in path.read_bytes()
    )
    yield _bridgelint("bridgelint, one small module", str(small))
    yield _bridgelint("bridgelint, one staged file", str(file))


_INPUTS: dict[str, tuple[str, Callable[[Path], Iterator[Contestant]]]] = {
    "monorepo": ("(a) 2,000 modules, 10,000 files, 20 modules with events", _monorepo),
    "small": ("(b) one module, two actions, one trigger", _small),
    "dense": ("(c) one directory, 2,000 actions with triggers, and 200", _dense),
    "nested": ("(d) a root with 200 calls of one module that holds actions", _nested),
    "staged": ("(e) one changed file of (a)", _staged),
}


def _python(name: str, script: str, place: Path, *, once: bool = False) -> Contestant:
    return Contestant(name, (sys.executable, "-c", script, str(place)), once)


def _bridgelint(name: str, *arguments: str) -> Contestant:
    return Contestant(name, (_BRIDGELINT, "--no-config", *arguments))


def _measure(contestants: Sequence[Contestant], rounds: int) -> list[tuple[str, list[Sample]]]:
    samples: list[tuple[str, list[Sample]]] = [(each.name, []) for each in contestants]
    for turn in range(rounds + 1):
        for contestant, (_, taken) in zip(contestants, samples, strict=True):
            if contestant.once and turn:
                continue
            sample = _run(contestant.command)
            # The first round fills the cache of the disk.
            if turn or contestant.once:
                taken.append(sample)
    return samples


def _run(command: tuple[str, ...]) -> Sample:
    started = time.perf_counter()
    process = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)
        ],
    )
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    if code:
        sys.exit(f"exit status {code}: {' '.join(command)}")
    return Sample(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def _print_table(results: Sequence[tuple[str, Sequence[Sample]]]) -> None:
    rows = [(name, *_medians(samples)) for name, samples in results]
    reference = rows[0][1]
    print(f"| {'':36} | processor |     wall |    peak | ratio |")
    print(f"|{'-' * 38}|----------:|---------:|--------:|------:|")
    for name, processor, wall, peak in rows:
        ratio = processor / reference if reference else 0.0
        print(
            f"| {name:36} | {processor * 1e3:6.0f} ms | {wall * 1e3:5.0f} ms "
            f"| {peak:4.0f} MB | {ratio:5.1f} |"
        )


def _medians(samples: Sequence[Sample]) -> tuple[float, float, float]:
    return (
        statistics.median(each.processor for each in samples),
        statistics.median(each.wall for each in samples),
        statistics.median(each.peak for each in samples),
    )


def _environment() -> str:
    packages = ", ".join(
        f"{name} {_version(name)}" for name in ("bridgelint", "python-hcl2", "pygohcl")
    )
    return (
        f"Python {platform.python_version()}, {packages}; "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    main()
