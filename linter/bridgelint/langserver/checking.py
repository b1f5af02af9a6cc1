"""Checks of the modules of open documents, with their unsaved text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Final

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    Position,
    Range,
)

from bridgelint.actions.action import Action
from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding, Severity
from bridgelint.base.records import dataclass, field, replace
from bridgelint.base.source import SourceFile, Span
from bridgelint.config.config import ConfigurationError
from bridgelint.config.config_file import mistakes
from bridgelint.emit.outgoing import OutgoingRequest, requests_of
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.langserver.documents import Document, Places, modules
from bridgelint.lint.lint import lint
from bridgelint.lint.loading import Loaded, RunRequest, read, request
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments, Mode
from bridgelint.report.links import rule_page
from bridgelint.report.terminal_text import printable
from bridgelint.workspace.known_trees import KnownTrees
from bridgelint.workspace.workspace import Workspace

SOURCE: Final = "bridgelint"

_SEVERITY: Final = {
    Severity.ERROR: DiagnosticSeverity.Error,
    Severity.WARNING: DiagnosticSeverity.Warning,
    Severity.NOTICE: DiagnosticSeverity.Information,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding, and its representation for an editor."""

    finding: Finding
    diagnostic: Diagnostic
    ignorable: bool
    """Whether a comment can ignore it."""


@dataclass(frozen=True, eq=False)
class Checked:
    """What one check of the open documents found, and in which texts."""

    shown: Mapping[str, Sequence[Shown]] = field(default_factory=dict[str, Sequence[Shown]])
    """The findings, by the URI of the file."""

    failures: tuple[Failure, ...] = ()
    documents: tuple[Document, ...] = ()
    workspace: Workspace | None = None
    """The files of the check; `None` if no document belongs to a module."""

    modules: tuple[EventModule, ...] = ()
    """Every module with events, callers first."""

    directories: tuple[str, ...] = ()
    """Every directory that was read."""

    broken: bool = False
    """The configuration is broken, so nothing was checked."""

    plugins: tuple[type[Rule], ...] = ()
    """The rules of the plugins that the configuration names."""

    def requests(self, actions: Collection[Action]) -> tuple[OutgoingRequest, ...]:
        """Return every request that the actions would send."""
        roots = [each for each in self.modules if each.parent is None]
        return tuple(requests_of(roots, actions))

    def actions(self, block: Span) -> tuple[Action, ...]:
        """Return the actions that a block declares, one per set of inputs of its module."""
        return tuple(
            action
            for module in self.modules
            for action in module.actions
            if action.block.span == block
        )

    def document(self, uri: str) -> Document | None:
        """Return the document as it was checked."""
        return next((each for each in self.documents if each.uri == uri), None)

    def file(self, document: Document) -> SourceFile:
        """Return the file of a document: the one that spans of the check refer to."""
        found = self.workspace.read(document.path) if self.workspace else None
        if isinstance(found, SourceFile):
            return found
        return SourceFile(document.path, document.data)

    def module(self, directory: str) -> EventModule | None:
        """Return a module of the directory, or `None` if it has no events."""
        return next((each for each in self.modules if each.directory == directory), None)


def asked(
    arguments: Arguments, rules: Sequence[type[Rule]], documents: Sequence[Document], mode: Mode
) -> RunRequest | None:
    """Return a run over the modules of the documents, or `None` if they belong to none.

    Raise `ConfigurationError`.
    """
    directories = modules(documents)
    if not directories:
        return None
    return _request(arguments, rules, documents, mode, directories, recursive=False)


def _request(
    arguments: Arguments,
    rules: Sequence[type[Rule]],
    documents: Sequence[Document],
    mode: Mode,
    paths: Sequence[str],
    *,
    recursive: bool,
) -> RunRequest:
    wanted = replace(
        arguments,
        mode=mode,
        paths=tuple(paths),
        recursive=recursive,
        stdin_filename=None,
        update_baseline=False,
        strict=False,
    )
    return request(wanted, lambda: rules, {each.path: each.data for each in documents})


def check(
    arguments: Arguments,
    rules: Sequence[type[Rule]],
    documents: Sequence[Document],
    encoding: str,
    trees: KnownTrees | None = None,
) -> Checked:
    """Check the modules of the documents. `trees` are those of the last check.

    With a broken configuration, they are read without one, and there are no findings. Raise
    `ConfigurationError` if an option is wrong.
    """
    failures: tuple[Failure, ...] = ()
    try:
        run = asked(arguments, rules, documents, "langserver")
    except ConfigurationError as error:
        failures = error.failures
        run = asked(replace(arguments, no_config=True, config=None), rules, documents, "langserver")
    if run is None:
        return Checked(failures=failures, documents=tuple(documents), broken=bool(failures))
    if trees is not None:
        trees.begin()
    loaded = read(run, trees)
    if failures:
        return _checked(loaded, documents, {}, failures, broken=True)
    report = lint(run, loaded=loaded).report
    places = Places(encoding, documents)
    shown: dict[str, list[Shown]] = {}
    for finding in report.findings:
        span = finding.primary.span
        if places.is_file(span):
            one = Shown(finding, _diagnostic(finding, places), _ignorable(run, finding))
            shown.setdefault(places.uri(span.file.path), []).append(one)
    plugins = tuple(each for each in run.rules if each not in rules)
    return replace(_checked(loaded, documents, shown, report.failures), plugins=plugins)


def _checked(
    loaded: Loaded,
    documents: Sequence[Document],
    shown: Mapping[str, Sequence[Shown]],
    failures: tuple[Failure, ...],
    *,
    broken: bool = False,
) -> Checked:
    return Checked(
        shown,
        failures,
        tuple(documents),
        loaded.workspace,
        tuple(each for root in loaded.modules for each in root.walk()),
        tuple(each.path for each in loaded.selection.places),
        broken,
    )


def check_everything(
    arguments: Arguments,
    rules: Sequence[type[Rule]],
    documents: Sequence[Document],
    folders: Sequence[str],
    encoding: str,
) -> Mapping[str, list[Diagnostic]]:
    """Check every module below the folders. Return the diagnostics by URI.

    Raise `ConfigurationError`.
    """
    run = _request(arguments, rules, documents, "langserver", folders, recursive=True)
    places = Places(encoding, documents)
    found: dict[str, list[Diagnostic]] = {}
    for finding in lint(run).report.findings:
        span = finding.primary.span
        if places.is_file(span):
            found.setdefault(places.uri(span.file.path), []).append(_diagnostic(finding, places))
    return found


def settings_diagnostics(
    documents: Sequence[Document],
    failures: Sequence[Failure],
    rules: Sequence[type[Rule]],
    encoding: str,
) -> dict[str, list[Diagnostic]]:
    """Return what is wrong in configuration files, open or at fault for a failure, by URI."""
    places = Places(encoding, documents)
    names = partial(_names, rules)
    found: dict[str, dict[Failure, Diagnostic]] = {}
    for each in documents:
        if each.is_settings:
            wrong = mistakes(SourceFile(each.path, each.data), names)
            found[each.uri] = {_plain(one): _of_failure(one, places) for one in wrong if one.span}
    for failure in failures:
        if failure.span is not None:
            by_failure = found.setdefault(places.uri(failure.span.file.path), {})
            by_failure.setdefault(_plain(failure), _of_failure(failure, places))
    return {uri: list(wrong.values()) for uri, wrong in found.items()}


def _names(rules: Sequence[type[Rule]], plugins: Mapping[str, Span]) -> tuple[str, ...]:
    """Return the names of the rules, with those of plugins. Raise `ConfigurationError`."""
    more: tuple[type[Rule], ...] = ()
    if plugins:
        from bridgelint.lint.plugins import Plugins  # noqa: PLC0415 # only with a plugin

        more = Plugins(rules).load(plugins)
    return tuple(each.name for each in (*rules, *more))


def _plain(failure: Failure) -> Failure:
    """Return the failure without its place: two readings of a file have different spans."""
    return replace(failure, span=None)


def _of_failure(failure: Failure, places: Places) -> Diagnostic:
    span = failure.span
    return Diagnostic(
        range=places.range(span) if span else Range(Position(0, 0), Position(0, 0)),
        severity=DiagnosticSeverity.Error,
        source=SOURCE,
        message="\n".join(printable(part) for part in (failure.message, failure.help) if part),
    )


def _ignorable(run: RunRequest, finding: Finding) -> bool:
    directory = finding.primary.span.file.path.rpartition("/")[0] or "."
    return finding.rule not in run.configurations.rules(directory).unignorable


def _diagnostic(finding: Finding, places: Places) -> Diagnostic:
    advice = f"help: {finding.help}" if finding.help else ""
    parts = (finding.message, finding.primary.message, advice)
    link = rule_page(finding.rule, finding.link)
    return Diagnostic(
        range=places.range(finding.primary.span),
        severity=_SEVERITY[finding.severity],
        code=finding.rule,
        code_description=CodeDescription(link) if link else None,
        source=SOURCE,
        message="\n".join(printable(part) for part in parts if part),
        related_information=_related(finding, places) or None,
    )


def _related(finding: Finding, places: Places) -> list[DiagnosticRelatedInformation]:
    told = [(each.message or "related", each.span) for each in finding.related]
    told += [("called from here", span) for span in finding.callers]
    return [
        DiagnosticRelatedInformation(places.location(span), printable(message))
        for message, span in told
        if places.is_file(span)
    ]
