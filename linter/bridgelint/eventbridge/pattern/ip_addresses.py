"""IP addresses and CIDR ranges as Event Ruler parses them (with Java's rules)."""

from __future__ import annotations

import re
from typing import Final

from bridgelint.eventbridge.pattern.pattern_errors import InvalidPattern

_V4: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+")
_V6: Final = re.compile(r"[0-9a-fA-F:]*:[0-9a-fA-F:]*")
_MASK: Final = re.compile(r"[+-]?\d+")
_LONGEST_V4: Final = 15
_HEX: Final = frozenset("0123456789ABCDEF")
_MAX_INT: Final = 2**31 - 1

HexRange = tuple[str, str]
"""The lowest and the highest address, in hexadecimal digits."""


def hexadecimal(text: str) -> str | None:
    """Return an address as 8 or 32 hexadecimal digits. `None` for any other text."""
    if _V4.fullmatch(text):
        return _v4(text)
    return _v6(text) if _V6.fullmatch(text) else None


def cidr(text: str) -> HexRange:
    """Return the range of a CIDR block. Raise `InvalidPattern` if it is invalid."""
    halves = text.split("/")
    while halves and not halves[-1]:
        halves.pop()
    if len(halves) != 2:
        raise InvalidPattern("a CIDR block must be an address, one `/`, and a prefix length")
    if not _MASK.fullmatch(halves[1]) or abs(int(halves[1])) > _MAX_INT:
        raise InvalidPattern("the prefix length of a CIDR block must be an integer")
    bits = int(halves[1])
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


def within(digits: str, bounds: HexRange) -> bool:
    """Return whether the digits are in the range.

    They are compared digit by digit, up to the first difference: an IPv4 address can be in a range
    of IPv6 addresses, and so can a number that is not compared as a number.
    """
    bottom, top = bounds
    for length in range(1, min(len(digits), len(bottom)) + 1):
        if digits[length - 1] not in _HEX:
            return False
        begin = digits[:length]
        if bottom[:length] < begin < top[:length]:
            return True
        if not bottom[:length] <= begin <= top[:length]:
            return False
    return len(digits) >= len(bottom)


def may_be_address(known: str) -> bool:
    """Return whether a text with this known part may be an address."""
    return not known.strip("0123456789abcdefABCDEF:.")


def _v4(text: str) -> str | None:
    octets = [int(each) for each in text.split(".")]
    if len(text) > _LONGEST_V4 or any(each > 0xFF for each in octets):
        return None
    return "".join(f"{each:02X}" for each in octets)


def _v6(text: str) -> str | None:
    if len(text) < 2 or text.count("::") > 1 or ":::" in text:
        return None
    if (text[0] == ":" and text[1] != ":") or (text[-1] == ":" and text[-2] != ":"):
        return None
    head, double, tail = text.partition("::")
    groups = [each.split(":") if each else [] for each in (head, tail)]
    count = len(groups[0]) + len(groups[1])
    if count > 8 or (double and count == 8) or (not double and count != 8):
        return None
    values = [int(each, 16) for side in groups for each in side]
    if any(each > 0xFFFF for each in values):
        return None
    values[len(groups[0]) : len(groups[0])] = [0] * (8 - count)
    digits = "".join(f"{each:04X}" for each in values)
    mapped = digits.startswith("0" * 20 + "FFFF")
    return digits[24:] if mapped else digits
