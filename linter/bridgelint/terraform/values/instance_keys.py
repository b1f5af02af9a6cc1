"""Instance keys as they appear in addresses."""

from __future__ import annotations

from bridgelint.terraform.expressions.reference_address import InstanceKey


def key_text(key: InstanceKey) -> str:
    """Return `[0]`, `["eu"]`, or an empty string."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    escaped = key.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'["{escaped.replace("${", "$${").replace("%{", "%%{")}"]'
