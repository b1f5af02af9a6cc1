"""Words for messages: a type with its article, the nearest known name."""

from __future__ import annotations

from collections.abc import Iterable

from bridgelint.base.words import nearest
from bridgelint.terraform.values.type_names import friendly
from bridgelint.terraform.values.types import Dynamic, Type


def a_value_of(type_: Type) -> str:
    """`a string`, `a list of number`, `an object`: a value of the type, in a sentence."""
    if isinstance(type_, Dynamic):
        return "this value"
    words = friendly(type_)
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


def did_you_mean(name: str, candidates: Iterable[str], prefix: str = "") -> str:
    """Return `did you mean …?` for the nearest candidate, or an empty text if none is near."""
    found = nearest(name, candidates)
    return f"did you mean `{prefix}{found}`?" if found else ""
