"""The formats by name, each imported on demand; texts and URLs in several of them; and diffs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from io import StringIO
from typing import Final

from bridgelint.base.finding import Finding
from bridgelint.lint.report import Report
from bridgelint.report.terminal import Style, paint

HOMEPAGE: Final = "https://bridgelint.github.io/bridgelint/"

_PLACES: Final = {
    "checkstyle": "xml_formats",
    "compact": "ci_formats",
    "github": "ci_formats",
    "gitlab": "ci_formats",
    "json": "json_format",
    "junit": "xml_formats",
    "markdown": "markdown",
    "sarif": "sarif",
}
"""The module that has the function of a format, which is named like the format or the module."""

_DIFF_STYLES: Final = {"@": Style.NOTICE, "+": Style.ADDED, "-": Style.REMOVED}


def render(report: Report, format_: str, *, columns: int, colour: bool) -> str:
    """Return the report in one format. Only `default` uses columns and colour."""
    if format_ == "default":
        from bridgelint.report.default import default  # one format is used

        return default(report, columns=columns, colour=colour)
    module = import_module(f"bridgelint.report.{_PLACES[format_]}")
    # `json` is the name of a library.
    name = "json_format" if format_ == "json" else format_
    function: Callable[[Report], str] = getattr(module, name)
    return function(report)


def labeled_parts(finding: Finding) -> Iterator[str]:
    """Yield the message, then the label as `note: …` and the help as `help: …`, if any."""
    yield finding.message
    if finding.primary.message:
        yield f"note: {finding.primary.message}"
    if finding.help:
        yield f"help: {finding.help}"


def linked_parts(finding: Finding) -> Iterator[str]:
    """Yield the parts, then the URL of the rule's page, if it has one."""
    yield from labeled_parts(finding)
    link = rule_page(finding.rule, finding.link)
    if link:
        yield link


def install_extra(name: str) -> str:
    """Return how to install an optional dependency, for a message."""
    return f"install bridgelint with the extra `{name}`: {HOMEPAGE}#install"


def rule_page(name: str, link: str | None = None) -> str:
    """Return the URL of a rule's page. `link` is that of a plugin's rule, which may be empty."""
    return f"{HOMEPAGE}rules/{name}/" if link is None else link


def diff(path: str, before: bytes, after: bytes, *, colour: bool = False) -> Iterator[str]:
    """Yield a unified diff for `git apply` and `patch -p1`, line by line with line endings."""
    from difflib import unified_diff  # only for --diff

    texts = (data.decode("utf-8", "surrogateescape") for data in (before, after))
    old, new = (list(StringIO(text, newline="\n")) for text in texts)
    for line in unified_diff(old, new, f"a/{path}", f"b/{path}"):
        text = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        is_head = line.startswith(("---", "+++"))
        style = Style.STRONG if is_head else _DIFF_STYLES.get(text[0], Style.PLAIN)
        yield f"{paint(text[:-1], style, colour=colour)}\n"
