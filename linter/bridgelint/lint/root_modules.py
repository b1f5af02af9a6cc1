"""What the rules find in each root module, before it is merged or filtered, and the coverage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bridgelint.base.failure import Failure, described, our_fault
from bridgelint.base.finding import Finding
from bridgelint.base.records import Record, replace
from bridgelint.base.source import Span
from bridgelint.lint.loading import Loaded, RunRequest, read
from bridgelint.lint.report import LATER, Coverage
from bridgelint.workspace.workspace import Selection, Workspace

if TYPE_CHECKING:
    # A run that finds no action counts without loading what an action is.
    from bridgelint.actions.fields import Field
    from bridgelint.eventbridge.event_module import EventModule
    from bridgelint.eventbridge.request import PutEventsRequest

Seen = frozenset[tuple[str, str, int, int]]
"""The places that were checked: the field of `Coverage` that counts them, the path, the start and
the end (0 for a directory). What several modules, instances or calls share is in it once."""


class RootFindings(Record):
    """The result of one root module and everything below it; it can be sent between processes."""

    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()
    faults: tuple[tuple[str, Failure], ...] = ()
    """The rules that crashed, by name."""

    seen: Seen = frozenset()
    later: tuple[Finding, ...] = ()
    """What the rules report for Terraform 1.16 and later, if no range is declared. An editor does
    not show how much that is."""


class RunFindings(Record):
    """The findings of a run, per root module, in module order."""

    workspace: Workspace
    selection: Selection
    roots: tuple[RootFindings, ...]
    failures: tuple[Failure, ...]
    """The failures of paths, of a plan and of modules, not of rules."""

    @property
    def directories(self) -> tuple[str, ...]:
        """The directories of all modules that were checked."""
        found: dict[str, None] = {}
        for one in self.roots:
            read = (path for kind, path, *_ in one.seen if kind == "modules")
            found.update(dict.fromkeys(sorted(read)))
        return tuple(found)


def examine(asked: RunRequest, loaded: Loaded | None = None) -> RunFindings:
    """Check one module after the other."""
    loaded = loaded or read(asked)
    roots = tuple(root_findings(asked, root) for root in loaded.modules)
    return RunFindings(loaded.workspace, loaded.selection, roots, loaded.failures)


def root_findings(asked: RunRequest, root: EventModule) -> RootFindings:
    """Run the rules over a root module and everything below it."""
    from bridgelint.lint.rule_run import run  # most runs of a hook find no action
    from bridgelint.terraform.versions import VersionDeclaration, version_range

    findings: list[Finding] = []
    failures: list[Failure] = []
    faults: dict[str, Failure] = {}
    later: list[Finding] = []
    for module in root.walk():
        rules = asked.configurations.rules(module.directory)
        done = run(rules, module)
        if not module.versions.declared and asked.arguments.mode != "langserver":
            since_1_16 = replace(module, versions=version_range([VersionDeclaration(LATER)]))
            by_version = tuple(each for each in rules.rules if each.by_version)
            later += run(replace(rules, rules=by_version), since_1_16).findings
        findings += done.findings
        failures += done.failures
        for name, error in done.crashes.items():
            faults.setdefault(name, _fault(name, error, asked.configurations.plugins.owners[name]))
    failures += cut_off(root)
    return RootFindings(
        tuple(findings), tuple(failures), tuple(faults.items()), seen(root), tuple(later)
    )


def _fault(rule: str, error: Exception, owner: str) -> Failure:
    if owner == "bridgelint":
        return our_fault(f"in the rule `{rule}`", error)
    message = f"bug in {owner}, in the rule `{rule}`: {described(error)}"
    return Failure(message, "please report it to the authors of the plugin")


# -- how much was checked, and how much of it is unknown


def coverage(places: Seen) -> Coverage:
    """Return the numbers of places."""
    kinds = [place[0] for place in places]
    return Coverage(**{kind: kinds.count(kind) for kind in set(kinds)})


def directories(paths: Iterable[str]) -> Seen:
    """Return module directories as checked places."""
    return frozenset(("modules", path, 0, 0) for path in paths)


def seen(root: EventModule) -> Seen:
    """Return what is checked in a root module and everything below it."""
    return directories(each.directory for each in root.walk()) | {
        (kind, span.file.path, span.start, span.end)
        for module in root.walk()
        for kind, span in _places(module)
    }


def _places(module: EventModule) -> Iterator[tuple[str, Span]]:
    from bridgelint.eventbridge.schema import ACTION_TYPE  # as said above
    from bridgelint.terraform.values.values import is_wholly_known  # as above

    for action in module.actions:
        yield "actions" if action.type == ACTION_TYPE else "other_actions", action.block.span
    for trigger in module.triggers:
        yield "triggers", trigger.block.span
        condition = trigger.condition
        if condition and not all(is_wholly_known(each.value) for each in condition.values):
            yield "unknown_values", condition.span
    for request in module.checked_requests:
        for entry in request.entries:
            yield "entries", entry.block.span
        for field in _unknown(request):
            yield "unknown_values", field.span


def _unknown(request: PutEventsRequest) -> Iterator[Field]:
    return (field for field in request.fields if not field.is_known)


def cut_off(root: EventModule) -> Iterator[Failure]:
    """Yield the arguments that are not checked because a limit ended their evaluation."""
    from bridgelint.terraform.values.errors import LIMITS  # as above
    from bridgelint.terraform.values.values import walk  # as above

    for request in (each for module in root.walk() for each in module.checked_requests):
        for field in _unknown(request):
            reasons = (each.unknown.reason.text for each in walk(field.value) if each.unknown)
            limit = next((text for text in reasons if text in LIMITS), None)
            if limit is not None:
                message = f"`{field.name}` is not wholly checked: {limit}"
                yield Failure(message, "simplify the expression", field.span)
