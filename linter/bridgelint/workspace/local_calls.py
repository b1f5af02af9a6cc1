"""Calls of local modules, found without parsing, and the resulting call graph."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Who calls whom is asked in every run; modules are read in few.
    from bridgelint.workspace.block_scan import IndexedBlock
    from bridgelint.workspace.directory import ModuleDirectory


def local_calls(directory: ModuleDirectory) -> Iterator[str]:
    """Yield the directories of local modules that a directory calls, relative to the working
    directory. A source that must be evaluated is skipped."""
    for call in directory.indexed("module"):
        source = _source(directory, call)
        if source is not None and is_local(source) and len(call.labels) == 1:
            yield resolve(directory.path, source)


def is_local(source: str) -> bool:
    """Return whether the source of a module call is a directory."""
    return source.startswith(("./", "../"))


def resolve(path: str, source: str) -> str:
    """Return the directory of a local source, relative to the calling one."""
    return posixpath.normpath(posixpath.join(path, source))


def callers_of(targets: Iterable[str], graph: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return the targets, and everything from which one of them is reached."""
    callers: dict[str, list[str]] = {}
    for caller, called in graph.items():
        for each in called:
            callers.setdefault(each, []).append(caller)
    return frozenset(_reached(targets, callers))


def roots(paths: Sequence[str], graph: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the paths that no other one calls, in order; of a cycle the first one."""
    called = {target for path, called in graph.items() for target in called if target != path}
    chosen = {path for path in paths if path not in called}
    reached = _reached(chosen, graph)
    for path in paths:
        if path not in reached:
            chosen.add(path)
            reached |= _reached((path,), graph)
    return tuple(path for path in paths if path in chosen)


def _reached(start: Iterable[str], graph: Mapping[str, Sequence[str]]) -> set[str]:
    found = set(start)
    waiting = list(found)
    while waiting:
        for target in graph.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


def _source(directory: ModuleDirectory, call: IndexedBlock) -> str | None:
    from bridgelint.hcl.tree import literal_of  # as above
    from bridgelint.workspace.block_scan import arguments_of  # as above

    is_overridden = directory.index.overrides.has("module", call.labels)
    arguments = None if is_overridden else arguments_of(call)
    if arguments is None:
        blocks = directory.blocks("module", *call.labels)
        literals = (literal_of(block.body.value("source")) for block in blocks)
    else:
        literals = (each.literal for each in arguments if each.name == "source")
    return next((literal for literal in literals if literal is not None), None)
