"""The directories that a root module calls and their declarations, without evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from bridgelint.actions.dependencies import Dependencies
from bridgelint.hcl.tree import Template
from bridgelint.terraform.module.evaluation_settings import Settings
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.survey import is_marked

_DEEPEST: Final = 30


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
        self.call_path: tuple[str, ...] = (*parent.call_path, call) if parent else ()
        self._settings = settings
        self._children: dict[str, CallTree | None] = {}
        self._mentioned: dict[bytes, bool] = {}
        path = ".".join(f"module.{each}" for each in self.call_path)
        self.graph: Dependencies = Dependencies(
            directory,
            path=path,
            parent=parent.graph if parent else None,
            call=call,
            child=self._graph_of,
        )

    @property
    def root(self) -> CallTree:
        """The tree of the root module."""
        return self.parent.root if self.parent else self

    @property
    def name(self) -> str:
        """The name in messages: `the root module`, `module.orders`."""
        if self.parent is None:
            return "the root module"
        return ".".join(f"module.{each}" for each in self.call_path)

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
    def has_actions(self) -> bool:
        """Whether the directory itself may contain an action or a trigger."""
        return any(is_marked(file.path, file.data) for file in self.directory.files)

    @cached_property
    def leads_to_actions(self) -> bool:
        """Whether it, or a directory that it calls, may contain an action or a trigger."""
        if self.has_actions:
            return True
        children = (self.child(call) for call in self.calls)
        return any(child is not None and child.leads_to_actions for child in children)

    def mentions(self, marker: bytes) -> bool:
        """Return whether it, or a directory that it calls, contains these bytes."""
        if marker not in self._mentioned:
            children = (self.child(call) for call in self.calls)
            self._mentioned[marker] = any(marker in file.data for file in self.directory.files) or (
                any(child is not None and child.mentions(marker) for child in children)
            )
        return self._mentioned[marker]

    def walk(self) -> Iterator[CallTree]:
        """Yield this tree and everything below it that leads to actions, callers first."""
        waiting: list[CallTree] = [self]
        while waiting:
            tree = waiting.pop()
            yield tree
            below = [tree.child(call) for call in tree.calls]
            waiting.extend(each for each in below[::-1] if each and each.leads_to_actions)

    def declares_action(self, type_: str, name: str) -> str:
        """Return another module of the tree that declares the action, or an empty string."""
        for tree in self.root.walk():
            if tree is not self and tree.directory.declares("action", type_, name):
                return tree.name
        return ""

    def _graph_of(self, call: str) -> Dependencies | None:
        child = self.child(call)
        return child.graph if child else None

    def _directory_of(self, call: str) -> ModuleDirectory | None:
        block = self.directory.module_call(call)
        source = block.body.attribute("source") if block else None
        text = source.value.literal if source and isinstance(source.value, Template) else None
        if text is None or len(self.call_path) >= _DEEPEST:
            return None
        found = self._settings.follow(self.directory, (*self.call_path, call), text)
        if isinstance(found, str) or self._is_inside(found):
            return None
        return found

    def _is_inside(self, directory: ModuleDirectory) -> bool:
        tree: CallTree | None = self
        while tree is not None:
            if tree.directory is directory:
                return True
            tree = tree.parent
        return False
