"""What the rules about missing arguments of an entry have in common."""

from __future__ import annotations

from bridgelint.actions import Field
from bridgelint.eventbridge import Entry, PutEventsRequest
from bridgelint.lint import Findings, Rule


def missing(
    rule: Rule,
    request: PutEventsRequest,
    entry: Entry,
    name: str,
    field: Field | None,
    *,
    add: str,
    use: str,
) -> Findings:
    """Yield the finding if an argument is absent, null or an empty string.

    `add` is the help for an absent argument, `use` for one without content.
    """
    required = "".join(word.title() for word in name.split("_"))
    label = f"PutEvents requires `{required}`"
    if field is None:
        if not request.action.misspells(entry.block, name):
            yield rule.entry_finding(f"missing `{name}`", request, entry, name, label, help=add)
    elif field.is_null or field.text == "":
        what = "null" if field.is_null else "an empty string"
        yield rule.entry_finding(f"`{name}` is {what}", request, entry, field, label, help=use)
