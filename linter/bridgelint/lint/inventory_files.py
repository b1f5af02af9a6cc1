"""The inventory files of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from bridgelint.base.failure import Failure
from bridgelint.base.words import plural
from bridgelint.config.config import Config, ConfigurationError
from bridgelint.lint.run_arguments import Arguments
from bridgelint.workspace.confinement import is_inside, working_tree

if TYPE_CHECKING:
    from bridgelint.eventbridge.inventory import Inventory


def inventories(arguments: Arguments, config: Config) -> tuple[Inventory, ...]:
    """Read the inventories of the command line, otherwise those of a configuration. Raise
    `ConfigurationError`."""
    if arguments.inventories:
        return tuple(_read(each, each) for each in arguments.inventories)
    return tuple(_read(each, _confined(each, config)) for each in config.inventories)


def stale(found: tuple[Inventory, ...]) -> Iterator[str]:
    """Yield what the summary says about old inventories."""
    if not found:
        return
    from datetime import UTC, datetime  # only with an inventory

    from bridgelint.eventbridge.inventory import STALE_DAYS  # as above

    for each in found:
        age = each.age(datetime.now(UTC))
        if age is not None and age.days > STALE_DAYS:
            yield f"inventory `{each.path}` is {plural(age.days, 'day')} old"


def _confined(path: str, config: Config) -> str:
    """Return the real path of a configured file. It must be inside the working tree."""
    if not is_inside(path, working_tree(config.directory)):
        message = f"the inventory `{_shown(path)}` is outside the working tree"
        raise ConfigurationError(Failure(message, "pass it with --inventory"))
    return os.path.realpath(path)


def _shown(path: str) -> str:
    return os.path.relpath(path).replace(os.sep, "/")


def _read(path: str, real: str) -> Inventory:
    try:
        status = os.stat(real)  # noqa: PTH116 # pathlib is not imported in a small run
    except OSError as error:
        message = f"cannot read inventory `{_shown(path)}`: {error.strerror}"
        raise ConfigurationError(Failure(message, _HINT)) from error
    return _parsed(_shown(path), real, status.st_mtime_ns)


_HINT = "`--save-inventory` creates one"


@lru_cache(maxsize=64)
def _parsed(shown: str, real: str, changed: int) -> Inventory:  # noqa: ARG001 # part of the key
    from bridgelint.eventbridge.inventory import (  # only with an inventory
        InvalidInventory,
        read_inventory,
    )

    try:
        with open(real, "rb") as file:  # noqa: PTH123 # as above
            return read_inventory(shown, file.read())
    except OSError as error:
        message = f"cannot read inventory `{shown}`: {error.strerror}"
        raise ConfigurationError(Failure(message, _HINT)) from error
    except InvalidInventory as error:
        raise ConfigurationError(Failure(f"invalid inventory `{shown}`: {error}", _HINT)) from error
