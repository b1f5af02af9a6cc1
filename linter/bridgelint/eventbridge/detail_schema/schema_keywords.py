"""The keywords of JSON Schema on JSON of which parts are unknown.

Each keyword is asked one of two questions: is it *certain* that the schema is broken, or *may* it
be. A schema that may not be broken is certain to hold; `not`, `oneOf` and `if` have to know that of
their parts. Where a case is too fine, "certain" says no and "may" says yes. The question travels as
the validator's format checker, which jsonschema hands on to every part of a schema; formats
themselves are not checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final, Protocol

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_text import scalar_text
from bridgelint.eventbridge.detail.json_tree import Hole, Json, JsonKind, is_whole, kind_of
from bridgelint.eventbridge.pattern.text_languages import literal

Errors = Iterator[ValidationError]
CERTAIN: Final = FormatChecker(())
MAY: Final = FormatChecker(())
"""The two questions."""

_STRINGS: Final = "minLength maxLength pattern"
_NUMBERS: Final = "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf divisibleBy"
_ARRAYS: Final = (
    "items additionalItems prefixItems contains minItems maxItems uniqueItems unevaluatedItems"
)
_OBJECTS: Final = (
    "properties patternProperties additionalProperties required minProperties maxProperties "
    "dependencies dependentRequired dependentSchemas propertyNames unevaluatedProperties"
)
_KIND: Final[dict[str, JsonKind]] = {
    **dict.fromkeys(_STRINGS.split(), "string"),
    **dict.fromkeys(_NUMBERS.split(), "number"),
    **dict.fromkeys(_ARRAYS.split(), "array"),
    **dict.fromkeys(_OBJECTS.split(), "object"),
}
"""The one kind of value that a keyword says something of; the others say it of all."""

_MOST_EXPONENT: Final = 400


class Validator(Protocol):
    """What jsonschema's validators have for a keyword."""

    format_checker: FormatChecker | None
    VALIDATORS: Mapping[str, object]

    def evolve(self, **changes: object) -> Validator:
        """The same for another schema, or with another format checker."""
        ...

    def iter_errors(self, instance: Json) -> Errors:
        """What breaks the schema."""
        ...

    def descend(
        self,
        instance: Json,
        schema: Json,
        path: str | int | None = None,
        schema_path: str | int | None = None,
    ) -> Errors:
        """What breaks a part of the schema."""
        ...

    def is_type(self, instance: Json, type: str) -> bool:  # noqa: A002 # jsonschema's name
        """The value has the type."""
        ...


Default = Callable[[Validator, Json, Json, dict[str, Json]], Iterable[ValidationError] | None]


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A keyword with its value, an instance, and the question."""

    validator: Validator
    value: Json
    instance: Json
    schema: dict[str, Json]

    @property
    def may(self) -> bool:
        """It is asked whether the schema may be broken."""
        return self.validator.format_checker is MAY

    def broken(self, schema: Json, instance: Json, question: FormatChecker) -> bool:
        """The answer to a question about a part of the schema."""
        asked = self.validator.evolve(schema=schema, format_checker=question)
        return next(asked.iter_errors(instance), None) is not None

    def holds(self, schema: Json, instance: Json) -> bool:
        """It is certain not to be broken."""
        return not self.broken(schema, instance, MAY)

    def possible(self, schema: Json, instance: Json) -> bool:
        """It is not certain to be broken."""
        return not self.broken(schema, instance, CERTAIN)

    @property
    def values(self) -> list[Json]:
        """The keyword's value where it is a list, else the one value in a list."""
        return self.value if isinstance(self.value, list) else [self.value]


Keyword = Callable[[_Asked], Errors]


def keywords(defaults: Mapping[str, Default]) -> dict[str, Default]:
    """The keywords of a draft, so that they know about holes."""
    return {name: _aware(name, each) for name, each in defaults.items()}


def _aware(name: str, default: Default) -> Default:
    own = _OWN.get(name)
    kind = _KIND.get(name)

    def keyword(
        validator: Validator, value: Json, instance: Json, schema: dict[str, Json]
    ) -> Errors:
        asked = _Asked(validator, value, instance, schema)
        if isinstance(instance, Hole) and kind is not None:
            if kind in instance.kinds and asked.may:
                yield ValidationError("may be broken")
        elif own is not None:
            yield from own(asked)
        elif name.startswith("unevaluated") and not is_whole(instance):
            if asked.may:
                yield ValidationError("may be broken")
        else:
            yield from default(validator, value, instance, schema) or ()

    return keyword


def _type(asked: _Asked) -> Errors:
    names = [each for each in asked.values if isinstance(each, str)]
    schemas = [each for each in asked.values if isinstance(each, dict)]
    instance = asked.instance
    if "any" in names or any(asked.holds(each, instance) for each in schemas):
        return
    if not asked.may and any(asked.possible(each, instance) for each in schemas):
        return
    if isinstance(instance, Hole):
        fitting = [_fits(kind, names) for kind in instance.kinds]
        broken = set(fitting) != {True} if asked.may else set(fitting) == {False}
    else:
        broken = not any(asked.validator.is_type(instance, name) for name in names)
    if broken:
        yield ValidationError("has another type")


def _fits(kind: JsonKind, types: list[str]) -> bool | None:
    """A value of the kind has one of the types; nothing where that depends."""
    if kind in types:
        return True
    return None if kind == "number" and "integer" in types else False


def _same(instance: Json, wanted: Json) -> bool | None:
    """The two are equal; nothing where that depends on what is not known."""
    if isinstance(instance, Hole):
        return _hole_is(instance, wanted)
    if kind_of(instance) != kind_of(wanted):
        return False
    if isinstance(instance, dict) and isinstance(wanted, dict):
        if instance.keys() != wanted.keys():
            return False
        return _all(_same(each, wanted[key]) for key, each in instance.items())
    if isinstance(instance, list) and isinstance(wanted, list):
        if len(instance) != len(wanted):
            return False
        return _all(_same(*pair) for pair in zip(instance, wanted, strict=True))
    return instance == wanted


def _hole_is(hole: Hole, wanted: Json) -> bool | None:
    kind = kind_of(wanted)
    if kind not in hole.kinds:
        return False
    if isinstance(wanted, str) and not literal(wanted).accepts_some(hole.parts):
        return False
    return True if wanted is None and len(hole.kinds) == 1 else None


def _all(answers: Iterator[bool | None]) -> bool | None:
    found = set(answers)
    if False in found:
        return False
    return None if None in found else True


def _enum(asked: _Asked) -> Errors:
    answers = {_same(asked.instance, each) for each in asked.values}
    if True not in answers if asked.may else answers <= {False}:
        yield ValidationError("is none of them")


def _const(asked: _Asked) -> Errors:
    answer = _same(asked.instance, asked.value)
    if answer is not True if asked.may else answer is False:
        yield ValidationError("is not that")


def _not(asked: _Asked) -> Errors:
    yield from _forbidden(asked, asked.value)


def _disallow(asked: _Asked) -> Errors:
    for each in asked.values:
        yield from _forbidden(asked, {"type": [each]})


def _forbidden(asked: _Asked, schema: Json) -> Errors:
    instance = asked.instance
    if asked.possible(schema, instance) if asked.may else asked.holds(schema, instance):
        yield ValidationError("is forbidden")


def _one_of(asked: _Asked) -> Errors:
    instance = asked.instance
    holding = sum(asked.holds(each, instance) for each in asked.values)
    possible = sum(asked.possible(each, instance) for each in asked.values)
    if not (holding == possible == 1) if asked.may else (possible == 0 or holding > 1):
        context = [
            error
            for place, each in enumerate(asked.values)
            for error in asked.validator.descend(instance, each, schema_path=place)
        ]
        yield ValidationError("fits not exactly one", context=context)


def _if(asked: _Asked) -> Errors:
    branches = {
        name: list(asked.validator.descend(asked.instance, each, schema_path=name))
        for name, each in asked.schema.items()
        if name in {"then", "else"}
    }
    positive, negative = branches.get("then", []), branches.get("else", [])
    if asked.holds(asked.value, asked.instance):
        yield from positive
    elif not asked.possible(asked.value, asked.instance):
        yield from negative
    elif asked.may or (positive and negative):
        yield from [*positive, *negative]


def _contains(asked: _Asked) -> Errors:
    if not isinstance(asked.instance, list):
        return
    counted = "unevaluatedItems" in asked.validator.VALIDATORS
    least = asked.schema.get("minContains") if counted else None
    most = asked.schema.get("maxContains") if counted else None
    holding = sum(asked.holds(asked.value, each) for each in asked.instance)
    possible = sum(asked.possible(asked.value, each) for each in asked.instance)
    fewest, largest = (holding, possible) if asked.may else (possible, holding)
    if fewest < (least if isinstance(least, int | float) else 1):
        yield ValidationError("contains too few")
    elif isinstance(most, int | float) and largest > most:
        yield ValidationError("contains too many")


def _unique_items(asked: _Asked) -> Errors:
    if not asked.value or not isinstance(asked.instance, list):
        return
    whole = [_comparable(each) for each in asked.instance if is_whole(each)]
    torn = len(whole) < len(asked.instance) > 1
    if len(set(whole)) < len(whole) or (asked.may and torn):
        yield ValidationError("holds one twice")


def _comparable(node: Json) -> str:
    """The same text for equal values, another for others."""
    if isinstance(node, dict):
        members = sorted((scalar_text(key), _comparable(each)) for key, each in node.items())
        return "{" + ",".join(f"{key}:{each}" for key, each in members) + "}"
    if isinstance(node, list):
        return "[" + ",".join(_comparable(each) for each in node) + "]"
    if isinstance(node, Hole):
        return "?"
    if isinstance(node, float):
        return str(int(node)) if node.is_integer() else str(float(node))
    return scalar_text(node)


def _multiple_of(asked: _Asked) -> Errors:
    """In exact decimals: 19.99 is a multiple of 0.01."""
    if kind_of(asked.instance) != "number":
        return
    amount, unit = _fraction(asked.instance), _fraction(asked.value)
    if amount is None or not unit:
        if asked.may:
            yield ValidationError("may be no multiple")
    elif (amount / unit).denominator != 1:
        yield ValidationError("is no multiple")


def _fraction(number: Json) -> Fraction | None:
    if not isinstance(number, int | float):
        return None
    text = scalar_text(number)
    exponent = re.search(r"[eE]([+-]?\d+)", text)
    if exponent and abs(int(exponent[1])) > _MOST_EXPONENT:
        return None
    return Fraction(text)


def _required(asked: _Asked) -> Errors:
    if isinstance(asked.instance, dict) and isinstance(asked.value, list):
        missing = (each for each in asked.value if each not in asked.instance)
        yield from (ValidationError(str(each)) for each in missing)


def _additional(asked: _Asked) -> Errors:
    if not isinstance(asked.instance, dict):
        return
    known, patterns = asked.schema.get("properties"), asked.schema.get("patternProperties")
    matchers = [_compiled(each) for each in patterns] if isinstance(patterns, dict) else []
    for name, each in asked.instance.items():
        if isinstance(known, dict) and name in known:
            continue
        if any(found is None or found.search(name) for found in matchers):
            continue
        if asked.value is False:
            yield ValidationError("is not known", path=[name])
        elif isinstance(asked.value, dict):
            yield from asked.validator.descend(each, asked.value, path=name)


def _compiled(pattern: Json) -> re.Pattern[str] | None:
    """Nothing for what JavaScript may understand and Python does not."""
    try:
        return re.compile(str(pattern))
    except re.error:
        return None


def _pattern_properties(asked: _Asked) -> Errors:
    if not isinstance(asked.instance, dict) or not isinstance(asked.value, dict):
        return
    for pattern, wanted in asked.value.items():
        found = _compiled(pattern)
        for name, each in asked.instance.items():
            if found is not None and found.search(name):
                yield from asked.validator.descend(each, wanted, name, pattern)


def _pattern(asked: _Asked) -> Errors:
    if not isinstance(asked.instance, str):
        return
    found = _compiled(asked.value)
    if found is None:
        if asked.may:
            yield ValidationError("may not match")
    elif not found.search(asked.instance):
        yield ValidationError("does not match")


def _nothing(_: _Asked) -> Errors:
    return iter(())


_OWN: Final[dict[str, Keyword]] = {
    "additionalProperties": _additional,
    "const": _const,
    "contains": _contains,
    "disallow": _disallow,
    "divisibleBy": _multiple_of,
    "enum": _enum,
    "format": _nothing,
    "if": _if,
    "multipleOf": _multiple_of,
    "not": _not,
    "oneOf": _one_of,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "required": _required,
    "type": _type,
    "uniqueItems": _unique_items,
}
