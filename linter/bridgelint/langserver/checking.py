"""Checks of the modules of open documents, with their unsaved text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
)

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding, Severity
from bridgelint.base.records import dataclass, field, replace
from bridgelint.langserver.documents import Document, Places, modules
from bridgelint.lint.lint import lint
from bridgelint.lint.loading import RunRequest, request
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Arguments, Mode
from bridgelint.report.links import rule_page
from bridgelint.report.terminal_text import printable

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


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check, and the texts that were checked."""

    shown: Mapping[str, Sequence[Shown]] = field(default_factory=dict[str, Sequence[Shown]])
    """By the URI of the file."""

    failures: tuple[Failure, ...] = ()
    documents: tuple[Document, ...] = ()


def asked(
    arguments: Arguments, rules: Sequence[type[Rule]], documents: Sequence[Document], mode: Mode
) -> RunRequest | None:
    """Return a run over the modules of the documents. `None` if they belong to none.

    Raise `ConfigurationError`.
    """
    directories = modules(documents)
    if not directories:
        return None
    wanted = replace(
        arguments,
        mode=mode,
        paths=directories,
        recursive=False,
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
) -> Checked:
    """Check the modules of the documents. Raise `ConfigurationError`."""
    run = asked(arguments, rules, documents, "lint")
    if run is None:
        return Checked(documents=tuple(documents))
    report = lint(run).report
    places = Places(encoding, documents)
    shown: dict[str, list[Shown]] = {}
    for finding in report.findings:
        span = finding.primary.span
        if places.is_file(span):
            one = Shown(finding, _diagnostic(finding, places), _ignorable(run, finding))
            shown.setdefault(places.uri(span.file.path), []).append(one)
    return Checked(shown, report.failures, tuple(documents))


def _ignorable(run: RunRequest, finding: Finding) -> bool:
    directory = finding.primary.span.file.path.rpartition("/")[0] or "."
    return finding.rule not in run.configurations.rules(directory).unignorable


def _diagnostic(finding: Finding, places: Places) -> Diagnostic:
    parts = (finding.message, finding.primary.message, finding.help)
    return Diagnostic(
        range=places.range(finding.primary.span),
        severity=_SEVERITY[finding.severity],
        code=finding.rule,
        code_description=CodeDescription(rule_page(finding.rule)),
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
