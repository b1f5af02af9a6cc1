"""What bridgelint costs, as ratios to commands that run in turns with it, with the goals.

    python tests/bench/bench.py                   everything; takes minutes
    python tests/bench/bench.py start growth      these parts only

A ratio is that of processor time (user and system, with child processes), pair by pair: both
commands of a pair meet the same load. The table shows the median and the range. Nothing that a run
could keep is reused: every run reads and checks its input.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import generate
import shapes

sys.path.append(str(Path(__file__).parent.parent))
from typist import typist  # needs the editor of the tests

Command = tuple[str, ...]

_PYTHON: Final = sys.executable
_PASS: Final = (_PYTHON, "-I", "-c", "pass")
_LINT: Final = (str(Path(_PYTHON).parent / "bridgelint"), "--no-config")
_LOAD: Final = "import json, sys; json.load(open(sys.argv[1], 'rb'))"
_EACH: Final = (
    "import os, sys, {0}\nfor p, _, names in os.walk(sys.argv[1]):\n for n in names:\n  {1}"
)
_HCL2: Final = _EACH.format("hcl2", "hcl2.parses_to_tree(open(os.path.join(p, n)).read())")
_PYGOHCL: Final = _EACH.format("pygohcl", "pygohcl.loads(open(os.path.join(p, n)).read())")
_ABSENT: Final = "not installed"
_CONFIG: Final = 'config {\n  preset = "recommended"\n}\n'


class Row(NamedTuple):
    """One line of the table."""

    what: str
    measured: str
    goal: str = ""


class Usage(NamedTuple):
    """What a command used."""

    seconds: float
    """Of processor time."""

    peak: float
    """Megabytes."""


def main() -> None:
    """Create the inputs, run the commands, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("parts", nargs="*", help=f"{', '.join(_PARTS)}; all by default")
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    print(f"load average {load}\n\n| | ratio | goal |\n|---|---:|---:|")
    with tempfile.TemporaryDirectory() as temporary:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = f"{temporary}/compiled"
        for name in asked.parts or _PARTS:
            place = Path(temporary) / name
            place.mkdir()
            for row in _PARTS[name](place, asked.rounds):
                print(f"| {row.what} | {row.measured} | {row.goal} |", flush=True)


def _start(place: Path, rounds: int) -> Iterator[Row]:
    small, plain = place / "small", place / "plain"
    generate.small(small)
    plain.mkdir()
    (plain / "main.tf").write_text('resource "terraform_data" "a" {}\n', encoding="utf-8")
    module = (*_LINT, str(small))
    yield Row("small module : `python -I -c pass`", _ratio(module, _PASS, rounds), "5")
    file = (*_LINT, str(plain / "main.tf"))
    yield Row("file without actions : `python -I -c pass`", _ratio(file, _PASS, rounds), "4")
    yield Row(
        "`--version` : `python -I -c pass`", _ratio((_LINT[0], "--version"), _PASS, rounds), "2.5"
    )
    config = place / "config.hcl"
    config.write_text(_CONFIG, encoding="utf-8")
    configured = (_LINT[0], "--config", str(config), str(small))
    yield Row("with a configuration file : without", _ratio(configured, module, rounds), "1.15")


def _peers(place: Path, rounds: int) -> Iterator[Row]:
    small = place / "small"
    generate.small(small)
    peers = {
        "python-hcl2, parsing only": (_PYTHON, "-c", _HCL2, str(small)),
        "pygohcl, parsing only": (_PYTHON, "-c", _PYGOHCL, str(small)),
        "`tflint`": ("tflint", f"--chdir={small}"),
        "`terraform fmt -check`": ("terraform", "fmt", "-check", str(small)),
        "`checkov`": ("checkov", "--quiet", "--compact", "--skip-download", "-d", str(small)),
    }
    lint = (*_LINT, str(small))
    for name, command in peers.items():
        few = min(rounds, 3) if name == "`checkov`" else rounds  # it takes seconds
        peer = _installed(*command)
        measured = _ratio(peer, lint, few) if peer else _ABSENT
        yield Row(f"{name} : bridgelint, small module", measured)


def _installed(name: str, *arguments: str) -> Command | None:
    found = shutil.which(name)
    return (found, *arguments) if found else None


def _monorepo(place: Path, rounds: int) -> Iterator[Row]:
    tree = place / "tree"
    generate.monorepo(tree)
    lint = (*_LINT, "--recursive", str(tree))
    words = ("-e", "aws_events_put_events", "-e", "action_trigger")
    search = _installed("rg", "-l", *words, str(tree))
    measured = _ratio(lint, search, rounds) if search else _ABSENT
    yield Row("2,000 modules, 10,000 files : `rg -l`", measured, "1.5 (busy: 1.8)")
    yield Row("its peak of memory", f"{_run(lint).peak:.0f} MB", "60 MB")


def _large(place: Path, rounds: int) -> Iterator[Row]:
    rounds = min(rounds, 3)
    _apart(lambda: shapes.plan_module(place, 33_000))
    plan = place / "plan.json"
    lint = (*_LINT, "--plan", str(plan), str(place))
    size = f"{plan.stat().st_size / 1e6:.0f} MB"
    load = (_PYTHON, "-c", _LOAD, str(plan))
    yield Row(f"plan of {size} : `json.load`", _ratio(lint, load, rounds), "2")
    module = place / "json"
    _apart(lambda: _written(module, shapes.json_module(85_000), "main.tf.json"))
    file = module / "main.tf.json"
    load = (_PYTHON, "-c", _LOAD, str(file))
    size = f"{file.stat().st_size / 1e6:.0f} MB"
    yield Row(
        f"`.tf.json` of {size} : `json.load`", _ratio((*_LINT, str(module)), load, rounds), "10"
    )
    _apart(lambda: _written(module, shapes.json_templates(50_000), "main.tf.json"))
    size = f"{file.stat().st_size / 1e6:.0f} MB"
    yield Row(
        f"`.tf.json` of {size}, all templates : `json.load`",
        _ratio((*_LINT, str(module)), load, rounds),
        "10",
    )
    _apart(lambda: generate.dense(place / "dense", 2_000))
    yield Row(
        "2,000 actions, peak", f"{_run((*_LINT, str(place / 'dense'))).peak:.0f} MB", "100 MB"
    )
    deep = _written(place / "deep", shapes.deep_detail(20_000))
    yield Row("detail 20,000 deep, peak", f"{_run((*_LINT, str(deep))).peak:.0f} MB", "200 MB")


def _editor(place: Path, rounds: int) -> Iterator[Row]:
    with typist(place, 11) as one:
        used = one.cost(10 * rounds)
        yield Row("edit of 300 lines, processor time", _milliseconds(used.processor), "25 ms")
        yield Row("edit of 300 lines, until the diagnostics", f"{used.clock:.0f} ms", "120 ms")
        yield Row("memory after 1,300 edits : after 300", f"{one.growth():.2f}", "1.1")
    with typist(place, 185) as one:
        used = one.cost(3 * rounds)
        yield Row("edit of 5,000 lines, processor time", _milliseconds(used.processor), "150 ms")
    with typist(place, 2_000) as one:
        clock = one.hover(min(rounds, 3))
        yield Row("hover right after an edit, 2,000 actions", f"{clock:.0f} ms", "300 ms")


def _milliseconds(used: float) -> str:
    """Return a processor time, also as a multiple of that of an empty run of Python."""
    empty = statistics.median(_run(_PASS).seconds for _ in range(9))
    return f"{used:.0f} ms, {used / 1e3 / empty:.1f} times `pass`"


def _growth(place: Path, rounds: int) -> Iterator[Row]:
    generate.small(place / "small")
    base = min(_run((*_LINT, str(place / "small"))).seconds for _ in range(rounds))
    for name, shape in shapes.GROWING.items():
        seconds: list[float] = []
        for size in (shape.size, 4 * shape.size):
            module = _written(place / f"{size}", shape.make(size), shape.file)
            command = (*_LINT, *(each.format(module) for each in shape.arguments), str(module))
            if shape.prepares:
                _run((*command, shape.prepares))
            used = statistics.median(_run(command).seconds for _ in range(3))
            seconds.append(max(used - base, 0.01))
        slope = math.log(seconds[1] / seconds[0]) / math.log(4)
        yield Row(f"slope: {name}", f"{slope:.2f}", "1.25")


_PARTS: dict[str, Callable[[Path, int], Iterator[Row]]] = {
    "start": _start,
    "monorepo": _monorepo,
    "large": _large,
    "editor": _editor,
    "peers": _peers,
    "growth": _growth,
}


def _written(directory: Path, text: str, name: str = "main.tf") -> Path:
    directory.mkdir(exist_ok=True)
    (directory / name).write_text(text, encoding="utf-8")
    return directory


def _apart(make: Callable[[], object]) -> None:
    """Create an input in another process: Linux counts our own peak into that of a command."""
    process = os.fork()
    if not process:
        make()
        os._exit(0)
    os.waitpid(process, 0)


def _ratio(command: Command, reference: Command, rounds: int) -> str:
    """Return the median and the range. The first round fills the caches of the disk."""
    pairs = [(_run(command).seconds, _run(reference).seconds) for _ in range(rounds + 1)][1:]
    ratios = sorted(mine / max(other, 1e-3) for mine, other in pairs)
    return f"{statistics.median(ratios):.1f} [{ratios[0]:.1f}-{ratios[-1]:.1f}]"


def _run(command: Command) -> Usage:
    silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    process = os.posix_spawn(command[0], command, os.environ, file_actions=silent)
    _, status, usage = os.wait4(process, 0)
    code = os.waitstatus_to_exitcode(status)
    if command[0] == _LINT[0] and code not in {0, 2}:
        sys.exit(f"exit status {code}: {' '.join(command)}")
    return Usage(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
