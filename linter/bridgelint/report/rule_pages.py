"""Output about rules on the command line, and the starter configuration file."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import cleandoc
from typing import Final

from bridgelint.lint.rule import Rule
from bridgelint.lint.rule_run import RuleSet
from bridgelint.report.formats import rule_page
from bridgelint.report.terminal import NARROW, SEVERITY_STYLE, paint, wrap

_STRIPPED: Final = """\
The page of this rule is not available: it is a docstring, and Python removes docstrings if it is
started with `-OO` or `PYTHONOPTIMIZE=2`. Run bridgelint without them to read the page."""

STARTER: Final = """\
# https://bridgelint.github.io/bridgelint/configuration/
# Every setting is a suggestion: uncomment the lines that you want to use.

config {
  # format                   = "compact"
  # call_module_type         = "all"
  # varfile                  = ["prod.tfvars"]
  # variables                = ["environment=prod"]
  # minimum_failure_severity = "notice"
  # terraform_version        = ">= 1.14"
  # exclude                  = ["examples/**"]
  # preset                   = "all"
}

# rule "unused_action" {
#   enabled = false
# }

# rule "literal_event_bus" {
#   severity = "error"
# }

# rule "detail_schema" {
#   schema {
#     source      = "mycompany.orders"
#     detail_type = "Order Created"
#     file        = "schemas/order_created.json"
#   }
# }
"""


def list_rules(
    rules: Sequence[type[Rule]], running: RuleSet, *, columns: int | None, colour: bool
) -> str:
    """Return all rules in the order of their documentation, with severity and state.

    Without columns each rule is one line, for tools such as grep.
    """
    names = running.names
    longest = max((len(rule.name) for rule in rules), default=0)
    lines: list[str] = []
    for rule in rules:
        severity = running.severities.get(rule.name, rule.severity)
        is_on = rule.name in names
        state = "on" if is_on else "off"
        style, colour_it = SEVERITY_STYLE[severity], colour and is_on
        if columns is not None and columns < NARROW:
            text = f"{severity.word}, {state}: {rule.summary}"
            lines.append(paint(rule.name, style, colour=colour_it))
            lines += [f"  {line}" for line in wrap(text, columns - 2)]
            continue
        word = paint(f"{severity.word:7}", style, colour=colour_it)
        room = None if columns is None else columns - longest - 16
        first, *rest = [rule.summary] if room is None else wrap(rule.summary, room)
        lines.append(f"{word}  {state:3}  {rule.name:{longest}}  {first}")
        lines += [f"{'':{longest + 16}}{line}" for line in rest]
    return "".join(f"{line}\n" for line in lines)


def explain(rule: type[Rule], *, columns: int, colour: bool) -> str:
    """Return a rule's page, rendered with colour for a terminal, otherwise as Markdown."""
    parts = (
        f"# {rule.name}",
        f"{rule.severity.word}, {'on' if rule.enabled else 'off'} by default: {rule.summary}",
        _STRIPPED if rule.__doc__ is None else cleandoc(rule.__doc__),
        rule_page(rule.name, rule.link),
    )
    page = "\n\n".join(parts)
    if not colour:
        return f"{page}\n"
    # Imported here because it is slow, and only this command needs it.
    from io import StringIO  # as above

    from rich.console import Console  # as above
    from rich.markdown import Markdown  # as above
    from rich.theme import Theme  # as above

    stream = StringIO()
    console = Console(
        file=stream,
        force_terminal=True,
        color_system="standard",
        width=min(columns, 100),
        # rich's own styles have a black background, which is unreadable on a light terminal.
        theme=Theme({"markdown.code": "bold"}),
    )
    # Pygments marks `action` and `rule` as errors.
    page = page.replace("```terraform", "```text").replace("```hcl", "```text")
    console.print(Markdown(page, code_theme="ansi_light"))
    return stream.getvalue()
