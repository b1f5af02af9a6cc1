"""URLs of the project."""

from __future__ import annotations

from typing import Final

HOMEPAGE: Final = "https://bridgelint.github.io/bridgelint/"


def install_extra(name: str) -> str:
    """Return how to install an optional dependency, for a message."""
    return f"install bridgelint with the extra `{name}`: {HOMEPAGE}#install"


def rule_page(name: str, link: str | None = None) -> str:
    """Return the URL of a rule's page. `link` is that of a plugin's rule, which may be empty."""
    return f"{HOMEPAGE}rules/{name}/" if link is None else link
