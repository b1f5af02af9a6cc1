"""An editor whose user types: what the language server uses for each edit."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

import generate

from editor import Editor, editor


class Cost(NamedTuple):
    """The cost of an edit in milliseconds."""

    processor: float
    """Of the server, on average: what it does after the diagnostics is part of it."""

    clock: float
    """Until the diagnostics, the median."""


class Typist:
    """Edits one file of a module again and again."""

    def __init__(self, one: Editor, text: str) -> None:
        self._editor = one
        self._text = text
        self._versions = count(2)
        one.open("main.tf")
        one.diagnostics("main.tf", 1)

    def type(self, *, wait: bool = True) -> None:
        """Change a number; wait for the diagnostics."""
        version = next(self._versions)
        text = self._text.replace("version = 0", f"version = {version}", 1)
        self._editor.change("main.tf", version, text)
        if wait:
            self._editor.diagnostics("main.tf", version)

    def cost(self, edits: int) -> Cost:
        """Return the cost of an edit."""
        for _ in range(5):
            self.type()
        used = self._processor()
        clock = [self._clocked(self.type) for _ in range(edits)]
        return Cost((self._processor() - used) / edits, statistics.median(clock))

    def hover(self, times: int) -> float:
        """Return the milliseconds, the median, until a hover over an action right after an edit."""
        found: list[float] = []
        for _ in range(times):
            self.type(wait=False)
            found.append(self._clocked(lambda: self._editor.hover("main.tf", 1, 2)))
        return statistics.median(found)

    def growth(self) -> float:
        """Return the memory after 1,300 edits, relative to that after 300."""
        sizes: list[int] = []
        for edits in (300, 1_000):
            for _ in range(edits):
                self.type()
            pages = (self._process / "statm").read_text().split()[1]
            sizes.append(int(pages))
        return sizes[1] / sizes[0]

    @property
    def _process(self) -> Path:
        return Path("/proc") / str(self._editor.process.pid)

    def _processor(self) -> float:
        """Milliseconds of all threads until now."""
        threads = (self._process / "task").glob("*/schedstat")
        return sum(int(each.read_text().split()[0]) for each in threads) / 1e6

    @staticmethod
    def _clocked(work: Callable[[], object]) -> float:
        begun = time.perf_counter()
        work()
        return (time.perf_counter() - begun) * 1e3


@contextmanager
def typist(place: Path, actions: int) -> Generator[Typist]:
    """A typist in a module with so many actions, 27 lines each."""
    root = place / str(actions)
    generate.dense(root, actions)
    with editor(root.resolve()) as one:
        yield Typist(one, (root / "main.tf").read_text("utf-8"))
