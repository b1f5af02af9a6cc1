"""Which configuration counts where: each module gets the nearest file, several in one run."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bridgelint.base.failure import Failure
from bridgelint.config.config import Config, ConfigurationError
from bridgelint.config.config_file import find, load
from bridgelint.lint.rule import Rule
from bridgelint.lint.rule_selection import RuleSet, select
from bridgelint.lint.run_arguments import Arguments
from bridgelint.terraform.version_constraints import parse_constraints

_NO_CONFIG: Final = Config()


class Configurations:
    """The configuration of each directory, each file read once."""

    def __init__(self, arguments: Arguments, rules: Sequence[type[Rule]]) -> None:
        self._arguments = arguments
        self._rules = tuple(rules)
        self._names = tuple(rule.name for rule in rules)
        self._files: dict[Path, Config | ConfigurationError] = {}
        self._directories: dict[str, Config] = {}
        self._rule_sets: dict[int, RuleSet] = {}
        self.remarks: dict[str, None] = {}
        """What users should know about the files that were read."""

    def of(self, directory: str) -> Config:
        """The one that counts there; raises `ConfigurationError`."""
        if directory not in self._directories:
            self._directories[directory] = self._of(directory)
        return self._directories[directory]

    def usable(self, directory: str) -> Config:
        """The one that counts there, or none where it cannot be used."""
        try:
            return self.of(directory)
        except ConfigurationError:
            return _NO_CONFIG

    def rules(self, directory: str) -> RuleSet:
        """The rules that run there."""
        config = self.usable(directory)
        if id(config) not in self._rule_sets:
            made = select(self._rules, self._arguments.switches, config)
            self._rule_sets[id(config)] = made
        return self._rule_sets[id(config)]

    def _of(self, directory: str) -> Config:
        if self._arguments.no_config:
            return _NO_CONFIG
        named = self._arguments.config
        path = Path(named) if named is not None else find(Path(directory))
        if path is None:
            return _NO_CONFIG
        if path not in self._files:
            shown = named if named is not None else os.path.relpath(path)
            self._files[path] = self._read(path, Path(shown).as_posix())
        found = self._files[path]
        if isinstance(found, ConfigurationError):
            raise found
        return found

    def _read(self, path: Path, shown: str) -> Config | ConfigurationError:
        try:
            config = load(path, self._names, shown)
            check_version(config.terraform_version, f"`terraform_version` in `{config.path}`")
        except ConfigurationError as error:
            return error
        failures = [
            Failure(f"rule `{rule.name}` in `{shown}`: {mistake}")
            for rule in self._rules
            for mistake in _mistakes(rule, config)
        ]
        if failures:
            return ConfigurationError(*failures)
        for rule in self._rules:
            for configured in _configured(rule, config):
                self.remarks.update(dict.fromkeys(configured.remarks()))
        return config


def _mistakes(rule: type[Rule], config: Config) -> Iterator[str]:
    for configured in _configured(rule, config):
        yield from configured.mistakes()


def _configured(rule: type[Rule], config: Config) -> Iterator[Rule]:
    """The rule with its options, if it has any and may run."""
    settings = config.rules.get(rule.name)
    if settings is not None and settings.options and settings.enabled is not False:
        yield rule(settings.options)


def check_version(text: str | None, name: str) -> None:
    """Raises `ConfigurationError` for what is no range of versions."""
    if text is not None and parse_constraints(text) is None:
        example = "write one as in required_version: 1.16.0, or '>= 1.14, < 1.16'"
        raise ConfigurationError(Failure(f"{name} is no range of versions: `{text}`", example))
