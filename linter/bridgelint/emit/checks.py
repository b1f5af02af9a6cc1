"""What keeps a request from being sent: the same for a dry run and for `--emit`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding, Severity
from bridgelint.base.records import replace
from bridgelint.base.source import Span
from bridgelint.base.words import plural
from bridgelint.emit.outgoing import OutgoingRequest
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.eventbridge.limits import MAX_ENTRIES, MAX_REQUEST_BYTES
from bridgelint.lint.loading import RunRequest
from bridgelint.lint.rule_run import RuleSet, run
from bridgelint.lint.run_arguments import Arguments
from bridgelint.terraform.values.values import walk

_TOO_MANY: Final = "too_many_entries"
_OVERSIZED: Final = "oversized_request"
_UNREADABLE: Final = "syntax_error"
_FRAGILE_TIME: Final = "fragile_time"


def readiness(request: OutgoingRequest) -> str:
    """Return `yes`, or the number of things that keep the request from being sent."""
    if request.ready:
        return "yes"
    counts = {"unknown value": len(request.view.unknown), "error": len(request.faults)}
    return f"no: {' and '.join(plural(count, noun) for noun, count in counts.items() if count)}"


def summary(requests: Sequence[OutgoingRequest]) -> str:
    """How much there is, and how much of it is ready."""
    if not requests:
        return "No action would send anything."
    entries = sum(len(each.drafts) for each in requests)
    ready = sum(each.ready for each in requests)
    count = f"{plural(len(requests), 'request')} with {plural(entries, 'entry')}"
    return f"{count}: {ready:,} ready, {len(requests) - ready:,} not ready"


def has_directories(requests: Iterable[OutgoingRequest]) -> bool:
    """There are several root modules, so that a request needs to name its own."""
    return len({each.directory for each in requests}) > 1


def refusals(request: OutgoingRequest, region: str | None) -> Iterator[Failure]:
    """Why `--emit` rejects a request; `region` is that of `--region`."""
    for each in request.faults:
        yield replace(each, message=f"`{request.title}`: {each.message}")
    known = (None, "region") if region is not None else None
    unknown = [each for each in request.view.unknown if (each.entry, each.field) != known]
    if unknown:
        first, *others = unknown
        place = first.name if first.entry is None else f"entry {first.entry + 1}, {first.name}"
        more = f" ({len(others):,} more unknown)" if others else ""
        message = f"`{request.title}`: {place} is unknown: {first.reason}{more}"
        help_text = "pass --var, --var-file or --plan; --dry-run shows what is unknown"
        yield Failure(message, help_text, first.span)


def check(
    asked: RunRequest,
    requests: Iterable[OutgoingRequest],
    modules: Iterable[EventModule],
    common: Sequence[Failure],
) -> tuple[OutgoingRequest, ...]:
    """Find the faults of each request. `modules` are the root modules as they are while events are
    sent, `common` what is wrong with every request."""
    errors = {root.directory: _by_address(_errors(asked, root)) for root in modules}
    return tuple(
        replace(
            each,
            faults=(*common, *_faults(asked.arguments, each, errors.get(each.directory, {}))),
        )
        for each in requests
    )


def _faults(
    arguments: Arguments, request: OutgoingRequest, errors: Mapping[str, Sequence[Finding]]
) -> Iterator[Failure]:
    split = arguments.split or request.picked
    own = dict.fromkeys(_findings_about(request, errors))
    findings = [each for each in own if not (split and each.rule in {_TOO_MANY, _OVERSIZED})]
    for each in findings:
        yield Failure(each.message, each.help, each.primary.span, each.rule)
    yield from _obstacles(request, findings)
    yield from _over_limits(request, findings, split=arguments.split)
    if request.stale and not arguments.allow_stale_plan:
        message = f"the plan is stale: the configuration differs in {', '.join(request.stale)}"
        help_text = "create a new plan, or pass --allow-stale-plan to send what this one says"
        yield Failure(message, help_text, request.span)


def _obstacles(request: OutgoingRequest, findings: Sequence[Finding]) -> Iterator[Failure]:
    """What is known and cannot be sent, unless a finding is about it."""
    for each in request.view.obstacles:
        if each.entry is None:
            if not any(finding.rule == "missing_entry" for finding in findings):
                yield Failure(each.reason, "add an `entry` block", each.span)
            continue
        name = f"entry[{each.entry}].{each.name.partition('[')[0]}"
        if not any(finding.argument.startswith(name) for finding in findings):
            rule = _FRAGILE_TIME if each.field == "Time" else None
            message = f"entry {each.entry + 1}, {each.name} cannot be sent: {each.reason}"
            yield Failure(message, "", each.span, rule)


def _over_limits(
    request: OutgoingRequest, findings: Sequence[Finding], *, split: bool
) -> Iterator[Failure]:
    if any(each.rule in {_TOO_MANY, _OVERSIZED} for each in findings):
        return
    if split:
        alone = (each for each in request.drafts if each.sent_size > MAX_REQUEST_BYTES)
        for each in islice(alone, 1):
            told = f"{each.sent_size:,} bytes long; PutEvents accepts {MAX_REQUEST_BYTES:,}"
            message = f"entry {each.index + 1} alone is {told}"
            yield Failure(message, "send a reference to the data", each.span, _OVERSIZED)
        return
    help_text = "pass --split to send it in several requests, which Terraform would not do"
    count, size = len(request.drafts), sum(each.sent_size for each in request.drafts)
    if count > MAX_ENTRIES:
        most = f"PutEvents accepts at most {MAX_ENTRIES} per request"
        message = f"it has {plural(count, 'entry')}; {most}"
        yield Failure(message, help_text, request.span, _TOO_MANY)
    elif size > MAX_REQUEST_BYTES:
        message = f"it is {size:,} bytes long; PutEvents accepts at most {MAX_REQUEST_BYTES:,}"
        yield Failure(message, help_text, request.span, _OVERSIZED)


# -- findings


def _errors(asked: RunRequest, root: EventModule) -> Iterator[Finding]:
    """Every error of a module and those below it, ignored and disabled ones included."""
    for module in root.walk():
        config = asked.configurations.usable(module.directory)
        options = {name: each.options for name, each in config.rules.items()}
        rules = tuple(rule(options.get(rule.name, {})) for rule in asked.rules)
        found = run(RuleSet(rules, {}, frozenset()), module).findings
        yield from (each for each in found if each.severity is Severity.ERROR)


def _by_address(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by the action or action instance they are about; by `""` if it is another thing."""
    found: dict[str, list[Finding]] = {}
    for each in findings:
        is_about_action = each.rule != _UNREADABLE and "action." in each.address
        found.setdefault(each.address if is_about_action else "", []).append(each)
    return found


def _findings_about(
    request: OutgoingRequest, errors: Mapping[str, Sequence[Finding]]
) -> Iterator[Finding]:
    action = request.action
    for address in dict.fromkeys((request.address, action.address if action else request.address)):
        for finding in errors.get(address, ()):
            if _is_of_drafts(finding, request):
                yield finding
    blocks = (action.block, *action.overrides, *action.duplicates) if action else ()
    others = errors.get("", ())
    reached = _reached(request) if others else frozenset[Span]()
    directories = {request.module.directory, request.directory}
    for finding in others:
        span = finding.primary.span
        if finding.rule == _UNREADABLE:
            if (span.file.path.rpartition("/")[0] or ".") in directories:
                yield finding
        elif span in reached or any(each.span.contains(span) for each in blocks):
            yield finding


def _is_of_drafts(finding: Finding, request: OutgoingRequest) -> bool:
    """It is not about an entry that was not picked."""
    place = finding.argument.removeprefix("entry[").partition("]")[0]
    if not request.picked or not place.isdecimal():
        return True
    return any(each.index == int(place) for each in request.drafts)


def _reached(request: OutgoingRequest) -> frozenset[Span]:
    """Where evaluation of what the request refers to failed."""
    values = (walk(each.value) for draft in request.drafts for each in draft.arguments)
    unknowns = (part.unknown for parts in values for part in parts)
    reasons = (each.reason for each in unknowns if each is not None)
    return frozenset(each.span for each in reasons if each.failed and each.span is not None)
