"""Regular expressions of JSON Schema (ECMAScript's), matched in linear time by RE2.

RE2 supports neither lookaround nor backreferences, and google-re2 may be missing: then there is no
`Matcher`, and callers treat the expression as one that matches anything.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bridgelint.base.records import dataclass

if TYPE_CHECKING:
    from re2 import _Regexp as Compiled  # pyright: ignore[reportPrivateUsage] # it has no other name

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
_SET: Final = re.compile(r"\\[dDsSwW]")
_SETS: Final = frozenset({r"\d", r"\D", r"\w", r"\W", _SPACE, _NO_SPACE})
_CATEGORIES: Final = {
    "Letter": "L",
    "Cased_Letter": "",
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

_CONTROL: Final = {"b": r"\x08", "n": r"\n", "r": r"\r", "t": r"\t", "f": r"\f", "v": r"\x0b"}
_PROPERTY: Final = re.compile(r"([pP])\{(?:(?:General_Category|gc|Script|sc)=)?(\w+)\}")
_CODE: Final = re.compile(
    r"u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})"
)
_COUNT: Final = re.compile(r"\{(\d{1,5})(,(\d{0,5}))?\}(\??)")
_GROUP: Final = re.compile(r"\((?:\?(?::|<[A-Za-z_$][\w$]*>))?")


@dataclass(frozen=True, slots=True)
class Matcher:
    """An expression compiled by RE2."""

    compiled: Compiled

    def search(self, text: str) -> bool:
        """Return whether some part of the text matches."""
        return self.compiled.search(text.encode("utf-8", "replace")) is not None


@lru_cache(maxsize=512)
def matcher(pattern: str) -> Matcher | None:
    """Compile an expression; `None` if it cannot be matched in linear time."""
    try:
        import re2  # a native library that most runs do without
    except ImportError:
        return None
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return Matcher(re2.compile(_Translation(pattern).whole(), options))
    except (_NotRegularError, UnicodeEncodeError, re2.error):
        return None


class _NotRegularError(Exception):
    """A lookaround, a backreference, or invalid syntax."""


class _Translation:
    """Translates ECMAScript syntax to RE2 syntax."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.out: list[str] = []
        self.groups: list[int] = []
        """The start of each open group in the output."""

        self.atom = -1
        """The start in the output of what a quantifier would repeat; -1 if there is nothing."""

    def whole(self) -> str:
        """Translate the whole expression."""
        while self.at < len(self.pattern):
            self._step()
        return "".join(self.out)

    def _step(self) -> None:
        char = self.pattern[self.at]
        if char == "(":
            self._open()
        elif char == ")":
            self.at += 1
            self.out.append(")")
            self.atom = self.groups.pop() if self.groups else -1
        elif char in "*+?" or (char == "{" and _COUNT.match(self.pattern, self.at)):
            self._repeat()
        elif char in "^$|":
            self.at += 1
            self.out.append(char)
            self.atom = -1
        else:
            self.atom = len(self.out)
            self.at += 1
            self.out.append(self._atom(char))

    def _atom(self, char: str) -> str:
        if char == ".":
            return _DOT
        if char == "[":
            return self._class()
        return self._escape(inside=False) if char == "\\" else re.escape(char)

    def _open(self) -> None:
        match = _GROUP.match(self.pattern, self.at)
        if match is None or self.pattern.startswith("?", match.end()):
            raise _NotRegularError
        self.groups.append(len(self.out))
        self.at = match.end()
        self.out.append("(?:")
        self.atom = -1

    def _repeat(self) -> None:
        match = _COUNT.match(self.pattern, self.at)
        if self.atom < 0:
            raise _NotRegularError
        if match is None:
            lazy = self.pattern.startswith("?", self.at + 1)
            self.out.append(self.pattern[self.at] + "?" * lazy)
            self.at += 1 + lazy
        else:
            self.at = match.end()
            atom = "".join(self.out[self.atom :])
            self.out[self.atom :] = [_repeated(atom, match)]
        self.atom = -1

    def _class(self) -> str:
        """Translate a bracketed class after its opening bracket."""
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        members: list[str] = []
        while not self.pattern.startswith("]", self.at):
            if self.at >= len(self.pattern):
                raise _NotRegularError
            char = self.pattern[self.at]
            self.at += 1
            members.append(self._member(char, members))
        self.at += 1
        if not members:
            return _ANY if negated else _NONE
        return f"[{'^' * negated}{''.join(members)}]"

    def _member(self, char: str, before: list[str]) -> str:
        if char == "\\":
            return self._escape(inside=True)
        if char != "-":
            return re.escape(char)
        # A hyphen is literal at either end, and next to a class such as `\w`.
        is_last = self.pattern.startswith("]", self.at) or _SET.match(self.pattern, self.at)
        return r"\-" if not before or before[-1] in _SETS or is_last else "-"

    def _escape(self, *, inside: bool) -> str:
        """Translate an escape after its backslash."""
        char = self.pattern[self.at : self.at + 1]
        if char in {"s", "S"}:
            self.at += 1
            members = _SPACE if char == "s" else _NO_SPACE
            return members if inside else f"[{members}]"
        code = _CODE.match(self.pattern, self.at)
        if code is not None:
            self.at = code.end()
            return f"\\x{{{_code_point(code):x}}}"
        found = _PROPERTY.match(self.pattern, self.at)
        if found is not None:
            self.at = found.end()
            return f"\\{found[1]}{{{_CATEGORIES.get(found[2], found[2])}}}"
        self.at += 1
        if char == "c" and self.pattern[self.at : self.at + 1].isalpha():
            self.at += 1
            return f"\\x{{{ord(self.pattern[self.at - 1]) % 32:x}}}"
        if char in set("dDwW") or (char in {"b", "B"} and not inside):
            return f"\\{char}"
        if char == "0" and not self.pattern[self.at : self.at + 1].isdigit():
            return r"\x00"
        if char in _CONTROL:
            return _CONTROL[char]
        if not char or char.isalnum():
            raise _NotRegularError  # a backreference, or a letter reserved for future use
        return re.escape(char)


def _code_point(match: re.Match[str]) -> int:
    high, low, *single = match.groups()
    if high:
        return 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
    return int(next(filter(None, single)), 16)


def _repeated(atom: str, count: re.Match[str]) -> str:
    """Repeat the atom, in repetitions that RE2 accepts."""
    least = int(count[1])
    most = least if count[2] is None else int(count[3]) if count[3] else None
    if max(least, most or 0) > _LARGEST or (most is not None and most < least):
        raise _NotRegularError
    lazy = count[4]
    parts = [f"{atom}{{{size}}}{lazy}" for size in _portions(least)]
    if most is None:
        parts.append(f"{atom}*{lazy}")
    else:
        parts += [f"{atom}{{0,{size}}}{lazy}" for size in _portions(most - least)]
    return f"(?:{''.join(parts)})"


def _portions(count: int) -> list[int]:
    whole, rest = divmod(count, _MOST)
    return [_MOST] * whole + [rest] * bool(rest)
