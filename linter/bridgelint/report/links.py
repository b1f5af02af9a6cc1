"""Addresses of the project, in this one place."""

from __future__ import annotations

from typing import Final

HOMEPAGE: Final = "https://bridgelint.github.io/bridgelint/"


def rule_page(name: str) -> str:
    """The page of a rule."""
    return f"{HOMEPAGE}rules/{name}/"
