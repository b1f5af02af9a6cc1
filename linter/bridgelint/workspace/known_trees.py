"""The trees of texts that were parsed before, for a program that checks changing files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from bridgelint.base.source import SourceFile
from bridgelint.hcl.moving import moved
from bridgelint.hcl.parse import Problems, parse_body, parse_expression
from bridgelint.hcl.tree import Body, Expression

_Tree = TypeVar("_Tree", bound=Body | Expression | None)


class KnownTrees:
    """Parses like `hcl.parse`, and what the last check has parsed only once: apart from its place,
    a tree depends on nothing but its text."""

    def __init__(self) -> None:
        self._bodies: Final = _Memory[Body](parse_body)
        self._expressions: Final = _Memory[Expression | None](parse_expression)
        self.body: Final = self._bodies.parse
        self.expression: Final = self._expressions.parse

    def begin(self) -> None:
        """Begin a check, and forget what the last one did not need."""
        self._bodies.turn()
        self._expressions.turn()


class _Memory(Generic[_Tree]):
    def __init__(self, parse: Callable[[SourceFile, int, int], tuple[_Tree, Problems]]) -> None:
        self._parse: Final = parse
        self._old: dict[bytes, tuple[_Tree, int]] = {}
        self._new: dict[bytes, tuple[_Tree, int]] = {}
        """The tree of each text, and where the text started when it was read."""

    def turn(self) -> None:
        self._old, self._new = self._new, {}

    def parse(self, file: SourceFile, start: int, end: int) -> tuple[_Tree, Problems]:
        text = file.data[start:end]
        known = self._new.get(text) or self._old.get(text)
        tree = self._moved(known[0], file, start - known[1]) if known else None
        problems: Problems = ()
        if tree is None:
            tree, problems = self._parse(file, start, end)
        if not problems:  # whose messages can name lines
            self._new[text] = tree, start
        return tree, problems

    def _moved(self, tree: _Tree, file: SourceFile, by: int) -> _Tree | None:
        try:
            return moved(tree, file, by)
        except RecursionError:
            return None
