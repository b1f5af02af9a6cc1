"""The directories that a root module calls and their declarations, without evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from bridgelint.hcl.tree import Block, literal_of
from bridgelint.terraform.module.evaluation_settings import Settings
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.survey import is_marked

DEEPEST: Final = 200
"""The maximum depth of nested module calls."""


class CallTree:
    """One directory as called, regardless of the number of instances."""

    def __init__(
        self,
        directory: ModuleDirectory,
        settings: Settings,
        parent: CallTree | None = None,
        call: str = "",
    ) -> None:
        self.directory = directory
        self.parent = parent
        self.call = call
        self.path: str = f"{parent.path}.module.{call}".removeprefix(".") if parent else ""
        """The module path, without instance keys."""
        self.call_path: tuple[str, ...] = (*parent.call_path, call) if parent else ()
        self.too_deep: Block | None = None
        """Of the root: the first module call that is nested too deeply to be followed."""
        self._settings = settings
        self._children: dict[str, CallTree | None] = {}
        self._mentioned: dict[bytes, bool] = {}

    @property
    def root(self) -> CallTree:
        return self.parent.root if self.parent else self

    @property
    def calls(self) -> tuple[str, ...]:
        """The names of the module calls of the directory."""
        found = (each.labels for each in self.directory.indexed("module"))
        return tuple(dict.fromkeys(labels[0] for labels in found if len(labels) == 1))

    def child(self, call: str) -> CallTree | None:
        """Return the tree of a call. `None` if its directory is not read."""
        if call not in self._children:
            directory = self._directory_of(call)
            self._children[call] = (
                CallTree(directory, self._settings, self, call) if directory else None
            )
        return self._children[call]

    @cached_property
    def leads_to_actions(self) -> bool:
        """Whether it, or a directory that it calls, may contain an action or a trigger."""
        files = (file for each in self.everything() for file in each.directory.files)
        return any(is_marked(file.path, file.data) for file in files)

    def mentions(self, marker: bytes) -> bool:
        """Return whether it, or a directory that it calls, contains these bytes."""
        if marker not in self._mentioned:
            self._mentioned[marker] = any(
                marker in file.data for each in self.everything() for file in each.directory.files
            )
        return self._mentioned[marker]

    def everything(self) -> Iterator[CallTree]:
        """Yield this tree and everything below it, each directory once, without recursion."""
        seen: set[ModuleDirectory] = set()
        waiting: list[CallTree] = [self]
        while waiting:
            tree = waiting.pop()
            if tree.directory not in seen:
                seen.add(tree.directory)
                yield tree
                waiting.extend(each for call in tree.calls[::-1] if (each := tree.child(call)))

    def declares_action(self, type_: str, name: str) -> str:
        """Return another module of the tree that declares the action, or an empty string."""
        for tree in self.root.everything():
            if tree is not self and tree.directory.declares("action", type_, name):
                return tree.path or "the root module"
        return ""

    def _directory_of(self, call: str) -> ModuleDirectory | None:
        block = self.directory.module_call(call)
        text = literal_of(block.body.value("source")) if block else None
        if text is None:
            return None
        path = (*self.call_path, call)
        found = self._settings.follow(self.directory, path, text)
        if isinstance(found, str) or self.is_inside(found):
            return None
        if len(path) > DEEPEST:
            self.root.too_deep = self.root.too_deep or block
            return None
        return found

    def is_inside(self, directory: ModuleDirectory) -> bool:
        """Return whether it is the directory, or one that is called from it."""
        above = self.parent is not None and self.parent.is_inside(directory)
        return above or self.directory is directory
