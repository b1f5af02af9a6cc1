"""XML documents that can contain any text."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from bridgelint.report.terminal_text import printable


def element(tag: str, parent: ET.Element | None = None, /, **attributes: str) -> ET.Element:
    """Create an element; characters that XML does not allow are replaced by symbols."""
    clean = {name: text(value) for name, value in attributes.items()}
    return ET.Element(tag, clean) if parent is None else ET.SubElement(parent, tag, clean)


def text(value: str) -> str:
    """Return the text without the characters that XML does not allow."""
    return printable(value).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def document(root: ET.Element) -> str:
    """Return the whole document, indented."""
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
