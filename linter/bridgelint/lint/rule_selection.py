"""The rules that run, with their options and severities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bridgelint.base.finding import Severity
from bridgelint.base.records import dataclass, replace
from bridgelint.config.config import Config, RuleConfig
from bridgelint.lint.rule import Rule
from bridgelint.lint.rule_switches import Switches


@dataclass(frozen=True, slots=True)
class RuleSet:
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


def by_version(rules: RuleSet) -> RuleSet:
    """Return the rules whose findings depend on the range of Terraform versions."""
    return replace(rules, rules=tuple(each for each in rules.rules if each.by_version))


def select(
    rules: Sequence[type[Rule]], switches: Switches, config: Config, *, inventory: bool = False
) -> RuleSet:
    """`--only` precedes `--enable-rule` and `--disable-rule`, then `rule` blocks, then the preset.

    A preset on the command line takes precedence over one in the file, but not over a `rule` block.
    `inventory`: there is one, which enables some rules.
    """
    chosen = [rule for rule in rules if _runs(rule, switches, config)]
    listed = [
        rule
        for rule in rules
        if inventory and rule.by_inventory and _is_undecided(rule, switches, config)
    ]
    chosen = [rule for rule in rules if rule in chosen or rule in listed]
    configured = {rule.name: config.rules.get(rule.name, RuleConfig()) for rule in chosen}
    return RuleSet(
        rules=tuple(
            _made(rule, configured[rule.name], only_inventory=rule in listed) for rule in chosen
        ),
        severities={
            name: rule.severity for name, rule in configured.items() if rule.severity is not None
        },
        unignorable=frozenset(name for name, rule in configured.items() if rule.ignorable is False),
    )


def _made(rule: type[Rule], config: RuleConfig, *, only_inventory: bool) -> Rule:
    made = rule(config.options)
    made.only_inventory = only_inventory
    return made


def _is_undecided(rule: type[Rule], switches: Switches, config: Config) -> bool:
    """Return whether a rule is disabled only by default."""
    block = config.rules.get(rule.name)
    return (
        not _runs(rule, switches, config)
        and not switches.only
        and rule.name not in dict(switches.rules)
        and (block is None or block.enabled is None)
    )


def _runs(rule: type[Rule], switches: Switches, config: Config) -> bool:
    if switches.only:
        return rule.name in switches.only
    switched = dict(switches.rules).get(rule.name)
    if switched is not None:
        return switched
    block = config.rules.get(rule.name)
    if block is not None and block.enabled is not None:
        return block.enabled
    return rule.enabled or (switches.preset or config.preset) == "all"
