"""Small pieces of HCL across its grammar, and whether HashiCorp's parser accepts each."""

from __future__ import annotations

import json
from typing import Final, NamedTuple

from support import FIXTURES


class Snippet(NamedTuple):
    about: str
    valid: bool
    text: str


def _read() -> tuple[Snippet, ...]:
    lines = (FIXTURES / "syntax" / "snippets.jsonl").read_text("utf-8").splitlines()
    return tuple(Snippet(**json.loads(line)) for line in lines)


SNIPPETS: Final = _read()
