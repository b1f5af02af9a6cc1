"""Hashes of strings, and two cryptographic functions that are not computed."""

from __future__ import annotations

from typing import Final

from bridgelint.terraform.functions.contract import Arguments, Function, Parameter, takes
from bridgelint.terraform.functions.encoding import decode_base64, encode_base64
from bridgelint.terraform.functions.function_arguments import of_texts, texts_to_text
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated
from bridgelint.terraform.values.types import NUMBER, STRING, Type
from bridgelint.terraform.values.values import Reason, Unknown, Value


def digest(name: str, data: bytes) -> str:
    """Return the digest of the bytes with this hash function (`sha1`, `base64sha256`, …)."""
    import hashlib  # most runs hash nothing

    hashed = hashlib.new(name.removeprefix("base64"), data, usedforsecurity=False)
    return encode_base64(hashed.digest()) if name.startswith("base64") else hashed.hexdigest()


def _hash(name: str) -> Function:
    def compute(text: str) -> str:
        return digest(name, text.encode())

    return Function(takes(str=STRING), STRING, texts_to_text(compute))


BASE64SHA256: Final = _hash("base64sha256")
BASE64SHA512: Final = _hash("base64sha512")
MD5: Final = _hash("md5")
SHA1: Final = _hash("sha1")
SHA256: Final = _hash("sha256")
SHA512: Final = _hash("sha512")


def _bcrypt(_arguments: Arguments, result: Type) -> Value:
    reason = Reason("bcrypt() is evaluated during apply", after_apply=True)
    return Value(result, Unknown(reason))


BCRYPT: Final = Function(takes(str=STRING), STRING, _bcrypt, variadic=Parameter("cost", NUMBER))


def _rsadecrypt(ciphertext: str, key: str) -> Value:
    if decode_base64(ciphertext) is None:
        raise FunctionError("the ciphertext is not valid base64", 0)
    if "-----BEGIN " not in key:
        raise FunctionError("invalid private key: PEM format is required", 1)
    raise NotEvaluated("rsadecrypt() is not evaluated")


RSADECRYPT: Final = Function(
    takes(ciphertext=STRING, privatekey=STRING), STRING, of_texts(_rsadecrypt)
)
