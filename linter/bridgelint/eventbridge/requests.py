"""Action instances as requests: what each one sends."""

from __future__ import annotations

from bridgelint.actions.action import ActionInstance, ProviderConfiguration
from bridgelint.actions.fields import Field
from bridgelint.actions.value_origins import origins
from bridgelint.eventbridge.entries import Reader
from bridgelint.eventbridge.request import PutEventsRequest, Region
from bridgelint.eventbridge.schema import CONFIG
from bridgelint.eventbridge.size import total
from bridgelint.terraform.expressions.bindings import NO_BINDINGS, Bindings
from bridgelint.terraform.module.module import Module
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import NO_MARKS, Reason, unknown

_NO_REGION = Reason("neither the action nor its provider configuration sets the region")


def request_of(
    module: Module, instance: ActionInstance, bindings: Bindings, region: Region
) -> PutEventsRequest:
    """Return the request of an action instance. `region` is the region of its provider."""
    action = instance.action
    reader = Reader(module, lambda expression: origins(module, expression))
    entries, complete = reader.entries(action.config, bindings)
    argument = reader.region(action.config, bindings)
    return PutEventsRequest(
        instance=instance,
        entries=entries,
        complete=complete and action.readable,
        region=_region(argument, region),
        region_argument=argument,
        provider_region=region,
        size=total(each.size for each in entries if each.certain),
    )


def provider_region(configuration: ProviderConfiguration | None) -> Region:
    """Return the region of a provider configuration; unknown if it does not set one."""
    attribute = configuration.block.body.attribute("region") if configuration else None
    if configuration is None or attribute is None:
        return Region(unknown(STRING, _NO_REGION), "unknown")
    owner = configuration.module
    reader = Reader(owner, lambda expression: origins(owner, expression))
    field = reader.field(configuration.block, CONFIG["region"], NO_BINDINGS, NO_MARKS)
    if field is None or not _sets(field):
        return Region(unknown(STRING, _NO_REGION), "unknown")
    return Region(field.value, "provider", field.span)


def _region(argument: Field | None, provider: Region) -> Region:
    if argument is None or not _sets(argument):
        return provider
    return Region(argument.value, "action", argument.span)


def _sets(region: Field) -> bool:
    """Return whether the argument sets a region; null and an empty string do not."""
    return not region.is_null and region.value.content != ""
