"""Regular expressions of JSON Schema (ECMAScript's), matched in linear time by RE2.

RE2 supports neither lookaround nor backreferences, and google-re2 may be missing: then there is no
matcher, and callers treat the expression as one that matches anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

_MEMORY: Final = 32 << 20
"""The maximum number of bytes of a compiled expression and its tables."""

_MOST: Final = 1000
"""The largest count of a repetition that RE2 accepts."""

_LARGEST: Final = 20_000
"""The largest count that is written as several repetitions."""

_ANY: Final = r"[\x00-\x{10ffff}]"
_NONE: Final = r"[^\x00-\x{10ffff}]"
_DOT: Final = r"[^\n\r\x{2028}\x{2029}]"
_SPACE: Final = (
    r"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
)
_NO_SPACE: Final = (
    r"\x00-\x08\x0e-\x1f!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}"
    r"\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}"
)
_SETS: Final = frozenset({r"\d", r"\D", r"\s", r"\S", r"\w", r"\W"})
_CATEGORIES: Final = {
    "Letter": "L",
    "Uppercase_Letter": "Lu",
    "Lowercase_Letter": "Ll",
    "Titlecase_Letter": "Lt",
    "Modifier_Letter": "Lm",
    "Other_Letter": "Lo",
    "Mark": "M",
    "Nonspacing_Mark": "Mn",
    "Spacing_Mark": "Mc",
    "Enclosing_Mark": "Me",
    "Number": "N",
    "Decimal_Number": "Nd",
    "digit": "Nd",
    "Letter_Number": "Nl",
    "Other_Number": "No",
    "Punctuation": "P",
    "punct": "P",
    "Connector_Punctuation": "Pc",
    "Dash_Punctuation": "Pd",
    "Open_Punctuation": "Ps",
    "Close_Punctuation": "Pe",
    "Initial_Punctuation": "Pi",
    "Final_Punctuation": "Pf",
    "Other_Punctuation": "Po",
    "Symbol": "S",
    "Math_Symbol": "Sm",
    "Currency_Symbol": "Sc",
    "Modifier_Symbol": "Sk",
    "Other_Symbol": "So",
    "Separator": "Z",
    "Space_Separator": "Zs",
    "Line_Separator": "Zl",
    "Paragraph_Separator": "Zp",
    "Other": "C",
    "Control": "Cc",
    "cntrl": "Cc",
    "Format": "Cf",
    "Surrogate": "Cs",
    "Private_Use": "Co",
}
"""The long names of general categories, of which RE2 only supports the short ones."""

_CONTROL: Final = {
    r"\b": r"\x08",
    r"\n": r"\n",
    r"\r": r"\r",
    r"\t": r"\t",
    r"\f": r"\f",
    r"\v": r"\x0b",
    r"\0": r"\x00",
}
_CODE: Final = (
    r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}"
)
_ESCAPE: Final = rf"\\(?:{_CODE}|[pP]\{{[\w=]+\}}|c[A-Za-z]|0\d*|.?)"
_MEMBER: Final = rf"{_ESCAPE}|."
_TOKEN: Final = (
    r"(?P<open>\((?:\?(?::|<[A-Za-z_$][\w$]*>))?(?!\?))|(?P<close>\))|(?P<assertion>[$^|])"
    r"|(?P<repeat>[*+?]\??|\{(?P<least>\d{1,5})(?P<range>,(?P<most>\d{0,5}))?\}(?P<lazy>\??))"
    rf"|\[(?P<negated>\^?)(?P<class>(?:\\.|[^\]\\])*)\]|(?P<escape>{_ESCAPE})|."
)


@lru_cache(maxsize=512)
def matcher(pattern: str) -> Callable[[str], bool] | None:
    """Return what tells whether some part of a text matches; `None` if the expression cannot be
    matched in linear time."""
    try:
        import re2  # a native library that most runs do without
    except ImportError:
        return None
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        compiled = re2.compile(_translated(pattern), options)
    except (_NotRegularError, UnicodeEncodeError, re2.error):
        return None
    return lambda text: compiled.search(text.encode("utf-8", "replace")) is not None


class _NotRegularError(Exception):
    """A lookaround, a backreference, or invalid syntax."""


def _translated(pattern: str) -> str:
    out: list[str] = []
    groups: list[int] = []  # the start of each open group in the output
    atom: int | None = None  # the start of what a quantifier would repeat
    for token in re.finditer(_TOKEN, pattern, re.DOTALL):
        kind, text = token.lastgroup, token.group()
        if kind == "repeat":
            if atom is None:
                raise _NotRegularError
            out[atom:] = [_repeated("".join(out[atom:]), token)]
            atom = None
        elif kind == "open":
            groups.append(len(out))
            out.append("(?:")
            atom = None
        elif kind == "close":
            out.append(text)
            atom = groups.pop() if groups else None
        elif kind == "assertion":
            out.append(text)
            atom = None
        else:
            atom = len(out)
            out.append(_atom(token))
    return "".join(out)


def _atom(token: re.Match[str]) -> str:
    text = token.group()
    if text in {"(", "["}:  # a lookaround, or no end of a class
        raise _NotRegularError
    if token["class"] is not None:
        return _class(token["class"], negated=bool(token["negated"]))
    if text in {r"\b", r"\B"}:
        return text
    if token["escape"]:
        members = _escape(text)
        return f"[{members}]" if members in {_SPACE, _NO_SPACE} else members
    return _DOT if text == "." else re.escape(text)


def _class(written: str, *, negated: bool) -> str:
    members = re.findall(_MEMBER, written, re.DOTALL)
    if not members:
        return _ANY if negated else _NONE
    translated: list[str] = []
    for before, member, after in zip(["", *members], members, [*members[1:], ""], strict=False):
        if member == "-":
            # A hyphen is literal at either end, and next to a class such as `\w`.
            is_range = before and after and _SETS.isdisjoint({before, after})
            translated.append("-" if is_range else r"\-")
        else:
            translated.append(_escape(member) if member[0] == "\\" else re.escape(member))
    return f"[{'^' * negated}{''.join(translated)}]"


def _escape(text: str) -> str:
    """Translate an escape, as a member of a class."""
    letter, rest = text[1:2], text[2:]
    if text in {r"\s", r"\S"}:
        return _SPACE if letter == "s" else _NO_SPACE
    if rest and letter in {"u", "x"}:
        high, _, low = rest.strip("{}").partition(r"\u")
        code = int(high, 16)
        if low:
            code = 0x10000 + ((code - 0xD800) << 10) + int(low, 16) - 0xDC00
        return f"\\x{{{code:x}}}"
    if rest and letter in {"p", "P"}:
        name = re.sub("^(?:General_Category|gc|Script|sc)=", "", rest[1:-1])
        return f"\\{letter}{{{_CATEGORIES.get(name, name)}}}"
    if rest and letter == "c":
        return f"\\x{{{ord(rest) % 32:x}}}"
    if text in _SETS:
        return text
    if text in _CONTROL:
        return _CONTROL[text]
    if not letter or letter.isalnum():
        raise _NotRegularError  # a backreference, or a letter reserved for future use
    return re.escape(letter)


def _repeated(atom: str, token: re.Match[str]) -> str:
    """Repeat the atom, in repetitions that RE2 accepts."""
    if token["least"] is None:
        return atom + token.group()
    least = int(token["least"])
    most = int(token["most"]) if token["most"] else None if token["range"] else least
    if max(least, most or 0) > _LARGEST or (most is not None and most < least):
        raise _NotRegularError
    lazy = token["lazy"]
    parts = [f"{atom}{{{size}}}{lazy}" for size in _portions(least)]
    if most is None:
        parts.append(f"{atom}*{lazy}")
    else:
        parts += [f"{atom}{{0,{size}}}{lazy}" for size in _portions(most - least)]
    return f"(?:{''.join(parts)})"


def _portions(count: int) -> list[int]:
    whole, rest = divmod(count, _MOST)
    return [_MOST] * whole + [rest] * bool(rest)
