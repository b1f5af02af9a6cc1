"""What an event keyword means, for people: when it fires, and since which release."""

from __future__ import annotations

from typing import Final

from bridgelint.terraform.versions import WORDS

_MOMENTS: Final = {
    "before_create": "before Terraform creates the resource",
    "after_create": "after Terraform has created the resource",
    "before_update": "before Terraform updates the resource in place",
    "after_update": "after Terraform has updated the resource in place",
    "before_destroy": "before Terraform destroys the resource",
    "after_destroy": "after Terraform has destroyed the resource",
}


def _page(event: str, moment: str) -> str:
    word = WORDS.get(event, WORDS["action_trigger"])
    major, minor, _ = word.since
    replaced = "does not fire it" if event.endswith("_update") else "also fires it"
    return f"Fires {moment}. A replacement {replaced}. Terraform {major}.{minor} and later."


EVENT_PAGES: Final = {event: _page(event, moment) for event, moment in _MOMENTS.items()}
"""A sentence about each keyword."""
