"""The picture of a report in the README and on the site: what a terminal shows, as SVG."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from html import escape
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bridgelint.cli.main import main

ROOT: Final = Path(__file__).resolve().parent.parent
PICTURE: Final = ROOT / "docs" / "report.svg"
COMMAND: Final = "bridgelint --only reserved_source,invalid_trigger_event"

_WIDTH: Final = 8.43
"""Of one character, in pixels, at a font size of 14."""

_HEIGHT: Final = 19
_COLUMNS: Final = 78
_COLOURS: Final = {
    "31": "#ff7b72",
    "32": "#7ee787",
    "33": "#e3b341",
    "34": "#79c0ff",
    "35": "#d2a8ff",
    "36": "#76e3ea",
}
_PLAIN: Final = "#e6edf3"
_PARTS: Final = re.compile(r"\x1b\[([\d;]*)m|([^\x1b]+)")


def picture() -> str:
    """Return the SVG of a run on a copy of `fixtures/demo`."""
    lines = [f"\x1b[1m$ {COMMAND}\x1b[0m", *_report().splitlines()]
    width = round(_COLUMNS * _WIDTH + 40)
    height = len(lines) * _HEIGHT + 64
    texts = "".join(_text(line, 58 + number * _HEIGHT) for number, line in enumerate(lines))
    title = "A report of bridgelint in a terminal"
    dots = "".join(
        f'<circle cx="{22 + number * 20}" cy="20" r="6" fill="{colour}"/>\n'
        for number, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img" aria-label="{title}">\n'
        f"<title>{title}</title>\n"
        f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>\n{dots}'
        "<g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono',"
        f' monospace" font-size="14" fill="{_PLAIN}">\n{texts}</g>\n</svg>\n'
    )


def _report() -> str:
    stream, here, columns = StringIO(), Path.cwd(), os.environ.get("COLUMNS")
    with TemporaryDirectory() as directory, contextlib.redirect_stdout(stream):
        place = shutil.copytree(ROOT / "fixtures" / "demo", Path(directory) / "demo")
        os.chdir(place)
        os.environ["COLUMNS"] = str(_COLUMNS)
        try:
            main([*COMMAND.split()[1:], "--color"])
        finally:
            os.chdir(here)
            os.environ.pop("COLUMNS")
            os.environ.update({"COLUMNS": columns} if columns is not None else {})
    return stream.getvalue()


def _text(line: str, y: int) -> str:
    spans = "".join(_spans(line))
    return f'<text y="{y}">{spans}</text>\n' if spans else ""


def _spans(line: str) -> Iterator[str]:
    """Yield one element per run of equal style. Each has its column: widths of fonts differ."""
    codes: set[str] = set()
    column = 0
    for code, text in _PARTS.findall(line):
        if text:
            colour = next((_COLOURS[each] for each in codes if each in _COLOURS), "")
            style = f' fill="{colour}"' if colour else ""
            style += ' font-weight="bold"' if "1" in codes else ""
            shown = text.strip(" ")
            x = f"{20 + (column + len(text) - len(text.lstrip(' '))) * _WIDTH:.1f}"
            length = f"{len(shown) * _WIDTH:.1f}"
            if shown:
                # Viewers collapse plain spaces.
                shown = escape(shown).replace(" ", "\u00a0")
                yield f'<tspan x="{x}" textLength="{length}"{style}>{shown}</tspan>'
            column += len(text)
        elif code in {"", "0"}:
            codes = set()
        else:
            codes |= set(code.split(";"))


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
