"""The text by which Terraform's sets distinguish elements and sort compound ones."""

from __future__ import annotations

from bridgelint.terraform.values import numbers
from bridgelint.terraform.values.go_quote import go_quote
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
