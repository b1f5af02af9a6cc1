"""Checks of the modules of open documents, with their unsaved text: of what, and when."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Final, TypeVar

from lsprotocol.types import Diagnostic, Position

from bridgelint.actions.action import Action
from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding
from bridgelint.base.records import Record, field, replace
from bridgelint.base.source import SourceFile, Span
from bridgelint.config.config import ConfigurationError
from bridgelint.emit.gathering import requests_of
from bridgelint.emit.outgoing import OutgoingRequest
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.hcl.references import Traversal, references
from bridgelint.hcl.tree import Attribute, Block
from bridgelint.langserver.diagnostics import of_finding
from bridgelint.langserver.documents import Document, Places, blocks_of, modules
from bridgelint.lint.lint import lint
from bridgelint.lint.loading import RunRequest, directory_of, read, request
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments
from bridgelint.workspace.block_scan import IndexedBlock
from bridgelint.workspace.known_trees import KnownTrees
from bridgelint.workspace.workspace import Workspace


class Shown(Record):
    """A finding, and its representation for an editor."""

    finding: Finding
    diagnostic: Diagnostic
    ignorable: bool
    """Whether a comment can ignore it."""


class Surroundings(Record):
    """What is around a byte offset."""

    file: SourceFile
    offset: int
    blocks: tuple[Block, ...]
    """The blocks around it, outermost first; empty outside of blocks."""

    attribute: Attribute | None
    """The argument around it."""

    def is_in(self, span: Span) -> bool:
        """Return whether the place is in a span, or at its end."""
        return span.file is self.file and span.start <= self.offset <= span.end

    @property
    def reference(self) -> Traversal | None:
        """The reference at the place."""
        if self.attribute is None:
            return None
        found = (each for each in references(self.attribute.value) if self.is_in(each.span))
        return next(found, None)


_Node = TypeVar("_Node", Block, Attribute)


def _around(offset: int, nodes: Iterable[_Node]) -> _Node | None:
    return next((each for each in nodes if each.span.start <= offset <= each.span.end), None)


class Checked(Record, eq=False, slots=False):
    """What one check of the open documents found, and in which texts."""

    places: Places
    rules: tuple[type[Rule], ...]
    """Every rule, with those of the plugins that the configuration names."""

    workspace: Workspace
    """The files of the check."""

    shown: Mapping[str, Sequence[Shown]] = field(default_factory=dict[str, Sequence[Shown]])
    """The findings, by the URI of the file."""

    failures: tuple[Failure, ...] = ()
    modules: tuple[EventModule, ...] = ()
    """Every module with events, callers first."""

    directories: tuple[str, ...] = ()
    """Every directory that was read."""

    broken: bool = False
    """The configuration is broken, so nothing was checked."""

    def requests(self, actions: Collection[Action]) -> tuple[OutgoingRequest, ...]:
        """Return every request that the actions would send."""
        roots = [each for each in self.modules if each.parent is None]
        return tuple(requests_of(roots, actions))

    def requests_in(self, block: Block) -> tuple[OutgoingRequest, ...]:
        """Return what the action of a block would send, for each set of inputs of its module."""
        actions = (action for module in self.modules for action in module.actions)
        return self.requests([each for each in actions if each.block.span == block.span])

    def file(self, document: Document) -> SourceFile:
        """Return the file of a document: the one that spans of the check refer to."""
        found = self.workspace.read(document.path)
        return found if isinstance(found, SourceFile) else SourceFile(document.path, document.data)

    def block(self, indexed: IndexedBlock) -> Block:
        """Return a block of a file; what the check has parsed is not parsed again."""
        return self.workspace.directory(directory_of(indexed.file.path)).parsed(indexed)

    def place(self, document: Document, position: Position) -> Surroundings:
        """Return what is around a position."""
        file = self.file(document)
        offset = self.places.offset(file, position)
        top = next((each for each in blocks_of(file) if each.start <= offset <= each.end), None)
        block = self.block(top) if top else None
        blocks: list[Block] = []
        while block is not None:
            blocks.append(block)
            block = _around(offset, block.body.blocks)
        attribute = _around(offset, blocks[-1].body.attributes) if blocks else None
        return Surroundings(file, offset, tuple(blocks), attribute)

    def module(self, directory: str) -> EventModule | None:
        """Return a module of the directory, or `None` if it has no events."""
        return next((each for each in self.modules if each.directory == directory), None)


def asked(
    arguments: Arguments,
    rules: Sequence[type[Rule]],
    places: Places,
    folders: Sequence[str] = (),
) -> RunRequest | None:
    """Return a run over the modules of the open documents, or over all below the folders. `None` if
    there is neither. Raise `ConfigurationError`."""
    paths = folders or modules(places.documents.values())
    if not paths:
        return None
    wanted = replace(
        arguments,
        paths=tuple(paths),
        recursive=bool(folders),
        stdin_filename=None,
        update_baseline=False,
        strict=False,
    )
    return request(wanted, lambda: rules, places.texts)


def check(
    arguments: Arguments,
    rules: tuple[type[Rule], ...],
    places: Places,
    trees: KnownTrees | None = None,
) -> Checked:
    """Check the modules of the open documents. `trees` are those of the last check.

    With a broken configuration, they are read without one, and there are no findings. Raise
    `ConfigurationError` if an option is wrong.
    """
    failures: tuple[Failure, ...] = ()
    try:
        run = asked(arguments, rules, places)
    except ConfigurationError as error:
        failures = error.failures
        run = asked(replace(arguments, no_config=True, config=None), rules, places)
    if run is None:
        workspace = Workspace(overlay=places.texts)
        return Checked(places, rules, workspace, failures=failures, broken=bool(failures))
    if trees is not None:
        trees.begin()
    loaded = read(run, trees)
    found = tuple(each for root in loaded.modules for each in root.walk())
    read_for = (each.directory for each in found), (each.path for each in loaded.selection.places)
    checked = Checked(
        places,
        rules,
        loaded.workspace,
        failures=failures,
        modules=found,
        directories=tuple(dict.fromkeys(chain(*read_for))),
        broken=bool(failures),
    )
    if failures:
        return checked
    report = lint(run, loaded=loaded).report
    return replace(
        checked,
        rules=(*rules, *(each for each in run.rules if each not in rules)),
        shown=_shown(run, report.findings, places),
        failures=report.failures,
    )


def check_everything(
    arguments: Arguments, rules: Sequence[type[Rule]], places: Places, folders: Sequence[str]
) -> Mapping[str, list[Diagnostic]]:
    """Check every module below the folders. Return the diagnostics by URI. Raise
    `ConfigurationError`."""
    run = asked(arguments, rules, places, folders)
    return by_uri(_shown(run, lint(run).report.findings, places) if run else {})


def by_uri(shown: Mapping[str, Sequence[Shown]]) -> dict[str, list[Diagnostic]]:
    """Return the diagnostics of findings by URI."""
    return {uri: [each.diagnostic for each in found] for uri, found in shown.items()}


def _shown(run: RunRequest, findings: Iterable[Finding], places: Places) -> dict[str, list[Shown]]:
    found: dict[str, list[Shown]] = {}
    for finding in findings:
        path = finding.primary.span.file.path
        if places.is_file(finding.primary.span):
            unignorable = run.configurations.rules(directory_of(path)).unignorable
            shown = Shown(finding, of_finding(finding, places), finding.rule not in unignorable)
            found.setdefault(places.uri(path), []).append(shown)
    return found


# -- when a check runs: soon after a change, one at a time

_SHORTEST_PAUSE: Final = 0.03
_LONGEST_PAUSE: Final = 0.5
"""Bounds of the seconds of quiet after which a text that changes is checked. In between it is what
the last check took: a check that is over at once needs no quiet."""

_LONG: Final = 0.2
"""Seconds of a check that hover and completion do not wait for."""


class CheckLoop:
    """Runs a check after changes, and again if something has changed meanwhile.

    Its methods are also handlers of messages, whose parameters they ignore.
    """

    def __init__(self, check: Callable[[], Awaitable[None]]) -> None:
        self._check: Final = check
        self._cost = 0.0
        """The seconds that the last check took."""

        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self.ended = False

    @property
    def is_slow(self) -> bool:
        """Whether a check takes longer than someone waits for a hover."""
        return self._cost > _LONG

    def check_now(self, *_: object) -> None:
        """Check without waiting for more changes."""
        self._check_in(0)

    def check_soon(self, *_: object) -> None:
        """Check after a moment without changes."""
        self._check_in(max(_SHORTEST_PAUSE, min(_LONGEST_PAUSE, self._cost)))

    async def settled(self) -> None:
        """Wait until the newest texts are checked."""
        if self._timer is not None and not self.ended:
            self._timer.cancel()
            self._start()
        if self._task is not None:
            await asyncio.shield(self._task)

    def end(self, *_: object) -> None:
        """Start no more checks."""
        self.ended = True
        if self._timer is not None:
            self._timer.cancel()

    def _check_in(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._start)

    def _start(self) -> None:
        self._timer = None
        self._again = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        while self._again and not self.ended:
            self._again = False
            begun = time.perf_counter()
            await self._check()
            self._cost = time.perf_counter() - begun
