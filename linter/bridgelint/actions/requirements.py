"""What a module requires: `required_version`, `required_providers`, and the locked provider."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bridgelint.eventbridge.buses import LockedProvider, RequiredProvider, VersionRequirement
from bridgelint.hcl.tree import Attribute, Expression, Object, Template
from bridgelint.workspace.lock_file import PinnedProvider

_AWS = "registry.terraform.io/hashicorp/aws"


def required_versions(attributes: Iterable[Attribute]) -> tuple[VersionRequirement, ...]:
    """Each `required_version`."""
    return tuple(_requirement(each.value) for each in attributes)


def required_providers(attributes: Iterable[Attribute]) -> tuple[RequiredProvider, ...]:
    """Each name of `required_providers`."""
    return tuple(_provider(each) for each in attributes)


def locked_provider(pins: Iterable[PinnedProvider]) -> LockedProvider | None:
    """hashicorp/aws among the providers of a `.terraform.lock.hcl`."""
    found = (LockedProvider(pin.version, pin.span) for pin in pins if pin.source == _AWS)
    return next(found, None)


def _provider(attribute: Attribute) -> RequiredProvider:
    value = attribute.value
    if not isinstance(value, Object):
        version = _requirement(value) if isinstance(value, Template) else None
        return RequiredProvider(attribute.name, "", version, attribute.span)
    items = dict(_items(value))
    source, wanted = items.get("source"), items.get("version")
    return RequiredProvider(
        attribute.name,
        (_literal(source) if source else None) or "",
        _requirement(wanted) if wanted else None,
        attribute.span,
    )


def _items(value: Object) -> Iterator[tuple[str, Expression]]:
    for item in value.items:
        name = _literal(item.key)
        if name is not None:
            yield name, item.value


def _requirement(value: Expression) -> VersionRequirement:
    return VersionRequirement(_literal(value) or "", value.span)


def _literal(expression: Expression) -> str | None:
    return expression.literal if isinstance(expression, Template) else None
