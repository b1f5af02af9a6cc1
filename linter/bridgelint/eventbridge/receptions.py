"""Who receives an entry: the event rules and archives of its event bus, and why others do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.buses import Destination, may_be_same
from bridgelint.eventbridge.detail.json_tree import Json
from bridgelint.eventbridge.event import argument_of, event_of
from bridgelint.eventbridge.event_rules import EventRule
from bridgelint.eventbridge.pattern.difference import Difference, difference, undecided
from bridgelint.eventbridge.pattern.pattern_errors import InvalidPattern
from bridgelint.eventbridge.pattern.pattern_index import PatternIndex
from bridgelint.eventbridge.pattern.pattern_reading import Pattern, pattern_of
from bridgelint.eventbridge.request import Entry, PutEventsRequest
from bridgelint.terraform.values.values import Value, all_marks, first_reason, is_wholly_known


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


_NEAREST_OF: Final = 10
"""The maximum number of rules that are compared with an entry that has no receiver."""

_ADDED: Final = frozenset({"account", "id", "region", "time", "version"})
"""The fields that EventBridge adds to an event."""


class ReceptionSearch:
    """Finds the receivers of entries."""

    def __init__(self, receivers: Sequence[Receiver]) -> None:
        self._patterns = {each: _read(each) for each in receivers}
        self._received = {each: Reception(each, "yes") for each in receivers}
        self._index = self._indexed(receivers)
        by_bus: dict[str | None, list[Receiver]] = {}
        for each in receivers:
            name = each.destination.name if each.destination else None
            by_bus.setdefault(name, []).append(each)
        self._unknown_bus = self._indexed(by_bus.pop(None, ()))
        self._buses = {
            name: self._indexed(there) for name, there in by_bus.items() if name is not None
        }
        self._near = _Near(by_bus, self._patterns)
        self._matched: dict[Pattern, bool | None] = {}
        """Whether the event of the current entry matches: many rules can have one pattern."""

    def of(
        self, request: PutEventsRequest, entry: Entry, destination: Destination | None
    ) -> tuple[Reception, ...]:
        """`Receivers.of`."""
        event = event_of(request, entry)
        self._matched.clear()
        if destination is None:
            found = (self._reception(each, entry, event) for each in self._index.candidates(event))
            unknown = _unknown_bus(entry)
            return tuple(_weakened(each, unknown) for each in found if each.match != "no")
        index = self._buses.get(destination.name)
        here = [
            each
            for each in (index.candidates(event) if index else ())
            if each.destination is not None and may_be_same(destination, each.destination)
        ]
        receptions = [self._reception(each, entry, event) for each in here]
        for each in self._unknown_bus.candidates(event):
            reception = self._reception(each, entry, event)
            receptions.append(_weakened(reception, "its event bus is unknown"))
        received = tuple(each for each in receptions if each.match != "no")
        return received or self._nearest(receptions, entry, event, destination)

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
                reason = _elsewhere(receiver.destination)
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
        """Return the receiver of the event bus from whose pattern the event differs least."""
        best: tuple[Difference, Receiver] | None = None
        for receiver in self._near.of(destination.name, event):
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
        if receiver.declared is not None and not receiver.declared.known_instances:
            return Reception(receiver, "maybe", "the instances of the rule are unknown")
        return self._received[receiver]

    def _indexed(self, receivers: Iterable[Receiver]) -> PatternIndex[Receiver]:
        return PatternIndex(
            (pattern if isinstance(pattern, Pattern) else None, each)
            for each in receivers
            for pattern in (self._patterns[each],)
        )


class _Near:
    """The receivers of each event bus that resemble an event."""

    def __init__(
        self,
        by_bus: Mapping[str | None, Sequence[Receiver]],
        patterns: Mapping[Receiver, Pattern | str | None],
    ) -> None:
        self._first: dict[str | None, Sequence[Receiver]] = {}
        self._similar: dict[tuple[str | None, str, str], list[Receiver]] = {}
        for bus, receivers in by_bus.items():
            self._first[bus] = receivers[:_NEAREST_OF]
            for each in receivers:
                pattern = patterns[each]
                for key in _similar_keys(pattern) if isinstance(pattern, Pattern) else ():
                    self._similar.setdefault((bus, *key), []).append(each)

    def of(self, bus: str, event: Mapping[str, Json]) -> Sequence[Receiver]:
        """Return those with the same source or detail type, otherwise the first ten."""
        found: list[Receiver] = []
        for name in ("detail-type", "source"):
            value = event[name]
            if isinstance(value, str):
                found += self._similar.get((bus, name, value), ())[:_NEAREST_OF]
        return found or self._first.get(bus, ())


def _similar_keys(pattern: Pattern) -> Iterator[tuple[str, str]]:
    tree = pattern.tree if isinstance(pattern.tree, dict) else {}
    for name in ("detail-type", "source"):
        values = tree.get(name)
        for each in values if isinstance(values, list) else ():
            if isinstance(each, str):
                yield name, each


def _read(receiver: Receiver) -> Pattern | str | None:
    """Parse the pattern: why it is invalid, or `None` if it accepts everything."""
    try:
        return pattern_of(receiver.pattern)
    except InvalidPattern as error:
        return error.reason


def _elsewhere(destination: Destination) -> str:
    region = f" in {destination.shown_region}" if destination.region else ""
    return f"it is on the event bus {destination.shown}{region}"


def _weakened(reception: Reception, reason: str) -> Reception:
    if reception.match != "yes":
        return reception
    return Reception(reception.receiver, "maybe", reason)


def _why_not(found: Difference, entry: Entry, receiver: Receiver) -> str:
    if not found.field:
        return "no element of an array has all values that the pattern expects"
    argument = argument_of(entry, found.field)
    value = "(sensitive)" if argument and argument.is_secret and found.value else found.value
    expected = "(sensitive)" if all_marks(receiver.pattern) else found.expected
    is_value = f"is {value}" if value else "is missing"
    return f"{found.field} {is_value}, but the pattern expects {expected}"


def _why_maybe(field: str, entry: Entry, receiver: Receiver) -> str:
    if not is_wholly_known(receiver.pattern):
        return f"its pattern is unknown: {first_reason([receiver.pattern]).text}"
    if field.partition(".")[0] in _ADDED:
        return f"{field} is known only when the event is sent"
    argument = argument_of(entry, field)
    if argument is None or is_wholly_known(argument.value):
        return f"{field or 'a field'} is unknown"
    return f"{field} is unknown: {first_reason([argument.value]).text}"


def _unknown_bus(entry: Entry) -> str:
    field = entry.event_bus_name
    if field is None or is_wholly_known(field.value):
        return "the event bus is unknown"
    return f"the event bus is unknown: {first_reason([field.value]).text}"
