"""Looking into the JSON of a plan, and its values: what is known, what is not, and what is
sensitive, in three trees."""

from __future__ import annotations

from typing import Final, cast

from bridgelint.base.records import replace
from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.unicode_text import normalized
from bridgelint.terraform.values.values import (
    FALSE,
    NO_MARKS,
    TRUE,
    Mark,
    Reason,
    Unstated,
    Value,
    list_of,
    map_of,
    null,
    number,
    object_of,
    string,
    tuple_of,
    unknown,
)

_SENSITIVE: Final = frozenset({Mark.SENSITIVE})


def member(node: object, *names: str) -> object:
    """The member at the end of the names; `None` if one is missing."""
    for name in names:
        if not isinstance(node, dict):
            return None
        node = cast("dict[str, object]", node).get(name)
    return node


def members(node: object, *names: str) -> dict[str, object]:
    """The object there; an empty one where there is none."""
    found = member(node, *names)
    return cast("dict[str, object]", found) if isinstance(found, dict) else {}


def items(node: object, *names: str) -> list[object]:
    """The array there; an empty one where there is none."""
    found = member(node, *names)
    return cast("list[object]", found) if isinstance(found, list) else []


def text(node: object, *names: str) -> str:
    """The string there; an empty one where there is none."""
    found = member(node, *names)
    return found if isinstance(found, str) else ""


def read_number(text: str) -> Value:
    """A number of JSON text, with all its digits."""
    return number(numbers.parse(text) or 0)


def merged(
    known: object, late: object, secret: object, reason: Reason, type_: Unstated | None = None
) -> Value:
    """One value of the tree of what is known and its mirrors.

    `late` and `secret` have `true` where the value is unknown or sensitive; `reason` says why it
    is unknown. `type_`, if given, is that of nulls and of what arrays and objects contain: the plan
    does not state which of the objects of a resource are maps, and which of its arrays are sets.
    """

    def part(step: str | int) -> Value:
        return merged(_part(known, step), _part(late, step), _part(secret, step), reason, type_)

    length = max(len(items(known)), len(items(late)))
    names = {**members(known), **members(late)}
    if late is True:
        value = unknown(Unstated(reason), reason)
    elif isinstance(known, Value):
        value = known
    elif isinstance(known, bool):
        value = TRUE if known else FALSE
    elif isinstance(known, str):
        value = string(normalized(known))
    elif length or isinstance(known, list):
        parts = map(part, range(length))
        value = tuple_of(parts) if type_ is None else list_of(type_, parts)
    elif names or isinstance(known, dict):
        found = {normalized(name): part(name) for name in names}
        value = object_of(found) if type_ is None else map_of(type_, found)
    else:
        value = null() if type_ is None else replace(null(), type=type_)
    return value.marked(_SENSITIVE if secret is True else NO_MARKS)


def _part(mirror: object, step: str | int) -> object:
    """A part of a mirror; `true` for a whole is `true` for its parts."""
    if isinstance(step, str):
        return True if mirror is True else member(mirror, step)
    elements = items(mirror)
    return True if mirror is True else elements[step] if step < len(elements) else None


def attributes(address: str, change: object, side: str) -> Value:
    """The attributes of a resource instance, `after` or `before` its change."""
    known, secret = members(change, side), member(change, f"{side}_sensitive")
    late = members(change, "after_unknown") if side == "after" else {}
    return object_of(
        {
            name: _attribute(
                f"{address}.{name}", known.get(name), late.get(name), _part(secret, name)
            )
            for name in {**known, **late}
        }
    )


def _attribute(label: str, known: object, late: object, secret: object) -> Value:
    type_ = Unstated(Reason(f"the plan does not state the type of {label}"))
    reason = Reason(f"{label} is known after apply", after_apply=True)
    try:
        return merged(known, late, secret, reason, type_)
    except RecursionError:
        deep = Reason(f"{label} is nested too deeply in the plan")
        return unknown(type_, deep).marked(_SENSITIVE if secret else NO_MARKS)
