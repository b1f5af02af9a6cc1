"""Whether any replacement of the unknown parts could make a text a JSON object.

The known text is run through every state of the JSON grammar in which it can start. After unknown
text that is every state, inside containers that the unknown text may have opened; after an unknown
number it is only the states in which a number can end. If no state remains, the text is invalid
for all unknown parts. In doubt, a state too many is kept: a text that could be valid is never
rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from bridgelint.base.records import dataclass
from bridgelint.eventbridge.detail.json_text import JsonText, TextHole

_PLAIN: Final = re.compile(r'[^"\\\x00-\x1f]+')
_SPACE: Final = re.compile(r"[ \t\n\r]+")
_DIGITS: Final = frozenset("0123456789")
_HEX: Final = frozenset("0123456789abcdefABCDEF")

_ENDED_NUMBERS: Final = frozenset({"zero", "integer", "fraction", "exponent"})
_SPACED: Final = frozenset({"start", "value", "first item", "first key", "key", "colon", "after"})
_STRINGS: Final = frozenset({"string", "key string"})
_UNITS: Final = ("u4", "u3", "u2", "u1")
"""The number of hexadecimal digits of `\\uXXXX` that are still missing."""

_STEPS: Final[dict[tuple[str, str], str]] = {
    ("colon", ":"): "value",
    **{(key, '"'): "key string" for key in ("key", "first key")},
    ("key string", '"'): "colon",
    ("string", '"'): "after",
    **{(string, "\\"): f"{string} escape" for string in _STRINGS},
    **{(f"{string} escape", each): string for string in _STRINGS for each in '"\\/bfnrt'},
    **{(f"{string} escape", "u"): f"{string} u4" for string in _STRINGS},
    **{
        (f"{string} {unit}", digit): f"{string} {following}".rstrip()
        for string in _STRINGS
        for unit, following in zip(_UNITS, (*_UNITS[1:], ""), strict=True)
        for digit in _HEX
    },
    **{
        (f"literal {word[at:]}", word[at]): f"literal {word[at + 1 :]}"
        if word[at + 1 :]
        else "after"
        for word in ("true", "false", "null")
        for at in range(1, len(word))
    },
    **{
        (value, start): word
        for value in ("value", "first item")
        for start, word in (
            ('"', "string"),
            ("-", "minus"),
            ("0", "zero"),
            *((digit, "integer") for digit in "123456789"),
            *((word[0], f"literal {word[1:]}") for word in ("true", "false", "null")),
        )
    },
    **{("minus", digit): "integer" for digit in "123456789"},
    ("minus", "0"): "zero",
    **{("integer", digit): "integer" for digit in _DIGITS},
    ("integer", "."): "point",
    ("zero", "."): "point",
    **{("point", digit): "fraction" for digit in _DIGITS},
    **{("fraction", digit): "fraction" for digit in _DIGITS},
    **{(state, e): "exponent sign" for state in ("zero", "integer", "fraction") for e in "eE"},
    **{("exponent sign", sign): "exponent digits" for sign in "+-"},
    **{("exponent sign", digit): "exponent" for digit in _DIGITS},
    **{("exponent digits", digit): "exponent" for digit in _DIGITS},
    **{("exponent", digit): "exponent" for digit in _DIGITS},
}
"""The state that follows a character, where no container is opened or closed."""

_BEHIND_NUMBER: Final[dict[str, tuple[str, ...]]] = {
    "value": ("zero", "integer", "fraction"),
    "first item": ("zero", "integer", "fraction"),
    "minus": ("zero", "integer", "fraction"),
    "integer": ("integer", "fraction"),
    "point": ("fraction",),
    "fraction": ("fraction",),
    "exponent sign": ("exponent",),
    "exponent digits": ("exponent",),
    "exponent": ("exponent",),
}


@dataclass(frozen=True, slots=True, eq=False)
class _Stack:
    """The open containers, innermost first. Compared by identity, because it may be deep."""

    container: str
    outer: _Stack | None
    """`None`: this is the root object, or the enclosing containers are unknown."""

    known: bool = True
    """Whether it is the root, if there is no `outer`."""


_ROOT: Final = _Stack("{", None)
_SOME_OBJECT: Final = _Stack("{", None, known=False)
_SOME_ARRAY: Final = _Stack("[", None, known=False)


@dataclass(frozen=True, slots=True)
class _State:
    """A state of the grammar; `word` names what is being read."""

    word: str
    stack: _Stack | None = None


_START: Final = _State("start")
_END: Final = _State("end")
_WORDS: Final = {word for (before, _), after in _STEPS.items() for word in (before, after)}
_ANYWHERE: Final = frozenset(
    {
        _END,
        *(_State(word, _SOME_OBJECT) for word in _WORDS if word != "first item"),
        *(_State(word, _SOME_ARRAY) for word in _WORDS if word != "colon" and "key" not in word),
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
    if state.word in _STRINGS:
        found = _PLAIN.match(text, position)
    elif state.word in _SPACED or state is _END:
        found = _SPACE.match(text, position)
    else:
        return position
    return found.end() if found else position


def _step(state: _State, character: str) -> tuple[_State, ...]:
    word, stack = state.word, state.stack
    following = _STEPS.get((word, character))
    if following is not None:
        return (_State(following, stack),)
    if word in _ENDED_NUMBERS:
        if character in " \t\n\r":
            return (_State("after", stack),)
        word = "after"
    if word == "start":
        return (_State("first key", _ROOT),) if character == "{" else ()
    if word in {"value", "first item"} and character in "{[":
        inside = "first key" if character == "{" else "first item"
        return (_State(inside, _Stack(character, stack)),)
    if stack is None:
        return ()
    if word == "after" and character == ",":
        return (_State("key" if stack.container == "{" else "value", stack),)
    closing = "}" if stack.container == "{" else "]"
    if word in {"after", "first key", "first item"} and character == closing:
        return _closed(stack)
    return ()


def _closed(stack: _Stack) -> tuple[_State, ...]:
    if stack.outer is not None:
        return (_State("after", stack.outer),)
    if stack.known:
        return (_END,)
    around = (_State("after", _SOME_OBJECT), _State("after", _SOME_ARRAY))
    return (_END, *around) if stack.container == "{" else around


def _behind(state: _State, hole: TextHole) -> Iterable[_State]:
    """Return the states that can follow the hole."""
    if hole.content == "any":
        return {*_ANYWHERE, state}
    if hole.content == "escaped":
        return {state} if state.word in _STRINGS else {*_ANYWHERE, state}
    if state.word in _STRINGS and (hole.content != "json" or not _breaks_out(hole)):
        return {state}
    if hole.content == "number":
        return _behind_number(state)
    if hole.content == "boolean":
        return _behind_boolean(state)
    return _behind_json(state, hole)


def _breaks_out(hole: TextHole) -> bool:
    """Return whether its text may contain quotes."""
    return not hole.kinds <= {"null", "boolean", "number"}


def _behind_number(state: _State) -> Iterable[_State]:
    if state.word in _BEHIND_NUMBER:
        return {_State(word, state.stack) for word in _BEHIND_NUMBER[state.word]}
    return _behind_units(state)


def _behind_boolean(state: _State) -> Iterable[_State]:
    if state.word in {"value", "first item"}:
        return {_State("after", state.stack)}
    return _behind_units(state)


def _behind_units(state: _State) -> Iterable[_State]:
    """Inside an escape, letters and digits may continue it and end it."""
    base, _, inner = state.word.rpartition(" ")
    if base not in _STRINGS or inner not in {"escape", *_UNITS}:
        return ()
    return {_State(base, state.stack), *(_State(f"{base} {unit}", state.stack) for unit in _UNITS)}


def _behind_json(state: _State, hole: TextHole) -> Iterable[_State]:
    if state.word == "start":
        return {_END} if "object" in hole.kinds else ()
    if state.word in {"key", "first key"}:
        return {_State("colon", state.stack)} if "string" in hole.kinds else ()
    if state.word in {"value", "first item"}:
        numbers = _behind_number(state) if "number" in hole.kinds else ()
        return {_State("after", state.stack), *numbers}
    if state.word.startswith(("string", "key string")):
        return {*_ANYWHERE, state}
    return _behind_number(state) if "number" in hole.kinds else ()
