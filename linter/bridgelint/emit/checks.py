"""What keeps a request from being sent, found before anything is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bridgelint.base.finding import Finding, Severity
from bridgelint.base.source import Span
from bridgelint.emit.addresses import names
from bridgelint.emit.outgoing import OutgoingRequest as PutEvents
from bridgelint.emit.outgoing import Part
from bridgelint.emit.request_limits import excess, oversized
from bridgelint.eventbridge.limits import MAX_REQUEST_BYTES
from bridgelint.lint.ignore_comments import ignored_names, sift
from bridgelint.lint.loading import Loaded, RunRequest
from bridgelint.lint.report import Failure
from bridgelint.lint.rule_run import run

_ABOUT_THE_WHOLE: Final = frozenset({"too_many_entries", "oversized_request"})
"""Rules about a request that is too large, which is no error of one that is split."""

_UNREADABLE: Final = "syntax_error"
_MOST: Final = 3


def refusals(asked: RunRequest, loaded: Loaded, requests: Sequence[PutEvents]) -> Iterator[Failure]:
    """One for each reason why one of the requests is not to be sent."""
    yield from _unreadable(loaded)
    arguments = asked.arguments
    for request, findings in errors_about(asked, loaded, requests).items():
        for finding in findings:
            if not (arguments.split and finding.rule in _ABOUT_THE_WHOLE):
                yield _of_finding(request, finding)
        parts = [each for each in request.view.unknown if not _is_told(each, asked)]
        if parts:
            yield _not_ready(request, parts)
        for obstacle in request.view.obstacles:
            message = f"`{request.title}`: {_place(obstacle)} cannot be sent: {obstacle.reason}"
            yield Failure(message, span=obstacle.span)
        yield from _over_limits(request, split=arguments.split)


def errors_about(
    asked: RunRequest, loaded: Loaded, requests: Sequence[PutEvents]
) -> dict[PutEvents, tuple[Finding, ...]]:
    """The error findings that keep each request from being sent."""
    errors = tuple(_errors(asked, loaded))
    return {each: tuple(dict.fromkeys(_findings_about(each, errors))) for each in requests}


def _is_told(part: Part, asked: RunRequest) -> bool:
    """`--region` says it."""
    return part.entry is None and part.field == "region" and asked.arguments.region is not None


def _not_ready(request: PutEvents, parts: Sequence[Part]) -> Failure:
    first = parts[0]
    more = f", and {len(parts) - 1:,} more" if len(parts) > 1 else ""
    message = f"`{request.title}`: {_place(first)} is not known: {first.reason}{more}"
    return Failure(message, "give --var, --var-file or --plan; --dry-run shows it", first.span)


def _place(part: Part) -> str:
    return part.name if part.entry is None else f"entry {part.entry + 1}, {part.name}"


def _over_limits(request: PutEvents, *, split: bool) -> Iterator[Failure]:
    alone = oversized(request)
    if alone is not None and split:
        size = f"{alone.size.least:,} bytes, and PutEvents takes {MAX_REQUEST_BYTES:,}"
        message = f"`{request.title}`: entry {alone.index + 1} alone has {size}"
        yield Failure(message, "send a reference to the data", alone.span)
    why = excess(request)
    if why and not split:
        message = f"`{request.title}`: {why}"
        help_text = "Terraform would not split it either; --split sends it in several requests"
        yield Failure(message, help_text, request.instance.action.header)


# -- findings


def _errors(asked: RunRequest, loaded: Loaded) -> Iterator[Finding]:
    """The errors of every module that no comment silences, for each instance its own."""
    configurations = asked.configurations

    def is_ignorable(finding: Finding) -> bool:
        directory = Path(finding.primary.span.file.path).parent.as_posix()
        return finding.rule not in configurations.rules(directory).unignorable

    for root in loaded.modules:
        for module in root.walk():
            found = run(configurations.rules(module.directory), module)
            errors = [each for each in found.findings if each.severity is Severity.ERROR]
            if asked.arguments.no_ignores:
                yield from errors
            else:
                yield from sift(errors, ignored_names, is_ignorable).kept


def _unreadable(loaded: Loaded) -> Iterator[Failure]:
    """Files that may hold a part of what is to be sent."""
    for each in loaded.selection.unreadable:
        yield Failure(f"cannot read `{each.path}`: {each.reason}")


def _findings_about(request: PutEvents, errors: Iterable[Finding]) -> Iterator[Finding]:
    action = request.instance.action
    blocks = [each.span for each in (action.block, *action.overrides, *action.duplicates)]
    files = {each.span.file.path for each in (action.block, *action.overrides)}
    for finding in errors:
        span = finding.primary.span
        if finding.rule == _UNREADABLE:
            if span.file.path in files or _is_beside(span, files):
                yield finding
        elif finding.address.partition("action.")[1]:
            if names(finding.address, request.instance):
                yield finding
        elif any(_is_inside(span, each) for each in blocks):
            yield finding


def _is_beside(span: Span, files: Iterable[str]) -> bool:
    """In the directory of one of the files."""
    here = span.file.path.rpartition("/")[0]
    return any(each.rpartition("/")[0] == here for each in files)


def _is_inside(inner: Span, outer: Span) -> bool:
    return inner.file is outer.file and outer.start <= inner.start and inner.end <= outer.end


def _of_finding(request: PutEvents, finding: Finding) -> Failure:
    message = f"`{request.title}`: {finding.message} ({finding.rule})"
    return Failure(message, finding.help, finding.primary.span)
