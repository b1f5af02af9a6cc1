"""The part of the model about what an action depends on: buses, rules, versions.

Rules import these names from `bridgelint.eventbridge.event_module`.
"""

from __future__ import annotations

from bridgelint.actions.fields import Field, InstanceKey, key_text
from bridgelint.actions.triggers import Resource
from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.terraform.values.values import Value


@dataclass(frozen=True, slots=True, eq=False)
class Bus:
    """An `aws_cloudwatch_event_bus` resource or data source."""

    resource: Resource
    key: InstanceKey
    name: Value
    field: Field | None
    """Its `name` argument."""

    @property
    def reference(self) -> str:
        """What refers to its name: `aws_cloudwatch_event_bus.orders.name`; empty where the
        instance's key cannot be written."""
        return f"{self.resource.local_address}{key_text(self.key)}.name"


@dataclass(frozen=True, slots=True, eq=False)
class EventRule:
    """An `aws_cloudwatch_event_rule` resource instance."""

    resource: Resource
    bus: Value
    """`event_bus_name`: a name or an ARN; null for the default bus."""

    pattern: Value
    """`event_pattern`, null where it has only a schedule."""

    span: Span
    """The pattern's expression, or the header of the block."""


@dataclass(frozen=True, slots=True, eq=False)
class VersionRequirement:
    """One `required_version`, or an entry of `required_providers`."""

    text: str
    """The constraint; empty where it cannot be read as a literal."""

    span: Span
    """The string."""


@dataclass(frozen=True, slots=True, eq=False)
class RequiredProvider:
    """One name of `required_providers`."""

    name: str
    source: str
    """`hashicorp/aws` as written; empty where it is absent."""

    version: VersionRequirement | None
    span: Span

    @property
    def is_hashicorp_aws(self) -> bool:
        """It is the provider that has the action."""
        return (self.source or f"hashicorp/{self.name}").lower() in {
            "hashicorp/aws",
            "registry.terraform.io/hashicorp/aws",
        }


@dataclass(frozen=True, slots=True, eq=False)
class LockedProvider:
    """hashicorp/aws in `.terraform.lock.hcl` beside the root module."""

    version: str
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class WordUse:
    """The first use of something that not every version of Terraform knows."""

    word: str
    """A key of `versions.WORDS`: `action`, `action_trigger`, `before_destroy`, `caller`, …"""

    span: Span
