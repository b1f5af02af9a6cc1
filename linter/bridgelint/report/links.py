"""URLs of the project."""

from __future__ import annotations

from typing import Final

HOMEPAGE: Final = "https://bridgelint.github.io/bridgelint/"


def rule_page(name: str) -> str:
    """Return the URL of a rule's page."""
    return f"{HOMEPAGE}rules/{name}/"
