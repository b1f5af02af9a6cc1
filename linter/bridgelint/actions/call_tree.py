"""Which directories a root module calls, and what each of them declares: nothing evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from bridgelint.actions.dependencies import Dependencies
from bridgelint.hcl.tree import Template
from bridgelint.terraform.module.evaluation_settings import Settings
from bridgelint.workspace.directory import ModuleDirectory
from bridgelint.workspace.survey import MARKERS

_DEEPEST: Final = 30


class CallTree:
    """One directory as it is called, whatever the number of instances."""

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
        """As a message names it: `the root module`, `module.orders`."""
        if self.parent is None:
            return "the root module"
        return ".".join(f"module.{each}" for each in self.call_path)

    @property
    def calls(self) -> tuple[str, ...]:
        """The names of the module calls of the directory."""
        found = (each.labels for each in self.directory.indexed("module"))
        return tuple(dict.fromkeys(labels[0] for labels in found if len(labels) == 1))

    def child(self, call: str) -> CallTree | None:
        """The tree behind a call; nothing where its directory is not read."""
        if call not in self._children:
            directory = self._directory_of(call)
            self._children[call] = (
                CallTree(directory, self._settings, self, call) if directory else None
            )
        return self._children[call]

    @cached_property
    def holds_events(self) -> bool:
        """The directory itself has something to do with events."""
        return any(marker in file.data for file in self.directory.files for marker in MARKERS)

    @cached_property
    def leads_to_events(self) -> bool:
        """It, or a directory that it calls, has something to do with events."""
        if self.holds_events:
            return True
        children = (self.child(call) for call in self.calls)
        return any(child is not None and child.leads_to_events for child in children)

    def walk(self) -> Iterator[CallTree]:
        """This one and everything below it that leads to events, callers first."""
        waiting: list[CallTree] = [self]
        while waiting:
            tree = waiting.pop()
            yield tree
            below = [tree.child(call) for call in tree.calls]
            waiting.extend(each for each in below[::-1] if each and each.leads_to_events)

    def declares_action(self, type_: str, name: str) -> str:
        """The module of the whole tree, other than this one, that declares an action; else
        empty."""
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
