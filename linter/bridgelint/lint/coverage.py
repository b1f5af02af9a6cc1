"""Coverage: how much of a configuration was checked, and how much of it is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from bridgelint.base.failure import Failure
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
    def parts(self) -> tuple[frozenset[Any], ...]:
        """Return the fields in the order in which `Coverage` has their numbers."""
        return (
            self.directories,
            self.actions,
            self.triggers,
            self.entries,
            self.unknown,
            self.other_actions,
        )

    @property
    def coverage(self) -> Coverage:
        """The numbers of places."""
        return Coverage(*map(len, self.parts))


def together(several: Iterable[Seen]) -> Seen:
    """Return the union of all places."""
    fields = zip(*(each.parts for each in several), strict=True)
    return Seen(*(frozenset[Any]().union(*parts) for parts in fields))


def seen(root: EventModule) -> Seen:
    """Return each place once, regardless of its instances, inputs and calls."""
    from bridgelint.eventbridge.schema import ACTION_TYPE  # as said above

    modules = tuple(root.walk())
    actions = [each for module in modules for each in module.actions]
    triggers = [each for module in modules for each in module.triggers]
    requests = [each for module in modules for each in module.checked_requests]
    unknown = (
        *(span for each in triggers for span in _unknown_conditions(each)),
        *(span for each in requests for span in _unknown_fields(each)),
    )
    return Seen(
        frozenset(each.directory for each in modules),
        frozenset(_place(each.block.span) for each in actions if each.type == ACTION_TYPE),
        frozenset(_place(each.block.span) for each in triggers),
        frozenset(_place(entry.block.span) for each in requests for entry in each.entries),
        frozenset(map(_place, unknown)),
        frozenset(_place(each.block.span) for each in actions if each.type != ACTION_TYPE),
    )


def cut_off(root: EventModule) -> Iterator[Failure]:
    """Yield the arguments that are not checked because a limit ended their evaluation."""
    from bridgelint.terraform.values.errors import LIMITS  # as above
    from bridgelint.terraform.values.values import walk  # as above

    for request in (each for module in root.walk() for each in module.checked_requests):
        fields = (field for entry in request.entries for field in entry.fields)
        for field in (request.region_argument, *fields):
            if field is None or field.is_known:
                continue
            reasons = (each.unknown.reason.text for each in walk(field.value) if each.unknown)
            limit = next((text for text in reasons if text in LIMITS), None)
            if limit is not None:
                message = f"`{field.name}` is not wholly checked: {limit}"
                yield Failure(message, "simplify the expression", field.span)


def _unknown_fields(request: PutEventsRequest) -> Iterator[Span]:
    if request.region_argument is not None and not request.region_argument.is_known:
        yield request.region_argument.span
    for entry in request.entries:
        yield from (field.span for field in entry.fields if not field.is_known)


def _unknown_conditions(trigger: ActionTrigger) -> Iterator[Span]:
    from bridgelint.terraform.values.values import is_wholly_known  # as above

    condition = trigger.condition
    if condition is not None and not all(is_wholly_known(each.value) for each in condition.values):
        yield condition.span


def _place(span: Span) -> Place:
    return span.file.path, span.start, span.end
