"""The provider configuration that an action uses, and the block that configures it."""

from __future__ import annotations

from bridgelint.actions.action import ProviderConfiguration, ProviderReference
from bridgelint.hcl.identifiers import is_identifier
from bridgelint.hcl.tree import (
    Attribute,
    Block,
    Expression,
    GetAttribute,
    Name,
    Object,
    items_of,
    literal_of,
    members_of,
)
from bridgelint.terraform.module.module import Module

ProviderName = tuple[str, str | None]
"""The local name and the alias of a provider configuration."""


def provider_of(module: Module, attribute: Attribute | None, type_: str) -> ProviderReference:
    """Return the provider configuration that an action or a resource of the type uses."""
    implied = type_.partition("_")[0]
    read = read_provider(attribute.value) if attribute else (implied, None)
    if read is None:
        return ProviderReference(implied, attribute=attribute, readable=False)
    name, alias = read
    found, origin = configuration_of(module, name, alias)
    return ProviderReference(
        name,
        alias,
        attribute,
        declared=alias is None
        or found is not None
        or _is_taken(module, name, alias)
        or not module.directory.is_whole,
        configuration=found,
        origin=origin,
    )


def provider_source(module: Module, resource: Block) -> str:
    """Return the source address of a resource's provider, without the default registry."""
    given = resource.body.value("provider")
    read = read_provider(given) if given else None
    name = read[0] if read else resource.labels[0].text.partition("_")[0]
    if name == "terraform":
        return "terraform.io/builtin/terraform"
    source = module.declarations.required_providers.get(name, f"hashicorp/{name}").lower()
    return source.removeprefix("registry.terraform.io/")


def configuration_of(
    module: Module, name: str, alias: str | None
) -> tuple[ProviderConfiguration | None, tuple[str, str, str | None]]:
    """Return the block of a local name and alias, through `providers` of module calls, and
    `ProviderReference.origin`."""
    here = module
    while True:
        parent, call = here.parent, here.call
        passed = call.body.attribute("providers") if call is not None else None
        given = passed_providers(passed).get((name, alias))
        if parent is not None and given is not None:
            here, (name, alias) = parent, given
            continue
        block = here.directory.provider(name, alias or "")
        found = ProviderConfiguration(block, here) if block is not None else None
        if found is not None or parent is None or alias is not None or passed is not None:
            return found, (here.address, name, alias)
        here = parent


def passed_providers(providers: Attribute | None) -> dict[ProviderName, ProviderName | None]:
    """Return the outer provider configuration for each inner one in `providers`."""
    items = providers.value.items if providers and isinstance(providers.value, Object) else ()
    pairs = ((read_provider(item.key), read_provider(item.value)) for item in reversed(items))
    return {inner: outer for inner, outer in pairs if inner is not None}


def _is_taken(module: Module, name: str, alias: str) -> bool:
    """Return whether the module declares that its caller passes the provider configuration."""
    return any(
        read_provider(each) == (name, alias)
        for terraform in module.directory.blocks("terraform")
        for required in terraform.body.blocks_of("required_providers")
        for each in items_of(members_of(required.body.value(name)).get("configuration_aliases"))
    )


def read_provider(expression: Expression) -> ProviderName | None:
    """Parse `NAME` or `NAME.ALIAS`, with or without quotes."""
    if isinstance(expression, Name):
        return expression.name, None
    if isinstance(expression, GetAttribute) and isinstance(expression.source, Name):
        return expression.source.name, expression.name
    text = literal_of(expression)
    if text is None:
        return None
    name, dot, alias = text.partition(".")
    words = [name, alias] if dot else [name]
    if not all(map(is_identifier, words)):
        return None
    return name, alias or None
