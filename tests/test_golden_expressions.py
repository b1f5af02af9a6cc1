"""Expressions with the results that Terraform 1.15.9 gave, compared one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from golden import answer
from support import FIXTURES

RECORDED = ("expressions.jsonl", "language.jsonl")
"""Every area of the language, and mutations of these with what is certain of what fails."""

DIFFERENCES = FIXTURES / "golden" / "expression_differences.json"


class Recording(NamedTuple):
    """One line of the file, as far as it is compared."""

    id: str
    expression: str
    in_file: bool
    result: str
    json: str | None
    type: str | None
    sensitive: bool


def recordings() -> list[Recording]:
    """Every recorded expression."""
    texts = ((FIXTURES / "golden" / name).read_text("utf-8") for name in RECORDED)
    return [_recording(json.loads(line)) for text in texts for line in text.splitlines()]


def _recording(line: dict[str, object]) -> Recording:
    return Recording(
        id=str(line["id"]),
        expression=str(line["expr"]),
        in_file=line["via"] in {"config", "config_plan"},
        result=str(line["result"]),
        json=None if line["json"] is None else str(line["json"]),
        type=None if line["type"] is None else str(line["type"]),
        sensitive=bool(line.get("sensitive")),
    )


def difference(recording: Recording, directory: Path) -> str:
    """How the answer given here departs from the recorded one; nothing when it does not."""
    given = answer(recording.expression, directory, in_file=recording.in_file)
    for name, here, there in (
        ("result", given.result, recording.result),
        ("json", given.json, recording.json),
        ("type", given.type, recording.type),
        # Of what is unknown the recordings do not say whether it is sensitive.
        ("sensitive", given.sensitive and given.result == "value", recording.sensitive),
    ):
        if here != there:
            return f"{recording.expression}: {name} is {here!r}, not {there!r} {given.error or ''}"
    return ""


def test_every_recorded_expression_agrees() -> None:
    directory = FIXTURES / "golden"
    deliberate = json.loads(DIFFERENCES.read_text("utf-8"))

    found = {
        recording.id: text
        for recording in recordings()
        if (text := difference(recording, directory))
    }

    assert {id_: text for id_, text in found.items() if id_ not in deliberate} == {}
    assert set(found) == set(deliberate)
