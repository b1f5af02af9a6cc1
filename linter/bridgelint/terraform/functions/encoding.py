"""Base64, URL encoding and character sets."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Final

from bridgelint.terraform.functions.declaration import FunctionTable, check_size
from bridgelint.terraform.values.errors import FunctionError, NotEvaluated
from bridgelint.terraform.values.types import STRING

DECLARED: Final = FunctionTable()

CODECS: Final[Mapping[str, str]] = {
    name: codec
    for codec, names in {
        "ascii": "us-ascii iso-ir-6 ansi_x3.4-1968 ansi_x3.4-1986 iso_646.irv:1991 iso646-us us"
        " ibm367 cp367 csascii",
        "utf-8": "utf-8 csutf8",
        "utf-16": "utf-16 csutf16",
        "utf-16-be": "utf-16be csutf16be",
        "utf-16-le": "utf-16le csutf16le",
        "big5hkscs": "big5 csbig5",
        "cp949": "euc-kr cseuckr",
        "euc_jp": "euc-jp extended_unix_code_packed_format_for_japanese cseucpkdfmtjapanese",
        "gb18030": "gb18030 csgb18030",
        "gbk": "gbk cp936 ms936 windows-936 csgbk",
        "hz": "hz-gb-2312",
        "iso2022_jp": "iso-2022-jp csiso2022jp",
        "cp932": "shift_jis ms_kanji csshiftjis",
        "cp037": "ibm037 cp037 ebcdic-cp-us ebcdic-cp-ca ebcdic-cp-wt ebcdic-cp-nl csibm037",
        "cp437": "ibm437 cp437 437 cspc8codepage437",
        "cp850": "ibm850 cp850 850 cspc850multilingual",
        "cp852": "ibm852 cp852 852 cspcp852",
        "cp855": "ibm855 cp855 855 csibm855",
        "cp858": "ibm00858 ccsid00858 cp00858 pc-multilingual-850+euro csibm00858",
        "cp860": "ibm860 cp860 860 csibm860",
        "cp862": "ibm862 cp862 862 cspc862latinhebrew",
        "cp863": "ibm863 cp863 863 csibm863",
        "cp865": "ibm865 cp865 865 csibm865",
        "cp866": "ibm866 cp866 866 csibm866",
        "cp1140": "ibm01140 ccsid01140 cp01140 ebcdic-us-37+euro csibm01140",
        "": "ibm1047 ibm-1047 csibm1047",
        "iso8859-1": "iso-8859-1 iso_8859-1 iso_8859-1:1987 iso-ir-100 latin1 l1 ibm819 cp819"
        " csisolatin1",
        "iso8859-2": "iso-8859-2 iso_8859-2 iso_8859-2:1987 iso-ir-101 latin2 l2 csisolatin2",
        "iso8859-3": "iso-8859-3 iso_8859-3 iso_8859-3:1988 iso-ir-109 latin3 l3 csisolatin3",
        "iso8859-4": "iso-8859-4 iso_8859-4 iso_8859-4:1988 iso-ir-110 latin4 l4 csisolatin4",
        "iso8859-5": "iso-8859-5 iso_8859-5 iso_8859-5:1988 iso-ir-144 cyrillic csisolatincyrillic",
        "iso8859-6": "iso-8859-6 iso_8859-6 iso_8859-6:1987 iso-ir-127 ecma-114 asmo-708 arabic"
        " csisolatinarabic iso-8859-6-e iso_8859-6-e csiso88596e iso-8859-6-i iso_8859-6-i"
        " csiso88596i",
        "iso8859-7": "iso-8859-7 iso_8859-7 iso_8859-7:1987 iso-ir-126 elot_928 ecma-118 greek"
        " greek8 csisolatingreek",
        "iso8859-8": "iso-8859-8 iso_8859-8 iso_8859-8:1988 iso-ir-138 hebrew csisolatinhebrew"
        " iso-8859-8-e iso_8859-8-e csiso88598e iso-8859-8-i iso_8859-8-i csiso88598i",
        "iso8859-9": "iso-8859-9 iso_8859-9 iso_8859-9:1989 iso-ir-148 latin5 l5 csisolatin5",
        "iso8859-10": "iso-8859-10 iso_8859-10:1992 iso-ir-157 l6 latin6 csisolatin6",
        "iso8859-13": "iso-8859-13 csiso885913",
        "iso8859-14": "iso-8859-14 iso_8859-14 iso_8859-14:1998 iso-ir-199 latin8 iso-celtic l8"
        " csiso885914",
        "iso8859-15": "iso-8859-15 iso_8859-15 latin-9 csiso885915",
        "iso8859-16": "iso-8859-16 iso_8859-16 iso_8859-16:2001 iso-ir-226 latin10 l10 csiso885916",
        "koi8-r": "koi8-r cskoi8r",
        "koi8-u": "koi8-u cskoi8u",
        "mac-roman": "macintosh mac csmacintosh",
        "cp874": "windows-874 cswindows874",
        **{f"cp{page}": f"windows-{page} cswindows{page}" for page in range(1250, 1259)},
    }.items()
    for name in names.split()
}
"""Python's codec for each name and alias in the IANA registry that Terraform supports; empty for
the one that Python does not support."""

_WITHOUT_CONTROLS: Final = frozenset(
    f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)
)
"""Codecs for which Terraform does not support the control characters 0x80 to 0x9F."""


_UNLIKE: Final[Mapping[str, str]] = {
    "cp1255": "\u05ba",
    "cp932": "\x80¢£¬‖\u2212〜\ue000-\uf8ff",
    "gb18030": "\ue000-\uf8ff",
    "gbk": "€ǹ\u2e80-\u2fff\u3400-\u4dbf\u9fa6-\u9fff\ue000-\uf8ff",
    "koi8-u": "\u045e\u040e\u255d\u256c",
}
"""Characters, as a regular expression class, that Python's codec handles differently."""

_REFERENCE: Final[Mapping[str, str]] = {
    "big5hkscs": "big5",
    "euc_jp": "iso2022_jp",
    "iso2022_jp": "iso2022_jp",
}
"""Codecs that agree with Terraform on the characters of this other codec."""

_NOT_THE_SAME: Final = "this character is not supported in this encoding"


def _is_certain(text: str, codec: str) -> bool:
    """Return whether Python's codec handles this text as Terraform does, including errors."""
    if codec == "hz":
        return text.isascii() and "~" not in text
    if codec in _UNLIKE:
        return re.search(f"[{_UNLIKE[codec]}]", text) is None
    if codec not in _REFERENCE:
        return True
    try:
        return bool(text.encode(_REFERENCE[codec])) or not text
    except UnicodeError:
        return False


def decode_base64(text: str) -> bytes | None:
    """Decode standard base64 with padding. `None` if it is invalid. Line breaks inside are
    ignored."""
    compact = text.replace("\r", "").replace("\n", "")
    if len(compact) % 4 or not compact.isascii():
        return None
    try:
        return base64.b64decode(compact, validate=True)
    except ValueError:
        return None


def encode_base64(data: bytes) -> str:
    """Encode as standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


@DECLARED.add("base64encode", STRING, str=STRING)
def _base64encode(text: str) -> str:
    check_size(characters=len(text) * 4 // 3)
    return encode_base64(text.encode())


@DECLARED.add("base64decode", STRING, str=STRING)
def _base64decode(text: str) -> str:
    data = decode_base64(text)
    if data is None:
        raise FunctionError("invalid base64", 0)
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise FunctionError("the decoded bytes are not valid UTF-8", 0) from None


def _codec(name: str) -> str:
    codec = CODECS.get(name.strip().lower())
    if codec is None:
        raise FunctionError(f"unknown encoding `{name}`", 1)
    if not codec:
        raise NotEvaluated(f"the encoding {name} is not supported")
    return codec


@DECLARED.add("textencodebase64", STRING, string=STRING, encoding=STRING)
def _textencodebase64(text: str, encoding: str) -> str:
    codec = _codec(encoding)
    if not _is_certain(text, codec):
        raise NotEvaluated(_NOT_THE_SAME)
    missing = FunctionError(f"a character does not exist in {encoding}", 0)
    if _has_unsupported_controls(text, codec):
        raise missing
    try:
        if codec == "utf-16":
            return encode_base64(b"\xfe\xff" + text.encode("utf-16-be"))
        return encode_base64(text.encode(codec))
    except UnicodeError:
        raise missing from None


def _has_unsupported_controls(text: str, codec: str) -> bool:
    return codec in _WITHOUT_CONTROLS and any("\x80" <= letter <= "\x9f" for letter in text)


@DECLARED.add("textdecodebase64", STRING, source=STRING, encoding=STRING)
def _textdecodebase64(source: str, encoding: str) -> str:
    codec = _codec(encoding)
    data = decode_base64(source)
    if data is None:
        raise FunctionError("invalid base64", 0)
    if codec == "utf-16" and data[:2] not in {b"\xfe\xff", b"\xff\xfe"}:
        codec = "utf-16-be"
    try:
        text = data.decode(codec)
    except UnicodeError:
        text = "\ufffd"
    refused = "\ufffd" in text and (codec in _UNLIKE or codec in _REFERENCE or codec == "hz")
    if refused or not _is_certain(text, codec):
        raise NotEvaluated(_NOT_THE_SAME)
    if "\ufffd" in text or _has_unsupported_controls(text, codec):
        raise FunctionError(f"the bytes are not valid text in {encoding}", 0)
    return text


@DECLARED.add("base64gzip", STRING, str=STRING)
def _base64gzip(_: str) -> str:
    raise NotEvaluated("the bytes that gzip writes depend on the version of Terraform")


@DECLARED.add("urlencode", STRING, str=STRING)
def _urlencode(text: str) -> str:
    from urllib.parse import quote_plus  # most runs encode nothing

    check_size(characters=3 * len(text))
    return quote_plus(text)
