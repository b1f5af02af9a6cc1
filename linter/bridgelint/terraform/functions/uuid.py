"""`uuid` and `uuidv5`."""

from __future__ import annotations

import re
from typing import Final

from bridgelint.terraform.functions.contract import Arguments, Function, FunctionContext, takes
from bridgelint.terraform.functions.function_arguments import of_texts
from bridgelint.terraform.values.errors import FunctionError
from bridgelint.terraform.values.types import STRING, Type
from bridgelint.terraform.values.values import Reason, Unknown, Value, string

_NAMESPACES: Final = {
    "dns": "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "url": "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
    "oid": "6ba7b812-9dad-11d1-80b4-00c04fd430c8",
    "x500": "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
}
_HEX: Final = "[0-9A-Fa-f]"
_DASHED: Final = "-".join(f"{_HEX}{{{count}}}" for count in (8, 4, 4, 4, 12))
_UUID: Final = re.compile(
    # Any byte is accepted as a brace.
    f"(?:(?i:urn:uuid:)?({_DASHED})|.({_DASHED}).|({_HEX}{{32}}))".encode(),
    re.DOTALL,
)


def uuid(context: FunctionContext) -> Function:
    """A random identifier, another one for each call."""

    def compute(_arguments: Arguments, result: Type) -> Value:
        if context.sent_at:
            from uuid import uuid4  # only while events are sent

            return string(str(uuid4()))
        reason = Reason("uuid() is evaluated during apply", after_apply=True, at_sending=True)
        return Value(result, Unknown(reason))

    return Function((), STRING, compute)


def _uuidv5(given: str, name: str) -> Value:
    import hashlib  # most runs make no UUID

    namespace = _namespace(_NAMESPACES.get(given, given))
    if namespace is None:
        raise FunctionError("the namespace must be `dns`, `url`, `oid`, `x500` or a UUID", 0)
    hashed = hashlib.sha1(namespace + name.encode(), usedforsecurity=False).digest()
    octets = bytearray(hashed[:16])
    octets[6] = octets[6] & 0x0F | 0x50
    octets[8] = octets[8] & 0x3F | 0x80
    digits = octets.hex()
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return string("-".join(parts))


def _namespace(text: str) -> bytes | None:
    """Return the octets of a UUID: plain, as a URN, in braces or without dashes."""
    found = _UUID.fullmatch(text.encode())
    if found is None:
        return None
    digits = next(group for group in found.groups() if group)
    return bytes.fromhex(digits.decode().replace("-", ""))


UUIDV5: Final = Function(takes(namespace=STRING, name=STRING), STRING, of_texts(_uuidv5))
