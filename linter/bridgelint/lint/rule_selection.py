"""The rules that run, with their options and severities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bridgelint.base.finding import Severity
from bridgelint.base.records import Record
from bridgelint.config.config import Config, RuleConfig
from bridgelint.lint.rule import Rule
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
