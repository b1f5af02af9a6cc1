"""The trees of texts that were parsed before, for a program that checks changing files."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, TypeVar

from bridgelint.base.source import SourceFile, Span
from bridgelint.hcl.parse import Problems, parse_body, parse_expression
from bridgelint.hcl.tree import Body, Expression

_Tree = TypeVar("_Tree", bound=Body | Expression | None)
_Mover = Callable[[Any, SourceFile, int], Any]


class KnownTrees:
    """Parses like `hcl.parse`, and what the last check has parsed only once: apart from its place,
    a tree depends on nothing but its text."""

    def __init__(self) -> None:
        self._old: dict[tuple[object, bytes], tuple[Any, int]] = {}
        self._new: dict[tuple[object, bytes], tuple[Any, int]] = {}
        """The tree of each text, and where the text started when it was read."""

    def begin(self) -> None:
        """Begin a check, and forget what the last one did not need."""
        self._old, self._new = self._new, {}

    def body(self, file: SourceFile, start: int, end: int) -> tuple[Body, Problems]:
        return self._parsed(parse_body, file, start, end)

    def expression(
        self, file: SourceFile, start: int, end: int
    ) -> tuple[Expression | None, Problems]:
        return self._parsed(parse_expression, file, start, end)

    def _parsed(
        self,
        parse: Callable[[SourceFile, int, int], tuple[_Tree, Problems]],
        file: SourceFile,
        start: int,
        end: int,
    ) -> tuple[_Tree, Problems]:
        key = parse, file.data[start:end]
        known = self._new.get(key) or self._old.get(key)
        tree: _Tree | None = _moved(known[0], file, start - known[1]) if known else None
        if tree is not None:
            self._new[key] = tree, start
            return tree, ()
        parsed, problems = parse(file, start, end)
        if not problems:  # whose messages can name lines
            self._new[key] = parsed, start
        return parsed, problems


def _moved(tree: _Tree, file: SourceFile, by: int) -> _Tree | None:
    """Return what parsing the text there builds, five times as fast. `None` if it is too deep."""
    if tree is None or (tree.span.file is file and not by):
        return tree
    try:
        made: _Tree = _MOVERS[type(tree)](tree, file, by)
    except RecursionError:
        return None
    return made


class _Movers(dict[type, _Mover]):
    """How to move each kind of node, created when the first one is moved."""

    def __missing__(self, kind: type) -> _Mover:
        fields: tuple[str, ...] = getattr(kind, "__slots__", ())
        self[kind] = _node_mover(kind, fields) if "span" in fields else _constant
        return self[kind]


def _node_mover(kind: type, fields: tuple[str, ...]) -> _Mover:
    movers = _MOVERS
    if fields == ("span",):
        return lambda node, file, by: kind(_moved_span(node.span, file, by))
    values: Callable[[object], tuple[Any, ...]] = attrgetter(*fields)

    def move(node: object, file: SourceFile, by: int) -> object:
        return kind(*[movers[each.__class__](each, file, by) for each in values(node)])

    return move


def _moved_span(span: Span, file: SourceFile, by: int) -> Span:
    return Span(file, span.start + by, span.end + by)


def _moved_nodes(nodes: tuple[Any, ...], file: SourceFile, by: int) -> tuple[Any, ...]:
    return tuple([_MOVERS[each.__class__](each, file, by) for each in nodes])


def _constant(value: object, file: SourceFile, by: int) -> object:  # noqa: ARG001 # has no place
    return value


_MOVERS: Final = _Movers({Span: _moved_span, tuple: _moved_nodes})
