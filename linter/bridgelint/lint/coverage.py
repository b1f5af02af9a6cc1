"""Coverage: how much of a configuration was checked, and how much of it is unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bridgelint.base.failure import Failure
from bridgelint.base.source import Span
from bridgelint.lint.report import Coverage

if TYPE_CHECKING:
    # A run that finds no action counts without loading what an action is.
    from bridgelint.actions.fields import Field
    from bridgelint.eventbridge.event_module import EventModule
    from bridgelint.eventbridge.request import PutEventsRequest

Seen = frozenset[tuple[str, str, int, int]]
"""The places that were checked: the field of `Coverage` that counts them, the path, the start and
the end (0 for a directory). What several modules, instances or calls share is in it once."""


def coverage(places: Seen) -> Coverage:
    """Return the numbers of places."""
    return Coverage(**Counter(kind for kind, *_ in places))


def directories(paths: Iterable[str]) -> Seen:
    """Return module directories as checked places."""
    return frozenset(("modules", path, 0, 0) for path in paths)


def seen(root: EventModule) -> Seen:
    """Return what is checked in a root module and everything below it."""
    return directories(each.directory for each in root.walk()) | {
        (kind, span.file.path, span.start, span.end)
        for module in root.walk()
        for kind, span in _places(module)
    }


def _places(module: EventModule) -> Iterator[tuple[str, Span]]:
    from bridgelint.eventbridge.schema import ACTION_TYPE  # as said above
    from bridgelint.terraform.values.values import is_wholly_known  # as above

    for action in module.actions:
        yield "actions" if action.type == ACTION_TYPE else "other_actions", action.block.span
    for trigger in module.triggers:
        yield "triggers", trigger.block.span
        condition = trigger.condition
        if condition and not all(is_wholly_known(each.value) for each in condition.values):
            yield "unknown_values", condition.span
    for request in module.checked_requests:
        for entry in request.entries:
            yield "entries", entry.block.span
        for field in _unknown(request):
            yield "unknown_values", field.span


def _unknown(request: PutEventsRequest) -> Iterator[Field]:
    fields = (field for entry in request.entries for field in entry.fields)
    for field in (request.region_argument, *fields):
        if field is not None and not field.is_known:
            yield field


def cut_off(root: EventModule) -> Iterator[Failure]:
    """Yield the arguments that are not checked because a limit ended their evaluation."""
    from bridgelint.terraform.values.errors import LIMITS  # as above
    from bridgelint.terraform.values.values import walk  # as above

    for request in (each for module in root.walk() for each in module.checked_requests):
        for field in _unknown(request):
            reasons = (each.unknown.reason.text for each in walk(field.value) if each.unknown)
            limit = next((text for text in reasons if text in LIMITS), None)
            if limit is not None:
                message = f"`{field.name}` is not wholly checked: {limit}"
                yield Failure(message, "simplify the expression", field.span)
