"""Values of a plan: what is known, what is not, and what is sensitive, in three trees."""

from __future__ import annotations

from typing import Final

from bridgelint.base.records import replace
from bridgelint.plan.plan_json import items, member, members
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


def read_number(text: str) -> Value:
    """A number of JSON text, with all its digits."""
    return number(numbers.parse(text) or 0)


def merged(known: object, late: object, secret: object, reason: Reason) -> Value:
    """One value of the tree of what is known and its mirrors.

    `late` and `secret` have `true` where the value is unknown or sensitive; `reason` says why it
    is unknown.
    """
    marks = _SENSITIVE if secret is True else NO_MARKS
    if late is True:
        return unknown(Unstated(reason), reason).marked(marks)
    return _known(known, late, secret, reason).marked(marks)


def _known(known: object, late: object, secret: object, reason: Reason) -> Value:
    if isinstance(known, Value):
        return known
    if isinstance(known, bool):
        return TRUE if known else FALSE
    if isinstance(known, str):
        return string(normalized(known))
    elements, late_elements = items(known), items(late)
    if isinstance(known, list) or late_elements:
        return _tuple(elements, late_elements, secret, reason)
    found, late_found = members(known), members(late)
    if isinstance(known, dict) or late_found:
        return object_of(
            {
                normalized(name): merged(
                    found.get(name), late_found.get(name), _secret(secret, name), reason
                )
                for name in {**found, **late_found}
            }
        )
    return null()


def _secret(mirror: object, name: str) -> object:
    """Of a part; `true` for a whole is `true` for its parts."""
    return True if mirror is True else member(mirror, name)


def _tuple(known: list[object], late: list[object], secret: object, reason: Reason) -> Value:
    def at(mirror: list[object], place: int) -> object:
        return mirror[place] if place < len(mirror) else None

    length = max(len(known), len(late))
    return tuple_of(
        merged(
            at(known, place), at(late, place), secret is True or at(items(secret), place), reason
        )
        for place in range(length)
    )


def attributes(address: str, change: object, side: str) -> Value:
    """The attributes of a resource instance, `after` or `before` its change."""
    late = members(change, "after_unknown") if side == "after" else {}
    known, secret = members(change, side), member(change, f"{side}_sensitive")
    found = {
        name: _attribute(
            f"{address}.{name}", known.get(name), late.get(name), _secret(secret, name)
        )
        for name in {**known, **late}
    }
    return object_of(found)


def _attribute(label: str, known: object, late: object, secret: object) -> Value:
    type_ = Unstated(Reason(f"the plan does not state the type of {label}"))
    reason = Reason(f"{label} is known after apply", after_apply=True)
    try:
        return _of_type(merged(known, late, secret, reason), type_)
    except RecursionError:
        deep = Reason(f"{label} is nested too deeply in the plan")
        return unknown(type_, deep).marked(_SENSITIVE if secret else NO_MARKS)


def _of_type(value: Value, type_: Unstated) -> Value:
    """The plan does not state which of its objects are maps, and which of its arrays are sets."""
    content = value.content
    if content is None:
        return replace(value, type=type_)
    if isinstance(content, dict):
        entries = {key: _of_type(each, type_) for key, each in content.items()}
        return map_of(type_, entries).marked(value.marks)
    if isinstance(content, tuple):
        return list_of(type_, (_of_type(each, type_) for each in content)).marked(value.marks)
    return value
