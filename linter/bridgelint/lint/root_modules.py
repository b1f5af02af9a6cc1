"""The findings of the rules for each root module, before they are merged or filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bridgelint.base.failure import Failure, described, our_fault
from bridgelint.base.finding import Finding
from bridgelint.base.records import dataclass, replace
from bridgelint.lint.coverage import Seen, cut_off, seen
from bridgelint.lint.loading import Loaded, RunRequest, read
from bridgelint.lint.report import LATER
from bridgelint.workspace.workspace import Selection, Workspace

if TYPE_CHECKING:
    from bridgelint.eventbridge.event_module import EventModule


@dataclass(frozen=True, slots=True)
class RootFindings:
    """The result of one root module and everything below it; it can be sent between processes."""

    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()
    faults: tuple[tuple[str, Failure], ...] = ()
    """The rules that crashed, by name."""

    seen: Seen = frozenset()
    later: tuple[Finding, ...] = ()
    """What the rules report for Terraform 1.16 and later, if no range is declared. An editor does
    not show how much that is."""


@dataclass(frozen=True, slots=True)
class RunFindings:
    """The findings of a run, per root module, in module order."""

    workspace: Workspace
    selection: Selection
    roots: tuple[RootFindings, ...]
    failures: tuple[Failure, ...]
    """The failures of paths, of a plan and of modules, not of rules."""

    @property
    def directories(self) -> tuple[str, ...]:
        """The directories of all modules that were checked."""
        places = (place for one in self.roots for place in sorted(one.seen))
        return tuple(dict.fromkeys(path for kind, path, *_ in places if kind == "modules"))


def examine(asked: RunRequest, loaded: Loaded | None = None) -> RunFindings:
    """Check one module after the other."""
    loaded = loaded or read(asked)
    roots = tuple(root_findings(asked, root) for root in loaded.modules)
    return RunFindings(loaded.workspace, loaded.selection, roots, loaded.failures)


def root_findings(asked: RunRequest, root: EventModule) -> RootFindings:
    """Run the rules over a root module and everything below it."""
    from bridgelint.lint.rule_run import run  # most runs of a hook find no action
    from bridgelint.lint.rule_selection import by_version  # as above
    from bridgelint.terraform.versions import VersionDeclaration, version_range

    findings: list[Finding] = []
    failures: list[Failure] = []
    faults: dict[str, Failure] = {}
    later: list[Finding] = []
    for module in root.walk():
        rules = asked.configurations.rules(module.directory)
        done = run(rules, module)
        if not module.versions.declared and asked.arguments.mode != "langserver":
            since_1_16 = version_range([VersionDeclaration(LATER)])
            later += run(by_version(rules), replace(module, versions=since_1_16)).findings
        findings += done.findings
        failures += done.failures
        for name, error in done.crashes.items():
            fault = _fault(name, error, asked.configurations.plugin_of(name))
            faults.setdefault(name, fault)
    failures += cut_off(root)
    return RootFindings(
        tuple(findings), tuple(failures), tuple(faults.items()), seen(root), tuple(later)
    )


def _fault(rule: str, error: Exception, plugin: str | None) -> Failure:
    if plugin is None:
        return our_fault(f"in the rule `{rule}`", error)
    return Failure(
        f"bug in plugin `{plugin}`, in the rule `{rule}`: {described(error)}",
        "please report it to the authors of the plugin",
    )
