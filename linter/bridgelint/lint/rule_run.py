"""The rules that run, with their options and severities, and their execution on a module."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from bridgelint.base.failure import Failure
from bridgelint.base.finding import Finding, Severity
from bridgelint.base.records import Record, replace
from bridgelint.config.config import Config, RuleConfig
from bridgelint.eventbridge.event_module import EventModule
from bridgelint.lint.rule import LimitError, Rule
from bridgelint.lint.run_arguments import Switches

_NO_BLOCK: Final = RuleConfig()


class RuleSet(Record):
    """The rules that run for a module."""

    rules: tuple[Rule, ...]
    severities: Mapping[str, Severity]
    """Severities that the configuration sets instead of the rule's own."""

    unignorable: frozenset[str]
    """The rules that comments cannot ignore."""

    @property
    def names(self) -> frozenset[str]:
        """The names of the rules that run."""
        return frozenset(rule.name for rule in self.rules)


def select(
    rules: Sequence[type[Rule]], switches: Switches, config: Config, *, inventory: bool = False
) -> RuleSet:
    """`--only` precedes `--enable-rule` and `--disable-rule`, then `rule` blocks, then the preset.

    A preset on the command line takes precedence over one in the file, but not over a `rule` block.
    `inventory`: there is one, which enables some rules.
    """
    everything = (switches.preset or config.preset) == "all"
    switched = dict(switches.rules)
    made: list[Rule] = []
    severities: dict[str, Severity] = {}
    unignorable: set[str] = set()
    for rule in rules:
        block = config.rules.get(rule.name, _NO_BLOCK)
        decided = switched.get(rule.name, block.enabled)
        if switches.only:
            decided = rule.name in switches.only
        default = rule.enabled or everything
        listed = decided is None and not default and inventory and rule.by_inventory
        if default or listed if decided is None else decided:
            made.append(rule(block.options))
            made[-1].only_inventory = listed
            if block.severity is not None:
                severities[rule.name] = block.severity
            if block.ignorable is False:
                unignorable.add(rule.name)
    return RuleSet(tuple(made), severities, frozenset(unignorable))


class RuleRun(Record):
    """The results of the rules for one module."""

    findings: tuple[Finding, ...]
    crashes: Mapping[str, Exception]
    """The first exception of each rule that raised one: a bug in the rule, never a user error."""

    failures: tuple[Failure, ...] = ()
    """What a limit kept the rules from checking."""


def run(rules: RuleSet, module: EventModule) -> RuleRun:
    """Run every rule on every part of a module (not of the modules it calls).

    A severity in the configuration replaces the rule's own; a finding to which the rule itself gave
    a lower severity, because of its versions, keeps at most that severity.
    """
    findings: list[Finding] = []
    crashes: dict[str, Exception] = {}
    failures: dict[Failure, None] = {}
    for rule in rules.rules:
        wanted = rules.severities.get(rule.name)
        made = _check(rule, module, crashes, failures)
        findings.extend(_adjusted(rule, finding, module, wanted) for finding in made)
    return RuleRun(tuple(findings), crashes, tuple(failures))


def _check(
    rule: Rule,
    module: EventModule,
    crashes: dict[str, Exception],
    failures: dict[Failure, None],
) -> Iterator[Finding]:
    """Yield the findings of one rule; after an exception, the next hook is called."""
    for address, hook, *arguments in _hooks(rule, module):
        try:
            for each in hook(*arguments):
                yield each if each.address or not address else replace(each, address=address)
        except LimitError as error:
            failures.setdefault(error.failure)
        except Exception as error:  # noqa: BLE001 # whatever it is, the other rules go on
            crashes.setdefault(rule.name, error)


Call = tuple[str, Callable[..., Iterable[Finding]], *tuple[object, ...]]
"""The address of what a hook is called for, the hook, and its arguments."""


def _hooks(rule: Rule, module: EventModule) -> Iterator[Call]:
    """Yield the calls of a rule, part by part of the module."""
    own = {name for name, hook in _HOOKS.items() if getattr(type(rule), name) is not hook}
    if "check_module" in own:
        yield "", rule.check_module, module
    if "check_action" in own:
        for action in module.actions:
            yield action.address, rule.check_action, module, action
    for request in module.checked_requests if own & {"check_request", "check_entry"} else ():
        if "check_request" in own:
            yield request.address, rule.check_request, module, request
        for entry in request.entries if "check_entry" in own else ():
            yield request.address, rule.check_entry, module, request, entry
    for trigger in module.triggers if own & {"check_trigger", "check_reference"} else ():
        if "check_trigger" in own:
            yield trigger.resource.address, rule.check_trigger, module, trigger
        for reference in trigger.references if "check_reference" in own else ():
            yield trigger.resource.address, rule.check_reference, module, trigger, reference


_HOOKS: Final = {name: hook for name, hook in vars(Rule).items() if name.startswith("check_")}


def _adjusted(
    rule: Rule, finding: Finding, module: EventModule, wanted: Severity | None
) -> Finding:
    severity = finding.severity
    if wanted is not None:
        severity = wanted if severity >= rule.severity else min(severity, wanted)
    if severity is finding.severity and not module.callers:
        return finding
    return replace(finding, severity=severity, callers=finding.callers or module.callers)
