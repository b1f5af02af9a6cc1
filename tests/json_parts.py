"""JSON text with holes, for tests."""

from __future__ import annotations

from bridgelint.eventbridge.detail.json_text import MARK, JsonText, TextHole

ANY = TextHole("any")


def text(*parts: str | TextHole) -> JsonText:
    """The parts joined, a mark at each hole."""
    joined = ""
    holes: list[tuple[int, TextHole]] = []
    for part in parts:
        if isinstance(part, TextHole):
            holes.append((len(joined), part))
        joined += part if isinstance(part, str) else MARK
    return JsonText(joined, tuple(holes))
