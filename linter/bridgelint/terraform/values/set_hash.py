"""The text by which Terraform's sets distinguish elements and sort compound ones."""

from __future__ import annotations

from typing import Final

from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.types import ListType, MapType, Primitive, SetType
from bridgelint.terraform.values.values import Unknown, Value, is_number


def hash_text(value: Value) -> str:
    """Return the text, which is the same for equal elements; the value must have no marks."""
    out: list[str] = []
    _append(value, out)
    return "".join(out)


def _append(value: Value, out: list[str]) -> None:
    content = value.content
    if content is None:
        out.append("~")
    elif isinstance(content, Unknown):
        out.append("?")
    elif isinstance(value.type, Primitive):
        out.append(_primitive(value))
    elif isinstance(content, dict):
        _append_entries(value, content, out)
    else:
        brackets = "[]" if isinstance(value.type, ListType | SetType) else "<>"
        out.append(brackets[0])
        for each in value.elements:
            _append(each, out)
            out.append(";")
        out.append(brackets[1])


def _primitive(value: Value) -> str:
    content = value.content
    if isinstance(content, bool):
        return "T" if content else "F"
    if isinstance(content, str):
        return go_quote(content)
    if is_number(content):
        return numbers.brief_text(content)
    return ""


def _append_entries(value: Value, content: dict[str, Value], out: list[str]) -> None:
    keyed = isinstance(value.type, MapType)
    out.append("{" if keyed else "<")
    for key, each in content.items():
        if keyed:
            out.append(f"{go_quote(key)}:")
        _append(each, out)
        out.append(";")
    out.append("}" if keyed else ">")


_ESCAPES: Final = {
    '"': '\\"',
    "\\": "\\\\",
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}


def go_quote(text: str) -> str:
    """Return the text in double quotes, with Go's escapes for unprintable characters."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter.isprintable():
        return letter
    code = ord(letter)
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
