"""Action instances as requests: what each one sends."""

from __future__ import annotations

from bridgelint.actions.action import Action, ActionInstance
from bridgelint.actions.fields import Field
from bridgelint.actions.value_origins import origins
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


def provider_place(action: Action) -> tuple[Region, Account]:
    """Return where the provider configuration of an action works."""
    region = provider_region(action.provider.configuration)
    return region, provider_account(action.provider)


def request_of(
    module: Module, instance: ActionInstance, bindings: Bindings, place: tuple[Region, Account]
) -> PutEventsRequest:
    action, (provider, account) = instance.action, place
    reader = Reader(module, lambda expression: origins(module, expression))
    entries, complete = reader.entries(action.config, bindings)
    argument = reader.region(action.config, bindings)
    return PutEventsRequest(
        instance=instance,
        entries=entries,
        complete=complete and action.readable,
        region=_region(argument, provider),
        account=account,
        region_argument=argument,
        provider_region=provider,
        size=total(each.size for each in entries if each.certain),
    )


def _region(argument: Field | None, provider: Region) -> Region:
    if argument is None or not _sets(argument):
        return provider
    return Region(argument.value, "action", argument.span)


def _sets(region: Field) -> bool:
    """Return whether the argument sets a region; null and an empty string do not."""
    return not region.is_null and region.value.content != ""
