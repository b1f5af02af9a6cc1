"""URLs of the project."""

from __future__ import annotations

from typing import Final

HOMEPAGE: Final = "https://bridgelint.github.io/bridgelint/"


def rule_page(name: str, link: str | None = None) -> str:
    """Return the URL of a rule's page. `link` is that of a plugin's rule, which may be empty."""
    return f"{HOMEPAGE}rules/{name}/" if link is None else link
