"""The rules that run, with their options and severities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bridgelint.base.finding import Severity
from bridgelint.base.records import dataclass, replace
from bridgelint.config.config import Config, RuleConfig
from bridgelint.lint.rule import Rule
from bridgelint.lint.run_arguments import Switches


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
    everything = (switches.preset or config.preset) == "all"
    made: list[Rule] = []
    for rule in rules:
        decided = _decided(rule, switches, config)
        default = rule.enabled or everything
        listed = decided is None and not default and inventory and rule.by_inventory
        if default or listed if decided is None else decided:
            made.append(rule(config.rules.get(rule.name, RuleConfig()).options))
            made[-1].only_inventory = listed
    blocks = {rule.name: config.rules.get(rule.name, RuleConfig()) for rule in made}
    return RuleSet(
        rules=tuple(made),
        severities={
            name: block.severity for name, block in blocks.items() if block.severity is not None
        },
        unignorable=frozenset(name for name, block in blocks.items() if block.ignorable is False),
    )


def _decided(rule: type[Rule], switches: Switches, config: Config) -> bool | None:
    """Return whether an option or a `rule` block enables the rule, or `None` without either."""
    if switches.only:
        return rule.name in switches.only
    switched = dict(switches.rules).get(rule.name)
    if switched is not None:
        return switched
    return config.rules.get(rule.name, RuleConfig()).enabled
