"""Coverage: how much of a configuration was checked, and how much of it is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bridgelint.base.records import dataclass
from bridgelint.base.source import Span
from bridgelint.lint.report import Coverage

if TYPE_CHECKING:
    # A run that finds no action counts without loading what an action is.
    from bridgelint.actions.triggers import ActionTrigger
    from bridgelint.eventbridge.event_module import EventModule
    from bridgelint.eventbridge.request import PutEventsRequest

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """The places that were checked; shared ones of several modules are counted once."""

    directories: frozenset[str] = frozenset()
    actions: frozenset[Place] = frozenset()
    triggers: frozenset[Place] = frozenset()
    entries: frozenset[Place] = frozenset()
    unknown: frozenset[Place] = frozenset()
    other_actions: frozenset[Place] = frozenset()

    @property
    def coverage(self) -> Coverage:
        """The numbers of places."""
        return Coverage(
            len(self.directories),
            len(self.actions),
            len(self.triggers),
            len(self.entries),
            len(self.unknown),
            len(self.other_actions),
        )


def together(several: Iterable[Seen]) -> Seen:
    """Return the union of all places."""
    parts = tuple(several)
    return Seen(
        frozenset[str]().union(*(each.directories for each in parts)),
        frozenset[Place]().union(*(each.actions for each in parts)),
        frozenset[Place]().union(*(each.triggers for each in parts)),
        frozenset[Place]().union(*(each.entries for each in parts)),
        frozenset[Place]().union(*(each.unknown for each in parts)),
        frozenset[Place]().union(*(each.other_actions for each in parts)),
    )


def seen(root: EventModule) -> Seen:
    """Return each place once, regardless of its instances, inputs and calls."""
    from bridgelint.eventbridge.schema import ACTION_TYPE  # noqa: PLC0415 # as said above

    directories: set[str] = set()
    actions: set[Place] = set()
    other_actions: set[Place] = set()
    triggers: set[Place] = set()
    entries: set[Place] = set()
    unknown: set[Place] = set()
    for module in root.walk():
        directories.add(module.directory)
        for action in module.actions:
            counted = actions if action.type == ACTION_TYPE else other_actions
            counted.add(_place(action.block.span))
        for trigger in module.triggers:
            triggers.add(_place(trigger.block.span))
            unknown.update(map(_place, _unknown_conditions(trigger)))
        for request in module.checked_requests:
            entries.update(_place(each.block.span) for each in request.entries)
            unknown.update(map(_place, _unknown_fields(request)))
    return Seen(
        frozenset(directories),
        frozenset(actions),
        frozenset(triggers),
        frozenset(entries),
        frozenset(unknown),
        frozenset(other_actions),
    )


def _unknown_fields(request: PutEventsRequest) -> Iterator[Span]:
    if request.region_argument is not None and not request.region_argument.is_known:
        yield request.region_argument.span
    for entry in request.entries:
        yield from (field.span for field in entry.fields if not field.is_known)


def _unknown_conditions(trigger: ActionTrigger) -> Iterator[Span]:
    from bridgelint.terraform.values.values import is_wholly_known  # noqa: PLC0415 # as above

    condition = trigger.condition
    if condition is not None and not all(is_wholly_known(each.value) for each in condition.values):
        yield condition.span


def _place(span: Span) -> Place:
    return span.file.path, span.start, span.end
