"""What the rules say about each root module, before anything is put together or taken out."""

from __future__ import annotations

from bridgelint.base.failure import Failure, our_fault
from bridgelint.base.finding import Finding
from bridgelint.base.records import dataclass
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.lint.coverage import Seen, seen
from bridgelint.lint.loading import RunRequest, read
from bridgelint.lint.rule_run import run
from bridgelint.workspace.workspace import Selection, Workspace


@dataclass(frozen=True, slots=True)
class RootFindings:
    """What one root module and everything below it came to. It can be sent between processes."""

    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()
    faults: tuple[tuple[str, Failure], ...] = ()
    """The rules that crashed, by name."""

    seen: Seen = Seen()


@dataclass(frozen=True, slots=True)
class RunFindings:
    """The findings of a run, per root module, in the order of its modules."""

    workspace: Workspace
    selection: Selection
    roots: tuple[RootFindings, ...]
    failures: tuple[Failure, ...]
    """All of them: of paths, of a plan, of modules."""

    @property
    def directories(self) -> tuple[str, ...]:
        """Of every module that was judged."""
        found = (each for one in self.roots for each in sorted(one.seen.directories))
        return tuple(dict.fromkeys(found))


def examine(asked: RunRequest) -> RunFindings:
    """Judge one module after the other."""
    loaded = read(asked)
    roots = tuple(root_findings(asked, root) for root in loaded.modules)
    return RunFindings(loaded.workspace, loaded.selection, roots, loaded.failures)


def root_findings(asked: RunRequest, root: EventModule) -> RootFindings:
    """Run the rules over a root module and everything below it."""
    findings: list[Finding] = []
    faults: dict[str, Failure] = {}
    for module in root.walk():
        done = run(asked.configurations.rules(module.directory), module)
        findings += done.findings
        for crash in done.crashes:
            fault = our_fault(f"in the rule `{crash.rule}`", crash.error)
            faults.setdefault(crash.rule, fault)
    return RootFindings(tuple(findings), (), tuple(faults.items()), seen(root))
