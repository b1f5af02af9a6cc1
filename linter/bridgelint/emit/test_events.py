"""What runs of `terraform test` send: the events of create and update, unless they are mocked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bridgelint.actions.test_runs import TestRun
from bridgelint.base.records import replace
from bridgelint.emit.outgoing import OutgoingRequest, TriggeredBy
from bridgelint.eventbridge.event_module import EventModule


def sent_in_tests(
    requests: Iterable[OutgoingRequest], modules: Sequence[EventModule], runs: Sequence[TestRun]
) -> Iterator[OutgoingRequest]:
    """Yield the requests that each run sends, with the triggers that it can fire. `runs` contains
    the run of each module."""
    by_module = {id(module): run for module, run in zip(modules, runs, strict=True)}
    for request in requests:
        run = by_module[id(request.module.root)]
        triggers = tuple(each for each in request.triggers if _may_fire(each, run))
        address, name, alias = request.instance.action.provider.origin
        is_mocked = not address and (name, alias) in run.mocked
        if triggers and not is_mocked:
            yield replace(request, triggers=triggers, run=run.name)


def _may_fire(trigger: TriggeredBy, run: TestRun) -> bool:
    if trigger.wrong or trigger.holds is False:
        return False
    kinds = ("_create", "_update") if run.updates else ("_create",)
    return any(event.endswith(kinds) for event in trigger.events)
