"""Parsing of the operators of an event pattern: `{"prefix": …}`, `{"numeric": …}`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Final

from bridgelint.eventbridge.detail.json_tree import (
    ONLY_STRING,
    Hole,
    Json,
    JsonPath,
    kind_of,
    members_of,
    scalar_text,
)
from bridgelint.eventbridge.detail.text_languages import Language, ignoring_case, in_bytes, literal
from bridgelint.eventbridge.pattern.value_matchers import (
    Addresses,
    Anything,
    Exists,
    HexRange,
    Matcher,
    NotNumber,
    NotText,
    NumberRange,
    TextValue,
    comparable,
    event_text,
    hexadecimal,
    quoted,
)

_MASK: Final = re.compile(r"([+-]?)0*(\d{1,10})")
_MAX_INT: Final = 2**31 - 1
_LARGEST: Final = sys.float_info.max
_NEGATED: Final = ("equals-ignore-case", "prefix", "suffix", "wildcard")
"""The operators that `anything-but` accepts."""

_ENDS: Final = {"exactly": ('"', '"'), "prefix": ('"', None), "suffix": (None, '"')}
"""What precedes and follows the argument in the text of a value; `None` is any text."""


class InvalidPattern(Exception):  # noqa: N818 # the name is a contract
    """EventBridge rejects the pattern: `reason` is a clause, `path` leads to the invalid part."""

    def __init__(self, reason: str, path: JsonPath = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path


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
    if isinstance(value, list) or (isinstance(value, Hole) and value.kinds <= {"array"}):
        raise InvalidPattern("a value must be a string, number, bool or null, not an array")
    if isinstance(value, Hole):
        strings = quoted(value.parts) if value.kinds == ONLY_STRING else None
        return (Anything(strings, absence="object" in value.kinds),)
    address = hexadecimal(value) if isinstance(value, str) else None
    if address is not None:
        return (Addresses((address, address)),)
    text = event_text(value)
    amount = comparable(text) if kind_of(value) == "number" else None
    exact = TextValue(literal(text))
    return (exact,) if amount is None else (NumberRange(amount, amount), exact)


def _operator(expression: dict[str, Json], *, old: bool) -> Matcher:
    members = members_of(expression)
    if not members:
        raise InvalidPattern("unexpected empty object: expected an operator")
    name, argument = members[0]
    if name == "anything-but":
        matcher = _anything_but(argument, old=old)
    elif name in OPERATORS:
        matcher = OPERATORS[name](argument, name)
    else:
        raise InvalidPattern(f"unknown operator `{name}`")
    _refuse_others(members, name)
    return matcher


def _refuse_others(members: tuple[tuple[str, Json], ...], name: str) -> None:
    if len(members) > 1:
        raise InvalidPattern(f"`{name}` must be the only key of its object")


def _string(argument: Json, operator: str) -> str | Hole:
    if isinstance(argument, str):
        return in_bytes(argument)
    if isinstance(argument, Hole) and "string" in argument.kinds:
        return argument
    raise InvalidPattern(f"`{operator}` must be a string")


def _text_value(argument: Json, operator: str) -> Matcher:
    text = _string(argument, operator)
    if isinstance(text, str):
        return TextValue(_language(text, operator))
    if operator not in _ENDS or text.kinds != ONLY_STRING:
        return Anything()
    before, after = _ENDS[operator]
    return Anything((before, *quoted(text.parts)[1:-1], after))


def _language(text: str, operator: str) -> Language:
    if operator == "wildcard":
        return _wildcard(text)
    if operator == "equals-ignore-case":
        return _any_case(text)
    before, after = _ENDS[operator]
    return literal(before, text, after)


def _affix(argument: Json, operator: str) -> Matcher:
    if isinstance(argument, Hole) and "object" in argument.kinds:
        return Anything()
    if not isinstance(argument, dict):
        return _text_value(argument, operator)
    members = members_of(argument)
    name, value = members[0] if members else ("", None)
    if name != "equals-ignore-case":
        raise InvalidPattern(f"`{operator}` must be a string or `equals-ignore-case`")
    _refuse_others(members, name)
    text = _string(value, name)
    return Anything() if isinstance(text, Hole) else TextValue(_any_case(text, operator))


def _any_case(text: str, operator: str = "exactly") -> Language:
    before, after = (literal(each).pieces for each in _ENDS[operator])
    return Language((*before, *ignoring_case(text), *after))


def _wildcard(text: str) -> Language:
    """Parse a wildcard: `*` is any text; a backslash escapes `*` and itself."""
    parts: list[str | None] = ['"']
    characters = iter(text)
    for character in characters:
        escaped = next(characters, "") if character == "\\" else ""
        if character == "\\" and escaped not in {"*", "\\"}:
            raise InvalidPattern("a backslash in a wildcard must be followed by `*` or `\\\\`")
        if character == "*" and parts[-1] is None:
            raise InvalidPattern("a wildcard cannot contain consecutive `*`")
        parts.append(None if character == "*" else escaped or character)
    return Language((*literal(*parts).pieces, ('"',)))


def _cidr(argument: Json, operator: str) -> Matcher:
    text = _string(argument, operator)
    return Anything() if isinstance(text, Hole) else Addresses(_block(text))


def _block(text: str) -> HexRange:
    """Return the range of a CIDR block. Raise `InvalidPattern` if it is invalid."""
    halves = text.split("/")
    while halves and not halves[-1]:
        halves.pop()
    if len(halves) != 2:
        raise InvalidPattern("a CIDR block must be an address, one `/`, and a prefix length")
    mask = _MASK.fullmatch(halves[1])
    bits = int(mask[1] + mask[2]) if mask else _MAX_INT + 1
    if abs(bits) > _MAX_INT:
        raise InvalidPattern("the prefix length of a CIDR block must be an integer")
    if bits < 0:
        raise InvalidPattern("the prefix length of a CIDR block cannot be negative")
    address = hexadecimal(halves[0])
    if address is None:
        raise InvalidPattern(f"`{halves[0]}` is not a valid IP address")
    width = len(address) * 4
    if bits >= width:
        raise InvalidPattern(f"the prefix length of this CIDR block must be less than {width}")
    free = (1 << (width - bits)) - 1
    lowest = int(address, 16) & ~free
    digits = len(address)
    return f"{lowest:0{digits}X}", f"{lowest | free:0{digits}X}"


def _exists(argument: Json, _: str) -> Matcher:
    if isinstance(argument, bool):
        return Exists(argument)
    if isinstance(argument, Hole) and "boolean" in argument.kinds:
        return Anything(absence=True)
    raise InvalidPattern("`exists` must be true or false")


def _numeric(argument: Json, _: str) -> Matcher:
    if isinstance(argument, Hole) and "array" in argument.kinds:
        return Anything()
    if not isinstance(argument, list):
        raise InvalidPattern("`numeric` must be an array")
    if any(isinstance(each, Hole) for each in argument):
        return Anything()
    operator = argument[0] if argument else None
    if not isinstance(operator, str):
        raise InvalidPattern("the array of `numeric` must start with an operator")
    if operator not in COMPARISONS:
        raise InvalidPattern(f"unknown operator `{operator}` in `numeric`")
    if len(argument) == 2:
        return _bounded(operator, _comparable(argument[1]))
    if len(argument) != 4 or operator not in {">", ">="}:
        raise InvalidPattern("`numeric` must be an operator and a number, or two bounds")
    upper = argument[2]
    if upper not in ("<", "<="):  # it may be a list
        raise InvalidPattern("the second operator of `numeric` must be `<` or `<=`")
    low, high = _comparable(argument[1]), _comparable(argument[3])
    if low >= high:
        raise InvalidPattern("the lower bound of `numeric` must be less than the upper bound")
    return NumberRange(low, high, (operator == ">=", upper == "<="))


def _bounded(operator: str, number: float) -> Matcher:
    if operator == "=":
        return NumberRange(number, number)
    low, high = (-_LARGEST, number) if operator[0] == "<" else (number, _LARGEST)
    if low == high:
        return NumberRange(_LARGEST, -_LARGEST)
    closed = operator.endswith("=")
    return NumberRange(low, high, (closed, True) if operator[0] == ">" else (True, closed))


def _comparable(number: Json) -> float:
    if kind_of(number) != "number":
        raise InvalidPattern("an operator of `numeric` must be followed by a number")
    amount = comparable(scalar_text(number))
    if amount is None:
        raise InvalidPattern(f"`{scalar_text(number)}` cannot be compared exactly")
    return amount


def _anything_but(argument: Json, *, old: bool) -> Matcher:
    if isinstance(argument, dict):
        return _no_text(argument, old=old)
    values = argument if isinstance(argument, list) else [argument]
    known = [each for each in values if not isinstance(each, Hole)]
    kinds = {kind_of(each) for each in known}
    is_plain = isinstance(argument, Hole) and argument.kinds <= {"null", "boolean"}
    if is_plain or not values or not kinds <= {"string", "number"}:
        raise InvalidPattern("`anything-but` must be a string, a number, or a list of them")
    if len(kinds) > 1:
        raise InvalidPattern("`anything-but` cannot mix strings and numbers")
    if len(known) < len(values):
        return Anything()
    if "number" in kinds:
        return NotNumber(frozenset(map(_comparable, known)))
    return NotText(frozenset(literal(event_text(each)) for each in known))


def _no_text(argument: dict[str, Json], *, old: bool) -> Matcher:
    members = members_of(argument)
    if not members:
        raise InvalidPattern("the object of `anything-but` cannot be empty")
    name, value = members[0]
    if name not in _NEGATED or (old and name == "wildcard"):
        raise InvalidPattern(f"`anything-but` cannot be combined with `{name}`")
    _refuse_others(members, name)
    values = value if isinstance(value, list) else [value]
    if old and name != "equals-ignore-case" and isinstance(value, list):
        raise InvalidPattern(f"`{name}` must be a string")
    is_wrong = isinstance(value, Hole) and not value.kinds & {"string", "array"}
    if not is_wrong and any(isinstance(each, Hole) for each in values):
        return Anything()
    texts = [in_bytes(each) for each in values if isinstance(each, str)]
    if len(texts) < len(values):
        raise InvalidPattern(f"`{name}` must be a string or a list of strings")
    if "" in texts and name in _ENDS:
        raise InvalidPattern(f"the {name} of `anything-but` cannot be empty")
    return NotText(frozenset(_language(each, name) for each in texts))


COMPARISONS: Final = ("=", "<", "<=", ">", ">=")
OPERATORS: Final[dict[str, Callable[[Json, str], Matcher]]] = {
    "exactly": _text_value,
    "prefix": _affix,
    "suffix": _affix,
    "equals-ignore-case": _text_value,
    "wildcard": _text_value,
    "exists": _exists,
    "cidr": _cidr,
    "numeric": _numeric,
}
"""The operators other than `anything-but`."""
