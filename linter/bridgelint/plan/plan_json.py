"""Looking into JSON of any shape."""

from __future__ import annotations

from typing import cast


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
