"""How much of a configuration was looked at, and how much of it is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bridgelint.evaluate.values import is_wholly_known
from bridgelint.events.model import ActionInstance, ActionTrigger, EventModule
from bridgelint.report.report import Coverage
from bridgelint.syntax.source import Span

Place = tuple[str, int, int]


def measure(modules: Iterable[EventModule], directories: Iterable[str]) -> Coverage:
    """Each place once, however many instances, inputs and calls it was judged for.

    `directories` are those that were read besides the modules' own.
    """
    read = set(directories)
    actions: set[Place] = set()
    triggers: set[Place] = set()
    entries: set[Place] = set()
    unknown: set[Place] = set()
    for root in modules:
        for module in root.walk():
            read.add(module.directory)
            actions.update(_place(each.block.span) for each in module.actions)
            for trigger in module.triggers:
                triggers.add(_place(trigger.block.span))
                unknown.update(map(_place, _unknown_conditions(trigger)))
            for instance in module.instances:
                entries.update(_place(each.block.span) for each in instance.entries)
                unknown.update(map(_place, _unknown_fields(instance)))
    return Coverage(len(read), len(actions), len(triggers), len(entries), len(unknown))


def _unknown_fields(instance: ActionInstance) -> Iterator[Span]:
    if instance.region_argument is not None and not instance.region_argument.is_known:
        yield instance.region_argument.span
    for entry in instance.entries:
        yield from (field.span for field in entry.fields if not field.is_known)


def _unknown_conditions(trigger: ActionTrigger) -> Iterator[Span]:
    condition = trigger.condition
    if condition is not None and not all(is_wholly_known(each.value) for each in condition.values):
        yield condition.span


def _place(span: Span) -> Place:
    return span.file.path, span.start, span.end
