"""The error for invalid event patterns."""

from __future__ import annotations

from bridgelint.eventbridge.detail.json_tree import JsonPath


class InvalidPattern(Exception):  # noqa: N818 # the name is a contract
    """EventBridge rejects the pattern: `reason` is a clause, `path` leads to the invalid part."""

    def __init__(self, reason: str, path: JsonPath = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path
