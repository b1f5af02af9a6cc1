"""Phrases for messages: a type with its article, the nearest known name."""

from __future__ import annotations

from collections.abc import Iterable

from bridgelint.base.words import nearest
from bridgelint.terraform.values.errors import Meant
from bridgelint.terraform.values.type_names import friendly
from bridgelint.terraform.values.types import Dynamic, Type


def a_value_of(type_: Type) -> str:
    """Return `a string`, `a list of number`, `an object`: a value of the type, for a sentence."""
    if isinstance(type_, Dynamic):
        return "this value"
    words = friendly(type_)
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def meant_by(name: str, candidates: Iterable[str], prefix: str = "") -> Meant | None:
    """Return the nearest candidate, or `None` if none is near."""
    found = nearest(name, candidates)
    return Meant(f"{prefix}{name}", f"{prefix}{found}") if found else None
