"""`--action ADDRESS`: which requests an address names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from bridgelint.base.nearest import nearest
from bridgelint.base.records import dataclass
from bridgelint.eventbridge.event_module import PutEventsRequest
from bridgelint.lint.report import Failure

_STEP: Final = r"\.?(?P<name>[^.\[\"]+)|(?P<key>\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\])"


@dataclass(frozen=True, slots=True)
class Selected:
    """What a list of addresses picks."""

    instances: tuple[PutEventsRequest, ...]
    failures: tuple[Failure, ...]
    """One for each address that names nothing."""


def select(instances: Iterable[PutEventsRequest], addresses: Iterable[str]) -> Selected:
    """The instances that one of the addresses names, in their order; all without any address.

    An address without a key names every instance, of the action as of a module on its way.
    """
    everything = tuple(instances)
    wanted = tuple(addresses)
    if not wanted:
        return Selected(everything, ())
    failures = [
        _nothing(address, everything)
        for address in dict.fromkeys(wanted)
        if not any(names(address, each) for each in everything)
    ]
    picked = (each for each in everything if any(names(one, each) for one in wanted))
    return Selected(tuple(picked), tuple(failures))


def _nothing(address: str, instances: tuple[PutEventsRequest, ...]) -> Failure:
    known = list(dict.fromkeys([each.address for each in instances]))
    actions = dict.fromkeys(each.action.address for each in instances)
    meant = nearest(address, [*known, *actions])
    if meant is not None:
        return Failure(f"no such action: `{address}`", f"did you mean `{meant}`?")
    if not known:
        return Failure(f"no such action: `{address}`", "there is no action here")
    shown = ", ".join(f"`{each}`" for each in known[:5])
    more = f" and {len(known) - 5:,} more" if len(known) > 5 else ""
    return Failure(f"no such action: `{address}`", f"there are {shown}{more}")


def names(address: str, instance: PutEventsRequest) -> bool:
    """The address is that of the instance, of its action, or of all instances of a module on its
    way."""
    wanted, has = tuple(_steps(address)), tuple(_steps(instance.address))
    if len(wanted) != len(has):
        return False
    last = len(has) - 1
    return all(
        name == other and (key in {"", its} or (place == last and instance.example))
        for place, ((name, key), (other, its)) in enumerate(zip(wanted, has, strict=True))
    )


def _steps(address: str) -> Iterator[tuple[str, str]]:
    """Each name of an address with the key behind it."""
    name, key = "", ""
    position = 0
    while position < len(address):
        found = re.compile(_STEP).match(address, position)
        if found is None:
            yield address, "no address"
            return
        position = found.end()
        if found["name"] is None:
            key += found["key"]
            continue
        if name:
            yield name, key
        name, key = found["name"], ""
    yield name, key
