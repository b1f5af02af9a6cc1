"""What the `terraform` blocks of a module say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bridgelint.hcl.tree import Attribute, Block


class TerraformSettings(NamedTuple):
    """The settings that bear on actions, override files merged."""

    required_versions: tuple[Attribute, ...]
    """Every `required_version`: all of them have to hold."""

    required_providers: Mapping[str, Attribute]
    """By local name. The value is an object, or a version constraint as a string."""


def terraform_settings(primary: Iterable[Block], overrides: Iterable[Block]) -> TerraformSettings:
    """Merge `terraform` blocks: those of ordinary files, those of override files in their order.

    The `required_version` of an override file takes the place of all before it; its
    `required_providers` replace name by name.
    """
    ordinary = tuple(primary)
    versions = _versions(ordinary)
    providers: dict[str, Attribute] = {}
    for block in ordinary:
        for required in block.body.blocks_of("required_providers"):
            # A second block is refused; the first is the one that counts.
            providers = providers or {each.name: each for each in required.body.attributes}
    by_file: dict[str, list[Block]] = {}
    for block in overrides:
        by_file.setdefault(block.span.file.path, []).append(block)
    for blocks in by_file.values():
        versions = _versions(blocks) or versions
        for block in blocks:
            for required in block.body.blocks_of("required_providers"):
                providers.update({each.name: each for each in required.body.attributes})
    return TerraformSettings(versions, providers)


def _versions(blocks: Iterable[Block]) -> tuple[Attribute, ...]:
    found = (block.body.attribute("required_version") for block in blocks)
    return tuple(each for each in found if each is not None)
