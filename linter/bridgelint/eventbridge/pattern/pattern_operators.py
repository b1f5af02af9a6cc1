"""Parsing of the operators of an event pattern: `{"prefix": …}`, `{"numeric": …}`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Final

from bridgelint.eventbridge.detail.json_text import scalar_text
from bridgelint.eventbridge.detail.json_tree import Hole, Json, JsonKind, members_of
from bridgelint.eventbridge.pattern.ip_addresses import cidr, hexadecimal
from bridgelint.eventbridge.pattern.pattern_errors import InvalidPattern
from bridgelint.eventbridge.pattern.text_languages import (
    Language,
    Parts,
    ignoring_case,
    in_bytes,
    literal,
)
from bridgelint.eventbridge.pattern.value_matchers import (
    Absent,
    Addresses,
    Anything,
    Exists,
    Matcher,
    NotNumber,
    NotText,
    NumberRange,
    TextValue,
    comparable,
)

_LARGEST: Final = sys.float_info.max
_QUOTE: Final = ('"',)


def read_matchers(values: list[Json], *, old: bool) -> tuple[Matcher, ...]:
    """Return what an array of a pattern accepts. `old` is the language without `$or`, in which
    `anything-but` accepts fewer arguments."""
    if not values:
        raise InvalidPattern("an array cannot be empty")
    found: list[Matcher] = []
    for value in values:
        if isinstance(value, dict):
            matcher = _operator(value, old=old)
            if matcher != NotText(frozenset()) or not found:
                found.append(matcher)
        else:
            found.extend(_exact(value))
    return tuple(found)


def fault_of(matchers: tuple[Matcher, ...]) -> str:
    """Return the error of Event Ruler when it builds its state machine, or an empty string."""
    if matchers[0] == NotText(frozenset()):
        return "the list of `anything-but` cannot be empty"
    if any(isinstance(each, NumberRange) and each.low > each.high for each in matchers):
        return "a bound of `numeric` cannot be the largest double"
    return ""


def _exact(value: Json) -> tuple[Matcher, ...]:
    if isinstance(value, list | dict):
        raise InvalidPattern("a value must be a string, number, bool or null, not an array")
    if isinstance(value, Hole):
        if value.kinds <= {"array"}:
            raise InvalidPattern("a value must be a string, number, bool or null, not an array")
        return (Anything(_quoted_parts(value), absence="object" in value.kinds),)
    if isinstance(value, str):
        address = hexadecimal(value)
        if address is not None:
            return (Addresses((address, address)),)
        return (TextValue(literal(f'"{in_bytes(value)}"')),)
    text = scalar_text(value)
    amount = comparable(text) if text[0] in "-0123456789" else None
    exact = TextValue(literal(text))
    return (exact,) if amount is None else (NumberRange(amount, amount), exact)


def _quoted_parts(hole: Hole) -> Parts | None:
    """Return the parts of a hole that can only be a string, in its quotes."""
    if not _only(hole, "string"):
        return None
    return tuple(None if each is None else in_bytes(each) for each in ('"', *hole.parts, '"'))


def _only(hole: Hole, kind: JsonKind) -> bool:
    return hole.kinds == frozenset({kind})


def _operator(expression: dict[str, Json], *, old: bool) -> Matcher:
    members = members_of(expression)
    if not members:
        raise InvalidPattern("unexpected empty object: expected an operator")
    name, argument = next(iter(members))
    if name == "anything-but":
        matcher = _anything_but(argument, old=old)
    elif name in _OPERATORS:
        matcher = _OPERATORS[name](argument)
    else:
        raise InvalidPattern(f"unknown operator `{name}`")
    if len(members) > 1:
        raise InvalidPattern(f"`{name}` must be the only key of its object")
    return matcher


def _string(argument: Json, operator: str) -> str | Hole:
    if isinstance(argument, str):
        return in_bytes(argument)
    if isinstance(argument, Hole) and "string" in argument.kinds:
        return argument
    raise InvalidPattern(f"`{operator}` must be a string")


def _exactly(argument: Json) -> Matcher:
    text = _string(argument, "exactly")
    return (
        Anything(_quoted_parts(text)) if isinstance(text, Hole) else TextValue(literal(f'"{text}"'))
    )


def _affix(argument: Json, operator: str) -> Matcher:
    """Parse `prefix` or `suffix`: any text follows the one, and precedes the other."""
    is_prefix = operator == "prefix"
    if isinstance(argument, dict):
        text = _ignored_case(argument, operator)
        if isinstance(text, Hole):
            return Anything()
        pieces = ignoring_case(text)
        return TextValue(
            Language((_QUOTE, *pieces, None) if is_prefix else (None, *pieces, _QUOTE))
        )
    if not isinstance(argument, Hole):
        return TextValue(_affixed(str(_string(argument, operator)), operator))
    if not argument.kinds & {"string", "object"}:
        raise InvalidPattern(f"`{operator}` must be a string or `equals-ignore-case`")
    parts = _quoted_parts(argument)
    if parts is None:
        return Anything()
    return Anything((*parts[:-1], None) if is_prefix else (None, *parts[1:]))


def _affixed(text: str, operator: str) -> Language:
    return literal(f'"{text}', None) if operator == "prefix" else literal(None, f'{text}"')


def _ignored_case(argument: dict[str, Json], operator: str) -> str | Hole:
    members = members_of(argument)
    name, value = next(iter(members), ("", None))
    if name != "equals-ignore-case":
        raise InvalidPattern(f"`{operator}` must be a string or `equals-ignore-case`")
    if len(members) > 1:
        raise InvalidPattern("`equals-ignore-case` must be the only key of its object")
    return _string(value, name)


def _equals_ignore_case(argument: Json) -> Matcher:
    text = _string(argument, "equals-ignore-case")
    return Anything() if isinstance(text, Hole) else TextValue(_any_case(text))


def _any_case(text: str) -> Language:
    return Language((_QUOTE, *ignoring_case(text), _QUOTE))


def _wildcard(argument: Json) -> Matcher:
    text = _string(argument, "wildcard")
    return Anything() if isinstance(text, Hole) else TextValue(_wild(text))


def _wild(text: str) -> Language:
    """Parse a wildcard: `*` is any text; a backslash escapes `*` and itself."""
    parts: list[str | None] = ['"']
    position = 0
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 1
            if text[position : position + 1] not in {"*", "\\"}:
                raise InvalidPattern("a backslash in a wildcard must be followed by `*` or `\\\\`")
            character = text[position]
        elif character == "*":
            if text[position + 1 : position + 2] == "*":
                raise InvalidPattern("a wildcard cannot contain consecutive `*`")
            parts.append(None)
            position += 1
            continue
        if parts[-1] is None:
            parts.append(character)
        else:
            parts[-1] += character
        position += 1
    return literal(*parts, '"')


def _exists(argument: Json) -> Matcher:
    if isinstance(argument, bool):
        return Exists() if argument else Absent()
    if isinstance(argument, Hole) and "boolean" in argument.kinds:
        return Anything(absence=True)
    raise InvalidPattern("`exists` must be true or false")


def _cidr(argument: Json) -> Matcher:
    text = _string(argument, "cidr")
    if isinstance(text, Hole):
        return Anything()
    return Addresses(cidr(text))


def _numeric(argument: Json) -> Matcher:
    if isinstance(argument, Hole) and "array" in argument.kinds:
        return Anything()
    if not isinstance(argument, list):
        raise InvalidPattern("`numeric` must be an array")
    if any(isinstance(each, Hole) for each in argument):
        return Anything()
    operator = argument[0] if argument else None
    if not isinstance(operator, str):
        raise InvalidPattern("the array of `numeric` must start with an operator")
    if operator not in {"=", "<", "<=", ">", ">="}:
        raise InvalidPattern(f"unknown operator `{operator}` in `numeric`")
    if len(argument) == 2:
        return _bounded(operator, _comparable(argument[1]))
    if len(argument) == 4 and operator in {">", ">="}:
        return _range(operator, argument)
    raise InvalidPattern("`numeric` must be an operator and a number, or two bounds")


def _bounded(operator: str, number: float) -> Matcher:
    if operator == "=":
        return NumberRange(number, number)
    low, high = (-_LARGEST, number) if operator[0] == "<" else (number, _LARGEST)
    if low == high:
        return NumberRange(_LARGEST, -_LARGEST)
    closed = operator.endswith("=")
    return NumberRange(low, high, (closed, True) if operator[0] == ">" else (True, closed))


def _range(operator: str, argument: list[Json]) -> Matcher:
    upper = argument[2]
    if not isinstance(upper, str) or upper not in {"<", "<="}:
        raise InvalidPattern("the second operator of `numeric` must be `<` or `<=`")
    low, high = _comparable(argument[1]), _comparable(argument[3])
    if low >= high:
        raise InvalidPattern("the lower bound of `numeric` must be less than the upper bound")
    return NumberRange(low, high, (operator == ">=", upper == "<="))


def _comparable(number: Json) -> float:
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise InvalidPattern("an operator of `numeric` must be followed by a number")
    amount = comparable(scalar_text(number))
    if amount is None:
        raise InvalidPattern(f"`{scalar_text(number)}` cannot be compared exactly")
    return amount


def _anything_but(argument: Json, *, old: bool) -> Matcher:
    if isinstance(argument, dict):
        return _no_text(argument, old=old)
    if isinstance(argument, Hole):
        if argument.kinds <= {"null", "boolean"}:
            raise InvalidPattern("`anything-but` must be a string, a number, or a list of them")
        return Anything()
    values = argument if isinstance(argument, list) else [argument]
    texts = [each for each in values if isinstance(each, str)]
    numbers = [each for each in values if isinstance(each, int | float)]
    numbers = [each for each in numbers if not isinstance(each, bool)]
    holes = [each for each in values if isinstance(each, Hole)]
    if len(texts) + len(numbers) + len(holes) < len(values) or not values:
        raise InvalidPattern("`anything-but` must be a string, a number, or a list of them")
    if texts and numbers:
        raise InvalidPattern("`anything-but` cannot mix strings and numbers")
    if holes:
        return Anything()
    if numbers:
        return NotNumber(frozenset(_comparable(each) for each in numbers))
    return NotText(frozenset(literal(f'"{in_bytes(each)}"') for each in texts))


def _no_text(argument: dict[str, Json], *, old: bool) -> Matcher:
    members = members_of(argument)
    if not members:
        raise InvalidPattern("the object of `anything-but` cannot be empty")
    name, value = members[0]
    if name not in _NEGATED or (old and name == "wildcard"):
        raise InvalidPattern(f"`anything-but` cannot be combined with `{name}`")
    if len(members) > 1:
        raise InvalidPattern(f"`{name}` must be the only key of its object")
    if isinstance(value, Hole):
        if not value.kinds & {"string", "array"}:
            raise InvalidPattern(f"`{name}` must be a string or a list of strings")
        return Anything()
    values = value if isinstance(value, list) else [value]
    if old and name != "equals-ignore-case" and isinstance(value, list):
        raise InvalidPattern(f"`{name}` must be a string")
    if any(isinstance(each, Hole) for each in values):
        return Anything()
    languages: list[Language] = []
    for each in values:
        if not isinstance(each, str):
            raise InvalidPattern(f"`{name}` must be a string or a list of strings")
        languages.append(_NEGATED[name](in_bytes(each)))
    return NotText(frozenset(languages))


def _no_affix(text: str, operator: str) -> Language:
    if not text:
        raise InvalidPattern(f"the {operator} of `anything-but` cannot be empty")
    return _affixed(text, operator)


_OPERATORS: Final[dict[str, Callable[[Json], Matcher]]] = {
    "exactly": _exactly,
    "prefix": partial(_affix, operator="prefix"),
    "suffix": partial(_affix, operator="suffix"),
    "equals-ignore-case": _equals_ignore_case,
    "wildcard": _wildcard,
    "exists": _exists,
    "cidr": _cidr,
    "numeric": _numeric,
}
_NEGATED: Final[dict[str, Callable[[str], Language]]] = {
    "equals-ignore-case": _any_case,
    "prefix": partial(_no_affix, operator="prefix"),
    "suffix": partial(_no_affix, operator="suffix"),
    "wildcard": _wild,
}
