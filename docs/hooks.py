"""MkDocs' hooks: pages are filled in while the site is built."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from bridgelint_rules import RULES
from pages import filled, rule_pages


def on_config(config: Any) -> Any:  # noqa: ANN401 # MkDocs is no dependency of the tests
    """List every rule beside the pages of the others."""
    for entry in config.nav:
        if "Rules" in entry:
            entry["Rules"] = [entry["Rules"], *(f"rules/{rule.name}.md" for rule in RULES)]
    return config


def on_files(files: Any, config: Any) -> Any:  # noqa: ANN401 # as above
    """Add the page of every rule."""
    generated = import_module("mkdocs.structure.files").File.generated
    for path, text in rule_pages().items():
        files.append(generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Carry out the directives of a page."""
    return filled(markdown)
