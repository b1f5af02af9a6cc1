"""The values of numerals and of the literal text of strings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fractions import Fraction

# Patterns are compiled when they are first used.
_NUMERAL: Final = r"([0-9]+)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?"
_CHUNK: Final = 4000  # the limit of Python's conversion of digits
_DIGITS: Final = 80_000  # more than the evaluator supports: such a number is unknown
_INT64_DIGITS: Final = 19
_MIN_INT64: Final = -(1 << 63)
_MIN_EXPONENT: Final = -(1 << 31)  # of a big.Float: its exponent is an int32

_QUOTED_ESCAPE: Final = (
    rb"\\(?:u[0-9a-fA-F]{0,4}|U[0-9a-fA-F]{0,8}|[^\x80-\xff]|[\xc0-\xff][\x80-\xbf]*)|\$\$\{|%%\{"
)
_SIMPLE: Final = {
    b"\\n": "\n",
    b"\\r": "\r",
    b"\\t": "\t",
    b'\\"': '"',
    b"\\\\": "\\",
    b"$${": "${",
    b"%%{": "%{",
}


def number(numeral: str) -> int | Fraction | None:
    """Return the value of a numeral. `None` if Go's big.Float cannot parse it.

    Exact between 10^-160000 and 10^160000, and truncated there.
    """
    if len(numeral) < _CHUNK and numeral.isascii() and numeral.isdigit():
        return int(numeral)
    match = re.fullmatch(_NUMERAL, numeral)
    if match is None:
        return None
    whole, fraction, exponent_text = match.groups(default="")
    if len(exponent_text.lstrip("+-0")) > _INT64_DIGITS:
        return None
    exponent = int(exponent_text or "0")
    if not _MIN_INT64 <= exponent < -_MIN_INT64:
        return None
    from decimal import Decimal  # most numbers are short integers; no limit of digits

    mantissa = int(Decimal((whole + fraction).lstrip("0")[:_DIGITS] or 0))
    if not mantissa:
        return 0
    exponent -= len(fraction)
    if not _MIN_EXPONENT <= mantissa.bit_length() + exponent < -_MIN_EXPONENT:
        return None
    exponent += max(0, len((whole + fraction).lstrip("0")) - _DIGITS)
    if exponent >= 0:
        return mantissa * _ten_to(exponent)
    from fractions import Fraction  # most numbers are integers

    value = Fraction(mantissa, _ten_to(-exponent))
    return value.numerator if value.denominator == 1 else value


@lru_cache(maxsize=16)
def _ten_to(exponent: int) -> int:
    power: int = 10 ** min(exponent, 2 * _DIGITS)
    return power


def plain_text(raw: bytes) -> str:
    """Return the literal text of a heredoc or a template file."""
    if b"{" in raw:
        raw = raw.replace(b"$${", b"${").replace(b"%%{", b"%{")
    return raw.decode("utf-8", "replace")


def quoted_text(raw: bytes) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the literal text of a quoted string, and the ranges of its invalid escapes."""
    if b"\\" not in raw:
        return plain_text(raw), ()
    bad: list[tuple[int, int]] = []

    def decoded(match: re.Match[bytes]) -> bytes:
        text = _escape(match[0])
        if text is None:
            bad.append(match.span())
        return (text or "").encode()

    text = re.sub(_QUOTED_ESCAPE, decoded, raw).decode("utf-8", "replace")
    return text, tuple(bad)


def label_text(raw: bytes) -> str:
    """Return the text of a label without its quotes; as written if it has an interpolation."""
    rest = re.sub(_QUOTED_ESCAPE, b" ", raw) if b"{" in raw else b""
    if b"${" in rest or b"%{" in rest:
        return raw.decode("utf-8", "replace")
    return quoted_text(raw)[0]


def _escape(escape: bytes) -> str | None:
    simple = _SIMPLE.get(escape)
    if simple is not None:
        return simple
    digits = escape[2:]
    if len(digits) != {b"\\u": 4, b"\\U": 8}.get(escape[:2]):
        return None
    code = int(digits, 16)
    return None if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)
