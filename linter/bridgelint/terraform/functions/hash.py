"""Hashes of strings, UUIDs, and two cryptographic functions that are not computed."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from bridgelint.terraform.functions.declaration import FunctionContext, FunctionTable, Parameter
from bridgelint.terraform.functions.encoding import decode_base64, encode_base64
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated
from bridgelint.terraform.values.types import NUMBER, STRING
from bridgelint.terraform.values.values import Reason, Unknown, Value

DECLARED: Final = FunctionTable()


def digest(name: str, data: bytes) -> str:
    """Return the digest of the bytes with this hash function (`sha1`, `base64sha256`, …)."""
    import hashlib  # most runs hash nothing

    hashed = hashlib.new(name.removeprefix("base64"), data, usedforsecurity=False)
    return encode_base64(hashed.digest()) if name.startswith("base64") else hashed.hexdigest()


def _text_digest(name: str, text: str) -> str:
    return digest(name, text.encode())


for _name in ("base64sha256", "base64sha512", "md5", "sha1", "sha256", "sha512"):
    DECLARED.add(_name, STRING, str=STRING)(partial(_text_digest, _name))


@DECLARED.add("bcrypt", STRING, str=STRING, variadic=Parameter(NUMBER))
def _bcrypt(*_: object) -> Value:
    reason = Reason("bcrypt() is evaluated during apply", after_apply=True)
    return Value(STRING, Unknown(reason))


@DECLARED.add("rsadecrypt", STRING, ciphertext=STRING, privatekey=STRING)
def _rsadecrypt(ciphertext: str, key: str) -> str:
    if decode_base64(ciphertext) is None:
        raise FunctionError("the ciphertext is not valid base64", 0)
    if "-----BEGIN " not in key:
        raise FunctionError("invalid private key: PEM format is required", 1)
    raise NotEvaluated("rsadecrypt() is not evaluated")


@DECLARED.add("uuid", STRING, needs_context=True)
def _uuid(context: FunctionContext) -> Value | str:
    if context.sent_at:
        from uuid import uuid4  # only while events are sent

        return str(uuid4())
    reason = Reason("uuid() is evaluated during apply", after_apply=True, at_sending=True)
    return Value(STRING, Unknown(reason))


_HEX: Final = "[0-9A-Fa-f]"
_DASHED: Final = "-".join(f"{_HEX}{{{count}}}" for count in (8, 4, 4, 4, 12))
_UUID: Final = re.compile(
    # Plain, as a URN, in braces (any byte is accepted as one) or without dashes.
    f"(?:(?i:urn:uuid:)?({_DASHED})|.({_DASHED}).|({_HEX}{{32}}))".encode(),
    re.DOTALL,
)


@DECLARED.add("uuidv5", STRING, namespace=STRING, name=STRING)
def _uuidv5(namespace: str, name: str) -> str:
    import hashlib  # as above
    import uuid

    found = _UUID.fullmatch(namespace.encode())
    if found is not None:
        space = uuid.UUID(next(filter(None, found.groups())).decode())
    elif namespace in {"dns", "url", "oid", "x500"}:
        space = getattr(uuid, f"NAMESPACE_{namespace.upper()}")
    else:
        raise FunctionError("the namespace must be `dns`, `url`, `oid`, `x500` or a UUID", 0)
    hashed = hashlib.sha1(space.bytes + name.encode(), usedforsecurity=False).digest()
    return str(uuid.UUID(bytes=hashed[:16], version=5))
