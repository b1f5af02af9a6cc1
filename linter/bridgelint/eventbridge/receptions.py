"""Who receives an entry: the event rules and archives of its event bus, and why others do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from bridgelint.actions.fields import Field
from bridgelint.base.records import Record
from bridgelint.eventbridge.buses import Destination, may_be_same
from bridgelint.eventbridge.detail.json_tree import ONLY_STRING, UNKNOWN, Hole, Json, from_value
from bridgelint.eventbridge.event_rules import ADDED_FIELDS, EventRule, Receiver
from bridgelint.eventbridge.pattern.event_patterns import (
    Difference,
    Pattern,
    PatternIndex,
    difference,
    pattern_of,
    undecided,
)
from bridgelint.eventbridge.pattern.pattern_operators import InvalidPattern
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.terraform.values.values import SENSITIVE, all_marks, first_reason, is_wholly_known


class Reception(Record, eq=False):
    """Whether a receiver receives an entry."""

    receiver: Receiver
    match: Literal["yes", "maybe", "no"]
    reason: str = ""
    """Why only maybe, or why not: a clause; empty for `yes`."""

    field: str = ""
    """The field of the event that decides: `detail.status`; empty if it is something else."""

    elsewhere: bool = False
    """With `no`: it would receive the entry on another event bus, its own."""


_NEAREST_OF: Final = 10
"""The maximum number of rules that are compared with an entry that has no receiver."""

_TELLING: Final = ("detail-type", "source")
_STRING: Final = Hole(ONLY_STRING)


class ReceptionSearch:
    """Finds the receivers of entries."""

    def __init__(self, receivers: Sequence[Receiver]) -> None:
        self._patterns = {each: _read(each) for each in receivers}
        self._received = {each: Reception(each, "yes") for each in receivers}
        self._index = self._indexed(receivers)
        self._by_bus: dict[str | None, list[Receiver]] = {}
        self._similar: dict[tuple[str | None, str, str], list[Receiver]] = {}
        for each in receivers:
            bus = each.destination.name if each.destination else None
            self._by_bus.setdefault(bus, []).append(each)
            for key in _similar_keys(self._patterns[each]):
                self._similar.setdefault((bus, *key), []).append(each)
        self._buses = {bus: self._indexed(there) for bus, there in self._by_bus.items()}
        self._found: dict[Entry, tuple[Reception, ...]] = {}
        self._matched: dict[Pattern, bool | None] = {}
        """Whether the event of the current entry matches: many rules can have one pattern."""

    def of(
        self, request: PutEventsRequest, entry: Entry, destination: Destination | None
    ) -> tuple[Reception, ...]:
        """`EventModule.receptions`."""
        if entry not in self._found:
            self._matched.clear()
            self._found[entry] = self._of(entry, event_of(request, entry), destination)
        return self._found[entry]

    def _of(
        self, entry: Entry, event: Mapping[str, Json], destination: Destination | None
    ) -> tuple[Reception, ...]:
        if destination is None:
            found = (self._reception(each, entry, event) for each in self._index.candidates(event))
            unknown = _unknown("the event bus", entry.event_bus_name)
            return tuple(_weakened(each, unknown) for each in found if each.match != "no")
        receptions = [
            self._reception(each, entry, event)
            for each in self._candidates(destination.name, event)
            if each.destination is not None and may_be_same(destination, each.destination)
        ]
        for each in self._candidates(None, event):
            reception = self._reception(each, entry, event)
            receptions.append(_weakened(reception, "its event bus is unknown"))
        received = tuple(each for each in receptions if each.match != "no")
        return received or self._nearest(receptions, entry, event, destination)

    def _candidates(self, bus: str | None, event: Mapping[str, Json]) -> Sequence[Receiver]:
        return self._buses[bus].candidates(event) if bus in self._buses else ()

    def _nearest(
        self,
        receptions: Sequence[Reception],
        entry: Entry,
        event: Mapping[str, Json],
        destination: Destination,
    ) -> tuple[Reception, ...]:
        for each in receptions:
            if each.receiver.enabled is False and not each.field:
                return (each,)
        compared = {each.receiver for each in receptions}
        for receiver in self._index.candidates(event):
            if receiver in compared or receiver.destination is None or receiver.kind != "rule":
                continue
            if self._reception(receiver, entry, event).match == "yes":
                bus = receiver.destination
                where = f"{bus.shown} in {bus.shown_region}" if bus.region else bus.shown
                reason = f"it is on the event bus {where}"
                return (Reception(receiver, "no", reason, elsewhere=True),)
        found = self._most_similar(event, destination)
        if found is None:
            return tuple(receptions[:1])
        differing, receiver = found
        reason = _why_not(differing, entry, receiver)
        return (Reception(receiver, "no", reason, differing.field),)

    def _most_similar(
        self, event: Mapping[str, Json], destination: Destination
    ) -> tuple[Difference, Receiver] | None:
        """Return the receiver of the event bus from whose pattern the event differs least: of those
        with the same source or detail type, otherwise of the first ten."""
        near: list[Receiver] = []
        for name in _TELLING:
            value = event[name]
            if isinstance(value, str):
                near += self._similar.get((destination.name, name, value), ())[:_NEAREST_OF]
        best: tuple[Difference, Receiver] | None = None
        for receiver in near or self._by_bus.get(destination.name, ())[:_NEAREST_OF]:
            if receiver.destination is None or not may_be_same(destination, receiver.destination):
                continue
            found = self._difference(receiver, event)
            if found is not None and (best is None or found.count < best[0].count):
                best = found, receiver
            if best is not None and best[0].count == 1:
                break
        return best

    def _difference(self, receiver: Receiver, event: Mapping[str, Json]) -> Difference | None:
        pattern = self._patterns[receiver]
        return difference(pattern, event) if isinstance(pattern, Pattern) else None

    def _reception(self, receiver: Receiver, entry: Entry, event: Mapping[str, Json]) -> Reception:
        pattern = self._patterns[receiver]
        if isinstance(pattern, str):
            return Reception(receiver, "no", f"its pattern is invalid: {pattern}")
        if pattern is not None and pattern not in self._matched:
            self._matched[pattern] = pattern.matches(event)
        matched = self._matched[pattern] if pattern else True
        if matched is False:
            found = self._difference(receiver, event)
            reason = _why_not(found, entry, receiver) if found else "its pattern does not match"
            return Reception(receiver, "no", reason, found.field if found else "pattern")
        if receiver.enabled is False:
            return Reception(receiver, "no", "the rule is disabled")
        if matched is None:
            field = undecided(pattern, event) if pattern else ""
            return Reception(receiver, "maybe", _why_maybe(field, entry, receiver), field)
        if receiver.enabled is None:
            return Reception(receiver, "maybe", "whether the rule is enabled is unknown")
        if isinstance(receiver, EventRule) and not receiver.known_instances:
            return Reception(receiver, "maybe", "the instances of the rule are unknown")
        return self._received[receiver]

    def _indexed(self, receivers: Iterable[Receiver]) -> PatternIndex[Receiver]:
        return PatternIndex(
            (pattern if isinstance(pattern, Pattern) else None, each)
            for each in receivers
            for pattern in (self._patterns[each],)
        )


def _similar_keys(pattern: Pattern | str | None) -> Iterator[tuple[str, str]]:
    """Yield the sources and detail types that a pattern expects literally, each with its field."""
    tree = pattern.tree if isinstance(pattern, Pattern) else None
    for name in _TELLING:
        values = tree.get(name) if isinstance(tree, dict) else None
        for each in values if isinstance(values, list) else ():
            if isinstance(each, str):
                yield name, each


def _read(receiver: Receiver) -> Pattern | str | None:
    """Parse the pattern: why it is invalid, or `None` if it accepts everything."""
    try:
        return pattern_of(receiver.pattern)
    except InvalidPattern as error:
        return error.reason


def _weakened(reception: Reception, reason: str) -> Reception:
    if reception.match != "yes":
        return reception
    return Reception(reception.receiver, "maybe", reason)


def _why_not(found: Difference, entry: Entry, receiver: Receiver) -> str:
    if not found.field:
        return "no element of an array has all values that the pattern expects"
    argument = argument_of(entry, found.field)
    value = SENSITIVE if argument and argument.is_secret and found.value else found.value
    expected = SENSITIVE if all_marks(receiver.pattern) else found.expected
    is_value = f"is {value}" if value else "is missing"
    return f"{found.field} {is_value}, but the pattern expects {expected}"


def _why_maybe(field: str, entry: Entry, receiver: Receiver) -> str:
    if not is_wholly_known(receiver.pattern):
        return f"its pattern is unknown: {first_reason([receiver.pattern]).text}"
    if field.partition(".")[0] in ADDED_FIELDS:
        return f"{field} is known only when the event is sent"
    return _unknown(field or "a field", argument_of(entry, field))


def _unknown(what: str, field: Field | None) -> str:
    if field is None or is_wholly_known(field.value):
        return f"{what} is unknown"
    return f"{what} is unknown: {first_reason([field.value]).text}"


def event_of(request: PutEventsRequest, entry: Entry) -> dict[str, Json]:
    """Return the event of an entry; what EventBridge adds is unknown."""
    judgement = entry.judgement
    ids = request.account.ids
    return {
        "version": "0",
        "id": _STRING,
        "detail-type": from_value(entry.detail_type.value) if entry.detail_type else UNKNOWN,
        "source": from_value(entry.source.value) if entry.source else UNKNOWN,
        "account": next(iter(ids)) if len(ids) == 1 else _STRING,
        "time": _STRING,
        "region": request.region.name or _STRING,
        "resources": from_value(entry.resources.value)
        if entry.resources and not entry.resources.is_null
        else [],
        "detail": judgement.tree if judgement and judgement.fault is None else UNKNOWN,
    }


def argument_of(entry: Entry, name: str) -> Field | None:
    """Return the argument of an entry from which a field of the event comes."""
    field = name.partition(".")[0]
    arguments = entry.fields if field not in ADDED_FIELDS else ()
    return next((each for each in arguments if each.name.replace("_", "-") == field), None)
