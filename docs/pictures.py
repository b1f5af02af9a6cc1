"""Draws the pictures of the documentation from real runs: python docs/pictures.py

Graphviz must be installed. The tests compare each picture with the run it was made from.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Final

DOCS: Final = Path(__file__).resolve().parent
GRAPHS: Final = DOCS.parent / "fixtures" / "graph"
PICTURES: Final = {"orders.svg": GRAPHS / "orders" / "flow.dot"}
"""Each picture, and the output of `bridgelint --graph dot` that it shows."""


def mark(source: Path) -> str:
    """Return the comment that says from which text a picture was made."""
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    return f"<!-- drawn from DOT with the SHA-256 {digest} -->"


def draw(source: Path) -> str:
    """Return the picture as SVG."""
    dot = shutil.which("dot")
    if dot is None:
        raise SystemExit("Graphviz is not installed: there is no `dot`")
    # From top to bottom, because a page is higher than wide.
    text = source.read_text(encoding="utf-8").replace("rankdir=LR", "rankdir=TB")
    done = subprocess.run(  # noqa: S603 # our own text
        [dot, "-Tsvg"], input=text, check=True, capture_output=True, encoding="utf-8"
    )
    return f"{done.stdout}{mark(source)}\n"


if __name__ == "__main__":
    (DOCS / "pictures").mkdir(exist_ok=True)
    for name, source in PICTURES.items():
        (DOCS / "pictures" / name).write_text(draw(source), encoding="utf-8", newline="\n")
