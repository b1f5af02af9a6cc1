"""Whether any replacement of the unknown parts could make a text a JSON object.

The known text is run through every state of the JSON grammar in which it can start. After unknown
text that is every state, inside containers that the unknown text may have opened; after an unknown
number it is only the states in which a number can end. If no state remains, the text is invalid
for all unknown parts. In doubt, a state too many is kept: a text that could be valid is never
rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from bridgelint.eventbridge.detail.json_tree import JsonText, TextHole

_PLAIN: Final = re.compile(r'[^"\\\x00-\x1f]+')
_SPACE: Final = re.compile(r"[ \t\n\r]+")
_DIGITS: Final = "0123456789"
_HEX: Final = "0123456789abcdefABCDEF"

_ENDED_NUMBERS: Final = frozenset({"zero", "integer", "fraction", "exponent"})
_SPACED: Final = frozenset(
    {"start", "value", "first item", "first key", "key", "colon", "after", "end"}
)
_STRINGS: Final = {"string": "after", "key string": "colon"}
"""The states inside a string, each with the one after its closing quote."""


def _rows() -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield states, characters, and the state that follows one of the characters."""
    values = ("value", "first item")
    yield ("key", "first key"), '"', "key string"
    yield ("colon",), ":", "value"
    yield values, '"', "string"
    yield values, "-", "minus"
    yield (*values, "minus"), "0", "zero"
    yield (*values, "minus"), "123456789", "integer"
    yield ("integer",), _DIGITS, "integer"
    yield ("integer", "zero"), ".", "point"
    yield ("point", "fraction"), _DIGITS, "fraction"
    yield ("integer", "zero", "fraction"), "eE", "exponent sign"
    yield ("exponent sign",), "+-", "exponent digits"
    yield ("exponent sign", "exponent digits", "exponent"), _DIGITS, "exponent"
    for word in ("true", "false", "null"):
        yield values, word[0], f"literal {word[1:]}"
        for at in range(1, len(word)):
            rest = word[at + 1 :]
            yield (f"literal {word[at:]}",), word[at], f"literal {rest}" if rest else "after"
    for string, behind in _STRINGS.items():
        yield (string,), '"', behind
        yield (string,), "\\", f"{string} escape"
        yield (f"{string} escape",), '"\\/bfnrt', string
        yield (f"{string} escape",), "u", f"{string} u4"
        for missing in (4, 3, 2):
            yield (f"{string} u{missing}",), _HEX, f"{string} u{missing - 1}"
        yield (f"{string} u1",), _HEX, string


_STEPS: Final = {
    (state, character): following
    for states, characters, following in _rows()
    for state in states
    for character in characters
}
"""Where no container is opened or closed."""

_TEXTS: Final = {
    "null": ("null",),
    "boolean": ("true", "false"),
    "number": ("0", "7", "77", "777", "7777", "0.5", "7.5", "-7"),
    "string": ('""',),
    "array": ("[]",),
    "object": ("{}",),
}
"""Texts of each kind of value that lead to every state in which one can end."""


_State = tuple[str, str]
"""What is being read, and the brackets of the open containers, innermost last. A `?` at their start
represents unknown containers around them."""

_START: Final = ("start", "")
_END: Final = ("end", "")
_WORDS: Final = {word for (before, _), after in _STEPS.items() for word in (before, after)}
_ANYWHERE: Final = frozenset(
    {
        _END,
        *((word, "?{") for word in _WORDS if word != "first item"),
        *((word, "?[") for word in _WORDS if word != "colon" and "key" not in word),
    }
)


def may_be_object(text: JsonText) -> bool:
    """Return `False` if no replacement of the holes makes the text a JSON object."""
    states: set[_State] = {_START}
    begin = 0
    for offset, hole in text.holes:
        states = _run(states, text.text[begin:offset])
        if not states:
            return False
        states = {behind for state in states for behind in _behind(state, hole)}
        begin = offset + 1
    return _END in _run(states, text.text[begin:])


def _run(states: set[_State], text: str) -> set[_State]:
    ends: set[_State] = set()
    seen: set[tuple[_State, int]] = set()
    pending = [(state, 0) for state in states]
    while pending:
        state, position = pending.pop()
        position = _skip(state, text, position)
        if position >= len(text):
            ends.add(state)
            continue
        following = _step(state, text[position])
        if len(following) == 1:
            pending.append((following[0], position + 1))
            continue
        for each in following:
            if (each, position + 1) not in seen:
                seen.add((each, position + 1))
                pending.append((each, position + 1))
    return ends


def _skip(state: _State, text: str, position: int) -> int:
    """Return the position after the characters that do not change the state."""
    if state[0] in _STRINGS:
        found = _PLAIN.match(text, position)
    elif state[0] in _SPACED:
        found = _SPACE.match(text, position)
    else:
        return position
    return found.end() if found else position


def _step(state: _State, character: str) -> tuple[_State, ...]:
    word, stack = state
    following = _STEPS.get((word, character))
    if following is not None:
        return ((following, stack),)
    if word in _ENDED_NUMBERS:
        if character in " \t\n\r":
            return (("after", stack),)
        word = "after"
    if word == "start":
        return (("first key", "{"),) if character == "{" else ()
    if word in {"value", "first item"} and character in "{[":
        return (("first key" if character == "{" else "first item", stack + character),)
    in_object = stack.endswith("{")
    if word == "after" and character == ",":
        return (("key" if in_object else "value", stack),)
    if word in {"after", "first key", "first item"} and character == ("}" if in_object else "]"):
        return _closed(stack)
    return ()


def _closed(stack: str) -> tuple[_State, ...]:
    around = stack[:-1]
    if around != "?":
        return (("after", around),) if around else (_END,)
    unknown = (("after", "?{"), ("after", "?["))
    return (*unknown, _END) if stack == "?{" else unknown


def _behind(state: _State, hole: TextHole) -> Iterable[_State]:
    """Return the states that can follow the hole."""
    kinds = hole.kinds if hole.content == "json" else {hole.content}
    may_end_string = hole.content == "json" and not kinds <= {"null", "boolean", "number"}
    if hole.content == "escaped" and state[0] in _STRINGS:
        return {state}
    if hole.content in {"any", "escaped"} or (may_end_string and "string" in state[0]):
        return {*_ANYWHERE, state}
    return {end for kind in kinds for text in _TEXTS[kind] for end in _run({state}, text)}
