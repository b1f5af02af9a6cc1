"""What may receive events, and whether it receives an entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.destinations import Destination
from bridgelint.eventbridge.event_rules import EventRule
from bridgelint.terraform.values.values import Value


@dataclass(frozen=True, slots=True, eq=False)
class Receiver:
    """An event rule or an archive, declared in the configuration or listed in an inventory."""

    name: str
    """The address of a declared one; `bus/name` or `archive:name` of an inventory."""

    kind: Literal["rule", "archive"]
    destination: Destination | None
    """Its event bus; `None` if it is unknown."""

    pattern: Value
    """Null for an archive that receives everything."""

    enabled: bool | None
    targets: tuple[str, ...]
    """The ARN of each target; the address of the target if the ARN is unknown."""

    declared: EventRule | None = None
    """`None` for one of an inventory."""

    @property
    def bus(self) -> str:
        """The name of its event bus as shown, or an empty string."""
        return self.destination.shown if self.destination else ""


@dataclass(frozen=True, slots=True, eq=False)
class Reception:
    """Whether a receiver receives an entry."""

    receiver: Receiver
    match: Literal["yes", "maybe", "no"]
    reason: str = ""
    """Why only maybe, or why not: a clause; empty for `yes`."""

    field: str = ""
    """The field of the event that decides: `detail.status`; empty if it is something else."""

    elsewhere: bool = False
    """With `no`: it would receive the entry on another event bus, its own."""


def declared_receivers(rules: Iterable[EventRule]) -> Iterator[Receiver]:
    """Return what may receive events among the declared rules and archives."""
    for rule in rules:
        if rule.kind == "rule" and rule.pattern.is_null:
            continue
        targets = tuple(each.shown for each in rule.targets)
        yield Receiver(
            rule.address, rule.kind, rule.destination, rule.pattern, rule.enabled, targets, rule
        )
