"""The settings in the `terraform` blocks of a module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.hcl.tree import Attribute, Block, literal_of

_BACKENDS: Final = ("backend", "cloud")


@dataclass(frozen=True, slots=True)
class TerraformSettings:
    """The settings that are relevant to actions, merged with override files."""

    required_versions: tuple[Attribute, ...]
    """All `required_version` constraints, all of which must hold."""

    required_providers: Mapping[str, Attribute]
    """By local name. The value is an object, or a version constraint as a string."""

    workspace: str
    """The only workspace that a `cloud` block allows, or an empty string."""

    has_backend: bool
    """Whether a `backend` or `cloud` block shows that the module is a root module."""


def terraform_settings(primary: Iterable[Block], overrides: Iterable[Block]) -> TerraformSettings:
    """Merge `terraform` blocks: those of ordinary files, then those of override files in order.

    The `required_version` of an override file replaces all earlier ones; its `required_providers`
    are replaced by name.
    """
    ordinary = tuple(primary)
    versions = _versions(ordinary)
    workspace = _cloud_workspace(ordinary)
    providers: dict[str, Attribute] = {}
    for block in ordinary:
        for required in block.body.blocks_of("required_providers"):
            # Terraform rejects a second block; the first one takes effect.
            providers = providers or {each.name: each for each in required.body.attributes}
    by_file: dict[str, list[Block]] = {}
    for block in overrides:
        by_file.setdefault(block.span.file.path, []).append(block)
    for blocks in by_file.values():
        versions = _versions(blocks) or versions
        workspace = _cloud_workspace(blocks, workspace)
        for block in blocks:
            for required in block.body.blocks_of("required_providers"):
                providers.update({each.name: each for each in required.body.attributes})
    every = (*ordinary, *(each for blocks in by_file.values() for each in blocks))
    has_backend = any(block.body.blocks_of(word) for block in every for word in _BACKENDS)
    return TerraformSettings(versions, providers, workspace, has_backend)


def _cloud_workspace(blocks: Iterable[Block], otherwise: str = "") -> str:
    """Return the `name` in the last `cloud` block, or the other workspace without such a block."""
    found = otherwise
    for cloud in (each for block in blocks for each in block.body.blocks_of("cloud")):
        found = ""
        for workspaces in cloud.body.blocks_of("workspaces"):
            found = literal_of(workspaces.body.value("name")) or found
    return found


def _versions(blocks: Iterable[Block]) -> tuple[Attribute, ...]:
    found = (block.body.attribute("required_version") for block in blocks)
    return tuple(each for each in found if each is not None)
