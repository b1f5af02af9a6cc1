"""Action instances as requests: what each one sends."""

from __future__ import annotations

from bridgelint.actions.action import Action, ActionInstance
from bridgelint.actions.fields import Field
from bridgelint.actions.value_origins import origins
from bridgelint.base.records import dataclass
from bridgelint.eventbridge.entries import Reader
from bridgelint.eventbridge.provider_places import (
    Account,
    Region,
    provider_account,
    provider_region,
)
from bridgelint.eventbridge.request import PutEventsRequest
from bridgelint.eventbridge.size import total
from bridgelint.terraform.expressions.bindings import Bindings
from bridgelint.terraform.module.module import Module


@dataclass(frozen=True, slots=True)
class ProviderPlace:
    """The region and the account of an action's provider configuration."""

    region: Region
    account: Account


def provider_place(action: Action) -> ProviderPlace:
    """Return where the provider configuration of an action works."""
    region = provider_region(action.provider.configuration)
    return ProviderPlace(region, provider_account(action.provider))


def request_of(
    module: Module, instance: ActionInstance, bindings: Bindings, place: ProviderPlace
) -> PutEventsRequest:
    """Return the request of an action instance."""
    action = instance.action
    reader = Reader(module, lambda expression: origins(module, expression))
    entries, complete = reader.entries(action.config, bindings)
    argument = reader.region(action.config, bindings)
    return PutEventsRequest(
        instance=instance,
        entries=entries,
        complete=complete and action.readable,
        region=_region(argument, place.region),
        account=place.account,
        region_argument=argument,
        provider_region=place.region,
        size=total(each.size for each in entries if each.certain),
    )


def _region(argument: Field | None, provider: Region) -> Region:
    if argument is None or not _sets(argument):
        return provider
    return Region(argument.value, "action", argument.span)


def _sets(region: Field) -> bool:
    """Return whether the argument sets a region; null and an empty string do not."""
    return not region.is_null and region.value.content != ""
