"""The keywords of JSON Schema for JSON with unknown parts.

Each keyword answers one of two questions: is the schema *certainly* violated, or *may* it be. If it
may not be violated, it certainly holds; `not`, `oneOf` and `if` need to know that of their parts.
In doubt, "certain" is answered with no and "may" with yes. The question is passed as the
validator's format checker, which jsonschema hands on to every part of a schema; formats themselves
are not checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final, Protocol

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError
from referencing.jsonschema import lookup_recursive_ref

from bridgelint.base.records import Record, replace
from bridgelint.eventbridge.detail.json_tree import (
    Hole,
    Json,
    JsonKind,
    is_whole,
    kind_of,
    scalar_text,
)
from bridgelint.eventbridge.detail.text_languages import literal
from bridgelint.eventbridge.detail_schema.ecma_pattern import matcher

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
"""The one kind of value to which a keyword applies; the others apply to all kinds."""

_UNEVALUATED: Final = "unevaluatedProperties"
_MOST_EXPONENT: Final = 400
_LEAST_STEPS: Final = 50_000
_STEPS_PER_VALUE: Final = 500


Step = str | int | None


class Validator(Protocol):
    """What jsonschema's validators offer to a keyword."""

    format_checker: FormatChecker | None
    VALIDATORS: Mapping[str, object]
    _resolver: object

    def evolve(self, **changes: object) -> Validator: ...

    def iter_errors(self, instance: Json) -> Errors: ...

    def descend(
        self, instance: Json, schema: Json, path: Step = None, schema_path: Step = None
    ) -> Errors: ...

    def is_type(self, instance: Json, type: str) -> bool: ...  # noqa: A002 # jsonschema's name


Default = Callable[[Validator, Json, Json, dict[str, Json]], Iterable[ValidationError] | None]


class _Asked(Record, eq=False):
    validator: Validator
    value: Json
    instance: Json
    schema: dict[str, Json]
    effort: Effort

    @property
    def may(self) -> bool:
        """Whether the question is if the schema may be violated."""
        return self.validator.format_checker is MAY

    def answer(self, schema: Json, instance: Json) -> bool | None:
        """Return whether a part of the schema holds. `None` if that is not certain."""
        for question, answer in ((MAY, True), (CERTAIN, None)):
            asked = self.validator.evolve(schema=schema, format_checker=question)
            if next(asked.iter_errors(instance), None) is None:
                return answer
        return False

    def matches(self, pattern: str, text: str, *, otherwise: bool) -> bool:
        """Return whether a pattern is found in a text; `otherwise` if it cannot be matched."""
        found = matcher(pattern)
        return otherwise if found is None else found(text)

    @property
    def values(self) -> list[Json]:
        """The keyword's value if it is a list, otherwise a list that contains it."""
        return self.value if isinstance(self.value, list) else [self.value]

    @property
    def members(self) -> dict[str, Json]:
        return self.instance if isinstance(self.instance, dict) else {}

    @property
    def elements(self) -> list[Json]:
        return self.instance if isinstance(self.instance, list) else []

    def schemas(self, keyword: str) -> dict[str, Json]:
        """The value of a keyword if it is an object, otherwise an empty one."""
        found = self.schema.get(keyword)
        return found if isinstance(found, dict) else {}


class TooMuchError(Exception):
    """The schema requires more steps than the size of the value justifies."""


class Effort:
    """Counts steps: references can double them with each level of a schema."""

    def __init__(self) -> None:
        self.left = 0

    def renew(self, values: int) -> None:
        """Allow as many steps as a value of this size can require."""
        self.left = _LEAST_STEPS + _STEPS_PER_VALUE * values

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooMuchError


def keywords(defaults: Mapping[str, Default], effort: Effort) -> dict[str, Default]:
    """Return the keywords of a draft, extended to support holes."""
    return {name: _aware(name, each, effort) for name, each in defaults.items()}


def _aware(name: str, default: Default, effort: Effort) -> Default:
    kind = _KIND.get(name)

    def keyword(
        validator: Validator, value: Json, instance: Json, schema: dict[str, Json]
    ) -> Errors:
        effort.spend()
        asked = _Asked(validator, value, instance, schema, effort)
        if isinstance(instance, Hole) and kind is not None:
            if kind in instance.kinds and asked.may:
                yield ValidationError("may be violated")
        elif kind is not None and _is_ignored(name, kind, instance, schema):
            return
        elif name.startswith("unevaluated") and not is_whole(instance):
            if asked.may:
                yield ValidationError("may be violated")
        elif name in _TESTS:
            if _TESTS[name](asked):
                yield ValidationError("is violated")
        elif name in _OWN:
            yield from _OWN[name](asked)
        else:
            yield from default(validator, value, instance, schema) or ()

    return keyword


def _is_ignored(name: str, kind: JsonKind, instance: Json, schema: dict[str, Json]) -> bool:
    if name == "additionalItems" and not isinstance(schema.get("items"), list):
        return True  # jsonschema asks for the length of `true`
    return kind_of(instance) != kind


def _type(asked: _Asked) -> bool:
    names = [each for each in asked.values if isinstance(each, str)]
    schemas = [each for each in asked.values if isinstance(each, dict)]
    instance = asked.instance
    answers = {asked.answer(each, instance) for each in schemas}
    if "any" in names or True in answers or (None in answers and not asked.may):
        return False
    if not isinstance(instance, Hole):
        return not any(asked.validator.is_type(instance, name) for name in names)
    if asked.may:
        return not instance.kinds <= set(names)
    # An unknown number may be an integer.
    return instance.kinds.isdisjoint({*names, "number"} if "integer" in names else names)


def _same(instance: Json, wanted: Json) -> bool | None:
    """Return whether the two are equal. `None` if that depends on unknown parts."""
    kind = kind_of(wanted)
    if isinstance(instance, Hole):
        if isinstance(wanted, str) and literal(wanted).answer(instance.parts) is False:
            return False
        if kind not in instance.kinds:
            return False
        return True if kind_of(instance) == "null" else None
    if kind_of(instance) != kind:
        return False
    if isinstance(instance, dict) and isinstance(wanted, dict):
        if instance.keys() != wanted.keys():
            return False
        answers = {_same(each, wanted[key]) for key, each in instance.items()}
    elif isinstance(instance, list) and isinstance(wanted, list):
        if len(instance) != len(wanted):
            return False
        answers = {_same(*pair) for pair in zip(instance, wanted, strict=True)}
    else:
        return instance == wanted
    return False if False in answers else None if None in answers else True


def _is_none_of(asked: _Asked, wanted: list[Json]) -> bool:
    answers = {_same(asked.instance, each) for each in wanted}
    return True not in answers if asked.may else answers <= {False}


def _forbidden(asked: _Asked, schema: Json) -> bool:
    answer = asked.answer(schema, asked.instance)
    return answer is True or (answer is None and asked.may)


def _one_of(asked: _Asked) -> Errors:
    instance = asked.instance
    answers = [asked.answer(each, instance) for each in asked.values]
    holding, possible = answers.count(True), len(answers) - answers.count(False)
    if not (holding == possible == 1) if asked.may else (possible == 0 or holding > 1):
        context = [
            error
            for place, each in enumerate(asked.values)
            for error in asked.validator.descend(instance, each, schema_path=place)
        ]
        yield ValidationError("does not match exactly one", context=context)


def _if(asked: _Asked) -> Errors:
    branches = {
        name: list(asked.validator.descend(asked.instance, each, schema_path=name))
        for name, each in asked.schema.items()
        if name in {"then", "else"}
    }
    positive, negative = branches.get("then", []), branches.get("else", [])
    answer = asked.answer(asked.value, asked.instance)
    if answer is not None:
        yield from positive if answer else negative
    elif asked.may or (positive and negative):
        yield from [*positive, *negative]


def _contains(asked: _Asked) -> bool:
    counted = "unevaluatedItems" in asked.validator.VALIDATORS
    least = asked.schema.get("minContains") if counted else None
    most = asked.schema.get("maxContains") if counted else None
    answers = [asked.answer(asked.value, each) for each in asked.elements]
    holding, possible = answers.count(True), len(answers) - answers.count(False)
    fewest, largest = (holding, possible) if asked.may else (possible, holding)
    too_few = fewest < (least if isinstance(least, int | float) else 1)
    return too_few or (isinstance(most, int | float) and largest > most)


def _unique_items(asked: _Asked) -> bool:
    if not asked.value:
        return False
    whole = [_comparable(each) for each in asked.elements if is_whole(each)]
    torn = len(whole) < len(asked.elements) > 1
    return len(set(whole)) < len(whole) or (asked.may and torn)


def _comparable(node: Json) -> str:
    """Return the same text for equal values, and different texts for other values."""
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


def _multiple_of(asked: _Asked) -> bool:
    """Compare in exact decimals: 19.99 is a multiple of 0.01."""
    amount, unit = _fraction(asked.instance), _fraction(asked.value)
    return asked.may if amount is None or not unit else (amount / unit).denominator != 1


def _fraction(number: Json) -> Fraction | None:
    if not isinstance(number, int | float):
        return None
    text = scalar_text(number)
    exponent = re.search(r"[eE]([+-]?\d+)", text)
    if exponent and abs(int(exponent[1])) > _MOST_EXPONENT:
        return None
    return Fraction(text)


def _required(asked: _Asked) -> Errors:
    if isinstance(asked.value, list):
        missing = (each for each in asked.value if each not in asked.members)
        yield from (ValidationError(str(each)) for each in missing)


def _additional(asked: _Asked) -> Errors:
    known, patterns = asked.schemas("properties"), asked.schemas("patternProperties")
    for name, each in asked.members.items():
        if name in known or any(asked.matches(every, name, otherwise=True) for every in patterns):
            continue
        if asked.value is False:
            yield ValidationError("is unknown", path=[name])
        elif isinstance(asked.value, dict):
            yield from asked.validator.descend(each, asked.value, path=name)


def _pattern_properties(asked: _Asked) -> Errors:
    for pattern, wanted in asked.schemas("patternProperties").items():
        for name, each in asked.members.items():
            if asked.matches(pattern, name, otherwise=asked.may):
                yield from asked.validator.descend(each, wanted, name, pattern)


def _pattern(asked: _Asked) -> bool:
    if not isinstance(asked.instance, str) or not isinstance(asked.value, str):
        return False
    return not asked.matches(asked.value, asked.instance, otherwise=not asked.may)


def _unevaluated_properties(asked: _Asked) -> Errors:
    """Implement `unevaluatedProperties`; jsonschema's own matches patterns with `re`."""
    schema = {name: each for name, each in asked.schema.items() if name != _UNEVALUATED}
    known = _evaluated(replace(asked, schema=schema))
    for name, each in asked.members.items():
        if name not in known:
            yield from asked.validator.descend(each, asked.value, path=name)


def _evaluated(asked: _Asked) -> set[str]:
    """Return the keys of the instance that the schema evaluates."""
    asked.effort.spend()
    if "additionalProperties" in asked.schema or _UNEVALUATED in asked.schema:
        return set(asked.members)
    keys = {name for name in asked.schemas("properties") if name in asked.members}
    for each in asked.schemas("patternProperties"):
        keys |= {
            name for name in asked.members if asked.matches(each, name, otherwise=not asked.may)
        }
    for part in (*_referenced(asked), *_applied(asked)):
        keys |= _evaluated(part)
    return keys


def _referenced(asked: _Asked) -> Iterator[_Asked]:
    validator = asked.validator
    resolver: Any = validator._resolver  # pyright: ignore[reportPrivateUsage] # noqa: SLF001 # no other way to it
    for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
        if keyword in asked.schema and keyword in validator.VALIDATORS:
            name, is_dynamic = asked.schema[keyword], keyword == "$recursiveRef"
            found: Any = lookup_recursive_ref(resolver) if is_dynamic else resolver.lookup(name)
            contents: Json = found.contents
            if isinstance(contents, dict):
                inside = validator.evolve(schema=contents, _resolver=found.resolver)
                yield replace(asked, validator=inside, schema=contents)


def _applied(asked: _Asked) -> Iterator[_Asked]:
    """Yield the schemas inside a schema that apply to the same value."""
    instance = asked.instance
    dependent = asked.schemas("dependentSchemas").items()
    parts = [each for name, each in dependent if name in asked.members]
    for keyword in ("allOf", "anyOf", "oneOf"):
        found = asked.schema.get(keyword)
        several = found if isinstance(found, list) else []
        parts += (
            part for part in several if next(asked.validator.descend(instance, part), None) is None
        )
    names: list[str] = []
    if "if" in asked.schema:
        answer = asked.answer(asked.schema["if"], instance)
        is_open = answer is None and not asked.may
        names += ("if", "then") if answer or is_open else ()
        names += ("else",) if answer is False or is_open else ()
    parts += (asked.schema[name] for name in names if name in asked.schema)
    yield from (replace(asked, schema=each) for each in parts if isinstance(each, dict))


_TESTS: Final[dict[str, Callable[[_Asked], bool]]] = {
    "const": lambda asked: _is_none_of(asked, [asked.value]),
    "contains": _contains,
    "disallow": lambda asked: any(_forbidden(asked, {"type": [each]}) for each in asked.values),
    "divisibleBy": _multiple_of,
    "enum": lambda asked: _is_none_of(asked, asked.values),
    "format": lambda _: False,
    "multipleOf": _multiple_of,
    "not": lambda asked: _forbidden(asked, asked.value),
    "pattern": _pattern,
    "type": _type,
    "uniqueItems": _unique_items,
}
"""Whether a keyword is violated, for those with one error."""

_OWN: Final[dict[str, Callable[[_Asked], Errors]]] = {
    "additionalProperties": _additional,
    "if": _if,
    "oneOf": _one_of,
    "patternProperties": _pattern_properties,
    "required": _required,
    "unevaluatedProperties": _unevaluated_properties,
}
