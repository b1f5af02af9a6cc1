"""What a module requires: `required_version`, `required_providers`, and the locked provider."""

from __future__ import annotations

from collections.abc import Iterable

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.hcl.tree import Attribute, Expression, Object, Template, literal_of, members_of
from bridgelint.workspace.lock_file import PinnedProvider

_AWS = "registry.terraform.io/hashicorp/aws"


@dataclass(frozen=True, slots=True, eq=False)
class VersionRequirement:
    """One `required_version`, or an entry of `required_providers`."""

    text: str
    """The constraint; empty if it is not a literal."""

    span: Span
    """The string."""


@dataclass(frozen=True, slots=True, eq=False)
class RequiredProvider:
    """One name in `required_providers`."""

    name: str
    source: str
    """`hashicorp/aws` as written; empty if it is absent."""

    version: VersionRequirement | None
    span: Span

    @property
    def is_hashicorp_aws(self) -> bool:
        """Whether it is the provider that has the action."""
        return (self.source or f"hashicorp/{self.name}").lower() in {
            "hashicorp/aws",
            "registry.terraform.io/hashicorp/aws",
        }


@dataclass(frozen=True, slots=True, eq=False)
class LockedProvider:
    """hashicorp/aws in the `.terraform.lock.hcl` of the root module."""

    version: str
    span: Span


def required_versions(attributes: Iterable[Attribute]) -> tuple[VersionRequirement, ...]:
    return tuple(_requirement(each.value) for each in attributes)


def required_providers(attributes: Iterable[Attribute]) -> tuple[RequiredProvider, ...]:
    return tuple(_provider(each) for each in attributes)


def locked_provider(pins: Iterable[PinnedProvider]) -> LockedProvider | None:
    """Return hashicorp/aws from the providers of a `.terraform.lock.hcl`."""
    found = (LockedProvider(pin.version, pin.span) for pin in pins if pin.source == _AWS)
    return next(found, None)


def _provider(attribute: Attribute) -> RequiredProvider:
    value = attribute.value
    if not isinstance(value, Object):
        version = _requirement(value) if isinstance(value, Template) else None
        return RequiredProvider(attribute.name, "", version, attribute.span)
    members = members_of(value)
    source, wanted = literal_of(members.get("source")) or "", members.get("version")
    return RequiredProvider(
        attribute.name, source, _requirement(wanted) if wanted else None, attribute.span
    )


def _requirement(value: Expression) -> VersionRequirement:
    return VersionRequirement(literal_of(value) or "", value.span)
