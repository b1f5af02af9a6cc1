"""How a pattern is refused."""

from __future__ import annotations

from bridgelint.eventbridge.detail.json_tree import JsonPath


class InvalidPattern(Exception):  # noqa: N818 # the name is a contract
    """A pattern that the service refuses: `reason` is a clause, `path` leads to the part."""

    def __init__(self, reason: str, path: JsonPath = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path
