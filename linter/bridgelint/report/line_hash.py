"""The hash by which GitHub's code scanning recognises a line after the lines above it changed.

GitHub computes it for every upload without hashes, and complains about a different one, so this
must be its function: of the first hundred characters from the start of the line, without blanks, a
polynomial in 37 modulo 2^64, and the number of earlier lines with the same hash
(https://github.com/github/codeql-action, `src/fingerprints.ts`).
"""

from __future__ import annotations

from typing import Final

_LENGTH: Final = 100
_BASE: Final = 37
_MODULUS: Final = 1 << 64
_END: Final = "\uffff"
_BLANKS: Final = str.maketrans("", "", " \t")


def line_hashes(data: bytes) -> list[str]:
    """Return the hash of each line of a file."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    text = f"{text.translate(_BLANKS)}{_END}"
    seen: dict[str, int] = {}
    hashes: list[str] = []
    start = 0
    while True:
        block = text[start : start + _LENGTH]
        seen[block] = seen.get(block, 0) + 1
        hashes.append(f"{_hash(block):x}:{seen[block]}")
        start = text.find("\n", start) + 1
        if not start:
            return hashes


def _hash(block: str) -> int:
    # JavaScript counts in UTF-16 units.
    units = block.encode("utf-16-le", "surrogatepass").ljust(2 * _LENGTH, b"\0")[: 2 * _LENGTH]
    total = 0
    for low, high in zip(units[::2], units[1::2], strict=True):
        total = (total * _BASE + (high << 8 | low)) % _MODULUS
    return total
