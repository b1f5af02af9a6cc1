"""MkDocs' hooks: pages are filled in while the site is built."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from pages import description, filled, rule_groups, rule_pages


def on_config(config: Any) -> Any:  # noqa: ANN401 # MkDocs is not a dependency of the tests
    """Add every rule to the navigation, by group."""
    for entry in config.nav:
        if "Rules" in entry:
            groups = rule_groups()
            entry["Rules"] = [
                entry["Rules"],
                *({group: [f"rules/{rule.name}.md" for rule in groups[group]]} for group in groups),
            ]
    return config


def on_files(files: Any, config: Any) -> Any:  # noqa: ANN401 # as above
    """Add the page of every rule."""
    generated = import_module("mkdocs.structure.files").File.generated
    for path, text in rule_pages().items():
        files.append(generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: object) -> str:  # noqa: ANN401 # as above
    """Carry out the directives of a page, and describe the page to search engines."""
    page.meta.setdefault("description", description(markdown))
    return filled(markdown)
