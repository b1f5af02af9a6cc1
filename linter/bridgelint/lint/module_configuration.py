"""The configuration of each module: the nearest file, possibly several in one run, and the
inventories that it or the command line names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from bridgelint.base.failure import Failure
from bridgelint.base.words import plural
from bridgelint.config.config import Config, ConfigurationError, find
from bridgelint.lint.run_arguments import Arguments
from bridgelint.workspace.confinement import is_inside, working_tree

if TYPE_CHECKING:
    from bridgelint.base.source import Span
    from bridgelint.eventbridge.inventory import Inventory
    from bridgelint.lint.plugins import Plugins
    from bridgelint.lint.rule import Rule
    from bridgelint.lint.rule_run import RuleSet

_NO_CONFIG: Final = Config()


class Configurations:
    """The configuration of each directory; each file is read once."""

    def __init__(
        self,
        arguments: Arguments,
        rules: Callable[[], Sequence[type[Rule]]],
        overlay: Mapping[str, bytes] | None = None,
    ) -> None:
        """`overlay` contains texts to use instead of files, by path as messages show it."""
        self._overlay = overlay or {}
        self._arguments = arguments
        self._rules = rules
        self._find = cache(find)
        self._files: dict[str, Config | ConfigurationError] = {}
        self._rule_sets: dict[int, RuleSet] = {}
        self.remarks: dict[str, None] = {}
        """What users should know about the files that were read."""

    @cached_property
    def own_rules(self) -> tuple[type[Rule], ...]:
        """The rules that are always there, in the order of the documentation."""
        return tuple(self._rules())

    @cached_property
    def plugins(self) -> Plugins:
        """The plugins of the configuration files that were read."""
        from bridgelint.lint.plugins import Plugins  # imports the model

        return Plugins(self.own_rules)

    @property
    def every_rule(self) -> tuple[type[Rule], ...]:
        """All rules, those of plugins last."""
        return (*self.own_rules, *(self.plugins.rules if "plugins" in vars(self) else ()))

    def of(self, directory: str) -> Config:
        """Return the configuration of a directory. Raise `ConfigurationError`."""
        if self._arguments.no_config:
            return _NO_CONFIG
        named = self._arguments.config
        path = named if named is not None else self._find(directory)
        if path is None:
            return _NO_CONFIG
        if path not in self._files:
            shown = named if named is not None else os.path.relpath(path)
            try:
                self._files[path] = self._loaded(path, shown.replace(os.sep, "/"))
            except ConfigurationError as error:
                self._files[path] = error
        found = self._files[path]
        if isinstance(found, ConfigurationError):
            raise found
        return found

    def usable(self, directory: str) -> Config:
        """Return the configuration of a directory, or an empty one if it is invalid."""
        try:
            return self.of(directory)
        except ConfigurationError:
            return _NO_CONFIG

    def rules(self, directory: str) -> RuleSet:
        """Return the rules that run in a directory."""
        config = self.usable(directory)
        if id(config) not in self._rule_sets:
            from bridgelint.lint.rule_run import select  # imports the model

            self._rule_sets[id(config)] = select(
                self._rules_of(config.plugins),
                self._arguments.switches,
                config,
                inventory=bool(self._arguments.inventories or config.inventories),
            )
        return self._rule_sets[id(config)]

    def inventories(self, directory: str) -> Iterator[Inventory]:
        """Yield the inventories of the command line, otherwise those of the configuration of a
        directory. Raise `ConfigurationError`."""
        config = self.usable(directory)
        for path in self._arguments.inventories or config.inventories:
            shown, real = os.path.relpath(path).replace(os.sep, "/"), path
            if not self._arguments.inventories:
                if not is_inside(path, working_tree(config.directory)):
                    message = f"the inventory `{shown}` is outside the working tree"
                    raise ConfigurationError(Failure(message, "pass it with --inventory"))
                real = os.path.realpath(path)
            yield _inventory(shown, real)

    def stale(self, directories: Iterable[str]) -> Iterator[str]:
        """Yield what the summary says about old inventories."""
        found: dict[str, Inventory] = {}
        for directory in directories:
            with suppress(ConfigurationError):  # a failure of the root module
                found |= {each.path: each for each in self.inventories(directory)}
        if not found:
            return
        from datetime import UTC, datetime  # only with an inventory

        from bridgelint.eventbridge.inventory import STALE_DAYS  # as above

        for each in found.values():
            age = each.age(datetime.now(UTC))
            if age is not None and age.days > STALE_DAYS:
                yield f"inventory `{each.path}` is {plural(age.days, 'day')} old"

    def _rules_of(self, plugins: Mapping[str, Span]) -> tuple[type[Rule], ...]:
        """Return the rules that a configuration with these plugins can switch on. Raise
        `ConfigurationError` if one of them cannot be loaded."""
        return (*self.own_rules, *(self.plugins.load(plugins) if plugins else ()))

    def _loaded(self, path: str, shown: str) -> Config:
        from pathlib import Path  # with a configuration file alone

        from bridgelint.config.config_file import load  # as above

        def names(plugins: Mapping[str, Span]) -> Iterator[str]:
            return (rule.name for rule in self._rules_of(plugins))

        named = self._arguments.config is not None
        config = load(Path(path), names, shown, self._overlay, named=named)
        rules = self._rules_of(config.plugins) if config.plugins or config.rules else ()
        check_version(config.terraform_version, f"`terraform_version` in `{config.path}`")
        blocks = [(rule, config.rules.get(rule.name)) for rule in rules]
        configured = [
            rule(block.options)
            for rule, block in blocks
            if block and block.options and block.enabled is not False
        ]
        failures = [
            Failure(f"rule `{rule.name}` in `{shown}`: {mistake}")
            for rule in configured
            for mistake in rule.mistakes()
        ]
        if failures:
            raise ConfigurationError(*failures)
        for rule in configured:
            self.remarks.update(dict.fromkeys(rule.remarks()))
        return config


def _inventory(shown: str, real: str) -> Inventory:
    from bridgelint.eventbridge.inventory import InvalidInventory  # only with an inventory

    try:
        return _read_inventory(shown, real, os.stat(real).st_mtime_ns)
    except OSError as error:
        message = f"cannot read inventory `{shown}`: {error.strerror}"
    except InvalidInventory as error:
        message = f"invalid inventory `{shown}`: {error}"
    raise ConfigurationError(Failure(message, "`--save-inventory` creates one"))


@lru_cache(maxsize=64)
def _read_inventory(shown: str, real: str, changed: int) -> Inventory:  # noqa: ARG001 # part of the key
    from bridgelint.eventbridge.inventory import read_inventory  # as above

    with open(real, "rb") as file:
        return read_inventory(shown, file.read())


def check_version(text: str | None, name: str) -> None:
    """Raise `ConfigurationError` if the text is not a valid version range."""
    if text is None:
        return
    from bridgelint.terraform.versions import parse_constraints  # rare

    if parse_constraints(text) is None:
        example = "use the syntax of required_version: 1.16.0, or '>= 1.14, < 1.16'"
        raise ConfigurationError(Failure(f"invalid version range `{text}` for {name}", example))
