"""The characters that an identifier can contain: ID_Start, ID_Continue, `_` and `-`.

HashiCorp's scanner uses the properties of Unicode 9.0 (DerivedCoreProperties.txt), independent of
Python's version; identifiers.json contains the non-ASCII ones, as distances between changes.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from itertools import accumulate


def is_identifier(text: str) -> bool:
    """Return whether a text is one identifier: a letter or `_`, then also digits and dashes."""
    if text.isascii():
        return text[:1] != "-" and text.replace("-", "_").isidentifier()
    encoded = text.encode("utf-8", "surrogatepass")
    return identifier_length(encoded) == len(encoded)


def identifier_length(text: bytes) -> int:
    """Return the number of bytes at the start of the text that form one identifier."""
    characters = text.decode("utf-8", "surrogateescape")
    starts, continues = _changes()
    for index, character in enumerate(characters):
        if character.isascii():
            fits = character.isalpha() or character == "_"
            fits = fits or (index > 0 and (character.isdigit() or character == "-"))
        else:
            fits = bisect_right(continues if index else starts, ord(character)) % 2 == 1
        if not fits:
            return len(characters[:index].encode("utf-8", "surrogateescape"))
    return len(text)


@cache
def _changes() -> tuple[list[int], list[int]]:
    """Return the code points at which each property starts or stops."""
    import json  # few identifiers are not ASCII
    from pathlib import Path  # as above

    data = json.loads(Path(__file__).with_name("identifiers.json").read_bytes())
    return list(accumulate(data["start"])), list(accumulate(data["continue"]))
