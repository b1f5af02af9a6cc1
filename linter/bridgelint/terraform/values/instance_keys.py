"""Instance keys as they appear in addresses."""

from __future__ import annotations

import re
from typing import Final

from bridgelint.terraform.expressions.reference_address import InstanceKey

KEY: Final = r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]"
"""A key in an address, in its brackets."""


def key_text(key: InstanceKey) -> str:
    """Return `[0]`, `["eu"]`, or an empty string."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    escaped = key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'["{escaped.replace("${", "$${").replace("%{", "%%{")}"]'


def without_keys(address: str) -> str:
    """Return an address without the keys of instances."""
    return re.sub(KEY, "", address)
