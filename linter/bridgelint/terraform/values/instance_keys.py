"""Instance keys as addresses have them."""

from __future__ import annotations

from bridgelint.terraform.expressions.reference_address import InstanceKey


def key_text(key: InstanceKey) -> str:
    """`[0]`, `["eu"]`, or nothing."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    escaped = key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'["{escaped.replace("${", "$${").replace("%{", "%%{")}"]'
