"""Findings and configuration errors in an editor's terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding, Severity
from bridgelint.base.records import replace
from bridgelint.base.source import SourceFile, Span
from bridgelint.config.config_file import mistakes
from bridgelint.langserver.documents import Places
from bridgelint.lint.rule import Rule
from bridgelint.report.links import rule_page
from bridgelint.report.terminal import printable

_SEVERITY: Final = {
    Severity.ERROR: DiagnosticSeverity.Error,
    Severity.WARNING: DiagnosticSeverity.Warning,
    Severity.NOTICE: DiagnosticSeverity.Information,
}
_START: Final = Range(Position(0, 0), Position(0, 0))


def of_finding(finding: Finding, places: Places) -> Diagnostic:
    """Return the diagnostic of a finding in a file."""
    advice = f"help: {finding.help}" if finding.help else ""
    link = rule_page(finding.rule, finding.link)
    told = [(each.message or "related", each.span) for each in finding.related]
    told += [("called from here", span) for span in finding.callers]
    return Diagnostic(
        range=places.range(finding.primary.span),
        severity=_SEVERITY[finding.severity],
        code=finding.rule,
        code_description=CodeDescription(link) if link else None,
        source="bridgelint",
        message=_text(finding.message, finding.primary.message, advice),
        related_information=[
            DiagnosticRelatedInformation(places.location(span), printable(message))
            for message, span in told
            if places.is_file(span)
        ]
        or None,
    )


def of_settings(
    failures: Sequence[Failure], rules: Sequence[type[Rule]], places: Places
) -> dict[str, list[Diagnostic]]:
    """Return what is wrong in configuration files, open or at fault for a failure, by URI."""
    names = partial(_names, rules)
    found: dict[str, dict[Failure, Diagnostic]] = {}
    for each in places.documents.values():
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
        from bridgelint.lint.plugins import Plugins  # only with a plugin

        more = Plugins(rules).load(plugins)
    return tuple(each.name for each in (*rules, *more))


def _plain(failure: Failure) -> Failure:
    """Return the failure without its place: two readings of a file have different spans."""
    return replace(failure, span=None)


def _of_failure(failure: Failure, places: Places) -> Diagnostic:
    return Diagnostic(
        range=places.range(failure.span) if failure.span else _START,
        severity=DiagnosticSeverity.Error,
        source="bridgelint",
        message=_text(failure.message, failure.help),
    )


def _text(*parts: str) -> str:
    return "\n".join(printable(part) for part in parts if part)
