"""Messages for schema violations that do not show values of the detail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from bridgelint.base.records import Record
from bridgelint.eventbridge.detail.json_tree import (
    KIND_WORDS,
    Hole,
    Json,
    JsonKind,
    JsonPath,
    kind_of,
    scalar_text,
)

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError


class Violation(Record):
    """One place of a detail that certainly violates the schema."""

    path: JsonPath
    """The path of the value; for a missing key, of the object that should contain it."""

    message: str
    """A clause that follows the path: `is a string, not a number`."""

    keyword: str
    """The keyword of the schema."""

    at_key: bool = False
    """Whether the key of the value is the place, not the value."""


_NAMED: Final = dict[str, str](KIND_WORDS.items(), integer="an integer", null="null")
_KINDS: Final[tuple[JsonKind, ...]] = ("string", "number", "boolean", "null", "array", "object")
_LONGEST: Final = 60
_MOST_VALUES: Final = 8


def violation(error: ValidationError) -> Violation:
    """Return the violation for a jsonschema error; of alternatives, that of the nearest one."""
    error = _deepest(error)
    path = tuple(error.absolute_path)
    keyword = str(error.validator or "false")
    if keyword == "required":
        return Violation(path, f"is missing the required key `{error.message}`", keyword)
    wanted, found = cast("tuple[Json, Json]", (error.validator_value, error.instance))
    message = _WORDS.get(keyword, "violates `{keyword}` of the schema").format(
        keyword=keyword,
        wanted=wanted,
        shown=_shown(wanted),
        count="one" if wanted == 1 else _shown(wanted).strip("`"),
        s="" if wanted == 1 else "s",
    )
    several = wanted if isinstance(wanted, list) else [wanted]
    if keyword == "type":
        names = [_NAMED.get(str(each), str(each)) for each in several]
        message = f"is {_kind(found)}, not {' or '.join(names)}"
    elif keyword == "enum" and len(several) > _MOST_VALUES:
        message = f"is none of the {len(several)} values that the schema allows"
    elif keyword == "enum":
        message = f"is not {' or '.join(map(_shown, several))}"
    return Violation(path, message, keyword, at_key=keyword == "additionalProperties")


def _deepest(error: ValidationError) -> ValidationError:
    """Return one of the errors in the alternatives that is deeper than their start."""
    while error.context:
        inner = max(error.context, key=lambda each: len(each.absolute_path))
        if len(inner.absolute_path) <= len(error.absolute_path):
            return _only_alternative(error) or error
        error = inner
    return error


def _only_alternative(error: ValidationError) -> ValidationError | None:
    """Return the first error in the only alternative other than `null`."""
    null = ("type", "null")
    inner = [each for each in error.context if (each.validator, each.validator_value) != null]
    alternatives = {next(iter(each.relative_schema_path), None) for each in inner}
    return inner[0] if len(alternatives) == 1 else None


def _kind(node: Json) -> str:
    kind = kind_of(node)
    if kind is not None:
        return _NAMED[kind]
    kinds = node.kinds if isinstance(node, Hole) else frozenset[JsonKind]()
    return " or ".join(_NAMED[each] for each in _KINDS if each in kinds)


def _shown(node: Json) -> str:
    """Return a value of the schema for a message."""
    if isinstance(node, dict | list | Hole):
        return _kind(node)
    text = scalar_text(node)
    return f"`{text}`" if len(text) <= _LONGEST else f"`{text[:_LONGEST]}…`"


_WORDS: Final = {
    "const": "is not {shown}",
    "additionalProperties": "is not a key of the schema",
    "false": "is not allowed by the schema",
    "minimum": "is less than {shown}",
    "maximum": "is greater than {shown}",
    "exclusiveMinimum": "is not greater than {shown}",
    "exclusiveMaximum": "is not less than {shown}",
    "multipleOf": "is not a multiple of {shown}",
    "pattern": "does not match `{wanted}`",
    "minLength": "has fewer than {count} character{s}",
    "maxLength": "has more than {count} character{s}",
    "minItems": "has fewer than {count} element{s}",
    "maxItems": "has more than {count} element{s}",
    "minProperties": "has fewer than {count} key{s}",
    "maxProperties": "has more than {count} key{s}",
    "uniqueItems": "contains a duplicate element",
    "contains": "does not contain an element that the schema requires",
    "anyOf": "does not match any alternative of the schema",
    "oneOf": "does not match exactly one alternative of the schema",
    "not": "is not allowed by the schema",
}
