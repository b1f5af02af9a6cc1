"""Rules of installed distributions, for the `plugin` blocks of a configuration file.

Nothing is imported without such a block, and nothing from the tree that is checked: a pull request
can name a plugin, but not bring one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import EntryPoint, distributions
from typing import Final, cast

from bridgelint.base.failure import Failure, described
from bridgelint.base.finding import Severity
from bridgelint.base.source import Span
from bridgelint.base.words import hint
from bridgelint.config.config import ConfigurationError
from bridgelint.lint.rule import Rule
from bridgelint.workspace.confinement import is_below
from bridgelint.workspace.exclusions import git_root

GROUP: Final = "bridgelint.rules"
"""The entry point group in which a distribution exposes its rules."""


class Plugins:
    """The plugins of a run; each is imported once."""

    def __init__(self, own: Sequence[type[Rule]]) -> None:
        """`own` are the rules that no plugin may replace."""
        self.owners = {rule.name: "bridgelint" for rule in own}
        """Who has each rule, as messages name it."""

        self._loaded: dict[str, tuple[type[Rule], ...]] = {}

    @property
    def rules(self) -> tuple[type[Rule], ...]:
        """The rules of all plugins that were imported so far."""
        return tuple(rule for rules in self._loaded.values() for rule in rules)

    def load(self, names: Mapping[str, Span]) -> tuple[type[Rule], ...]:
        """Return the rules of the plugins with these names. Raise `ConfigurationError`."""
        for name, span in names.items():
            if name not in self._loaded:
                rules = tuple(_rules(name, span))
                taken = dict(self.owners)
                for rule in rules:
                    if rule.name in taken:
                        what = f"{taken[rule.name]} already has a rule `{rule.name}`"
                        raise _error(name, what, span)
                    taken[rule.name] = "it"
                self.owners |= {rule.name: f"plugin `{name}`" for rule in rules}
                self._loaded[name] = rules
        return tuple(rule for name in names for rule in self._loaded[name])


def _rules(name: str, span: Span) -> Iterator[type[Rule]]:
    point = _entry_point(name, span)
    found = _import(name, point, span)
    if not isinstance(found, list | tuple):
        raise _error(name, f"`{point.value}` must be a tuple of rules", span)
    for each in cast("Sequence[object]", found):
        if not (isinstance(each, type) and issubclass(each, Rule)):
            raise _error(name, f"`{point.value}` contains {each!r}, which is not a rule", span)
        for attribute, kind in (("name", str), ("severity", Severity), ("summary", str)):
            if not isinstance(getattr(each, attribute, None), kind):
                raise _error(name, f"the rule {each.__name__} has no valid `{attribute}`", span)
        yield each


def _entry_point(name: str, span: Span) -> EntryPoint:
    points = [
        point
        for distribution in distributions(path=_paths())
        for point in distribution.entry_points
        if point.group == GROUP
    ]
    for point in points:
        if point.name == name:
            return point
    help_text = hint(name, [each.name for each in points], "install the package that contains it")
    raise ConfigurationError(Failure(f"plugin `{name}` is not installed", help_text, span))


def _import(name: str, point: EntryPoint, span: Span) -> object:
    """Import what the entry point refers to, without the tree that is checked."""
    before, sys.path[:] = list(sys.path), _paths()
    try:
        if not _comes_from_the_tree(point.module):
            return point.load()
    except (Exception, SystemExit) as error:
        raise _error(name, described(error), span) from error
    finally:
        sys.path[:] = before
    message = "its code is in the directory tree that is checked"
    raise _error(name, message, span, "install it as a package from another directory")


def _comes_from_the_tree(module: str) -> bool:
    """Return whether a module would be imported from the tree that is checked, as one that is
    installed there in editable form is. Nothing is imported to find out."""
    from importlib.util import find_spec  # only with a plugin

    found = find_spec(module.partition(".")[0])
    places = [found.origin, *(found.submodule_search_locations or ())] if found else []
    return any(place is not None and _is_checked(place) for place in places)


def _error(name: str, what: str, span: Span, help_text: str = "") -> ConfigurationError:
    return ConfigurationError(Failure(f"cannot load plugin `{name}`: {what}", help_text, span))


def _paths() -> list[str]:
    """Return the directories of `sys.path` outside the tree that is checked."""
    return [each for each in sys.path if each and not _is_checked(each)]


def _is_checked(path: str) -> bool:
    """Return whether a path is in the tree that is checked, and not in a directory into which
    Python installs packages: a virtual environment can be in the tree."""
    import site  # only with a plugin
    import sysconfig  # only with a plugin

    here = os.getcwd()  # noqa: PTH109 # every path here is a text
    installed = [*sysconfig.get_paths().values(), *site.getsitepackages()]
    if site.ENABLE_USER_SITE:
        installed.append(site.getusersitepackages())
    real = os.path.realpath(path)
    if any(is_below(real, os.path.realpath(each)) for each in installed):
        return False
    return is_below(real, os.path.realpath(git_root(here) or here))
