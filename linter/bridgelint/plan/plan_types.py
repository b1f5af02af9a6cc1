"""The types of the values that a plan has for an action, against the schema of the provider."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgelint.terraform.values.values import Unknown, Value

_STRINGS: Final = ("source", "detail_type", "detail", "event_bus_name", "time")


def wrong_types(config: Value) -> Iterator[str]:
    """Yield the arguments with a value that Terraform cannot have written."""
    arguments = _members(config)
    if arguments is None:
        yield "config"
        return
    if not _is_string(arguments.get("region")):
        yield "region"
    entries = _elements(arguments.get("entry"))
    if entries is None:
        yield "entry"
    for index, entry in enumerate(entries or ()):
        fields = _members(entry)
        if fields is None:
            yield f"entry[{index}]"
            continue
        wrong = [name for name in _STRINGS if not _is_string(fields.get(name))]
        resources = _elements(fields.get("resources"))
        if resources is None or not all(map(_is_string, resources)):
            wrong.append("resources")
        yield from (f"entry[{index}].{name}" for name in wrong)


def _is_string(value: Value | None) -> bool:
    return value is None or value.content is None or isinstance(value.content, str | Unknown)


def _elements(value: Value | None) -> tuple[Value, ...] | None:
    """The elements, none if they are unknown or there is no value; `None` for another type."""
    if value is None or value.content is None or isinstance(value.content, Unknown):
        return ()
    return value.content if isinstance(value.content, tuple) else None


def _members(value: Value) -> dict[str, Value] | None:
    """The attributes, none if they are unknown; `None` for another type."""
    if value.content is None or isinstance(value.content, Unknown):
        return {}
    return dict(value.content) if isinstance(value.content, dict) else None
