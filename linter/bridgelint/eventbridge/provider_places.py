"""The region and the account in which a provider configuration works."""

from __future__ import annotations

from typing import Final, Literal

from bridgelint.actions.action import ProviderConfiguration, ProviderReference
from bridgelint.actions.fields import Field, field_of
from bridgelint.base.records import Record
from bridgelint.base.source import Span
from bridgelint.eventbridge.arn import parse_arn
from bridgelint.hcl.tree import Attribute
from bridgelint.terraform.values.types import STRING
from bridgelint.terraform.values.values import (
    SENSITIVE,
    Reason,
    Value,
    is_wholly_known,
    null,
    unknown,
)

_NO_REGION: Final = Reason("neither the action nor its provider configuration sets the region")
_NO_CALLER: Final = Reason("the caller configures the provider")
_GENERATED: Final = Reason("a `dynamic` block generates `assume_role`")


class Region(Record, eq=False):
    """The region in which an action runs or a resource is created."""

    value: Value
    """Unknown if neither the object nor its provider block sets it, or the value is unknown."""

    source: Literal["action", "resource", "provider", "unknown"]
    span: Span | None = None
    """The expression that sets the region."""

    @property
    def name(self) -> str | None:
        """The region's name; `None` if it is unknown or an empty string."""
        return self.value.content or None if isinstance(self.value.content, str) else None

    @property
    def shown(self) -> str:
        """The region's name for a message; empty if it is unknown."""
        return SENSITIVE if self.value.is_secret else self.name or ""


class Account(Record, eq=False):
    """The account in which a provider configuration works, as far as it determines it."""

    origin: tuple[str, str, str | None]
    """`ProviderReference.origin`: equal for the same configuration."""

    role: Value
    """The ARN of the assumed role; null if it assumes none."""

    ids: frozenset[str] = frozenset()
    """The account IDs that are possible; empty if they are unknown."""

    span: Span | None = None
    """What determines it: the role ARN, or the header of the provider block."""


def provider_place(provider: ProviderReference) -> tuple[Region, Account]:
    """Return the region of a provider configuration, unknown if it does not set one, and its
    account."""
    return provider_region(provider.configuration), _account(provider)


def region_set_by(
    argument: Field | None, source: Literal["action", "resource", "provider"], otherwise: Region
) -> Region:
    """Return the region that a `region` argument sets; null and an empty string set none."""
    if argument is None or argument.is_null or argument.value.content == "":
        return otherwise
    return Region(argument.value, source, argument.span)


def provider_region(configuration: ProviderConfiguration | None) -> Region:
    unset = Region(unknown(STRING, _NO_REGION), "unknown")
    attribute = configuration.block.body.attribute("region") if configuration else None
    if configuration is None or attribute is None:
        return unset
    return region_set_by(_string(configuration, attribute), "provider", unset)


def _account(provider: ProviderReference) -> Account:
    configuration = provider.configuration
    if configuration is None:
        # Without a block the environment configures the default configuration, and an unknown
        # caller any other.
        role = null(STRING) if provider.alias is None else unknown(STRING, _NO_CALLER)
        return Account(provider.origin, role)
    role, span = _role(configuration)
    arn = parse_arn(role.content) if isinstance(role.content, str) else None
    ids = frozenset({arn.account}) if arn and arn.account else _allowed(configuration)
    return Account(provider.origin, role, ids, span or configuration.block.header)


def same_account(one: Account, other: Account) -> bool | None:
    """Return whether two provider configurations work in the same account. `None` if that is
    unknown. `False` is a guess if one of them assumes a role and the other does not."""
    if one.origin == other.origin:
        return True
    if one.ids and other.ids:
        if one.ids.isdisjoint(other.ids):
            return False
        return True if len(one.ids | other.ids) == 1 else None
    if one.role.is_known and other.role.is_known and one.role.is_null != other.role.is_null:
        return False
    return None


def _role(configuration: ProviderConfiguration) -> tuple[Value, Span | None]:
    """Return the ARN of the role that is assumed last; null if there is none."""
    body = configuration.block.body
    labels = (label for each in body.blocks_of("dynamic") for label in each.labels)
    if any(label.text == "assume_role" for label in labels):
        return unknown(STRING, _GENERATED), None
    roles = body.blocks_of("assume_role")
    attribute = roles[-1].body.attribute("role_arn") if roles else None
    if attribute is None:
        return null(STRING), None
    role = _string(configuration, attribute).value
    return (null(STRING) if role.content == "" else role), attribute.value.span


def _allowed(configuration: ProviderConfiguration) -> frozenset[str]:
    expression = configuration.block.body.value("allowed_account_ids")
    value = configuration.module.evaluate(expression) if expression else None
    if value is None or not is_wholly_known(value) or not isinstance(value.content, tuple):
        return frozenset()
    return frozenset(str(each.content) for each in value.elements if not each.is_null)


def _string(configuration: ProviderConfiguration, attribute: Attribute) -> Field:
    raw = configuration.module.evaluate(attribute.value)
    reason = Reason(f"`{attribute.name}` is not a string", attribute.value.span, failed=True)
    return field_of(configuration.module, attribute, STRING, raw, reason)
